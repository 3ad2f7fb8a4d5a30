/* SPDX-License-Identifier: MIT */
#include "learn/logistic.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { ROWS = 60000, FEATURES = 3 };

/* Two levels of one feature, 8 of 10 and 2 of 10 right, and hardly any penalty: the log-odds of both are known. */
Test(logistic, finds_log_odds_that_are_known)
{
  static const uint32_t offsets[2] = { 0, 2 };
  uint8_t levels[20];
  double target[20], weight[20], x[3] = { 0 };
  logistic_rows rows = { 20, 1, levels, offsets, NULL, NULL, target, weight };
  logistic_options options = { 1e-9, NULL, 1 };
  lbfgs_report report;

  for (int i = 0; i < 20; i++) {
    levels[i] = i >= 10;
    target[i] = i < 8 || i >= 18;
    weight[i] = 1;
  }
  cr_assert_eq(logistic_fit(x, &rows, &options, &report, NULL), L2A_OK);
  cr_assert(report.converged);
  cr_assert(fabs(x[0] + x[2] - log(4)) < 1e-4, "%g", x[0] + x[2]);
  cr_assert(fabs(x[1] + x[2] + log(4)) < 1e-4, "%g", x[1] + x[2]);
}

/* With penalty 1 the optimum solves w / 1 = sum of residuals: checked by the gradient itself, computed by libm. */
Test(logistic, ends_where_the_gradient_is_zero)
{
  static const uint32_t offsets[2] = { 0, 3 };
  static const uint8_t levels[7] = { 0, 0, 1, 1, 1, 2, 2 };
  static const double target[7] = { 1, 0, 1, 1, 0.25, 0, 0 }, weight[7] = { 1, 2, 1, 1, 3, 0.5, 1 };
  static const double dense[7] = { 0.5, -1, 2, 0, 1, -2, 0.3 }, fixed[7] = { 0.1, 0, -0.2, 0, 0, 0.4, 0 };
  logistic_rows rows = { 7, 1, levels, offsets, dense, fixed, target, weight };
  double towards[5] = { 0.3, 0, 0, 1, 0 }, x[5] = { 0 }, gradient[5] = { 0 };
  logistic_options options = { 1, towards, 2 };
  lbfgs_report report;

  cr_assert_eq(logistic_fit(x, &rows, &options, &report, NULL), L2A_OK);
  cr_assert(report.converged);
  for (int i = 0; i < 7; i++) {
    double slope = weight[i] * (1 / (1 + exp(-(x[levels[i]] + x[3] * dense[i] + x[4] + fixed[i]))) - target[i]);
    gradient[levels[i]] += slope;
    gradient[3] += slope * dense[i];
    gradient[4] += slope;
  }
  for (int j = 0; j < 4; j++) gradient[j] += x[j] - towards[j];
  for (int j = 0; j < 5; j++) cr_assert(fabs(gradient[j]) < 2e-6, "component %d: %g", j, gradient[j]);
}

/* More rows than a block has, so that threads share them. */
Test(logistic, gives_the_same_bytes_for_any_number_of_threads)
{
  static const uint32_t offsets[FEATURES + 1] = { 0, 5, 12, 15 };
  uint8_t *levels = calloc(ROWS, FEATURES);
  double *target = calloc(ROWS, sizeof *target), *weight = calloc(ROWS, sizeof *weight), first[16], x[16];
  logistic_rows rows = { ROWS, FEATURES, levels, offsets, NULL, NULL, target, weight };
  uint32_t seed = 1;

  for (int i = 0; i < ROWS; i++) {
    for (int k = 0; k < FEATURES; k++)
      levels[i * FEATURES + k] = (uint8_t)(((seed = seed * 1664525 + 1013904223) >> 16) % (offsets[k + 1] - offsets[k]));
    target[i] = (seed >> 8) % 7 < levels[i * FEATURES];
    weight[i] = 1;
  }
  for (size_t threads = 1; threads <= 4; threads++) {
    logistic_options options = { 1, NULL, threads };
    lbfgs_report report;
    for (int j = 0; j < 16; j++) x[j] = 0;
    cr_assert_eq(logistic_fit(x, &rows, &options, &report, NULL), L2A_OK);
    cr_assert(report.converged);
    if (threads == 1) memcpy(first, x, sizeof x);
    cr_assert_arr_eq(first, x, sizeof x, "%zu threads", threads);
  }
  free(levels);
  free(target);
  free(weight);
}
