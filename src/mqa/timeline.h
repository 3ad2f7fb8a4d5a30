/* SPDX-License-Identifier: MIT */
/*
 * An account through time: its events at their instants, and the day starts between and behind them at which something can change.
 *
 *   event  event     day start        event                  T | day start ... (falls_at)
 *   --+------+----------|---------------+------------------- + |----|-----
 *   apply, evaluate     evaluate        apply, evaluate      evaluate
 */
#ifndef L2A_MQA_TIMELINE_H
#define L2A_MQA_TIMELINE_H

#include "mqa/account_items.h"
#include "mqa/stage_machine.h"

typedef enum event_kind { EVENT_ITEM = 0, EVENT_TOUCH, EVENT_CREATED, EVENT_CLOSED } event_kind;

typedef struct time_event {
  int64_t at;
  event_kind kind;
  uint32_t index; /* of the account's items, touches or deals */
} time_event;

/* A thread's memory for one account after the other. */
typedef struct timeline {
  const mqa *m;
  account_items items;
  engagement e;
  stage_machine s;
  VECTOR(time_event) events;
  VECTOR(uint32_t) types;       /* at the instant */
  VECTOR(stage_change) changes; /* with their instants */
  VECTOR(int64_t) change_at;
  VECTOR(uint8_t) capped;   /* by item */
  uint32_t *slot_of;        /* by person: slot + 1 */
  VECTOR(uint32_t) persons; /* by slot */
  bool has_events;          /* up to the instant of the run */
  bool dirty;
  bool unsettled; /* the run's own instant changed something: a later run has no evaluation there */
  int64_t last;   /* the newest instant that was evaluated */
  int64_t timer;  /* the first instant after it at which time alone can change something */
} timeline;

l2a_status timeline_init(timeline *t, const mqa *m, l2a_error *error);
void timeline_free(timeline *t);

/* Another variant of the definitions, for the runs that follow. */
void timeline_set_scheme(timeline *t, const mqa_scheme *scheme);

/* Once for an account, before its runs; account_items_seek comes first. from: as account_items_load. L2A_EIO, L2A_ENOMEM. */
l2a_status timeline_load(timeline *t, uint32_t account, int64_t from, l2a_error *error);

/*
 * Where an account stood at an instant. When only activities after it have come since, a run goes on from there: it needs the rows that
 * still count then, but asks nothing of the time before.
 */
typedef struct timeline_place {
  int64_t at; /* INT64_MIN: nowhere, all has to be run */
  bool has_events, initial;
  uint32_t stage;
  int64_t entered, cooldown_until, mqa_at;
  int64_t applied; /* engagement.applied */
} timeline_place;

/* The first instant of a row that may still count at a place, or later. */
int64_t timeline_reach(const timeline *t, int64_t at);

/* After timeline_run, before timeline_ahead. */
timeline_place timeline_place_of(const timeline *t);

/* All rows, those of persons whose match is sure, or those of the run before it, without collecting them again. */
typedef enum timeline_rows { ROWS_ALL = 0, ROWS_STRONG, ROWS_AGAIN } timeline_rows;

/* The account up to the instant of the run. from: NULL, or where the same rows (all, or the sure ones) stood; not with ROWS_AGAIN. */
l2a_status timeline_run(timeline *t, uint32_t account, timeline_rows rows, const timeline_place *from, l2a_error *error);

/* What comes if nothing more happens. */
typedef struct timeline_future {
  int64_t falls_at; /* the first day start in the next 730 days at which the stage is another; INSTANT_NONE, also without `falls` */
  int64_t next;     /* before it nothing of the account is another one than now; INT64_MAX: never, INT64_MIN: it may be at any instant */
} timeline_future;

/* After timeline_run. Moves the timeline on. */
timeline_future timeline_ahead(timeline *t, bool falls);

#endif
