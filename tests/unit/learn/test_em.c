/* SPDX-License-Identifier: MIT */
#include "learn/em.h"

#include <criterion/criterion.h>
#include <math.h>

enum { FIELDS = 4, PATTERNS = 81 };

static const double true_share = 0.3;
static const double true_m[FIELDS][3] = { { 0.05, 0.15, 0.8 }, { 0.1, 0.2, 0.7 }, { 0.05, 0.05, 0.9 }, { 0.2, 0.3, 0.5 } };
static const double true_u[FIELDS][3] = { { 0.85, 0.1, 0.05 }, { 0.6, 0.3, 0.1 }, { 0.7, 0.2, 0.1 }, { 0.2, 0.3, 0.5 } };

/* All patterns with the counts that the true model expects of so many rows. */
static void expect_patterns(em_pattern *patterns, double rows)
{
  for (int i = 0; i < PATTERNS; i++) {
    double m = true_share, u = 1 - true_share;
    int rest = i;
    for (int f = 0; f < FIELDS; f++, rest /= 3) {
      patterns[i].levels[f] = (uint8_t)(rest % 3);
      m *= true_m[f][rest % 3];
      u *= true_u[f][rest % 3];
    }
    patterns[i].count = rows * (m + u);
    patterns[i].probability = (double)patterns[i].levels[0] / 2 * 0.6 + 0.2; /* a weak guess by the first field */
  }
}

Test(em, recovers_a_known_mixture)
{
  em_pattern patterns[PATTERNS];
  em_model model;
  em_report report;

  expect_patterns(patterns, 1e6);
  em_fit(&model, patterns, PATTERNS, FIELDS, 0, &report);
  cr_assert(report.converged);
  cr_assert(fabs(model.share - true_share) < 0.002, "%g", model.share);
  for (int f = 0; f < FIELDS; f++)
    for (int l = 0; l < 3; l++) {
      cr_assert(fabs(model.m[f][l] - true_m[f][l]) < 0.01, "m %d %d: %g", f, l, model.m[f][l]);
      cr_assert(fabs(model.u[f][l] - true_u[f][l]) < 0.01, "u %d %d: %g", f, l, model.u[f][l]);
    }
  cr_assert_eq(report.informative, 3, "the last field is the same in both classes");
}

Test(em, costs_patterns_not_rows)
{
  em_pattern few[PATTERNS], many[PATTERNS];
  em_model a, b;
  em_report report_a, report_b;

  expect_patterns(few, 1e5);
  expect_patterns(many, 1e12);
  em_fit(&a, few, PATTERNS, FIELDS, 0, &report_a);
  em_fit(&b, many, PATTERNS, FIELDS, 0, &report_b);
  cr_assert(fabs(a.share - b.share) < 0.01);
  cr_assert(report_b.iterations <= report_a.iterations * 2 + 10);
}

/* One field cannot identify two classes: all that comes out is the start, and the report shows it. */
Test(em, shows_when_classes_are_not_identified)
{
  em_pattern patterns[2] = { { { 0 }, 500, 0.45 }, { { 1 }, 500, 0.55 } };
  em_model model;
  em_report report;

  em_fit(&model, patterns, 2, 1, 0, &report);
  cr_assert(report.informative < 3);
  cr_assert(report.overlap > 0.5, "%g", report.overlap);
}

Test(em, stays_near_the_start_when_it_is_anchored)
{
  em_pattern patterns[PATTERNS];
  em_model model;
  em_report report;
  double start = 0, rows = 0;

  expect_patterns(patterns, 1e4);
  for (int i = 0; i < PATTERNS; i++) {
    start += patterns[i].count * patterns[i].probability;
    rows += patterns[i].count;
  }
  em_fit(&model, patterns, PATTERNS, FIELDS, 1e6, &report);
  cr_assert(fabs(model.share - start / rows) < 1e-4);
}
