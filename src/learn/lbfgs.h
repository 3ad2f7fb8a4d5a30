/* SPDX-License-Identifier: MIT */
/*
 * Minimises a smooth function by L-BFGS (Nocedal 1980) with a line search for the weak Wolfe conditions by bisection (Lewis and Overton
 * 2013). No randomness, one thread: the same function gives the same bytes.
 */
#ifndef L2A_LEARN_LBFGS_H
#define L2A_LEARN_LBFGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Value at x, and its gradient (size values). A failure ends the search. */
typedef l2a_status lbfgs_function(double *value, double *gradient, const double *x, void *payload, l2a_error *error);

typedef struct lbfgs_options {
  double gradient_tolerance; /* largest component of the gradient at which it is zero */
  double change_tolerance;   /* relative decrease of the value, three steps running, at which nothing changes any more */
  uint32_t iteration_limit;
} lbfgs_options;

typedef struct lbfgs_report {
  bool converged;
  uint32_t iterations, evaluations;
  double value;
  double gradient_max; /* largest component, without sign */
  double change;       /* relative, of the last step */
} lbfgs_report;

/* x: the start, then the best point found; size is at least 1. Not converging is an answer (report), not an error. L2A_ENOMEM, and what
 * the function answers. */
l2a_status lbfgs_minimise(double *x, size_t size, lbfgs_function *function, void *payload, const lbfgs_options *options,
                          lbfgs_report *report, l2a_error *error);

#endif
