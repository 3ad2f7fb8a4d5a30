/* SPDX-License-Identifier: MIT */
/*
 * A snapshot: typed views of the sections of one generation. Immutable; may be read by any thread as long as the index (and, for an index
 * in a file, the transaction it was taken in) lives.
 */
#ifndef L2A_INDEX_SNAPSHOT_H
#define L2A_INDEX_SNAPSHOT_H

#include "index/layout.h"
#include "rules/rules.h"

typedef struct key_table {
  const key_slot *slots;
  const uint32_t *lists;
  uint64_t home_count; /* 0: no entries */
  uint64_t slot_count;
} key_table;

typedef struct key_values {
  const uint32_t *at;
  uint32_t count;
} key_values;

typedef struct snapshot {
  uint64_t generation;
  uint32_t account_count, form_count, word_count, trigram_count, column_count;
  const index_account *accounts;
  const uint16_t *account_countries;
  const index_domain *domains;
  const index_form *forms;
  const form_key *form_keys;
  const uint32_t *account_forms;
  const uint32_t *form_words;
  const index_word *words;
  const uint32_t *word_forms;
  const uint32_t *length_start;
  const char *text;
  uint64_t text_size;
  const index_trigram *trigrams;
  const form_block *trigram_blocks;
  const uint16_t *trigram_forms;
  key_table by_domain, by_label, by_squashed, by_sorted, by_acronym, by_native, by_phone, by_id, by_word, edits;
  const char *records;
  const uint64_t *record_offsets;              /* account_count + 1 */
  const l2a_column *columns;                   /* column_count; names point into the index */
  uint32_t column_of[L2A_ACCOUNT_FIELD_COUNT]; /* first column of a field, or INDEX_NONE */
} snapshot;

/* Where the search for a hash begins, in a table of that many homes. */
static inline uint64_t key_home(uint64_t hash, uint64_t home_count)
{
  return (uint64_t)((unsigned __int128)(hash & ~(uint64_t)SLOT_MARK) * home_count >> 64);
}

static inline uint64_t key_home_count(uint64_t keys)
{
  return keys ? keys + keys / 4 + 1 : 0;
}

/* Asks for the memory that key_find will read first. */
static inline void key_prefetch(const key_table *t, uint64_t hash)
{
  __builtin_prefetch(t->slots + key_home(hash, t->home_count));
}

static inline key_values key_values_of(const key_table *t, const key_slot *slot)
{
  if (!(slot->low & SLOT_LIST)) return (key_values){ &slot->value, 1 };
  return (key_values){ t->lists + slot->value + 1, t->lists[slot->value] };
}

/* Values of a key: hash from key_hash() (keys.h). The pointer stays valid with the snapshot. */
static inline key_values key_find(const key_table *t, uint64_t hash)
{
  key_values none = { NULL, 0 };

  if (t->home_count == 0) return none;
  hash |= SLOT_MARK;
  for (const key_slot *slot = t->slots + key_home(hash, t->home_count);; slot++) {
    uint64_t found = ((uint64_t)slot->high << 32 | slot->low) | SLOT_MARK;
    if (!(slot->low & SLOT_MARK) || found > hash) return none;
    if (found == hash) return key_values_of(t, slot);
  }
}

static inline bytes snapshot_text(const snapshot *s, uint32_t offset, uint32_t size)
{
  return (bytes){ s->text + offset, size };
}

/* A cell of an account's record. Walks the sizes of the cells before it. */
bytes snapshot_cell(const snapshot *s, uint32_t account, uint32_t column);

/* The cell of the first column with that field that is not empty; empty when there is none. */
bytes snapshot_field(const snapshot *s, uint32_t account, l2a_account_field field);

/* Number of the account with this id, or INDEX_NONE. */
uint32_t snapshot_find_account(const snapshot *s, bytes id);

/* Number of the word, or INDEX_NONE: exact text. */
uint32_t snapshot_find_word(const snapshot *s, bytes text);

/* Column number by name (ASCII case ignored), or INDEX_NONE. */
uint32_t snapshot_find_column(const snapshot *s, bytes name);

/*
 * What a matcher holds on to: the newest generation of an index. snapshot_acquire takes it (an LMDB read transaction of its own, or
 * nothing for an index in memory); snapshot_renew moves on to the newest generation when there is one (cheap: per batch or request;
 * pointers taken before become invalid only when it answers that the generation changed). One thread at a time per snapshot_ref.
 */
typedef struct snapshot_ref snapshot_ref;
l2a_status snapshot_acquire(snapshot_ref **out, l2a_index *index, l2a_error *error);
l2a_status snapshot_renew(snapshot_ref *ref, bool *changed, l2a_error *error);
const snapshot *snapshot_get(const snapshot_ref *ref);
void snapshot_release(snapshot_ref *ref);

#endif
