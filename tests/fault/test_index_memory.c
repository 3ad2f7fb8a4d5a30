/* SPDX-License-Identifier: MIT */
/* Every allocation of a build, of opening and of verifying fails once: the answer says so, nothing leaks, and the file is whole. */
#include <stdlib.h>
#include <unistd.h>

#include "fault/fail_allocation.h"
#include "index/snapshot.h"
#include "support/work_folder.h"
#include "unit/index/account_fixture.h"

enum { ACCOUNTS = 6 };

static l2a_status build(const char *path, const l2a_rules *rules, l2a_index **index, l2a_error *error)
{
  l2a_index_writer *writer = NULL;
  l2a_status status = l2a_index_writer_new(&writer, path, rules, fixture_columns, FIXTURE_COLUMNS, error);

  *index = NULL;
  for (uint32_t i = 0; i < ACCOUNTS && status == L2A_OK; i++) {
    l2a_string cells[FIXTURE_COLUMNS];
    fixture_row row;
    fixture_account(&row, i, ACCOUNTS);
    fixture_cells(cells, &row);
    status = l2a_index_writer_add(writer, cells, error);
  }
  if (status == L2A_OK) return l2a_index_writer_finish(index, writer, error);
  l2a_index_writer_cancel(writer);
  return status;
}

TestSuite(index_memory, .fini = work_folder_remove);

Test(index_memory, every_allocation_of_a_build_in_memory_may_fail)
{
  l2a_rules *rules = fixture_rules();
  long n;

  for (n = 1;; n++) {
    l2a_error error = L2A_ERROR_INIT;
    l2a_index *index;
    l2a_status status;
    fail_allocation_at(n);
    status = build(NULL, rules, &index, &error);
    if (!fail_allocation_ended()) {
      cr_assert_eq(status, L2A_OK, "%s", error.message);
      l2a_index_close(index);
      break;
    }
    cr_assert(status == L2A_ENOMEM || (status == L2A_OK && index), "allocation %ld: %s", n, error.message);
    l2a_index_close(index);
  }
  cr_assert_gt(n, 50);
  l2a_rules_free(rules);
}

Test(index_memory, every_allocation_of_a_build_over_a_file_may_fail_and_the_file_stays)
{
  char path[WORK_PATH_SIZE];
  l2a_rules *rules = fixture_rules();
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index;

  work_path(path, "index");
  cr_assert_eq(build(path, rules, &index, &error), L2A_OK, "%s", error.message);
  l2a_index_close(index);
  for (long n = 1;; n += 3) {
    l2a_status status;
    fail_allocation_at(n);
    status = build(path, rules, &index, &error);
    if (!fail_allocation_ended()) {
      cr_assert_eq(status, L2A_OK, "%s", error.message);
      l2a_index_close(index);
      break;
    }
    cr_assert(status == L2A_ENOMEM || (status == L2A_OK && index), "allocation %ld: %s", n, error.message);
    l2a_index_close(index);
    cr_assert_eq(l2a_index_open(&index, path, rules, &error), L2A_OK, "allocation %ld: %s", n, error.message);
    cr_assert_eq(l2a_index_verify(index, &error), L2A_OK, "allocation %ld: %s", n, error.message);
    l2a_index_close(index);
  }
  l2a_rules_free(rules);
}

Test(index_memory, every_allocation_of_opening_and_verifying_may_fail)
{
  char path[WORK_PATH_SIZE];
  l2a_rules *rules = fixture_rules();
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index;

  work_path(path, "index");
  cr_assert_eq(build(path, rules, &index, &error), L2A_OK, "%s", error.message);
  l2a_index_close(index);
  for (long n = 1;; n++) {
    snapshot_ref *ref = NULL;
    l2a_status status;
    fail_allocation_at(n);
    status = l2a_index_open(&index, path, rules, &error);
    if (status == L2A_OK) status = snapshot_acquire(&ref, index, &error);
    if (status == L2A_OK) status = l2a_index_verify(index, &error);
    snapshot_release(ref);
    l2a_index_close(index);
    if (!fail_allocation_ended()) {
      cr_assert_eq(status, L2A_OK, "%s", error.message);
      break;
    }
    cr_assert(status == L2A_ENOMEM, "allocation %ld: %s", n, error.message);
  }
  l2a_rules_free(rules);
}
