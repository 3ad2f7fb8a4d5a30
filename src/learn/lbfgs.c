/* SPDX-License-Identifier: MIT */
/*
 * One block of doubles, vectors of `size`:
 *
 *   gradient  next gradient  next x  direction  |  steps [HISTORY]  |  yields [HISTORY]     rings; yield = change of the gradient
 */
#include "learn/lbfgs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* STILL_STEPS: one short step may be chance. */
enum { HISTORY = 20, SEARCH_LIMIT = 40, STILL_STEPS = 3, VECTOR_COUNT = 4 + 2 * HISTORY };

/* Of the decrease the gradient promises this much must come; of the slope at most that much may be left. */
static const double sufficient_decrease = 1e-4, slope_left = 0.9;

typedef struct search {
  size_t size;
  lbfgs_function *function;
  void *payload;
  const lbfgs_options *options;
  lbfgs_report *report;
  double *x, *gradient, *next_gradient, *next_x, *direction, *steps, *yields;
  double products[HISTORY]; /* step . yield */
  uint32_t stored, newest;
} search;

static double dot(const double *a, const double *b, size_t size)
{
  double sum = 0;

  for (size_t i = 0; i < size; i++) sum += a[i] * b[i];
  return sum;
}

static double largest(const double *a, size_t size)
{
  double max = 0;

  for (size_t i = 0; i < size; i++)
    if (fabs(a[i]) > max) max = fabs(a[i]);
  return max;
}

/* Length of a step of the curvature seen last; the first step is one of length 1 at most. */
static double initial_length(const search *s)
{
  const double *yield = s->yields + s->newest * s->size;
  double curvature = s->stored ? dot(yield, yield, s->size) : 0, steepness = largest(s->gradient, s->size);

  if (curvature > 0) return s->products[s->newest] / curvature;
  return steepness > 1 ? 1 / steepness : 1;
}

/* The two loops of L-BFGS: direction = - inverse Hessian . gradient. */
static void find_direction(search *s)
{
  double alpha[HISTORY], length = initial_length(s);
  uint32_t at = s->newest;

  for (size_t i = 0; i < s->size; i++) s->direction[i] = -s->gradient[i];
  for (uint32_t n = 0; n < s->stored; n++) {
    const double *step = s->steps + at * s->size, *yield = s->yields + at * s->size;
    alpha[at] = dot(step, s->direction, s->size) / s->products[at];
    for (size_t i = 0; i < s->size; i++) s->direction[i] -= alpha[at] * yield[i];
    at = (at + HISTORY - 1) % HISTORY;
  }
  for (size_t i = 0; i < s->size; i++) s->direction[i] *= length;
  for (uint32_t n = 0; n < s->stored; n++) {
    const double *step, *yield;
    double beta;
    at = (at + 1) % HISTORY;
    step = s->steps + at * s->size;
    yield = s->yields + at * s->size;
    beta = dot(yield, s->direction, s->size) / s->products[at];
    for (size_t i = 0; i < s->size; i++) s->direction[i] += (alpha[at] - beta) * step[i];
  }
}

static l2a_status evaluate(search *s, double *value, double length, l2a_error *error)
{
  for (size_t i = 0; i < s->size; i++) s->next_x[i] = s->x[i] + length * s->direction[i];
  s->report->evaluations++;
  return s->function(value, s->next_gradient, s->next_x, s->payload, error);
}

/* next_x with its gradient; *found false when rounding leaves no step that decreases the value. */
static l2a_status search_line(search *s, double *value, bool *found, l2a_error *error)
{
  double slope = dot(s->gradient, s->direction, s->size), low = 0, high = INFINITY, length = 1;
  double start = s->report->value;

  *found = false;
  for (int n = 0; n < SEARCH_LIMIT && !*found && slope < 0; n++) {
    l2a_status status = evaluate(s, value, length, error);
    if (status != L2A_OK) return status;
    if (!(*value <= start + sufficient_decrease * length * slope)) high = length;
    else if (dot(s->next_gradient, s->direction, s->size) < slope_left * slope) low = length;
    else *found = true;
    if (!*found) length = high < INFINITY ? (low + high) / 2 : 2 * low;
  }
  return L2A_OK;
}

static void move_on(search *s)
{
  uint32_t at = s->stored ? (s->newest + 1) % HISTORY : 0;
  double *step = s->steps + at * s->size, *yield = s->yields + at * s->size;
  double product;

  for (size_t i = 0; i < s->size; i++) {
    step[i] = s->next_x[i] - s->x[i];
    yield[i] = s->next_gradient[i] - s->gradient[i];
  }
  product = dot(step, yield, s->size);
  if (product > 0) {
    s->products[at] = product;
    s->newest = at;
    if (s->stored < HISTORY) s->stored++;
  }
  memcpy(s->x, s->next_x, s->size * sizeof *s->x);
  memcpy(s->gradient, s->next_gradient, s->size * sizeof *s->gradient);
  s->report->gradient_max = largest(s->gradient, s->size);
}

static double relative(double before, double after)
{
  double size = fabs(before) > fabs(after) ? fabs(before) : fabs(after);

  return (before - after) / (size > 1 ? size : 1);
}

static l2a_status iterate(search *s, l2a_error *error)
{
  lbfgs_report *r = s->report;
  l2a_status status = L2A_OK;
  uint32_t still = 0;
  bool found = true;

  r->converged = r->gradient_max <= s->options->gradient_tolerance;
  while (!r->converged && found && r->iterations < s->options->iteration_limit) {
    double value = r->value;
    find_direction(s);
    status = search_line(s, &value, &found, error);
    if (status != L2A_OK) return status;
    if (!found && s->stored) { /* the history may be what misleads: once more along the gradient alone */
      s->stored = 0;
      found = true;
      continue;
    }
    if (!found) { /* no step goes down any more: rounding; it is the end if the steps before hardly did */
      r->converged = still > 0;
      break;
    }
    r->iterations++;
    r->change = relative(r->value, value);
    r->value = value;
    move_on(s);
    still = r->change <= s->options->change_tolerance ? still + 1 : 0;
    r->converged = r->gradient_max <= s->options->gradient_tolerance || still == STILL_STEPS;
  }
  return L2A_OK;
}

l2a_status lbfgs_minimise(double *x, size_t size, lbfgs_function *function, void *payload, const lbfgs_options *options,
                          lbfgs_report *report, l2a_error *error)
{
  search s = { .size = size, .function = function, .payload = payload, .options = options, .report = report, .x = x };
  double *memory = NULL;
  l2a_status status;

  *report = (lbfgs_report){ .converged = false };
  if (size > SIZE_MAX / sizeof *memory / VECTOR_COUNT || !(memory = calloc(size * VECTOR_COUNT, sizeof *memory)))
    return error_no_memory(error);
  s.gradient = memory;
  s.next_gradient = memory + size;
  s.next_x = memory + 2 * size;
  s.direction = memory + 3 * size;
  s.steps = memory + 4 * size;
  s.yields = s.steps + HISTORY * size;
  report->evaluations = 1;
  status = function(&report->value, s.gradient, x, payload, error);
  if (status == L2A_OK) {
    report->gradient_max = largest(s.gradient, size);
    status = iterate(&s, error);
  }
  free(memory);
  return status;
}
