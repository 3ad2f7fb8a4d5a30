/* SPDX-License-Identifier: MIT */
/*
 * Score: the sum of the weights of the levels of all features plus the prior (the form of Fellegi and Sunter, 1969; the weights are fitted
 * together, not field by field), then a weight for the distance to the best rival, then calibration to a probability. All in fixed point.
 */
#ifndef L2A_MATCH_SCORE_H
#define L2A_MATCH_SCORE_H

#include "match/compare.h"

enum {
  MARGIN_ALONE = 30000,      /* distance to the best rival when there is none, thousandths of a nat */
  UNNAMED_PROBABILITY = 5000 /* place and phone name nobody: alone they are no better than a coin, 1/10000 */
};

typedef struct scored {
  const comparison *comparison;
  int32_t evidence;     /* prior and weights, thousandths of a nat */
  int32_t margin;       /* evidence minus that of the best other candidate */
  int32_t total;        /* evidence and the weight of the margin's level */
  uint32_t probability; /* 1/10000 */
  bool is_named;        /* something names the account; else the probability is at most UNNAMED_PROBABILITY */
} scored;

/* A domain, the name or a part of it, an acronym, a label that spells it. */
bool score_is_named(const int32_t *features);

int32_t score_evidence(const match_rules *rules, const int32_t *features);

/* The features scored last and their weights: accounts differ in few features, so only those are looked up again. Zero to begin with; goes
 * with one set of rules. */
typedef struct score_cache {
  bool used;
  int32_t evidence;
  int32_t features[FEATURE_COUNT];
  int32_t weights[FEATURE_COUNT];
} score_cache;
int32_t score_evidence_cached(score_cache *cache, const match_rules *rules, const int32_t *features);

/* Total and probability for a distance to the best rival. */
void score_with_margin(scored *out, const match_rules *rules, int32_t margin);

/* Probability of a total: straight lines between calibration points, flat outside; 1/10000. */
uint32_t score_calibrate(const match_rules *rules, int32_t total);

/* Scores all comparisons and sorts them: evidence, then smaller id. */
void score_all(scored *out, const comparison *all, uint32_t count, const match_rules *rules);
void score_all_cached(scored *out, const comparison *all, uint32_t count, const match_rules *rules, score_cache *cache);

#endif
