/* SPDX-License-Identifier: MIT */
#include "learn/em.h"

#include <math.h>
#include <string.h>

#include "learn/steady_math.h"

/* Rows a level has besides those counted, so that nothing is impossible; what counts as no more change; and by how much the levels of
 * matches and others must differ (total variation) for a field to say something. */
static const double smoothing = 0.5, change_tolerance = 1e-9, informative_distance = 0.1;

/* Rows of matches and others, and of those with each level, by the patterns' probabilities. share gets the matches, not their share. */
static double count_rows(em_model *counts, const em_pattern *patterns, size_t count)
{
  double others = 0;

  counts->share = 0;
  memset(counts->m, 0, sizeof counts->m);
  memset(counts->u, 0, sizeof counts->u);
  for (size_t i = 0; i < count; i++) {
    double m = patterns[i].count * patterns[i].probability, u = patterns[i].count - m;
    counts->share += m;
    others += u;
    for (uint32_t f = 0; f < counts->field_count; f++) {
      counts->m[f][patterns[i].levels[f]] += m;
      counts->u[f][patterns[i].levels[f]] += u;
    }
  }
  return others;
}

/* Shares and levels from the counts and the start's, which count for anchor as much. */
static void maximise(em_model *model, const em_pattern *patterns, size_t count, const em_model *start, double start_others, double anchor)
{
  double others = count_rows(model, patterns, count) + anchor * start_others, matches = model->share + anchor * start->share;

  for (uint32_t f = 0; f < model->field_count; f++)
    for (int l = 0; l < EM_LEVEL_LIMIT; l++) {
      model->m[f][l] = (model->m[f][l] + anchor * start->m[f][l] + smoothing) / (matches + EM_LEVEL_LIMIT * smoothing);
      model->u[f][l] = (model->u[f][l] + anchor * start->u[f][l] + smoothing) / (others + EM_LEVEL_LIMIT * smoothing);
    }
  model->share = (matches + smoothing) / (matches + others + 2 * smoothing);
}

/* The patterns' probabilities from shares and levels; returns the log likelihood. */
static double expect(const em_model *model, em_pattern *patterns, size_t count)
{
  double log_m[EM_FIELD_LIMIT][EM_LEVEL_LIMIT], log_u[EM_FIELD_LIMIT][EM_LEVEL_LIMIT];
  double likelihood = 0, share = steady_log(model->share), rest = steady_log(1 - model->share);

  for (uint32_t f = 0; f < model->field_count; f++)
    for (int l = 0; l < EM_LEVEL_LIMIT; l++) {
      log_m[f][l] = steady_log(model->m[f][l]);
      log_u[f][l] = steady_log(model->u[f][l]);
    }
  for (size_t i = 0; i < count; i++) {
    double m = share, u = rest;
    for (uint32_t f = 0; f < model->field_count; f++) {
      m += log_m[f][patterns[i].levels[f]];
      u += log_u[f][patterns[i].levels[f]];
    }
    patterns[i].probability = steady_sigmoid(m - u);
    likelihood += patterns[i].count * (m + steady_softplus(u - m));
  }
  return likelihood;
}

static void judge(em_report *report, const em_model *model, const em_pattern *patterns, size_t count)
{
  double rows = 0, unsure = 0, smaller = model->share < 0.5 ? model->share : 1 - model->share;

  for (size_t i = 0; i < count; i++) {
    double p = patterns[i].probability;
    rows += patterns[i].count;
    unsure += patterns[i].count * (p < 0.5 ? p : 1 - p);
  }
  if (rows > 0) {
    report->log_likelihood /= rows;
    report->overlap = unsure / rows / smaller;
  }
  for (uint32_t f = 0; f < model->field_count; f++) {
    double apart = 0;
    for (int l = 0; l < EM_LEVEL_LIMIT; l++) apart += fabs(model->m[f][l] - model->u[f][l]) / 2;
    report->informative += apart >= informative_distance;
  }
}

void em_fit(em_model *model, em_pattern *patterns, size_t count, uint32_t field_count, double anchor, em_report *report)
{
  em_model start = { .field_count = field_count };
  double before = -INFINITY, start_others = count_rows(&start, patterns, count);

  memset(model, 0, sizeof *model);
  *report = (em_report){ .converged = false };
  model->field_count = field_count;
  while (!report->converged && report->iterations < EM_ITERATION_LIMIT) {
    maximise(model, patterns, count, &start, start_others, anchor);
    report->log_likelihood = expect(model, patterns, count);
    report->iterations++;
    report->converged = fabs(report->log_likelihood - before) <= change_tolerance * fabs(report->log_likelihood);
    before = report->log_likelihood;
  }
  judge(report, model, patterns, count);
}
