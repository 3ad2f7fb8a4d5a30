/* SPDX-License-Identifier: MIT */
#include "index/keys.h"

uint32_t edit_keys(uint64_t keys[EDIT_KEY_LIMIT], bytes word)
{
  size_t size = word.size < EDIT_PREFIX ? word.size : EDIT_PREFIX;
  uint32_t count = 0;
  char left[EDIT_PREFIX];

  keys[count++] = key_hash(KEY_EDIT, (bytes){ word.data, size });
  for (size_t out = 0; size > 1 && out < size; out++) {
    uint64_t hash;
    bool known = false;
    if (out && word.data[out] == word.data[out - 1]) continue; /* leaving out either of two equal letters gives the same text */
    memcpy(left, word.data, out);
    memcpy(left + out, word.data + out + 1, size - out - 1);
    hash = key_hash(KEY_EDIT, (bytes){ left, size - 1 });
    for (uint32_t i = 0; i < count; i++) known |= keys[i] == hash;
    if (!known) keys[count++] = hash;
  }
  return count;
}
