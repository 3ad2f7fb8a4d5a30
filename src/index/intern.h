/* SPDX-License-Identifier: MIT */
/* Texts kept once: each gets a number in the order of its first appearance. The texts lie in a pool that several tables may share. */
#ifndef L2A_INDEX_INTERN_H
#define L2A_INDEX_INTERN_H

#include "base/buffer.h"

#define INTERN_FAILED UINT32_MAX

typedef struct intern_text {
  uint32_t offset; /* in the pool */
  uint32_t size;
} intern_text;

typedef struct intern_table {
  buffer *pool;
  buffer texts;    /* intern_text[] by number */
  uint64_t *slots; /* high half of the hash << 32 | number + 1; 0 free. At most half full. */
  size_t mask;
} intern_table;

void intern_init(intern_table *table, buffer *pool);
void intern_free(intern_table *table); /* not the pool */

/* The text's number; INTERN_FAILED when memory is out or the pool would pass 4 GiB. */
uint32_t intern_put(intern_table *table, bytes text);

static inline size_t intern_count(const intern_table *table)
{
  return table->texts.size / sizeof(intern_text);
}

static inline intern_text intern_get(const intern_table *table, uint32_t number)
{
  return ((const intern_text *)(const void *)table->texts.data)[number];
}

/* The pool's offset for a text that is appended without looking for an equal one; INTERN_FAILED as above. */
uint32_t pool_append(buffer *pool, bytes text);

#endif
