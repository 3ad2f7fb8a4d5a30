/* SPDX-License-Identifier: MIT */
#include "io/csv_write.h"

/* Not 0 when one of the eight bytes is c. */
static uint64_t has_byte(uint64_t word, char c)
{
  const uint64_t ones = UINT64_C(0x0101010101010101);
  uint64_t x = word ^ ones * (unsigned char)c;

  return (x - ones) & ~x & ones << 7;
}

static bool needs_quotes(bytes value, char separator)
{
  uint64_t word, seen = 0;
  size_t i = 0;

  if (value.size == 0) return false;
  if (is_blank(value.data[0]) || is_blank(value.data[value.size - 1])) return true;
  for (; i + 8 <= value.size; i += 8) {
    memcpy(&word, value.data + i, 8);
    seen |= has_byte(word, separator) | has_byte(word, '"') | has_byte(word, '\n') | has_byte(word, '\r');
  }
  for (; i < value.size; i++) {
    char c = value.data[i];
    seen |= c == separator || c == '"' || c == '\n' || c == '\r';
  }
  return seen != 0;
}

void csv_write_field(buffer *out, bytes value, char separator)
{
  if (!needs_quotes(value, separator)) {
    buffer_append_bytes(out, value);
    return;
  }
  buffer_append_char(out, '"');
  while (value.size) {
    const char *quote = memchr(value.data, '"', value.size);
    size_t size = quote ? (size_t)(quote - value.data) + 1 : value.size;
    buffer_append(out, value.data, size);
    if (quote) buffer_append_char(out, '"');
    value.data += size;
    value.size -= size;
  }
  buffer_append_char(out, '"');
}

void csv_write_row(buffer *out, const bytes *fields, size_t count, char separator)
{
  if (count == 1 && fields[0].size == 0) buffer_append_text(out, "\"\"");
  for (size_t n = 0; n < count; n++) {
    if (n) buffer_append_char(out, separator);
    csv_write_field(out, fields[n], separator);
  }
  buffer_append_char(out, '\n');
}
