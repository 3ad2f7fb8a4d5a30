/* SPDX-License-Identifier: MIT */
#include "io/csv_rows.h"

#include <stdlib.h>

#include "io/csv_places.h"

void csv_rows_free(csv_rows *rows)
{
  free(rows->ends);
  *rows = (csv_rows){ .data = NULL };
}

static bool reserve(csv_rows *rows, size_t count)
{
  size_t capacity = rows->capacity ? rows->capacity : CSV_SCAN_SIZE;
  uint32_t *grown;

  if (count <= rows->capacity) return true;
  while (capacity < count) capacity *= 2;
  grown = realloc(rows->ends, capacity * sizeof *grown);
  if (!grown) return false;
  rows->ends = grown;
  rows->capacity = capacity;
  return true;
}

/* Takes the places of one scan; count: of those before. false: a row has more or fewer fields. */
static bool take_places(csv_rows *rows, size_t count, const csv_places *places, size_t base)
{
  uint32_t *out = rows->ends + count;
  size_t last = (rows->count + 1) * rows->column_count - 1 - count; /* where the next row has to end, in this scan */
  bool regular = true;

  for (uint32_t i = 0; i < places->count; i++) out[i] = (uint32_t)base + places->at[i];
  for (uint32_t i = 0; i < places->line_count; i++) {
    regular = regular && places->lines[i] == last;
    last += rows->column_count;
  }
  rows->count += places->line_count;
  return regular && last >= places->count;
}

l2a_status csv_rows_find(csv_rows *rows, bool *regular, const chunk *c, csv_dialect dialect, uint32_t column_count, l2a_error *error)
{
  csv_classify_function *classify = csv_classify_best();
  csv_places_function *find_places = csv_places_best();
  csv_state state = CSV_START;
  size_t count = 0, checked = 0;
  csv_places places;
  csv_scan scan;

  rows->data = c->data;
  rows->column_count = column_count;
  rows->newline = dialect.newline;
  rows->count = 0;
  *regular = column_count > 1 && c->size < UINT32_MAX;
  for (size_t base = 0; base < c->size && *regular; base += CSV_SCAN_SIZE) {
    size_t size = c->size - base < CSV_SCAN_SIZE ? c->size - base : CSV_SCAN_SIZE;
    csv_scan_bytes(&scan, c->data + base, size, dialect, &state, classify);
    find_places(&places, &scan);
    if (!reserve(rows, count + places.count + 1)) return error_no_memory(error); /* there is a place even for none */
    *regular = take_places(rows, count, &places, base) && !csv_has_bad_text(&scan, c->data, base, c->size, &checked);
    count += places.count;
  }
  *regular = *regular && count == rows->count * column_count && count && rows->ends[count - 1] + (size_t)1 == c->size;
  if (!*regular) rows->count = 0;
  return L2A_OK;
}

/* The text between the quotes of a field that holds more quotes: doubled ones become one, text behind the closing one is kept. */
static bytes unescape(bytes text, arena *a)
{
  char *out = arena_take(a, text.size);
  size_t size = 0;
  bool quoted = true;

  if (!out) return (bytes){ NULL, 0 };
  for (size_t i = 0; i < text.size;) {
    char c = text.data[i++];
    if (quoted && c == '"') {
      quoted = i < text.size && text.data[i] == '"';
      if (!quoted) continue;
      i++;
    }
    out[size++] = c;
  }
  return (bytes){ out, size };
}

bytes csv_unquote(bytes raw, arena *a)
{
  bytes text = bytes_from(raw.data + 1, raw.size - 1);
  const char *quote = text.size ? memchr(text.data, '"', text.size) : NULL;

  if (!quote) return text;
  return quote + 1 == text.data + text.size ? bytes_from(text.data, text.size - 1) : unescape(text, a);
}
