/* SPDX-License-Identifier: MIT */
/*
 * Training set: contacts with the values of every feature of every candidate, as small as they can be kept.
 *
 *   contacts  [id, label, first_pair, pair_count] ...       sorted by id once the set is ready, whatever order the rows came in
 *   pairs     account, right, FEATURE_COUNT int16 values    those of one contact stand together, sorted by account number
 *
 * 130 bytes a pair; TRAINING_PAIR_LIMIT pairs are half a gigabyte, and fitting takes as much again.
 */
#ifndef L2A_LEARN_TRAINING_SET_H
#define L2A_LEARN_TRAINING_SET_H

#include "base/limits.h"
#include "learn/label.h"
#include "match/matcher.h"

enum { TRAINING_FOLD_LIMIT = 20 };

typedef struct training_contact {
  bytes id;
  uint64_t content;  /* hash of the fields: of two rows with one id the smaller one counts */
  uint64_t fold_key; /* hash of the right account's id, or of the contact's where there is none */
  bool labelled, has_account;
  bool found;                          /* a right account is among the candidates */
  uint32_t weight;                     /* thousandths */
  uint32_t distance;                   /* without label: of the probability from the threshold of a match, 1/10000 */
  bytes email, company, country, city; /* without label: for the person who is to give one */
  uint32_t pair_count;
  size_t first_pair;
} training_contact;

typedef struct training_set {
  arena texts;
  training_contact *contacts;
  size_t contact_count, contact_capacity;
  uint32_t *accounts;
  uint8_t *right;
  int16_t *values; /* pair_count x FEATURE_COUNT */
  size_t pair_count, pair_capacity;
  size_t repeated; /* rows left out since their contact's id came before */
} training_set;

void training_set_init(training_set *set);
void training_set_free(training_set *set);
void training_set_clear(training_set *set); /* keeps the memory */

/* The contact that the matcher has just run (matcher_run), with its label or NULL. L2A_ELIMIT (pairs), L2A_ENOMEM. */
l2a_status training_set_add(training_set *set, const l2a_matcher *m, const l2a_contact *contact, const label *known, l2a_error *error);

/* Everything of more. Same errors. */
l2a_status training_set_append(training_set *set, const training_set *more, l2a_error *error);

/* The same, contact by contact: also when more's contacts are not all of those its pairs belong to. */
l2a_status training_set_append_contacts(training_set *set, const training_set *more, l2a_error *error);

/* Sorts the contacts and leaves repeated ones out. Before anything below. */
void training_set_prepare(training_set *set);

static inline uint32_t training_fold(const training_contact *c, uint32_t folds)
{
  return (uint32_t)(c->fold_key % folds);
}

static inline const int16_t *training_values(const training_set *set, size_t pair)
{
  return set->values + pair * FEATURE_COUNT;
}

#endif
