/* SPDX-License-Identifier: MIT */
/* One account's rows of all tables. */
#ifndef L2A_MQA_ACCOUNT_RUN_H
#define L2A_MQA_ACCOUNT_RUN_H

#include "mqa/timeline.h"

/* What a run may go on from: the rest of the account's history is in the result already. */
typedef struct account_past {
  timeline_place all, strong; /* of all rows; of those with a sure match, where they are not all */
  bool has_weak;
  int64_t first_event;
} account_past;

/* A thread's memory. */
typedef struct account_runner {
  mqa *m; /* its rows[] are written, each account by one thread */
  timeline t;
  int64_t *type_units;     /* by type */
  const condition *people; /* the first people condition of the highest MQA stage, or NULL */
  uint32_t mqa_stage;      /* the highest; stage_count without one */
  uint32_t lowest_mqa;     /* the lowest */
  uint32_t top;            /* of the last account: its type with the most minutes; UINT32_MAX */
  int64_t next;            /* of the last account: timeline_future.next */
  account_past past;       /* of the last account: what a later run can go on from */
} account_runner;

l2a_status account_runner_init(account_runner *r, mqa *m, l2a_error *error);
void account_runner_free(account_runner *r);

/* Fills m->rows[account] and adds to out; texts live in a. past: NULL, or where it goes on. After it the runner says what can be remembered. */
l2a_status account_run(account_runner *r, uint32_t account, const account_past *past, block_result *out, arena *a, l2a_error *error);

/* The SLA rows of the entries, ascending. */
l2a_status sla_run(const mqa *m, uint32_t account, const int64_t *entries, size_t count, block_result *out, l2a_error *error);

#endif
