/* SPDX-License-Identifier: MIT */
#include "match/trigram_set.h"

enum { BITS_MIN = 6, USED_WORDS = TRIGRAM_SLOTS / 64 };

static uint32_t home_of(uint32_t trigram, uint32_t bits)
{
  return (trigram * UINT32_C(2654435761)) >> (32 - bits);
}

/* The next trigram of the text: *window holds the letters before offset *at. 0: no more. */
static inline uint32_t next_trigram(bytes text, size_t *at, uint32_t *window)
{
  while (*at <= text.size) {
    uint32_t c = *at < text.size ? (unsigned char)text.data[*at] : ' ';
    ++*at;
    *window = (*window << 8 | c) & 0xFFFFFF;
    if (*window >> 16 && (*window >> 8 & 0xFF) != ' ') return *window;
  }
  return 0;
}

static bytes cut(bytes text)
{
  return (bytes){ text.data, text.size < SIMILARITY_LIMIT ? text.size : SIMILARITY_LIMIT };
}

void trigram_set_make(trigram_set *out, bytes given)
{
  bytes text = cut(given);
  uint32_t window = ' ', mask, trigram;
  size_t at = 0;

  out->bits = BITS_MIN;
  while ((size_t)1 << out->bits < 2 * text.size) out->bits++;
  mask = (1u << out->bits) - 1;
  memset(out->slots, 0, (mask + 1) * sizeof *out->slots);
  for (out->count = 0; out->count < SIMILARITY_LIMIT && (trigram = next_trigram(text, &at, &window)); out->count++) {
    uint32_t slot = home_of(trigram, out->bits);
    while (out->slots[slot]) slot = (slot + 1) & mask;
    out->slots[slot] = trigram;
  }
}

int32_t trigram_set_dice(const trigram_set *set, bytes given)
{
  bytes text = cut(given);
  uint64_t used[USED_WORDS] = { 0 };
  uint32_t window = ' ', mask = (1u << set->bits) - 1, shared = 0, count = 0, trigram;
  size_t at = 0;

  for (; count < SIMILARITY_LIMIT && (trigram = next_trigram(text, &at, &window)); count++) {
    for (uint32_t slot = home_of(trigram, set->bits); set->slots[slot]; slot = (slot + 1) & mask) {
      if (set->slots[slot] != trigram || used[slot / 64] >> (slot % 64) & 1) continue;
      used[slot / 64] |= UINT64_C(1) << (slot % 64);
      shared++;
      break;
    }
  }
  return set->count + count ? (int32_t)(2000 * shared / (set->count + count)) : 1000;
}
