/* SPDX-License-Identifier: MIT */
/* Scripts that names are kept in besides their transliteration: Chinese characters, kana and hangul. */
#ifndef L2A_TEXT_SCRIPT_H
#define L2A_TEXT_SCRIPT_H

#include "base/utf8.h"

/* A letter of them; also the circled and parenthesised ones that stand for a legal form. */
static inline bool script_is_native(uint32_t c)
{
  return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3105 && c <= 0x318F) || (c >= 0x31F0 && c <= 0x321E) || (c >= 0x3220 && c <= 0x3243) ||
         (c >= 0x3280 && c <= 0x32B0) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFF66 && c <= 0xFF9F) || (c >= 0x20000 && c <= 0x3FFFF) || c == 0x3005 || c == 0x3006;
}

static inline bool script_has_native(bytes text)
{
  const char *at = text.data;
  const char *end = text.data + text.size;

  while (at < end) {
    if ((unsigned char)*at < 0xE3) {
      at++;
      continue;
    }
    if (script_is_native(utf8_next(&at, end))) return true;
  }
  return false;
}

#endif
