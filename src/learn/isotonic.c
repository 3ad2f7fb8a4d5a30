/* SPDX-License-Identifier: MIT */
#include "learn/isotonic.h"

#include <stdlib.h>

#include "learn/logistic.h"
#include "learn/steady_math.h"

enum {
  PROBABILITY_MIN = 1,
  PROBABILITY_MAX = 9999,  /* 1/10000: nothing is certain */
  LOGISTIC_STEP = 250,     /* between points of the logistic curve, thousandths of a nat of its own log-odds */
  LOGISTIC_REACH = 9250,   /* as far as PROBABILITY_MAX */
  TOTAL_LIMIT = 1000000000 /* of what definitions may hold */
};

static int by_value(const void *x, const void *y)
{
  const calibration_row *a = x, *b = y;

  if (a->total != b->total) return a->total < b->total ? -1 : 1;
  if (a->right < b->right || a->right > b->right) return a->right < b->right ? -1 : 1;
  return (a->weight > b->weight) - (a->weight < b->weight);
}

void calibration_rows_sort(calibration_row *rows, size_t count)
{
  if (count) qsort(rows, count, sizeof *rows, by_value);
}

/* Neighbouring rows that have one value. */
typedef struct pool {
  double sum, weight;
  size_t end; /* row behind its last one */
} pool;

static bool is_above(const pool *a, const pool *b)
{
  return a->sum * b->weight >= b->sum * a->weight;
}

l2a_status isotonic_fit(double *values, const calibration_row *rows, size_t count, l2a_error *error)
{
  pool *pools = calloc(count ? count : 1, sizeof *pools);
  size_t pool_count = 0, row = 0;

  if (!pools) return error_no_memory(error);
  while (row < count) {
    pool *p = &pools[pool_count++];
    int32_t total = rows[row].total;
    *p = (pool){ 0, 0, 0 };
    for (; row < count && rows[row].total == total; row++) {
      p->sum += (double)rows[row].weight * (double)rows[row].right;
      p->weight += (double)rows[row].weight;
    }
    p->end = row;
    for (; pool_count > 1 && is_above(p - 1, p); p--, pool_count--) {
      p[-1].sum += p->sum;
      p[-1].weight += p->weight;
      p[-1].end = p->end;
    }
  }
  row = 0;
  for (size_t i = 0; i < pool_count; i++)
    for (; row < pools[i].end; row++) values[row] = pools[i].sum / pools[i].weight;
  free(pools);
  return L2A_OK;
}

static uint32_t to_probability(double p)
{
  double scaled = p * 10000 + 0.5;

  return scaled < PROBABILITY_MIN ? PROBABILITY_MIN : scaled > PROBABILITY_MAX ? PROBABILITY_MAX : (uint32_t)scaled;
}

static int32_t to_total(double total)
{
  double limited = total < -TOTAL_LIMIT ? -TOTAL_LIMIT : total > TOTAL_LIMIT ? TOTAL_LIMIT : total;

  return (int32_t)(limited < 0 ? limited - 0.5 : limited + 0.5);
}

/* A point behind the others, unless it does not grow. */
static void add_point(calibration_point *out, uint32_t *count, double total, double p)
{
  calibration_point point = { to_total(total), to_probability(p) };

  if (*count && point.total <= out[*count - 1].total) return;
  if (*count && point.probability < out[*count - 1].probability) point.probability = out[*count - 1].probability;
  out[(*count)++] = point;
}

/* The row behind the group that begins at begin: where the weight so far reaches its share of the whole. */
static size_t group_end(const calibration_row *rows, size_t count, size_t begin, double *weight, double share)
{
  size_t end = begin;

  for (; end < count && *weight < share; end++) *weight += (double)rows[end].weight;
  return end;
}

l2a_status isotonic_calibrate(calibration_point *out, uint32_t *out_count, const calibration_row *rows, size_t count, uint32_t point_limit,
                              l2a_error *error)
{
  double *values = calloc(count ? count : 1, sizeof *values), whole = 0, reached = 0;
  l2a_status status = values ? isotonic_fit(values, rows, count, error) : error_no_memory(error);
  size_t begin = 0;

  *out_count = 0;
  for (size_t i = 0; i < count; i++) whole += (double)rows[i].weight;
  for (uint32_t n = 1; n <= point_limit && status == L2A_OK; n++) {
    size_t end = n == point_limit ? count : group_end(rows, count, begin, &reached, whole * n / point_limit);
    double total = 0, p = 0, weight = 0;
    for (size_t i = begin; i < end; i++) {
      total += (double)rows[i].weight * rows[i].total;
      p += (double)rows[i].weight * values[i];
      weight += (double)rows[i].weight;
    }
    if (weight > 0) add_point(out, out_count, total / weight, p / weight);
    begin = end;
  }
  free(values);
  return status;
}

l2a_status logistic_calibrate(calibration_point *out, uint32_t *out_count, const calibration_row *rows, size_t count, l2a_error *error)
{
  static const uint32_t no_features[1] = { 0 };
  logistic_options options = { .penalty = 1e-3, .thread_count = 1 };
  double *values = calloc(count ? count : 1, 3 * sizeof *values), line[2] = { 1, 0 };
  logistic_rows r = { .count = count, .offsets = no_features, .levels = (const uint8_t *)"" };
  lbfgs_report report;
  l2a_status status;

  *out_count = 0;
  if (!values) return error_no_memory(error);
  r.dense = values;
  r.target = values + count;
  r.weight = values + 2 * count;
  for (size_t i = 0; i < count; i++) {
    values[i] = rows[i].total / 1000.0;
    values[count + i] = (double)rows[i].right;
    values[2 * count + i] = (double)rows[i].weight;
  }
  status = logistic_fit(line, &r, &options, &report, error);
  free(values);
  if (status != L2A_OK) return status;
  if (!report.converged || !(line[0] > 0.01))
    return error_set(error, L2A_EINVAL, "more evidence does not make a match more probable in these labels");
  for (int32_t z = -LOGISTIC_REACH; z <= LOGISTIC_REACH; z += LOGISTIC_STEP)
    add_point(out, out_count, (z / 1000.0 - line[1]) / line[0] * 1000, steady_sigmoid(z / 1000.0));
  return L2A_OK;
}
