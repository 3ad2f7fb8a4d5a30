/* SPDX-License-Identifier: MIT */
/* Files that come in pieces, are interrupted, fail in the middle or do not fit: what is read is the same, what is written is whole or not there. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/hash.h"
#include "fault/file_fault.h"
#include "io/output.h"
#include "io/table.h"
#include "support/work_folder.h"
#include "unit/index/account_fixture.h"

/* ---- reading ------------------------------------------------------------------------------------------------------------------------- */

typedef struct what_was_read {
  uint64_t hash;
  size_t rows;
} what_was_read;

static l2a_status read_table(what_was_read *out, const char *path, l2a_error *error)
{
  chunk text = CHUNK_INIT;
  record_batch rows;
  table *t = NULL;
  l2a_status status = table_open(&t, path, NULL, error);

  *out = (what_was_read){ 0, 0 };
  record_batch_init(&rows);
  while (status == L2A_OK) {
    status = table_next(t, &text, error);
    if (status != L2A_OK || text.size == 0) break;
    cr_assert_eq(table_parse(t, &rows, &text, NULL), L2A_OK);
    out->hash = out->hash * 31 + hash_bytes(bytes_from(text.data, text.size));
    out->rows += rows.count;
  }
  record_batch_free(&rows);
  chunk_free(&text);
  table_close(t);
  return status;
}

/* The corpus of whole files; the first byte of each is no part of it. */
static const char *const kinds[] = { "csv", "ndjson", "gzip", "gzip_members", "zip", "zstd", "utf16", "windows", "bomb" };
enum { KINDS = sizeof kinds / sizeof *kinds };

static void copy_input(char path[WORK_PATH_SIZE], const char *kind)
{
  const char *root = getenv("ROOT");
  char from[4096], data[65536];
  FILE *in, *out;
  size_t size;

  work_path(path, "input");
  snprintf(from, sizeof from, "%s/tests/fuzz/corpus/table/%s", root ? root : ".", kind);
  in = fopen(from, "rb");
  out = fopen(path, "wb");
  cr_assert(in && out, "%s", from);
  fgetc(in);
  while ((size = fread(data, 1, sizeof data, in)) > 0) cr_assert_eq(fwrite(data, 1, size, out), size);
  fclose(in);
  cr_assert_eq(fclose(out), 0);
}

TestSuite(file_faults, .fini = work_folder_remove);

Test(file_faults, what_comes_in_pieces_is_read_as_if_it_were_whole)
{
  for (size_t i = 0; i < KINDS; i++) {
    l2a_error error = L2A_ERROR_INIT;
    what_was_read whole, pieces;
    char path[WORK_PATH_SIZE];
    copy_input(path, kinds[i]);
    cr_assert_eq(read_table(&whole, path, &error), L2A_OK, "%s: %s", kinds[i], error.message);
    cr_expect_gt(whole.rows, 0);
    file_fault_stutter();
    cr_assert_eq(read_table(&pieces, path, &error), L2A_OK, "%s: %s", kinds[i], error.message);
    file_fault_end();
    cr_expect(pieces.hash == whole.hash && pieces.rows == whole.rows, "%s", kinds[i]);
  }
}

Test(file_faults, a_read_that_fails_is_told_with_the_file)
{
  for (size_t i = 0; i < KINDS; i++) {
    char path[WORK_PATH_SIZE];
    long n;
    copy_input(path, kinds[i]);
    for (n = 1;; n++) {
      l2a_error error = L2A_ERROR_INIT;
      what_was_read ignored;
      l2a_status status;
      file_fault_fail_at(n, EIO);
      status = read_table(&ignored, path, &error);
      if (file_fault_end() > 0) break;
      cr_assert_eq(status, L2A_EIO, "%s: read %ld: %d", kinds[i], n, (int)status);
      cr_expect(strstr(error.message, path), "%s", error.message);
    }
    cr_expect_gt(n, 1);
  }
}

/* ---- writing ------------------------------------------------------------------------------------------------------------------------- */

static void make_folder(char path[WORK_PATH_SIZE])
{
  FILE *file;

  work_path(path, "out");
  file = fopen(path, "wb");
  cr_assert(file && fputs("before", file) >= 0);
  cr_assert_eq(fclose(file), 0);
}

static l2a_status write_output(const char *path, size_t size, l2a_error *error)
{
  char *text = malloc(size);
  output *out = NULL;
  l2a_status status = output_open(&out, path, error);

  memset(text, 'x', size);
  if (status == L2A_OK) status = output_write(out, text, size, error);
  free(text);
  if (status == L2A_OK) return output_commit(out, error);
  if (out) output_discard(out);
  return status;
}

static size_t size_of(const char *path)
{
  FILE *file = fopen(path, "rb");
  long size;

  cr_assert(file && fseek(file, 0, SEEK_END) == 0);
  size = ftell(file);
  fclose(file);
  return (size_t)size;
}

static size_t files_beside(const char *path)
{
  char folder[WORK_PATH_SIZE];
  struct dirent *entry;
  size_t count = 0;
  DIR *d;

  snprintf(folder, sizeof folder, "%s", path);
  *strrchr(folder, '/') = '\0';
  d = opendir(folder);
  cr_assert_not_null(d);
  while ((entry = readdir(d)) != NULL) count += entry->d_name[0] != '.';
  closedir(d);
  return count;
}

Test(file_faults, what_is_written_in_pieces_is_whole)
{
  char path[WORK_PATH_SIZE];

  make_folder(path);
  file_fault_stutter();
  cr_assert_eq(write_output(path, 5000, NULL), L2A_OK);
  file_fault_end();
  cr_expect_eq(size_of(path), 5000);
}

/* One write, and then the one that brings it to the disk. */
Test(file_faults, a_write_that_fails_leaves_the_file_that_was_there)
{
  static const int errors[] = { ENOSPC, EIO, EDQUOT };

  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
    for (long n = 1; n <= 2; n++) {
      l2a_error error = L2A_ERROR_INIT;
      char path[WORK_PATH_SIZE];
      make_folder(path);
      file_fault_fail_at(n, errors[i]);
      cr_expect_eq(write_output(path, 5000, &error), L2A_EIO);
      cr_expect_leq(file_fault_end(), 0);
      cr_expect(strstr(error.message, path), "%s", error.message);
      cr_expect_eq(size_of(path), 6);
      cr_expect_eq(files_beside(path), 1);
    }
}

/* A disk that is full at this size, as far as this process is concerned. */
static void limit_files(rlim_t size)
{
  struct rlimit limit = { size, RLIM_INFINITY };

  signal(SIGXFSZ, SIG_IGN);
  cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

Test(file_faults, an_output_that_does_not_fit_leaves_the_file_that_was_there)
{
  l2a_error error = L2A_ERROR_INIT;
  char path[WORK_PATH_SIZE];

  make_folder(path);
  limit_files(10000);
  cr_expect_eq(write_output(path, 50000, &error), L2A_EIO);
  cr_expect_neq(error.message[0], 0);
  cr_expect_eq(size_of(path), 6);
  cr_expect_eq(files_beside(path), 1);
}

Test(file_faults, an_index_that_does_not_fit_leaves_the_one_that_was_there)
{
  char path[WORK_PATH_SIZE];
  l2a_rules *rules = fixture_rules();
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;
  l2a_index_writer *writer = NULL;
  size_t before;

  work_path(path, "index");
  l2a_index_close(fixture_index(path, rules, 7, 1));
  before = size_of(path);
  limit_files(before + 4096);
  if (l2a_index_writer_new(&writer, path, rules, fixture_columns, FIXTURE_COLUMNS, &error) == L2A_OK) {
    fixture_fill(writer, 900, 1);
    cr_expect_eq(l2a_index_writer_finish(NULL, writer, &error), L2A_EIO);
  }
  cr_expect_neq(error.message[0], 0);
  limit_files(RLIM_INFINITY);
  cr_assert_eq(l2a_index_open(&index, path, rules, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(l2a_index_verify(index, &error), L2A_OK, "%s", error.message);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
