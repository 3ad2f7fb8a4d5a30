/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "mqa/entry_sort.h"

static uint64_t next(uint64_t *state)
{
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *state ^ *state >> 29;
}

/* Ascending, and equals as they came: the value is the place before. */
static void expect_sorted(size_t count, unsigned bits, uint64_t distinct, size_t threads)
{
  sort_entry *e = malloc((count + 1) * sizeof *e);
  uint64_t state = count * 31 + bits;
  uint64_t sum = 0;

  for (size_t i = 0; i < count; i++) {
    uint64_t key = (next(&state) >> (64 - bits)) % distinct;
    e[i] = (sort_entry){ key, (const char *)e + i };
    sum += key;
  }
  cr_assert_eq(entry_sort(e, count, bits, threads, NULL), L2A_OK);
  for (size_t i = 0; i < count; i++) {
    sum -= e[i].key;
    if (i == 0) continue;
    cr_assert_leq(e[i - 1].key, e[i].key, "%zu of %zu, %u bits", i, count, bits);
    if (e[i - 1].key == e[i].key) cr_assert_lt((const char *)e[i - 1].value, (const char *)e[i].value, "%zu of %zu", i, count);
  }
  cr_expect_eq(sum, 0);
  free(e);
}

Test(entry_sort, numbers_of_all_widths)
{
  static const size_t counts[] = { 0, 1, 2, 63, 64, 65, 257, 5000, 100000 };
  static const unsigned widths[] = { 1, 7, 8, 9, 16, 40, 48, 63, 64 };

  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
      expect_sorted(counts[c], widths[w], UINT64_MAX, 1);
      expect_sorted(counts[c], widths[w], 5, 3);
    }
}
