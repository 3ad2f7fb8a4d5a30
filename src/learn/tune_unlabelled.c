/* SPDX-License-Identifier: MIT */
#include "learn/tune_unlabelled.h"

#include <math.h>
#include <stdlib.h>

#include "learn/expectation.h"

enum { CALIBRATION_POINTS = 64, FIELDS_MIN = 3 };

/* What the contacts must show: a share of matches that leaves both classes rows enough, classes that hardly overlap, and that are by and
 * large those the rules see (differences of probabilities). */
static const double anchor = 1; /* what the rules say counts as much as the contacts: on its own EM drifts to other classes */
static const double share_min = 0.02, overlap_max = 0.35, agreement_min = 0.6, shift_max = 0.15;

typedef struct em_work {
  size_t count;
  level_pattern *levels;
  em_pattern *patterns;
  calibration_row *rows;
  const match_rules *base;
  tune_result *out;
} em_work;

static l2a_status prepare(em_work *w, const level_histogram *h, l2a_error *error)
{
  if (h->contacts < TUNE_UNLABELLED_CONTACT_MIN)
    return error_set(error, L2A_EINVAL, "%llu contacts with a candidate are too few to learn from without labels: at least %d are needed",
                     (unsigned long long)h->contacts, TUNE_UNLABELLED_CONTACT_MIN);
  w->count = h->count;
  w->levels = level_histogram_patterns(h);
  w->patterns = calloc(w->count, sizeof *w->patterns);
  w->rows = calloc(w->count, sizeof *w->rows);
  if (!w->levels || !w->patterns || !w->rows) return error_no_memory(error);
  for (size_t i = 0; i < w->count; i++) {
    em_pattern *p = &w->patterns[i];
    memcpy(p->levels, w->levels[i].levels, EVIDENCE_FIELD_COUNT);
    p->count = (double)w->levels[i].count;
    p->probability = score_calibrate(w->base, w->levels[i].total) / 10000.0;
  }
  return L2A_OK;
}

/* What the rules say of matches on average, less what they say of others. */
static double agreement(const em_work *w)
{
  double matches = 0, others = 0, said_matches = 0, said_others = 0;

  for (size_t i = 0; i < w->count; i++) {
    double m = w->patterns[i].count * w->patterns[i].probability, u = w->patterns[i].count - m;
    double said = score_calibrate(w->base, w->levels[i].total) / 10000.0;
    matches += m;
    others += u;
    said_matches += m * said;
    said_others += u * said;
  }
  return matches > 0 && others > 0 ? said_matches / matches - said_others / others : 0;
}

static l2a_status check_model(const em_work *w, const em_model *model, const em_report *r, l2a_error *error)
{
  unsigned share = (unsigned)(model->share * 1000 + 0.5);

  if (!r->converged) return error_set(error, L2A_EINVAL, "the estimate did not converge in %u steps: nothing is written", r->iterations);
  if (model->share < share_min || model->share > 1 - share_min)
    return error_set(error, L2A_EINVAL, "%u.%u %% of the best candidates seem right: without labels both right and wrong ones are needed",
                     share / 10, share % 10);
  if (r->informative < FIELDS_MIN)
    return error_set(error, L2A_EINVAL, "only %u kinds of evidence tell right from wrong candidates: without labels it takes %d",
                     r->informative, FIELDS_MIN);
  if (r->overlap > overlap_max)
    return error_set(error, L2A_EINVAL, "right and wrong candidates cannot be told apart without labels: %u %% of them overlap",
                     (unsigned)(r->overlap * 100 + 0.5));
  if (agreement(w) < agreement_min)
    return error_set(error, L2A_EINVAL,
                     "the contacts fall into two classes, but not into those of right and wrong candidates: labels are needed");
  return L2A_OK;
}

static l2a_status calibrate(em_work *w, l2a_error *error)
{
  match_rules *rules = &w->out->rules;
  double shift = 0, contacts = 0;
  l2a_status status;

  for (size_t i = 0; i < w->count; i++)
    w->rows[i] = (calibration_row){ w->levels[i].total, (float)w->patterns[i].probability, (float)w->patterns[i].count };
  calibration_rows_sort(w->rows, w->count);
  status = isotonic_calibrate(rules->calibration, &rules->calibration_count, w->rows, w->count, CALIBRATION_POINTS, error);
  if (status != L2A_OK) return status;
  for (size_t i = 0; i < w->count; i++) {
    int32_t total = w->levels[i].total;
    shift += w->patterns[i].count * fabs((double)score_calibrate(rules, total) - (double)score_calibrate(w->base, total)) / 10000;
    contacts += w->patterns[i].count;
  }
  w->out->shift = shift / contacts;
  if (w->out->shift <= shift_max) return L2A_OK;
  return error_set(error, L2A_EINVAL, "the probabilities would move by %u %% on average: that is more than can be believed without labels",
                   (unsigned)(w->out->shift * 100 + 0.5));
}

l2a_status tune_unlabelled(tune_result *out, const level_histogram *h, const match_rules *base, const tune_options *options,
                           l2a_error *error)
{
  em_work w = { .base = base, .out = out };
  em_model *model = calloc(1, sizeof *model);
  l2a_status status;

  *out = (tune_result){ .rules = *base, .contacts = h->contacts + h->empty, .with_candidate = h->contacts, .patterns = h->count };
  status = model ? prepare(&w, h, error) : error_no_memory(error);
  if (status == L2A_OK) {
    em_fit(model, w.patterns, w.count, EVIDENCE_FIELD_COUNT, anchor, &out->em);
    out->share = model->share;
    status = check_model(&w, model, &out->em, error);
  }
  if (status == L2A_OK) status = calibrate(&w, error);
  if (status == L2A_OK) status = expectation_choose(&out->expected, &out->rules, w.rows, w.count, options, error);
  free(model);
  free(w.levels);
  free(w.patterns);
  free(w.rows);
  return status;
}
