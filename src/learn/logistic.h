/* SPDX-License-Identifier: MIT */
/*
 * Logistic regression on rows of levels, L2-regularised, fitted to convergence.
 *
 *   row i   levels[i * features + k] = level of feature k     its weight: x[offsets[k] + level]
 *           dense[i] (optional)                               times x[offsets[features]]
 *                                                             plus x[last], the intercept, which is not regularised
 *
 * Sums run over blocks of rows in their order, whatever the number of threads.
 */
#ifndef L2A_LEARN_LOGISTIC_H
#define L2A_LEARN_LOGISTIC_H

#include "learn/lbfgs.h"

typedef struct logistic_rows {
  size_t count;
  uint32_t features;
  const uint8_t *levels;
  const uint32_t *offsets; /* features + 1 */
  const double *dense;     /* NULL: none */
  const double *fixed;     /* added as it is; NULL: 0 */
  const double *target;    /* 0 to 1: a label, or how probable it is */
  const double *weight;    /* of the row, above 0 */
} logistic_rows;

typedef struct logistic_options {
  double penalty;        /* of half the squares of all weights but the intercept: 1 / C */
  const double *towards; /* what the penalty draws to; NULL: 0 */
  size_t thread_count;
} logistic_options;

/* Number of weights. */
size_t logistic_size(const logistic_rows *rows);

/* x (logistic_size): start and result. Not converging is said in the report. L2A_ENOMEM. */
l2a_status logistic_fit(double *x, const logistic_rows *rows, const logistic_options *options, lbfgs_report *report, l2a_error *error);

#endif
