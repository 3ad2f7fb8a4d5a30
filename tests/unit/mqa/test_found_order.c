/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "mqa/found_order.h"

enum { ROWS = 200, IDS = 1000 };

static char ids[IDS][4];

static activity_view view_of(int64_t at, unsigned id)
{
  return (activity_view){ .at = at, .id = bytes_from(ids[id], 3) };
}

static int compare_views(const activity_view *a, const activity_view *b)
{
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  return bytes_compare(a->id, b->id);
}

/* Rows in stretches of some length, each in order; instants repeat, so that ids decide. */
static void fill(found_list *found, size_t rows, size_t longest, uint32_t *seed)
{
  found->count = 0;
  while (found->count < rows) {
    size_t begin = found->count;
    size_t length = 1 + (*seed >> 8) % longest;
    for (size_t i = 0; i < length && found->count < rows; i++) {
      found_activity row = { .start = found->count };
      size_t k = found->count;
      *seed = *seed * 1664525 + 1013904223;
      row.a = view_of((int64_t)(*seed >> 16) % 40, (*seed >> 4) % IDS);
      cr_assert(VECTOR_ADD(found, row));
      for (; k > begin && compare_views(&found->data[k - 1].a, &row.a) > 0; k--) found->data[k] = found->data[k - 1];
      found->data[k] = row;
    }
  }
}

Test(found_order, stretches_become_one_order)
{
  activity_kind kind = { .type = 0 };
  mqa m = { .kinds = { &kind, 1, 1 } };
  found_list found = { NULL, 0, 0 };
  found_order order = { { NULL, 0, 0 }, { NULL, 0, 0 } };
  uint32_t seed = 7;

  for (unsigned i = 0; i < IDS; i++)
    for (unsigned k = 0, n = i; k < 3; k++, n /= 10) ids[i][2 - k] = (char)('0' + n % 10);
  for (size_t rows = 0; rows < ROWS; rows++) {
    bool seen[ROWS] = { false };
    fill(&found, rows, 1 + rows % 23, &seed);
    cr_assert_eq(found_order_make(&order, &m, &found, NULL), L2A_OK);
    cr_assert_eq(order.places.count, rows);
    for (size_t i = 0; i < rows; i++) {
      uint32_t number = order.places.data[i].number;
      cr_assert(number < rows && !seen[number]);
      seen[number] = true;
      cr_assert_eq(order.places.data[i].at, found.data[number].a.at);
      if (i) cr_assert(compare_views(&found.data[order.places.data[i - 1].number].a, &found.data[number].a) <= 0);
    }
  }
  found_order_free(&order);
  free(found.data);
}
