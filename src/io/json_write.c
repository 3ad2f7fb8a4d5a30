/* SPDX-License-Identifier: MIT */
#include "io/json_write.h"

#include "base/utf8.h"

bool json_can_hold(bytes text)
{
  return utf8_is_valid(text);
}

static void write_escaped(buffer *out, unsigned char c)
{
  static const char digits[] = "0123456789abcdef";
  static const char shorts[] = "\bb\ff\nn\rr\tt\"\"\\\\";

  for (size_t n = 0; n + 1 < sizeof shorts; n += 2) {
    if ((unsigned char)shorts[n] != c) continue;
    buffer_append_char(out, '\\');
    buffer_append_char(out, shorts[n + 1]);
    return;
  }
  buffer_append_text(out, "\\u00");
  buffer_append_char(out, digits[c >> 4]);
  buffer_append_char(out, digits[c & 15]);
}

void json_write_string(buffer *out, bytes text)
{
  size_t from = 0;

  buffer_append_char(out, '"');
  for (size_t i = 0; i < text.size; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    buffer_append(out, text.data + from, i - from);
    write_escaped(out, c);
    from = i + 1;
  }
  if (from < text.size) buffer_append(out, text.data + from, text.size - from);
  buffer_append_char(out, '"');
}

void json_write_key(buffer *out, const char *key)
{
  char last = out->size ? out->data[out->size - 1] : '{';

  if (last != '{' && last != '[' && last != ':') buffer_append_char(out, ',');
  json_write_string(out, bytes_of(key));
  buffer_append_char(out, ':');
}

void json_write_member(buffer *out, const char *key, bytes value)
{
  json_write_key(out, key);
  json_write_string(out, value);
}

void json_write_reopened(buffer *out, bytes object)
{
  object = bytes_trim(object);
  if (object.size && object.data[object.size - 1] == '}') object.size--;
  buffer_append_bytes(out, bytes_trim(object));
}
