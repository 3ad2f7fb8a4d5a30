/* SPDX-License-Identifier: MIT */
/* Outcome set: the answers of a run, joined with the labels by contact id. A labelled contact without an answer abstains. */
#ifndef L2A_LEARN_OUTCOME_SET_H
#define L2A_LEARN_OUTCOME_SET_H

#include "learn/label.h"
#include "learn/metric.h"

typedef struct labelled_answer {
  bytes contact_id;
  bytes account_id; /* empty: none */
  bytes reason;     /* any word */
  l2a_decision decision;
  int64_t score; /* SCORE_NONE */
} labelled_answer;

typedef struct outcome_set {
  const label_set *labels;
  outcome *outcomes; /* by number of the label */
  id_map reasons;
  id_map answered;   /* contact ids, also those without label */
  uint64_t repeated; /* answers for a contact that had one: the first one counts */
  uint64_t unknown;  /* contacts without label */
} outcome_set;

/* labels: complete, borrowed. L2A_ENOMEM. */
l2a_status outcome_set_init(outcome_set *set, const label_set *labels, l2a_error *error);
void outcome_set_free(outcome_set *set);

/* *number gets the number of the label that the answer counts for; ID_NONE when it counts for none. L2A_ENOMEM. */
l2a_status outcome_set_take(outcome_set *set, const labelled_answer *a, uint32_t *number, l2a_error *error);

/* Labelled contacts that have no answer. */
uint64_t outcome_set_missing(const outcome_set *set);

/* "match" and the words that others use for it: auto, matched, accept, yes, 1, true, assign ...; case and blanks around do not count. */
bool decision_word_is_match(bytes word);

#endif
