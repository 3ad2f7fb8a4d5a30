/* SPDX-License-Identifier: MIT */
/* Keys and values as both ends of the store see them. Private to this floor. */
#ifndef L2A_STORE_STORE_KEY_H
#define L2A_STORE_STORE_KEY_H

#include <lmdb.h>

#include "store/store.h"

enum { STORE_KEY_SIZE = 12 };

typedef struct store_key {
  uint64_t generation;
  uint32_t section;
} store_key;

void store_key_put(char out[STORE_KEY_SIZE], const store_key *key);
store_key store_key_take(const char *from);

l2a_status store_get(MDB_txn *txn, MDB_dbi dbi, const char *path, const store_key *key, bytes *data, l2a_error *error);

#endif
