/* SPDX-License-Identifier: MIT */
/* Countries and phones: small canonical values that are compared as integers. */
#ifndef L2A_TEXT_COUNTRY_H
#define L2A_TEXT_COUNTRY_H

#include "text/lexicon.h"

/* ISO 3166-1 alpha-2 as 'D' << 8 | 'E'; 0 when the text is empty, COUNTRY_UNKNOWN when it names no country known. Accepts alpha-2, alpha-3,
 * names in many languages, spellings with dots and articles. */
#define COUNTRY_UNKNOWN 0xFFFFu
uint16_t country_code(bytes text, const lexicon *lex, text_scratch *scratch);

/* From data/countries.txt. Needs partial->folds; takes nothing from the overlay. L2A_ENOMEM, L2A_ESYNTAX, L2A_ENOTFOUND (built without the file). */
l2a_status country_list_new(country_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error);
void country_list_free(country_list *list);

#endif
