/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "io/null_tokens.h"

Test(null_tokens, are_no_values)
{
  static const char *const tokens[] = {
    "", "  ", "null", "NULL", " Null ", "N/A", "n/a", "-", "[not provided]", "[Not Provided]", "unknown"
  };
  static const char *const values[] = { "0", "n", "nullable", "--", "A", "not provided", "Unknown Ltd" };

  for (size_t n = 0; n < sizeof tokens / sizeof *tokens; n++) cr_expect(is_null_token(bytes_of(tokens[n])), "%s", tokens[n]);
  for (size_t n = 0; n < sizeof values / sizeof *values; n++) cr_expect_not(is_null_token(bytes_of(values[n])), "%s", values[n]);
  cr_expect(bytes_equal(value_or_empty(BYTES(" Acme ")), BYTES("Acme")));
}
