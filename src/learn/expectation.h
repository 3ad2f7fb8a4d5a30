/* SPDX-License-Identifier: MIT */
/* Expectation: what rules give of contacts whose right candidates are only estimated. */
#ifndef L2A_LEARN_EXPECTATION_H
#define L2A_LEARN_EXPECTATION_H

#include "learn/isotonic.h"
#include "learn/tune.h"

/* What the rules' calibration expects of the rows whose probability is at least threshold (1/10000). */
tune_expectation expectation_at(const match_rules *rules, const calibration_row *rows, size_t count, uint32_t threshold);

/*
 * Sets the thresholds of *rules as the options ask: a given one, or the lowest whose matches are expected to be right often enough.
 * L2A_ENOTFOUND when there is none.
 */
l2a_status expectation_choose(tune_expectation *out, match_rules *rules, const calibration_row *rows, size_t count,
                              const tune_options *options, l2a_error *error);

#endif
