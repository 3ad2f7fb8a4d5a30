/* SPDX-License-Identifier: MIT */
#include "io/csv_write.h"

void csv_write_field(buffer *out, bytes value, char separator)
{
  if (csv_is_plain(value, separator)) {
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
