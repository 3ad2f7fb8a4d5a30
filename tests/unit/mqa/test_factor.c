/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "mqa/factor.h"

Test(factor, half_lives_are_rounded_to_the_nearest_and_ties_to_even)
{
  /* computed with 60 digits */
  static const struct {
    int64_t age, half_life, factor;
  } cases[] = {
    { 0, 30, 1000000000 }, { 30, 30, 500000000 }, { 60, 30, 250000000 },  { 10, 1, 976562 } /* 976562.5 */,
    { 11, 1, 488281 },     { 12, 1, 244141 },     { 1, 2, 707106781 },    { 1, 3, 793700526 },
    { 10, 3, 99212566 },   { 1, 30, 977159968 },  { 29, 30, 511686946 },  { 30, 1, 1 },
    { 31, 1, 0 },          { 3649, 1, 0 },        { 1, 3650, 999810115 }, { -1, 1, 2000000000 },
    { -1, 2, 1414213562 },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_expect_eq(factor_half_life(cases[i].age, cases[i].half_life), cases[i].factor, "age %lld, half-life %lld: %lld",
                 (long long)cases[i].age, (long long)cases[i].half_life, (long long)factor_half_life(cases[i].age, cases[i].half_life));
}

Test(factor, half_lives_never_grow_with_age_and_halve_exactly)
{
  for (int64_t half_life = 1; half_life < 400; half_life += 7) {
    for (int64_t age = 0; age < 1000; age++) {
      int64_t now = factor_half_life(age, half_life);
      int64_t later = factor_half_life(age + half_life, half_life);
      cr_assert_leq(factor_half_life(age + 1, half_life), now);
      cr_assert(later * 2 - now <= 1 && now - later * 2 <= 1, "age %lld, half-life %lld", (long long)age, (long long)half_life);
    }
  }
}

Test(factor, linear_decay_is_rounded_down)
{
  mqa_rules rules = { .window = 90, .decay = DECAY_LINEAR };

  cr_expect_eq(factor_of(&rules, 0), 1000000000);
  cr_expect_eq(factor_of(&rules, 1), 988888888);
  cr_expect_eq(factor_of(&rules, 89), 11111111);
  rules.decay = DECAY_NONE;
  cr_expect_eq(factor_of(&rules, 89), 1000000000);
}
