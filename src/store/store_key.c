/* SPDX-License-Identifier: MIT */
#include "store/store_key.h"

#include "store/store_file.h"

void store_key_put(char out[STORE_KEY_SIZE], const store_key *key)
{
  for (int i = 0; i < 8; i++) out[i] = (char)(key->generation >> (56 - 8 * i) & 0xFF);
  for (int i = 0; i < 4; i++) out[8 + i] = (char)(key->section >> (24 - 8 * i) & 0xFF);
}

store_key store_key_take(const char *from)
{
  store_key key = { 0, 0 };

  for (int i = 0; i < 8; i++) key.generation = key.generation << 8 | (unsigned char)from[i];
  for (int i = 8; i < STORE_KEY_SIZE; i++) key.section = key.section << 8 | (unsigned char)from[i];
  return key;
}

l2a_status store_get(MDB_txn *txn, MDB_dbi dbi, const char *path, const store_key *key, bytes *data, l2a_error *error)
{
  char text[STORE_KEY_SIZE];
  MDB_val k = { sizeof text, text }, value;
  int rc;

  *data = (bytes){ NULL, 0 };
  store_key_put(text, key);
  rc = mdb_get(txn, dbi, &k, &value);
  if (rc == MDB_NOTFOUND) return L2A_ENOTFOUND;
  if (rc != MDB_SUCCESS) return store_error(rc, path, "cannot be read", error);
  if (value.mv_size < STORE_PAD || ((uintptr_t)value.mv_data + STORE_PAD) % STORE_ALIGN)
    return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "is damaged: value %u is not where values begin", key->section);
  *data = (bytes){ (const char *)value.mv_data + STORE_PAD, value.mv_size - STORE_PAD };
  return L2A_OK;
}
