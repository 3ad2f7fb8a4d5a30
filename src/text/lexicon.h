/* SPDX-License-Identifier: MIT */
/*
 * The lexicon: every dictionary, compiled. Immutable once made and shared by all threads.
 * Anything that a thread changes while it normalises (ICU transliterator, PCRE2 match data, scratch memory) is a text_scratch of its own.
 */
#ifndef L2A_TEXT_LEXICON_H
#define L2A_TEXT_LEXICON_H

#include "base/arena.h"
#include "base/status.h"

typedef struct public_suffix public_suffix;         /* public_suffix.h */
typedef struct domain_class_list domain_class_list; /* domain_class.h */
typedef struct country_list country_list;           /* country.h */
typedef struct legal_form_list legal_form_list;     /* legal_form.h */
typedef struct word_list word_list;                 /* word.h: canonical words, stop words, numbers, directions, places */
typedef struct placeholder_list placeholder_list;   /* placeholder.h */
typedef struct state_list state_list;               /* state.h */
typedef struct native_word_list native_word_list;   /* native_word.h */
typedef struct fold_table fold_table;               /* fold.h */

typedef struct lexicon {
  public_suffix *suffixes;
  domain_class_list *domains;
  country_list *countries;
  fold_table *folds;
  legal_form_list *legal_forms;
  word_list *words;
  placeholder_list *placeholders;
  native_word_list *native_words;
  state_list *states;
} lexicon;

/* What a user's definitions add; each list has count entries. Texts are copied. All zero adds nothing. */
typedef struct lexicon_overlay {
  const bytes *domain_allow;
  size_t domain_allow_count; /* registrable domains that are companies, whatever the lists say */
  const bytes *domain_deny;
  size_t domain_deny_count; /* registrable domains that say nothing about the company */
  const bytes *placeholders;
  size_t placeholder_count; /* further values that mean "no company" */
  const bytes *legal_forms;
  size_t legal_form_count; /* further legal forms: "canonical|variant|variant" */
  const bytes *words;
  size_t word_count; /* further canonical words: "canonical|variant|variant" */
} lexicon_overlay;

/* overlay may be NULL. L2A_ENOMEM, L2A_ESYNTAX (a built-in file or an overlay line that cannot be read; names file and line). */
l2a_status lexicon_new(lexicon **out, const lexicon_overlay *overlay, l2a_error *error);
void lexicon_free(lexicon *lex);

/* Per-thread state of normalisation. */
typedef struct text_scratch text_scratch;
l2a_status text_scratch_new(text_scratch **out, const lexicon *lex, l2a_error *error);
void text_scratch_free(text_scratch *scratch);

#endif
