/* SPDX-License-Identifier: MIT */
#include "report/eval_report.h"
#include "report/figure.h"
#include "report/grid.h"

enum { PERCENT_DECIMALS = 2, MISTAKES_IN_TEXT = 3 };

static void interval_cell(grid *g, interval i, bool known)
{
  if (known) {
    figure_percent(&g->text, (ratio){ i.low, MILLION }, PERCENT_DECIMALS);
    buffer_append_char(&g->text, '-');
    figure_percent(&g->text, (ratio){ i.high, MILLION }, PERCENT_DECIMALS);
  }
  grid_end_cell(g);
}

static void percent_cell(grid *g, ratio r)
{
  if (r.total) figure_percent(&g->text, r, PERCENT_DECIMALS);
  else buffer_append_char(&g->text, '-');
  grid_end_cell(g);
}

static void count_cell(grid *g, uint64_t n)
{
  figure_count(&g->text, n);
  grid_end_cell(g);
}

static void words(grid *g, const char *const *cells, size_t count)
{
  for (size_t i = 0; i < count; i++) grid_cell(g, bytes_of(cells[i]));
}

/* ---- metrics of the total and of segments -------------------------------------------------------------------------------------------- */

static void write_total(buffer *out, const eval_report *r)
{
  static const char *const head[] = { "", "%", "95 % interval", "of" };
  const evaluation *e = r->evaluation;
  const metric_counts *c = &e->groups[0].counts;
  grid g;

  grid_init(&g, "lrrr");
  words(&g, head, 4);
  for (int m = 0; m < METRIC_COUNT; m++) {
    ratio v = metric_value(c, (metric)m);

    grid_cell(&g, bytes_of(metric_name((metric)m)));
    percent_cell(&g, v);
    interval_cell(&g, m == METRIC_F1 ? e->groups[0].f1 : interval_wilson(v), v.total > 0);
    if (m == METRIC_F1) grid_cell(&g, BYTES(""));
    else count_cell(&g, v.total);
  }
  if (e->has_all) {
    ratio safe = metric_value(&e->groups[1].counts, METRIC_PRECISION);

    grid_cell(&g, BYTES("safe_precision"));
    percent_cell(&g, safe);
    interval_cell(&g, interval_wilson(safe), safe.total > 0);
    count_cell(&g, safe.total);
  }
  grid_write(&g, out);
  out->failed |= g.text.failed;
  grid_free(&g);
  if (e->has_all)
    buffer_append_text(out, "\nContacts of tier undecidable are left out, but for safe_precision, where their wrong matches count.\n");
}

static void group_row(grid *g, const eval_report *r, const evaluation_group *group)
{
  ratio precision = metric_value(&group->counts, METRIC_PRECISION), recall = metric_value(&group->counts, METRIC_RECALL);

  grid_cell(g, evaluation_group_name(r->evaluation, group, r->labels));
  count_cell(g, group->counts.rows);
  percent_cell(g, precision);
  interval_cell(g, interval_wilson(precision), precision.total > 0);
  percent_cell(g, recall);
  interval_cell(g, interval_wilson(recall), recall.total > 0);
  percent_cell(g, metric_value(&group->counts, METRIC_F1));
  percent_cell(g, metric_value(&group->counts, METRIC_FALSE_MATCH_RATE));
  percent_cell(g, metric_value(&group->counts, METRIC_REVIEW_SHARE));
  count_cell(g, group->counts.right);
  count_cell(g, group->counts.wrong);
}

static void write_segments(buffer *out, const eval_report *r)
{
  static const char *const head[] = { "rows", "precision", "95 %", "recall", "95 %", "F1", "false", "review", "right", "wrong" };
  const evaluation *e = r->evaluation;

  for (uint32_t column = 0; column < r->labels->column_count; column++) {
    grid g;

    grid_init(&g, "lrrrrrrrrrr");
    grid_cell(&g, r->labels->columns[column].name);
    words(&g, head, sizeof head / sizeof *head);
    for (uint32_t i = 0; i < e->group_count; i++)
      if (e->groups[i].column == column) group_row(&g, r, &e->groups[i]);
    buffer_append_char(out, '\n');
    grid_write(&g, out);
    grid_free(&g);
  }
}

static void write_reasons(buffer *out, const eval_report *r)
{
  static const char *const head[] = { "reason", "match", "precision", "95 %", "review", "right", "none", "missed" };
  grid g;

  grid_init(&g, "lrrrrrrr");
  words(&g, head, sizeof head / sizeof *head);
  for (uint32_t i = 0; i < r->evaluation->reason_count; i++) {
    const reason_counts *c = &r->evaluation->reasons[i];
    ratio precision = { c->matched_right, c->matched };
    bytes name = r->outcomes->reasons.ids[i];

    grid_cell(&g, name.size ? name : BYTES("(none)"));
    count_cell(&g, c->matched);
    percent_cell(&g, precision);
    interval_cell(&g, interval_wilson(precision), c->matched > 0);
    count_cell(&g, c->in_review);
    percent_cell(&g, (ratio){ c->review_right, c->in_review });
    count_cell(&g, c->none);
    count_cell(&g, c->none_wanted);
  }
  buffer_append_char(out, '\n');
  grid_write(&g, out);
  grid_free(&g);
}

/* ---- scores -------------------------------------------------------------------------------------------------------------------------- */

static void write_sweep(buffer *out, const eval_report *r)
{
  const evaluation *e = r->evaluation;

  buffer_append_text(out, "\nRecall at a precision of ");
  figure_percent(out, (ratio){ e->options.target, MILLION }, 1);
  buffer_append_text(out, " % (any threshold, matches and reviews)\n");
  for (uint32_t i = 0; i < e->group_count; i++) {
    const evaluation_group *g = &e->groups[i];
    bytes name = evaluation_group_name(e, g, r->labels);

    if (g->column != ID_NONE && !bytes_equal_nocase(r->labels->columns[g->column].name, BYTES("tier"))) continue;
    buffer_printf(out, "  %.*s: ", (int)name.size, name.data);
    if (!g->reached) {
      buffer_append_text(out, "not reached\n");
      continue;
    }
    figure_percent(out, (ratio){ g->point.right, g->counts.with_account ? g->counts.with_account : 1 }, PERCENT_DECIMALS);
    buffer_append_text(out, " %, at score ");
    figure_decimal(out, g->point.threshold / 100000, 4);
    buffer_append_text(out, ", ");
    figure_percent(out, (ratio){ g->point.matched, g->counts.rows }, 1);
    buffer_append_text(out, " % of the contacts matched\n");
  }
}

static void write_calibration(buffer *out, const eval_report *r)
{
  static const char *const head[] = { "score", "rows", "mean score", "right", "95 %" };
  const calibration_bins *c = &r->evaluation->groups[0].calibration;
  grid g;

  if (!c->usable) {
    buffer_append_text(out, "\nCalibration: no scores between 0 and 1 (or 0 and 100).\n");
    return;
  }
  buffer_append_text(out, "\nCalibration: expected error ");
  figure_decimal(out, (calibration_error(c) + 50) / 100, 4);
  buffer_append_text(out, "\n");
  grid_init(&g, "rrrrr");
  words(&g, head, sizeof head / sizeof *head);
  for (int i = 0; i < CALIBRATION_BIN_COUNT; i++) {
    const calibration_bin *b = &c->bins[i];
    ratio right = { b->right, b->rows };

    if (!b->rows) continue;
    buffer_printf(&g.text, "%s-%s", (const char *[]){ "0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9" }[i],
                  (const char *[]){ "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0" }[i]);
    grid_end_cell(&g);
    count_cell(&g, b->rows);
    percent_cell(&g, (ratio){ calibration_bin_mean(b), MILLION });
    percent_cell(&g, right);
    interval_cell(&g, interval_wilson(right), true);
  }
  grid_write(&g, out);
  grid_free(&g);
}

/* ---- errors, requirements, what was read --------------------------------------------------------------------------------------------- */

static void write_mistakes(buffer *out, const eval_report *r)
{
  for (int k = 0; k < MISTAKE_KIND_COUNT; k++) {
    uint32_t count = r->mistakes->counts[k];
    grid g;

    if (!count) continue;
    if (count > MISTAKES_IN_TEXT) count = MISTAKES_IN_TEXT;
    buffer_printf(out, "\nWorst errors: %s\n", mistake_kind_name((mistake_kind)k));
    grid_init(&g, "llllll");
    for (uint32_t i = 0; i < count; i++) {
      const mistake *m = &r->mistakes->items[k][i];

      grid_cell(&g, m->contact.id);
      grid_cell(&g, m->contact.company.size ? m->contact.company : m->contact.email);
      grid_cell(&g, m->given.size ? m->given : BYTES("none"));
      buffer_append_text(&g.text, "right: ");
      grid_cell(&g, m->wanted.size ? m->wanted : BYTES("none"));
      if (m->score != SCORE_NONE) figure_decimal(&g.text, m->score / 100000, 4);
      grid_end_cell(&g);
      grid_cell(&g, m->reason);
    }
    grid_write(&g, out);
    grid_free(&g);
  }
}

static void write_requirements(buffer *out, const eval_report *r)
{
  for (uint32_t i = 0; i < r->requirements->count; i++) {
    const requirement *q = &r->requirements->items[i];

    if (i == 0) buffer_append_char(out, '\n');
    buffer_append_text(out, q->met ? "met      " : "NOT MET  ");
    if (q->column.data) buffer_printf(out, "%.*s=%.*s ", (int)q->column.size, q->column.data, (int)q->value.size, q->value.data);
    buffer_printf(out, "%s ", requirement_name(q->metric));
    if (q->has_value) figure_decimal(out, q->is, 6);
    else buffer_append_text(out, "has no value");
    buffer_printf(out, ", required at %s ", q->at_most ? "most" : "least");
    figure_decimal(out, q->bound, 6);
    buffer_append_char(out, '\n');
  }
}

static void append_some(buffer *out, uint64_t n, const char *what)
{
  if (n) buffer_printf(out, ", %s %llu", what, (unsigned long long)n);
}

void eval_report_text(buffer *out, const eval_report *r)
{
  buffer_append_text(out, "labels ");
  figure_count(out, r->labels->contacts.count);
  buffer_append_text(out, ", answers ");
  figure_count(out, r->outcomes->answered.count);
  append_some(out, outcome_set_missing(r->outcomes), "labelled contacts without answer");
  append_some(out, r->outcomes->unknown, "answers without label");
  append_some(out, r->outcomes->repeated, "repeated answers");
  append_some(out, r->labels->repeated, "repeated labels");
  append_some(out, r->unreadable_scores, "unreadable scores");
  append_some(out, r->rejected, "rejected rows");
  append_some(out, r->skipped, "skipped contacts");
  append_some(out, r->unknown_accounts, "labels with an account that is not in the index");
  buffer_append_text(out, "\n\n");
  write_total(out, r);
  write_segments(out, r);
  write_reasons(out, r);
  if (r->evaluation->groups[0].has_scores) write_sweep(out, r);
  if (r->evaluation->groups[0].has_scores) write_calibration(out, r);
  write_mistakes(out, r);
  write_requirements(out, r);
}
