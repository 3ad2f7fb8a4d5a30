/* SPDX-License-Identifier: MIT */
/*
 * Updates of an index file while it is in use. The file is changed: give it a copy.
 *
 *   update_speed INDEX CONTACTS.csv [COMMITS]
 *
 *   visible_us        one account put, committed without sync, and found by the next call of a matcher: all of it
 *   visible_sync_us   the same, on the disk before it counts
 *   reader_alone      contacts a second that a matcher answers by e-mail while nothing changes, memo off, in thousands
 *   reader_updated    the same while another thread commits one account after the other; commits: how many a second that were
 *
 * Times are those of the clock on the wall: waiting for the disk counts.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "index_handle.h"

enum { COLUMNS = 3, BATCH = 256, READER_S = 1 };

typedef struct update_job {
  l2a_index *index;
  atomic_bool stop;
  uint64_t commits;
} update_job;

static double wall_ns(void)
{
  return bench_clock_ns(CLOCK_MONOTONIC);
}

static void commit_account(l2a_index *index, const char *id, const char *host, bool sync)
{
  const l2a_column columns[COLUMNS] = { { { "id", 2 }, L2A_ACCOUNT_ID },
                                        { { "name", 4 }, L2A_ACCOUNT_NAME },
                                        { { "website", 7 }, L2A_ACCOUNT_WEBSITE } };
  l2a_string cells[COLUMNS] = { { id, strlen(id) }, { host, strlen(host) }, { host, strlen(host) } };
  l2a_index_update_options options = L2A_INDEX_UPDATE_OPTIONS_INIT;
  l2a_index_update *update = NULL;
  l2a_error error = L2A_ERROR_INIT;

  options.no_sync = !sync;
  options.wait_ms = 10000; /* for the last moment of a merge */
  bench_check(l2a_index_update_begin(&update, index, columns, COLUMNS, &options, &error), &error);
  bench_check(l2a_index_update_put(update, cells, &error), &error);
  bench_check(l2a_index_update_commit(update, &error), &error);
}

/* Median of commits one by one, each followed by the question that must find it. */
static double time_visible(index_handle *h, size_t commits, bool sync)
{
  double *us = bench_alloc(commits * sizeof *us), median;
  l2a_error error = L2A_ERROR_INIT;

  for (size_t i = 0; i < commits; i++) {
    char id[64], host[64], email[96];
    l2a_contact contact = L2A_CONTACT_INIT;
    const l2a_result *result;
    double begin;
    snprintf(id, sizeof id, "U%d-%zu", sync, i);
    snprintf(host, sizeof host, "update%d-%zu.example", sync, i);
    contact.email = (l2a_string){ email, (size_t)snprintf(email, sizeof email, "ada@%s", host) };
    begin = wall_ns();
    commit_account(h->index, id, host, sync);
    bench_check(l2a_match(&result, h->matcher, &contact, &error), &error);
    us[i] = (wall_ns() - begin) / 1e3;
    if (result->candidate_count == 0 || result->candidates[0].account_id.size != strlen(id) ||
        memcmp(result->candidates[0].account_id.data, id, strlen(id)) != 0)
      bench_stop("an account that was committed is not found");
  }
  median = bench_percentile(us, commits, 0.5);
  free(us);
  return median;
}

static l2a_contact *read_emails(l2a_string text, size_t limit, size_t *count)
{
  l2a_contact *list = bench_alloc(limit * sizeof *list);
  bench_row row;
  size_t email;

  if (!bench_next_row(&row, &text, ',')) bench_stop("no contacts");
  email = bench_column(&row, "email");
  for (*count = 0; *count < limit && bench_next_row(&row, &text, ',');) {
    list[*count] = (l2a_contact)L2A_CONTACT_INIT;
    list[(*count)++].email = bench_at(&row, email);
  }
  if (*count < BATCH) bench_stop("too few contacts");
  return list;
}

/* Contacts a second of processor time, in thousands, over READER_S on the wall. */
static double reader_rate(index_handle *h, const l2a_contact *list, size_t count)
{
  l2a_error error = L2A_ERROR_INIT;
  const l2a_result *results;
  double end = wall_ns() + READER_S * 1e9, begin = bench_now_ns();
  uint64_t done = 0;

  while (wall_ns() < end) {
    bench_check(l2a_match_batch(&results, h->matcher, list + done % (count - BATCH + 1), BATCH, &error), &error);
    done += BATCH;
  }
  return (double)done / (bench_now_ns() - begin) * 1e6;
}

static void *keep_committing(void *payload)
{
  update_job *job = payload;

  while (!atomic_load(&job->stop)) {
    char id[64], host[64];
    snprintf(id, sizeof id, "W%llu", (unsigned long long)job->commits % 1000);
    snprintf(host, sizeof host, "writer%llu.example", (unsigned long long)job->commits);
    commit_account(job->index, id, host, false);
    job->commits++;
  }
  return NULL;
}

static void report_readers(index_handle *h, const char *contacts)
{
  update_job job = { h->index, false, 0 };
  l2a_string text = bench_read_file(contacts);
  pthread_t writer;
  size_t count;
  l2a_contact *list = read_emails(text, 100000, &count);
  double alone, updated;

  reader_rate(h, list, count);
  alone = reader_rate(h, list, count);
  if (pthread_create(&writer, NULL, keep_committing, &job) != 0) bench_stop("no thread");
  updated = reader_rate(h, list, count);
  atomic_store(&job.stop, true);
  pthread_join(writer, NULL);
  printf("reader_alone %.0f\nreader_updated %.0f\ncommits %.0f\n", alone, updated, (double)job.commits / READER_S);
  free(list);
  free((char *)(uintptr_t)text.data);
}

int main(int argc, char **argv)
{
  index_handle h = { NULL, NULL, NULL };
  l2a_error error = L2A_ERROR_INIT;
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  size_t commits;

  if (argc < 3) bench_stop("usage: update_speed INDEX CONTACTS.csv [COMMITS]");
  commits = argc > 3 ? (size_t)strtoull(argv[3], NULL, 10) : 200;
  options.candidate_limit = 1;
  options.memo_bytes = 0;
  bench_check(l2a_rules_load(&h.rules, NULL, &error), &error);
  bench_check(l2a_index_open_writable(&h.index, argv[1], h.rules, &error), &error);
  bench_check(l2a_matcher_new(&h.matcher, h.rules, h.index, &options, &error), &error);
  time_visible(&h, 3, false);
  printf("visible_us %.1f\n", time_visible(&h, commits, false));
  printf("visible_sync_us %.1f\n", time_visible(&h, commits, true));
  report_readers(&h, argv[2]);
  index_handle_close(&h);
  return 0;
}
