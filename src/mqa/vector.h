/* SPDX-License-Identifier: MIT */
/* Growing arrays of one type, without a function for each: VECTOR(type) is {data, count, capacity}; all zero is empty. */
#ifndef L2A_MQA_VECTOR_H
#define L2A_MQA_VECTOR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* clang-format off */
#define VECTOR(type) struct { type *data; size_t count; size_t capacity; }
/* clang-format on */

/* Room for one more element of size bytes; false when memory is out, and the array is then as it was. */
static inline bool vector_grow(void *data_place, size_t count, size_t *capacity, size_t size)
{
  void **data = data_place;
  size_t wanted = *capacity ? *capacity * 2 : 16;
  void *larger;

  if (count < *capacity) return true;
  if (wanted > SIZE_MAX / size) return false;
  larger = realloc(*data, wanted * size);
  if (!larger) return false;
  *data = larger;
  *capacity = wanted;
  return true;
}

#define VECTOR_RESERVE(v) vector_grow(&(v)->data, (v)->count, &(v)->capacity, sizeof *(v)->data)
#define VECTOR_ADD(v, item) (VECTOR_RESERVE(v) ? ((v)->data[(v)->count++] = (item), true) : false)

#endif
