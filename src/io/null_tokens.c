/* SPDX-License-Identifier: MIT */
#include "io/null_tokens.h"

static const char *const tokens[] = { "null", "n/a", "-", "[not provided]", "unknown" };

bool is_null_token(bytes value)
{
  bytes text = bytes_trim(value);

  if (text.size == 0) return true;
  if (text.size > sizeof "[not provided]" - 1) return false;
  for (size_t n = 0; n < sizeof tokens / sizeof *tokens; n++)
    if (bytes_equal_nocase(text, bytes_of(tokens[n]))) return true;
  return false;
}

bytes value_or_empty(bytes value)
{
  return is_null_token(value) ? (bytes){ NULL, 0 } : bytes_trim(value);
}
