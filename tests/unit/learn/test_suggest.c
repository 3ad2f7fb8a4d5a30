/* SPDX-License-Identifier: MIT */
#include "learn/suggest.h"

#include <criterion/criterion.h>

#include "unit/learn/training_fixture.h"

static void give_distances(training_set *set)
{
  for (size_t i = 0; i < set->contact_count; i++) set->contacts[i].distance = (uint32_t)(set->contacts[i].content * 7919 % 5003);
}

/* The pool is cut down more than once, and holds the same contacts whatever the order they come in. */
Test(suggest, keeps_the_contacts_nearest_to_the_threshold)
{
  training_set set;
  suggestion_pool pool[2];

  for (int backwards = 0; backwards < 2; backwards++) {
    suggestion_pool_init(&pool[backwards], 1);
    fixture_make(&set, 300, false);
    give_distances(&set);
    for (size_t i = 0; i < set.contact_count; i++) {
      training_set one = set;
      size_t at = backwards ? set.contact_count - 1 - i : i;
      one.contacts = &set.contacts[at];
      one.contact_count = 1;
      one.accounts += one.contacts->first_pair;
      one.right += one.contacts->first_pair;
      one.values += one.contacts->first_pair * FEATURE_COUNT;
      one.pair_count = FIXTURE_CANDIDATES;
      one.contacts->first_pair = 0;
      cr_assert_eq(suggestion_pool_append(&pool[backwards], &one, NULL), L2A_OK);
    }
    cr_assert(pool[backwards].set.contact_count <= 2 * pool[backwards].limit);
    training_set_free(&set);
  }
  for (size_t i = 0; i < pool[0].limit; i++) {
    bool both = false;
    for (size_t k = 0; k < pool[1].set.contact_count; k++) both |= bytes_equal(pool[0].set.contacts[i].id, pool[1].set.contacts[k].id);
    cr_assert(both, "contact %zu", i);
  }
  suggestion_pool_free(&pool[0]);
  suggestion_pool_free(&pool[1]);
}

Test(suggest, prefers_contacts_near_the_threshold)
{
  training_set set;
  suggestion_pool pool;
  suggestion list[5];
  size_t count = 5;
  l2a_rules *rules = NULL;
  uint32_t worst = 0;

  cr_assert_eq(l2a_rules_load(&rules, NULL, NULL), L2A_OK);
  fixture_make(&set, 100, false);
  suggestion_pool_init(&pool, 50);
  cr_assert_eq(suggestion_pool_append(&pool, &set, NULL), L2A_OK);
  cr_assert_eq(suggestions_choose(list, &count, &pool, &rules->match, NULL, 0, NULL), L2A_OK);
  cr_assert_eq(count, 5);
  for (size_t i = 0; i < count; i++) {
    cr_assert(i == 0 || list[i].value <= list[i - 1].value);
    worst = list[i].value;
    cr_assert_eq(list[i].probabilities[0], list[i].probability);
  }
  for (size_t i = 0; i < pool.set.contact_count; i++) {
    uint32_t p = training_score(&pool.set, &pool.set.contacts[i], &rules->match).probability, t = rules->match.match_threshold;
    uint32_t distance = p > t ? p - t : t - p;
    bool chosen = false;
    for (size_t k = 0; k < count; k++) chosen |= list[k].contact == &pool.set.contacts[i];
    if (!chosen && distance < 5000) cr_assert(5000 - distance <= worst);
  }
  suggestion_pool_free(&pool);
  training_set_free(&set);
  l2a_rules_free(rules);
}
