/* SPDX-License-Identifier: MIT */
#include "learn/tree_cut.h"

typedef struct leaf {
  size_t begin, end; /* bins */
  size_t at;         /* first bin of the right part of its best split; begin: there is none */
  double gain;
} leaf;

/* Gini impurity times weight. */
static double impurity(double right, double wrong)
{
  return right + wrong > 0 ? 2 * right * wrong / (right + wrong) : 0;
}

static leaf make_leaf(const tree_bin *bins, size_t begin, size_t end, uint32_t leaf_rows)
{
  leaf l = { begin, end, begin, 0 };
  double right = 0, wrong = 0, left_right = 0, left_wrong = 0;
  uint64_t rows = 0, left = 0;

  for (size_t i = begin; i < end; i++) {
    right += bins[i].right;
    wrong += bins[i].wrong;
    rows += bins[i].rows;
  }
  for (size_t i = begin; i + 1 < end; i++) {
    double gain;
    left_right += bins[i].right;
    left_wrong += bins[i].wrong;
    left += bins[i].rows;
    if (left < leaf_rows || rows - left < leaf_rows) continue;
    gain = impurity(right, wrong) - impurity(left_right, left_wrong) - impurity(right - left_right, wrong - left_wrong);
    if (gain > l.gain) {
      l.gain = gain;
      l.at = i + 1;
    }
  }
  return l;
}

/* The first integer above the middle of both. */
static int32_t cut_between(int32_t low, int32_t high)
{
  int64_t sum = (int64_t)low + high;
  int64_t half = sum >= 0 ? sum / 2 : -((-sum + 1) / 2);

  return (int32_t)(half + 1);
}

static void add_sorted(int32_t *cuts, uint32_t count, int32_t cut)
{
  uint32_t i = count;

  for (; i > 0 && cuts[i - 1] > cut; i--) cuts[i] = cuts[i - 1];
  cuts[i] = cut;
}

uint32_t tree_cut(int32_t *cuts, const tree_bin *bins, size_t count, uint32_t leaf_limit, uint32_t leaf_rows)
{
  leaf leaves[TREE_LEAF_LIMIT];
  uint32_t leaf_count = 1, cut_count = 0;

  if (leaf_limit > TREE_LEAF_LIMIT) leaf_limit = TREE_LEAF_LIMIT;
  if (count <= 1) return 0;
  if (count <= leaf_limit) {
    for (size_t i = 1; i < count; i++) cuts[cut_count++] = bins[i].value;
    return cut_count;
  }
  leaves[0] = make_leaf(bins, 0, count, leaf_rows);
  while (leaf_count < leaf_limit) {
    uint32_t best = 0;
    leaf l;
    for (uint32_t i = 1; i < leaf_count; i++)
      if (leaves[i].gain > leaves[best].gain) best = i;
    l = leaves[best];
    if (l.at == l.begin) break;
    add_sorted(cuts, cut_count++, cut_between(bins[l.at - 1].value, bins[l.at].value));
    leaves[best] = make_leaf(bins, l.begin, l.at, leaf_rows);
    leaves[leaf_count++] = make_leaf(bins, l.at, l.end, leaf_rows);
  }
  return cut_count;
}
