/* SPDX-License-Identifier: MIT */
/*
 * A snapshot: typed views of the sections of one generation. Immutable; may be read by any thread as long as the index (and, for an index
 * in a file, the transaction it was taken in) lives.
 *
 * An index that was updated has a base and, from old to new, a few delta segments of the same layout: each account lives in one of them, the
 * newest that has it; in the older ones it is dead. Accounts are numbered through all segments:
 *
 *   base 0 .. n0 - 1 | deltas[0] n0 .. n0 + n1 - 1 | deltas[1] ...          first_account: number of a segment's first account
 *
 * The snapshot of the base stands for the whole: functions here take it and any account's number, unless they say "of one segment". Numbers
 * inside the sections are of one segment. Without deltas both are the same.
 */
#ifndef L2A_INDEX_SNAPSHOT_H
#define L2A_INDEX_SNAPSHOT_H

#include "base/arena.h"
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

typedef struct key_filter key_filter;
typedef struct trigram_table trigram_table;

typedef struct snapshot {
  uint64_t generation; /* of the base: of the whole */
  uint32_t account_count, form_count, word_count, trigram_count, column_count;
  const index_account *accounts;
  const index_head *heads;
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
  /* Key tables stand side by side: what goes through all of them counts on it (key_filter.c). */
  key_table by_domain, by_label, by_squashed, by_sorted, by_acronym, by_native, by_phone, by_id, by_word, edits;
  const char *records;
  const uint64_t *record_offsets;              /* account_count + 1 */
  const l2a_column *columns;                   /* column_count; names point into the index */
  uint32_t column_of[L2A_ACCOUNT_FIELD_COUNT]; /* first column of a field, or INDEX_NONE */
  uint32_t first_account, first_form;          /* in the numbering of the whole */
  const uint64_t *dead;                        /* bit per account: replaced or deleted since; NULL: none */
  const trigram_table *trigram_table;          /* of a delta (trigram_table.h) */
  uint32_t delta_count;                        /* of the base; 0 in deltas */
  const struct snapshot *deltas;
  const key_filter *delta_keys; /* of the base: the keys of all deltas (key_filter.h); NULL: not known */
  uint64_t live_count;          /* of the base: accounts of all segments that are not dead */
} snapshot;

enum { DELTA_LIMIT = 24 };

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

/* Values of a key in one segment: hash from key_hash() (keys.h). The pointer stays valid with the snapshot. */
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

/* Segment n: 0 the base, then the deltas. */
static inline const snapshot *snapshot_segment_at(const snapshot *s, uint32_t n)
{
  return n ? &s->deltas[n - 1] : s;
}

/* Number of the segment that has the account; *account becomes its number there. */
static inline uint32_t snapshot_segment_of(const snapshot *s, uint32_t *account)
{
  uint32_t n = 0;

  if (*account < s->account_count || !s->delta_count) return 0;
  while (n + 1 < s->delta_count && *account >= s->deltas[n + 1].first_account) n++;
  *account -= s->deltas[n].first_account;
  return n + 1;
}

static inline const index_account *snapshot_account(const snapshot *s, uint32_t account)
{
  uint32_t n = snapshot_segment_of(s, &account);

  return &snapshot_segment_at(s, n)->accounts[account];
}

/* Of one segment: by the segment's own number. */
static inline bool segment_is_live(const snapshot *segment, uint32_t account)
{
  return !segment->dead || !(segment->dead[account / 64] >> account % 64 & 1);
}

/* Stated country (index_account); 0, COUNTRY_UNKNOWN kept. */
static inline uint16_t snapshot_country(const snapshot *s, uint32_t account)
{
  uint32_t n = snapshot_segment_of(s, &account);

  return snapshot_segment_at(s, n)->account_countries[account];
}

/* Numbers of accounts are smaller than this; not every one need be live. */
static inline uint32_t snapshot_account_limit(const snapshot *s)
{
  const snapshot *last = snapshot_segment_at(s, s->delta_count);

  return last->first_account + last->account_count;
}

static inline bool snapshot_is_live(const snapshot *s, uint32_t account)
{
  uint32_t n = snapshot_segment_of(s, &account);

  return segment_is_live(snapshot_segment_at(s, n), account);
}

/* Order of two accounts by their ids: that of their numbers within one segment. */
int snapshot_order(const snapshot *s, uint32_t a, uint32_t b);

/*
 * Accounts of a key in all segments that are live, in the order of their ids. table: offsetof() of a key table of accounts in snapshot.
 * The list is the index's own, or made in the arena (a->failed; then it is empty).
 */
key_values snapshot_find_all(const snapshot *s, size_t table, uint64_t hash, arena *a);
#define SNAPSHOT_FIND(s, table, hash, a) \
  ((s)->delta_count ? snapshot_find_all(s, offsetof(snapshot, table), hash, a) : key_find(&(s)->table, hash))

/* Parent and ultimate parent as a fresh index of all live accounts would have them; INDEX_NONE and the account itself without one. */
uint32_t snapshot_parent(const snapshot *s, uint32_t account);
uint32_t snapshot_root(const snapshot *s, uint32_t account);

/* The live accounts in the order of their ids. */
typedef struct snapshot_cursor {
  const snapshot *s;
  uint32_t next[DELTA_LIMIT + 1]; /* by segment */
} snapshot_cursor;

/* Stands before the first account whose id is larger than this one; an empty id: before the first of all. */
void snapshot_cursor_begin(snapshot_cursor *c, const snapshot *s, bytes after_id);
uint32_t snapshot_cursor_next(snapshot_cursor *c); /* INDEX_NONE at the end */

static inline bytes snapshot_text(const snapshot *s, uint32_t offset, uint32_t size)
{
  return (bytes){ s->text + offset, size };
}

/* A cell of an account's record. Walks the sizes of the cells before it. */
bytes snapshot_cell(const snapshot *s, uint32_t account, uint32_t column);

/* The cell of the first column with that field that is not empty; empty when there is none. */
bytes snapshot_field(const snapshot *s, uint32_t account, l2a_account_field field);

/* The same for several fields at once: the record is walked once. */
void snapshot_fields(bytes *out, const l2a_account_field *fields, size_t count, const snapshot *s, uint32_t account);

/* The account's id: snapshot_field's, sooner. */
static inline bytes snapshot_id(const snapshot *s, uint32_t account)
{
  uint32_t number = account, n = snapshot_segment_of(s, &number);
  const index_head *head = &snapshot_segment_at(s, n)->heads[number];

  return head->id_size <= HEAD_ID_SIZE ? (bytes){ head->id, head->id_size } : snapshot_field(s, account, L2A_ACCOUNT_ID);
}

/* Number of the live account with this id, or INDEX_NONE. */
uint32_t snapshot_find_account(const snapshot *s, bytes id);

/* Of one segment: its number there, live or dead; INDEX_NONE. */
uint32_t segment_find_account(const snapshot *segment, bytes id);

/* Of one segment: number of the word, or INDEX_NONE: exact text; hash: key_hash(KEY_WORD, text). */
uint32_t segment_find_word(const snapshot *segment, bytes text, uint64_t hash);
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
