/* SPDX-License-Identifier: MIT */
/*
 * An account's minutes as time goes by. Activities are applied in their order, the day moves on; what conditions ask is kept up to date.
 *
 *   buckets (a day's units of a person)   | Mon p1 20.0 | Mon p2 5.0 | Wed p1 1.5 | ...        slots[p] minutes now
 *                                           ^ low: before it all are out of the window          counts[leaf] persons, roles, activities
 *
 * Minutes change at activities and at day starts: without decay the buckets at the window's end leave; with decay, and where a clock was set
 * back over midnight, all of the window is added up anew.
 */
#ifndef L2A_MQA_ENGAGEMENT_H
#define L2A_MQA_ENGAGEMENT_H

#include "mqa/book.h"

#define NEVER_DAY INT64_MAX

typedef struct day_bucket {
  int64_t units;
  int32_t day;
  uint32_t slot;
  uint32_t before; /* the slot's bucket before this one, + 1 */
} day_bucket;

typedef struct person_slot {
  int64_t minutes;
  int64_t sum;   /* while adding up */
  uint32_t last; /* its newest bucket + 1 */
  uint32_t role;
} person_slot;

typedef struct cap_count {
  uint32_t slot, type;
  int32_t day;
  uint32_t count; /* 0: free */
} cap_count;

typedef struct type_day {
  int32_t day;
  uint32_t count;
} type_day;

typedef struct leaf_days {
  VECTOR(type_day) days;
  size_t low;
  int64_t next; /* the first day at whose start the count is another */
} leaf_days;

typedef struct engagement {
  const mqa_scheme *scheme;
  const mqa_rules *def; /* of the scheme */
  const uint64_t *columns;
  int64_t day;
  int64_t next_change; /* the first day at whose start something changes by itself */
  int64_t total;
  int64_t applied; /* all units so far: a sum that would not fit is cut off */
  uint32_t open, won;
  bool unsorted;    /* a clock set back over midnight: days come out of order */
  bool turned;      /* a condition may hold now that did not, or the other way round, since the flag was cleared (by the timeline) */
  int64_t calm_low; /* as long as the total is at least this and below calm_high, no condition on it turns */
  int64_t calm_high;
  VECTOR(person_slot) slots; /* slot 0: the anonymous rows */
  VECTOR(day_bucket) buckets;
  size_t low;
  uint32_t *counts;      /* by leaf */
  uint32_t *role_counts; /* by leaf and role */
  leaf_days *leaf_days;  /* by leaf, of activity conditions */
  cap_count *caps;       /* of capped types: persons, types, days */
  size_t cap_capacity, cap_used;
} engagement;

l2a_status engagement_init(engagement *e, const mqa_scheme *scheme, l2a_error *error);
void engagement_free(engagement *e);

/* An account without any rows; slot_count persons (with slot 0), whose roles are set by the caller. */
l2a_status engagement_begin(engagement *e, const uint64_t *columns, uint32_t slot_count, l2a_error *error);

/* Another variant of the same definitions; before engagement_begin. */
void engagement_set_scheme(engagement *e, const mqa_scheme *scheme);

void engagement_set_day(engagement *e, int64_t day);

/* For rows of days that are over: applied without asking what held in between. Before a question engagement_catch_up. */
void engagement_skip_to(engagement *e, int64_t day);
void engagement_catch_up(engagement *e, int64_t day);

/* An activity of the day that is set; *capped: the daily cap took it. */
l2a_status engagement_apply(engagement *e, uint32_t slot, uint32_t type, int64_t units, bool *capped, l2a_error *error);

/* Persons with more than 0 and at least `each` minutes. */
uint32_t engagement_people(const engagement *e, int64_t each);

bool condition_holds(const engagement *e, const condition *c);

#endif
