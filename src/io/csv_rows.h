/* SPDX-License-Identifier: MIT */
/*
 * The rows of a chunk as places, for who reads a few fields of each: nothing is made of the others.
 *
 *   a,b,"c,d"\n e,f,g\n      ends  1 3 9 | 11 13 15      field n of row r ends at ends[r x columns + n] and begins behind the one before
 *
 * Only of chunks in which every row has as many fields as the header, in valid UTF-8, and nothing else stands: csv_parse_chunk reads the
 * others.
 */
#ifndef L2A_IO_CSV_ROWS_H
#define L2A_IO_CSV_ROWS_H

#include "io/csv.h"

typedef struct csv_rows {
  const char *data;
  size_t count;
  uint32_t column_count;
  char newline;
  uint32_t *ends;
  size_t capacity;
} csv_rows;

void csv_rows_free(csv_rows *rows);

/* The rows of a chunk, which must outlive them; *regular false: it is not of that kind, and there are none. column_count: of the header.
 * L2A_ENOMEM. */
l2a_status csv_rows_find(csv_rows *rows, bool *regular, const chunk *c, csv_dialect dialect, uint32_t column_count, l2a_error *error);

/* A field as it stands, quotes and all. */
static inline bytes csv_rows_raw(const csv_rows *rows, size_t row, uint32_t column)
{
  size_t n = row * rows->column_count + column;
  size_t begin = n ? rows->ends[n - 1] + (size_t)1 : 0, end = rows->ends[n];

  if (column + 1 == rows->column_count && rows->newline == '\n' && end > begin && rows->data[end - 1] == '\r') end--;
  return bytes_from(rows->data + begin, end - begin);
}

/* What a field that begins with a quote says; text that had to be changed is in the arena (a->failed). */
bytes csv_unquote(bytes raw, arena *a);

/* The value of a field. */
static inline bytes csv_rows_field(const csv_rows *rows, size_t row, uint32_t column, arena *a)
{
  bytes raw = csv_rows_raw(rows, row, column);

  return raw.size && raw.data[0] == '"' ? csv_unquote(raw, a) : raw;
}

#endif
