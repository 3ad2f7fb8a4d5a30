/* SPDX-License-Identifier: MIT */
#include "learn/class_fit.h"

#include <math.h>
#include <stdlib.h>

#include "learn/evidence_kind.h"
#include "learn/steady_math.h"

enum { CLASS_ITERATION_LIMIT = 500 };

/* Where to begin and what the share may be; pairs a level has besides those counted; what counts as no more change; and by how much the
 * levels of right and other candidates must differ (total variation) for a kind to say something. */
static const double share_at_first = 0.7, share_limit = 0.95, smoothing = 0.5, change_tolerance = 1e-7, informative_distance = 0.1;

typedef struct class_work {
  const training_set *set;
  uint16_t *levels; /* pair x KIND_COUNT */
  bool *named;
  double *ratio; /* of a pair, as logarithm */
  float *probability;
  uint32_t level_count[KIND_COUNT]; /* levels that occur: up to the highest one */
  double m[KIND_COUNT][KIND_LEVEL_LIMIT], u[KIND_COUNT][KIND_LEVEL_LIMIT];
  double share, distance[KIND_COUNT];
} class_work;

static l2a_status prepare(class_work *w, l2a_error *error)
{
  size_t count = w->set->pair_count ? w->set->pair_count : 1;

  w->levels = calloc(count, KIND_COUNT * sizeof *w->levels);
  w->named = calloc(count, sizeof *w->named);
  w->ratio = calloc(count, sizeof *w->ratio);
  if (!w->levels || !w->named || !w->ratio) return error_no_memory(error);
  for (size_t i = 0; i < w->set->pair_count; i++) {
    const int16_t *v = training_values(w->set, i);
    evidence_levels(&w->levels[i * KIND_COUNT], v);
    w->named[i] = evidence_names(v);
    w->ratio[i] = evidence_guess(v);
    for (int k = 0; k < KIND_COUNT; k++)
      if (w->levels[i * KIND_COUNT + (size_t)k] >= w->level_count[k]) w->level_count[k] = w->levels[i * KIND_COUNT + (size_t)k] + 1u;
  }
  w->share = share_at_first;
  return L2A_OK;
}

/* Probabilities of one contact's candidates; returns the logarithm of the sum that they were divided by. */
static double expect_one(class_work *w, const training_contact *c)
{
  double none = steady_log(1 - w->share), each = steady_log(w->share) - steady_log(c->pair_count), top = none, sum;

  for (size_t i = c->first_pair; i < c->first_pair + c->pair_count; i++)
    if (w->named[i] && w->ratio[i] + each > top) top = w->ratio[i] + each;
  sum = steady_exp(none - top);
  for (size_t i = c->first_pair; i < c->first_pair + c->pair_count; i++)
    if (w->named[i]) sum += steady_exp(w->ratio[i] + each - top);
  for (size_t i = c->first_pair; i < c->first_pair + c->pair_count; i++)
    w->probability[i] = w->named[i] ? (float)(steady_exp(w->ratio[i] + each - top) / sum) : 0;
  return top + steady_log(sum);
}

static double expect(class_work *w)
{
  double likelihood = 0;

  for (size_t i = 0; i < w->set->contact_count; i++)
    if (w->set->contacts[i].pair_count) likelihood += expect_one(w, &w->set->contacts[i]);
  return likelihood;
}

/* What the levels weigh, from how often right and other candidates have them. */
static void weigh_levels(class_work *w, double right, double others)
{
  for (int k = 0; k < KIND_COUNT; k++) {
    double count = w->level_count[k] * smoothing;
    w->distance[k] = 0;
    for (uint32_t l = 0; l < w->level_count[k]; l++) {
      double m = (w->m[k][l] + smoothing) / (right + count), u = (w->u[k][l] + smoothing) / (others + count);
      w->distance[k] += fabs(m - u) / 2;
      w->m[k][l] = steady_log(m) - steady_log(u);
    }
  }
}

static void maximise(class_work *w)
{
  double right = 0, others = 0;

  memset(w->m, 0, sizeof w->m);
  memset(w->u, 0, sizeof w->u);
  for (size_t n = 0; n < w->set->contact_count; n++) {
    const training_contact *c = &w->set->contacts[n];
    for (size_t i = c->first_pair; i < c->first_pair + c->pair_count; i++) {
      double p = w->probability[i];
      if (!w->named[i]) continue;
      right += p;
      others += 1 - p;
      for (size_t k = 0; k < KIND_COUNT; k++) {
        w->m[k][w->levels[i * KIND_COUNT + k]] += p;
        w->u[k][w->levels[i * KIND_COUNT + k]] += 1 - p;
      }
    }
  }
  weigh_levels(w, right, others);
  for (size_t i = 0; i < w->set->pair_count; i++) {
    w->ratio[i] = 0;
    for (size_t k = 0; k < KIND_COUNT; k++) w->ratio[i] += w->m[k][w->levels[i * KIND_COUNT + k]];
  }
  w->share = right / (double)w->set->contact_count;
  if (w->share > share_limit) w->share = share_limit;
  if (w->share < 1 - share_limit) w->share = 1 - share_limit;
}

/* How sure the answer is: of contacts, not of pairs. */
static void judge(em_report *report, const class_work *w)
{
  double unsure = 0, right = 0, contacts = (double)w->set->contact_count, smaller;

  for (size_t n = 0; n < w->set->contact_count; n++) {
    const training_contact *c = &w->set->contacts[n];
    double best = 0, any = 0;
    for (size_t i = c->first_pair; i < c->first_pair + c->pair_count; i++) {
      any += w->probability[i];
      if (w->probability[i] > best) best = w->probability[i];
    }
    right += any;
    unsure += best < 0.5 ? best : 1 - best;
  }
  smaller = right < contacts - right ? right : contacts - right;
  report->overlap = smaller > 0 ? unsure / smaller : 1;
  for (int k = 0; k < KIND_COUNT; k++) report->informative += w->distance[k] >= informative_distance;
}

l2a_status class_fit(float *probability, double *share, em_report *report, const training_set *set, l2a_error *error)
{
  class_work *w = calloc(1, sizeof *w);
  double before = -INFINITY;
  l2a_status status;

  *report = (em_report){ .converged = false };
  if (!w) return error_no_memory(error);
  w->set = set;
  w->probability = probability;
  status = prepare(w, error);
  if (status == L2A_OK) expect(w);
  while (status == L2A_OK && set->contact_count && !report->converged && report->iterations < CLASS_ITERATION_LIMIT) {
    maximise(w);
    report->log_likelihood = expect(w) / (double)set->contact_count;
    report->iterations++;
    report->converged = fabs(report->log_likelihood - before) <= change_tolerance * fabs(report->log_likelihood);
    before = report->log_likelihood;
  }
  if (status == L2A_OK) judge(report, w);
  *share = w->share;
  free(w->levels);
  free(w->named);
  free(w->ratio);
  free(w);
  return status;
}
