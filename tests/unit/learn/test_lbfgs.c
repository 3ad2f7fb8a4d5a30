/* SPDX-License-Identifier: MIT */
#include "learn/lbfgs.h"

#include <criterion/criterion.h>
#include <math.h>

static const lbfgs_options options = { .gradient_tolerance = 1e-9, .change_tolerance = 0, .iteration_limit = 500 };

/* Rosenbrock's valley: its one minimum is at (1, 1). */
static l2a_status valley(double *value, double *gradient, const double *x, void *payload, l2a_error *error)
{
  double a = 1 - x[0], b = x[1] - x[0] * x[0];

  (void)payload;
  (void)error;
  *value = a * a + 100 * b * b;
  gradient[0] = -2 * a - 400 * x[0] * b;
  gradient[1] = 200 * b;
  return L2A_OK;
}

static l2a_status failing(double *value, double *gradient, const double *x, void *payload, l2a_error *error)
{
  int *calls = payload;

  *value = x[0];
  gradient[0] = 1;
  return ++*calls < 3 ? L2A_OK : error_set(error, L2A_ELIMIT, "no more");
}

Test(lbfgs, finds_the_bottom_of_a_curved_valley)
{
  double x[2] = { -1.2, 1 };
  lbfgs_report report;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(lbfgs_minimise(x, 2, valley, NULL, &options, &report, &error), L2A_OK);
  cr_assert(report.converged);
  cr_assert(fabs(x[0] - 1) < 1e-8 && fabs(x[1] - 1) < 1e-8, "%g %g after %u", x[0], x[1], report.iterations);
  cr_assert(report.gradient_max <= 1e-9);
}

Test(lbfgs, says_that_it_did_not_converge)
{
  lbfgs_options few = options;
  double x[2] = { -1.2, 1 };
  lbfgs_report report;

  few.iteration_limit = 3;
  cr_assert_eq(lbfgs_minimise(x, 2, valley, NULL, &few, &report, NULL), L2A_OK);
  cr_assert_not(report.converged);
  cr_assert_eq(report.iterations, 3);
}

Test(lbfgs, passes_on_what_the_function_says)
{
  double x[1] = { 0 };
  int calls = 0;
  lbfgs_report report;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(lbfgs_minimise(x, 1, failing, &calls, &options, &report, &error), L2A_ELIMIT);
  cr_assert_str_eq(error.message, "no more");
}
