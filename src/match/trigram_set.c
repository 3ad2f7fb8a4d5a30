/* SPDX-License-Identifier: MIT */
#include "match/trigram_set.h"

enum { BITS_MIN = 6, USED_WORDS = TRIGRAM_SLOTS / 64, PAIR_BITS = 8, TRIES = 6 };

/* Odd numbers without a pattern (of the decimals of constants); the first one is taken for many trigrams. */
static const uint32_t factors[TRIES] = { UINT32_C(2654435761), UINT32_C(2246822519), UINT32_C(3266489917),
                                         UINT32_C(668265263),  UINT32_C(374761393),  UINT32_C(1540483477) };

static uint32_t home_of(uint32_t trigram, uint32_t bits)
{
  return (trigram * factors[0]) >> (32 - bits);
}

static inline uint32_t pair_of(uint32_t trigram, uint32_t factor)
{
  return 2 * ((trigram * factor) >> (32 - PAIR_BITS));
}

/* The trigram that ends with the letter at `at` (the text's size: with the blank behind it), 0: none. *window holds the letters before. */
static inline uint32_t trigram_at(bytes text, size_t at, uint32_t *window)
{
  uint32_t c = at < text.size ? (unsigned char)text.data[at] : ' ';

  *window = (*window << 8 | c) & 0xFFFFFF;
  return *window >> 16 && (*window >> 8 & 0xFF) != ' ' ? *window : 0;
}

static bytes cut(bytes text)
{
  return (bytes){ text.data, text.size < SIMILARITY_LIMIT ? text.size : SIMILARITY_LIMIT };
}

/* Trigrams of the text in their order. */
static uint32_t trigrams_of(uint32_t out[SIMILARITY_LIMIT + 1], bytes text)
{
  uint32_t window = ' ', count = 0;

  for (size_t at = 0; at <= text.size; at++) {
    uint32_t trigram = trigram_at(text, at, &window);
    out[count] = trigram;
    count += trigram != 0;
  }
  return count;
}

static void make_many(trigram_set *out, const uint32_t *trigrams, size_t size)
{
  uint32_t mask;

  out->factor = 0;
  out->bits = BITS_MIN;
  while ((size_t)1 << out->bits < 2 * size) out->bits++;
  mask = (1u << out->bits) - 1;
  memset(out->slots, 0, (mask + 1) * sizeof *out->slots);
  for (uint32_t i = 0; i < out->count; i++) {
    uint32_t slot = home_of(trigrams[i], out->bits);
    while (out->slots[slot]) slot = (slot + 1) & mask;
    out->slots[slot] = trigrams[i];
  }
}

/* false: three trigrams share a pair of slots. */
static bool make_few(trigram_set *out, const uint32_t *trigrams, uint32_t factor)
{
  uint32_t distinct = 0;

  out->factor = factor;
  memset(out->slots, 0, sizeof *out->slots * 2 << PAIR_BITS);
  out->places[0] = 0;
  for (uint32_t i = 0; i < out->count; i++) {
    uint32_t *slot = &out->slots[pair_of(trigrams[i], factor)];
    if (*slot && *slot >> 8 != trigrams[i]) slot++;
    if (*slot && *slot >> 8 != trigrams[i]) return false;
    if (*slot == 0) {
      *slot = trigrams[i] << 8 | ++distinct;
      out->places[distinct] = 0;
    }
    out->places[*slot & 0xFF] |= UINT64_C(1) << i;
  }
  return true;
}

void trigram_set_make(trigram_set *out, bytes given)
{
  bytes text = cut(given);
  uint32_t trigrams[SIMILARITY_LIMIT + 1];

  out->bits = BITS_MIN;
  out->count = trigrams_of(trigrams, text);
  for (int i = 0; i < TRIES && out->count <= TRIGRAM_FEW; i++)
    if (make_few(out, trigrams, factors[i])) return;
  make_many(out, trigrams, text.size);
}

static uint32_t shared_of_few(const trigram_set *set, bytes text, uint32_t *count)
{
  uint32_t window = ' ', factor = set->factor, n = 0;
  uint64_t left = set->count == 64 ? UINT64_MAX : (UINT64_C(1) << set->count) - 1, all = left;

  for (size_t at = 0; at <= text.size; at++) {
    uint32_t trigram = trigram_at(text, at, &window);
    const uint32_t *pair = &set->slots[pair_of(trigram, factor)];
    uint32_t x = pair[0] ^ trigram << 8, y = pair[1] ^ trigram << 8; /* where it is, what is left is its number */
    uint64_t here = (set->places[x < 256 ? x : 0] | set->places[y < 256 ? y : 0]) & left;
    left ^= here & (0 - here);
    n += trigram != 0;
  }
  *count = n;
  return (uint32_t)__builtin_popcountll(all ^ left);
}

static uint32_t shared_of_many(const trigram_set *set, bytes text, uint32_t *count)
{
  uint64_t used[USED_WORDS] = { 0 };
  uint32_t window = ' ', mask = (1u << set->bits) - 1, shared = 0, n = 0;

  for (size_t at = 0; at <= text.size; at++) {
    uint32_t trigram = trigram_at(text, at, &window);
    n += trigram != 0;
    for (uint32_t slot = home_of(trigram, set->bits); trigram && set->slots[slot]; slot = (slot + 1) & mask) {
      if (set->slots[slot] != trigram || used[slot / 64] >> (slot % 64) & 1) continue;
      used[slot / 64] |= UINT64_C(1) << (slot % 64);
      shared++;
      break;
    }
  }
  *count = n;
  return shared;
}

int32_t trigram_set_dice(const trigram_set *set, bytes given)
{
  bytes text = cut(given);
  uint32_t count, shared = set->factor ? shared_of_few(set, text, &count) : shared_of_many(set, text, &count);

  return set->count + count ? (int32_t)(2000 * shared / (set->count + count)) : 1000;
}
