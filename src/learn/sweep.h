/* SPDX-License-Identifier: MIT */
/*
 * Sweep: what another threshold would give. Rows that name an account, matched or for review, are taken from the highest score down; rows
 * with the same score come together, since no threshold can part them.
 */
#ifndef L2A_LEARN_SWEEP_H
#define L2A_LEARN_SWEEP_H

#include "learn/metric.h"

enum { CALIBRATION_BIN_COUNT = 10, CURVE_POINT_LIMIT = 160 };

/* A row that names an account and has a score. */
typedef struct scored_row {
  int64_t score;
  uint32_t row;
  bool right;
} scored_row;

typedef struct sweep_point {
  int64_t threshold; /* rows with this score or a higher one are matched; SCORE_UNIT */
  uint64_t matched;
  uint64_t right;
} sweep_point;

/* From the highest score down; equal ones in the order of the rows. */
void scored_rows_sort(scored_row *rows, size_t count);

/* The most right matches at a precision of at least target / 1000000; the highest threshold that has them. false: never reached. */
bool sweep_at_precision(sweep_point *out, const scored_row *sorted, size_t count, uint32_t target);

/* At most CURVE_POINT_LIMIT points of the precision-recall curve, evenly by right matches; returns how many. */
size_t sweep_curve(sweep_point out[CURVE_POINT_LIMIT], const scored_row *sorted, size_t count);

typedef struct calibration_bin {
  uint64_t rows;
  uint64_t right;
  int64_t score_sum; /* of scores scaled to 0 .. SCORE_UNIT */
} calibration_bin;

/* Do rows with a score near 0.7 hold in seven cases of ten? */
typedef struct calibration_bins {
  bool usable;    /* false: no scores, or outside 0 to 1 and 0 to 100 */
  uint32_t scale; /* 1, or 100 when the scores are percentages */
  uint64_t rows;
  calibration_bin bins[CALIBRATION_BIN_COUNT];
} calibration_bins;

void calibration_bins_fill(calibration_bins *out, const scored_row *sorted, size_t count);

/* Expected calibration error: mean distance of a bin's mean score to its share of right rows, in millionths (rounded). */
uint32_t calibration_error(const calibration_bins *c);

/* Mean score of a bin in millionths. */
uint32_t calibration_bin_mean(const calibration_bin *b);

#endif
