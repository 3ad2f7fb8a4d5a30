/* SPDX-License-Identifier: MIT */
/*
 * Tokens of a folded text: runs of [a-z0-9].
 *
 *   "i.b.m. deutschland"   ibm deutschland     dotted initials are joined
 *   "a t & t"              at and t            single letters in sequence too, "&" is the word "and"
 *   "l'oreal"              loreal              apostrophes vanish
 *   "7-eleven"             7 eleven
 */
#ifndef L2A_TEXT_TOKENS_H
#define L2A_TEXT_TOKENS_H

#include "base/arena.h"

enum { TOKEN_LIST_LIMIT = 64 };

/* The tokens lie in `joined` in order, one blank between them, so that several neighbours are one piece of text. */
typedef struct token_list {
  uint32_t count;
  bool cut; /* there were more than TOKEN_LIST_LIMIT */
  bytes joined;
  bytes text[TOKEN_LIST_LIMIT];
} token_list;

/* Memory of the texts is the arena's; count is 0 when there are none, or memory is out (a->failed). folded: as fold_text gives it. */
void tokens_split(token_list *out, bytes folded, arena *a);

/* Tokens first (included) to end (not) as one text with blanks between. first < end <= count. */
bytes tokens_slice(const token_list *tokens, uint32_t first, uint32_t end);

#endif
