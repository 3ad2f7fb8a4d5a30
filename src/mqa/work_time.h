/* SPDX-License-Identifier: MIT */
/*
 * Working time: on the calendar's days, without its holidays, from the instant of `from` to the instant of `to` in its time zone.
 *
 *   Thu 17:00 |            Fri |09:00 ====== 17:00|       Sat  Sun        Mon |09:00 ====== 17:00|
 */
#ifndef L2A_MQA_WORK_TIME_H
#define L2A_MQA_WORK_TIME_H

#include "base/time_zone.h"
#include "rules/mqa_rules.h"

/* The working time of a day: from == to when there is none. */
typedef struct work_day {
  int64_t from, to;
  int64_t before; /* seconds of working time on the days of the table before this one */
} work_day;

typedef struct work_time {
  const sla_rules *sla; /* borrowed */
  time_zone *zone;
  work_day *days; /* of work_time_cover; NULL: every question counts day by day */
  int64_t first_day;
  size_t day_count;
} work_time;

l2a_status work_time_init(work_time *w, const sla_rules *sla, l2a_error *error);
void work_time_free(work_time *w);

/* Makes a table of some days, so that questions about instants of those take no longer for a long time than for a short one. L2A_ENOMEM. */
l2a_status work_time_cover(work_time *w, int64_t first_day, int64_t last_day, l2a_error *error);

/* Seconds of working time from begin to end; 0 when end is not after begin. */
int64_t work_time_between(const work_time *w, int64_t begin, int64_t end);

/* The earliest instant at which `seconds` of working time have passed since begin; INSTANT_MAX when that is not before 2200. */
int64_t work_time_after(const work_time *w, int64_t begin, int64_t seconds);

#endif
