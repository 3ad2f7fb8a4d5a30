/* SPDX-License-Identifier: MIT */
/* CSV out: RFC 4180, quotes only where they are needed, LF at the end of a row. Errors: out->failed. */
#ifndef L2A_IO_CSV_WRITE_H
#define L2A_IO_CSV_WRITE_H

#include "base/buffer.h"

/* Not 0 when one of the eight bytes is c. */
static inline uint64_t csv_has_byte(uint64_t word, char c)
{
  const uint64_t ones = UINT64_C(0x0101010101010101);
  uint64_t x = word ^ ones * (unsigned char)c;

  return (x - ones) & ~x & ones << 7;
}

/* Whether the eight bytes hold what is written between quotes. */
static inline uint64_t csv_is_special(uint64_t word, char separator)
{
  return csv_has_byte(word, separator) | csv_has_byte(word, '"') | csv_has_byte(word, '\n') | csv_has_byte(word, '\r');
}

/* Whether a value is written as it is, without quotes. */
static inline bool csv_is_plain(bytes value, char separator)
{
  uint64_t word, seen = 0;

  if (value.size == 0) return true;
  if (is_blank(value.data[0]) || is_blank(value.data[value.size - 1])) return false;
  if (value.size < 8) {
    for (size_t i = 0; i < value.size; i++) {
      char c = value.data[i];
      seen |= c == separator || c == '"' || c == '\n' || c == '\r';
    }
    return seen == 0;
  }
  for (size_t i = 0; i + 8 < value.size; i += 8) {
    memcpy(&word, value.data + i, 8);
    seen |= csv_is_special(word, separator);
  }
  memcpy(&word, value.data + value.size - 8, 8);
  return (seen | csv_is_special(word, separator)) == 0;
}

/* One field without separator around it; quoted when it holds the separator, a quote, CR, LF, or blanks at an end. */
void csv_write_field(buffer *out, bytes value, char separator);

/* A whole row with its line end. A row of one empty field is written as "" (an empty line would be no row). */
void csv_write_row(buffer *out, const bytes *fields, size_t count, char separator);

#endif
