/* SPDX-License-Identifier: MIT */
/*
 * Tuning: from labelled contacts to match_rules that fit them, with figures on rows that were not fitted.
 *
 *   contacts -> folds by account -> weights from the other folds -> totals -> calibration from the other folds' totals -> figures
 *                                   weights from all contacts             -> calibration from all held-back totals     -> rules
 *
 * With few labels the weights stay as they are and only the calibration is made anew; and whatever is not better on held-back rows is not
 * used.
 */
#ifndef L2A_LEARN_TUNE_H
#define L2A_LEARN_TUNE_H

#include "learn/em.h"
#include "learn/training_score.h"
#include "learn/tune_figures.h"
#include "learn/weight_fit.h"

enum {
  TUNE_CONTACT_MIN = 200,          /* labelled contacts with a candidate: fewer say nothing reliable */
  TUNE_CLASS_MIN = 20,             /* of them right, and wrong, by the rules as they are */
  TUNE_WEIGHTS_CONTACT_MIN = 500,  /* for weights of one's own: below that the few that are fitted follow chance */
  TUNE_ISOTONIC_CONTACT_MIN = 1000 /* for a calibration without a form given */
};

typedef enum tune_weights { TUNE_WEIGHTS_AUTO, TUNE_WEIGHTS_KEEP, TUNE_WEIGHTS_REFIT } tune_weights;

typedef struct tune_options {
  uint32_t folds; /* 2 to TRAINING_FOLD_LIMIT */
  uint32_t level_limit;
  uint32_t precision;       /* promised of matches on average, 1/10000; 0: none */
  uint32_t match_threshold; /* 1/10000; 0: that of the rules. Not with precision */
  tune_weights weights;
  size_t thread_count;
} tune_options;

/* What is expected of a threshold when there are no labels. */
typedef struct tune_expectation {
  uint32_t threshold;                  /* 1/10000 */
  double matched, right, right_in_all; /* contacts */
} tune_expectation;

typedef struct tune_result {
  match_rules rules;
  bool refitted; /* the weights are new; else only the calibration */
  bool tried;    /* weights were fitted but not better on held-back rows */
  bool isotonic; /* of the calibration */
  bool kept_all; /* neither weights nor calibration are new: nothing was better on held-back rows */
  bool from_labels;
  size_t contacts, with_account, without_account, found, pairs, repeated;
  weight_fit_report fit; /* of the weights from all contacts */
  uint32_t folds;
  lbfgs_report worst; /* of all regressions the one that converged least */
  tune_figures before, after;
  figure_point point_before, point_after; /* at the thresholds of the rules before and after */
  /* without labels */
  size_t with_candidate, patterns;
  em_report em;
  double share; /* of best candidates that are right */
  double shift; /* of probabilities on average */
  tune_expectation expected;
  /* for suggestions: the rules of each fold; fold_count 0 when the weights are kept */
  match_rules *fold_rules;
  uint32_t fold_count;
  /* held-back rows by contact of the set (figure_row.probability 0 where there is none), and their best pair */
  figure_row *rows;
  training_best *best;
} tune_result;

/*
 * set is prepared. base: the rules to begin with. L2A_EINVAL (too few labels, one class, no convergence), L2A_ENOTFOUND (the promised
 * precision cannot be had), L2A_ENOMEM.
 */
l2a_status tune_labelled(tune_result *out, const training_set *set, const match_rules *base, const tune_options *options, l2a_error *error);
void tune_result_free(tune_result *r);

#endif
