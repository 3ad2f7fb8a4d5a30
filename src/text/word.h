/* SPDX-License-Identifier: MIT */
/*
 * Words: what a token of a company name stands for. Compiled from data/words.txt (spellings, abbreviations and translations), stop_words.txt,
 * number_words.txt, directions.txt, places.txt and generic_words.txt, and the overlay's words, which win.
 *
 *   intl         -> international   TOKEN_GENERIC
 *   universidad  -> university      TOKEN_GENERIC
 *   der          -> of              TOKEN_STOP
 *   iii          -> 3               TOKEN_NUMBER
 *   allemagne    -> germany         TOKEN_COUNTRY
 *   zalando      -> zalando         0
 */
#ifndef L2A_TEXT_WORD_H
#define L2A_TEXT_WORD_H

#include "text/company_name.h"

/* L2A_ENOMEM, L2A_ESYNTAX, L2A_ENOTFOUND. Needs partial->folds. */
l2a_status word_list_new(word_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error);
void word_list_free(word_list *list);

/* Fills canon (borrowed from the list, or the token itself) and flags of a token whose text is set. */
void word_classify(const word_list *list, name_token *token);

#endif
