/* SPDX-License-Identifier: MIT */
#include "match/score.h"

#include "unit/match/match_fixture.h"

enum { RULES = 40, COMPARISONS = 300 };

/* Weights of random features with random cuts, growing. */
static void invent_rules(match_rules *out, uint32_t *seed)
{
  memset(out, 0, sizeof *out);
  out->prior = (int32_t)(test_random(seed) % 5000) - 2500;
  for (int i = 0; i < FEATURE_COUNT; i++) {
    weight_table *w = &out->weights[i];
    int32_t cut = (int32_t)(test_random(seed) % 40) - 3;
    w->used = test_random(seed) % 5 != 0;
    w->cut_count = test_random(seed) % (WEIGHT_LEVEL_LIMIT + 1);
    for (uint32_t k = 0; k < w->cut_count; k++) {
      w->cuts[k] = cut;
      cut += 1 + (int32_t)(test_random(seed) % 200);
    }
    for (uint32_t k = 0; k <= w->cut_count; k++) w->weights[k] = (int32_t)(test_random(seed) % 8000) - 4000;
  }
}

Test(score, the_table_of_many_comparisons_says_what_the_weights_say)
{
  uint32_t seed = 9;
  match_rules *rules = calloc(1, sizeof *rules);

  cr_assert_not_null(rules);
  for (int n = 0; n < RULES; n++) {
    score_table table;
    invent_rules(rules, &seed);
    score_table_make(&table, rules);
    for (int c = 0; c < COMPARISONS; c++) {
      int32_t features[FEATURE_COUNT];
      for (int i = 0; i < FEATURE_COUNT; i++) {
        const weight_table *w = &rules->weights[i];
        features[i] = (int32_t)(test_random(&seed) % 1200) - 1;
        if (w->cut_count && test_random(&seed) % 2)
          features[i] = w->cuts[test_random(&seed) % w->cut_count] - (int32_t)(test_random(&seed) % 2);
      }
      cr_assert_eq(score_table_evidence(&table, features), score_evidence(rules, features), "rules %d, comparison %d", n, c);
    }
  }
  free(rules);
}
