/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>

#include "server/intake.h"

typedef struct taken {
  size_t count;
  char text[256];
} taken;

static l2a_status take(void *payload, const bytes *cells, l2a_error *error)
{
  taken *t = payload;

  if (bytes_equal(cells[0], BYTES("bad"))) return error_set(error, L2A_EINVAL, "bad \"one\"");
  if (bytes_equal(cells[0], BYTES("full"))) return error_set(error, L2A_EIO, "disk full");
  snprintf(t->text + strlen(t->text), sizeof t->text - strlen(t->text), "%.*s,%.*s;", (int)cells[0].size, cells[0].data, (int)cells[1].size,
           cells[1].data);
  t->count++;
  return L2A_OK;
}

Test(intake, rows_of_named_members_with_rejects)
{
  static const char *const names[] = { "id", "email" };
  const bytes body = BYTES("{\"id\":1,\"email\":\"a\",\"more\":[1]}\nno\n{\"email\":null,\"id\":\"x\"}\n{\"id\":[1]}\n{\"id\":\"bad\"}");
  intake in;
  taken t = { 0 };

  cr_assert_eq(intake_init(&in, body, names, 2, NULL), L2A_OK);
  cr_expect_eq(intake_run(&in, body, take, &t, NULL), L2A_OK);
  cr_expect_str_eq(t.text, "1,a;x,;");
  cr_expect_eq(in.accepted, 2);
  cr_expect_eq(in.rejected, 3);
  cr_expect(memmem(in.rejects.data, in.rejects.size, "{\"line\":5,\"reason\":\"bad \\\"one\\\"\"}", 33), "%.*s", (int)in.rejects.size,
            in.rejects.data);
  intake_free(&in);
}

Test(intake, the_first_line_names_the_members)
{
  const bytes body = BYTES("\n{\"a\":\"1\",\"b\":2}\n{\"b\":\"4\",\"a\":3}\n{\"a\":5}\n{\"a\":6,\"b\":7,\"c\":8}\n");
  intake in;
  taken t = { 0 };

  cr_assert_eq(intake_init(&in, body, NULL, 0, NULL), L2A_OK);
  cr_expect_eq(column_keys_count(in.keys), 2);
  cr_expect_eq(intake_run(&in, body, take, &t, NULL), L2A_OK);
  cr_expect_str_eq(t.text, "1,2;3,4;");
  cr_expect_eq(in.rejected, 2);
  intake_free(&in);
}

Test(intake, another_failure_ends_it)
{
  static const char *const names[] = { "id", "email" };
  const bytes body = BYTES("{\"id\":1}\n{\"id\":\"full\"}\n{\"id\":2}\n");
  intake in;
  taken t = { 0 };
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(intake_init(&in, body, names, 2, NULL), L2A_OK);
  cr_expect_eq(intake_run(&in, body, take, &t, &error), L2A_EIO);
  cr_expect_str_eq(error.message, "disk full");
  cr_expect_eq(t.count, 1);
  intake_free(&in);
}

Test(intake, listed_rejects_are_limited)
{
  static const char *const names[] = { "id", "email" };
  char body[3 * 150 + 1];
  intake in;
  taken t = { 0 };
  size_t listed = 0;

  for (size_t i = 0; i < 150; i++) memcpy(body + 3 * i, "no\n", 4);
  cr_assert_eq(intake_init(&in, bytes_of(body), names, 2, NULL), L2A_OK);
  cr_expect_eq(intake_run(&in, bytes_of(body), take, &t, NULL), L2A_OK);
  cr_expect_eq(in.rejected, 150);
  for (size_t i = 0; i + 6 < in.rejects.size; i++) listed += memcmp(in.rejects.data + i, "\"line\"", 6) == 0;
  cr_expect_eq(listed, (size_t)INTAKE_REJECTS);
  intake_free(&in);
}
