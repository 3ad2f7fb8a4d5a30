/* SPDX-License-Identifier: MIT */
/* Waterfall: how the evidence of a contact for one account adds up. */
#ifndef L2A_REPORT_WATERFALL_H
#define L2A_REPORT_WATERFALL_H

#include "base/status.h"
#include "match/matcher.h"

enum { WATERFALL_STEP_LIMIT = FEATURE_COUNT + 2 };

typedef struct waterfall_step {
  const char *name;    /* "prior", a feature, "margin"; static */
  const char *meaning; /* static */
  int32_t value;
  int32_t weight; /* thousandths of a nat */
} waterfall_step;

typedef struct waterfall {
  bool known;                     /* false: nothing was compared (an override, no such account) */
  bool by_route;                  /* false: no route brings the account; it was compared because it was asked for */
  bytes account_id, account_name; /* borrowed from the index */
  int32_t total;                  /* thousandths of a nat */
  uint32_t probability;           /* 1/10000 */
  uint32_t step_count;            /* those that weigh something */
  waterfall_step steps[WATERFALL_STEP_LIMIT];
} waterfall;

/* For an account of the index by its id; out->known is false when there is none. Uses the matcher. L2A_ENOMEM. */
l2a_status waterfall_make(waterfall *out, l2a_matcher *m, const l2a_contact *contact, bytes account_id, l2a_error *error);

#endif
