/* SPDX-License-Identifier: MIT */
/* Keys of places: the same function for accounts and contacts. */
#ifndef L2A_INDEX_PLACE_KEY_H
#define L2A_INDEX_PLACE_KEY_H

#include "text/fold.h"

/* City or state: folded words joined by one blank, at most 255 bytes ("St. Gallen" -> "st gallen"); {NULL,0} for none. */
bytes place_key(bytes text, const lexicon *lex, text_scratch *scratch, arena *a);

/* Postal code: ASCII letters and digits in upper case, at most 255 bytes ("SW1A 1AA" -> "SW1A1AA"). */
bytes postal_code_key(bytes text, arena *a);

#endif
