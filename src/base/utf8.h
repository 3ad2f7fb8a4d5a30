/* SPDX-License-Identifier: MIT */
/* UTF-8: strict decoding (no overlong forms, no surrogates, at most U+10FFFF). */
#ifndef L2A_BASE_UTF8_H
#define L2A_BASE_UTF8_H

#include "base/bytes.h"

#define UTF8_INVALID UINT32_MAX

/* Decodes one code point at *at (at < end) and moves *at behind it; UTF8_INVALID moves one byte. */
uint32_t utf8_next(const char **at, const char *end);

/* Writes code point c (valid) to out, at most 4 bytes; returns how many. */
size_t utf8_put(char *out, uint32_t c);

bool utf8_is_valid(bytes text);
bool utf8_is_ascii(bytes text);

/* Offset of the first byte that is no valid UTF-8, or text.size. */
size_t utf8_valid_prefix(bytes text);

#endif
