/* SPDX-License-Identifier: MIT */
#include "learn/steady_math.h"

#include <criterion/criterion.h>
#include <math.h>

Test(steady_math, exp_is_that_of_libm)
{
  for (int i = -7000; i <= 7000; i += 7) {
    double x = i / 10.0, want = exp(x);
    cr_assert(fabs(steady_exp(x) - want) <= 4e-15 * want, "%g: %.17g, libm %.17g", x, steady_exp(x), want);
  }
}

Test(steady_math, log1p_is_that_of_libm)
{
  for (int i = 0; i <= 1000; i++) cr_assert(fabs(steady_log1p(i / 1000.0) - log1p(i / 1000.0)) <= 1e-15, "%d", i);
}

Test(steady_math, log_is_that_of_libm)
{
  for (double x = 1e-300; x < 1e300; x *= 7.3) cr_assert(fabs(steady_log(x) - log(x)) <= 4e-15 * (1 + fabs(log(x))), "%g", x);
}

Test(steady_math, sigmoid_and_softplus_hold_far_out)
{
  cr_assert_eq(steady_sigmoid(0), 0.5);
  cr_assert(steady_sigmoid(-5000) >= 0 && steady_sigmoid(-5000) < 1e-300);
  cr_assert_eq(steady_sigmoid(5000), 1.0);
  cr_assert_eq(steady_softplus(5000), 5000.0);
  cr_assert(fabs(steady_softplus(0) - log(2)) < 1e-15);
}

Test(steady_math, both_at_once_are_what_each_is)
{
  for (int i = -500; i <= 500; i++) {
    double x = i / 10.0, sigmoid, softplus = steady_softplus_sigmoid(&sigmoid, x);
    cr_assert(fabs(softplus - steady_softplus(x)) <= 1e-15 * (1 + fabs(x)), "%g", x);
    cr_assert(fabs(sigmoid - steady_sigmoid(x)) <= 1e-15, "%g", x);
  }
}
