/* SPDX-License-Identifier: MIT */
/* Growing arrays of one type, without a function for each: VECTOR(type) is {data, count, capacity}; all zero is empty. */
#ifndef L2A_MQA_VECTOR_H
#define L2A_MQA_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
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

/* Of rows that ascend by a uint32_t at this offset of each: the number of the first that is not below the value. */
static inline size_t first_at_least(const void *rows, size_t count, size_t size, size_t offset, uint32_t value)
{
  size_t low = 0;

  while (low < count) {
    size_t middle = low + (count - low) / 2;
    if (*(const uint32_t *)(const void *)((const char *)rows + middle * size + offset) < value) low = middle + 1;
    else count = middle;
  }
  return low;
}

#endif
