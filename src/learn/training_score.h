/* SPDX-License-Identifier: MIT */
/* What rules say of the contacts of a training set: the best candidate of each, as score_all would choose it. */
#ifndef L2A_LEARN_TRAINING_SCORE_H
#define L2A_LEARN_TRAINING_SCORE_H

#include "learn/training_set.h"

typedef struct training_best {
  size_t pair;          /* SIZE_MAX: the contact has no candidate */
  int32_t total;        /* thousandths of a nat */
  uint32_t probability; /* 1/10000, by the rules' calibration */
} training_best;

training_best training_score(const training_set *set, const training_contact *c, const match_rules *rules);

/* The accounts of the best candidates, at most limit, and their probabilities; returns how many. */
uint32_t training_score_best(uint32_t *accounts, uint32_t *probabilities, uint32_t limit, const training_set *set,
                             const training_contact *c, const match_rules *rules);

#endif
