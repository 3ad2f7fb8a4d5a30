/* SPDX-License-Identifier: MIT */
/*
 * Labels to learn from: which account is right for a contact.
 *
 *   contact "C1" -> account A7, also A9      right: A7 or A9
 *   contact "C2" -> none                     no account is right
 *   a contact that is not here               unknown: nothing is learned from it
 */
#ifndef L2A_LEARN_TRAINING_LABEL_H
#define L2A_LEARN_TRAINING_LABEL_H

#include "base/limits.h"
#include "index/snapshot.h"

typedef struct training_label {
  bytes contact_id, account_id; /* account_id empty: no account is right */
  bytes also_ok;                /* ids separated by | */
  uint64_t line;
  uint32_t weight; /* thousandths */
  bool unknown;    /* after training_labels_resolve: an account that the index does not have is the right one */
  uint32_t account_count;
  const uint32_t *accounts; /* numbers of those the index has; the first one is account_id's if it is there */
} training_label;

typedef struct training_labels training_labels;

l2a_status training_labels_new(training_labels **out, l2a_error *error);
void training_labels_free(training_labels *labels);

/* Copies. The same label twice is one. L2A_EINVAL (the contact has another label already, no contact id, too many accounts), L2A_ENOMEM. */
l2a_status training_labels_add(training_labels *labels, const training_label *label, l2a_error *error);

size_t training_labels_count(const training_labels *labels);

/* Looks the accounts up, and gets ready for training_labels_find. Returns how many labels name an account that the index does not have
 * in *missing. L2A_ENOMEM. */
l2a_status training_labels_resolve(training_labels *labels, const snapshot *s, size_t *missing, l2a_error *error);

/* NULL when there is none. Any thread. */
const training_label *training_labels_find(const training_labels *labels, bytes contact_id);

#endif
