/* SPDX-License-Identifier: MIT */
#include "report/eval_report.h"
#include "report/figure.h"
#include "report/html_page.h"
#include "report/html_plot.h"
#include "report/mistake_html.h"
#include "report/weight_html.h"

enum { CURVE_LOW_STEP = 50000, DOT_RADIUS = 40, FEW_VALUES = 8 };

/* ---- cards --------------------------------------------------------------------------------------------------------------------------- */

static void append_interval(buffer *out, interval i)
{
  figure_percent(out, (ratio){ i.low, MILLION }, 2);
  buffer_append_text(out, " to ");
  figure_percent(out, (ratio){ i.high, MILLION }, 2);
}

static void write_card(buffer *out, const char *name, ratio r, interval i)
{
  buffer_printf(out, "<div class=\"card\"><span>%s</span><b>", name);
  if (r.total) figure_percent(out, r, 2);
  buffer_append_text(out, r.total ? " %</b><span>" : "-</b><span>");
  if (r.total) append_interval(out, i);
  buffer_append_text(out, "</span></div>");
}

static void write_cards(buffer *out, const eval_report *r)
{
  static const char *const names[METRIC_COUNT] = { "Precision", "Recall",         "F1", "False matches where there is no account",
                                                   "To review", "Without a match" };
  const evaluation_group *total = &r->evaluation->groups[0];

  buffer_append_text(out, "<div class=\"cards\">");
  for (int m = 0; m < METRIC_COUNT; m++) {
    ratio v = metric_value(&total->counts, (metric)m);
    write_card(out, names[m], v, m == METRIC_F1 ? total->f1 : interval_wilson(v));
  }
  buffer_append_text(out, "</div>\n");
}

static void write_requirements(buffer *out, const eval_report *r)
{
  if (!r->requirements->count) return;
  html_section(out, "Required", NULL);
  html_table(out, "metric|is|required|");
  for (uint32_t i = 0; i < r->requirements->count; i++) {
    const requirement *q = &r->requirements->items[i];

    html_row(out);
    buffer_append_text(out, "<td>");
    html_text(out, q->value);
    if (q->column.data) buffer_append_text(out, ": ");
    html_text(out, bytes_of(requirement_name(q->metric)));
    buffer_append_text(out, "<td>");
    if (q->has_value) figure_decimal(out, q->is, 6);
    buffer_printf(out, "<td>%s ", q->at_most ? "at most" : "at least");
    figure_decimal(out, q->bound, 6);
    buffer_append_text(out, q->met ? "<td class=\"yes\">met" : "<td class=\"no\">not met");
  }
  html_table_end(out);
  html_section_end(out);
}

/* ---- curves -------------------------------------------------------------------------------------------------------------------------- */

static uint32_t millionths(uint64_t of, uint64_t total)
{
  return total ? (uint32_t)(of * MILLION / total) : 0;
}

static void write_curve(buffer *out, const eval_report *r)
{
  const evaluation *e = r->evaluation;
  const metric_counts *c = &e->groups[0].counts;
  uint64_t decided = c->right + c->wrong;
  plot_frame f = { 0, MILLION, "recall", "precision" };
  plot_point points[CURVE_POINT_LIMIT];

  for (size_t i = 0; i < e->curve_count; i++) {
    points[i] = (plot_point){ millionths(e->curve[i].right, c->with_account), millionths(e->curve[i].right, e->curve[i].matched) };
    if (points[i].y < f.y_low) f.y_low = points[i].y;
  }
  if (decided && millionths(c->right, decided) < f.y_low) f.y_low = millionths(c->right, decided);
  f.y_low = f.y_low / CURVE_LOW_STEP * CURVE_LOW_STEP;
  if (f.y_low == MILLION) f.y_low -= CURVE_LOW_STEP;
  html_section(out, "Precision and recall",
               "What other thresholds would give, over matches and reviews. The marked dot is the decision of this run; "
               "the dashed line is the precision asked for.");
  plot_begin(out, &f, "precision by recall");
  plot_level(out, &f, e->options.target);
  plot_line(out, &f, points, e->curve_count);
  if (decided)
    plot_dot(out, &f, (plot_point){ millionths(c->right, c->with_account), millionths(c->right, decided) }, DOT_RADIUS, true, "as decided");
  plot_end(out);
  buffer_append_text(out, "<p class=\"soft\">Recall at a precision of ");
  figure_percent(out, (ratio){ e->options.target, MILLION }, 1);
  buffer_append_text(out, " %: ");
  if (e->groups[0].reached) {
    figure_percent(out, (ratio){ e->groups[0].point.right, c->with_account ? c->with_account : 1 }, 2);
    buffer_append_text(out, " %, from a score of ");
    figure_decimal(out, e->groups[0].point.threshold / 100000, 4);
  } else {
    buffer_append_text(out, "not reached");
  }
  buffer_append_text(out, ".</p>");
  html_section_end(out);
}

static void write_calibration(buffer *out, const eval_report *r)
{
  const calibration_bins *c = &r->evaluation->groups[0].calibration;
  plot_frame f = { 0, 0, "score", "right" };

  html_section(out, "Calibration", "Is a score of 0.7 right in seven cases of ten? On the diagonal it is. Bars are 95 % intervals.");
  if (!c->usable) {
    buffer_append_text(out, "<p>No scores between 0 and 1 (or 0 and 100).</p>");
    html_section_end(out);
    return;
  }
  plot_begin(out, &f, "share right by score");
  plot_diagonal(out, &f);
  for (int i = 0; i < CALIBRATION_BIN_COUNT; i++) {
    const calibration_bin *b = &c->bins[i];
    interval bounds = interval_wilson((ratio){ b->right, b->rows });
    char title[48];
    buffer text = BUFFER_INIT;

    if (!b->rows) continue;
    figure_count(&text, b->rows);
    buffer_append_text(&text, " contacts");
    memcpy(title, text.data ? text.data : "", text.size < sizeof title ? text.size : 0);
    title[text.size < sizeof title ? text.size : 0] = '\0';
    buffer_free(&text);
    plot_bar(out, &f, calibration_bin_mean(b), bounds.low, bounds.high);
    plot_dot(out, &f, (plot_point){ calibration_bin_mean(b), millionths(b->right, b->rows) }, DOT_RADIUS, false, title);
  }
  plot_end(out);
  buffer_append_text(out, "<p class=\"soft\">Expected calibration error ");
  figure_decimal(out, (calibration_error(c) + 50) / 100, 4);
  buffer_append_text(out, ".</p>");
  html_section_end(out);
}

/* ---- tables -------------------------------------------------------------------------------------------------------------------------- */

static void percent_cell(buffer *out, ratio r)
{
  buffer_append_text(out, "<td>");
  if (r.total) figure_percent(out, r, 2);
  else buffer_append_char(out, '-');
}

static void interval_cell(buffer *out, ratio r)
{
  buffer_append_text(out, "<td class=\"soft\">");
  if (r.total) append_interval(out, interval_wilson(r));
}

static void count_cell(buffer *out, uint64_t n)
{
  buffer_append_text(out, "<td>");
  figure_count(out, n);
}

/* Columns with few values stand before the errors, long ones behind everything. */
static void write_segments(buffer *out, const eval_report *r, bool many)
{
  const evaluation *e = r->evaluation;

  for (uint32_t column = 0; column < r->labels->column_count; column++) {
    if ((r->labels->columns[column].values.count > FEW_VALUES) != many) continue;
    buffer_append_text(out, "<section><h2>By ");
    html_text(out, r->labels->columns[column].name);
    buffer_append_text(out, "</h2>");
    html_table(out, "|contacts|precision|95 %|recall|95 %|F1|false|review|right|wrong");
    for (uint32_t i = 0; i < e->group_count; i++) {
      const evaluation_group *g = &e->groups[i];
      ratio precision = metric_value(&g->counts, METRIC_PRECISION), recall = metric_value(&g->counts, METRIC_RECALL);

      if (g->column != column) continue;
      html_row(out);
      html_cell(out, evaluation_group_name(e, g, r->labels));
      count_cell(out, g->counts.rows);
      percent_cell(out, precision);
      interval_cell(out, precision);
      percent_cell(out, recall);
      interval_cell(out, recall);
      percent_cell(out, metric_value(&g->counts, METRIC_F1));
      percent_cell(out, metric_value(&g->counts, METRIC_FALSE_MATCH_RATE));
      percent_cell(out, metric_value(&g->counts, METRIC_REVIEW_SHARE));
      count_cell(out, g->counts.right);
      count_cell(out, g->counts.wrong);
    }
    html_table_end(out);
    html_section_end(out);
  }
}

static void write_reasons(buffer *out, const eval_report *r)
{
  html_section(out, "By reason", "Of reviews: how many would have been right. Missed: no match although there is an account.");
  html_table(out, "reason|matches|precision|95 %|reviews|right|none|missed");
  for (uint32_t i = 0; i < r->evaluation->reason_count; i++) {
    const reason_counts *c = &r->evaluation->reasons[i];
    ratio precision = { c->matched_right, c->matched };

    html_row(out);
    html_cell(out, r->outcomes->reasons.ids[i].size ? r->outcomes->reasons.ids[i] : BYTES("(none)"));
    count_cell(out, c->matched);
    percent_cell(out, precision);
    interval_cell(out, precision);
    count_cell(out, c->in_review);
    percent_cell(out, (ratio){ c->review_right, c->in_review });
    count_cell(out, c->none);
    count_cell(out, c->none_wanted);
  }
  html_table_end(out);
  html_section_end(out);
}

static void write_head(buffer *out, const eval_report *r)
{
  buffer_append_text(out, "<h1>Match quality</h1><p class=\"soft\">");
  html_text(out, bytes_of(r->answer_source));
  buffer_append_text(out, " against the labels of ");
  html_text(out, bytes_of(r->label_source));
  buffer_append_text(out, ": ");
  figure_count(out, r->labels->contacts.count);
  buffer_append_text(out, " labels, ");
  figure_count(out, r->outcomes->answered.count);
  buffer_append_text(out, " answers, ");
  figure_count(out, outcome_set_missing(r->outcomes));
  buffer_append_text(out, " labelled contacts without answer.");
  if (r->rules) {
    buffer_append_text(out, " Definitions ");
    html_text(out, bytes_of(l2a_rules_fingerprint(r->rules)));
    buffer_append_char(out, '.');
  }
  if (r->evaluation->has_all) {
    buffer_append_text(out,
                       " Contacts of the tier undecidable are left out of the total; with their wrong matches counted the precision is ");
    figure_percent(out, metric_value(&r->evaluation->groups[1].counts, METRIC_PRECISION), 2);
    buffer_append_text(out, " %.");
  }
  buffer_append_text(out, " Intervals are at 95 %.</p>\n");
}

void eval_report_html(buffer *out, const eval_report *r)
{
  html_begin(out, "Match quality");
  write_head(out, r);
  write_cards(out, r);
  write_requirements(out, r);
  if (r->evaluation->groups[0].has_scores) {
    buffer_append_text(out, "<div class=\"pair\">");
    write_curve(out, r);
    write_calibration(out, r);
    buffer_append_text(out, "</div>\n");
  }
  write_segments(out, r, false);
  write_reasons(out, r);
  mistake_html(out, r->mistakes);
  if (r->rules) weight_html(out, r->rules);
  write_segments(out, r, true);
  html_end(out);
}
