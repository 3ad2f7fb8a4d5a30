/* SPDX-License-Identifier: MIT */
/*
 * A living index: what readers lose while a writer commits and merges all the time, how soon a commit is seen, how many commits there are.
 *
 *   live_speed FOLDER [ACCOUNTS [SECONDS]]
 *
 *   alone_per_s, live_per_s   lookups of one reader process for each second of its CPU time, without and with a writer process beside it
 *                             (rounds in turn, alone on a merged index; names with and without an account, half with an e-mail)
 *   share, share_user         live / alone; of the reader's user time alone: the disk interrupts of the writer are charged to whoever runs
 *   share_elsewhere           the same with the writer in another index: what two processes cost each other on this machine whatever they do
 *   failed                    lookups that did not answer
 *   commits_per_s, merges     what the writer did meanwhile: one account a commit, merged in the background as l2a_index_update_commit does
 *   seen_us_p50, seen_us_max  from the return of a commit to the answer of the next lookup that must see it, in the same process
 *   sync_per_s, nosync_per_s  commits of one account, one after the other; bulk_per_s: accounts in commits of 1,000
 */
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "index_handle.h"
#include "invented_name.h"

enum { COLUMNS = 4, SEEN = 500, ROUNDS = 3 };

static const l2a_column columns[COLUMNS] = { { { "id", 2 }, L2A_ACCOUNT_ID },
                                             { { "name", 4 }, L2A_ACCOUNT_NAME },
                                             { { "website", 7 }, L2A_ACCOUNT_WEBSITE },
                                             { { "note", 4 }, L2A_ACCOUNT_OTHER } };

typedef struct shared {
  volatile int stop;
  volatile uint64_t lookups, failed, commits, merges;
  volatile double cpu_s, user_s;
} shared;

typedef struct account_text {
  char id[32], name[NAME_SIZE], site[NAME_SIZE], note[32];
} account_text;

/* Version v of account n: another note, so that questions cost the same whatever was written. */
static void account_make(account_text *t, l2a_string cells[COLUMNS], uint64_t n, uint64_t v)
{
  uint64_t state = bench_mix(n * 31);

  snprintf(t->id, sizeof t->id, "A%08llu", (unsigned long long)n);
  invented_name(t->name, &state, 60000);
  snprintf(t->site, sizeof t->site, "w%llu.com", (unsigned long long)n);
  snprintf(t->note, sizeof t->note, "version %llu", (unsigned long long)v);
  cells[0] = (l2a_string){ t->id, strlen(t->id) };
  cells[1] = (l2a_string){ t->name, strlen(t->name) };
  cells[2] = (l2a_string){ t->site, strlen(t->site) };
  cells[3] = (l2a_string){ t->note, strlen(t->note) };
}

static void build(const char *path, const l2a_rules *rules, uint64_t count)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_writer *writer = NULL;

  bench_check(l2a_index_writer_new(&writer, path, rules, columns, COLUMNS, &error), &error);
  for (uint64_t n = 0; n < count; n++) {
    l2a_string cells[COLUMNS];
    account_text t;
    account_make(&t, cells, n, 0);
    bench_check(l2a_index_writer_add(writer, cells, &error), &error);
  }
  bench_check(l2a_index_writer_finish(NULL, writer, &error), &error);
}

static void put(l2a_index *index, uint64_t first, uint64_t count, uint64_t version, uint32_t no_sync, uint32_t no_merge)
{
  l2a_index_update_options options = L2A_INDEX_UPDATE_OPTIONS_INIT;
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_update *update = NULL;

  options.no_sync = no_sync;
  options.no_merge = no_merge;
  options.wait_ms = 60000;
  bench_check(l2a_index_update_begin(&update, index, columns, COLUMNS, &options, &error), &error);
  for (uint64_t i = 0; i < count; i++) {
    l2a_string cells[COLUMNS];
    account_text t;
    account_make(&t, cells, first + i, version);
    bench_check(l2a_index_update_put(update, cells, &error), &error);
  }
  bench_check(l2a_index_update_commit(update, &error), &error);
}

static double cpu_seconds(void)
{
  struct timespec t;

  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double user_seconds(void)
{
  struct rusage used;

  getrusage(RUSAGE_SELF, &used);
  return (double)used.ru_utime.tv_sec + (double)used.ru_utime.tv_usec / 1e6;
}

/* Lookups until told to stop: half of known names, one edit away or as they are, half of names of nobody. */
static void read_all_the_time(const char *path, const l2a_rules *rules, shared *s, uint64_t accounts)
{
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;
  l2a_matcher *m = NULL;
  uint64_t state = 99;
  double begin, user;

  options.memo_bytes = 0;
  bench_check(l2a_index_open(&index, path, rules, &error), &error);
  bench_check(l2a_matcher_new(&m, rules, index, &options, &error), &error);
  begin = cpu_seconds();
  user = user_seconds();
  while (!s->stop) {
    const l2a_result *result;
    l2a_contact contact = L2A_CONTACT_INIT;
    l2a_string cells[COLUMNS];
    account_text t;
    char email[NAME_SIZE + 8];
    account_make(&t, cells, bench_below(&state, accounts * 2), 0);
    if (bench_below(&state, 2)) typed_edit(t.name, &state);
    contact.company = (l2a_string){ t.name, strlen(t.name) };
    snprintf(email, sizeof email, "x@%s", t.site);
    if (bench_below(&state, 2)) contact.email = (l2a_string){ email, strlen(email) };
    if (l2a_match(&result, m, &contact, &error) != L2A_OK) s->failed++;
    s->lookups++;
  }
  s->cpu_s = cpu_seconds() - begin;
  s->user_s = user_seconds() - user;
  l2a_matcher_free(m);
  l2a_index_close(index);
}

/* Accounts in deltas: they fall with every merge. */
static uint64_t delta_accounts(const l2a_index *index)
{
  l2a_index_section section, last = { { NULL, 0 }, 0, 0 };
  l2a_index_info info;

  l2a_index_get_info(index, &info);
  for (size_t n = 0; l2a_index_get_section(index, n, &section) == L2A_OK; n++) last = section;
  return last.name.size == 6 && memcmp(last.name.data, "deltas", 6) == 0 ? last.entries : 0;
}

static void write_all_the_time(const char *path, const l2a_rules *rules, shared *s, uint64_t accounts, uint64_t round)
{
  enum { LOOK_EVERY = 64 };
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;
  uint64_t state = 7 + round, before = 0;

  bench_check(l2a_index_open_writable(&index, path, rules, &error), &error);
  while (!s->stop) {
    uint64_t now;
    put(index, bench_below(&state, accounts), 1, 1 + bench_below(&state, 1000), 1, 0);
    if (++s->commits % LOOK_EVERY) continue;
    now = delta_accounts(index);
    s->merges += now < before;
    before = now;
  }
  l2a_index_close(index);
}

static void merge(const char *path, const l2a_rules *rules)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;

  bench_check(l2a_index_open_writable(&index, path, rules, &error), &error);
  bench_check(l2a_index_merge(index, &error), &error);
  l2a_index_close(index);
}

typedef struct rate {
  double cpu, user;
} rate;

/* Lookups for each second of CPU and user time of one round; written: the index that a writer changes meanwhile, NULL: none does. */
static rate round_of(const char *path, const char *written, const l2a_rules *rules, shared *s, uint64_t accounts, double seconds,
                     uint64_t round)
{
  struct timespec pause = { (time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9) };
  pid_t reader, writer = -1;

  if (written != path) merge(path, rules);
  s->stop = 0;
  s->lookups = 0;
  fflush(stdout);
  reader = fork();
  if (reader == 0) {
    read_all_the_time(path, rules, s, accounts);
    _exit(0);
  }
  if (written) writer = fork();
  if (written && writer == 0) {
    write_all_the_time(written, rules, s, accounts, round);
    _exit(0);
  }
  nanosleep(&pause, NULL);
  s->stop = 1;
  waitpid(reader, NULL, 0);
  if (written) waitpid(writer, NULL, 0);
  return (rate){ (double)s->lookups / s->cpu_s, (double)s->lookups / s->user_s };
}

/* Commits that are looked up at once. */
static void print_seen(l2a_index *index, const l2a_rules *rules, uint64_t accounts)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_matcher *m = NULL;
  double us[SEEN];

  bench_check(l2a_matcher_new(&m, rules, index, NULL, &error), &error);
  for (uint64_t i = 0; i < SEEN; i++) {
    l2a_contact contact = L2A_CONTACT_INIT;
    const l2a_result *result;
    l2a_string cells[COLUMNS];
    account_text t;
    char email[NAME_SIZE + 8];
    double begin;
    account_make(&t, cells, accounts * 3 + i, 5);
    snprintf(email, sizeof email, "x@%s", t.site);
    contact.email = (l2a_string){ email, strlen(email) };
    contact.company = cells[1];
    put(index, accounts * 3 + i, 1, 5, 0, 1);
    begin = bench_clock_ns(CLOCK_MONOTONIC);
    bench_check(l2a_match(&result, m, &contact, &error), &error);
    us[i] = (bench_clock_ns(CLOCK_MONOTONIC) - begin) / 1e3;
    if (result->account_id.size != strlen(t.id) || memcmp(result->account_id.data, t.id, strlen(t.id)) != 0)
      bench_stop("a commit was not seen by the next lookup");
  }
  printf("seen_us_p50 %.1f\n", bench_percentile(us, SEEN, 0.5));
  printf("seen_us_max %.1f\n", bench_percentile(us, SEEN, 1.0));
  l2a_matcher_free(m);
}

static double commits_per_s(l2a_index *index, uint64_t accounts, double seconds, uint64_t size, uint32_t no_sync)
{
  double begin = bench_clock_ns(CLOCK_MONOTONIC);
  uint64_t state = 17, commits = 0;

  while (bench_clock_ns(CLOCK_MONOTONIC) - begin < seconds * 1e9) {
    put(index, bench_below(&state, accounts), size, 9, no_sync, 1);
    commits++;
  }
  return (double)(commits * size) / ((bench_clock_ns(CLOCK_MONOTONIC) - begin) / 1e9);
}

static void print_commits(const char *path, const l2a_rules *rules, uint64_t accounts, double seconds)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;

  bench_check(l2a_index_open_writable(&index, path, rules, &error), &error);
  print_seen(index, rules, accounts);
  printf("sync_per_s %.0f\n", commits_per_s(index, accounts, seconds, 1, 0));
  printf("nosync_per_s %.0f\n", commits_per_s(index, accounts, seconds, 1, 1));
  bench_check(l2a_index_merge(index, &error), &error);
  printf("bulk_per_s %.0f\n", commits_per_s(index, accounts, seconds, 1000, 0));
  l2a_index_close(index);
}

int main(int argc, char **argv)
{
  uint64_t accounts = argc > 2 ? strtoull(argv[2], NULL, 10) : 100000;
  double seconds = argc > 3 ? strtod(argv[3], NULL) : 4, alone[ROUNDS], live[ROUNDS], share[ROUNDS], user[ROUNDS], elsewhere[ROUNDS];
  shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  uint64_t commits = 0, merges = 0;
  l2a_error error = L2A_ERROR_INIT;
  l2a_rules *rules = NULL;
  char path[4096], other[4096];

  if (argc < 2 || s == MAP_FAILED) bench_stop("usage: live_speed FOLDER [ACCOUNTS [SECONDS]]");
  snprintf(path, sizeof path, "%s/live.l2a", argv[1]);
  snprintf(other, sizeof other, "%s/live-other.l2a", argv[1]);
  unlink(path);
  unlink(other);
  bench_check(l2a_rules_load(&rules, NULL, &error), &error);
  build(path, rules, accounts);
  build(other, rules, accounts);
  for (int r = 0; r < ROUNDS; r++) {
    rate without = round_of(path, NULL, rules, s, accounts, seconds, 0), with,
         beside = round_of(path, other, rules, s, accounts, seconds, (uint64_t)r);
    s->commits = s->merges = 0;
    with = round_of(path, path, rules, s, accounts, seconds, (uint64_t)r);
    commits += s->commits;
    merges += s->merges;
    elsewhere[r] = beside.cpu / without.cpu;
    alone[r] = without.cpu;
    live[r] = with.cpu;
    share[r] = with.cpu / without.cpu;
    user[r] = with.user / without.user;
  }
  printf("alone_per_s %.0f\nlive_per_s %.0f\nshare %.3f\nshare_user %.3f\nshare_elsewhere %.3f\n", bench_percentile(alone, ROUNDS, 0.5),
         bench_percentile(live, ROUNDS, 0.5), bench_percentile(share, ROUNDS, 0.5), bench_percentile(user, ROUNDS, 0.5),
         bench_percentile(elsewhere, ROUNDS, 0.5));
  printf("failed %llu\ncommits_per_s %.0f\nmerges %llu\n", (unsigned long long)s->failed, (double)commits / (ROUNDS * seconds),
         (unsigned long long)merges);
  print_commits(path, rules, accounts, seconds);
  unlink(path);
  unlink(other);
  l2a_rules_free(rules);
  munmap(s, sizeof *s);
  return 0;
}
