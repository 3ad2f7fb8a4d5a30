/* SPDX-License-Identifier: MIT */
#include "mqa/found_order.h"

void found_order_free(found_order *o)
{
  free(o->places.data);
  free(o->spare.data);
}

static bool is_behind(const mqa *m, const found_list *found, const found_place *a, const found_place *b)
{
  if (a->at != b->at) return a->at > b->at;
  return activity_compare(m, &found->data[a->number].a, &found->data[b->number].a) > 0;
}

/* Where the stretch that begins there ends. */
static size_t stretch_end(const found_order *o, const mqa *m, const found_list *found, size_t begin)
{
  size_t i = begin + 1;

  while (i < o->places.count && !is_behind(m, found, &o->places.data[i - 1], &o->places.data[i])) i++;
  return i;
}

/* Two neighbours in places become one stretch in spare. */
static void merge_stretches(found_order *o, const mqa *m, const found_list *found, size_t begin, size_t middle, size_t end)
{
  const found_place *from = o->places.data;
  size_t left = begin;
  size_t right = middle;

  for (size_t i = begin; i < end; i++) {
    bool takes_right = left == middle || (right < end && is_behind(m, found, &from[left], &from[right]));
    o->spare.data[i] = from[takes_right ? right++ : left++];
  }
}

/* Each stretch with the one behind it; whether there was more than one. */
static bool merge_pairs(found_order *o, const mqa *m, const found_list *found)
{
  size_t count = o->places.count;
  size_t middle = stretch_end(o, m, found, 0);
  found_place *merged = o->spare.data;

  if (middle == count) return false;
  for (size_t begin = 0; begin < count;) {
    size_t end = middle < count ? stretch_end(o, m, found, middle) : count;

    merge_stretches(o, m, found, begin, middle, end);
    begin = end;
    middle = begin < count ? stretch_end(o, m, found, begin) : count;
  }
  o->spare.data = o->places.data;
  o->places.data = merged;
  return true;
}

l2a_status found_order_make(found_order *o, const mqa *m, const found_list *found, l2a_error *error)
{
  o->places.count = o->spare.count = 0;
  for (size_t i = 0; i < found->count; i++) {
    found_place place = { found->data[i].a.at, (uint32_t)i };
    if (!VECTOR_ADD(&o->places, place) || !VECTOR_ADD(&o->spare, place)) return error_no_memory(error);
  }
  if (found->count)
    while (merge_pairs(o, m, found)) continue;
  return L2A_OK;
}
