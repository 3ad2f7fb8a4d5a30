/* SPDX-License-Identifier: MIT */
#include "io/json_write.h"
#include "report/eval_report.h"
#include "report/figure.h"

enum { RATIO_DECIMALS = 6 };

static void number(buffer *out, const char *key, uint64_t n)
{
  json_write_key(out, key);
  buffer_append_u64(out, n);
}

static void share(buffer *out, const char *key, ratio r)
{
  json_write_key(out, key);
  if (r.total) figure_ratio(out, r, RATIO_DECIMALS);
  else buffer_append_text(out, "null");
}

static void bounds(buffer *out, const char *key, interval i)
{
  json_write_key(out, key);
  buffer_append_char(out, '[');
  figure_decimal(out, i.low, RATIO_DECIMALS);
  buffer_append_char(out, ',');
  figure_decimal(out, i.high, RATIO_DECIMALS);
  buffer_append_char(out, ']');
}

static void open_object(buffer *out, const char *key)
{
  json_write_key(out, key);
  buffer_append_char(out, '{');
}

static void open_array(buffer *out, const char *key)
{
  json_write_key(out, key);
  buffer_append_char(out, '[');
}

static void write_point(buffer *out, const sweep_point *p, const evaluation_group *g)
{
  json_write_key(out, "threshold");
  figure_decimal(out, p->threshold / 1000, RATIO_DECIMALS);
  share(out, "precision", (ratio){ p->right, p->matched });
  share(out, "recall", (ratio){ p->right, g->counts.with_account ? g->counts.with_account : 1 });
  share(out, "coverage", (ratio){ p->matched, g->counts.rows });
  number(out, "matched", p->matched);
}

static void write_calibration(buffer *out, const calibration_bins *c)
{
  bool first = true;

  open_object(out, "calibration");
  json_write_key(out, "error");
  figure_decimal(out, calibration_error(c), RATIO_DECIMALS);
  number(out, "scale", c->scale);
  open_array(out, "bins");
  for (int i = 0; i < CALIBRATION_BIN_COUNT; i++) {
    const calibration_bin *b = &c->bins[i];

    buffer_append_text(out, first ? "{" : ",{");
    first = false;
    number(out, "rows", b->rows);
    number(out, "right", b->right);
    share(out, "mean_score", (ratio){ calibration_bin_mean(b), b->rows ? MILLION : 0 });
    share(out, "share_right", (ratio){ b->right, b->rows });
    buffer_append_char(out, '}');
  }
  buffer_append_text(out, "]}");
}

static void write_group(buffer *out, const evaluation_group *g)
{
  const metric_counts *c = &g->counts;
  char name[64];

  number(out, "rows", c->rows);
  number(out, "with_account", c->with_account);
  number(out, "right", c->right);
  number(out, "wrong", c->wrong);
  number(out, "no_match_rows", c->no_match_rows);
  number(out, "false_matches", c->false_matches);
  number(out, "abstained", c->abstained);
  number(out, "review", c->in_review);
  number(out, "review_right", c->review_right);
  for (int m = 0; m < METRIC_COUNT; m++) {
    ratio v = metric_value(c, (metric)m);
    size_t size = strlen(metric_name((metric)m));

    share(out, metric_name((metric)m), v);
    if (!v.total) continue;
    memcpy(name, metric_name((metric)m), size);
    memcpy(name + size, "_ci95", sizeof "_ci95");
    bounds(out, name, m == METRIC_F1 ? g->f1 : interval_wilson(v));
  }
  if (!g->has_scores) return;
  json_write_key(out, "at_precision");
  if (g->reached) {
    buffer_append_char(out, '{');
    write_point(out, &g->point, g);
    buffer_append_char(out, '}');
  } else {
    buffer_append_text(out, "null");
  }
  if (g->calibration.usable) write_calibration(out, &g->calibration);
}

static void write_groups(buffer *out, const eval_report *r)
{
  const evaluation *e = r->evaluation;

  open_object(out, "total");
  write_group(out, &e->groups[0]);
  buffer_append_char(out, '}');
  if (e->has_all) {
    open_object(out, "all");
    write_group(out, &e->groups[1]);
    buffer_append_char(out, '}');
  }
  open_array(out, "segments");
  for (uint32_t i = 0; i < e->group_count; i++) {
    const evaluation_group *g = &e->groups[i];

    if (g->column == ID_NONE) continue;
    if (out->data && out->data[out->size - 1] != '[') buffer_append_char(out, ',');
    buffer_append_char(out, '{');
    json_write_member(out, "column", r->labels->columns[g->column].name);
    json_write_member(out, "value", r->labels->columns[g->column].values.ids[g->value]);
    write_group(out, g);
    buffer_append_char(out, '}');
  }
  buffer_append_char(out, ']');
}

static void write_reasons(buffer *out, const eval_report *r)
{
  open_array(out, "reasons");
  for (uint32_t i = 0; i < r->evaluation->reason_count; i++) {
    const reason_counts *c = &r->evaluation->reasons[i];

    buffer_append_text(out, i ? ",{" : "{");
    json_write_member(out, "reason", r->outcomes->reasons.ids[i]);
    number(out, "match", c->matched);
    number(out, "match_right", c->matched_right);
    share(out, "precision", (ratio){ c->matched_right, c->matched });
    if (c->matched) bounds(out, "precision_ci95", interval_wilson((ratio){ c->matched_right, c->matched }));
    number(out, "review", c->in_review);
    number(out, "review_right", c->review_right);
    number(out, "none", c->none);
    number(out, "missed", c->none_wanted);
    buffer_append_char(out, '}');
  }
  buffer_append_char(out, ']');
}

static void write_curve(buffer *out, const eval_report *r)
{
  open_array(out, "curve");
  for (size_t i = 0; i < r->evaluation->curve_count; i++) {
    buffer_append_text(out, i ? ",{" : "{");
    write_point(out, &r->evaluation->curve[i], &r->evaluation->groups[0]);
    buffer_append_char(out, '}');
  }
  buffer_append_char(out, ']');
}

static void write_waterfall(buffer *out, const char *key, const waterfall *w)
{
  if (!w->known) return;
  open_object(out, key);
  json_write_member(out, "account_id", w->account_id);
  json_write_member(out, "account_name", w->account_name);
  json_write_key(out, "probability");
  figure_decimal(out, w->probability, 4);
  json_write_key(out, "total");
  figure_decimal(out, w->total, 3);
  open_array(out, "steps");
  for (uint32_t i = 0; i < w->step_count; i++) {
    buffer_append_text(out, i ? ",{" : "{");
    json_write_member(out, "feature", bytes_of(w->steps[i].name));
    json_write_key(out, "value");
    figure_decimal(out, w->steps[i].value, 0);
    json_write_key(out, "weight");
    figure_decimal(out, w->steps[i].weight, 3);
    buffer_append_char(out, '}');
  }
  buffer_append_text(out, "]}");
}

static void write_mistake(buffer *out, mistake_kind kind, const mistake *m)
{
  json_write_member(out, "kind", bytes_of(mistake_kind_name(kind)));
  json_write_member(out, "contact_id", m->contact.id);
  json_write_member(out, "company", m->contact.company);
  json_write_member(out, "email", m->contact.email);
  json_write_member(out, "account_id", m->given);
  json_write_member(out, "right_account_id", m->wanted);
  json_write_member(out, "decision", bytes_of(l2a_decision_name(m->decision)));
  json_write_member(out, "reason", m->reason);
  if (m->score != SCORE_NONE) {
    json_write_key(out, "score");
    figure_decimal(out, m->score / 1000, RATIO_DECIMALS);
  }
  write_waterfall(out, "waterfall", &m->given_falls);
  write_waterfall(out, "right_waterfall", &m->wanted_falls);
}

static void write_mistakes(buffer *out, const eval_report *r)
{
  open_array(out, "errors");
  for (int k = 0; k < MISTAKE_KIND_COUNT; k++) {
    for (uint32_t i = 0; i < r->mistakes->counts[k]; i++) {
      if (out->data && out->data[out->size - 1] != '[') buffer_append_char(out, ',');
      buffer_append_char(out, '{');
      write_mistake(out, (mistake_kind)k, &r->mistakes->items[k][i]);
      buffer_append_char(out, '}');
    }
  }
  buffer_append_char(out, ']');
}

static void write_requirements(buffer *out, const eval_report *r)
{
  open_array(out, "requirements");
  for (uint32_t i = 0; i < r->requirements->count; i++) {
    const requirement *q = &r->requirements->items[i];

    buffer_append_text(out, i ? ",{" : "{");
    if (q->column.data) {
      json_write_member(out, "column", q->column);
      json_write_member(out, "value", q->value);
    }
    json_write_member(out, "metric", bytes_of(requirement_name(q->metric)));
    share(out, q->at_most ? "at_most" : "at_least", (ratio){ q->bound, MILLION });
    share(out, "is", (ratio){ q->is, q->has_value ? MILLION : 0 });
    json_write_key(out, "met");
    buffer_append_text(out, q->met ? "true" : "false");
    buffer_append_char(out, '}');
  }
  buffer_append_char(out, ']');
}

void eval_report_json(buffer *out, const eval_report *r)
{
  buffer_append_char(out, '{');
  number(out, "labels", r->labels->contacts.count);
  number(out, "answers", r->outcomes->answered.count);
  number(out, "missing", outcome_set_missing(r->outcomes));
  number(out, "unknown", r->outcomes->unknown);
  number(out, "repeated_answers", r->outcomes->repeated);
  number(out, "repeated_labels", r->labels->repeated);
  number(out, "unreadable_scores", r->unreadable_scores);
  number(out, "rejected", r->rejected);
  number(out, "skipped", r->skipped);
  number(out, "unknown_accounts", r->unknown_accounts);
  if (r->rules) json_write_member(out, "definitions", bytes_of(l2a_rules_fingerprint(r->rules)));
  share(out, "target_precision", (ratio){ r->evaluation->options.target, MILLION });
  write_groups(out, r);
  write_reasons(out, r);
  write_curve(out, r);
  write_mistakes(out, r);
  write_requirements(out, r);
  buffer_append_text(out, "}\n");
}
