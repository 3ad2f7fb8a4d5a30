/* SPDX-License-Identifier: MIT */
/* Key hashes: the same functions for building and looking up. The seed keeps kinds of keys apart and is part of the format. */
#ifndef L2A_INDEX_KEYS_H
#define L2A_INDEX_KEYS_H

#include "base/hash.h"
#include "index/layout.h"

typedef enum key_kind {
  KEY_DOMAIN = 1,
  KEY_LABEL,
  KEY_SQUASHED,
  KEY_SORTED,
  KEY_ACRONYM,
  KEY_NATIVE,
  KEY_PHONE,
  KEY_ID,
  KEY_EDIT,
  KEY_WORD
} key_kind;

static inline uint64_t key_hash(key_kind kind, bytes text)
{
  return hash_bytes_seeded(text, (uint64_t)kind);
}

/*
 * Keys of a word for finding words one edit away: the hash of its first EDIT_PREFIX letters and of each of these with one letter left out
 * (for words of EDIT_LETTERS_MIN letters or more: a deletion neighbourhood). Two words within one insertion, deletion,
 * substitution or transposition share at least one. Returns the count (at most EDIT_PREFIX + 1), distinct.
 */
enum { EDIT_KEY_LIMIT = EDIT_PREFIX + 1 };
uint32_t edit_keys(uint64_t keys[EDIT_KEY_LIMIT], bytes word);

/* Whether the index holds a word's edit keys: EDIT_LETTERS_MIN bytes or more, none of them a digit. */
static inline bool word_has_edits(bytes word)
{
  bool digits = false;

  for (size_t i = 0; i < word.size; i++) digits |= word.data[i] >= '0' && word.data[i] <= '9';
  return word.size >= EDIT_LETTERS_MIN && !digits;
}

#endif
