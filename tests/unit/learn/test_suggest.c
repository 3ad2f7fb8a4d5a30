/* SPDX-License-Identifier: MIT */
#include "learn/suggest.h"

#include <criterion/criterion.h>

#include "unit/learn/training_fixture.h"

static void give_distances(training_set *set)
{
  for (size_t i = 0; i < set->contact_count; i++) set->contacts[i].distance = (uint32_t)(set->contacts[i].content * 7919 % 5003);
}

/* Contact `at` of the set alone. */
static void append_one(suggestion_pool *pool, const training_set *set, size_t at)
{
  training_set one = *set;

  one.contacts = &set->contacts[at];
  one.contact_count = 1;
  one.accounts += one.contacts->first_pair;
  one.right += one.contacts->first_pair;
  one.values += one.contacts->first_pair * FEATURE_COUNT;
  one.pair_count = FIXTURE_CANDIDATES;
  one.contacts->first_pair = 0;
  cr_assert_eq(suggestion_pool_append(pool, &one, NULL), L2A_OK);
}

typedef enum way { ONE_BY_ONE, BACKWARDS, AT_ONCE, WAYS } way;

/* The pool is cut down more than once, at other places each way: what is chosen of it is the same. */
Test(suggest, keeps_and_chooses_the_same_contacts_whatever_their_order_and_pieces)
{
  l2a_rules *rules = NULL;
  suggestion_pool pool[WAYS];
  suggestion list[WAYS][20];
  size_t count[WAYS];

  cr_assert_eq(l2a_rules_load(&rules, NULL, NULL), L2A_OK);
  for (way w = 0; w < WAYS; w++) {
    training_set set;
    count[w] = 20;
    suggestion_pool_init(&pool[w], 1);
    fixture_make(&set, 290, false);
    give_distances(&set);
    if (w == AT_ONCE) cr_assert_eq(suggestion_pool_append(&pool[w], &set, NULL), L2A_OK);
    for (size_t i = 0; w != AT_ONCE && i < set.contact_count; i++)
      append_one(&pool[w], &set, w == BACKWARDS ? set.contact_count - 1 - i : i);
    cr_assert(pool[w].set.contact_count <= 2 * pool[w].limit);
    cr_assert(w == AT_ONCE || pool[w].set.contact_count > pool[w].limit);
    cr_assert_eq(suggestions_choose(list[w], &count[w], &pool[w], &rules->match, NULL, 0, NULL), L2A_OK);
    training_set_free(&set);
  }
  for (way w = 1; w < WAYS; w++) {
    cr_assert_eq(count[w], count[0]);
    for (size_t i = 0; i < count[0]; i++) cr_expect(bytes_equal(list[w][i].contact->id, list[0][i].contact->id), "way %d, %zu", (int)w, i);
  }
  for (way w = 0; w < WAYS; w++) suggestion_pool_free(&pool[w]);
  l2a_rules_free(rules);
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
