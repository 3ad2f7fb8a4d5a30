/* SPDX-License-Identifier: MIT */
/*
 * Calibration: from totals (thousandths of a nat) to the probability that a match is right.
 *
 *   isotonic   the growing function nearest to the labels, by pool adjacent violators (Ayer et al. 1955), cut down to a few points
 *   logistic   a straight line in log-odds (Platt 1999), for few labels
 */
#ifndef L2A_LEARN_ISOTONIC_H
#define L2A_LEARN_ISOTONIC_H

#include <stddef.h>

#include "base/status.h"
#include "rules/rules.h"

/* What was said of a total, and what it was. */
typedef struct calibration_row {
  int32_t total;
  float right;  /* 0 to 1 */
  float weight; /* above 0 */
} calibration_row;

/* By total, then right, then weight: a total order of values, so that sums do not depend on the order the rows came in. */
void calibration_rows_sort(calibration_row *rows, size_t count);

/* values[i]: the growing fit of row i of sorted rows; equal totals get equal values. L2A_ENOMEM. */
l2a_status isotonic_fit(double *values, const calibration_row *rows, size_t count, l2a_error *error);

/* At most point_limit (2 to CALIBRATION_LIMIT) points of the isotonic fit, on groups of rows of equal weight. rows are sorted. Returns the
 * number of points; 0 when there are no rows. L2A_ENOMEM. */
l2a_status isotonic_calibrate(calibration_point *out, uint32_t *out_count, const calibration_row *rows, size_t count, uint32_t point_limit,
                              l2a_error *error);

/* Points of the logistic curve through the rows (sorted). slope must come out above 0: else L2A_EINVAL. L2A_ENOMEM. */
l2a_status logistic_calibrate(calibration_point *out, uint32_t *out_count, const calibration_row *rows, size_t count, l2a_error *error);

#endif
