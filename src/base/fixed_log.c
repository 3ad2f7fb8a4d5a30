/* SPDX-License-Identifier: MIT */
/*
 * log2 by repeated squaring: the mantissa m of x = m 2^n lies in [1, 2); squaring it doubles its logarithm, so that every square that
 * reaches 2 gives a one for the next binary digit. 32 digits leave an error below 1e-8 of the hundredths that are asked for.
 */
#include "base/fixed_log.h"

__extension__ typedef unsigned __int128 wide;

/* 100 ln 2, times 2^32 */
#define HUNDRED_LN2_Q32 UINT64_C(297704447182)

/* log2(x) times 2^32; x is not 0. */
static uint64_t log2_q32(uint64_t x)
{
  unsigned whole = 63u - (unsigned)__builtin_clzll(x);
  uint64_t mantissa = x << (63u - whole); /* times 2^63 */
  uint64_t result = (uint64_t)whole << 32;

  for (int bit = 31; bit >= 0; bit--) {
    wide square = ((wide)mantissa * mantissa) >> 63;
    if (square >> 64) {
      result |= UINT64_C(1) << bit;
      square >>= 1;
    }
    mantissa = (uint64_t)square;
  }
  return result;
}

uint32_t fixed_log_ratio(uint64_t numerator, uint64_t denominator)
{
  uint64_t a = log2_q32(numerator ? numerator : 1), b = log2_q32(denominator ? denominator : 1);

  if (a <= b) return 0;
  return (uint32_t)(((wide)(a - b) * HUNDRED_LN2_Q32 + ((wide)1 << 63)) >> 64);
}
