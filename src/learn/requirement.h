/* SPDX-License-Identifier: MIT */
/*
 * Requirements: what an evaluation must reach. "precision=0.985,recall=0.95", or for one segment "tier=core:precision=0.99". Of false
 * matches, review, abstaining and the calibration error the number is the most that is allowed, of all others the least.
 */
#ifndef L2A_LEARN_REQUIREMENT_H
#define L2A_LEARN_REQUIREMENT_H

#include "base/limits.h"
#include "learn/evaluation.h"

/* What can be required beside the metrics. */
enum { REQUIRE_RECALL_AT_PRECISION = METRIC_COUNT, REQUIRE_CALIBRATION_ERROR, REQUIRE_COUNT };

typedef struct requirement {
  bytes column, value; /* of the segment; borrowed; empty: the total */
  uint32_t metric;
  uint32_t bound; /* millionths */
  bool at_most;
  /* after requirements_check */
  bool has_value;
  bool met;
  uint32_t is; /* millionths; rounded against the requirement, so that what is printed and what is decided agree */
} requirement;

typedef struct requirement_list {
  uint32_t count;
  requirement items[REQUIREMENT_LIMIT];
} requirement_list;

const char *requirement_name(uint32_t which);

/* Adds what text asks for; it is borrowed. L2A_EINVAL (an unknown metric, no number from 0 to 1), L2A_ELIMIT. */
l2a_status requirements_read(requirement_list *list, const char *text, l2a_error *error);

/* L2A_ENOTFOUND when a segment does not exist. *all_met gets the answer; a metric without value is not met. */
l2a_status requirements_check(requirement_list *list, const evaluation *e, const label_set *labels, bool *all_met, l2a_error *error);

#endif
