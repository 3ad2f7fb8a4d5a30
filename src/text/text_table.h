/* SPDX-License-Identifier: MIT */
/*
 * A packed hash table from text to a small number: what every dictionary compiles to. Filled once, then only read, by any number of threads.
 *
 *   slots  [tag|at|size|value] [....] [tag|at|size|value] ...   power of two, at most half full, linear probing
 *                |
 *   pool   "co.ukgithub.io..."                                  the keys, one behind the other
 *   filter one bit for eight of the hash's, set for every key: most questions are about texts that are no key, and end here
 */
#ifndef L2A_TEXT_TEXT_TABLE_H
#define L2A_TEXT_TEXT_TABLE_H

#include "base/buffer.h"
#include "base/status.h"

#define TEXT_TABLE_NONE UINT32_MAX

typedef struct text_table_slot {
  uint32_t tag;  /* high half of the key's hash */
  uint32_t at;   /* of the key in the pool */
  uint32_t size; /* of the key; empty slot: value is TEXT_TABLE_NONE */
  uint32_t value;
} text_table_slot;

typedef struct text_table {
  text_table_slot *slots;
  size_t mask; /* slot count - 1 */
  size_t count;
  uint64_t *filter;
  buffer pool;
} text_table;

/* An empty table with room for about `expected` keys; it grows. L2A_ENOMEM. */
l2a_status text_table_init(text_table *table, size_t expected, l2a_error *error);
void text_table_free(text_table *table); /* also of a table that is all zero */

/* Adds a key (copied) or replaces its value (not TEXT_TABLE_NONE). L2A_ENOMEM, L2A_ELIMIT (4 GiB of keys); the table is then unchanged. */
l2a_status text_table_put(text_table *table, bytes key, uint32_t value, l2a_error *error);

/* The key's value or TEXT_TABLE_NONE. Allocates nothing. */
uint32_t text_table_get(const text_table *table, bytes key);

#endif
