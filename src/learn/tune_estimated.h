/* SPDX-License-Identifier: MIT */
/*
 * Weights without labels: which candidates are right is estimated from the contacts alone (class_fit.h), beginning with a guess written by
 * hand (evidence_kind.h), not with the weights there are; then all weights are fitted together to those probabilities, and the calibration.
 * What the features say one by one is more than what the kinds of evidence say: the fitted rules are better than the estimate.
 */
#ifndef L2A_LEARN_TUNE_ESTIMATED_H
#define L2A_LEARN_TUNE_ESTIMATED_H

#include "learn/tune.h"

enum { TUNE_ESTIMATED_CONTACT_MIN = 1000 }; /* with a candidate */

/*
 * set: prepared; labels in it are not looked at. rules of *out: base with weights, margin, calibration and thresholds. L2A_EINVAL: the
 * contacts do not say it (too few, one class only, evidence of too few kinds, classes that overlap, no convergence); L2A_ENOTFOUND (the
 * promised precision cannot be had), L2A_ENOMEM.
 */
l2a_status tune_estimated(tune_result *out, const training_set *set, const match_rules *base, const tune_options *options,
                          l2a_error *error);

#endif
