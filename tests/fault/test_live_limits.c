/* SPDX-License-Identifier: MIT */
/*
 * What a living index does when there is no more room, and with what a reader leaves that was killed. A file that may not grow (RLIMIT_FSIZE)
 * stands for a full disk: the system refuses the same write.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "index/snapshot.h"
#include "support/work_folder.h"
#include "unit/index/account_fixture.h"

enum { ACCOUNTS = 300, MORE_BYTES = 98304 };

static off_t size_of(const char *path)
{
  struct stat st;

  cr_assert_eq(stat(path, &st), 0);
  return st.st_size;
}

/* The most that a file of this process may have; RLIM_INFINITY: all it wants. */
static void limit_files(rlim_t most)
{
  struct rlimit limit;

  cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
  limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
  cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Puts `count` accounts from `first` on with this note. */
static l2a_status put(l2a_index *index, uint32_t first, uint32_t count, const char *note, l2a_error *error)
{
  l2a_index_update_options options = L2A_INDEX_UPDATE_OPTIONS_INIT;
  l2a_index_update *u = NULL;

  options.no_merge = 1;
  cr_assert_eq(l2a_index_update_begin(&u, index, fixture_columns, FIXTURE_COLUMNS, &options, error), L2A_OK, "%s", error->message);
  for (uint32_t i = 0; i < count; i++) {
    l2a_string cells[FIXTURE_COLUMNS];
    fixture_row row;
    fixture_account(&row, (first + i) % ACCOUNTS, ACCOUNTS);
    fixture_cells(cells, &row);
    cells[FIXTURE_COLUMNS - 1] = bytes_of(note);
    cr_assert_eq(l2a_index_update_put(u, cells, error), L2A_OK, "%s", error->message);
  }
  return l2a_index_update_commit(u, error);
}

/* Accounts whose note is this one, in an index that verifies. */
static uint32_t count_notes(l2a_index *index, const char *note)
{
  l2a_error error = L2A_ERROR_INIT;
  snapshot_ref *ref = NULL;
  uint32_t count = 0;

  cr_assert_eq(l2a_index_verify(index, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(snapshot_acquire(&ref, index, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(snapshot_get(ref)->live_count, ACCOUNTS);
  for (uint32_t i = 0; i < ACCOUNTS; i++) {
    const snapshot *s = snapshot_get(ref);
    fixture_row row;
    uint32_t account;
    fixture_account(&row, i, ACCOUNTS);
    account = snapshot_find_account(s, bytes_of(row.cells[0]));
    cr_assert_neq(account, INDEX_NONE);
    count += bytes_equal(snapshot_cell(s, account, FIXTURE_COLUMNS - 1), bytes_of(note));
  }
  snapshot_release(ref);
  return count;
}

TestSuite(live_limits, .fini = work_folder_remove);

Test(live_limits, a_full_disk_stops_an_update_or_a_merge_and_loses_nothing)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_rules *rules = fixture_rules();
  l2a_index *index = NULL;
  l2a_status status = L2A_OK;
  uint32_t committed = 0;
  char path[WORK_PATH_SIZE];

  signal(SIGXFSZ, SIG_IGN);
  work_path(path, "accounts.l2a");
  l2a_index_close(fixture_index(path, rules, ACCOUNTS, 1));
  cr_assert_eq(l2a_index_open_writable(&index, path, rules, &error), L2A_OK, "%s", error.message);
  limit_files((rlim_t)size_of(path) + MORE_BYTES);
  while (status == L2A_OK && committed < ACCOUNTS) {
    status = put(index, committed, 20, "new", &error);
    if (status == L2A_OK) committed += 20;
  }
  cr_expect(status == L2A_EIO && error.message[0], "%d %s after %u", (int)status, error.message, committed);
  cr_expect_gt(committed, 0);
  cr_expect_eq(count_notes(index, "new"), committed);
  status = l2a_index_merge(index, &error);
  cr_expect(status == L2A_EIO && error.message[0], "a merge: %d", (int)status);
  cr_expect_eq(count_notes(index, "new"), committed);
  limit_files(RLIM_INFINITY);
  cr_expect_eq(put(index, committed, 20, "new", &error), L2A_OK, "%s", error.message);
  cr_expect_eq(l2a_index_merge(index, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(count_notes(index, "new"), committed + 20);
  l2a_index_close(index);
  cr_assert_eq(l2a_index_open(&index, path, rules, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(count_notes(index, "new"), committed + 20);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

/* Has a matcher until it is killed. */
static void read_for_ever(const char *path, const l2a_rules *rules, int ready)
{
  l2a_index *index = NULL;
  l2a_matcher *m = NULL;

  if (l2a_index_open(&index, path, rules, NULL) != L2A_OK || l2a_matcher_new(&m, rules, index, NULL, NULL) != L2A_OK) _exit(1);
  if (write(ready, "x", 1) != 1) _exit(1);
  for (;;) pause();
}

Test(live_limits, the_pages_of_a_reader_that_was_killed_are_used_again)
{
  enum { MERGES = 12 };
  l2a_error error = L2A_ERROR_INIT;
  l2a_rules *rules = fixture_rules();
  l2a_index *index = NULL;
  off_t before, after;
  int pipe_[2];
  char path[WORK_PATH_SIZE], byte;
  pid_t reader;

  work_path(path, "accounts.l2a");
  l2a_index_close(fixture_index(path, rules, ACCOUNTS, 1));
  before = size_of(path);
  cr_assert_eq(pipe(pipe_), 0);
  reader = fork();
  if (reader == 0) read_for_ever(path, rules, pipe_[1]);
  cr_assert_eq(read(pipe_[0], &byte, 1), 1);
  cr_assert_eq(l2a_index_open_writable(&index, path, rules, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(kill(reader, SIGKILL), 0);
  cr_assert_eq(waitpid(reader, NULL, 0), reader);
  for (int i = 0; i < MERGES; i++) {
    char note[32];
    snprintf(note, sizeof note, "note %d", i);
    cr_assert_eq(put(index, 0, 50, note, &error), L2A_OK, "%s", error.message);
    cr_assert_eq(l2a_index_merge(index, &error), L2A_OK, "%s", error.message);
  }
  after = size_of(path);
  cr_expect_lt(after, before * 5, "%lld bytes became %lld", (long long)before, (long long)after);
  l2a_index_close(index);
  close(pipe_[0]);
  close(pipe_[1]);
  l2a_rules_free(rules);
}

Test(live_limits, one_reader_too_many_is_told_and_those_that_are_there_go_on)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_rules *rules = fixture_rules();
  snapshot_ref **refs = calloc(STORE_READER_LIMIT + 1, sizeof *refs);
  l2a_index *index = NULL;
  char path[WORK_PATH_SIZE];

  cr_assert_not_null(refs);
  work_path(path, "accounts.l2a");
  l2a_index_close(fixture_index(path, rules, ACCOUNTS, 1));
  cr_assert_eq(l2a_index_open(&index, path, rules, &error), L2A_OK, "%s", error.message);
  for (int i = 0; i < STORE_READER_LIMIT; i++) cr_assert_eq(snapshot_acquire(&refs[i], index, &error), L2A_OK, "%d: %s", i, error.message);
  cr_expect_eq(snapshot_acquire(&refs[STORE_READER_LIMIT], index, &error), L2A_EBUSY);
  cr_expect(strstr(error.message, "more than 1022 readers"), "%s", error.message);
  cr_expect_eq(snapshot_get(refs[0])->live_count, ACCOUNTS);
  snapshot_release(refs[0]);
  refs[0] = NULL;
  cr_expect_eq(snapshot_acquire(&refs[STORE_READER_LIMIT], index, &error), L2A_OK, "%s", error.message);
  for (int i = 0; i <= STORE_READER_LIMIT; i++) snapshot_release(refs[i]);
  l2a_index_close(index);
  l2a_rules_free(rules);
  free(refs);
}
