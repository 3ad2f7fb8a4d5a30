/* SPDX-License-Identifier: MIT */
/* How well the MQA entries of a variant foretold opportunities, in a part of the time and, where asked, of one tier. */
#ifndef L2A_REPORT_BACKTEST_SCORE_H
#define L2A_REPORT_BACKTEST_SCORE_H

#include "report/view_tools.h"

typedef struct score_frame {
  const mqa *m;
  const mqa_account_row *accounts;
  size_t account_count;
  int64_t horizon;
  view_period part;
  const uint32_t *tier_of; /* by account; NULL: all */
  uint32_t tier;
} score_frame;

typedef struct score {
  uint64_t entries, hits;  /* entries of the part; followed by an opportunity within the horizon */
  uint64_t targets, found; /* opportunities created in the part while none was open; with an entry within the horizon before */
  uint64_t flaps;          /* entries less than 30 days after the account fell out of the MQA stages */
  uint64_t busy_week;      /* entries of the week that one in ten exceeds */
  int64_t lead;            /* seconds from the first such entry to the opportunity, median */
  bool failed;             /* memory is out */
} score;

score score_variant(const score_frame *f, size_t variant);

/* Of accounts without an open opportunity, week by week: how many got one within the horizon. */
typedef struct base_rate {
  uint64_t hits, total;
} base_rate;

base_rate score_base(const score_frame *f);

#endif
