/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_SEPARATE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_SEPARATE 1
#endif
#endif
#ifndef ARENA_SEPARATE
#define ARENA_SEPARATE 0
#endif

struct arena_block {
  arena_block *next;
  size_t size;
  size_t used;
  alignas(max_align_t) char data[];
};

void arena_init(arena *a, size_t block_size)
{
  *a = (arena){ .block_size = block_size };
}

void arena_free(arena *a)
{
  arena_block *block = a->first;

  while (block) {
    arena_block *next = block->next;
    free(block);
    block = next;
  }
  arena_init(a, a->block_size);
}

void arena_reset(arena *a)
{
  if (ARENA_SEPARATE) {
    arena_free(a);
    return;
  }
  for (arena_block *block = a->first; block; block = block->next) block->used = 0;
  a->current = a->first;
  a->failed = false;
}

static arena_block *block_new(arena *a, size_t size)
{
  arena_block *block;

  if (size > SIZE_MAX / 2) return NULL;
  block = malloc(sizeof *block + size);
  if (!block) return NULL;
  *block = (arena_block){ .size = size };
  if (a->current) {
    block->next = a->current->next;
    a->current->next = block;
  } else {
    a->first = block;
  }
  a->current = block;
  return block;
}

/* The next kept block that has room, or a new one. */
static arena_block *block_with_room(arena *a, size_t size)
{
  arena_block *block = a->current;

  while (block && block->size - block->used < size && block->next) {
    block = block->next;
    a->current = block;
  }
  if (!block || block->size - block->used < size) block = block_new(a, size > a->block_size || ARENA_SEPARATE ? size : a->block_size);
  return block;
}

void *arena_take(arena *a, size_t size)
{
  const size_t align = alignof(max_align_t);
  arena_block *block;
  void *at = NULL;

  if (size > SIZE_MAX / 4) goto done;
  if (!ARENA_SEPARATE) size = (size + align - 1) & ~(align - 1);
  block = a->current;
  if (!block || ARENA_SEPARATE || block->size - block->used < size) block = ARENA_SEPARATE ? block_new(a, size) : block_with_room(a, size);
  if (!block) goto done;
  at = block->data + block->used;
  block->used += size;
done:
  if (!at) a->failed = true;
  return at;
}

void *arena_take_zero(arena *a, size_t size)
{
  void *at = arena_take(a, size);

  if (at) memset(at, 0, size);
  return at;
}

void *arena_take_array(arena *a, size_t count, size_t size)
{
  if (size && count > SIZE_MAX / size) {
    a->failed = true;
    return NULL;
  }
  return arena_take(a, count * size);
}

bytes arena_copy(arena *a, bytes text)
{
  char *at = arena_take(a, text.size + 1);

  if (!at) return (bytes){ NULL, 0 };
  if (text.size) memcpy(at, text.data, text.size);
  at[text.size] = '\0';
  return (bytes){ at, text.size };
}
