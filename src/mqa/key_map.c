/* SPDX-License-Identifier: MIT */
#include "mqa/key_map.h"

#include <stdlib.h>

#include "base/hash.h"

enum { SHORT_ID = 15, LONG_ID = 18, FIRST_CAPACITY = 64 };

bytes id_canonical(bytes id)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

  if (id.size != LONG_ID) return id;
  for (size_t block = 0; block < 3; block++) {
    uint32_t bits = 0;
    for (size_t i = 0; i < 5; i++) {
      char c = id.data[block * 5 + i];
      bool upper = c >= 'A' && c <= 'Z';
      if (!upper && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) return id;
      bits |= (uint32_t)upper << i;
    }
    if (id.data[SHORT_ID + block] != alphabet[bits]) return id;
  }
  return bytes_from(id.data, SHORT_ID);
}

void key_map_free(key_map *map)
{
  free(map->entries);
  *map = (key_map){ NULL, 0, 0 };
}

/* The entry of the key, or the free one where it belongs. */
static key_map_entry *slot_of(const key_map *map, bytes key, uint64_t hash)
{
  size_t i = hash & (map->capacity - 1);

  for (;; i = (i + 1) & (map->capacity - 1)) {
    key_map_entry *e = &map->entries[i];
    if (e->value == KEY_NONE || (e->hash == hash && bytes_equal(bytes_from(e->data, e->size), key))) return e;
  }
}

uint32_t key_map_find(const key_map *map, bytes key)
{
  return map->capacity ? slot_of(map, key, hash_bytes(key))->value : KEY_NONE;
}

static bool grow(key_map *map)
{
  key_map larger = { NULL, map->capacity ? map->capacity * 2 : FIRST_CAPACITY, map->count };

  larger.entries = malloc(larger.capacity * sizeof *larger.entries);
  if (!larger.entries) return false;
  for (size_t i = 0; i < larger.capacity; i++) larger.entries[i].value = KEY_NONE;
  for (size_t i = 0; i < map->capacity; i++) {
    const key_map_entry *e = &map->entries[i];
    if (e->value != KEY_NONE) *slot_of(&larger, bytes_from(e->data, e->size), e->hash) = *e;
  }
  free(map->entries);
  *map = larger;
  return true;
}

uint32_t key_map_add(key_map *map, bytes key, uint32_t value)
{
  uint64_t hash = hash_bytes(key);
  key_map_entry *e;

  if (map->count * 4 >= map->capacity * 3 && !grow(map)) return KEY_NONE;
  e = slot_of(map, key, hash);
  if (e->value == KEY_NONE) {
    *e = (key_map_entry){ hash, key.data, (uint32_t)key.size, value };
    map->count++;
  }
  return e->value;
}

bool key_map_reserve(key_map *map, size_t capacity)
{
  key_map_free(map);
  if (!capacity) return true;
  map->entries = malloc(capacity * sizeof *map->entries);
  if (!map->entries) return false;
  for (size_t i = 0; i < capacity; i++) map->entries[i].value = KEY_NONE;
  map->capacity = capacity;
  return true;
}

void key_map_put(key_map *map, const key_map_entry *e)
{
  size_t i = e->hash & (map->capacity - 1);

  while (map->entries[i].value != KEY_NONE) i = (i + 1) & (map->capacity - 1);
  map->entries[i] = *e;
  map->count++;
}
