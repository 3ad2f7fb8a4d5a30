/* SPDX-License-Identifier: MIT */
/* Ids to numbers. Salesforce's ids of 15 and of 18 characters (the same and three check characters) are one id. */
#ifndef L2A_MQA_KEY_MAP_H
#define L2A_MQA_KEY_MAP_H

#include "base/bytes.h"

#define KEY_NONE UINT32_MAX

/* The id in the form that is compared: of 18 characters with the right check characters the first 15. */
bytes id_canonical(bytes id);

typedef struct key_map_entry {
  uint64_t hash;
  const char *data;
  uint32_t size;
  uint32_t value; /* KEY_NONE: free */
} key_map_entry;

/* Keys are borrowed. All zero is an empty map. */
typedef struct key_map {
  key_map_entry *entries;
  size_t capacity; /* a power of two, or 0 */
  size_t count;
} key_map;

void key_map_free(key_map *map);

/* KEY_NONE when it is not there. */
uint32_t key_map_find(const key_map *map, bytes key);

/* The value of the key: what was there, or value, which is now. KEY_NONE when memory is out. */
uint32_t key_map_add(key_map *map, bytes key, uint32_t value);

/* A map of its own size, for entries whose hashes are known and whose keys are all different. False when memory is out. */
bool key_map_reserve(key_map *map, size_t capacity);
void key_map_put(key_map *map, const key_map_entry *e);

#endif
