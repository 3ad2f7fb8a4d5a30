/* SPDX-License-Identifier: MIT */
/*
 * Folding: what makes two spellings the same text. NFKC, case folded, accents off, every script in Latin letters (ICU Any-Latin; Latin-ASCII),
 * so that the result is lower-case ASCII with blanks and punctuation kept. German sharp s is ss; the umlaut's e is not added (Müller -> muller).
 * ASCII and Latin letters go through a table; ICU is asked only for the rest (made when first needed, one per scratch).
 */
#ifndef L2A_TEXT_FOLD_H
#define L2A_TEXT_FOLD_H

#include "text/lexicon.h"

/* The folded text in the arena; {NULL,0} and a->failed when memory is out. Input: valid UTF-8. */
bytes fold_text(bytes text, const lexicon *lex, text_scratch *scratch, arena *a);

#endif
