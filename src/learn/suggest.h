/* SPDX-License-Identifier: MIT */
/*
 * Suggestions: the contacts without label whose label would teach most. Those are the ones near the threshold of a match, and those that
 * the rules of the folds judge differently.
 */
#ifndef L2A_LEARN_SUGGEST_H
#define L2A_LEARN_SUGGEST_H

#include "learn/training_score.h"

enum {
  SUGGESTION_LIMIT = 10000,
  SUGGESTION_POOL_FACTOR = 20, /* contacts kept for each suggestion, nearest to the threshold first */
  SUGGESTION_CANDIDATES = 3,
  SUGGESTION_SAME_ACCOUNT = 2 /* suggestions with one best account: more would teach the same */
};

/* A set of contacts without label, cut down to the nearest ones whenever it has twice as many. */
typedef struct suggestion_pool {
  training_set set;
  size_t limit;
} suggestion_pool;

void suggestion_pool_init(suggestion_pool *pool, size_t suggestions);
void suggestion_pool_free(suggestion_pool *pool);

/* All of more's contacts. L2A_ELIMIT, L2A_ENOMEM. */
l2a_status suggestion_pool_append(suggestion_pool *pool, const training_set *more, l2a_error *error);

typedef struct suggestion {
  const training_contact *contact;
  uint32_t value;                  /* what a label is worth: the larger the more */
  uint32_t probability, low, high; /* 1/10000: by the rules; lowest and highest of the folds */
  uint32_t candidate_count;
  uint32_t accounts[SUGGESTION_CANDIDATES], probabilities[SUGGESTION_CANDIDATES];
} suggestion;

/* The best ones, at most *count, best first; *count gets how many there are. fold_rules may be NULL. Whatever the order and the pieces
 * in which the pool got its contacts, the same ones are chosen. L2A_ENOMEM. */
l2a_status suggestions_choose(suggestion *out, size_t *count, suggestion_pool *pool, const match_rules *rules,
                              const match_rules *fold_rules, uint32_t fold_count, l2a_error *error);

#endif
