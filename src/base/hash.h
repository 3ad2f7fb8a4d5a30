/* SPDX-License-Identifier: MIT */
/* Hashing: the only place that includes xxhash.h. Stored in index files, so the functions and seeds are part of the format. */
#ifndef L2A_BASE_HASH_H
#define L2A_BASE_HASH_H

#include "base/bytes.h"

uint64_t hash_bytes(bytes text);                       /* XXH3, 64 bits */
uint64_t hash_bytes_seeded(bytes text, uint64_t seed); /* the seed keeps kinds of keys apart in one table */

/* hash_bytes, sooner for long texts; where there is AVX2. */
uint64_t hash_bytes_avx2(bytes text);
bool hash_has_avx2(void);

/* Two hashes of 64 bits that know nothing of each other (XXH3, 128 bits). */
typedef struct hash_pair {
  uint64_t a, b;
} hash_pair;
hash_pair hash_bytes_pair(bytes text, uint64_t seed);

/* Joins two hashes in order (a then b). */
static inline uint64_t hash_join(uint64_t a, uint64_t b)
{
  uint64_t x = a ^ (b + UINT64_C(0x9E3779B97F4A7C15) + (a << 12) + (a >> 4));

  x ^= x >> 32;
  x *= UINT64_C(0xD6E8FEB86659FD93);
  x ^= x >> 32;
  return x;
}

#endif
