/* SPDX-License-Identifier: MIT */
/*
 * Backtest: would other thresholds have found the later opportunities better?
 *
 *   begin ................................ end ......... as of
 *     |  MQA entries are judged: was there   |  horizon    |
 *     |  an opportunity within the horizon?  |  not yet decided
 *     |---- chosen on ----|--- held back ----|
 *
 * Every variant is the engine's own run over the rows up to each instant. The definition that is proposed is chosen on the first two thirds of
 * the time; its figures on the rest, which had no part in the choice, are what may be expected.
 */
#ifndef L2A_REPORT_BACKTEST_VIEW_H
#define L2A_REPORT_BACKTEST_VIEW_H

#include "report/view_tools.h"

enum { BACKTEST_VARIANT_LIMIT = 400 };

typedef struct backtest_options {
  const mqa_variant *variants; /* the first is the definitions as they are */
  size_t variant_count;
  int64_t since;     /* INSTANT_NONE: one window after the first row */
  int64_t horizon;   /* seconds */
  uint32_t capacity; /* MQAs that sales can take a week; 0: any */
} backtest_options;

/*
 * Sheets:
 *   basis   the period, its opportunities, and how often an account gets one within the horizon anyway
 *   sweep   a row a variant, over the whole period
 *   best    the definitions and the best variant, on the part it was chosen on and on the part held back
 *   tiers   the best minutes of each tier together under the capacity, in the same way; empty without tiers
 * L2A_EINVAL (no time between begin and end), L2A_ENOMEM. m was run with the variants.
 */
l2a_status backtest_view(sheet_set *out, const mqa *m, const backtest_options *options, l2a_error *error);

#endif
