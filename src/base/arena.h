/* SPDX-License-Identifier: MIT */
/*
 * Arena: memory that is taken piece by piece and given back all at once. One per matcher, reset per contact or batch, so that matching
 * allocates nothing once the arena has grown to its working size.
 *
 *   block 0 [....used....|free]  ->  block 1 [..used..|      free     ]  ->  NULL
 *                                            ^ current
 *
 * Under AddressSanitizer every piece is an allocation of its own, or the arena would hide overruns.
 */
#ifndef L2A_BASE_ARENA_H
#define L2A_BASE_ARENA_H

#include "base/bytes.h"

typedef struct arena_block arena_block;

typedef struct arena {
  arena_block *first;
  arena_block *current;
  size_t block_size; /* bytes of a new block; a larger piece gets a block of its own size */
  bool failed;       /* an allocation failed since the last reset: a chain of calls may check once */
} arena;

void arena_init(arena *a, size_t block_size);
void arena_free(arena *a);
void arena_reset(arena *a); /* keeps the blocks */

/* size bytes aligned for any type, not cleared; NULL when memory is out (and failed is set). size 0 gives a valid pointer. */
void *arena_take(arena *a, size_t size);
void *arena_take_zero(arena *a, size_t size);

/* count elements of size bytes; NULL also when the product overflows. */
void *arena_take_array(arena *a, size_t count, size_t size);

/* A copy of the text, with a NUL behind it that does not count; {NULL, 0} when memory is out. */
bytes arena_copy(arena *a, bytes text);

#endif
