/* SPDX-License-Identifier: MIT */
#include "learn/training_score.h"

static comparison comparison_of(const training_set *set, size_t pair)
{
  comparison c = { .account = set->accounts[pair] };
  const int16_t *values = training_values(set, pair);

  for (int f = 0; f < FEATURE_COUNT; f++) c.features[f] = values[f];
  return c;
}

/* All candidates scored, best first; comparisons and scores have room for CANDIDATE_LIMIT. */
static void score_contact(scored *scores, comparison *comparisons, const training_set *set, const training_contact *c,
                          const match_rules *rules)
{
  for (uint32_t n = 0; n < c->pair_count; n++) comparisons[n] = comparison_of(set, c->first_pair + n);
  score_all(scores, comparisons, c->pair_count, rules);
}

training_best training_score(const training_set *set, const training_contact *c, const match_rules *rules)
{
  training_best best = { SIZE_MAX, INT32_MIN, 0 };
  comparison comparisons[CANDIDATE_LIMIT];
  scored scores[CANDIDATE_LIMIT];

  if (c->pair_count == 0) return best;
  score_contact(scores, comparisons, set, c, rules);
  best.pair = c->first_pair + (size_t)(scores[0].comparison - comparisons);
  best.total = scores[0].total;
  best.probability = scores[0].probability;
  return best;
}

uint32_t training_score_best(uint32_t *accounts, uint32_t *probabilities, uint32_t limit, const training_set *set,
                             const training_contact *c, const match_rules *rules)
{
  comparison comparisons[CANDIDATE_LIMIT];
  scored scores[CANDIDATE_LIMIT];
  uint32_t count = c->pair_count < limit ? c->pair_count : limit;

  if (count) score_contact(scores, comparisons, set, c, rules);
  for (uint32_t i = 0; i < count; i++) {
    accounts[i] = scores[i].comparison->account;
    probabilities[i] = scores[i].probability;
  }
  return count;
}
