/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>

#include "base/status.h"

Test(status, every_status_has_its_own_sentence)
{
  for (int a = L2A_ENOTFOUND; a <= L2A_OK; a++) {
    cr_expect_str_neq(l2a_status_message((l2a_status)a), "unknown status", "status %d", a);
    for (int b = L2A_ENOTFOUND; b < a; b++) cr_expect_str_neq(l2a_status_message((l2a_status)a), l2a_status_message((l2a_status)b));
  }
  cr_expect_str_eq(l2a_status_message((l2a_status)1), "unknown status");
}

Test(status, version_is_the_headers)
{
  char expected[32];

  snprintf(expected, sizeof expected, "%d.%d.%d", L2A_VERSION_MAJOR, L2A_VERSION_MINOR, L2A_VERSION_PATCH);
  cr_expect_str_eq(l2a_version(), expected);
}

Test(status, error_may_be_null)
{
  cr_expect_eq(error_set(NULL, L2A_EIO, "x %d", 1), L2A_EIO);
  cr_expect_eq(error_set_at(NULL, L2A_ESYNTAX, "f", 1, 2, "x"), L2A_ESYNTAX);
  cr_expect_eq(error_set_errno(NULL, ENOENT, "f", "open"), L2A_EIO);
  cr_expect_eq(error_no_memory(NULL), L2A_ENOMEM);
}

Test(status, message_has_the_place_it_knows)
{
  static const struct {
    const char *file;
    uint64_t line;
    uint64_t column;
    const char *expected;
  } cases[] = {
    { "l2a.yaml", 3, 7, "l2a.yaml:3:7: bad" },
    { "l2a.yaml", 3, 0, "l2a.yaml:3: bad" },
    { "l2a.yaml", 0, 0, "l2a.yaml: bad" },
    { NULL, 0, 0, "bad" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    l2a_error error = L2A_ERROR_INIT;
    error_set_at(&error, L2A_ESYNTAX, cases[i].file, cases[i].line, cases[i].column, "%s", "bad");
    cr_expect_str_eq(error.message, cases[i].expected);
    cr_expect_eq(error.line, cases[i].line);
    cr_expect_eq(error.column, cases[i].column);
    cr_expect_eq(error.status, L2A_ESYNTAX);
  }
}

Test(status, message_stays_one_line_and_inside_its_memory)
{
  l2a_error error = L2A_ERROR_INIT;
  char text[2000];

  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  text[3] = '\n';
  text[4] = '\r';
  error_set_at(&error, L2A_EIO, text, 1, 1, "%s", text);
  cr_expect_lt(strlen(error.message), L2A_ERROR_MESSAGE_SIZE);
  cr_expect_lt(strlen(error.file), L2A_ERROR_FILE_SIZE);
  cr_expect_null(strpbrk(error.message, "\r\n"));
}

Test(status, errno_is_spelled_out)
{
  l2a_error error = L2A_ERROR_INIT;

  cr_expect_eq(error_set_errno(&error, ENOENT, "accounts.csv", "cannot open"), L2A_EIO);
  cr_expect_str_eq(error.message, "accounts.csv: cannot open: No such file or directory");
}
