/* SPDX-License-Identifier: MIT */
#include "io/null_tokens.h"

static const char *const tokens[] = { "null", "n/a", "-", "[not provided]", "unknown" };

/* text: trimmed. Few values begin like a token, and those that do not are told apart by their first letter. */
static bool is_token(bytes text)
{
  char first;

  if (text.size == 0) return true;
  if (text.size > sizeof "[not provided]" - 1) return false;
  first = lower_ascii(text.data[0]);
  if (first != 'n' && first != '-' && first != '[' && first != 'u') return false;
  for (size_t n = 0; n < sizeof tokens / sizeof *tokens; n++)
    if (bytes_equal_nocase(text, bytes_of(tokens[n]))) return true;
  return false;
}

bool is_null_token(bytes value)
{
  return is_token(bytes_trim(value));
}

bytes value_or_empty(bytes value)
{
  bytes text = bytes_trim(value);

  return is_token(text) ? (bytes){ NULL, 0 } : text;
}
