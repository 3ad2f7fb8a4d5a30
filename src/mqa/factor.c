/* SPDX-License-Identifier: MIT */
/*
 * 2^-(q + r/H) = 2^-q * exp(-r/H * ln 2), the second by its series in fixed point with 120 bits behind the point. Its error is below 2^-110;
 * a value that is no power of two is irrational and stays farther from half an integer than that for all ages and half-lives that are
 * allowed, and powers of two are exact, ties to even.
 */
#include "mqa/factor.h"

typedef unsigned __int128 wide;

enum { POINT = 120 };

/* floor(a * b / 2^120) for a, b below 2^121: schoolbook in halves of 60 bits (and what is left above). */
static wide multiply(wide a, wide b)
{
  const wide mask = ((wide)1 << 60) - 1;
  wide a0 = a & mask;
  wide a1 = a >> 60;
  wide b0 = b & mask;
  wide b1 = b >> 60;
  wide middle = a0 * b1;
  wide carry = (a0 * b0) >> 60;
  wide low = (middle & mask) + carry;

  low += (a1 * b0) & mask;
  return a1 * b1 + (middle >> 60) + ((a1 * b0) >> 60) + (low >> 60);
}

/* exp(-x) for x in [0, 1), by the alternating series. */
static wide exp_minus(wide x)
{
  wide term = (wide)1 << POINT;
  wide plus = term;
  wide minus = 0;

  for (unsigned k = 1; k < 60 && term; k++) {
    term = multiply(term, x) / k;
    if (k % 2) minus += term;
    else plus += term;
  }
  return plus - minus;
}

/* round-half-even(value / 2^shift); exact: value is not cut off. */
static int64_t round_even(wide value, int shift, int exact)
{
  wide whole = shift < 127 ? value >> shift : 0;
  wide rest = shift < 127 ? value - (whole << shift) : value;
  wide half = shift < 127 ? (wide)1 << (shift - 1) : (wide)1 << 126;

  if (shift >= 127) return 0;
  if (rest > half || (rest == half && (!exact || whole % 2))) whole++;
  return (int64_t)whole;
}

int64_t factor_half_life(int64_t age, int64_t half_life)
{
  /* ln 2 in units of 2^-120 */
  wide ln2 = ((wide)UINT64_C(0x00B17217F7D1CF79) << 64) | UINT64_C(0xABC9E3B39803F2F6);
  int64_t whole = age >= 0 ? age / half_life : -1;
  int64_t rest = age - whole * half_life;
  wide h = (uint64_t)half_life;
  wide r = (uint64_t)rest;
  wide x, value;

  if (whole > 30 + 1) return 0;
  if (rest == 0) return whole < 0 ? FACTOR_ONE * 2 : round_even((wide)FACTOR_ONE << 31, 31 + (int)whole, 1);
  /* rest / half_life of ln 2; half_life is small, so the product fits */
  x = ln2 / h * r + ln2 % h * r / h;
  value = exp_minus(x);
  /* 10^9 * value has 30 bits more than fit: cut 30 bits off first, 90 remain behind the point */
  value = (value >> 30) * (wide)FACTOR_ONE;
  return round_even(value, 90 + (int)whole, 0);
}

int64_t factor_of(const mqa_rules *rules, int64_t age)
{
  int64_t window = rules->window;

  if (rules->decay == DECAY_HALF_LIFE) return factor_half_life(age, rules->half_life);
  return rules->decay == DECAY_LINEAR ? FACTOR_ONE * (window - age) / window : FACTOR_ONE;
}
