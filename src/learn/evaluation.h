/* SPDX-License-Identifier: MIT */
/*
 * Evaluation: labels and outcomes in, the figures of every group out.
 *
 *   groups[0]  total                   without the rows of tier `undecidable`: their recall means nothing
 *   groups[1]  all                     with them, when there are any: their wrong matches do count
 *   groups[2]  tier = core             each value of each segment column, most rows first
 */
#ifndef L2A_LEARN_EVALUATION_H
#define L2A_LEARN_EVALUATION_H

#include "learn/interval.h"
#include "learn/label.h"
#include "learn/sweep.h"

typedef struct evaluation_group {
  uint32_t column; /* segment column; ID_NONE: total or all */
  uint32_t value;
  metric_counts counts;
  interval f1;
  bool has_scores;
  bool reached; /* the precision asked for; then point */
  sweep_point point;
  calibration_bins calibration;
} evaluation_group;

/* Answers with one reason, over all labelled contacts. */
typedef struct reason_counts {
  uint64_t matched, matched_right, in_review, review_right, none, none_wanted;
} reason_counts;

typedef struct evaluation_options {
  uint32_t target;     /* precision at which recall is reported, millionths */
  uint32_t replicates; /* of the bootstrap */
  uint64_t seed;
} evaluation_options;

typedef struct evaluation {
  evaluation_options options;
  uint32_t group_count;
  evaluation_group *groups;
  bool has_all; /* groups[1] is `all` */
  uint32_t reason_count;
  reason_counts *reasons; /* by outcome.reason */
  size_t curve_count;     /* of the total */
  sweep_point curve[CURVE_POINT_LIMIT];
} evaluation;

/* outcomes: by number of the label; reason_count: of their reasons. The result keeps nothing of either. L2A_ENOMEM. */
l2a_status evaluation_make(evaluation *out, const label_set *labels, const outcome *outcomes, uint32_t reason_count,
                           const evaluation_options *options, l2a_error *error);
void evaluation_free(evaluation *e);

/* "total", "all" or the value of the segment; empty values are "(empty)". */
bytes evaluation_group_name(const evaluation *e, const evaluation_group *g, const label_set *labels);

#endif
