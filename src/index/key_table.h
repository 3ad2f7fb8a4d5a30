/* SPDX-License-Identifier: MIT */
/* Builds a key table (layout.h) from its entries. */
#ifndef L2A_INDEX_KEY_TABLE_H
#define L2A_INDEX_KEY_TABLE_H

#include "base/buffer.h"
#include "index/image.h"

typedef struct key_entry {
  uint64_t hash;
  uint64_t value; /* fits in 32 bits */
} key_entry;

/*
 * Makes the sections `slots` and its lists (the section after it) from key_entry[] in entries, whose values must not fall: the values
 * of one hash become an ascending list without duplicates. The entries are sorted in place. L2A_ENOMEM, L2A_ELIMIT.
 */
l2a_status key_table_build(index_image *image, section_id slots, buffer *entries, l2a_error *error);

#endif
