/* SPDX-License-Identifier: MIT */
/*
 * The structural scan of CSV: 64 bytes become four words of bits, the words of a block become the separators and line ends outside quotes.
 *
 *   a,"b,c",d\n        quote 0010 0010 00   separator 0100 1000 10...   prefix xor of quote = inside 0011 1100 00
 *                      structural = (separator | newline) & ~inside
 *
 * The prefix xor is right when every quote that opens stands where a field begins (or behind a closing one: a doubled quote). One AND tests
 * that for the whole block; a block that fails the test (a stray quote in text) is walked byte by byte with the state machine of csv.h.
 */
#ifndef L2A_IO_CSV_SCAN_H
#define L2A_IO_CSV_SCAN_H

#include "io/csv.h"

enum { CSV_BLOCK_SIZE = 64, CSV_SCAN_BLOCKS = 64, CSV_SCAN_SIZE = CSV_BLOCK_SIZE * CSV_SCAN_BLOCKS };

typedef enum csv_state { CSV_START = 0, CSV_TEXT, CSV_QUOTED, CSV_AFTER } csv_state;

/* Bit i is byte i of the block. */
typedef struct csv_masks {
  uint64_t quote;
  uint64_t separator;
  uint64_t newline;
  uint64_t cr;
  uint64_t other; /* NUL, and all that is not ASCII */
} csv_masks;

/* Fills out[0 .. block_count) from 64 * block_count bytes. All functions give the same result. */
typedef void csv_classify_function(csv_masks *out, const char *data, size_t block_count, csv_dialect dialect);

void csv_classify_portable(csv_masks *out, const char *data, size_t block_count, csv_dialect dialect);

/* The fastest that this processor runs, and every one it runs (number n, NULL past the last; *name is static). */
csv_classify_function *csv_classify_best(void);
csv_classify_function *csv_classify_number(size_t n, const char **name);

/* What is known of up to CSV_SCAN_SIZE bytes. */
typedef struct csv_scan {
  size_t block_count;
  csv_masks masks[CSV_SCAN_BLOCKS];     /* bits behind the last byte are 0 */
  uint64_t structural[CSV_SCAN_BLOCKS]; /* separators and newlines outside quotes */
} csv_scan;

/* Scans size bytes (at most CSV_SCAN_SIZE), beginning in *state; leaves the state behind the last byte. Reads no byte behind size. */
void csv_scan_bytes(csv_scan *scan, const char *data, size_t size, csv_dialect dialect, csv_state *state, csv_classify_function *classify);

/* Reads what is not ASCII of the scan at base of data, which has size bytes: a character may reach into the next scan, *checked says how far
 * that was looked at. true: there is a NUL or invalid UTF-8. */
bool csv_has_bad_text(const csv_scan *scan, const char *data, size_t base, size_t size, size_t *checked);

/* The state machine itself, a byte at a time. */
static inline csv_state csv_step(csv_state state, char c, csv_dialect dialect)
{
  if (state == CSV_QUOTED) return c == '"' ? CSV_AFTER : CSV_QUOTED;
  if (c == dialect.separator || c == dialect.newline) return CSV_START;
  if (c == '"' && state != CSV_TEXT) return CSV_QUOTED;
  return CSV_TEXT;
}

#endif
