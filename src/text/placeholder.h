/* SPDX-License-Identifier: MIT */
/*
 * Placeholders: what stands in a company field without naming one. Compiled from data/placeholders.txt, keyboard_rows.txt and the overlay.
 *
 *   PLACEHOLDER_EMPTY     null, n/a, -, keine: the same as nothing
 *   PLACEHOLDER_NO_NAME   self employed, student, retired, test, my company, asdf, xxx: something, but no company
 */
#ifndef L2A_TEXT_PLACEHOLDER_H
#define L2A_TEXT_PLACEHOLDER_H

#include "text/lexicon.h"
#include "text/tokens.h"

typedef enum placeholder_kind { PLACEHOLDER_NOT = 0, PLACEHOLDER_EMPTY, PLACEHOLDER_NO_NAME } placeholder_kind;

/* L2A_ENOMEM, L2A_ESYNTAX, L2A_ENOTFOUND. Needs partial->folds. */
l2a_status placeholder_list_new(placeholder_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error);
void placeholder_list_free(placeholder_list *list);

/* What the tokens joined by blanks are. One misspelt letter is forgiven in texts of 7 letters and more (never the first letter). */
placeholder_kind placeholder_find(const placeholder_list *list, bytes joined);

/* The same for a text in a script beyond Latin and Cyrillic, as it was typed. */
placeholder_kind placeholder_find_foreign(const placeholder_list *list, bytes cleaned, arena *a);

#endif
