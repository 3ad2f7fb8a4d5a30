/* SPDX-License-Identifier: MIT */
/*
 * Cuts a feature's values into levels by a supervised tree of one feature: the leaf whose split lowers the Gini impurity most is split
 * first (Breiman et al. 1984; best first), until there are as many leaves as asked for.
 */
#ifndef L2A_LEARN_TREE_CUT_H
#define L2A_LEARN_TREE_CUT_H

#include <stddef.h>
#include <stdint.h>

enum { TREE_LEAF_LIMIT = 25 };

/* What the rows with one value of the feature weigh. */
typedef struct tree_bin {
  int32_t value;
  uint32_t rows;
  double right, wrong;
} tree_bin;

/*
 * bins: values growing. At most leaf_limit (1 to TREE_LEAF_LIMIT) leaves, each of at least leaf_rows rows; where there are no more values
 * than leaves every value is a level of its own. A cut stands in the middle between two values; a value v is in the level of the cuts that
 * are <= v. Returns the number of cuts, growing.
 */
uint32_t tree_cut(int32_t *cuts, const tree_bin *bins, size_t count, uint32_t leaf_limit, uint32_t leaf_rows);

#endif
