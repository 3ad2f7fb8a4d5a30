/* SPDX-License-Identifier: MIT */
#include <unistd.h>

#include "index/snapshot.h"
#include "support/work_folder.h"
#include "unit/index/account_fixture.h"

TestSuite(index_writer, .fini = work_folder_remove);

Test(index_writer, columns_that_make_no_account_table_are_refused)
{
  static const l2a_column two_ids[] = { { { "a", 1 }, L2A_ACCOUNT_ID }, { { "b", 1 }, L2A_ACCOUNT_ID } };
  static const l2a_column no_id[] = { { { "a", 1 }, L2A_ACCOUNT_NAME } };
  static const l2a_column bad_name[] = { { { "\xFF", 1 }, L2A_ACCOUNT_ID } };
  static const l2a_column bad_field[] = { { { "a", 1 }, L2A_ACCOUNT_ID }, { { "b", 1 }, (l2a_account_field)99 } };
  static const struct {
    const l2a_column *columns;
    size_t count;
  } cases[] = { { NULL, 0 }, { no_id, 0 }, { no_id, 1 }, { two_ids, 2 }, { bad_name, 1 }, { bad_field, 2 } };
  l2a_rules *rules = fixture_rules();

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    l2a_error error = L2A_ERROR_INIT;
    l2a_index_writer *writer = (void *)&error;
    cr_expect_eq(l2a_index_writer_new(&writer, NULL, rules, cases[i].columns, cases[i].count, &error), L2A_EINVAL, "case %zu", i);
    cr_expect_null(writer);
    cr_expect_neq(error.message[0], 0);
  }
  l2a_rules_free(rules);
}

Test(index_writer, a_row_that_cannot_be_an_account_is_left_out_and_the_writer_goes_on)
{
  static const l2a_column columns[] = { { { "id", 2 }, L2A_ACCOUNT_ID }, { { "name", 4 }, L2A_ACCOUNT_NAME } };
  static const struct {
    const char *id, *name;
    size_t name_size;
    l2a_status expected;
  } rows[] = {
    { "a", "Acme", 4, L2A_OK },          { "", "Nobody", 6, L2A_EINVAL },
    { "  ", "Nobody", 6, L2A_EINVAL },   { "b", "bad \xC3", 5, L2A_EINVAL },
    { "c", "nul \0 in", 8, L2A_EINVAL }, { "a", "Acme", 4, L2A_OK },
    { "a", "Other", 5, L2A_EINVAL },     { "A", "Acme", 4, L2A_OK },
    { "a ", "Acme", 4, L2A_OK },         { "0015000000abcdeAAA", "", 0, L2A_OK },
  };
  l2a_rules *rules = fixture_rules();
  l2a_index_writer *writer = NULL;
  l2a_index *index = NULL;
  l2a_index_info info;

  cr_assert_eq(l2a_index_writer_new(&writer, NULL, rules, columns, 2, NULL), L2A_OK);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const l2a_string cells[] = { bytes_of(rows[i].id), { rows[i].name, rows[i].name_size } };
    l2a_error error = L2A_ERROR_INIT;
    cr_expect_eq(l2a_index_writer_add(writer, cells, &error), rows[i].expected, "row %zu: %s", i, error.message);
    if (i == 6) cr_expect_not_null(strstr(error.message, "\"a\""), "the id is named: %s", error.message);
  }
  cr_assert_eq(l2a_index_writer_finish(&index, writer, NULL), L2A_OK);
  l2a_index_get_info(index, &info);
  cr_assert_eq(info.account_count, 4);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(index_writer, a_build_in_memory_without_out_is_refused)
{
  l2a_rules *rules = fixture_rules();
  l2a_index_writer *writer = NULL;

  cr_assert_eq(l2a_index_writer_new(&writer, NULL, rules, fixture_columns, FIXTURE_COLUMNS, NULL), L2A_OK);
  cr_assert_eq(l2a_index_writer_finish(NULL, writer, NULL), L2A_EINVAL);
  l2a_index_writer_cancel(NULL);
  l2a_rules_free(rules);
}

Test(index_writer, a_build_given_up_leaves_nothing_and_changes_nothing)
{
  char path[WORK_PATH_SIZE], new_path[WORK_PATH_SIZE + 8];
  l2a_rules *rules = fixture_rules();
  l2a_index_writer *writer = NULL;
  l2a_index *index;
  l2a_index_info info;

  work_path(path, "index");
  snprintf(new_path, sizeof new_path, "%s.l2a-new", path);
  cr_assert_eq(l2a_index_writer_new(&writer, path, rules, fixture_columns, FIXTURE_COLUMNS, NULL), L2A_OK);
  fixture_fill(writer, 50, 1);
  l2a_index_writer_cancel(writer);
  cr_assert_neq(access(path, F_OK), 0);
  cr_assert_neq(access(new_path, F_OK), 0);

  l2a_index_close(fixture_index(path, rules, 50, 1));
  cr_assert_eq(l2a_index_writer_new(&writer, path, rules, fixture_columns, FIXTURE_COLUMNS, NULL), L2A_OK);
  fixture_fill(writer, 20, 1);
  l2a_index_writer_cancel(writer);
  cr_assert_eq(l2a_index_open(&index, path, rules, NULL), L2A_OK);
  l2a_index_get_info(index, &info);
  cr_assert_eq(info.account_count, 50);
  cr_assert_eq(info.generation, 1);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
