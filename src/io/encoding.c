/* SPDX-License-Identifier: MIT */
#include "io/encoding.h"

#include "base/utf8.h"

enum { PATTERN_SIZE = 4096 }; /* bytes on which UTF-16 without a mark is recognised */

static const char *const encoding_names[] = {
  [ENCODING_AUTO] = "auto",
  [ENCODING_UTF8] = "UTF-8",
  [ENCODING_UTF16LE] = "UTF-16LE",
  [ENCODING_UTF16BE] = "UTF-16BE",
  [ENCODING_WINDOWS_1252] = "Windows-1252",
};

/* Names without punctuation, in lower case. */
static const struct {
  const char *name;
  text_encoding encoding;
} aliases[] = {
  { "auto", ENCODING_AUTO },
  { "utf8", ENCODING_UTF8 },
  { "utf8bom", ENCODING_UTF8 },
  { "ascii", ENCODING_UTF8 },
  { "utf16", ENCODING_UTF16LE },
  { "utf16le", ENCODING_UTF16LE },
  { "unicode", ENCODING_UTF16LE },
  { "utf16be", ENCODING_UTF16BE },
  { "windows1252", ENCODING_WINDOWS_1252 },
  { "cp1252", ENCODING_WINDOWS_1252 },
  { "1252", ENCODING_WINDOWS_1252 },
  { "ansi", ENCODING_WINDOWS_1252 },
  { "latin1", ENCODING_WINDOWS_1252 },
  { "iso88591", ENCODING_WINDOWS_1252 },
};

/* 80 to 9F; the rest of Windows-1252 is Latin-1. The five holes are the control characters of that number. */
static const uint16_t windows_1252[32] = {
  0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
  0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

const char *encoding_name(text_encoding encoding)
{
  return (size_t)encoding < sizeof encoding_names / sizeof *encoding_names ? encoding_names[encoding] : "unknown";
}

bool encoding_from_name(text_encoding *out, bytes name)
{
  char plain[16];
  size_t size = 0;

  for (size_t i = 0; i < name.size; i++) {
    char c = lower_ascii(name.data[i]);
    bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!kept) continue;
    if (size == sizeof plain) return false;
    plain[size++] = c;
  }
  for (size_t n = 0; n < sizeof aliases / sizeof *aliases; n++) {
    if (!bytes_equal(bytes_of(aliases[n].name), bytes_from(plain, size))) continue;
    *out = aliases[n].encoding;
    return true;
  }
  return false;
}

size_t encoding_bom_size(text_encoding encoding, bytes head)
{
  if (encoding == ENCODING_UTF8 && bytes_starts_with(head, BYTES("\xEF\xBB\xBF"))) return 3;
  if (encoding == ENCODING_UTF16LE && bytes_starts_with(head, BYTES("\xFF\xFE"))) return 2;
  if (encoding == ENCODING_UTF16BE && bytes_starts_with(head, BYTES("\xFE\xFF"))) return 2;
  return 0;
}

/* UTF-16 by its NULs: headers are ASCII, so nearly every second byte is one. ENCODING_AUTO when it is not. */
static text_encoding detect_utf16(bytes head)
{
  size_t size = (head.size < PATTERN_SIZE ? head.size : PATTERN_SIZE) & ~(size_t)1;
  size_t nuls[2] = { 0, 0 };

  for (size_t i = 0; i < size; i++) nuls[i & 1] += head.data[i] == '\0';
  if (size >= 4 && nuls[1] * 10 >= size / 2 * 6 && nuls[0] * 20 <= size / 2) return ENCODING_UTF16LE;
  if (size >= 4 && nuls[0] * 10 >= size / 2 * 6 && nuls[1] * 20 <= size / 2) return ENCODING_UTF16BE;
  return ENCODING_AUTO;
}

/* true when there are invalid bytes and no valid multi-byte sequence. */
static bool is_windows_1252(bytes head, bool whole)
{
  const char *at = head.data;
  const char *end = head.data + head.size;
  bool invalid = false;

  while (at < end) {
    const char *before = at;
    uint32_t c;
    if ((unsigned char)*at < 0x80) {
      at++;
      continue;
    }
    c = utf8_next(&at, end);
    if (c != UTF8_INVALID) return false;
    if (whole || end - before >= 4) invalid = true;
  }
  return invalid;
}

text_encoding encoding_detect(bytes head, bool whole, size_t *bom_size)
{
  static const text_encoding marked[] = { ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE };
  text_encoding encoding;

  for (size_t n = 0; n < sizeof marked / sizeof *marked; n++) {
    *bom_size = encoding_bom_size(marked[n], head);
    if (*bom_size) return marked[n];
  }
  encoding = detect_utf16(head);
  if (encoding != ENCODING_AUTO) return encoding;
  return is_windows_1252(head, whole) ? ENCODING_WINDOWS_1252 : ENCODING_UTF8;
}

static void decode_windows_1252(buffer *out, bytes block)
{
  if (block.size > SIZE_MAX / 4 || !buffer_reserve(out, block.size * 3)) {
    out->failed = true;
    return;
  }
  for (size_t i = 0; i < block.size; i++) {
    unsigned char c = (unsigned char)block.data[i];
    if (c < 0x80) out->data[out->size++] = (char)c;
    else out->size += utf8_put(out->data + out->size, c < 0xA0 ? windows_1252[c - 0x80] : c);
  }
}

static void put_invalid(buffer *out)
{
  out->data[out->size++] = (char)0xFF;
}

/* Takes one unit; a high surrogate waits in the state for its other half. Room for 5 bytes was reserved. */
static void put_unit(buffer *out, uint32_t unit, encoding_state *state)
{
  uint32_t high = state->rest_size >= 2 ? (uint32_t)state->rest[0] << 8 | state->rest[1] : 0;
  bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;

  state->rest_size = 0;
  if (high && is_low) {
    out->size += utf8_put(out->data + out->size, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
    return;
  }
  if (high || is_low) put_invalid(out);
  if (is_low) return;
  if (unit >= 0xD800 && unit <= 0xDBFF) {
    state->rest[0] = (unsigned char)(unit >> 8);
    state->rest[1] = (unsigned char)unit;
    state->rest_size = 2;
  } else {
    out->size += utf8_put(out->data + out->size, unit);
  }
}

/* The state holds a high surrogate in rest[0..1] (high byte first) and half a unit behind it; rest_size is odd with half a unit. */
static void decode_utf16(buffer *out, bytes block, bool big_endian, encoding_state *state)
{
  if (block.size > SIZE_MAX / 8 || !buffer_reserve(out, block.size * 2 + 8)) {
    out->failed = true;
    return;
  }
  for (size_t i = 0; i < block.size; i++) {
    unsigned char c = (unsigned char)block.data[i];
    unsigned char first;
    if ((state->rest_size & 1) == 0) {
      state->rest[state->rest_size++] = c;
      continue;
    }
    first = state->rest[--state->rest_size];
    put_unit(out, big_endian ? (uint32_t)first << 8 | c : (uint32_t)c << 8 | first, state);
  }
}

void encoding_decode(buffer *out, bytes block, text_encoding encoding, encoding_state *state, bool last)
{
  switch (encoding) {
  case ENCODING_WINDOWS_1252: decode_windows_1252(out, block); break;
  case ENCODING_UTF16LE:
  case ENCODING_UTF16BE: decode_utf16(out, block, encoding == ENCODING_UTF16BE, state); break;
  case ENCODING_AUTO:
  case ENCODING_UTF8: buffer_append_bytes(out, block); break;
  }
  if (!last || state->rest_size == 0) return;
  state->rest_size = 0;
  buffer_append_char(out, (char)0xFF);
}
