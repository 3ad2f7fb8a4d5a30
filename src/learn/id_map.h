/* SPDX-License-Identifier: MIT */
/* Id map: texts numbered in the order in which they come; each is kept once. For labels, answers and the values of segments. */
#ifndef L2A_LEARN_ID_MAP_H
#define L2A_LEARN_ID_MAP_H

#include "base/arena.h"

enum { ID_BLOCK_SIZE = 65536 };
#define ID_NONE UINT32_MAX

/* All zero is ready to use, after id_map_init. */
typedef struct id_map {
  uint32_t count;
  uint32_t capacity;
  bytes *ids;          /* by number; copies, valid until id_map_free */
  uint32_t slot_count; /* power of two; slots hold number + 1 */
  uint32_t *slots;
  arena texts;
} id_map;

void id_map_init(id_map *m);
void id_map_free(id_map *m);

/* The number of the id, a new one when *is_new (may be NULL). ID_NONE when memory is out. */
uint32_t id_map_add(id_map *m, bytes id, bool *is_new);

uint32_t id_map_find(const id_map *m, bytes id); /* ID_NONE when it is not there */

#endif
