/* SPDX-License-Identifier: MIT */
/* Contacts as they come, without labels: four candidates each, a right one for three of four contacts; right[] keeps the truth apart. */
#ifndef L2A_TESTS_ESTIMATE_FIXTURE_H
#define L2A_TESTS_ESTIMATE_FIXTURE_H

#include "text/company_name.h"
#include "text/domain.h"
#include "training_fixture.h"

static inline void estimate_pair(int16_t *v, bool is_right, uint32_t *seed)
{
  bool same_name = fixture_draw(seed) % 100 < (is_right ? 80u : 3u);

  memset(v, 0, FEATURE_COUNT * sizeof *v);
  v[FEATURE_COMPANY_STATUS] = NAME_GOOD;
  v[FEATURE_EMAIL_CLASS] = DOMAIN_COMPANY;
  v[FEATURE_NAME_EXACT] = same_name ? 4 : 0;
  v[FEATURE_NAME_ACCOUNTS] = same_name;
  v[FEATURE_NAME_COVERAGE_BOTH] = (int16_t)(same_name ? 1000 : is_right ? 600 + fixture_draw(seed) % 350 : 100 + fixture_draw(seed) % 700);
  v[FEATURE_EMAIL_MATCH] = fixture_draw(seed) % 100 < (is_right ? 60u : 2u) ? 2 : 0;
  v[FEATURE_EMAIL_ACCOUNTS] = v[FEATURE_EMAIL_MATCH] ? 1 : -1;
  v[FEATURE_COUNTRY] = fixture_draw(seed) % 100 < (is_right ? 95u : 30u) ? 6 : 0;
  v[FEATURE_CITY] = (int16_t)(fixture_draw(seed) % 100 < (is_right ? 70u : 10u) ? 1000 : 0);
}

static inline void estimate_add(training_set *set, uint32_t n)
{
  training_contact *c = &set->contacts[set->contact_count++];
  uint32_t seed = n * 2654435761u + 5, right = fixture_draw(&seed) % 16 / 3; /* 4 and 5: no account */
  char id[16];
  int size = snprintf(id, sizeof id, "C%06u", n);

  *c = (training_contact){ .id = arena_copy(&set->texts, (bytes){ id, (size_t)size }),
                           .content = n,
                           .weight = 1000,
                           .pair_count = FIXTURE_CANDIDATES,
                           .first_pair = set->pair_count };
  c->fold_key = hash_bytes(c->id);
  for (uint32_t k = 0; k < FIXTURE_CANDIDATES; k++) {
    estimate_pair(set->values + set->pair_count * FEATURE_COUNT, k == right, &seed);
    set->accounts[set->pair_count] = n * FIXTURE_CANDIDATES + k;
    set->right[set->pair_count++] = k == right;
  }
}

static inline void estimate_make(training_set *set, uint32_t count, bool backwards)
{
  training_set_init(set);
  set->contacts = calloc(count, sizeof *set->contacts);
  set->accounts = calloc((size_t)count * FIXTURE_CANDIDATES, sizeof *set->accounts);
  set->right = calloc((size_t)count * FIXTURE_CANDIDATES, sizeof *set->right);
  set->values = calloc((size_t)count * FIXTURE_CANDIDATES * FEATURE_COUNT, sizeof *set->values);
  set->contact_capacity = count;
  set->pair_capacity = (size_t)count * FIXTURE_CANDIDATES;
  for (uint32_t i = 0; i < count; i++) estimate_add(set, backwards ? count - 1 - i : i);
  training_set_prepare(set);
}

#endif
