/* SPDX-License-Identifier: MIT */
#include "learn/tune_figures.h"

#include <criterion/criterion.h>
#include <math.h>

/* probability, total, right, has account, weight */
static const figure_row rows[] = {
  { 9900, 9000, true, true, 1 }, { 9500, 8000, true, true, 1 },  { 9500, 8000, false, false, 1 }, { 8000, 5000, true, true, 1 },
  { 7000, 4000, true, true, 1 }, { 6000, 3000, false, true, 1 }, { 3000, -500, false, false, 1 }, { 0, 0, false, true, 1 },
};
enum { ROWS = sizeof rows / sizeof *rows };

Test(tune_figures, count_at_a_threshold)
{
  figure_point p = figures_at(rows, ROWS, 7000);

  cr_assert_eq(p.matched, 5);
  cr_assert_eq(p.right, 4);
  cr_assert_eq(p.with_account, 6);
  cr_assert_eq(p.without_account, 2);
  cr_assert_eq(p.false_matches, 1);
  cr_assert_eq(figures_at(rows, ROWS, 0).matched, 7, "a contact without candidate is never a match");
}

/* 4 of 5 are right from 0.7 on; at 0.95 two of three are, and rows with one probability cannot be parted. */
Test(tune_figures, find_the_lowest_threshold_that_keeps_the_promise)
{
  figure_point p;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(figures_for_precision(&p, rows, ROWS, 8000, &error), L2A_OK);
  cr_assert_eq(p.threshold, 7000);
  cr_assert_eq(figures_for_precision(&p, rows, ROWS, 9900, &error), L2A_OK);
  cr_assert_eq(p.threshold, 9900);
  cr_assert_eq(figures_for_precision(&p, rows + 2, ROWS - 2, 9000, &error), L2A_ENOTFOUND);
  cr_assert_str_eq(error.message, "no threshold gives matches of which 90.00 % are right");
}

/* Values of Wilson's interval as published for 8 of 10 and 0 of 10 (0.4902 to 0.9433, 0 to 0.2775). */
Test(tune_figures, have_wilson_intervals)
{
  uint32_t low, high;

  figures_interval(&low, &high, 8, 10);
  cr_assert_eq(low, 4902);
  cr_assert_eq(high, 9433);
  figures_interval(&low, &high, 0, 10);
  cr_assert_eq(low, 0);
  cr_assert_eq(high, 2775);
  figures_interval(&low, &high, 0, 0);
  cr_assert(low == 0 && high == 10000);
}

Test(tune_figures, measure_calibration_and_loss)
{
  static const figure_row four[] = {
    { 7500, 0, true, true, 1 }, { 7500, 0, true, true, 1 }, { 7500, 0, true, true, 1 }, { 7500, 0, false, true, 1 }
  };
  tune_figures f = figures_of(four, 4);

  cr_assert(fabs(f.calibration_error) < 1e-12);
  cr_assert(fabs(f.log_loss - (-0.75 * log(0.75) - 0.25 * log(0.25))) < 1e-12, "%g", f.log_loss);
  f = figures_of(four, 3);
  cr_assert(fabs(f.calibration_error - 0.25) < 1e-12);
}

Test(tune_figures, are_written_without_locale)
{
  buffer out = BUFFER_INIT;

  figures_write_share(&out, 2, 3);
  buffer_append_char(&out, ' ');
  figures_write_share(&out, 0, 0);
  buffer_append_char(&out, ' ');
  figures_write_number(&out, 0.04996, 4);
  cr_assert_eq(out.size, strlen("66.67 % - 0.0500"));
  cr_assert_arr_eq(out.data, "66.67 % - 0.0500", out.size);
  buffer_free(&out);
}
