/* SPDX-License-Identifier: MIT */
/* The columns of an NDJSON table: keys of its objects, numbered in order of first appearance. */
#ifndef L2A_IO_COLUMN_KEYS_H
#define L2A_IO_COLUMN_KEYS_H

#include "base/limits.h"
#include "io/record.h"

/* Immutable while records are parsed: share it between threads. */
typedef struct column_keys column_keys;

l2a_status column_keys_new(column_keys **out, l2a_error *error);
void column_keys_free(column_keys *keys);
/* The number of key, added if it is new; RECORD_NO_COLUMN when IO_COLUMN_LIMIT is reached or memory is out. Not while others parse. */
uint32_t column_keys_add(column_keys *keys, bytes key);
uint32_t column_keys_find(const column_keys *keys, bytes key); /* RECORD_NO_COLUMN if unknown */
uint32_t column_keys_count(const column_keys *keys);
bytes column_keys_name(const column_keys *keys, uint32_t column); /* borrowed from keys */

/* Adds every key of the batch's records to keys, in order. L2A_ELIMIT (IO_COLUMN_LIMIT), L2A_ENOMEM. */
l2a_status column_keys_collect(column_keys *keys, const record_batch *batch, l2a_error *error);

#endif
