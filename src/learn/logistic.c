/* SPDX-License-Identifier: MIT */
#include "learn/logistic.h"

#include <stdlib.h>
#include <string.h>

#include "base/thread_pool.h"
#include "learn/steady_math.h"

/* Rows a task sums up: fixed, so that sums do not depend on the number of threads. */
enum { BLOCK_ROWS = 16384, ITERATION_LIMIT = 5000 };

/* The gradient may be this much of the rows' whole weight, and a step may change the value by this much of itself. An early stop costs
 * points of recall: at 1e-3 of change four, at 1e-5 none. */
static const double gradient_share = 1e-8, gradient_floor = 1e-6, change_tolerance = 1e-11;

typedef struct logistic_work {
  const logistic_rows *rows;
  const logistic_options *options;
  size_t size, block_count;
  double *sums; /* block_count x (size + 1): gradient, then value */
  const double *x;
  void **states; /* thread_count times this */
} logistic_work;

size_t logistic_size(const logistic_rows *rows)
{
  return rows->offsets[rows->features] + (rows->dense != NULL) + 1;
}

/* Sum and gradient over the rows of block n. */
static l2a_status sum_block(void *state, size_t n, l2a_error *error)
{
  const logistic_work *w = state;
  const logistic_rows *r = w->rows;
  size_t end = (n + 1) * BLOCK_ROWS < r->count ? (n + 1) * BLOCK_ROWS : r->count, dense = r->offsets[r->features];
  double *gradient = w->sums + n * (w->size + 1), value = 0;

  (void)error;
  memset(gradient, 0, w->size * sizeof *gradient);
  for (size_t i = n * BLOCK_ROWS; i < end; i++) {
    const uint8_t *levels = r->levels + i * r->features;
    double z = w->x[w->size - 1] + (r->fixed ? r->fixed[i] : 0), slope;
    for (uint32_t k = 0; k < r->features; k++) z += w->x[r->offsets[k] + levels[k]];
    if (r->dense) z += w->x[dense] * r->dense[i];
    value += r->weight[i] * (steady_softplus_sigmoid(&slope, z) - r->target[i] * z);
    slope = r->weight[i] * (slope - r->target[i]);
    for (uint32_t k = 0; k < r->features; k++) gradient[r->offsets[k] + levels[k]] += slope;
    if (r->dense) gradient[dense] += slope * r->dense[i];
    gradient[w->size - 1] += slope;
  }
  gradient[w->size] = value;
  return L2A_OK;
}

static l2a_status evaluate(double *value, double *gradient, const double *x, void *payload, l2a_error *error)
{
  logistic_work *w = payload;
  l2a_status status;

  w->x = x;
  status = thread_pool_each(w->options->thread_count, w->states, w->block_count, sum_block, error);
  if (status != L2A_OK) return status;
  *value = gradient[w->size - 1] = 0;
  for (size_t j = 0; j + 1 < w->size; j++) {
    double from = x[j] - (w->options->towards ? w->options->towards[j] : 0);
    *value += w->options->penalty * from * from / 2;
    gradient[j] = w->options->penalty * from;
  }
  for (size_t n = 0; n < w->block_count; n++) {
    const double *part = w->sums + n * (w->size + 1);
    for (size_t j = 0; j < w->size; j++) gradient[j] += part[j];
    *value += part[w->size];
  }
  return L2A_OK;
}

static double weight_of(const logistic_rows *r)
{
  double total = 0;

  for (size_t i = 0; i < r->count; i++) total += r->weight[i];
  return total;
}

l2a_status logistic_fit(double *x, const logistic_rows *rows, const logistic_options *options, lbfgs_report *report, l2a_error *error)
{
  logistic_work w = {
    .rows = rows, .options = options, .size = logistic_size(rows), .block_count = (rows->count + BLOCK_ROWS - 1) / BLOCK_ROWS
  };
  lbfgs_options search = { .change_tolerance = change_tolerance, .iteration_limit = ITERATION_LIMIT };
  l2a_status status;

  w.sums = calloc(w.block_count ? w.block_count : 1, (w.size + 1) * sizeof *w.sums);
  w.states = calloc(options->thread_count, sizeof *w.states);
  if (!w.sums || !w.states) {
    status = error_no_memory(error);
    goto done;
  }
  for (size_t i = 0; i < options->thread_count; i++) w.states[i] = &w;
  search.gradient_tolerance = gradient_share * weight_of(rows);
  if (search.gradient_tolerance < gradient_floor) search.gradient_tolerance = gradient_floor;
  status = lbfgs_minimise(x, w.size, evaluate, &w, &search, report, error);
done:
  free(w.sums);
  free(w.states);
  return status;
}
