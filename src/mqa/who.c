/* SPDX-License-Identifier: MIT */
#include "mqa/who.h"

#include "base/hash.h"

enum { FIRST_CAPACITY = 1024, WHO_BLOCK_SIZE = 1 << 20 };
#define UPPER UINT64_C(0xFFFFFFFF00000000)

void who_init(who_table *t)
{
  *t = (who_table){ .slots = NULL };
  arena_init(&t->texts, WHO_BLOCK_SIZE);
}

void who_free(who_table *t)
{
  free(t->slots);
  free(t->entries.data);
  arena_free(&t->texts);
}

uint64_t who_hash(const bytes texts[WHO_TEXTS])
{
  uint64_t hash = 0;

  for (uint32_t i = 0; i < WHO_TEXTS; i++)
    if (texts[i].size) hash = hash_join(hash, hash_bytes_seeded(texts[i], i));
  return hash;
}

static bool is_same(const who_entry *e, const bytes texts[WHO_TEXTS])
{
  const char *at = e->text;

  for (uint32_t i = 0; i < WHO_TEXTS; i++) {
    if (e->sizes[i] != texts[i].size || (texts[i].size && memcmp(at, texts[i].data, texts[i].size) != 0)) return false;
    at += e->sizes[i];
  }
  return true;
}

static bool grow(who_table *t)
{
  size_t capacity = t->capacity ? t->capacity * 2 : FIRST_CAPACITY;
  uint64_t *slots = calloc(capacity, sizeof *slots);

  if (!slots) return false;
  for (size_t n = 0; n < t->entries.count; n++) {
    const who_entry *e = &t->entries.data[n];
    const bytes texts[WHO_TEXTS] = { who_text(e, 0), who_text(e, 1), who_text(e, 2) };
    uint64_t hash = who_hash(texts);
    size_t i = hash & (capacity - 1);

    while (slots[i]) i = (i + 1) & (capacity - 1);
    slots[i] = (hash & UPPER) | (n + 1);
  }
  free(t->slots);
  t->slots = slots;
  t->capacity = capacity;
  return true;
}

bool who_reserve(who_table *t, size_t more)
{
  size_t wanted = t->entries.count + more + 1;
  who_entry *larger = realloc(t->entries.data, wanted * sizeof *larger);

  if (!larger) return false;
  t->entries.data = larger;
  t->entries.capacity = wanted;
  while (wanted * 3 > t->capacity * 2)
    if (!grow(t)) return false;
  return true;
}

bool who_put(who_table *t, const who_entry *e, uint64_t hash)
{
  size_t i;

  if ((t->entries.count + 1) * 3 > t->capacity * 2 && !grow(t)) return false;
  for (i = hash & (t->capacity - 1); t->slots[i]; i = (i + 1) & (t->capacity - 1)) continue;
  if (!VECTOR_ADD(&t->entries, *e)) return false;
  t->slots[i] = (hash & UPPER) | t->entries.count;
  return true;
}

static uint32_t add_entry(who_table *t, const bytes texts[WHO_TEXTS])
{
  who_entry e = { .account = UINT32_MAX, .home = UINT32_MAX };
  size_t size = 0;
  char *out;

  for (uint32_t i = 0; i < WHO_TEXTS; i++) size += texts[i].size;
  out = arena_take(&t->texts, size);
  if (!out || t->entries.count >= UINT32_MAX - 2) return UINT32_MAX;
  e.text = out;
  for (uint32_t i = 0; i < WHO_TEXTS; i++) {
    if (texts[i].size) memcpy(out, texts[i].data, texts[i].size);
    out += texts[i].size;
    e.sizes[i] = (uint32_t)texts[i].size;
  }
  return VECTOR_ADD(&t->entries, e) ? (uint32_t)t->entries.count - 1 : UINT32_MAX;
}

uint32_t who_add(who_table *t, const bytes texts[WHO_TEXTS], uint64_t hash)
{
  uint32_t number;
  size_t i;

  if ((t->entries.count + 1) * 3 > t->capacity * 2 && !grow(t)) return UINT32_MAX;
  for (i = hash & (t->capacity - 1); t->slots[i]; i = (i + 1) & (t->capacity - 1)) {
    number = (uint32_t)t->slots[i] - 1;
    if (((t->slots[i] ^ hash) & UPPER) == 0 && is_same(&t->entries.data[number], texts)) return number;
  }
  number = add_entry(t, texts);
  if (number != UINT32_MAX) t->slots[i] = (hash & UPPER) | ((uint64_t)number + 1);
  return number;
}
