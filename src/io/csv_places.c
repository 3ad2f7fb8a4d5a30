/* SPDX-License-Identifier: MIT */
#include "io/csv_places.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { AT_ONCE = 8 };

/* Eight places whether there are so many or not: the loop ends where the next block's begin, most often after the first round. */
static inline __attribute__((always_inline)) uint32_t put_places(uint32_t *out, uint64_t bits, uint32_t base)
{
  uint32_t count = (uint32_t)__builtin_popcountll(bits);

  for (uint32_t n = 0; n < count; n += AT_ONCE)
    for (uint32_t i = 0; i < AT_ONCE; i++) {
      out[n + i] = base + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
      bits &= bits - 1;
    }
  return count;
}

static inline __attribute__((always_inline)) void put_lines(csv_places *out, uint64_t structural, uint64_t newlines)
{
  for (; newlines; newlines &= newlines - 1)
    out->lines[out->line_count++] = out->count + (uint32_t)__builtin_popcountll(structural & ((newlines & -newlines) - 1));
}

static inline __attribute__((always_inline)) void places_of(csv_places *out, const csv_scan *scan)
{
  out->count = out->line_count = 0;
  for (uint32_t n = 0; n < scan->block_count; n++) {
    put_lines(out, scan->structural[n], scan->structural[n] & scan->masks[n].newline);
    out->count += put_places(out->at + out->count, scan->structural[n], n * CSV_BLOCK_SIZE);
  }
}

static void places_portable(csv_places *out, const csv_scan *scan)
{
  places_of(out, scan);
}

#if defined(__x86_64__)

__attribute__((target("popcnt,bmi"))) static void places_bmi(csv_places *out, const csv_scan *scan)
{
  places_of(out, scan);
}

__attribute__((target("popcnt,bmi,avx512f,avx512bw,avx512vbmi2"))) static uint32_t compress_places(uint32_t *out, uint64_t bits,
                                                                                                   uint32_t base)
{
  const __m512i numbers = _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40,
                                          39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16,
                                          15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i bases = _mm512_set1_epi32((int)base);
  __m512i packed = _mm512_maskz_compress_epi8(bits, numbers);
  uint32_t count = (uint32_t)__builtin_popcountll(bits);

  _mm512_storeu_si512(out, _mm512_add_epi32(bases, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed))));
  if (count <= 16) return count;
  _mm512_storeu_si512(out + 16, _mm512_add_epi32(bases, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(packed, 1))));
  if (count <= 32) return count;
  _mm512_storeu_si512(out + 32, _mm512_add_epi32(bases, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(packed, 2))));
  _mm512_storeu_si512(out + 48, _mm512_add_epi32(bases, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(packed, 3))));
  return count;
}

__attribute__((target("popcnt,bmi,avx512f,avx512bw,avx512vbmi2"))) static void places_avx512(csv_places *out, const csv_scan *scan)
{
  out->count = out->line_count = 0;
  for (uint32_t n = 0; n < scan->block_count; n++) {
    put_lines(out, scan->structural[n], scan->structural[n] & scan->masks[n].newline);
    out->count += compress_places(out->at + out->count, scan->structural[n], n * CSV_BLOCK_SIZE);
  }
}

#endif

/* From slow to fast, so that the last one that runs here is the best. */
csv_places_function *csv_places_number(size_t n, const char **name)
{
  csv_places_function *functions[3] = { places_portable };
  const char *names[3] = { "portable" };
  size_t count = 1;

#if defined(__x86_64__)
  if (__builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi")) {
    functions[count] = places_bmi;
    names[count++] = "BMI";
  }
  if (__builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vbmi2")) {
    functions[count] = places_avx512;
    names[count++] = "AVX-512 VBMI2";
  }
#endif
  if (name) *name = n < count ? names[n] : NULL;
  return n < count ? functions[n] : NULL;
}

csv_places_function *csv_places_best(void)
{
  csv_places_function *best = places_portable;
  csv_places_function *next;

  for (size_t n = 0; (next = csv_places_number(n, NULL)); n++) best = next;
  return best;
}
