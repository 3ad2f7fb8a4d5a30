/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/store.h"
#include "store/store_file.h"
#include "support/work_folder.h"

/* Writes one generation of values whose byte i is i + size. */
static void write_values(const char *path, uint64_t generation, const uint64_t *sizes, size_t count)
{
  l2a_error error = L2A_ERROR_INIT;
  store_writer *w = NULL;
  uint64_t total = 0;
  bool exists;

  for (size_t i = 0; i < count; i++) total += sizes[i];
  cr_assert_eq(store_writer_open(&w, path, &exists, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(store_writer_begin(w, total, count, &error), L2A_OK, "%s", error.message);
  for (size_t i = 0; i < count; i++) {
    char *data;
    cr_assert_eq(store_writer_put(w, generation, (uint32_t)i, sizes[i], &data, &error), L2A_OK, "%s", error.message);
    for (uint64_t k = 0; k < sizes[i]; k++) data[k] = (char)(k + sizes[i]);
  }
  cr_assert_eq(store_writer_keep_only(w, generation, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(store_writer_commit(w, &error), L2A_OK, "%s", error.message);
  store_writer_close(w);
}

TestSuite(store, .fini = work_folder_remove);

Test(store, values_of_every_size_are_aligned_and_what_was_written)
{
  static const uint64_t sizes[] = { 0, 1, 47, 63, 64, 1000, 2000, 4000, 4047, 4048, 4049, 8192, 100000, 5000000 };
  const size_t count = sizeof sizes / sizeof *sizes;
  l2a_error error = L2A_ERROR_INIT;
  store_view *view = NULL;
  store *s = NULL;
  char path[WORK_PATH_SIZE];
  bytes data;

  work_path(path, "file");
  write_values(path, 1, sizes, count);
  cr_assert_eq(store_open(&s, path, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(store_view_begin(&view, s, &error), L2A_OK, "%s", error.message);
  for (size_t i = 0; i < count; i++) {
    cr_assert_eq(store_view_get(view, 1, (uint32_t)i, &data, &error), L2A_OK, "%s", error.message);
    cr_assert_geq(data.size, sizes[i]);
    cr_assert_eq((uintptr_t)data.data % STORE_ALIGN, 0);
    for (uint64_t k = 0; k < sizes[i]; k++) cr_assert_eq(data.data[k], (char)(k + sizes[i]));
    for (uint64_t k = sizes[i]; k < data.size; k++) cr_assert_eq(data.data[k], 0, "padding is not cleared");
  }
  cr_assert_eq(store_view_get(view, 1, 999, &data, &error), L2A_ENOTFOUND);
  cr_assert_eq(store_view_get(view, 2, 0, &data, &error), L2A_ENOTFOUND);
  store_view_end(view);
  store_close(s);
}

Test(store, only_the_kept_generation_is_left)
{
  static const uint64_t sizes[] = { 10, 20000 };
  store_view *view = NULL;
  store *s = NULL;
  char path[WORK_PATH_SIZE];
  bytes data;

  work_path(path, "file");
  for (uint64_t g = 1; g < 5; g++) write_values(path, g, sizes, 2);
  cr_assert_eq(store_open(&s, path, NULL), L2A_OK);
  cr_assert_eq(store_view_begin(&view, s, NULL), L2A_OK);
  for (uint64_t g = 1; g < 5; g++)
    cr_assert_eq(store_view_get(view, g, 1, &data, NULL), g == 4 ? L2A_OK : L2A_ENOTFOUND, "generation %d", (int)g);
  store_view_end(view);
  store_close(s);
}

Test(store, a_value_of_4_GiB_is_a_named_limit)
{
  l2a_error error = L2A_ERROR_INIT;
  store_writer *w = NULL;
  char path[WORK_PATH_SIZE], *data;
  bool exists;

  work_path(path, "file");
  cr_assert_eq(store_writer_open(&w, path, &exists, &error), L2A_OK);
  cr_assert_eq(store_writer_begin(w, 1, 1, &error), L2A_OK);
  cr_assert_eq(store_writer_put(w, 1, 0, UINT64_C(1) << 32, &data, &error), L2A_ELIMIT);
  cr_assert_not_null(strstr(error.message, "4 GiB"));
  store_writer_close(w);
  cr_assert_neq(access(path, F_OK), 0);
}

Test(store, a_new_file_has_the_mode_of_the_umask)
{
  static const uint64_t sizes[] = { 10 };
  struct stat st;
  char path[WORK_PATH_SIZE];

  work_path(path, "file");
  umask(077);
  write_values(path, 1, sizes, 1);
  cr_assert_eq(stat(path, &st), 0);
  cr_assert_eq(st.st_mode & 0777, 0600);
}

Test(store, a_folder_that_is_not_there_or_not_writable_is_an_error_at_once)
{
  l2a_error error = L2A_ERROR_INIT;
  store_writer *w = NULL;
  bool exists;

  cr_assert_eq(store_writer_open(&w, "/nowhere/at/all", &exists, &error), L2A_EIO);
  cr_assert_null(w);
  cr_assert_not_null(strstr(error.message, "/nowhere/at/all"), "%s", error.message);
}

/* Another program's LMDB file. */
static void write_foreign(const char *path)
{
  MDB_env *env;
  MDB_txn *txn;
  MDB_dbi dbi;
  MDB_val key = { 3, (char[]){ 'a', 'b', 'c' } }, value = { 2, (char[]){ 'd', 'e' } };

  cr_assert_eq(mdb_env_create(&env), 0);
  cr_assert_eq(mdb_env_open(env, path, MDB_NOSUBDIR, 0600), 0);
  cr_assert_eq(mdb_txn_begin(env, NULL, 0, &txn), 0);
  cr_assert_eq(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
  cr_assert_eq(mdb_put(txn, dbi, &key, &value, 0), 0);
  cr_assert_eq(mdb_txn_commit(txn), 0);
  mdb_env_close(env);
}

Test(store, an_lmdb_file_of_something_else_is_not_touched)
{
  l2a_error error = L2A_ERROR_INIT;
  store_writer *w = NULL;
  store_view *view = NULL;
  store *s = NULL;
  char path[WORK_PATH_SIZE];
  bool exists;

  work_path(path, "file");
  write_foreign(path);
  cr_assert_eq(store_writer_open(&w, path, &exists, &error), L2A_ECORRUPT);
  cr_assert_not_null(strstr(error.message, "l2a index"), "%s", error.message);
  cr_assert_eq(store_open(&s, path, &error), L2A_OK);
  cr_assert_eq(store_view_begin(&view, s, &error), L2A_ECORRUPT);
  store_close(s);
}

/*
 * LMDB deletes a list of free pages by its key: one that is not in its place stays, and its pages are given out twice (an assertion of
 * LMDB ends the process then).
 */
Test(store, lists_of_free_pages_out_of_order_are_damage_to_a_writer)
{
  enum { PAGE = 4096, OFFSETS_AT = 16, KEY_AT = 8, GENERATIONS = 6 };
  static const uint64_t sizes[] = { 100, 9000, 40 };
  l2a_error error = L2A_ERROR_INIT;
  char path[WORK_PATH_SIZE];
  store_meta meta;
  uint64_t keys[4];
  off_t key_at;
  uint16_t node;
  store *s = NULL;
  int fd;

  work_path(path, "lists");
  for (uint64_t generation = 1; generation <= GENERATIONS; generation++) write_values(path, generation, sizes, 3);
  fd = open(path, O_RDWR);
  cr_assert_geq(fd, 0);
  cr_assert_eq(store_file_meta(&meta, fd, path, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(meta.depths[0], 1);
  cr_assert_eq(pread(fd, &node, sizeof node, (off_t)(meta.roots[0] * PAGE + OFFSETS_AT)), (ssize_t)sizeof node);
  key_at = (off_t)(meta.roots[0] * PAGE + node + KEY_AT);
  cr_assert_eq(pread(fd, keys, sizeof *keys, key_at), (ssize_t)sizeof *keys);
  cr_assert(keys[0] > 0 && keys[0] <= meta.number);
  keys[1] = 0, keys[2] = meta.number + 1, keys[3] = keys[0];
  for (int i = 1; i < 4; i++) {
    cr_assert_eq(pwrite(fd, &keys[i], sizeof *keys, key_at), (ssize_t)sizeof *keys);
    error = (l2a_error)L2A_ERROR_INIT;
    cr_expect_eq(store_open_writable(&s, path, &error), i < 3 ? L2A_ECORRUPT : L2A_OK, "%s", error.message);
    if (i < 3) cr_expect(strstr(error.message, "the lists of free pages are out of order"), "%s", error.message);
  }
  store_close(s);
  close(fd);
}

/* More pages than the map has room for: asking for that much address space would be answered with "out of memory". */
Test(store, a_number_of_pages_that_no_map_has_room_for_is_damage)
{
  enum { PAGE = 4096, LAST_PAGE_AT = 136 };
  static const uint64_t sizes[] = { 10 };
  l2a_error error = L2A_ERROR_INIT;
  const uint64_t damaged = UINT64_C(1) << 38;
  store *s = NULL;
  char path[WORK_PATH_SIZE];
  int fd;

  work_path(path, "file");
  write_values(path, 1, sizes, 1);
  fd = open(path, O_RDWR | O_CLOEXEC);
  cr_assert_geq(fd, 0);
  for (int page = 0; page < 2; page++)
    cr_assert_eq(pwrite(fd, &damaged, sizeof damaged, page * PAGE + LAST_PAGE_AT), (ssize_t)sizeof damaged);
  close(fd);
  cr_expect_eq(store_open(&s, path, &error), L2A_ECORRUPT, "%s", error.message);
  cr_expect(strstr(error.message, "number of pages") != NULL, "%s", error.message);
  cr_expect_eq(store_open_writable(&s, path, &error), L2A_ECORRUPT, "%s", error.message);
}

/* ---- turns --------------------------------------------------------------------------------------------------------------------------- */

enum { HOLD_US = 300, WAITS = 21 };

/* What a busy writer and one that waits share; also between processes. */
typedef struct busy {
  store *s;
  atomic_uint turns;
  atomic_bool stop;
} busy;

/* Has the file nearly all the time, and asks for it again at once. */
static void *write_all_the_time(void *argument)
{
  busy *b = argument;

  while (!atomic_load(&b->stop)) {
    store_writer *w = NULL;
    if (store_writer_attach(&w, b->s, 10000, NULL) != L2A_OK) break;
    usleep(HOLD_US);
    store_writer_close(w);
    atomic_fetch_add(&b->turns, 1);
  }
  return NULL;
}

static int by_size(const void *x, const void *y)
{
  return (int)*(const unsigned *)x - (int)*(const unsigned *)y;
}

/* Turns that the busy one had while another waited: the middle one of several waits. */
static unsigned turns_of_others(store *s, busy *b)
{
  unsigned turns[WAITS];

  for (int i = 0; i < WAITS; i++) {
    l2a_error error = L2A_ERROR_INIT;
    unsigned before = atomic_load(&b->turns);
    store_writer *w = NULL;
    cr_assert_eq(store_writer_attach(&w, s, 10000, &error), L2A_OK, "%s", error.message);
    turns[i] = atomic_load(&b->turns) - before;
    store_writer_close(w);
    usleep(HOLD_US);
  }
  qsort(turns, WAITS, sizeof *turns, by_size);
  return turns[WAITS / 2];
}

Test(store, a_thread_that_waits_to_write_is_the_next_one)
{
  static const uint64_t sizes[] = { 10 };
  busy b = { .s = NULL };
  l2a_error error = L2A_ERROR_INIT;
  pthread_t thread;
  char path[WORK_PATH_SIZE];

  work_path(path, "file");
  write_values(path, 1, sizes, 1);
  cr_assert_eq(store_open_writable(&b.s, path, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(pthread_create(&thread, NULL, write_all_the_time, &b), 0);
  cr_expect_leq(turns_of_others(b.s, &b), 2);
  atomic_store(&b.stop, true);
  pthread_join(thread, NULL);
  store_close(b.s);
}

Test(store, a_process_that_waits_to_write_is_the_next_one)
{
  static const uint64_t sizes[] = { 10 };
  busy *b = mmap(NULL, sizeof *b, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  l2a_error error = L2A_ERROR_INIT;
  store *s = NULL;
  char path[WORK_PATH_SIZE];
  pid_t child;

  cr_assert_neq(b, MAP_FAILED);
  work_path(path, "file");
  write_values(path, 1, sizes, 1);
  child = fork();
  if (child == 0) {
    if (store_open_writable(&b->s, path, NULL) != L2A_OK) _exit(1);
    write_all_the_time(b);
    store_close(b->s);
    _exit(0);
  }
  while (atomic_load(&b->turns) == 0) usleep(HOLD_US);
  cr_assert_eq(store_open_writable(&s, path, &error), L2A_OK, "%s", error.message);
  cr_expect_leq(turns_of_others(s, b), 2);
  atomic_store(&b->stop, true);
  cr_expect_eq(waitpid(child, NULL, 0), child);
  store_close(s);
  munmap(b, sizeof *b);
}

Test(store, who_may_not_wait_is_told_at_once)
{
  static const uint64_t sizes[] = { 10 };
  l2a_error error = L2A_ERROR_INIT;
  store_writer *first = NULL, *second = NULL;
  store *s = NULL;
  char path[WORK_PATH_SIZE];

  work_path(path, "file");
  write_values(path, 1, sizes, 1);
  cr_assert_eq(store_open_writable(&s, path, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(store_writer_attach(&first, s, 0, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(store_writer_attach(&second, s, 0, &error), L2A_EBUSY);
  cr_expect(strstr(error.message, "another writer of this process") != NULL, "%s", error.message);
  cr_expect_eq(store_writer_attach(&second, s, 20, &error), L2A_EBUSY);
  store_writer_close(first);
  cr_expect_eq(store_writer_attach(&second, s, 0, &error), L2A_OK, "who gave up waiting is handed the turn");
  store_writer_close(second);
  store_close(s);
}

static void *end_later(void *writer)
{
  usleep(30000);
  store_writer_close(writer);
  return NULL;
}

Test(store, a_merge_is_no_other_writer_to_its_process)
{
  static const uint64_t sizes[] = { 10 };
  l2a_error error = L2A_ERROR_INIT;
  store_writer *merge = NULL, *update = NULL;
  pthread_t thread;
  store *s = NULL;
  char path[WORK_PATH_SIZE];

  work_path(path, "file");
  write_values(path, 1, sizes, 1);
  cr_assert_eq(store_open_writable(&s, path, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(store_writer_attach_merge(&merge, s, 0, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(pthread_create(&thread, NULL, end_later, merge), 0);
  cr_expect_eq(store_writer_attach(&update, s, 0, &error), L2A_OK, "%s", error.message);
  pthread_join(thread, NULL);
  cr_expect_eq(store_writer_attach_merge(&merge, s, 1, &error), L2A_EBUSY, "an update is another writer to a merge");
  store_writer_close(update);
  store_close(s);
}

typedef struct waiting_merge {
  store *s;
  l2a_status status;
} waiting_merge;

static void *merge_waits(void *argument)
{
  waiting_merge *m = argument;
  store_writer *w = NULL;

  m->status = store_writer_attach_merge(&w, m->s, 10000, NULL);
  store_writer_close(w);
  return NULL;
}

Test(store, a_merge_that_waits_for_another_process_holds_up_nobody_who_may_not_wait)
{
  static const uint64_t sizes[] = { 10 };
  l2a_error error = L2A_ERROR_INIT;
  waiting_merge m = { .s = NULL };
  store_writer *update = NULL;
  pthread_t thread;
  char path[WORK_PATH_SIZE];
  int other;

  work_path(path, "file");
  write_values(path, 1, sizes, 1);
  cr_assert_eq(store_open_writable(&m.s, path, &error), L2A_OK, "%s", error.message);
  other = open(path, O_RDWR | O_CLOEXEC); /* its lock is another process's as good as any */
  cr_assert(other >= 0 && flock(other, LOCK_EX) == 0);
  cr_assert_eq(pthread_create(&thread, NULL, merge_waits, &m), 0);
  usleep(20000);
  cr_expect_eq(store_writer_attach(&update, m.s, 0, &error), L2A_EBUSY);
  cr_expect_eq(store_writer_attach(&update, m.s, 10, &error), L2A_EBUSY);
  cr_assert_eq(flock(other, LOCK_UN), 0);
  pthread_join(thread, NULL);
  cr_expect_eq(m.status, L2A_OK);
  cr_expect_eq(store_writer_attach(&update, m.s, 0, &error), L2A_OK, "%s", error.message);
  store_writer_close(update);
  store_close(m.s);
  close(other);
}

/* ---- maps ---------------------------------------------------------------------------------------------------------------------------- */

/* Address space of this process plus this many bytes is all it may have; 0: no limit. */
static void limit_memory(uint64_t more)
{
  struct rlimit limit;
  unsigned long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");

  cr_assert(file && fscanf(file, "%lu", &pages) == 1 && getrlimit(RLIMIT_AS, &limit) == 0);
  fclose(file);
  limit.rlim_cur = more ? (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + more : limit.rlim_max;
  cr_assert_eq(setrlimit(RLIMIT_AS, &limit), 0);
}

/* Writes the next generation of the file when it is told to. */
static void write_when_told(const char *path, int told)
{
  static const uint64_t large[] = { 90 << 20 };
  char byte;

  if (read(told, &byte, 1) != 1) _exit(1);
  write_values(path, 2, large, 1);
  _exit(0);
}

Test(store, a_file_that_outgrows_the_map_of_a_reader_is_mapped_again)
{
  static const uint64_t small[] = { 1000 };
  l2a_error error = L2A_ERROR_INIT;
  store_view *old = NULL, *view = NULL;
  store *s = NULL;
  int pipe_[2], status = 1;
  char path[WORK_PATH_SIZE];
  bytes data;
  pid_t child;

  work_path(path, "file");
  write_values(path, 1, small, 1);
  cr_assert_eq(pipe(pipe_), 0);
  child = fork();
  if (child == 0) write_when_told(path, pipe_[0]);
  limit_memory(UINT64_C(300) << 20); /* too little for the usual map: that of the file itself, some 64 MiB, remains */
  cr_assert_eq(store_open(&s, path, &error), L2A_OK, "%s", error.message);
  limit_memory(0);
  cr_assert_eq(store_view_begin(&old, s, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(write(pipe_[1], "x", 1), 1);
  cr_assert(waitpid(child, &status, 0) == child && status == 0);
  cr_expect_eq(store_view_begin(&view, s, &error), L2A_EBUSY, "a view would move under its reader");
  cr_expect(strstr(error.message, "outgrown its map") != NULL, "%s", error.message);
  cr_expect_eq(store_view_get(old, 1, 0, &data, &error), L2A_OK, "what was begun goes on");
  store_view_end(old);
  cr_assert_eq(store_view_begin(&view, s, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(store_view_get(view, 2, 0, &data, &error), L2A_OK);
  cr_expect_geq(data.size, (size_t)90 << 20);
  store_view_end(view);
  store_close(s);
  close(pipe_[0]);
  close(pipe_[1]);
}
