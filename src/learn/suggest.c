/* SPDX-License-Identifier: MIT */
#include "learn/suggest.h"

#include <stdlib.h>

#include "base/hash.h"

enum { OTHER_ACCOUNT_VALUE = 3000, THRESHOLD_REACH = 5000 };

void suggestion_pool_init(suggestion_pool *pool, size_t suggestions)
{
  training_set_init(&pool->set);
  pool->limit = suggestions * SUGGESTION_POOL_FACTOR;
}

void suggestion_pool_free(suggestion_pool *pool)
{
  training_set_free(&pool->set);
}

static int by_distance(const void *x, const void *y)
{
  const training_contact *a = x, *b = y;
  int order;

  if (a->distance != b->distance) return a->distance < b->distance ? -1 : 1;
  order = bytes_compare(a->id, b->id);
  if (order) return order;
  return (a->content > b->content) - (a->content < b->content);
}

/* A set of the nearest contacts alone: what the others held is given back. */
static l2a_status cut_down(suggestion_pool *pool, l2a_error *error)
{
  training_set less, all = pool->set;
  l2a_status status;

  training_set_init(&less);
  qsort(all.contacts, all.contact_count, sizeof *all.contacts, by_distance);
  all.contact_count = pool->limit;
  status = training_set_append_contacts(&less, &all, error);
  if (status != L2A_OK) {
    training_set_free(&less);
    return status;
  }
  training_set_free(&pool->set);
  pool->set = less;
  return L2A_OK;
}

l2a_status suggestion_pool_append(suggestion_pool *pool, const training_set *more, l2a_error *error)
{
  l2a_status status = training_set_append(&pool->set, more, error);

  return status == L2A_OK && pool->set.contact_count > 2 * pool->limit ? cut_down(pool, error) : status;
}

static uint32_t apart(uint32_t a, uint32_t b)
{
  return a > b ? a - b : b - a;
}

static void judge(suggestion *out, const training_set *set, const training_contact *c, const match_rules *rules, const match_rules *folds,
                  uint32_t fold_count)
{
  training_best best = training_score(set, c, rules);
  uint32_t distance = apart(best.probability, rules->match_threshold);
  bool other = false;

  *out = (suggestion){ .contact = c, .probability = best.probability, .low = best.probability, .high = best.probability };
  out->candidate_count = training_score_best(out->accounts, out->probabilities, SUGGESTION_CANDIDATES, set, c, rules);
  for (uint32_t k = 0; k < fold_count; k++) {
    training_best b = training_score(set, c, &folds[k]);
    uint32_t p = score_calibrate(rules, b.total);
    if (p < out->low) out->low = p;
    if (p > out->high) out->high = p;
    other |= b.pair != best.pair;
  }
  out->value = (distance < THRESHOLD_REACH ? THRESHOLD_REACH - distance : 0) + (out->high - out->low) + (other ? OTHER_ACCOUNT_VALUE : 0);
}

static int by_value(const void *x, const void *y)
{
  const suggestion *a = x, *b = y;

  if (a->value != b->value) return a->value > b->value ? -1 : 1;
  return bytes_compare(a->contact->id, b->contact->id);
}

/* How many of those chosen already have this one's best account; few are chosen, so a scan will do. */
static size_t count_same(const suggestion *chosen, size_t count, uint32_t account)
{
  size_t same = 0;

  for (size_t i = 0; i < count; i++) same += chosen[i].accounts[0] == account;
  return same;
}

l2a_status suggestions_choose(suggestion *out, size_t *count, suggestion_pool *pool, const match_rules *rules,
                              const match_rules *fold_rules, uint32_t fold_count, l2a_error *error)
{
  suggestion *all;
  size_t wanted = *count, all_count;
  l2a_status status;

  *count = 0;
  /* up to twice as many may be left, by where the chunks ended */
  if (pool->set.contact_count > pool->limit && (status = cut_down(pool, error)) != L2A_OK) return status;
  training_set_prepare(&pool->set);
  all_count = pool->set.contact_count;
  all = calloc(all_count + 1, sizeof *all);
  if (!all) return error_no_memory(error);
  for (size_t i = 0; i < all_count; i++) judge(&all[i], &pool->set, &pool->set.contacts[i], rules, fold_rules, fold_count);
  qsort(all, all_count, sizeof *all, by_value);
  for (size_t i = 0; i < all_count && *count < wanted; i++)
    if (all[i].candidate_count && count_same(out, *count, all[i].accounts[0]) < SUGGESTION_SAME_ACCOUNT) out[(*count)++] = all[i];
  free(all);
  return L2A_OK;
}
