/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "match/compare.h"
#include "rules/rules.h"
#include "unit/match/match_fixture.h"

static void both(int32_t *f)
{
  compare_interactions(f, 0);
  compare_rival_interactions(f);
}

static bool is_interaction(int i)
{
  return strstr(feature_name((feature)i), "_by_") != NULL;
}

/* Another country beside a common word, and beside a rare one; the same country beside a rare one. */
Test(compare_interaction, gives_each_pair_of_steps_a_number_of_its_own)
{
  static const struct {
    int32_t country, sum, wanted;
  } cases[] = { { 0, 599, 1 },   { 0, 600, 2 },   { 0, 2000, 6 }, { 1, 0, 7 },   { 2, 1300, 10 },
                { 5, 1999, 17 }, { 6, 9999, 18 }, { 3, 2000, 0 }, { 4, 2000, 0 } };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int32_t f[FEATURE_COUNT];
    compare_begin(f);
    f[FEATURE_COUNTRY] = cases[i].country;
    f[FEATURE_SHARED_SUM] = cases[i].sum;
    both(f);
    cr_expect_eq(f[FEATURE_COUNTRY_BY_NAME], cases[i].wanted, "%zu: %d", i, (int)f[FEATURE_COUNTRY_BY_NAME]);
  }
}

Test(compare_interaction, knows_an_exact_name_from_a_near_one)
{
  int32_t f[FEATURE_COUNT];

  compare_begin(f);
  f[FEATURE_PHONE] = 2;
  f[FEATURE_NAME_COVERAGE_BOTH] = 1000;
  both(f);
  cr_expect_eq(f[FEATURE_PHONE_BY_NAME], 1 + 6 + 4);
  f[FEATURE_NAME_EXACT] = 2;
  f[FEATURE_PHONE] = 1;
  both(f);
  cr_expect_eq(f[FEATURE_PHONE_BY_NAME], 1 + 5);
}

Test(compare_interaction, tells_whose_words_are_left_over)
{
  int32_t f[FEATURE_COUNT];

  compare_begin(f);
  f[FEATURE_LEFT_COUNT] = 2 + 8 * 1;
  f[FEATURE_DOMAIN_OTHERS] = 9;
  both(f);
  cr_expect_eq(f[FEATURE_OTHERS_BY_LEFT], 1 + 2 * 4 + 3);
}

/* Half a name, then a whole one; by words of another language, then of another script. */
Test(compare_interaction, a_translated_name_counts_by_how_much_of_it_agrees)
{
  int32_t f[FEATURE_COUNT];

  compare_begin(f);
  f[FEATURE_NAME_COVERAGE_BOTH] = 600;
  compare_interactions(f, COMPARISON_TRANSLATED);
  cr_expect_eq(f[FEATURE_TRANSLATED_BY_NAME], 1 + 1);
  f[FEATURE_NAME_EXACT] = 2;
  compare_interactions(f, COMPARISON_TRANSLATED | COMPARISON_OTHER_SCRIPT);
  cr_expect_eq(f[FEATURE_TRANSLATED_BY_NAME], 1 + 6 + 5);
}

Test(compare_interaction, says_nothing_where_there_is_nothing_to_compare)
{
  int32_t f[FEATURE_COUNT];

  compare_begin(f);
  f[FEATURE_COUNTRY] = 3; /* nobody's is known */
  both(f);
  for (int i = 0; i < FEATURE_COUNT; i++) {
    /* a name has letters */
    if (is_interaction(i)) cr_expect_eq(f[i], i == FEATURE_NAME_BY_LENGTH, "%s", feature_name((feature)i));
  }
}

/* Whatever is compared: every value is a level that definitions may give a weight. */
Test(compare_interaction, has_no_more_values_than_levels)
{
  static const int32_t lows[] = { -1, 0, 0, 0, 0, 0, 0, 0 }, highs[] = { 3, 2, 6, 9, 63, 1000, 2400, 1200 };
  int32_t largest[FEATURE_COUNT] = { 0 };
  uint32_t seed = 11;

  for (int round = 0; round < 20000; round++) {
    int32_t f[FEATURE_COUNT];
    compare_begin(f);
    for (int i = 0; i < FEATURE_COUNT; i++) {
      uint32_t k = test_random(&seed) % 8;
      if (!is_interaction(i)) f[i] = lows[k] + (int32_t)(test_random(&seed) % (uint32_t)(highs[k] - lows[k] + 1));
    }
    f[FEATURE_COUNTRY] = (int32_t)(test_random(&seed) % 7);
    f[FEATURE_FAMILY] = (int32_t)(test_random(&seed) % 3);
    f[FEATURE_SEGMENT_EXACT] = (int32_t)(test_random(&seed) % 4);
    f[FEATURE_WEBSITE_MATCH] = (int32_t)(test_random(&seed) % 5) - 1;
    both(f);
    for (int i = 0; i < FEATURE_COUNT; i++) {
      if (!is_interaction(i)) continue;
      cr_assert(f[i] >= 0 && f[i] <= WEIGHT_LEVEL_LIMIT, "%s %d", feature_name((feature)i), (int)f[i]);
      if (f[i] > largest[i]) largest[i] = f[i];
    }
  }
  cr_expect_eq(largest[FEATURE_COUNTRY_BY_NAME], 18);
  cr_expect_eq(largest[FEATURE_NAME_BY_RARITY], 23);
}
