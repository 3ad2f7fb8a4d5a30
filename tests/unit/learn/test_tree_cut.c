/* SPDX-License-Identifier: MIT */
#include "learn/tree_cut.h"

#include <criterion/criterion.h>

enum { VALUES = 12 };

static double impurity(double right, double wrong)
{
  return right + wrong > 0 ? 2 * right * wrong / (right + wrong) : 0;
}

/* The best single cut by trying all, as the first bin of its right part; 0 when none is allowed. */
static size_t best_split(const tree_bin *bins, size_t count, uint32_t leaf_rows)
{
  double best = 1e300;
  size_t at = 0;

  for (size_t cut = 1; cut < count; cut++) {
    double r[2] = { 0, 0 }, w[2] = { 0, 0 };
    uint32_t rows[2] = { 0, 0 };
    for (size_t i = 0; i < count; i++) {
      r[i >= cut] += bins[i].right;
      w[i >= cut] += bins[i].wrong;
      rows[i >= cut] += bins[i].rows;
    }
    if (rows[0] < leaf_rows || rows[1] < leaf_rows) continue;
    if (impurity(r[0], w[0]) + impurity(r[1], w[1]) < best - 1e-12) {
      best = impurity(r[0], w[0]) + impurity(r[1], w[1]);
      at = cut;
    }
  }
  return at;
}

Test(tree_cut, makes_every_value_a_level_where_there_are_few)
{
  static const tree_bin bins[3] = { { -1, 5, 1, 4 }, { 0, 5, 2, 3 }, { 7, 1, 1, 0 } };
  int32_t cuts[TREE_LEAF_LIMIT];

  cr_assert_eq(tree_cut(cuts, bins, 3, 10, 150), 2);
  cr_assert_eq(cuts[0], 0);
  cr_assert_eq(cuts[1], 7);
  cr_assert_eq(tree_cut(cuts, bins, 1, 10, 150), 0);
  cr_assert_eq(tree_cut(cuts, bins, 0, 10, 150), 0);
}

Test(tree_cut, finds_the_cut_that_trying_all_finds)
{
  uint32_t seed = 7;

  for (int round = 0; round < 300; round++) {
    tree_bin bins[VALUES];
    int32_t cuts[TREE_LEAF_LIMIT];
    size_t want;
    for (int i = 0; i < VALUES; i++) {
      uint32_t right = (seed = seed * 1664525 + 1013904223) >> 28, wrong = (seed = seed * 1664525 + 1013904223) >> 28;
      bins[i] = (tree_bin){ -20 + 4 * i, right + wrong, right, wrong };
    }
    want = best_split(bins, VALUES, 20);
    cr_assert_eq(tree_cut(cuts, bins, VALUES, 2, 20), want > 0, "round %d", round);
    if (want) cr_assert_eq(cuts[0], -20 + 4 * (int32_t)want - 1, "round %d: %d", round, cuts[0]);
  }
}

/* The second split goes to the leaf where it gains more, and leaves keep their rows. */
Test(tree_cut, splits_best_first_and_keeps_leaves_large_enough)
{
  static const tree_bin bins[6] = { { 0, 100, 0, 100 },  { 10, 100, 10, 90 }, { 20, 100, 60, 40 },
                                    { 30, 100, 65, 35 }, { 40, 100, 100, 0 }, { 50, 3, 0, 3 } };
  int32_t cuts[TREE_LEAF_LIMIT];

  cr_assert_eq(tree_cut(cuts, bins, 6, 3, 50), 2);
  cr_assert_eq(cuts[0], 16);
  cr_assert_eq(cuts[1], 36);
  cr_assert_eq(tree_cut(cuts, bins, 6, 5, 200), 1);
}
