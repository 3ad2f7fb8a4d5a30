/* SPDX-License-Identifier: MIT */
#ifndef L2A_TEXT_PHONE_H
#define L2A_TEXT_PHONE_H

#include "base/arena.h"

/*
 * A phone number in sections: digits with country code where known.
 *   "+49 (0)30 1234-567 ext. 8"  -> digits "49301234567"
 * line: the digits without the last two (a company's line without the extension), empty for 7 digits or fewer: what account and contact share.
 */
typedef struct phone_number {
  bytes digits;
  bytes line;
} phone_number;

/* country: ISO code as in country.h or 0; used for numbers written in national form. */
void phone_parse(phone_number *out, bytes text, uint16_t country, arena *a);

#endif
