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

/*
 * The weights of one set of rules laid out for many comparisons: the sum of what each cut adds when the value has reached it. First cuts of
 * all features stand side by side, then second ones ..., features with many cuts first, so that every row is a run without branches, four
 * features at a time.
 *
 *   row k    | cut k of feature order[0] | of order[1] | ... as many as have more than k cuts; then cuts that add nothing
 */
enum { SCORE_LANES = 4, SCORE_BLOCKS = (FEATURE_COUNT + SCORE_LANES - 1) / SCORE_LANES };

typedef int32_t score_block __attribute__((vector_size(SCORE_LANES * sizeof(int32_t))));

typedef struct score_table {
  int32_t base; /* prior and the weights below all cuts */
  uint32_t row_count, feature_count;
  uint32_t row_blocks[WEIGHT_LEVEL_LIMIT];
  uint8_t order[FEATURE_COUNT];
  score_block cuts[WEIGHT_LEVEL_LIMIT][SCORE_BLOCKS];
  score_block steps[WEIGHT_LEVEL_LIMIT][SCORE_BLOCKS];
} score_table;

void score_table_make(score_table *out, const match_rules *rules);

/* The same as score_evidence. */
int32_t score_table_evidence(const score_table *t, const int32_t *features);

/* Total and probability for a distance to the best rival. */
void score_with_margin(scored *out, const match_rules *rules, int32_t margin);

/* Probability of a total: straight lines between calibration points, flat outside; 1/10000. */
uint32_t score_calibrate(const match_rules *rules, int32_t total);

/* Scores all comparisons and sorts them: evidence, then smaller id. table: of the rules, or NULL. */
void score_all(scored *out, const comparison *all, uint32_t count, const match_rules *rules);
void score_all_by(scored *out, const comparison *all, uint32_t count, const match_rules *rules, const score_table *table);

#endif
