/* SPDX-License-Identifier: MIT */
/*
 * Weight fit: from labelled pairs to the tables that score.h adds up.
 *
 *   values -> levels (tree_cut) -> weights of all levels together (logistic) -> margin to the best rival -> weights of its levels, and how
 *   much the evidence counts beside them (logistic again) -> thousandths of a nat in match_rules
 *
 * Candidates that nothing speaks for are many and all alike: of those one in PLAIN_SHARE is kept for the first step and counts for all.
 */
#ifndef L2A_LEARN_WEIGHT_FIT_H
#define L2A_LEARN_WEIGHT_FIT_H

#include "learn/lbfgs.h"
#include "learn/training_set.h"

typedef struct weight_fit_options {
  uint32_t fold, folds; /* contacts of that fold are left out; fold == folds: none are */
  uint32_t level_limit; /* of a feature: 2 to TREE_LEAF_LIMIT */
  size_t thread_count;
  const float *probability; /* of every pair that it is right, instead of labels: of all contacts then; NULL: labels */
} weight_fit_options;

typedef struct weight_fit_report {
  size_t pairs, weights;
  lbfgs_report levels, margin; /* of the two regressions */
} weight_fit_report;

/* Replaces prior, weights and margin of *rules; only labelled contacts of the prepared set count, but all of
 * them with probabilities. L2A_EINVAL (one class only, or weights
 * that make no sense: margin's scale is not above 0), L2A_ENOMEM. Not converging is said in the report. */
l2a_status weight_fit(match_rules *rules, const training_set *set, const weight_fit_options *options, weight_fit_report *report,
                      l2a_error *error);

#endif
