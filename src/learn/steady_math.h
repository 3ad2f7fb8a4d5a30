/* SPDX-License-Identifier: MIT */
/*
 * exp, log and log(1 + x) made of additions, multiplications and divisions alone. Those of libm differ in the last bit between machines; what
 * is learned from the same data must not.
 */
#ifndef L2A_LEARN_STEADY_MATH_H
#define L2A_LEARN_STEADY_MATH_H

#include <stdint.h>
#include <string.h>

/* e^x for x from -700 to 700 (beyond: that of the nearer end); relative error below 1e-15. */
static inline double steady_exp(double x)
{
  static const double log2e = 1.4426950408889634, ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
  static const double inverse[15] = { 0,       1,       1.0 / 2,  1.0 / 3,  1.0 / 4,  1.0 / 5,  1.0 / 6, 1.0 / 7,
                                      1.0 / 8, 1.0 / 9, 1.0 / 10, 1.0 / 11, 1.0 / 12, 1.0 / 13, 1.0 / 14 };
  double clipped = x < -700 ? -700 : x > 700 ? 700 : x;
  int64_t k = (int64_t)(clipped * log2e + (clipped < 0 ? -0.5 : 0.5));
  double r = (clipped - (double)k * ln2_high) - (double)k * ln2_low;
  double sum = 1, power;
  uint64_t bits = (uint64_t)(k + 1023) << 52;

  for (int n = 14; n > 0; n--) sum = 1 + sum * r * inverse[n];
  memcpy(&power, &bits, sizeof power);
  return sum * power;
}

/* log(1 + x) for x from 0 to 1, by the series of the inverse hyperbolic tangent. */
static inline double steady_log1p(double x)
{
  static const double odd[17] = { 1,        1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9,  1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17,
                                  1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25, 1.0 / 27, 1.0 / 29, 1.0 / 31, 1.0 / 33 };
  double s = x / (2 + x), square = s * s, sum = 0;

  for (int n = 16; n >= 0; n--) sum = odd[n] + sum * square;
  return 2 * s * sum;
}

/* log x for x above 0: powers of two off until log1p can do it. */
static inline double steady_log(double x)
{
  static const double ln2 = 0.6931471805599453;
  int twos = 0;

  for (; x < 1; x *= 2) twos--;
  for (; x >= 2; x /= 2) twos++;
  return twos * ln2 + steady_log1p(x - 1);
}

/* log(1 + e^x) */
static inline double steady_softplus(double x)
{
  return x > 0 ? x + steady_log1p(steady_exp(-x)) : steady_log1p(steady_exp(x));
}

static inline double steady_sigmoid(double x)
{
  double e;

  if (x >= 0) return 1 / (1 + steady_exp(-x));
  e = steady_exp(x);
  return e / (1 + e);
}

/* Both at once, for half the price: log(1 + e^x) and 1 / (1 + e^-x). */
static inline double steady_softplus_sigmoid(double *sigmoid, double x)
{
  double e = steady_exp(x > 0 ? -x : x), inverse = 1 / (1 + e);

  *sigmoid = x > 0 ? inverse : e * inverse;
  return (x > 0 ? x : 0) + steady_log1p(e);
}

#endif
