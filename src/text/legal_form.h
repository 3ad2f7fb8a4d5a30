/* SPDX-License-Identifier: MIT */
/*
 * Legal forms of companies: Inc., GmbH & Co. KG, S.A. de C.V., OOO, 株式会社. Compiled from data/legal_forms.txt ("class|variant|variant"),
 * data/legal_forms_front.txt (those that also stand before the name) and the overlay.
 *
 * A class is a number from 1 in the order of the file: equal numbers mean equal kinds of company ("LLC" for GmbH, S.r.l., OOO).
 */
#ifndef L2A_TEXT_LEGAL_FORM_H
#define L2A_TEXT_LEGAL_FORM_H

#include "text/lexicon.h"
#include "text/tokens.h"

/* L2A_ENOMEM, L2A_ESYNTAX, L2A_ENOTFOUND. Needs partial->folds. */
l2a_status legal_form_list_new(legal_form_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error);
void legal_form_list_free(legal_form_list *list);

/* "LLC", "JSC", ...; {NULL, 0} for 0 and unknown numbers. Lives as long as the list. */
bytes legal_form_class_name(const legal_form_list *list, uint16_t legal_form);

/* Narrows [*first, *end) of the tokens to what is no legal form: longest forms off the end and off the front again and again, leading "the"
 * and trailing "and" off; at least one token stays, and a name that is a legal form as a whole stays whole. Returns the class of the form taken off first, 0 without one. */
uint16_t legal_form_strip(const legal_form_list *list, const token_list *tokens, uint32_t *first, uint32_t *end);

/* true when the tokens are a legal form and nothing else; its class in *legal_form (may be NULL). */
bool legal_form_is(const legal_form_list *list, bytes joined, uint16_t *legal_form);

/* Chinese, Japanese and Korean forms in their own script: the form that begins the text (0 bytes when none does). */
size_t legal_form_native(const legal_form_list *list, bytes text, uint16_t *legal_form);

#endif
