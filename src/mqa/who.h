/* SPDX-License-Identifier: MIT */
/*
 * Whom rows name: each combination of contact id, e-mail and account id once, so that memory grows with those who are active.
 *
 *   numbers (by hash)  ->  entries: texts, and after who_resolve the person and the account that they mean
 */
#ifndef L2A_MQA_WHO_H
#define L2A_MQA_WHO_H

#include "base/arena.h"
#include "mqa/vector.h"

enum { WHO_CONTACT = 0, WHO_EMAIL, WHO_ACCOUNT, WHO_TEXTS };

typedef struct who_entry {
  const char *text; /* the three, one behind the other */
  uint32_t sizes[WHO_TEXTS];
  uint32_t account, person; /* KEY_NONE: unmatched */
  uint32_t match_weight;
  uint32_t home;        /* the group in which its activities are filed, for good; UINT32_MAX: not known yet */
  uint32_t rows, fresh; /* activities that count: of runs before, of this one */
  uint8_t problem;      /* a subject_problem; 0: matched */
  bool strong;
  bool late; /* one of the fresh is not after the horizon */
} who_entry;

typedef struct who_table {
  uint64_t *slots; /* upper half of the hash, number + 1 */
  size_t capacity; /* a power of two, or 0 */
  VECTOR(who_entry) entries;
  size_t resolved; /* entries below it are */
  arena texts;
} who_table;

void who_init(who_table *t);
void who_free(who_table *t);

uint64_t who_hash(const bytes texts[WHO_TEXTS]);

/* The number, new or not; UINT32_MAX when memory (or 2^32 - 2 numbers) is out. hash is who_hash of the texts. */
uint32_t who_add(who_table *t, const bytes texts[WHO_TEXTS], uint64_t hash);

/* Room for more entries; an entry with a text of its own that is not there yet; false when memory is out. */
bool who_reserve(who_table *t, size_t more);
bool who_put(who_table *t, const who_entry *e, uint64_t hash);

static inline bytes who_text(const who_entry *e, uint32_t n)
{
  const char *at = e->text;

  for (uint32_t i = 0; i < n; i++) at += e->sizes[i];
  return bytes_from(at, e->sizes[n]);
}

/* Where a lookup will look, for a caller with many. */
static inline void who_prefetch(const who_table *t, uint64_t hash)
{
  if (t->capacity) __builtin_prefetch(&t->slots[hash & (t->capacity - 1)]);
}

#endif
