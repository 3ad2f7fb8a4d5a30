/* SPDX-License-Identifier: MIT */
#include "learn/interval.h"

#include <stdlib.h>
__extension__ typedef unsigned __int128 wide;

/* The 97.5 % point of the normal distribution and its square, in millionths. */
enum { NORMAL_Z = 1959964, NORMAL_Z_SQUARE = 3841459, WORD_BITS = 64, OUTCOME_CLASSES = 5 };

static uint64_t square_root(wide x)
{
  uint64_t root = 0;

  for (int bit = 63; bit >= 0; bit--) {
    uint64_t next = root | UINT64_C(1) << bit;
    if ((wide)next * next <= x) root = next;
  }
  return root;
}

/*
 * The bounds of k of n are (2k + z^2 -+ z sqrt(z^2 + 4k(n - k) / n)) / (2 (n + z^2)). Counts beyond 2^32 are halved first: the interval
 * is then narrower than a millionth.
 */
interval interval_wilson(ratio r)
{
  wide low, high, middle, spread, total;
  uint64_t root;

  while (r.total >> 32) r.total >>= 1, r.of >>= 1;
  if (!r.total) return (interval){ 0, MILLION };
  root = square_root((wide)NORMAL_Z_SQUARE * MILLION + (wide)4 * r.of * (r.total - r.of) * MILLION / r.total * MILLION);
  middle = (wide)2 * r.of * MILLION + NORMAL_Z_SQUARE;
  spread = (wide)NORMAL_Z * root / MILLION + 1;
  total = 2 * ((wide)r.total * MILLION + NORMAL_Z_SQUARE);
  low = middle > spread && r.of ? (middle - spread) * MILLION / total : 0;
  high = r.of == r.total ? MILLION : ((middle + spread) * MILLION + total - 1) / total;
  return (interval){ (uint32_t)low, high > MILLION ? MILLION : (uint32_t)high };
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t random_next(uint64_t *state)
{
  uint64_t x = *state += UINT64_C(0x9E3779B97F4A7C15);

  x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
  return x ^ x >> 31;
}

static uint64_t count_bits(uint64_t x)
{
  return (uint64_t)__builtin_popcountll(x);
}

/* Heads of n fair coins. */
static uint64_t coins(uint64_t *state, uint64_t n)
{
  uint64_t heads = 0;

  for (; n >= WORD_BITS; n -= WORD_BITS) heads += count_bits(random_next(state));
  return n ? heads + count_bits(random_next(state) >> (WORD_BITS - n)) : heads;
}

uint64_t binomial_draw(uint64_t *state, uint64_t n, uint64_t fraction)
{
  uint64_t successes = 0;

  for (int bit = WORD_BITS - 1; bit >= 0 && n; bit--) {
    uint64_t ones = coins(state, n);

    if (fraction >> bit & 1) {
      successes += n - ones; /* their fraction is smaller */
      n = ones;
    } else {
      n -= ones; /* these are greater: failures */
    }
  }
  return successes;
}

/* Draws rows over the classes in proportion to their counts. */
static void resample(uint64_t out[OUTCOME_CLASSES], const uint64_t counts[OUTCOME_CLASSES], uint64_t rows, uint64_t *state)
{
  uint64_t left = rows, rest = rows;

  for (int i = 0; i < OUTCOME_CLASSES; i++) {
    out[i] = counts[i] == rest ? left : binomial_draw(state, left, (uint64_t)(((wide)counts[i] << WORD_BITS) / rest));
    left -= out[i];
    rest -= counts[i];
    if (!rest) {
      while (++i < OUTCOME_CLASSES) out[i] = 0;
    }
  }
}

static uint32_t f1_of(const uint64_t n[OUTCOME_CLASSES])
{
  uint64_t total = 2 * n[0] + 2 * n[1] + n[2] + n[3];

  return total ? (uint32_t)((wide)2 * n[0] * MILLION / total) : 0;
}

static int by_value(const void *x, const void *y)
{
  uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

  return (a > b) - (a < b);
}

interval interval_bootstrap_f1(const metric_counts *c, uint32_t *values, uint32_t replicates, uint64_t seed)
{
  uint64_t wrong_account = c->wrong - c->false_matches;
  uint64_t counts[OUTCOME_CLASSES] = { c->right, wrong_account, c->with_account - c->right - wrong_account, c->false_matches,
                                       c->no_match_rows - c->false_matches };
  uint64_t drawn[OUTCOME_CLASSES], state = seed;
  interval result = { 0, MILLION };

  if (!c->rows || !replicates) return result;
  for (uint32_t i = 0; i < replicates; i++) {
    resample(drawn, counts, c->rows, &state);
    values[i] = f1_of(drawn);
  }
  qsort(values, replicates, sizeof *values, by_value);
  result.low = values[(uint64_t)(replicates - 1) * 25 / 1000];
  result.high = values[((uint64_t)(replicates - 1) * 975 + 500) / 1000];
  return result;
}
