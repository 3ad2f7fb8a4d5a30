/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "learn/interval.h"

Test(interval, wilson_gives_published_values)
{
  /* Newcombe 1998, table I, score method without continuity correction: 81 of 263, 15 of 148, 0 of 20, 1 of 29 */
  static const struct {
    uint64_t of, total;
    uint32_t low, high;
  } cases[] = { { 81, 263, 255300, 366200 }, { 15, 148, 62400, 160500 }, { 0, 20, 0, 161100 }, { 1, 29, 6100, 171800 } };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    interval got = interval_wilson((ratio){ cases[i].of, cases[i].total });

    cr_expect(got.low + 60 > cases[i].low && got.low < cases[i].low + 60, "case %zu: low %u", i, got.low);
    cr_expect(got.high + 60 > cases[i].high && got.high < cases[i].high + 60, "case %zu: high %u", i, got.high);
  }
}

Test(interval, wilson_holds_its_share_and_stays_between_0_and_1)
{
  for (uint64_t n = 1; n < 200; n++) {
    for (uint64_t k = 0; k <= n; k++) {
      interval got = interval_wilson((ratio){ k, n });

      cr_assert(got.low * n <= k * MILLION && k * MILLION <= got.high * n && got.high <= MILLION, "%llu of %llu", (unsigned long long)k,
                (unsigned long long)n);
    }
  }
}

Test(interval, wilson_of_nothing_says_nothing_and_of_much_is_narrow)
{
  interval none = interval_wilson((ratio){ 0, 0 }), much = interval_wilson((ratio){ UINT64_C(1) << 49, UINT64_C(1) << 50 });

  cr_expect(none.low == 0 && none.high == MILLION);
  cr_expect(much.low > 499900 && much.low <= 500000 && much.high >= 500000 && much.high < 500100, "%u %u", much.low, much.high);
}

Test(interval, binomial_draws_have_their_mean_and_variance)
{
  enum { DRAWS = 4000, TRIALS = 1000 };
  uint64_t state = 7, fraction = UINT64_MAX / 10 * 3; /* p = 0.3: mean 300, variance 210 */
  double sum = 0, squares = 0, mean, variance;

  for (int i = 0; i < DRAWS; i++) {
    double x = (double)binomial_draw(&state, TRIALS, fraction);
    cr_assert(x <= TRIALS);
    sum += x;
    squares += x * x;
  }
  mean = sum / DRAWS;
  variance = squares / DRAWS - mean * mean;
  cr_expect(mean > 299 && mean < 301, "mean %f", mean);
  cr_expect(variance > 190 && variance < 230, "variance %f", variance);
  cr_expect(binomial_draw(&state, 50, 0) == 0);
}

Test(interval, bootstrap_holds_the_figure_and_is_the_same_at_every_call)
{
  static uint32_t values[10000];
  metric_counts c = {
    .rows = 1000, .with_account = 800, .right = 700, .wrong = 30, .no_match_rows = 200, .false_matches = 10, .abstained = 270
  };
  interval a = interval_bootstrap_f1(&c, values, 1000, 1), b = interval_bootstrap_f1(&c, values, 1000, 1);
  uint32_t f1 = 2 * 700 * MILLION / (730 + 800);

  cr_expect(a.low == b.low && a.high == b.high);
  cr_expect(a.low < f1 && f1 < a.high, "%u %u %u", a.low, f1, a.high);
  cr_expect(a.high - a.low > 15000 && a.high - a.low < 45000, "width %u", a.high - a.low);
}

Test(interval, bootstrap_of_perfect_answers_is_a_point)
{
  static uint32_t values[10000];
  metric_counts c = { .rows = 10, .with_account = 10, .right = 10 };
  interval got = interval_bootstrap_f1(&c, values, 100, 1);

  cr_expect(got.low == MILLION && got.high == MILLION);
}
