/* SPDX-License-Identifier: MIT */
#include "server/url_text.h"

static int hex_value(char c)
{
  if (c >= '0' && c <= '9') return c - '0';
  c = lower_ascii(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t url_unescape(char *text)
{
  char *to = text;

  for (const char *from = text; *from; from++) {
    int high = *from == '%' ? hex_value(from[1]) : -1, low = high >= 0 ? hex_value(from[2]) : -1;

    if (low >= 0 && (high | low)) {
      *to++ = (char)(high << 4 | low);
      from += 2;
    } else {
      *to++ = *from;
    }
  }
  *to = '\0';
  return (size_t)(to - text);
}

bytes form_decode(char *text, size_t size)
{
  size_t to = 0;

  for (size_t i = 0; i < size; i++) {
    int high = text[i] == '%' && size - i > 2 ? hex_value(text[i + 1]) : -1, low = high >= 0 ? hex_value(text[i + 2]) : -1;

    if (low >= 0) {
      text[to++] = (char)(high << 4 | low);
      i += 2;
    } else {
      text[to++] = text[i] == '+' ? ' ' : text[i];
    }
  }
  return bytes_from(text, to);
}
