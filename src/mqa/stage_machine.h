/* SPDX-License-Identifier: MIT */
/*
 * The stages of an account, one evaluation after the other.
 *
 *   rejected, recycled  |
 *   expired             +-> a stage above that holds, else expires_to; a cooldown begins
 *   else                --> the highest stage that holds; not down before min_dwell
 */
#ifndef L2A_MQA_STAGE_MACHINE_H
#define L2A_MQA_STAGE_MACHINE_H

#include "mqa/engagement.h"

#define NEVER INT64_MAX

typedef struct stage_machine {
  const mqa_rules *def;
  const engagement *e;
  uint32_t stage;
  bool initial; /* still where it began: no entry, no dwell, no age */
  int64_t entered;
  int64_t cooldown_until; /* INT64_MIN: none */
  int64_t mqa_at;         /* the last entry; INSTANT_NONE */
} stage_machine;

/* What happened at an instant. */
typedef struct stage_event {
  int64_t at;
  bytes verdict;         /* of the first touch that rejects or recycles; empty without one */
  const uint32_t *types; /* of the account's activities, capped or not */
  size_t type_count;
} stage_event;

typedef struct stage_change {
  bool changed, mqa_entry;
  uint32_t from, to;
  bytes reason; /* static, or the verdict */
} stage_change;

/* The highest stage that holds without any rows. */
void stage_machine_begin(stage_machine *s, const engagement *e);

stage_change stage_machine_evaluate(stage_machine *s, const stage_event *event);

/* The first instant after `at` at which time alone can change something; NEVER. */
int64_t stage_machine_timer(const stage_machine *s, int64_t at);

#endif
