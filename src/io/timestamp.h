/* SPDX-License-Identifier: MIT */
/*
 * Points in time as exports write them:
 *
 *   2026-03-12T09:14:00.123Z   2026-03-12T09:14:00+0100   2026-03-12 09:14   2026-03-12   2026/03/12
 *   3/15/2026 2:30 PM   15/03/2026 14:30   15.03.2026
 *
 * Fractions of a second are cut off. Without an offset a time is one of the zone that is given, a date alone is 00:00 in it. Dates with a
 * slash are month first or day first: a column is one of both, and a value above 12 says which. A dot means day first.
 */
#ifndef L2A_IO_TIMESTAMP_H
#define L2A_IO_TIMESTAMP_H

#include "base/time_zone.h"

typedef enum date_order { DATE_ORDER_UNKNOWN = 0, DATE_DAY_FIRST, DATE_MONTH_FIRST } date_order;

typedef enum timestamp_shape {
  TIMESTAMP_BAD = 0,
  TIMESTAMP_GOOD,   /* one reading */
  TIMESTAMP_EITHER, /* day first or month first: as the column is */
  TIMESTAMP_DAY_FIRST,
  TIMESTAMP_MONTH_FIRST /* only so it is a date: evidence for the column */
} timestamp_shape;

/*
 * Reads a text (blanks at its ends do not count). order decides what could be either; with DATE_ORDER_UNKNOWN *instant is then not set. A
 * date that contradicts order is TIMESTAMP_BAD.
 */
timestamp_shape timestamp_parse(int64_t *instant, bytes text, date_order order, const time_zone *zone);

enum { TIMESTAMP_SIZE = 21 };

/* "2026-11-01T09:30:00Z" and a NUL. */
void timestamp_write(char out[TIMESTAMP_SIZE], int64_t instant);

#endif
