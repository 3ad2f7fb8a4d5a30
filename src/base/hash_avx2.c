/* SPDX-License-Identifier: MIT */
/* XXH3 of long texts. The Makefile compiles this file for processors with AVX2 where the compiler knows them; hash.c asks the processor. */
#include "base/hash.h"

#if defined(__AVX2__)
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash_bytes_avx2(bytes text)
{
  return XXH3_64bits(text.data, text.size);
}

bool hash_has_avx2(void)
{
  return __builtin_cpu_supports("avx2") != 0;
}
#else
uint64_t hash_bytes_avx2(bytes text)
{
  return hash_bytes(text);
}

bool hash_has_avx2(void)
{
  return false;
}
#endif
