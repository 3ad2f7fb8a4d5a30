/* SPDX-License-Identifier: MIT */
/*
 * A key, from its low end: 7 fields of 5 bits, 12 bits for the total's bin, and bit 63, so that no key is 0.
 */
#include "learn/level_histogram.h"

#include <stdlib.h>

#include "base/hash.h"

enum {
  LEVEL_BITS = 5,
  TOTAL_BITS = 12,
  FIRST_SLOTS = 256,
  TOTAL_LOW = -40000, /* thousandths of a nat */
  TOTAL_BIN = 50,
  FIELD_LOW = -15000,
  FIELD_BIN = 1000
};

static evidence_field field_of(int f)
{
  if (f <= FEATURE_EMAIL_CONTAINS || f == FEATURE_TEXT_DOMAIN_MATCH || f == FEATURE_DOMAIN_OTHERS) return EVIDENCE_EMAIL;
  if (f == FEATURE_WEBSITE_MATCH || f == FEATURE_WEBSITE_ACCOUNTS) return EVIDENCE_WEBSITE;
  if (f == FEATURE_COUNTRY) return EVIDENCE_COUNTRY;
  if (f >= FEATURE_CITY && f <= FEATURE_POSTAL_CODE) return EVIDENCE_PLACE;
  if (f == FEATURE_PHONE || f == FEATURE_PHONE_ACCOUNTS) return EVIDENCE_PHONE;
  return EVIDENCE_NAME;
}

static uint64_t bin_of(int64_t value, int64_t low, int64_t width, uint64_t count)
{
  if (value < low) return 0;
  return (uint64_t)((value - low) / width) < count ? (uint64_t)((value - low) / width) : count - 1;
}

static uint64_t key_of(const scored *x, const match_rules *rules)
{
  int64_t sums[EVIDENCE_FIELD_COUNT] = { 0 };
  uint64_t key;

  for (int f = 0; f < FEATURE_COUNT; f++) {
    const weight_table *t = &rules->weights[f];
    if (t->used) sums[field_of(f)] += t->weights[weight_level(t, x->comparison->features[f])];
  }
  key = bin_of(x->total, TOTAL_LOW, TOTAL_BIN, 1 << TOTAL_BITS) << (LEVEL_BITS * EVIDENCE_FIELD_COUNT) | UINT64_C(1) << 63;
  for (int k = 0; k < EVIDENCE_MARGIN; k++) key |= bin_of(sums[k], FIELD_LOW, FIELD_BIN, 1 << LEVEL_BITS) << (LEVEL_BITS * k);
  return key | (uint64_t)weight_level(&rules->margin, x->margin) << (LEVEL_BITS * EVIDENCE_MARGIN);
}

void level_histogram_init(level_histogram *h)
{
  *h = (level_histogram){ .count = 0 };
}

void level_histogram_free(level_histogram *h)
{
  free(h->keys);
  free(h->counts);
  level_histogram_init(h);
}

void level_histogram_clear(level_histogram *h)
{
  if (h->slot_count) memset(h->keys, 0, h->slot_count * sizeof *h->keys);
  h->count = 0;
  h->contacts = h->empty = 0;
}

static void put(level_histogram *h, uint64_t key, uint64_t count)
{
  size_t at = hash_join(key, 0) & (h->slot_count - 1);

  while (h->keys[at] && h->keys[at] != key) at = (at + 1) & (h->slot_count - 1);
  if (!h->keys[at]) {
    h->keys[at] = key;
    h->counts[at] = 0;
    h->count++;
  }
  h->counts[at] += count;
}

static l2a_status grow(level_histogram *h, l2a_error *error)
{
  level_histogram more = *h;

  if (h->count < h->slot_count / 2) return L2A_OK;
  if (h->count >= LEVEL_PATTERN_LIMIT)
    return error_set(error, L2A_ELIMIT, "the contacts show more than %d combinations of evidence", LEVEL_PATTERN_LIMIT);
  more.slot_count = h->slot_count ? 2 * h->slot_count : FIRST_SLOTS;
  more.count = 0;
  more.keys = calloc(more.slot_count, sizeof *more.keys);
  more.counts = calloc(more.slot_count, sizeof *more.counts);
  if (!more.keys || !more.counts) {
    level_histogram_free(&more);
    return error_no_memory(error);
  }
  for (size_t i = 0; i < h->slot_count; i++)
    if (h->keys[i]) put(&more, h->keys[i], h->counts[i]);
  free(h->keys);
  free(h->counts);
  *h = more;
  return L2A_OK;
}

l2a_status level_histogram_add(level_histogram *h, const l2a_matcher *m, l2a_error *error)
{
  l2a_status status = grow(h, error);

  if (status != L2A_OK) return status;
  h->empty += m->count == 0;
  h->contacts += m->count > 0;
  if (m->count) put(h, key_of(&m->scores[0], &m->rules->match), 1);
  return L2A_OK;
}

l2a_status level_histogram_append(level_histogram *h, const level_histogram *more, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < more->slot_count && status == L2A_OK; i++) {
    if (!more->keys[i]) continue;
    status = grow(h, error);
    if (status == L2A_OK) put(h, more->keys[i], more->counts[i]);
  }
  h->contacts += more->contacts;
  h->empty += more->empty;
  return status;
}

static int by_levels(const void *x, const void *y)
{
  const level_pattern *a = x, *b = y;

  if (a->total != b->total) return a->total < b->total ? -1 : 1;
  return memcmp(a->levels, b->levels, sizeof a->levels);
}

level_pattern *level_histogram_patterns(const level_histogram *h)
{
  level_pattern *list = calloc(h->count + 1, sizeof *list);
  size_t count = 0;

  for (size_t i = 0; list && i < h->slot_count; i++) {
    uint64_t key = h->keys[i] & ~(UINT64_C(1) << 63);
    if (!h->keys[i]) continue;
    for (int k = 0; k < EVIDENCE_FIELD_COUNT; k++) list[count].levels[k] = key >> (LEVEL_BITS * k) & ((1 << LEVEL_BITS) - 1);
    list[count].total = TOTAL_LOW + TOTAL_BIN / 2 + TOTAL_BIN * (int32_t)(key >> (LEVEL_BITS * EVIDENCE_FIELD_COUNT));
    list[count++].count = h->counts[i];
  }
  if (count) qsort(list, count, sizeof *list, by_levels);
  return list;
}
