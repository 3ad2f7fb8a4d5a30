/* SPDX-License-Identifier: MIT */
/*
 * Plan: the funnel backwards, from a target to what has to happen each week, by what was measured.
 *
 *   target -> the part that comes from qualified accounts -> won opportunities -> opportunities -> MQAs -> MQAs a week, by program
 *              (sourced share)          (value of one)        (win rate)       (conversion)    (until the last week that is in time)
 */
#ifndef L2A_REPORT_PLAN_VIEW_H
#define L2A_REPORT_PLAN_VIEW_H

#include "report/view_tools.h"

typedef struct plan_options {
  int64_t target;   /* thousandths */
  bool revenue;     /* of won opportunities; else of opportunities created */
  int64_t by;       /* when it must be there */
  int64_t since;    /* what is measured begins here; INSTANT_NONE: a year before the instant of the run */
  int64_t horizon;  /* seconds from an MQA to its opportunity that count as conversion */
  uint32_t sourced; /* percent of the target that has to come from MQAs; 0: the part that was measured */
} plan_options;

/*
 * Sheets: measured, need, programs, supply. m was run with one variant, the definitions as they are. L2A_EINVAL when there is nothing to measure
 * by, or the time is too short; L2A_ENOMEM. *feasible: are there as many accounts left as are expected to be needed?
 */
l2a_status plan_view(sheet_set *out, const mqa *m, const plan_options *options, bool *feasible, l2a_error *error);

#endif
