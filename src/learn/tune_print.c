/* SPDX-License-Identifier: MIT */
#include "learn/tune_print.h"

#include <inttypes.h>

#include "rules/rules_print.h"

/* ---- report ------------------------------------------------------------------------------------------------------------------------- */

static void print_labels(buffer *out, const tune_result *r)
{
  buffer_printf(out, "%zu labelled contacts (%zu with account, %zu without), %zu candidates; the right account is among them for ",
                r->contacts, r->with_account, r->without_account, r->pairs);
  figures_write_share(out, r->found, r->with_account);
  buffer_append_char(out, '\n');
  if (r->repeated) buffer_printf(out, "%zu rows were left out: their contact's id came before\n", r->repeated);
}

/* 1.2e-05, without printf's doubles. */
static void print_small(buffer *out, double value)
{
  int exponent = 0;

  if (!(value > 0)) {
    buffer_append_char(out, '0');
    return;
  }
  while (value < 1 && exponent > -300) value *= 10, exponent--;
  figures_write_number(out, value, 1);
  if (exponent) buffer_printf(out, "e%d", exponent);
}

static void print_fit(buffer *out, const tune_result *r)
{
  const weight_fit_report *f = &r->fit;

  buffer_printf(out, "weights: refitted, %zu of them on %zu pairs; converged after %u steps (gradient at most ", f->weights, f->pairs,
                f->levels.iterations);
  print_small(out, r->worst.gradient_max);
  buffer_append_text(out, ", last change ");
  print_small(out, f->levels.change);
  buffer_append_text(out, ")\n");
}

static void print_method(buffer *out, const tune_result *r)
{
  if (r->refitted) {
    print_fit(out, r);
  } else if (r->tried) {
    buffer_append_text(out, "weights: kept; fitted anew they were not better on held-back rows\n");
  } else if (r->contacts < TUNE_WEIGHTS_CONTACT_MIN) {
    buffer_printf(out, "weights: kept; %d labelled contacts are needed to fit them anew\n", TUNE_WEIGHTS_CONTACT_MIN);
  } else {
    buffer_append_text(out, "weights: kept, as asked\n");
  }
  if (r->kept_all) buffer_append_text(out, "calibration: kept; fitted anew it was not better on held-back rows\n");
  else buffer_printf(out, "calibration: %s\n", r->isotonic ? "isotonic" : "logistic (scale and offset), since there are few labels");
}

static void print_threshold(buffer *out, const char *what, const figure_point *p)
{
  buffer_printf(out, "%s match from %u.%04u: ", what, p->threshold / 10000, p->threshold % 10000);
  figures_write_point(out, p);
  buffer_append_char(out, '\n');
}

static void print_labelled(buffer *out, const tune_result *r)
{
  print_labels(out, r);
  print_method(out, r);
  buffer_printf(out, "figures on held-back rows, %u folds by account, 95 %% intervals:\n", r->folds);
  print_threshold(out, "before:", &r->point_before);
  print_threshold(out, "after: ", &r->point_after);
  buffer_append_text(out, "calibration error ");
  figures_write_number(out, r->before.calibration_error, 4);
  buffer_append_text(out, " before, ");
  figures_write_number(out, r->after.calibration_error, 4);
  buffer_append_text(out, " after; log loss ");
  figures_write_number(out, r->before.log_loss, 4);
  buffer_append_text(out, " before, ");
  figures_write_number(out, r->after.log_loss, 4);
  buffer_append_text(out, " after\n");
}

static void print_percent(buffer *out, double part, double whole)
{
  figures_write_number(out, whole > 0 ? part / whole * 100 : 0, 2);
  buffer_append_text(out, " %");
}

static void print_unlabelled(buffer *out, const tune_result *r)
{
  const tune_expectation *e = &r->expected;

  buffer_printf(out, "%zu contacts without labels, %zu with a candidate, ", r->contacts, r->with_candidate);
  if (r->refitted) buffer_printf(out, "%zu candidates", r->pairs);
  else buffer_printf(out, "%zu combinations of evidence", r->patterns);
  buffer_printf(out, "; converged after %u steps\n", r->em.iterations);
  if (r->refitted) print_fit(out, r);
  else buffer_append_text(out, "weights and margin: kept; ");
  buffer_append_text(out, "calibration: isotonic on estimated classes\nof the ");
  buffer_append_text(out, r->refitted ? "contacts " : "best candidates ");
  print_percent(out, r->share, 1);
  buffer_printf(out, " seem %s; kinds of evidence that tell: %u, overlap of the classes ", r->refitted ? "to have an account" : "right",
                r->em.informative);
  print_percent(out, r->em.overlap, 1);
  if (!r->refitted) {
    buffer_append_text(out, ", probabilities moved on average by ");
    figures_write_number(out, r->shift, 4);
  }
  buffer_printf(out, "\nmatch from %u.%04u, expected, not measured: precision ", e->threshold / 10000, e->threshold % 10000);
  print_percent(out, e->right, e->matched);
  buffer_append_text(out, ", ");
  print_percent(out, e->right, e->right_in_all);
  buffer_append_text(out, " of the right best candidates\nonly labels can tell whether this holds: l2a tune --labels\n");
}

void tune_print_report(buffer *out, const tune_result *r)
{
  if (r->from_labels) print_labelled(out, r);
  else print_unlabelled(out, r);
}

/* ---- definitions -------------------------------------------------------------------------------------------------------------------- */

static void print_comment(buffer *out, bytes lines)
{
  while (lines.data && lines.size) {
    buffer_append_text(out, "# ");
    buffer_append_bytes(out, bytes_split(&lines, '\n'));
    buffer_append_char(out, '\n');
  }
}

static bool same_table(const weight_table *a, const weight_table *b)
{
  if (a->used != b->used || a->cut_count != b->cut_count) return false;
  return memcmp(a->cuts, b->cuts, a->cut_count * sizeof *a->cuts) == 0 &&
         (!a->used || memcmp(a->weights, b->weights, (a->cut_count + 1) * sizeof *a->weights) == 0);
}

static void print_weights(buffer *out, const match_rules *now, const match_rules *base)
{
  bool any = now->prior != base->prior;

  for (int f = 0; f < FEATURE_COUNT; f++) any |= !same_table(&now->weights[f], &base->weights[f]);
  if (!any) return;
  buffer_append_text(out, "weights:\n");
  if (now->prior != base->prior) {
    buffer_append_text(out, "  prior: ");
    rules_print_decimal(out, now->prior, 3);
    buffer_append_char(out, '\n');
  }
  for (int f = 0; f < FEATURE_COUNT; f++) {
    if (same_table(&now->weights[f], &base->weights[f])) continue;
    buffer_printf(out, "  %s: ", feature_name((feature)f));
    rules_print_table(out, &now->weights[f]);
  }
}

static bool same_calibration(const match_rules *a, const match_rules *b)
{
  if (a->calibration_count != b->calibration_count) return false;
  for (uint32_t i = 0; i < a->calibration_count; i++)
    if (a->calibration[i].total != b->calibration[i].total || a->calibration[i].probability != b->calibration[i].probability) return false;
  return true;
}

/* What is kept is left out: it goes with the weights that it was made for, also when those of another version of l2a come in their place. */
static void print_changes(buffer *out, const match_rules *now, const match_rules *base)
{
  buffer_append_text(out, "version: 1\n");
  if (now->match_threshold != base->match_threshold || now->review_threshold != base->review_threshold) {
    buffer_append_text(out, "match:\n  thresholds: {match: ");
    rules_print_decimal(out, now->match_threshold, 4);
    buffer_append_text(out, ", review: ");
    rules_print_decimal(out, now->review_threshold, 4);
    buffer_append_text(out, "}\n");
  }
  print_weights(out, now, base);
  if (!same_table(&now->margin, &base->margin)) {
    buffer_append_text(out, "margin: ");
    rules_print_table(out, &now->margin);
  }
  if (same_calibration(now, base)) return;
  buffer_append_text(out, "calibration:\n");
  for (uint32_t i = 0; i < now->calibration_count; i++) {
    buffer_printf(out, "  - [%" PRId32 ", ", now->calibration[i].total);
    rules_print_decimal(out, now->calibration[i].probability, 4);
    buffer_append_text(out, "]\n");
  }
}

l2a_status tune_print_definitions(buffer *out, const tune_result *r, const l2a_rules *base, bool whole, l2a_error *error)
{
  buffer report = BUFFER_INIT;
  l2a_rules changed = *base;
  l2a_status status = L2A_OK;

  buffer_printf(out, "# Made by l2a tune %s from definitions %s.\n", r->from_labels ? "from labels" : "without labels",
                l2a_rules_fingerprint(base));
  tune_print_report(&report, r);
  print_comment(out, buffer_bytes(&report));
  changed.match = r->rules;
  if (whole) status = l2a_rules_print(&changed, buffer_sink, out);
  else print_changes(out, &r->rules, &base->match);
  if (status != L2A_OK || out->failed || report.failed) status = error_no_memory(error);
  buffer_free(&report);
  return status;
}
