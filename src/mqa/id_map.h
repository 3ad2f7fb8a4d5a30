/* SPDX-License-Identifier: MIT */
/* Ids to numbers. Salesforce's ids of 15 and of 18 characters (the same and three check characters) are one id. */
#ifndef L2A_MQA_ID_MAP_H
#define L2A_MQA_ID_MAP_H

#include "base/bytes.h"

#define ID_NONE UINT32_MAX

/* The id in the form that is compared: of 18 characters with the right check characters the first 15. */
bytes id_canonical(bytes id);

typedef struct id_entry {
  uint64_t hash;
  const char *data;
  uint32_t size;
  uint32_t value; /* ID_NONE: free */
} id_entry;

/* Keys are borrowed. All zero is an empty map. */
typedef struct id_map {
  id_entry *entries;
  size_t capacity; /* a power of two, or 0 */
  size_t count;
} id_map;

void id_map_free(id_map *map);

/* ID_NONE when it is not there. */
uint32_t id_map_find(const id_map *map, bytes key);

/* The value of the key: what was there, or value, which is now. ID_NONE when memory is out. */
uint32_t id_map_add(id_map *map, bytes key, uint32_t value);

#endif
