/* SPDX-License-Identifier: MIT */
/*
 * Folding: what makes two spellings the same text. NFKC, case folded, accents off, every script in Latin letters (ICU Any-Latin; Latin-ASCII),
 * so that the result is lower-case ASCII with blanks and punctuation kept. German sharp s is ss; the umlaut's e is not added (Müller -> muller).
 * ASCII, Latin and Cyrillic letters and punctuation go through a table; ICU is asked only for the rest (opened when first needed, one per
 * scratch). A run of letters of another script gives one word ("中国石油" -> "zhongguoshiyou"); a letter that nobody can transliterate is
 * written as its number ("u1780"), so that no name folds to nothing. Folding what is folded changes nothing.
 */
#ifndef L2A_TEXT_FOLD_H
#define L2A_TEXT_FOLD_H

#include "text/lexicon.h"

/* The folded text in the arena; {NULL,0} and a->failed when memory is out. Input: valid UTF-8. */
bytes fold_text(bytes text, const lexicon *lex, text_scratch *scratch, arena *a);

/* NFKC and case folding only: the text in its own script, compatible forms (full width, circled letters) made plain. {NULL, 0} and a->failed
 * when memory is out. */
bytes fold_case(bytes text, arena *a);

/* true when the text has letters beyond the table, for which ICU's transliterator has to be opened. */
bool fold_is_foreign(bytes text, const lexicon *lex);

/* The table, from Unicode's own data and data/letters.txt. Needs nothing of partial, takes nothing from the overlay. L2A_ENOMEM, L2A_ESYNTAX,
 * L2A_ENOTFOUND (built without the file). */
l2a_status fold_table_new(fold_table **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error);
void fold_table_free(fold_table *table);

#endif
