/* SPDX-License-Identifier: MIT */
/*
 * MQA change: the accounts of two runs over the same rows, side by side: which are qualified in one and not in the other, and why.
 *
 *   a side        one run: accounts with events, by id
 *   mqa_changes   both sides: qualified in both, gained (B only), lost (A only)
 */
#ifndef L2A_REPORT_MQA_CHANGE_H
#define L2A_REPORT_MQA_CHANGE_H

#include "base/buffer.h"
#include "mqa/mqa.h"

typedef struct mqa_standing {
  bytes id, name, stage, missing; /* missing: what it takes to be qualified */
  int64_t minutes;                /* milliminutes */
  uint32_t people;
  bool is_mqa;
} mqa_standing;

typedef struct mqa_side {
  arena texts;
  mqa_standing *rows; /* by id */
  size_t count, qualified;
  int64_t as_of;
} mqa_side;

typedef struct mqa_changes {
  bool compared;
  mqa_side a, b;
  size_t gained, lost;
} mqa_changes;

/* Copies what the run says. L2A_ENOMEM. Freed also after a failure. */
l2a_status mqa_side_take(mqa_side *side, const mqa *m, l2a_error *error);

/* Both sides are taken: counts gained and lost. */
void mqa_changes_count(mqa_changes *c);
void mqa_changes_free(mqa_changes *c);

/* The accounts that change, at most limit of each kind, as text and as a JSON object. Errors: out->failed. */
void mqa_changes_text(buffer *out, const mqa_changes *c, uint32_t limit);
void mqa_changes_json(buffer *out, const mqa_changes *c, uint32_t limit);

#endif
