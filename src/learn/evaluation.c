/* SPDX-License-Identifier: MIT */
#include "learn/evaluation.h"

#include <stdlib.h>

/* A group while it is filled: its rows in the sorted list are those from start on. */
typedef struct evaluation_work {
  evaluation *out;
  const label_set *labels;
  const outcome *outcomes;
  scored_row *sorted; /* all rows with a score, highest first */
  size_t sorted_count;
  scored_row *parted;                 /* the same by groups of one column */
  size_t *starts;                     /* by value of a column */
  uint32_t *replicates;               /* of the bootstrap */
  uint32_t apart_column, apart_value; /* of rows outside the total; ID_NONE */
} evaluation_work;

static bool is_apart(const evaluation_work *w, uint32_t row)
{
  return w->apart_column != ID_NONE && w->labels->labels[row].values[w->apart_column] == w->apart_value;
}

static void find_apart(evaluation_work *w)
{
  w->apart_column = w->apart_value = ID_NONE;
  for (uint32_t i = 0; i < w->labels->column_count; i++) {
    const segment_column *c = &w->labels->columns[i];
    uint32_t value = id_map_find(&c->values, BYTES("undecidable"));

    if (value == ID_NONE || !bytes_equal_nocase(c->name, BYTES("tier"))) continue;
    w->apart_column = i;
    w->apart_value = value;
  }
}

static void sort_rows(evaluation_work *w)
{
  for (uint32_t i = 0; i < w->labels->contacts.count; i++) {
    const outcome *o = &w->outcomes[i];

    if (o->named && o->score != SCORE_NONE) w->sorted[w->sorted_count++] = (scored_row){ o->score, i, outcome_is_right(o) };
  }
  scored_rows_sort(w->sorted, w->sorted_count);
}

/* What is computed from the counts and the sorted rows of a group. */
static void finish_group(evaluation_work *w, evaluation_group *g, const scored_row *rows, size_t count)
{
  const evaluation_options *o = &w->out->options;

  g->f1 = interval_bootstrap_f1(&g->counts, w->replicates, o->replicates, o->seed);
  g->has_scores = count > 0;
  g->reached = sweep_at_precision(&g->point, rows, count, o->target);
  calibration_bins_fill(&g->calibration, rows, count);
}

static void fill_total(evaluation_work *w)
{
  evaluation *out = w->out;
  evaluation_group *total = &out->groups[0], *all = &out->groups[1];
  size_t count = 0;

  out->has_all = w->apart_column != ID_NONE;
  out->group_count = out->has_all ? 2 : 1;
  total->column = all->column = ID_NONE;
  for (uint32_t i = 0; i < w->labels->contacts.count; i++) {
    if (!is_apart(w, i)) metric_counts_add(&total->counts, &w->outcomes[i]);
    if (out->has_all) metric_counts_add(&all->counts, &w->outcomes[i]);
  }
  for (size_t i = 0; i < w->sorted_count; i++)
    if (!is_apart(w, w->sorted[i].row)) w->parted[count++] = w->sorted[i];
  finish_group(w, total, w->parted, count);
  out->curve_count = sweep_curve(out->curve, w->parted, count);
  if (out->has_all) finish_group(w, all, w->sorted, w->sorted_count);
}

/* Rows of every value of the column stand together in parted, each still by score: starts[v] to starts[v + 1]. */
static void part_rows(evaluation_work *w, uint32_t column)
{
  uint32_t count = w->labels->columns[column].values.count;

  memset(w->starts, 0, (count + 2) * sizeof *w->starts);
  for (size_t i = 0; i < w->sorted_count; i++) w->starts[w->labels->labels[w->sorted[i].row].values[column] + 2]++;
  for (uint32_t v = 0; v < count; v++) w->starts[v + 2] += w->starts[v + 1];
  for (size_t i = 0; i < w->sorted_count; i++)
    w->parted[w->starts[w->labels->labels[w->sorted[i].row].values[column] + 1]++] = w->sorted[i];
}

static int by_rows(const void *x, const void *y)
{
  const evaluation_group *a = x, *b = y;

  if (a->counts.rows != b->counts.rows) return a->counts.rows > b->counts.rows ? -1 : 1;
  return a->value < b->value ? -1 : a->value > b->value;
}

static void fill_column(evaluation_work *w, uint32_t column)
{
  evaluation *out = w->out;
  evaluation_group *groups = &out->groups[out->group_count];
  uint32_t count = w->labels->columns[column].values.count;

  part_rows(w, column);
  for (uint32_t v = 0; v < count; v++) groups[v].column = column, groups[v].value = v;
  for (uint32_t i = 0; i < w->labels->contacts.count; i++)
    metric_counts_add(&groups[w->labels->labels[i].values[column]].counts, &w->outcomes[i]);
  for (uint32_t v = 0; v < count; v++) finish_group(w, &groups[v], &w->parted[w->starts[v]], w->starts[v + 1] - w->starts[v]);
  if (count) qsort(groups, count, sizeof *groups, by_rows);
  out->group_count += count;
}

static void fill_reasons(evaluation_work *w)
{
  for (uint32_t i = 0; i < w->labels->contacts.count; i++) {
    const outcome *o = &w->outcomes[i];
    reason_counts *r = o->answered ? &w->out->reasons[o->reason] : NULL;
    bool right = outcome_is_right(o);

    if (!r) continue;
    r->matched += o->matched;
    r->matched_right += o->matched && right;
    r->in_review += o->in_review;
    r->review_right += o->in_review && right;
    r->none += !o->matched && !o->in_review;
    r->none_wanted += !o->matched && !o->in_review && o->wanted;
  }
}

l2a_status evaluation_make(evaluation *out, const label_set *labels, const outcome *outcomes, uint32_t reason_count,
                           const evaluation_options *options, l2a_error *error)
{
  evaluation_work w = { .out = out, .labels = labels, .outcomes = outcomes };
  size_t rows = labels->contacts.count + (size_t)1, groups = 2, values = 0;

  for (uint32_t i = 0; i < labels->column_count; i++) {
    groups += labels->columns[i].values.count;
    if (labels->columns[i].values.count > values) values = labels->columns[i].values.count;
  }
  *out = (evaluation){ .options = *options, .reason_count = reason_count };
  out->groups = calloc(groups, sizeof *out->groups);
  out->reasons = calloc(reason_count + (size_t)1, sizeof *out->reasons);
  w.sorted = calloc(rows, sizeof *w.sorted);
  w.parted = calloc(rows, sizeof *w.parted);
  w.starts = calloc(values + 2, sizeof *w.starts);
  w.replicates = calloc(options->replicates + (size_t)1, sizeof *w.replicates);
  if (w.replicates && out->groups && out->reasons && w.sorted && w.parted && w.starts) {
    find_apart(&w);
    sort_rows(&w);
    fill_total(&w);
    for (uint32_t i = 0; i < labels->column_count; i++) fill_column(&w, i);
    fill_reasons(&w);
  } else {
    evaluation_free(out);
    out = NULL;
  }
  free(w.sorted);
  free(w.parted);
  free(w.starts);
  free(w.replicates);
  return out ? L2A_OK : error_no_memory(error);
}

void evaluation_free(evaluation *e)
{
  free(e->groups);
  free(e->reasons);
  memset(e, 0, sizeof *e);
}

bytes evaluation_group_name(const evaluation *e, const evaluation_group *g, const label_set *labels)
{
  bytes value;

  if (g->column == ID_NONE) return g == e->groups ? BYTES("total") : BYTES("all");
  value = labels->columns[g->column].values.ids[g->value];
  return value.size ? value : BYTES("(empty)");
}
