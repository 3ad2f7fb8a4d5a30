/* SPDX-License-Identifier: MIT */
/*
 * Contact sample: of any number of contacts a share whose candidates fit into memory. Which contacts are in it depends on a hash of their
 * ids alone: contacts are in when their hash is below the limit, and the limit is halved whenever there are too many pairs. So neither the
 * order of rows nor how they come in parts matters.
 */
#ifndef L2A_LEARN_CONTACT_SAMPLE_H
#define L2A_LEARN_CONTACT_SAMPLE_H

#include "learn/training_set.h"

enum { SAMPLE_PAIR_LIMIT = 1500000 };

typedef struct contact_sample {
  training_set set;
  uint64_t hash_limit; /* contacts with a hash up to it are in */
  size_t pair_limit;
} contact_sample;

void contact_sample_init(contact_sample *sample, size_t pair_limit);
void contact_sample_free(contact_sample *sample);

/* Those of more's contacts that are in. L2A_ENOMEM, L2A_ELIMIT. */
l2a_status contact_sample_append(contact_sample *sample, const training_set *more, l2a_error *error);

#endif
