/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

static bool is_tail(unsigned char c)
{
  return (c & 0xC0) == 0x80;
}

uint32_t utf8_next(const char **at, const char *end)
{
  const unsigned char *p = (const unsigned char *)*at;
  size_t left = (size_t)(end - *at);
  uint32_t c = UTF8_INVALID;
  size_t n = 1;

  if (p[0] < 0x80) {
    c = p[0];
  } else if (p[0] >= 0xC2 && p[0] <= 0xDF && left >= 2 && is_tail(p[1])) {
    c = (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3Fu);
    n = 2;
  } else if ((p[0] & 0xF0) == 0xE0 && left >= 3 && is_tail(p[1]) && is_tail(p[2])) {
    c = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3Fu);
    n = 3;
    if (c < 0x800 || (c >= 0xD800 && c <= 0xDFFF)) c = UTF8_INVALID;
  } else if (p[0] >= 0xF0 && p[0] <= 0xF4 && left >= 4 && is_tail(p[1]) && is_tail(p[2]) && is_tail(p[3])) {
    c = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 | (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3Fu);
    n = 4;
    if (c < 0x10000 || c > 0x10FFFF) c = UTF8_INVALID;
  }
  *at += c == UTF8_INVALID ? 1 : n;
  return c;
}

size_t utf8_put(char *out, uint32_t c)
{
  size_t n;

  if (c < 0x80) {
    out[0] = (char)c;
    n = 1;
  } else if (c < 0x800) {
    out[0] = (char)(0xC0 | c >> 6);
    out[1] = (char)(0x80 | (c & 0x3F));
    n = 2;
  } else if (c < 0x10000) {
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3F));
    out[2] = (char)(0x80 | (c & 0x3F));
    n = 3;
  } else {
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    n = 4;
  }
  return n;
}

/* Whether 32 bytes are ASCII. */
static inline bool is_ascii_run(const char *at)
{
  uint64_t words[4];

  memcpy(words, at, sizeof words);
  return ((words[0] | words[1] | words[2] | words[3]) & UINT64_C(0x8080808080808080)) == 0;
}

size_t utf8_valid_prefix(bytes text)
{
  const char *at;
  const char *end;
  uint64_t word;

  if (!text.size) return 0; /* data may be NULL */
  at = text.data;
  end = at + text.size;
  while (at < end) {
    const char *before = at;
    while (end - at >= 32 && is_ascii_run(at)) at += 32;
    while (end - at >= 8 && (memcpy(&word, at, 8), (word & UINT64_C(0x8080808080808080)) == 0)) at += 8;
    if (at == end) break;
    before = at;
    if (utf8_next(&at, end) == UTF8_INVALID) return (size_t)(before - text.data);
  }
  return text.size;
}

bool utf8_is_valid(bytes text)
{
  return utf8_valid_prefix(text) == text.size;
}

bool utf8_is_ascii(bytes text)
{
  for (size_t i = 0; i < text.size; i++)
    if ((unsigned char)text.data[i] >= 0x80) return false;
  return true;
}
