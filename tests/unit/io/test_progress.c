/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "io/progress.h"

Test(progress, line_says_rows_rate_share_and_rest)
{
  static const struct {
    uint64_t rows, bytes, total, elapsed_ns;
    const char *line;
  } rows[] = {
    { 0, 0, 0, 0, "match  0 rows" },
    { 1234567, 430, 1000, UINT64_C(1500000000), "match  1.2 M rows  823.0 k/s  43 %  0:01 left" },
    { 999, 0, 1000, UINT64_C(1000000000), "match  999 rows  999/s  0 %" },
    { 5000, 10, 0, UINT64_C(2000000000), "match  5.0 k rows  2.5 k/s" },
    { 10, 1, 1000, UINT64_C(1000000000), "match  10 rows  10/s  0 %  16:39 left" },
  };
  char line[128];

  for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
    size_t length = progress_line(line, sizeof line, "match", rows[n].rows, rows[n].bytes, rows[n].total, rows[n].elapsed_ns);
    cr_expect_str_eq(line, rows[n].line);
    cr_expect_eq(length, strlen(rows[n].line));
  }
  cr_expect_eq(progress_line(line, 8, "match", 1, 1, 1, 1), 7);
  cr_expect_str_eq(line, "match  ");
}
