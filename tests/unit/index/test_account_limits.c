/* SPDX-License-Identifier: MIT */
/* Every limit of account tables and accounts (base/limits.h): as much as it allows is taken; one more is refused, or not looked at and kept. */
#include <stdlib.h>

#include "base/limits.h"
#include "index/snapshot.h"
#include "unit/index/account_fixture.h"

static const l2a_column columns[] = { { { "id", 2 }, L2A_ACCOUNT_ID },
                                      { { "name", 4 }, L2A_ACCOUNT_NAME },
                                      { { "aliases", 7 }, L2A_ACCOUNT_ALIASES },
                                      { { "domains", 7 }, L2A_ACCOUNT_DOMAINS },
                                      { { "phone", 5 }, L2A_ACCOUNT_PHONE } };
enum { COLUMNS = sizeof columns / sizeof *columns };

static l2a_status try_columns(const l2a_column *of, size_t count, l2a_error *error)
{
  l2a_rules *rules = fixture_rules();
  l2a_index_writer *writer = NULL;
  l2a_status status = l2a_index_writer_new(&writer, NULL, rules, of, count, error);

  l2a_index_writer_cancel(writer);
  l2a_rules_free(rules);
  return status;
}

Test(account_limits, of_columns)
{
  l2a_column *many = calloc(COLUMN_LIMIT + 1, sizeof *many);
  char *name = malloc(COLUMN_NAME_LIMIT + 1);
  l2a_column one = { { "id", 2 }, L2A_ACCOUNT_ID };
  l2a_error error = L2A_ERROR_INIT;

  cr_assert(many && name);
  for (int i = 0; i <= COLUMN_LIMIT; i++) many[i] = (l2a_column){ { "note", 4 }, L2A_ACCOUNT_OTHER };
  many[0] = one;
  cr_expect_eq(try_columns(many, COLUMN_LIMIT, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(try_columns(many, COLUMN_LIMIT + 1, &error), L2A_ELIMIT);
  cr_expect(strstr(error.message, "more than 4096 columns"), "%s", error.message);
  memset(name, 'n', COLUMN_NAME_LIMIT + 1);
  one.name = (l2a_string){ name, COLUMN_NAME_LIMIT };
  cr_expect_eq(try_columns(&one, 1, &error), L2A_OK, "%s", error.message);
  one.name.size++;
  cr_expect_eq(try_columns(&one, 1, &error), L2A_ELIMIT);
  cr_expect(strstr(error.message, "longer than 65535 bytes"), "%s", error.message);
  free(name);
  free(many);
}

/* An account whose cell number `column` has `size` letters; its id is A when that is another cell. */
static l2a_status add(l2a_index_writer *writer, size_t column, const char *letters, size_t size, l2a_error *error)
{
  l2a_string cells[COLUMNS] = { { "A", 1 }, { "", 0 }, { "", 0 }, { "", 0 }, { "", 0 } };

  cells[column] = (l2a_string){ letters, size };
  return l2a_index_writer_add(writer, cells, error);
}

Test(account_limits, of_rows)
{
  char *letters = malloc((size_t)ROW_SIZE_LIMIT + 1);
  l2a_rules *rules = fixture_rules();
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_writer *writer = NULL;
  l2a_index *index = NULL;
  l2a_index_info info;

  cr_assert_not_null(letters);
  memset(letters, 'x', (size_t)ROW_SIZE_LIMIT + 1);
  cr_assert_eq(l2a_index_writer_new(&writer, NULL, rules, columns, COLUMNS, &error), L2A_OK);
  cr_expect_eq(add(writer, 0, letters, ID_SIZE_LIMIT, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(add(writer, 0, letters, ID_SIZE_LIMIT + 1, &error), L2A_ELIMIT);
  cr_expect(strstr(error.message, "longer than 65535 bytes"), "%s", error.message);
  cr_expect_eq(add(writer, 2, letters, (size_t)ROW_SIZE_LIMIT + 1, &error), L2A_ELIMIT);
  cr_expect(strstr(error.message, "larger than 64 MiB"), "%s", error.message);
  cr_expect_eq(add(writer, 1, letters, 100, &error), L2A_OK, "the writer goes on: %s", error.message);
  cr_assert_eq(l2a_index_writer_finish(&index, writer, &error), L2A_OK, "%s", error.message);
  l2a_index_get_info(index, &info);
  cr_expect_eq(info.account_count, 2);
  l2a_index_close(index);
  l2a_rules_free(rules);
  free(letters);
}

/* Twice as many values as are read; whoever is beyond is not found, the cell is kept whole. */
typedef struct cut {
  char aliases[ACCOUNT_FORM_LIMIT * 48], domains[ACCOUNT_DOMAIN_LIMIT * 32], phones[ACCOUNT_PHONE_LIMIT * 64];
  char name[ACCOUNT_VALUE_LIMIT * 2 + 1];
} cut;

static void fill(cut *c)
{
  size_t at = 0;

  for (int i = 0; i < ACCOUNT_FORM_LIMIT * 2; i++) at += (size_t)snprintf(c->aliases + at, sizeof c->aliases - at, "Alias%dco; ", i);
  at = 0;
  for (int i = 0; i < ACCOUNT_DOMAIN_LIMIT * 2; i++) at += (size_t)snprintf(c->domains + at, sizeof c->domains - at, "d%d.com ", i);
  at = 0;
  for (int i = 0; i < ACCOUNT_PHONE_LIMIT * 2; i++) at += (size_t)snprintf(c->phones + at, sizeof c->phones - at, "+49 30 90182%03d; ", i);
  memset(c->name, 'n', sizeof c->name - 1);
}

static l2a_decision decision_of(l2a_matcher *m, const char *email)
{
  l2a_contact contact = L2A_CONTACT_INIT;
  const l2a_result *result = NULL;

  contact.email = bytes_of(email);
  cr_assert_eq(l2a_match(&result, m, &contact, NULL), L2A_OK);
  return result->decision;
}

Test(account_limits, of_values_that_are_read)
{
  cut *c = calloc(1, sizeof *c);
  l2a_rules *rules = fixture_rules();
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_writer *writer = NULL;
  l2a_index *index = NULL;
  l2a_matcher *m = NULL;
  l2a_account account;

  cr_assert_not_null(c);
  fill(c);
  cr_assert_eq(l2a_index_writer_new(&writer, NULL, rules, columns, COLUMNS, &error), L2A_OK);
  const l2a_string cells[COLUMNS] = { { "A", 1 }, bytes_of(c->name), bytes_of(c->aliases), bytes_of(c->domains), bytes_of(c->phones) };
  cr_assert_eq(l2a_index_writer_add(writer, cells, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_writer_finish(&index, writer, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(l2a_index_verify(index, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_matcher_new(&m, rules, index, NULL, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(decision_of(m, "x@d0.com"), L2A_DECISION_MATCH);
  cr_expect_eq(decision_of(m, "x@d254.com"), L2A_DECISION_MATCH);
  cr_expect_eq(decision_of(m, "x@d255.com"), L2A_DECISION_NONE, "beyond the limit of domains");
  cr_assert_eq(l2a_matcher_get_account(&account, m, BYTES("A"), &error), L2A_OK, "%s", error.message);
  for (size_t i = 1; i < COLUMNS; i++) cr_expect(bytes_equal(account.cells[i], cells[i]), "cell %zu is kept whole", i);
  l2a_matcher_free(m);
  l2a_index_close(index);
  l2a_rules_free(rules);
  free(c);
}
