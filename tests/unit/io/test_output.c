/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/output.h"
#include "support/work_folder.h"

static void enter_folder(void)
{
  char folder[WORK_PATH_SIZE];

  work_path(folder, "");
  cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
  cr_assert_eq(chdir("/"), 0);
  work_folder_remove();
}

TestSuite(output, .init = enter_folder, .fini = leave_folder);

static size_t count_files(void)
{
  DIR *d = opendir(".");
  size_t count = 0;
  const struct dirent *entry;

  while ((entry = readdir(d))) count += entry->d_name[0] != '.';
  closedir(d);
  return count;
}

static void expect_content(const char *name, const char *expected)
{
  char text[64] = { 0 };
  FILE *f = fopen(name, "rb");

  cr_assert(f);
  cr_expect_eq(fread(text, 1, sizeof text - 1, f), strlen(expected));
  cr_expect_str_eq(text, expected);
  fclose(f);
}

Test(output, appears_complete)
{
  output *o = NULL;
  struct stat info;

  umask(027);
  cr_assert_eq(output_open(&o, "out.csv", NULL), L2A_OK);
  cr_expect_neq(access("out.csv", F_OK), 0);
  cr_assert(stat(output_temporary(o), &info) == 0);
  cr_expect_eq(info.st_mode & 0777, 0600);
  cr_assert_eq(output_write(o, "hello", 5, NULL), L2A_OK);
  cr_assert_eq(output_commit(o, NULL), L2A_OK);
  expect_content("out.csv", "hello");
  cr_assert(stat("out.csv", &info) == 0);
  cr_expect_eq(info.st_mode & 0777, 0640);
  cr_expect_eq(count_files(), 1);
}

Test(output, discarded_leaves_nothing)
{
  output *o = NULL;

  cr_assert_eq(output_open(&o, "out.csv", NULL), L2A_OK);
  cr_assert_eq(output_write(o, "new", 3, NULL), L2A_OK);
  output_discard(o);
  cr_expect_eq(count_files(), 0);
}

Test(output, discarded_keeps_what_was_there)
{
  output *o = NULL;

  cr_assert_eq(output_open(&o, "out.csv", NULL), L2A_OK);
  cr_assert_eq(output_write(o, "old", 3, NULL), L2A_OK);
  cr_assert_eq(output_commit(o, NULL), L2A_OK);
  cr_assert_eq(output_open(&o, "out.csv", NULL), L2A_OK);
  cr_assert_eq(output_write(o, "newer", 5, NULL), L2A_OK);
  output_discard(o);
  expect_content("out.csv", "old");
}

Test(output, follows_symbolic_links)
{
  output *o = NULL;
  struct stat info;

  cr_assert(mkdir("d", 0700) == 0 && symlink("d/real.csv", "link.csv") == 0);
  fclose(fopen("d/real.csv", "wb"));
  cr_assert_eq(output_open(&o, "link.csv", NULL), L2A_OK);
  cr_assert_eq(output_write(o, "x", 1, NULL), L2A_OK);
  cr_assert_eq(output_commit(o, NULL), L2A_OK);
  cr_expect(lstat("link.csv", &info) == 0 && S_ISLNK(info.st_mode));
  expect_content("d/real.csv", "x");
}

Test(output, names_what_it_cannot_write)
{
  l2a_error error = L2A_ERROR_INIT;
  output *o = NULL;

  cr_expect_eq(output_open(&o, "missing/out.csv", &error), L2A_EIO);
  cr_expect(strstr(error.message, "missing/out.csv: "), "%s", error.message);
  cr_expect_null(o);
  cr_expect_eq(output_open(&o, ".", &error), L2A_EIO);
  cr_expect(strstr(error.message, "directory"), "%s", error.message);
  cr_assert_eq(output_open(&o, "/dev/full", &error), L2A_OK);
  cr_expect_eq(output_write(o, "x", 1, &error), L2A_EIO);
  cr_expect(strstr(error.message, "No space left"), "%s", error.message);
  output_discard(o);
}

Test(output, ends_quietly_when_nobody_reads)
{
  output *o = NULL;
  int ends[2];

  signal(SIGPIPE, SIG_IGN);
  cr_assert(pipe(ends) == 0 && dup2(ends[1], STDOUT_FILENO) >= 0 && close(ends[1]) == 0 && close(ends[0]) == 0);
  cr_assert_eq(output_open(&o, "-", NULL), L2A_OK);
  cr_expect_eq(output_write(o, "x", 1, NULL), L2A_OK);
  cr_expect(output_is_closed(o));
  cr_expect_eq(output_commit(o, NULL), L2A_OK);
}

Test(output, a_part_stays_and_is_gone_on_with)
{
  const char *path = "o", *part = "o.part";
  char text[32];
  l2a_error error = L2A_ERROR_INIT;
  output *o = NULL, *other = NULL;
  FILE *file;

  cr_assert_eq(output_open_part(&o, path, NULL), L2A_OK);
  cr_assert_null(output_temporary(o), "a signal leaves it");
  cr_assert_eq(output_open_part(&other, path, &error), L2A_EBUSY);
  cr_assert_null(other);
  cr_assert_eq(output_resume(o, 0, NULL), L2A_OK);
  cr_assert_eq(output_write(o, "one two", 7, NULL), L2A_OK);
  cr_assert_eq(output_size(o), 7);
  cr_assert_eq(output_sync(o, NULL), L2A_OK);
  output_discard(o);
  cr_assert_eq(access(path, F_OK), -1);
  cr_assert_eq(access(part, F_OK), 0);
  cr_assert_eq(output_open_part(&o, path, NULL), L2A_OK);
  cr_assert_eq(output_resume(o, 8, &error), L2A_ECORRUPT);
  cr_assert_eq(output_resume(o, 4, NULL), L2A_OK);
  cr_assert_eq(output_write(o, "three", 5, NULL), L2A_OK);
  cr_assert_eq(output_size(o), 9);
  cr_assert_eq(output_commit(o, NULL), L2A_OK);
  cr_assert_eq(access(part, F_OK), -1);
  file = fopen(path, "r");
  cr_assert_not_null(file);
  cr_assert_eq(fread(text, 1, sizeof text, file), 9);
  cr_assert_eq(memcmp(text, "one three", 9), 0);
  fclose(file);
  cr_assert_eq(output_open_part(&o, "/dev/null", &error), L2A_EINVAL);
  cr_assert_eq(output_open_part(&o, path, NULL), L2A_OK);
  output_keep(o, false);
  output_discard(o);
  cr_assert_eq(access(part, F_OK), -1);
}
