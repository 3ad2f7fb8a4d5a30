/* SPDX-License-Identifier: MIT */
/*
 * An index file cut off anywhere, or with any byte changed: opening or verifying says so and nothing crashes. A byte that nobody reads (the
 * rest of a page, an older transaction) may change; then everything must still be as it was.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/snapshot.h"
#include "support/work_folder.h"
#include "unit/index/account_fixture.h"

enum { ACCOUNTS = 60, CUTS = 250, FLIPS = 5000 };

/* One of how many places is tried: all of them in the long tests. */
static size_t stride(void)
{
  return getenv("L2A_TEST_LONG") ? 1 : 7;
}

typedef struct patient {
  char path[WORK_PATH_SIZE];
  char *data;
  size_t size;
  l2a_rules *rules;
  size_t found_by_open, found_by_verify, unread;
} patient;

static patient patient_new(int builds)
{
  char path[WORK_PATH_SIZE];
  patient p = { 0 };
  struct stat st;
  int fd;

  work_path(path, "whole");
  work_path(p.path, "damaged");
  p.rules = fixture_rules();
  for (int i = 0; i < builds; i++) l2a_index_close(fixture_index(path, p.rules, ACCOUNTS, 1));
  fd = open(path, O_RDONLY);
  cr_assert(fd >= 0 && fstat(fd, &st) == 0);
  p.size = (size_t)st.st_size;
  p.data = malloc(p.size);
  cr_assert_eq(read(fd, p.data, p.size), (ssize_t)p.size);
  close(fd);
  return p;
}

static void patient_free(patient *p)
{
  free(p->data);
  l2a_rules_free(p->rules);
}

static void write_file(const patient *p, size_t size)
{
  int fd = open(p->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

  cr_assert(fd >= 0);
  cr_assert_eq(write(fd, p->data, size), (ssize_t)size);
  close(fd);
}

static void check_content(l2a_index *index, size_t at)
{
  snapshot_ref *ref = NULL;

  cr_assert_eq(snapshot_acquire(&ref, index, NULL), L2A_OK);
  for (uint32_t i = 0; i < ACCOUNTS; i++) {
    fixture_row row;
    uint32_t n;
    fixture_account(&row, i, ACCOUNTS);
    n = snapshot_find_account(snapshot_get(ref), bytes_of(row.cells[0]));
    cr_assert_neq(n, INDEX_NONE, "byte %zu: an account is gone and nobody noticed", at);
    for (uint32_t k = 0; k < FIXTURE_COLUMNS; k++)
      cr_assert(bytes_equal(snapshot_cell(snapshot_get(ref), n, k), bytes_of(row.cells[k])), "byte %zu changed a cell unnoticed", at);
  }
  snapshot_release(ref);
}

/* Opens and verifies the file as it lies there; true when somebody found the damage. */
static bool examine(patient *p, size_t at)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;
  l2a_status status = l2a_index_open(&index, p->path, p->rules, &error);

  if (status != L2A_OK) {
    cr_assert_null(index);
    cr_assert(status == L2A_ECORRUPT || status == L2A_EVERSION || status == L2A_EDEFINITIONS, "byte %zu: status %d, %s", at, (int)status,
              error.message);
    cr_assert_neq(error.message[0], 0);
    p->found_by_open++;
    return true;
  }
  status = l2a_index_verify(index, &error);
  if (status != L2A_OK) {
    cr_assert_eq(status, L2A_ECORRUPT, "byte %zu: %s", at, error.message);
    p->found_by_verify++;
  } else {
    check_content(index, at);
    p->unread++;
  }
  l2a_index_close(index);
  return status != L2A_OK;
}

/* The same file as the target of a build, which must refuse it or succeed. */
static void build_over(const patient *p)
{
  l2a_index_writer *writer = NULL;

  if (l2a_index_writer_new(&writer, p->path, p->rules, fixture_columns, FIXTURE_COLUMNS, NULL) != L2A_OK) return;
  fixture_fill(writer, 10, 1);
  (void)l2a_index_writer_finish(NULL, writer, NULL);
}

TestSuite(index_damage, .fini = work_folder_remove);

Test(index_damage, a_file_cut_off_anywhere_is_found_when_it_is_opened)
{
  patient p = patient_new(1);

  for (size_t i = 0; i < CUTS; i++) {
    size_t size = i < 100 ? i * 41 : p.size * i / CUTS;
    write_file(&p, size);
    cr_assert(examine(&p, size), "cut off at byte %zu of %zu", size, p.size);
  }
  write_file(&p, p.size - 1);
  cr_assert(examine(&p, p.size - 1));
  cr_assert_eq(p.found_by_verify, 0);
  patient_free(&p);
}

Test(index_damage, a_changed_byte_anywhere_is_found_or_is_one_that_nobody_reads)
{
  patient p = patient_new(2);
  uint32_t rng = 7;

  for (size_t i = 0; i < FLIPS; i += stride()) {
    /* half of them where the trees and the section table are likely to be: the first pages, and begins of pages */
    size_t at = (size_t)fixture_random(&rng) * 251 % p.size;
    char before;
    if (i % 4 == 0) at = at % 8192;
    if (i % 4 == 1) at = at / 4096 * 4096 + at % 128;
    before = p.data[at];
    p.data[at] = (char)(before ^ (i % 3 ? 1 << fixture_random(&rng) % 8 : 0xFF));
    write_file(&p, p.size);
    (void)examine(&p, at);
    if (i % 15 == 0) build_over(&p);
    p.data[at] = before;
  }
  cr_assert_gt(p.found_by_open, 10);
  cr_assert_gt(p.found_by_verify, 15);
  write_file(&p, p.size);
  cr_assert_not(examine(&p, 0), "the file itself is whole");
  patient_free(&p);
}

/* The bytes of the trees' own pages: LMDB reads these and would stop the process. */
Test(index_damage, the_pages_of_the_trees_may_be_changed)
{
  enum { PAGE = 4096, META = 8, LEAF = 2, BRANCH = 1 };
  patient p = patient_new(2);
  size_t pages = 0;

  for (size_t page = 0; page < p.size / PAGE; page++) {
    const char *data = p.data + page * PAGE;
    if (data[10] != META && data[10] != LEAF && data[10] != BRANCH) continue;
    if ((unsigned char)data[11] || (size_t)(unsigned char)data[0] + 256 * (size_t)(unsigned char)data[1] != page) continue;
    pages++;
    for (size_t i = 0; i < PAGE; i += stride()) {
      char *at = p.data + page * PAGE + i, before = *at;
      if (!before && i > 200 && i % 16) continue; /* the empty middle */
      *at = (char)(before ^ (i % 2 ? 0xFF : 1));
      write_file(&p, p.size);
      (void)examine(&p, page * PAGE + i);
      if (i % 3 == 0) build_over(&p);
      *at = before;
    }
  }
  cr_assert_geq(pages, 3);
  patient_free(&p);
}
