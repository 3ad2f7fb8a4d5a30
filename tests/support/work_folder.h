/* SPDX-License-Identifier: MIT */
/*
 * Files of a test: each path lies in a folder of its own, all of them in one of the test's in TMPDIR. A suite that asks for paths removes
 * them after each test, whether it passed or not:
 *
 *   TestSuite(store, .fini = work_folder_remove);
 */
#ifndef L2A_TESTS_WORK_FOLDER_H
#define L2A_TESTS_WORK_FOLDER_H

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORK_PATH_SIZE = 256 };

typedef struct work_folder {
  char path[WORK_PATH_SIZE - 64]; /* empty: there is none yet */
  unsigned count;
} work_folder;

/* Of the test that runs: each has a process of its own. */
static inline work_folder *work_folder_of_test(void)
{
  static work_folder folder;

  return &folder;
}

/* The path of `name`, which is not there yet, in a new folder. */
static inline void work_path(char path[WORK_PATH_SIZE], const char *name)
{
  work_folder *f = work_folder_of_test();
  const char *in = getenv("TMPDIR");
  int n = 0;

  if (!f->path[0]) {
    n = snprintf(f->path, sizeof f->path, "%s/l2a-test-XXXXXX", in && *in ? in : "/tmp");
    cr_assert(n > 0 && n < (int)sizeof f->path && mkdtemp(f->path), "%s", f->path);
  }
  n = snprintf(path, WORK_PATH_SIZE, "%s/%u", f->path, f->count++);
  cr_assert(n > 0 && n < WORK_PATH_SIZE && mkdir(path, 0700) == 0, "%s", path);
  cr_assert_lt(snprintf(path + n, (size_t)(WORK_PATH_SIZE - n), "/%s", name), WORK_PATH_SIZE - n);
}

static inline int work_folder_remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
  (void)st, (void)kind, (void)at;
  (void)remove(path);
  return 0;
}

static inline void work_folder_remove(void)
{
  enum { OPEN_FOLDERS = 8 };
  work_folder *f = work_folder_of_test();

  if (f->path[0]) (void)nftw(f->path, work_folder_remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
  f->path[0] = '\0';
}

#endif
