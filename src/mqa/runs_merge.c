/* SPDX-License-Identifier: MIT */
/*
 * Every day adds a run, and an account's activities are read from all of them. Small runs become one, so that there are few: as with the
 * numbers of a counter, a row is written again a few times in all.
 */
#include "mqa/found_order.h"
#include "mqa/mqa_object.h"

enum { RUNS_AT_MOST = 8 };
#define MERGED_BYTES_LIMIT (UINT64_C(1) << 31)

typedef struct merge {
  mqa *m;
  size_t *numbers; /* of the runs that are merged */
  size_t count;
  run_reader *readers;
  found_list found;
  buffer data;
  VECTOR(uint32_t) groups;
  VECTOR(uint64_t) starts;
  uint64_t rows;
  found_order order;
} merge;

static l2a_status merge_group(merge *g, uint32_t group, l2a_error *error)
{
  row_packer p = { &g->data, 0, UINT32_MAX };
  l2a_status status = L2A_OK;

  g->found.count = 0;
  for (size_t i = 0; i < g->count && status == L2A_OK; i++) status = run_reader_group(&g->readers[i], group, INT64_MIN, &g->found, error);
  for (size_t i = 0; i < g->found.count && status == L2A_OK; i++) {
    const activity_view *a = &g->found.data[i].a;
    if (a->who >= g->m->whos.entries.count || a->kind >= g->m->kinds.count)
      status = error_set(error, L2A_ECORRUPT, "an activity of the state is damaged");
  }
  if (status != L2A_OK || !g->found.count) return status;
  status = found_order_make(&g->order, g->m, &g->found, error);
  if (status != L2A_OK) return status;
  if (!VECTOR_ADD(&g->groups, group) || !VECTOR_ADD(&g->starts, g->data.size)) return error_no_memory(error);
  for (size_t i = 0; i < g->found.count; i++) {
    activity_view *a = &g->found.data[g->order.places.data[i].number].a;

    a->source = 0;
    row_packer_add(&p, a);
  }
  g->rows += g->found.count;
  return g->data.failed ? error_no_memory(error) : L2A_OK;
}

static l2a_status merge_groups(merge *g, l2a_error *error)
{
  l2a_status status = L2A_OK;
  uint32_t group = 0;

  for (size_t i = 0; i < g->count && status == L2A_OK; i++)
    status = run_reader_seek(&g->readers[i], &g->m->runs.data[g->numbers[i]], 0, UINT32_MAX, error);
  while (status == L2A_OK) {
    group = UINT32_MAX;
    for (size_t i = 0; i < g->count; i++) {
      uint32_t next = run_reader_next_group(&g->readers[i]);
      if (next < group) group = next;
    }
    if (group == UINT32_MAX) break;
    status = merge_group(g, group, error);
  }
  if (status == L2A_OK && !VECTOR_ADD(&g->starts, g->data.size)) status = error_no_memory(error);
  return status;
}

static int compare_marks(const void *left, const void *right)
{
  uint64_t a = mark_fingerprint(&((const run_mark *)left)->mark);
  uint64_t b = mark_fingerprint(&((const run_mark *)right)->mark);

  return (a > b) - (a < b);
}

/* Marks of void rows stay: nothing is found for them. */
static l2a_status merge_marks(merge *g, id_mark **out, size_t *out_count, l2a_error *error)
{
  mark_list part = { NULL, 0, 0 };
  size_t count = 0;
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < g->count; i++) count += (size_t)g->m->runs.data[g->numbers[i]].mark_starts[MARK_PARTS];
  *out = malloc((count + 1) * sizeof **out);
  if (!*out) return error_no_memory(error);
  for (size_t n = 0; n < MARK_PARTS && status == L2A_OK; n++) {
    part.count = 0;
    for (size_t i = 0; i < g->count && status == L2A_OK; i++)
      status = activity_run_marks(&g->m->runs.data[g->numbers[i]], n, 0, &part, error);
    if (status == L2A_OK && part.count) qsort(part.data, part.count, sizeof *part.data, compare_marks);
    for (size_t i = 0; i < part.count && status == L2A_OK; i++) (*out)[(*out_count)++] = part.data[i].mark;
  }
  free(part.data);
  return status;
}

/* The merged ones go, the new one comes. */
static void replace_runs(merge *g, const activity_run *run)
{
  size_t kept = 0;

  for (size_t i = 0; i < g->m->runs.count; i++) {
    bool merged = false;
    for (size_t k = 0; k < g->count; k++) merged = merged || g->numbers[k] == i;
    if (merged) activity_run_free(&g->m->runs.data[i]);
    else g->m->runs.data[kept++] = g->m->runs.data[i];
  }
  g->m->runs.data[kept++] = *run;
  g->m->runs.count = kept;
}

static l2a_status merge_some(merge *g, l2a_error *error)
{
  id_mark *marks = NULL;
  size_t mark_count = 0;
  activity_run run;
  l2a_status status;

  g->readers = calloc(g->count + 1, sizeof *g->readers);
  status = g->readers ? merge_groups(g, error) : error_no_memory(error);
  if (status == L2A_OK) status = merge_marks(g, &marks, &mark_count, error);
  if (status == L2A_OK) {
    activity_run_own(&run, &g->data, g->groups.data, g->starts.data, g->groups.count, marks, mark_count);
    run.row_count = g->rows;
    g->groups.data = NULL;
    g->starts.data = NULL;
    marks = NULL;
    replace_runs(g, &run);
  }
  for (size_t i = 0; g->readers && i < g->count; i++) run_reader_free(&g->readers[i]);
  free(g->readers);
  found_order_free(&g->order);
  free(g->found.data);
  buffer_free(&g->data);
  free(g->groups.data);
  free(g->starts.data);
  free(marks);
  return status;
}

static uint64_t size_of(const mqa *m, size_t n)
{
  return m->runs.data[n].bytes;
}

l2a_status runs_merge(mqa *m, l2a_error *error)
{
  merge g = { .m = m };
  uint64_t sum = 0;
  l2a_status status = L2A_OK;

  if (m->runs.count <= RUNS_AT_MOST) return L2A_OK;
  g.numbers = malloc(m->runs.count * sizeof *g.numbers);
  if (!g.numbers) return error_no_memory(error);
  for (size_t i = 0; i < m->runs.count; i++) { /* by size */
    size_t k = i;
    for (; k > 0 && size_of(m, g.numbers[k - 1]) > size_of(m, i); k--) g.numbers[k] = g.numbers[k - 1];
    g.numbers[k] = i;
  }
  /* the smallest, up to one that is larger than all before it together; and so many that few are left */
  for (; g.count < m->runs.count; g.count++) {
    uint64_t next = size_of(m, g.numbers[g.count]);
    if (sum + next > MERGED_BYTES_LIMIT || (next > sum && g.count > m->runs.count - RUNS_AT_MOST / 2)) break;
    sum += next;
  }
  if (g.count > 1) status = merge_some(&g, error);
  free(g.numbers);
  return status;
}
