/* SPDX-License-Identifier: MIT */
/*
 * From the bits of a scan to places: where every separator and line end outside quotes stands, as numbers in a row. Walking numbers asks for
 * no decision at each field, walking bits does.
 *
 *   structural   0100 1000 1010        at   1 4 8 10       lines   2 3    (numbers in at of those that end a line)
 *   newline      0000 0000 1010
 */
#ifndef L2A_IO_CSV_PLACES_H
#define L2A_IO_CSV_PLACES_H

#include "io/csv_scan.h"

typedef struct csv_places {
  uint32_t count, line_count;
  uint32_t at[CSV_SCAN_SIZE + CSV_BLOCK_SIZE]; /* of the bytes of the scan; room for whole vectors behind the last */
  uint32_t lines[CSV_SCAN_SIZE];
} csv_places;

/* Places of a scan. All functions give the same result. */
typedef void csv_places_function(csv_places *out, const csv_scan *scan);

/* The fastest that this processor runs, and every one it runs (number n, NULL past the last; *name is static). */
csv_places_function *csv_places_best(void);
csv_places_function *csv_places_number(size_t n, const char **name);

#endif
