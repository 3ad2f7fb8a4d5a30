/* SPDX-License-Identifier: MIT */
/*
 * A process that builds, updates and merges an index is killed at random points: what it was told is committed is there, nothing else is, the
 * index is whole, and the next writer begins at once. KILLS times; L2A_TEST_LONG asks for 1,000.
 */
#include <criterion/criterion.h>
#include <l2a.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/work_folder.h"

enum { KILLS = 60, KILLS_LONG = 1000, SPREAD = 40, CELL = 48, COLUMNS = 3, MERGE_EVERY = 13, LIFE_NS = 25000000 };

/* What the process that is killed has been told: after commit n, account n % SPREAD says n, and account "last" does. */
typedef struct shared {
  volatile uint64_t begun;
  volatile uint64_t committed;
} shared;

static const l2a_column columns[COLUMNS] = { { { "id", 2 }, L2A_ACCOUNT_ID },
                                             { { "name", 4 }, L2A_ACCOUNT_NAME },
                                             { { "note", 4 }, L2A_ACCOUNT_OTHER } };

static void fill(char texts[COLUMNS][CELL], l2a_string cells[COLUMNS], const char *id, uint64_t note)
{
  snprintf(texts[0], CELL, "%s", id);
  snprintf(texts[1], CELL, "Company %s of %llu Inc.", id, (unsigned long long)(note % 7));
  snprintf(texts[2], CELL, "%llu", (unsigned long long)note);
  for (int i = 0; i < COLUMNS; i++) cells[i] = (l2a_string){ texts[i], strlen(texts[i]) };
}

static void account_id(char id[16], uint64_t n)
{
  snprintf(id, 16, "a%llu", (unsigned long long)(n % SPREAD));
}

/* The note of account `of` after commit n: the last commit up to n that wrote it, 0 before. */
static uint64_t note_after(uint64_t n, uint64_t of)
{
  return n < of ? 0 : n - (n - of) % SPREAD;
}

static void build(const char *path, const l2a_rules *rules, uint64_t n)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_writer *writer = NULL;
  char texts[COLUMNS][CELL];
  l2a_string cells[COLUMNS];

  cr_assert_eq(l2a_index_writer_new(&writer, path, rules, columns, COLUMNS, &error), L2A_OK, "%s", error.message);
  for (uint64_t i = 0; i <= SPREAD; i++) {
    char id[16];
    if (i < SPREAD) account_id(id, i);
    else snprintf(id, sizeof id, "last");
    fill(texts, cells, id, i < SPREAD ? note_after(n, i) : n);
    cr_assert_eq(l2a_index_writer_add(writer, cells, &error), L2A_OK, "%s", error.message);
  }
  cr_assert_eq(l2a_index_writer_finish(NULL, writer, &error), L2A_OK, "%s", error.message);
}

static int put(l2a_index_update *update, const char *id, uint64_t note)
{
  char texts[COLUMNS][CELL];
  l2a_string cells[COLUMNS];

  fill(texts, cells, id, note);
  return l2a_index_update_put(update, cells, NULL) == L2A_OK;
}

/* The process that is killed: builds the same again, or commits and merges until it is. Never returns; a failure is told by its status. */
static void work(const char *path, const l2a_rules *rules, shared *s, uint32_t turn)
{
  l2a_index_update_options options = L2A_INDEX_UPDATE_OPTIONS_INIT;
  l2a_index *index = NULL;

  if (turn % 4 == 3)
    for (;;) build(path, rules, s->committed);
  options.no_sync = turn % 2;
  options.no_merge = 1;
  if (l2a_index_open_writable(&index, path, rules, NULL) != L2A_OK) _exit(10);
  for (;;) {
    l2a_index_update *update = NULL;
    uint64_t n = s->committed + 1;
    char id[16];
    account_id(id, n);
    s->begun = n;
    if (l2a_index_update_begin(&update, index, columns, COLUMNS, &options, NULL) != L2A_OK) _exit(11);
    if (!put(update, id, n) || !put(update, "last", n)) _exit(12);
    if (l2a_index_update_commit(update, NULL) != L2A_OK) _exit(13);
    s->committed = n;
    if (n % MERGE_EVERY == 0 && l2a_index_merge(index, NULL) != L2A_OK) _exit(14);
  }
}

static uint64_t note_of(l2a_matcher *m, const char *id)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_account account;
  char text[CELL] = { 0 };

  cr_assert_eq(l2a_matcher_get_account(&account, m, (l2a_string){ id, strlen(id) }, &error), L2A_OK, "%s", error.message);
  cr_assert_lt(account.cells[2].size, (size_t)CELL);
  memcpy(text, account.cells[2].data, account.cells[2].size);
  return strtoull(text, NULL, 10);
}

/* Opens what is left, and returns the number of the last commit that is in it. */
static uint64_t examine(const char *path, const l2a_rules *rules, const shared *s)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;
  l2a_matcher *m = NULL;
  uint64_t last;

  cr_assert_eq(l2a_index_open(&index, path, rules, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_verify(index, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_matcher_new(&m, rules, index, NULL, &error), L2A_OK, "%s", error.message);
  last = note_of(m, "last");
  cr_assert(last == s->committed || last == s->begun, "commit %llu is there, %llu was acknowledged", (unsigned long long)last,
            (unsigned long long)s->committed);
  for (uint64_t i = 0; i < SPREAD; i++) {
    char id[16];
    account_id(id, i);
    cr_assert_eq(note_of(m, id), note_after(last, i), "account %s after commit %llu", id, (unsigned long long)last);
  }
  l2a_matcher_free(m);
  l2a_index_close(index);
  return last;
}

/* most_ns: the longest life of a writer. */
static void kill_one(const char *path, const l2a_rules *rules, shared *s, uint32_t turn, uint32_t *seed, uint64_t most_ns)
{
  struct timespec pause;
  uint64_t ns;
  pid_t child;
  int status;

  *seed = *seed * 1664525u + 1013904223u;
  ns = (*seed >> 8) * (most_ns >> 24);
  pause = (struct timespec){ (time_t)(ns / 1000000000), (long)(ns % 1000000000) };
  s->begun = s->committed;
  child = fork();
  cr_assert_geq(child, 0);
  if (child == 0) work(path, rules, s, turn);
  nanosleep(&pause, NULL);
  kill(child, SIGKILL);
  cr_assert_eq(waitpid(child, &status, 0), child);
  cr_assert(WIFSIGNALED(status), "the writer ended by itself with status %d", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
  s->committed = examine(path, rules, s);
}

TestSuite(kill, .fini = work_folder_remove);

static uint64_t now_ns(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

Test(kill, no_acknowledged_update_is_lost)
{
  shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  const uint32_t kills = getenv("L2A_TEST_LONG") ? KILLS_LONG : KILLS;
  char path[WORK_PATH_SIZE];
  l2a_error error = L2A_ERROR_INIT;
  l2a_rules *rules = NULL;
  uint32_t seed = 20260101;
  uint64_t life_ns;

  cr_assert_neq(s, MAP_FAILED);
  /* What a killed process has written is there without a disk, and more of it. */
  if (access("/dev/shm", W_OK) == 0) setenv("TMPDIR", "/dev/shm", 1);
  work_path(path, "accounts.l2a");
  cr_assert_eq(l2a_rules_load(&rules, NULL, &error), L2A_OK, "%s", error.message);
  life_ns = now_ns();
  build(path, rules, 0);
  life_ns = (now_ns() - life_ns) * 4; /* under valgrind all takes longer */
  if (life_ns < LIFE_NS) life_ns = LIFE_NS;
  for (uint32_t turn = 0; turn < kills; turn++) kill_one(path, rules, s, turn, &seed, life_ns);
  cr_expect_gt(s->committed, kills / 4, "only %llu commits in all", (unsigned long long)s->committed);
  l2a_rules_free(rules);
  munmap(s, sizeof *s);
}
