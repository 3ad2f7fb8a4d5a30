/* SPDX-License-Identifier: MIT */
/*
 * Rows of one id in several runs: the marks of all runs meet, part by part; where fingerprints are equal the rows themselves are read, and
 * all but the first become void.
 */
#include "base/thread_pool.h"
#include "mqa/book.h"

enum { CROSS_BLOCK_SIZE = 4096 };

/* A row that lost. */
typedef struct loser {
  uint32_t run, who, kind;
  uint64_t start;
  int64_t at;
} loser;

/* clang-format off */
typedef VECTOR(loser) loser_list;
/* clang-format on */

/* A row that is compared. */
typedef struct candidate {
  activity_view a; /* its texts are copies */
  uint32_t run;
  uint64_t start;
} candidate;

typedef struct cross_state {
  const mqa *m;
  loser_list *losers; /* by part */
  mark_list marks;
  sort_entry *entries;
  size_t entry_capacity;
  run_reader reader;
  found_list found;
  VECTOR(candidate) candidates;
  arena copies;
} cross_state;

static int compare_candidates(const void *left, const void *right, void *payload)
{
  const candidate *a = left;
  const candidate *b = right;
  int order = bytes_compare(id_canonical(a->a.id), id_canonical(b->a.id));

  if (!order) order = activity_compare(payload, &a->a, &b->a);
  if (!order) order = (a->run > b->run) - (a->run < b->run);
  return order ? order : (a->start > b->start) - (a->start < b->start);
}

/* The rows of a mark: those of its who with this fingerprint. */
static l2a_status find_rows(cross_state *s, const run_mark *mark, l2a_error *error)
{
  const activity_run *run = &s->m->runs.data[mark->run];
  uint32_t group;
  l2a_status status;

  if (mark->mark.who >= s->m->whos.entries.count) return error_set(error, L2A_ECORRUPT, "a mark of the state is damaged");
  group = s->m->whos.entries.data[mark->mark.who].home;
  status = run_reader_seek(&s->reader, run, group, group + 1, error);

  s->found.count = 0;
  if (status == L2A_OK) status = run_reader_group(&s->reader, group, INT64_MIN, &s->found, error);
  for (size_t i = 0; i < s->found.count && status == L2A_OK; i++) {
    candidate c = { s->found.data[i].a, mark->run, s->found.data[i].start };

    if (c.a.who != mark->mark.who || !c.a.id.size || activity_fingerprint(c.a.id) != mark_fingerprint(&mark->mark)) continue;
    if (c.a.kind >= s->m->kinds.count) return error_set(error, L2A_ECORRUPT, "an activity of the state is damaged");
    c.a.id = arena_copy(&s->copies, c.a.id);
    c.a.minutes = arena_copy(&s->copies, c.a.minutes);
    if (s->copies.failed || !VECTOR_ADD(&s->candidates, c)) return error_no_memory(error);
  }
  return status;
}

static l2a_status decide(cross_state *s, const sort_entry *e, size_t count, loser_list *out, l2a_error *error)
{
  l2a_status status = L2A_OK;

  s->candidates.count = 0;
  arena_reset(&s->copies);
  for (size_t i = 0; i < count && status == L2A_OK; i++) status = find_rows(s, e[i].value, error);
  if (status != L2A_OK || s->candidates.count < 2) return status;
  qsort_r(s->candidates.data, s->candidates.count, sizeof *s->candidates.data, compare_candidates, (void *)(uintptr_t)s->m);
  for (size_t i = 1; i < s->candidates.count; i++) {
    const candidate *c = &s->candidates.data[i];

    if (c->run == c[-1].run && c->start == c[-1].start) continue; /* found twice */
    if (!bytes_equal(id_canonical(c->a.id), id_canonical(c[-1].a.id))) continue;
    if (!VECTOR_ADD(out, ((loser){ c->run, c->a.who, c->a.kind, c->start, c->a.at }))) return error_no_memory(error);
  }
  return L2A_OK;
}

static l2a_status cross_part(void *state, size_t part, l2a_error *error)
{
  cross_state *s = state;
  size_t fresh;
  l2a_status status = L2A_OK;

  s->marks.count = 0;
  for (size_t n = 0; n < s->m->runs.count && status == L2A_OK; n++)
    if (!s->m->runs.data[n].kept) status = activity_run_marks(&s->m->runs.data[n], part, (uint32_t)n, &s->marks, error);
  fresh = s->marks.count; /* those that are kept know each other */
  for (size_t n = 0; n < s->m->runs.count && status == L2A_OK && fresh; n++)
    if (s->m->runs.data[n].kept) status = activity_run_same_marks(&s->m->runs.data[n], part, (uint32_t)n, &s->marks, fresh, error);
  if (status == L2A_OK && s->marks.count > s->entry_capacity) {
    free(s->entries);
    s->entries = malloc(s->marks.count * 2 * sizeof *s->entries);
    s->entry_capacity = s->entries ? s->marks.count * 2 : 0;
    if (!s->entries) status = error_no_memory(error);
  }
  if (status != L2A_OK || !s->marks.count) return status;
  for (size_t i = 0; i < s->marks.count; i++)
    s->entries[i] = (sort_entry){ mark_fingerprint(&s->marks.data[i].mark) & ((UINT64_C(1) << (FINGERPRINT_BITS - MARK_PART_BITS)) - 1),
                                  &s->marks.data[i] };
  status = entry_sort(s->entries, s->marks.count, FINGERPRINT_BITS - MARK_PART_BITS, 1, error);
  for (size_t i = 0, end; i < s->marks.count && status == L2A_OK; i = end) {
    for (end = i + 1; end < s->marks.count && s->entries[end].key == s->entries[i].key; end++) continue;
    if (end - i > 1) status = decide(s, s->entries + i, end - i, &s->losers[part], error);
  }
  return status;
}

static int compare_starts(const void *left, const void *right)
{
  uint64_t a = *(const uint64_t *)left;
  uint64_t b = *(const uint64_t *)right;

  return (a > b) - (a < b);
}

/* A row that counted until now: its account is another one without it. */
static void lose_kept(mqa *m, uint32_t who)
{
  who_entry *w = &m->whos.entries.data[who];

  w->rows--;
  if (!w->problem) mqa_touch_account(m, w->account, TOUCHED_ANYHOW);
}

static l2a_status apply_losers(mqa *m, const loser_list *losers, l2a_error *error)
{
  for (size_t part = 0; part < MARK_PARTS; part++)
    for (size_t i = 0; i < losers[part].count; i++) {
      const loser *l = &losers[part].data[i];

      if (!VECTOR_ADD(&m->runs.data[l->run].voids, l->start)) return error_no_memory(error);
      m->counts.duplicates[MQA_ACTIVITIES]++;
      m->kinds.data[l->kind].count--;
      if (m->kept && !VECTOR_ADD(&m->losers, l->at)) return error_no_memory(error);
      if (m->runs.data[l->run].kept) lose_kept(m, l->who);
      else m->whos.entries.data[l->who].fresh--;
    }
  for (size_t n = 0; n < m->runs.count; n++)
    if (m->runs.data[n].voids.count) qsort(m->runs.data[n].voids.data, m->runs.data[n].voids.count, sizeof(uint64_t), compare_starts);
  return L2A_OK;
}

l2a_status activities_cross(mqa *m, l2a_error *error)
{
  cross_state *states = calloc(m->thread_count, sizeof *states);
  void **pointers = calloc(m->thread_count, sizeof *pointers);
  loser_list *losers = calloc(MARK_PARTS, sizeof *losers);
  l2a_status status = states && pointers && losers ? L2A_OK : error_no_memory(error);

  for (size_t i = 0; i < m->thread_count && status == L2A_OK; i++) {
    states[i].m = m;
    states[i].losers = losers;
    arena_init(&states[i].copies, CROSS_BLOCK_SIZE);
    pointers[i] = &states[i];
  }
  if (status == L2A_OK) status = thread_pool_each(m->thread_count, pointers, MARK_PARTS, cross_part, error);
  if (status == L2A_OK) status = apply_losers(m, losers, error);
  for (size_t i = 0; states && i < m->thread_count; i++) {
    free(states[i].marks.data);
    free(states[i].entries);
    run_reader_free(&states[i].reader);
    free(states[i].found.data);
    free(states[i].candidates.data);
    arena_free(&states[i].copies);
  }
  for (size_t part = 0; losers && part < MARK_PARTS; part++) free(losers[part].data);
  free(states);
  free(pointers);
  free(losers);
  return status;
}
