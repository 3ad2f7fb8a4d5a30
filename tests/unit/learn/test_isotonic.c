/* SPDX-License-Identifier: MIT */
#include "learn/isotonic.h"

#include <criterion/criterion.h>
#include <math.h>

enum { ROWS = 9, MANY = 4000 };

static uint32_t draw(uint32_t *seed)
{
  return (*seed = *seed * 1664525 + 1013904223) >> 16;
}

/* The growing fit by its formula: of row i the largest, over beginnings up to i, of the smallest mean, over ends from i on. */
static double by_formula(const calibration_row *rows, int at)
{
  double largest = -1;

  for (int begin = 0; begin <= at; begin++) {
    double smallest = 2;
    for (int end = at; end < ROWS; end++) {
      double sum = 0, weight = 0;
      for (int i = begin; i <= end; i++) {
        sum += (double)rows[i].weight * (double)rows[i].right;
        weight += (double)rows[i].weight;
      }
      if (sum / weight < smallest) smallest = sum / weight;
    }
    if (smallest > largest) largest = smallest;
  }
  return largest;
}

Test(isotonic, is_what_the_formula_says)
{
  uint32_t seed = 3;

  for (int round = 0; round < 500; round++) {
    calibration_row rows[ROWS];
    double values[ROWS];
    for (int i = 0; i < ROWS; i++) rows[i] = (calibration_row){ 100 * i, (float)(draw(&seed) % 2), (float)(1 + draw(&seed) % 3) };
    cr_assert_eq(isotonic_fit(values, rows, ROWS, NULL), L2A_OK);
    for (int i = 0; i < ROWS; i++) cr_assert(fabs(values[i] - by_formula(rows, i)) < 1e-9, "round %d, row %d: %g", round, i, values[i]);
  }
}

Test(isotonic, gives_equal_totals_equal_values)
{
  static const calibration_row rows[4] = { { 5, 0, 1 }, { 5, 1, 1 }, { 5, 1, 1 }, { 9, 1, 1 } };
  double values[4];

  cr_assert_eq(isotonic_fit(values, rows, 4, NULL), L2A_OK);
  for (int i = 0; i < 3; i++) cr_assert(fabs(values[i] - 2.0 / 3) < 1e-12);
  cr_assert_eq(values[3], 1.0);
}

/* Labels drawn with the odds of a logistic curve. */
static void draw_rows(calibration_row *rows, size_t count)
{
  uint32_t seed = 11;

  for (size_t i = 0; i < count; i++) {
    int32_t total = (int32_t)(draw(&seed) % 12000) - 6000;
    double p = 1 / (1 + exp(-(0.5 * total / 1000.0 + 1)));
    rows[i] = (calibration_row){ total, draw(&seed) % 10000 < p * 10000 ? 1.0f : 0.0f, 1.0f };
  }
  calibration_rows_sort(rows, count);
}

static void check_points(const calibration_point *points, uint32_t count)
{
  for (uint32_t i = 0; i < count; i++) {
    double p = 1 / (1 + exp(-(0.5 * points[i].total / 1000.0 + 1)));
    if (points[i].total > -6000 && points[i].total < 6000)
      cr_assert(fabs(points[i].probability / 10000.0 - p) < 0.08, "%d: %u, true %g", points[i].total, points[i].probability, p);
    if (i) cr_assert(points[i].total > points[i - 1].total && points[i].probability >= points[i - 1].probability);
  }
}

Test(isotonic, calibrates_to_the_curve_the_labels_come_from)
{
  static calibration_row rows[MANY];
  calibration_point points[CALIBRATION_LIMIT];
  uint32_t count;

  draw_rows(rows, MANY);
  cr_assert_eq(isotonic_calibrate(points, &count, rows, MANY, 20, NULL), L2A_OK);
  cr_assert(count > 10 && count <= 20);
  check_points(points, count);
  cr_assert_eq(logistic_calibrate(points, &count, rows, MANY, NULL), L2A_OK);
  cr_assert(count > 30 && count <= CALIBRATION_LIMIT);
  check_points(points, count);
}

Test(isotonic, refuses_evidence_that_speaks_the_wrong_way)
{
  static const calibration_row rows[4] = { { -2000, 1, 1 }, { -1000, 1, 1 }, { 1000, 0, 1 }, { 2000, 0, 1 } };
  calibration_point points[CALIBRATION_LIMIT];
  uint32_t count;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(logistic_calibrate(points, &count, rows, 4, &error), L2A_EINVAL);
  cr_assert(strstr(error.message, "does not make a match more probable"));
}
