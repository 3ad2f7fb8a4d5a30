/* SPDX-License-Identifier: MIT */
/* A training set made up by numbers: what is right follows from three features, with chance mixed in. */
#ifndef L2A_TESTS_TRAINING_FIXTURE_H
#define L2A_TESTS_TRAINING_FIXTURE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "learn/training_set.h"

enum { FIXTURE_CANDIDATES = 4 };

static inline uint32_t fixture_draw(uint32_t *seed)
{
  *seed = *seed * 1664525 + 1013904223;
  return *seed >> 16;
}

/* Contact number n of a world that is always the same: added in whatever order. labelled false: without label. */
static inline void fixture_add(training_set *set, uint32_t n, bool labelled)
{
  training_contact *c = &set->contacts[set->contact_count++];
  uint32_t seed = n * 2654435761u + 1, right = fixture_draw(&seed) % (FIXTURE_CANDIDATES + 1); /* the last: no account */
  char id[16];
  int size = snprintf(id, sizeof id, "C%06u", n);

  *c = (training_contact){ .id = arena_copy(&set->texts, (bytes){ id, (size_t)size }),
                           .content = n,
                           .labelled = labelled,
                           .has_account = right < FIXTURE_CANDIDATES,
                           .found = right < FIXTURE_CANDIDATES,
                           .weight = 1000,
                           .pair_count = FIXTURE_CANDIDATES,
                           .first_pair = set->pair_count };
  c->fold_key = hash_bytes(c->id);
  for (uint32_t k = 0; k < FIXTURE_CANDIDATES; k++) {
    int16_t *v = set->values + set->pair_count * FEATURE_COUNT;
    bool is_right = k == right;
    memset(v, 0, FEATURE_COUNT * sizeof *v);
    v[FEATURE_NAME_COVERAGE_BOTH] = (int16_t)(is_right ? 500 + fixture_draw(&seed) % 500 : fixture_draw(&seed) % 750);
    v[FEATURE_EMAIL_MATCH] = (int16_t)(fixture_draw(&seed) % 10 < (is_right ? 7u : 1u) ? 3 : 0);
    v[FEATURE_COUNTRY] = (int16_t)(fixture_draw(&seed) % 10 < (is_right ? 9u : 5u) ? 6 : 0);
    v[FEATURE_NAME_RATIO] = (int16_t)(v[FEATURE_NAME_COVERAGE_BOTH] - (int)(fixture_draw(&seed) % 100));
    set->accounts[set->pair_count] = n * FIXTURE_CANDIDATES + k;
    set->right[set->pair_count++] = is_right && labelled;
  }
}

/* Contacts 0 to count - 1, in that order or backwards; the set is prepared. */
static inline void fixture_make(training_set *set, uint32_t count, bool backwards)
{
  training_set_init(set);
  set->contacts = calloc(count, sizeof *set->contacts);
  set->accounts = calloc((size_t)count * FIXTURE_CANDIDATES, sizeof *set->accounts);
  set->right = calloc((size_t)count * FIXTURE_CANDIDATES, sizeof *set->right);
  set->values = calloc((size_t)count * FIXTURE_CANDIDATES * FEATURE_COUNT, sizeof *set->values);
  set->contact_capacity = count;
  set->pair_capacity = (size_t)count * FIXTURE_CANDIDATES;
  for (uint32_t i = 0; i < count; i++) fixture_add(set, backwards ? count - 1 - i : i, true);
  training_set_prepare(set);
}

#endif
