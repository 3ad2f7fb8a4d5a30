/* SPDX-License-Identifier: MIT */
#include "learn/contact_sample.h"

#include <stdlib.h>

#include "base/hash.h"

enum { SAMPLE_SEED = 7 }; /* folds are by hashes of ids too: the two must not go together */

void contact_sample_init(contact_sample *sample, size_t pair_limit)
{
  training_set_init(&sample->set);
  sample->hash_limit = UINT64_MAX;
  sample->pair_limit = pair_limit;
}

void contact_sample_free(contact_sample *sample)
{
  training_set_free(&sample->set);
}

static l2a_status append_those_in(training_set *out, const training_set *from, uint64_t hash_limit, l2a_error *error)
{
  training_set in = *from;
  l2a_status status;

  in.contact_count = 0;
  in.contacts = malloc((from->contact_count + 1) * sizeof *in.contacts);
  if (!in.contacts) return error_no_memory(error);
  for (size_t i = 0; i < from->contact_count; i++)
    if (hash_bytes_seeded(from->contacts[i].id, SAMPLE_SEED) <= hash_limit) in.contacts[in.contact_count++] = from->contacts[i];
  status = training_set_append_contacts(out, &in, error);
  free(in.contacts);
  return status;
}

static l2a_status cut_down(contact_sample *sample, l2a_error *error)
{
  training_set less;
  l2a_status status;

  training_set_init(&less);
  sample->hash_limit /= 2;
  status = append_those_in(&less, &sample->set, sample->hash_limit, error);
  if (status != L2A_OK) {
    training_set_free(&less);
    return status;
  }
  training_set_free(&sample->set);
  sample->set = less;
  return L2A_OK;
}

l2a_status contact_sample_append(contact_sample *sample, const training_set *more, l2a_error *error)
{
  l2a_status status = append_those_in(&sample->set, more, sample->hash_limit, error);

  while (status == L2A_OK && sample->set.pair_count > sample->pair_limit && sample->hash_limit > 1) status = cut_down(sample, error);
  return status;
}
