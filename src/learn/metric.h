/* SPDX-License-Identifier: MIT */
/*
 * Metrics of a group of labelled contacts. All of them are exact fractions of counts:
 *
 *                         an account is right          none is right
 *   matched, right one    right                        -
 *   matched, another      wrong                        wrong and false_matches
 *   review or none        missed                       left alone
 *
 *   precision         right / (right + wrong)          recall       right / with_account
 *   f1                2 right / (right + wrong + with_account)
 *   false_match_rate  false_matches / no_match_rows    review_share, abstain_rate  of all rows
 */
#ifndef L2A_LEARN_METRIC_H
#define L2A_LEARN_METRIC_H

#include "base/bytes.h"

/* What a run said of one labelled contact. */
typedef struct outcome {
  int64_t score;   /* in SCORE_UNIT; SCORE_NONE */
  uint32_t reason; /* number of its name */
  bool answered;   /* the run has the contact */
  bool wanted;     /* an account is right */
  bool named;      /* the answer names an account, also for review */
  bool matched;
  bool in_review;
  bool accepted; /* the account named is right */
} outcome;

#define SCORE_UNIT INT64_C(1000000000) /* a score of 1 */
#define SCORE_NONE INT64_MIN

typedef struct metric_counts {
  uint64_t rows;
  uint64_t with_account;
  uint64_t right;
  uint64_t wrong;
  uint64_t no_match_rows;
  uint64_t false_matches;
  uint64_t abstained;
  uint64_t in_review;
  uint64_t review_right; /* of those in review: the account named is right */
} metric_counts;

typedef struct ratio {
  uint64_t of;
  uint64_t total; /* 0: the metric has no value */
} ratio;

typedef enum metric {
  METRIC_PRECISION,
  METRIC_RECALL,
  METRIC_F1,
  METRIC_FALSE_MATCH_RATE,
  METRIC_REVIEW_SHARE,
  METRIC_ABSTAIN_RATE,
  METRIC_COUNT
} metric;

/* "precision", ...; static. */
const char *metric_name(metric m);

void metric_counts_add(metric_counts *c, const outcome *o);
ratio metric_value(const metric_counts *c, metric m);

/* Right for the purposes of a metric: an account is right, and it is the one named. */
static inline bool outcome_is_right(const outcome *o)
{
  return o->wanted && o->accepted;
}

/* A decimal number with sign, fraction and exponent in units of SCORE_UNIT, rounded towards 0; false when it is none or out of range. */
bool score_read(int64_t *out, bytes text);

#endif
