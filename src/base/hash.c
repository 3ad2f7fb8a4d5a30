/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { LONG_TEXT = 4096 }; /* from here on wide registers pay for the question */

uint64_t hash_bytes(bytes text)
{
  if (text.size >= LONG_TEXT && hash_has_avx2()) return hash_bytes_avx2(text);
  return XXH3_64bits(text.data, text.size);
}

uint64_t hash_bytes_seeded(bytes text, uint64_t seed)
{
  return XXH3_64bits_withSeed(text.data, text.size, seed);
}

hash_pair hash_bytes_pair(bytes text, uint64_t seed)
{
  XXH128_hash_t hash = XXH3_128bits_withSeed(text.data, text.size, seed);

  return (hash_pair){ hash.low64, hash.high64 };
}
