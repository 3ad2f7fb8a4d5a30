/* SPDX-License-Identifier: MIT */
#include "io/csv_scan.h"

#include "base/utf8.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* ---- 64 bytes to bits ------------------------------------------------------------------------------------------------------------ */

/* Eight bytes: bit i is set when byte i of word equals that of pattern. Exact: no carry leaves a byte. */
static inline uint64_t equal_bits(uint64_t word, uint64_t pattern)
{
  const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
  uint64_t x = word ^ pattern;
  uint64_t zero = ~(((x & low) + low) | x | low); /* 80 in every byte of x that is 0 */

  return ((zero >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

/* Eight bytes: bit i is set when byte i is not ASCII. */
static inline uint64_t high_bits(uint64_t word)
{
  return ((word >> 7 & UINT64_C(0x0101010101010101)) * UINT64_C(0x0102040810204080)) >> 56;
}

static inline uint64_t load_word(const char *data)
{
  const unsigned char *p = (const unsigned char *)data;

  return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 |
         (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}

static inline uint64_t repeat(char c)
{
  return (unsigned char)c * UINT64_C(0x0101010101010101);
}

void csv_classify_portable(csv_masks *out, const char *data, size_t block_count, csv_dialect dialect)
{
  const uint64_t quote = repeat('"');
  const uint64_t separator = repeat(dialect.separator);
  const uint64_t newline = repeat(dialect.newline);
  const uint64_t cr = repeat('\r');

  for (size_t n = 0; n < block_count; n++) {
    csv_masks m = { 0, 0, 0, 0, 0 };
    for (unsigned i = 0; i < CSV_BLOCK_SIZE; i += 8) {
      uint64_t word = load_word(data + n * CSV_BLOCK_SIZE + i);
      m.quote |= equal_bits(word, quote) << i;
      m.separator |= equal_bits(word, separator) << i;
      m.newline |= equal_bits(word, newline) << i;
      m.cr |= equal_bits(word, cr) << i;
      m.other |= (equal_bits(word, 0) | high_bits(word)) << i;
    }
    out[n] = m;
  }
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) static inline uint64_t equal_avx2(__m256i low, __m256i high, __m256i pattern)
{
  uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, pattern));
  uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, pattern));

  return (uint64_t)b << 32 | a;
}

__attribute__((target("avx2"))) static void csv_classify_avx2(csv_masks *out, const char *data, size_t block_count, csv_dialect dialect)
{
  const __m256i quote = _mm256_set1_epi8('"');
  const __m256i separator = _mm256_set1_epi8(dialect.separator);
  const __m256i newline = _mm256_set1_epi8(dialect.newline);
  const __m256i cr = _mm256_set1_epi8('\r');

  for (size_t n = 0; n < block_count; n++) {
    const char *block = data + n * CSV_BLOCK_SIZE;
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)block);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(block + 32));
    out[n].quote = equal_avx2(low, high, quote);
    out[n].separator = equal_avx2(low, high, separator);
    out[n].newline = equal_avx2(low, high, newline);
    out[n].cr = equal_avx2(low, high, cr);
    out[n].other = equal_avx2(low, high, _mm256_setzero_si256()) |
                   ((uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32 | (uint32_t)_mm256_movemask_epi8(low));
  }
}

__attribute__((target("avx512f,avx512bw"))) static void csv_classify_avx512(csv_masks *out, const char *data, size_t block_count,
                                                                            csv_dialect dialect)
{
  const __m512i quote = _mm512_set1_epi8('"');
  const __m512i separator = _mm512_set1_epi8(dialect.separator);
  const __m512i newline = _mm512_set1_epi8(dialect.newline);
  const __m512i cr = _mm512_set1_epi8('\r');

  for (size_t n = 0; n < block_count; n++) {
    __m512i block = _mm512_loadu_si512(data + n * CSV_BLOCK_SIZE);
    out[n].quote = _mm512_cmpeq_epi8_mask(block, quote);
    out[n].separator = _mm512_cmpeq_epi8_mask(block, separator);
    out[n].newline = _mm512_cmpeq_epi8_mask(block, newline);
    out[n].cr = _mm512_cmpeq_epi8_mask(block, cr);
    out[n].other = _mm512_cmple_epi8_mask(block, _mm512_setzero_si512()); /* signed: NUL is 0, what is not ASCII below */
  }
}

#endif

/* From slow to fast, so that the last one that runs here is the best. */
csv_classify_function *csv_classify_number(size_t n, const char **name)
{
  csv_classify_function *functions[3] = { csv_classify_portable };
  const char *names[3] = { "portable" };
  size_t count = 1;

#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    functions[count] = csv_classify_avx2;
    names[count++] = "AVX2";
  }
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")) {
    functions[count] = csv_classify_avx512;
    names[count++] = "AVX-512";
  }
#endif
  if (name) *name = n < count ? names[n] : NULL;
  return n < count ? functions[n] : NULL;
}

csv_classify_function *csv_classify_best(void)
{
  csv_classify_function *best = csv_classify_portable;
  csv_classify_function *next;

  for (size_t n = 0; (next = csv_classify_number(n, NULL)); n++) best = next;
  return best;
}

/* ---- bits to structure ----------------------------------------------------------------------------------------------------------- */

/* Bit i of the result is the xor of bits 0 to i. */
static inline uint64_t prefix_xor(uint64_t x)
{
  x ^= x << 1;
  x ^= x << 2;
  x ^= x << 4;
  x ^= x << 8;
  x ^= x << 16;
  x ^= x << 32;
  return x;
}

static uint64_t structural_bytewise(const char *block, unsigned size, csv_dialect dialect, csv_state *state)
{
  uint64_t structural = 0;

  for (unsigned i = 0; i < size; i++) {
    *state = csv_step(*state, block[i], dialect);
    if (*state == CSV_START) structural |= UINT64_C(1) << i;
  }
  return structural;
}

static inline csv_state state_at_end(uint64_t inside, uint64_t closes, uint64_t delimiters, unsigned last)
{
  if (inside >> last & 1) return CSV_QUOTED;
  if (closes >> last & 1) return CSV_AFTER;
  return delimiters >> last & 1 ? CSV_START : CSV_TEXT;
}

static inline uint64_t structural_of(const csv_masks *m, const char *block, unsigned size, csv_dialect dialect, csv_state *state)
{
  uint64_t delimiters = m->separator | m->newline;
  uint64_t inside = *state == CSV_QUOTED ? UINT64_MAX : 0;
  uint64_t closes;
  uint64_t may_open;

  if (m->quote) inside ^= prefix_xor(m->quote);
  closes = m->quote & ~inside;
  may_open = ((delimiters & ~inside) | closes) << 1 | (*state == CSV_START || *state == CSV_AFTER);
  if (m->quote & inside & ~may_open) return structural_bytewise(block, size, dialect, state);
  *state = state_at_end(inside, closes, delimiters, size - 1);
  return delimiters & ~inside;
}

void csv_scan_bytes(csv_scan *scan, const char *data, size_t size, csv_dialect dialect, csv_state *state, csv_classify_function *classify)
{
  size_t whole = size / CSV_BLOCK_SIZE;
  unsigned rest = (unsigned)(size % CSV_BLOCK_SIZE);
  char last[CSV_BLOCK_SIZE] = { 0 };

  classify(scan->masks, data, whole, dialect);
  for (size_t n = 0; n < whole; n++)
    scan->structural[n] = structural_of(&scan->masks[n], data + n * CSV_BLOCK_SIZE, CSV_BLOCK_SIZE, dialect, state);
  scan->block_count = whole;
  if (rest) {
    memcpy(last, data + whole * CSV_BLOCK_SIZE, rest);
    classify(&scan->masks[whole], last, 1, dialect);
    scan->masks[whole].other &= (UINT64_C(1) << rest) - 1; /* the NULs behind the text are none of it */
    scan->structural[whole] = structural_of(&scan->masks[whole], last, rest, dialect, state);
    scan->block_count++;
  }
}

bool csv_has_bad_text(const csv_scan *scan, const char *data, size_t base, size_t size, size_t *checked)
{
  const char *end = data + size;

  for (size_t n = 0; n < scan->block_count; n++) {
    size_t from = base + n * CSV_BLOCK_SIZE, stop = from + CSV_BLOCK_SIZE < size ? from + CSV_BLOCK_SIZE : size;
    const char *at;
    if (scan->masks[n].other == 0) continue;
    for (at = data + (*checked > from ? *checked : from); at < data + stop;) {
      unsigned char c = (unsigned char)*at;
      if (c == 0) return true;
      if (c < 0x80) at++;
      else if (utf8_next(&at, end) == UTF8_INVALID) return true;
    }
    *checked = (size_t)(at - data);
  }
  return false;
}
