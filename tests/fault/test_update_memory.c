/* SPDX-License-Identifier: MIT */
/* Every allocation of an update and of a merge fails once: the answer says so, and the index is what it was or what it was to be. */
#include <stdlib.h>
#include <unistd.h>

#include "fault/fail_allocation.h"
#include "support/work_folder.h"
#include "unit/index/account_fixture.h"

enum { ACCOUNTS = 8, CHANGED = 3 };

static l2a_status update(l2a_index *index, uint32_t version, l2a_error *error)
{
  l2a_index_update_options options = L2A_INDEX_UPDATE_OPTIONS_INIT;
  l2a_index_update *update = NULL;
  l2a_status status;

  options.no_merge = options.no_sync = 1;
  status = l2a_index_update_begin(&update, index, fixture_columns, FIXTURE_COLUMNS, &options, error);
  for (uint32_t i = 0; i < CHANGED && status == L2A_OK; i++) {
    l2a_string cells[FIXTURE_COLUMNS];
    fixture_row row;
    fixture_account(&row, i, ACCOUNTS);
    snprintf(row.cells[11], FIXTURE_CELL, "version %u", version);
    fixture_cells(cells, &row);
    status = l2a_index_update_put(update, cells, error);
  }
  if (status == L2A_OK) status = l2a_index_update_delete(update, BYTES("F00005"), error);
  if (status == L2A_ENOTFOUND) status = L2A_OK; /* deleted by a turn before */
  if (status == L2A_OK) return l2a_index_update_commit(update, error);
  l2a_index_update_cancel(update);
  return status;
}

static uint64_t accounts_of(const l2a_index *index)
{
  l2a_index_info info;

  l2a_index_get_info(index, &info);
  return info.account_count;
}

static l2a_status merge(l2a_index *index, uint32_t version, l2a_error *error)
{
  (void)version;
  return l2a_index_merge(index, error);
}

/* prepare runs without failures before each turn. */
static void fail_each(l2a_status (*call)(l2a_index *, uint32_t, l2a_error *), bool prepare)
{
  char path[WORK_PATH_SIZE];
  l2a_rules *rules = fixture_rules();
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;
  bool done = false;
  uint32_t turn;

  work_path(path, "index");
  l2a_index_close(fixture_index(path, rules, ACCOUNTS, 3));
  cr_assert_eq(l2a_index_open_writable(&index, path, rules, &error), L2A_OK, "%s", error.message);
  for (turn = 1; !done; turn++) {
    l2a_status status;
    if (prepare) cr_assert_eq(update(index, turn * 2, &error), L2A_OK, "%s", error.message);
    fail_allocation_at((long)turn);
    status = call(index, turn * 2 + 1, &error);
    done = !fail_allocation_ended();
    cr_assert(status == L2A_OK || (!done && status == L2A_ENOMEM), "allocation %u: %s", turn, error.message);
    cr_assert_eq(l2a_index_verify(index, &error), L2A_OK, "allocation %u: %s", turn, error.message);
    cr_assert_geq(accounts_of(index), ACCOUNTS - 1);
  }
  cr_expect_gt(turn, 30);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

TestSuite(update_memory, .fini = work_folder_remove);

Test(update_memory, every_allocation_of_an_update_may_fail)
{
  fail_each(update, false);
}

Test(update_memory, every_allocation_of_a_merge_may_fail)
{
  fail_each(merge, true);
}
