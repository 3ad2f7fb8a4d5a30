/* SPDX-License-Identifier: MIT */
/*
 * A file of a base and deltas, with pages of older states in it, and any byte of it changed: opening, the check or both name the damage, or
 * answers are what they were. Nothing crashes, and nothing hangs.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "support/work_folder.h"
#include "unit/index/account_fixture.h"

enum { ACCOUNTS = 80, CHANGED = 20, CONTACTS = 24, FLIPS = 10000, STRIDE = 25, PAGE = 4096 };

typedef struct live_file {
  char path[WORK_PATH_SIZE];
  char *data;
  size_t size;
  l2a_rules *rules;
  uint64_t answers; /* of the whole file */
  size_t opened, passed;
} live_file;

static void put(l2a_index *index, uint32_t n, const char *note)
{
  l2a_index_update_options options = L2A_INDEX_UPDATE_OPTIONS_INIT;
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_update *u = NULL;
  l2a_string cells[FIXTURE_COLUMNS];
  fixture_row row;

  options.no_sync = options.no_merge = 1;
  cr_assert_eq(l2a_index_update_begin(&u, index, fixture_columns, FIXTURE_COLUMNS, &options, &error), L2A_OK, "%s", error.message);
  fixture_account(&row, n, ACCOUNTS);
  fixture_cells(cells, &row);
  cells[FIXTURE_COLUMNS - 1] = bytes_of(note);
  cr_assert_eq(l2a_index_update_put(u, cells, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_update_commit(u, &error), L2A_OK, "%s", error.message);
}

static uint64_t mix(uint64_t sum, bytes text)
{
  return hash_bytes(text) ^ (sum * UINT64_C(0x9E3779B97F4A7C15) + text.size);
}

/* A sum of what contacts like the accounts are answered. */
static uint64_t ask(l2a_index *index, const l2a_rules *rules)
{
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  l2a_error error = L2A_ERROR_INIT;
  l2a_matcher *m = NULL;
  uint64_t sum = 0;

  options.memo_bytes = 0;
  cr_assert_eq(l2a_matcher_new(&m, rules, index, &options, &error), L2A_OK, "%s", error.message);
  for (uint32_t i = 0; i < CONTACTS; i++) {
    l2a_contact contact = L2A_CONTACT_INIT;
    const l2a_result *r;
    fixture_row row;
    fixture_account(&row, i * 7, ACCOUNTS);
    contact.company = bytes_of(row.cells[1]);
    contact.country = bytes_of(row.cells[5]);
    if (i % 2) contact.website = bytes_of(row.cells[3]);
    cr_assert_eq(l2a_match(&r, m, &contact, &error), L2A_OK, "%s", error.message);
    sum = mix(mix(mix(sum, r->account_id), r->account_name), r->runner_up_id) + r->score;
  }
  l2a_matcher_free(m);
  return sum;
}

/* Two builds and a merge leave old pages; then there are deltas. */
static live_file live_file_new(void)
{
  char path[WORK_PATH_SIZE];
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;
  live_file f = { .size = 0 };
  struct stat st;
  int fd;

  work_path(path, "whole");
  work_path(f.path, "damaged");
  f.rules = fixture_rules();
  l2a_index_close(fixture_index(path, f.rules, ACCOUNTS, 1));
  cr_assert_eq(l2a_index_open_writable(&index, path, f.rules, &error), L2A_OK, "%s", error.message);
  for (uint32_t i = 0; i < CHANGED; i++) put(index, i * 3 % ACCOUNTS, "first");
  cr_assert_eq(l2a_index_merge(index, &error), L2A_OK, "%s", error.message);
  for (uint32_t i = 0; i < CHANGED; i++) put(index, i * 3 % ACCOUNTS, "second");
  f.answers = ask(index, f.rules);
  l2a_index_close(index);
  fd = open(path, O_RDONLY);
  cr_assert(fd >= 0 && fstat(fd, &st) == 0);
  f.size = (size_t)st.st_size;
  f.data = malloc(f.size);
  cr_assert_eq(read(fd, f.data, f.size), (ssize_t)f.size);
  close(fd);
  return f;
}

static void write_file(const live_file *f)
{
  int fd = open(f->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

  cr_assert(fd >= 0);
  cr_assert_eq(write(fd, f->data, f->size), (ssize_t)f->size);
  close(fd);
}

/* What a command does with it, and what a writer does: both may refuse, and say why. */
static void examine(live_file *f, size_t at, bool writable)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;
  l2a_status status =
    writable ? l2a_index_open_writable(&index, f->path, f->rules, &error) : l2a_index_open(&index, f->path, f->rules, &error);

  cr_assert((status == L2A_OK) == (index != NULL) && (index || error.message[0]), "byte %zu: %s", at, error.message);
  if (!index) return;
  f->opened++;
  status = l2a_index_check(index, &error);
  if (status == L2A_OK) {
    f->passed++;
    cr_assert_eq(ask(index, f->rules), f->answers, "byte %zu changed an answer, and the check passed", at);
  } else {
    cr_assert(status == L2A_ECORRUPT && error.message[0], "byte %zu: %d", at, (int)status);
    cr_assert_eq(l2a_index_verify(index, NULL), L2A_ECORRUPT, "byte %zu: the check found damage, verify did not", at);
  }
  if (writable) {
    status = l2a_index_merge(index, &error); /* what it does with damage is its affair, as long as it comes back */
    cr_assert(status == L2A_OK || error.message[0]);
  }
  l2a_index_close(index);
}

TestSuite(live_damage, .fini = work_folder_remove);

Test(live_damage, a_changed_byte_is_named_or_changes_no_answer)
{
  live_file f = live_file_new();
  uint32_t rng = 4711;

  for (size_t i = 0; i < FLIPS; i += getenv("L2A_TEST_LONG") ? 1 : STRIDE) {
    size_t at = (size_t)fixture_random(&rng) * 251 % f.size;
    char before;
    if (i % 4 == 0) at = at / PAGE * PAGE + at % 128; /* where pages tell what they are */
    before = f.data[at];
    f.data[at] = (char)(before ^ (i % 3 ? 1 << fixture_random(&rng) % 8 : 0xFF));
    write_file(&f);
    examine(&f, at, false);
    if (i % 10 == 0) examine(&f, at, true);
    f.data[at] = before;
  }
  cr_expect_gt(f.opened, f.passed, "the check found nothing");
  cr_expect_gt(f.passed, 0);
  free(f.data);
  l2a_rules_free(f.rules);
}
