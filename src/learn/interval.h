/* SPDX-License-Identifier: MIT */
/*
 * Intervals at 95 %, in integers, so that they are the same on every machine. Bounds are in millionths.
 *
 * Shares: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927); without continuity correction; bounds
 * are rounded outwards. F1 is no share: it gets a percentile bootstrap (B. Efron, 1979). Resampling rows is resampling their five classes
 * of outcome, so a replicate is one multinomial draw; the binomial draws that make it are exact: a trial succeeds when a random fraction
 * is below p, and bit by bit only the trials that agree with p so far are still open.
 */
#ifndef L2A_LEARN_INTERVAL_H
#define L2A_LEARN_INTERVAL_H

#include "learn/metric.h"

enum { MILLION = 1000000, BOOTSTRAP_REPLICATES = 1000, BOOTSTRAP_SEED = 1 };

typedef struct interval {
  uint32_t low, high; /* millionths; 0 and MILLION when there is nothing to know */
} interval;

interval interval_wilson(ratio r);

/* F1 of resampled counts. values: room for one a replicate. */
interval interval_bootstrap_f1(const metric_counts *c, uint32_t *values, uint32_t replicates, uint64_t seed);

/* Successes of n trials whose probability is fraction / 2^64; *state is the random generator's. */
uint64_t binomial_draw(uint64_t *state, uint64_t n, uint64_t fraction);

#endif
