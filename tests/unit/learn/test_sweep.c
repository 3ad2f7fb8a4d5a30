/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "learn/sweep.h"

enum { TENTH = 100000000 };

Test(sweep, rows_of_one_score_are_taken_together)
{
  scored_row rows[] = { { 9 * TENTH, 0, true }, { 5 * TENTH, 1, true }, { 5 * TENTH, 2, false }, { 8 * TENTH, 3, true } };
  sweep_point p = { 0, 0, 0 };

  scored_rows_sort(rows, 4);
  cr_expect(sweep_at_precision(&p, rows, 4, 900000));
  cr_expect(p.matched == 2 && p.right == 2 && p.threshold == 8 * TENTH);
  cr_expect(sweep_at_precision(&p, rows, 4, 750000));
  cr_expect(p.matched == 4 && p.right == 3 && p.threshold == 5 * TENTH);
}

Test(sweep, a_dip_below_the_precision_does_not_end_it)
{
  scored_row rows[] = { { 9 * TENTH, 0, false }, { 8 * TENTH, 1, true }, { 7 * TENTH, 2, true }, { 6 * TENTH, 3, true } };
  sweep_point p = { 0, 0, 0 };

  cr_expect(sweep_at_precision(&p, rows, 4, 750000) && p.right == 3);
  cr_expect(!sweep_at_precision(&p, rows, 4, 990000));
}

Test(sweep, the_curve_ends_where_the_rows_end)
{
  static scored_row rows[5000];
  sweep_point curve[CURVE_POINT_LIMIT];
  size_t n;

  for (uint32_t i = 0; i < 5000; i++) rows[i] = (scored_row){ (int64_t)(5000 - i) * 1000, i, i % 3 != 0 };
  n = sweep_curve(curve, rows, 5000);
  cr_assert(n > 50 && n <= CURVE_POINT_LIMIT);
  cr_expect(curve[n - 1].matched == 5000);
  for (size_t i = 1; i < n; i++) cr_expect(curve[i].right >= curve[i - 1].right && curve[i].matched > curve[i - 1].matched);
  cr_expect(sweep_curve(curve, rows, 0) == 0);
}

Test(sweep, calibration_error_is_the_mean_distance)
{
  scored_row rows[] = { { 10 * TENTH, 0, true }, { 8 * TENTH, 1, true }, { 8 * TENTH, 2, false } };
  scored_row percent[] = { { 80 * INT64_C(1000000000), 0, true } };
  scored_row outside[] = { { 8 * TENTH, 0, true }, { -TENTH, 1, true } };
  calibration_bins c;

  calibration_bins_fill(&c, rows, 3);
  cr_expect(c.usable && c.bins[9].rows == 1 && c.bins[8].rows == 2 && c.bins[8].right == 1);
  cr_expect(calibration_error(&c) == 200000, "%u", calibration_error(&c)); /* |0.8 - 0.5| for two of three rows */
  calibration_bins_fill(&c, percent, 1);
  cr_expect(c.usable && c.scale == 100 && calibration_bin_mean(&c.bins[8]) == 800000);
  calibration_bins_fill(&c, outside, 2);
  cr_expect(!c.usable);
}
