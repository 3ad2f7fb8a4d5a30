/* SPDX-License-Identifier: MIT */
#include "index/place_key.h"

enum { PLACE_SIZE_LIMIT = 255 };

static bool is_letter_or_digit(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bytes place_key(bytes text, const lexicon *lex, text_scratch *scratch, arena *a)
{
  bytes folded = text.size ? fold_text(text, lex, scratch, a) : text;
  char *out = folded.size ? arena_take(a, folded.size) : NULL;
  size_t size = 0;
  bool gap = false;

  if (!out) return (bytes){ NULL, 0 };
  for (size_t i = 0; i < folded.size && size < PLACE_SIZE_LIMIT; i++) {
    char c = lower_ascii(folded.data[i]);
    if (!is_letter_or_digit(c)) {
      gap = gap || c != '\'';
      continue;
    }
    if (gap && size && size + 1 < PLACE_SIZE_LIMIT) out[size++] = ' ';
    gap = false;
    out[size++] = c;
  }
  return size ? (bytes){ out, size } : (bytes){ NULL, 0 };
}

bytes postal_code_key(bytes text, arena *a)
{
  char *out = text.size ? arena_take(a, text.size) : NULL;
  size_t size = 0;

  if (!out) return (bytes){ NULL, 0 };
  for (size_t i = 0; i < text.size && size < PLACE_SIZE_LIMIT; i++) {
    char c = lower_ascii(text.data[i]);
    if (is_letter_or_digit(c)) out[size++] = c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
  }
  return size ? (bytes){ out, size } : (bytes){ NULL, 0 };
}
