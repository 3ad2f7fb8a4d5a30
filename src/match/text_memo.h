/* SPDX-License-Identifier: MIT */
/*
 * Text memo: what short texts that come again and again were read as: the host of an address, a country, a city. Forgetting only costs time.
 *
 *   entries (power of two), one to a place:  | hash | kind | text | what it was read as |
 *
 * Texts are copied into the caller's arena, so a value outlives the entry.
 */
#ifndef L2A_MATCH_TEXT_MEMO_H
#define L2A_MATCH_TEXT_MEMO_H

#include "text/domain.h"

typedef struct text_memo text_memo;

text_memo *text_memo_new(void); /* NULL when memory is out */
void text_memo_free(text_memo *m);

/* The same as domain_from_email, country_code and place_key; m may be NULL. */
void text_memo_email(domain_name *out, text_memo *m, bytes email, const lexicon *lex, text_scratch *scratch, arena *a);
uint16_t text_memo_country(text_memo *m, bytes text, const lexicon *lex, text_scratch *scratch);
bytes text_memo_place(text_memo *m, bytes text, const lexicon *lex, text_scratch *scratch, arena *a);

/* What the reading of an address depends on: for a plain "name@host" the part from the '@' on; the whole of what might be read in another
 * way (several addresses, quotes, brackets, very long ones). */
bytes text_memo_host(bytes email);

#endif
