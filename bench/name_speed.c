/* SPDX-License-Identifier: MIT */
/*
 * Names only: the best account for a company name typed badly, no other field given, memo off, one thread.
 *
 *   name_speed INDEX QUERIES.tsv [COUNT [PASSES [MISSES.tsv]]]     queries as make_data writes them; wrong answers: id, name, typed, answer
 *
 * mean, p50, p99 in us over the fastest pass for each name; recall@1 over the names that have an account: the best candidate is the right
 * account, or one whose plain name is the same. Candidates: accounts compared for a name.
 */
#include "index_handle.h"
#include "match/matcher.h"
#include "plain_name.h"

typedef struct query {
  l2a_string account, truth, text;
} query;

typedef struct name_figures {
  double *us;
  size_t count, known, right;
  uint64_t compared, routed[ROUTE_COUNT];
  FILE *misses; /* NULL: none are written */
} name_figures;

static query *read_queries(l2a_string text, size_t limit, size_t *count)
{
  query *list = bench_alloc(limit * sizeof *list);
  bench_row row;

  for (*count = 0; *count < limit && bench_next_row(&row, &text, '\t');)
    if (row.count >= 4) list[(*count)++] = (query){ row.cells[0], row.cells[1], row.cells[2] };
  return list;
}

static bool is_right(const query *q, const l2a_result *result)
{
  char plain[PLAIN_NAME_SIZE];
  const l2a_candidate *best = result->candidates;
  size_t size;

  if (result->candidate_count == 0) return false;
  if (best->account_id.size == q->account.size && memcmp(best->account_id.data, q->account.data, q->account.size) == 0) return true;
  size = plain_name(plain, best->account_name);
  return size == q->truth.size && memcmp(plain, q->truth.data, size) == 0;
}

static void judge(name_figures *f, const query *q, const l2a_result *result)
{
  bool right = is_right(q, result);
  l2a_string name = result->candidate_count ? result->candidates[0].account_name : (l2a_string){ "", 0 };

  f->known++;
  f->right += right;
  if (right || !f->misses) return;
  fprintf(f->misses, "%.*s\t%.*s\t%.*s\t%.*s\n", (int)q->account.size, q->account.data, (int)q->truth.size, q->truth.data,
          (int)q->text.size, q->text.data, (int)name.size, name.data);
}

static void ask(name_figures *f, const query *list, index_handle *h, bool first)
{
  l2a_error error = L2A_ERROR_INIT;
  const l2a_result *result;

  for (size_t i = 0; i < f->count; i++) {
    l2a_contact contact = L2A_CONTACT_INIT;
    double begin = bench_now_ns(), us;
    contact.company = list[i].text;
    bench_check(l2a_match(&result, h->matcher, &contact, &error), &error);
    us = (bench_now_ns() - begin) / 1e3;
    if (first || us < f->us[i]) f->us[i] = us;
    if (!first) continue;
    f->compared += h->matcher->count;
    for (uint32_t c = 0; c < h->matcher->set.count; c++)
      for (int r = 0; r < ROUTE_COUNT; r++) f->routed[r] += h->matcher->set.items[c].routes >> r & 1;
    if (list[i].account.size) judge(f, &list[i], result);
  }
}

int main(int argc, char **argv)
{
  name_figures f = { NULL, 0, 0, 0, 0, { 0 }, NULL };
  index_handle h;
  l2a_string text;
  query *list;
  double sum = 0;
  int passes;

  if (argc < 3) bench_stop("usage: name_speed INDEX QUERIES.tsv [COUNT [PASSES [MISSES.tsv]]]");
  h = index_handle_open(argv[1], 0, 1);
  text = bench_read_file(argv[2]);
  list = read_queries(text, argc > 3 ? (size_t)strtoull(argv[3], NULL, 10) : 10000, &f.count);
  passes = argc > 4 ? atoi(argv[4]) : 3;
  if (argc > 5 && !(f.misses = fopen(argv[5], "w"))) bench_stop("cannot write the misses");
  f.us = bench_alloc(f.count * sizeof *f.us);
  for (int i = 0; i < passes; i++) ask(&f, list, &h, i == 0);
  for (size_t i = 0; i < f.count; i++) sum += f.us[i];
  if (f.count == 0 || f.known == 0) bench_stop("no names to ask for");
  printf("names %zu\nmean_us %.2f\np50_us %.2f\n", f.count, sum / (double)f.count, bench_percentile(f.us, f.count, 0.5));
  printf("p99_us %.2f\nmax_us %.1f\n", bench_percentile(f.us, f.count, 0.99), f.us[f.count - 1]);
  printf("recall %.4f\ncompared %.2f\n", (double)f.right / (double)f.known, (double)f.compared / (double)f.count);
  for (int r = 0; r < ROUTE_COUNT; r++)
    if (f.routed[r]) printf("route_%s %.2f\n", route_name((route)(1 << r)), (double)f.routed[r] / (double)f.count);
  if (f.misses) fclose(f.misses);
  free(f.us);
  free(list);
  free((char *)(uintptr_t)text.data);
  index_handle_close(&h);
  return 0;
}
