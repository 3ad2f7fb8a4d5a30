/* SPDX-License-Identifier: MIT */
/*
 * Layout of an index: packed, immutable sections, read in place from LMDB values (or from memory, when built there).
 * Little-endian; every section begins with a section_header and its payload is aligned to 64 bytes.
 *
 *   accounts      index_account[]   sorted by id (bytes), so an account's number does not depend on the order of rows
 *   records       cells of every column, per account: size of each cell as LEB128, then the bytes of all cells
 *   columns       names and fields of the columns
 *   domains       index_domain[]    web site first, then further domains; by account
 *   account_heads index_head[]      id, countries and the begin of the phone: all that a choice by the domain asks of an account, half a line of
 *                                   memory
 *   account_countries  uint16_t[]   stated country of each account, apart from it because many candidates are asked for nothing else
 *   forms         index_form[]      sorted by (letters, account, order): a form's number grows with its length, so every list of forms is
 *                                   a list by length and a length window is a contiguous run of it
 *   form_keys     form_key[]        what the lists of words and trigrams ask of a form, eight bytes, so that they wait for less memory
 *   account_forms uint32_t[]        form numbers by account, in the order name, its other forms, aliases
 *   form_words    uint32_t[]        word numbers (canonical, without stop words unless there are no others) of each form, in order
 *   words         index_word[]      sorted by text (bytes)
 *   word_forms    uint32_t[]        per word: forms that have it, ascending (so by length)
 *   length_start  uint32_t[258]     first form with at least n letters (squashed), n = 0..257
 *   text          bytes             all small texts (words, cores, hosts, cities ...); offset 0 is an empty text
 *   key tables    hash -> accounts  domain, label, squashed, sorted, acronym, native, phone, id
 *   key_word      hash -> word      words by their text
 *   edits         hash -> words     words by their text, or its first EDIT_PREFIX letters, with at most one letter left out
 *   trigrams      index_trigram[]   sorted by key; each has a run of trigram_blocks and one of trigram_forms
 *   trigram_blocks form_block[]     forms of a trigram with the same upper half of their number, ascending
 *   trigram_forms uint16_t[]        lower halves of form numbers
 *
 * A key table has 12-byte slots in the order of hashes. With n keys there are n + n/4 + 1 homes; a slot stands at its home,
 * hash x homes / 2^64, or as near behind it as the order allows. As many slots as that needs follow the last home, the very last one free:
 *
 *   | hash, low half u32 | hash, high half u32 | value u32 |
 *     bits 0 and 1 of the low half are not the hash's: 0 free, 2 value is the value, 3 lists[value] is a count and the values follow, ascending
 *
 * So a search ends at the first free slot or larger hash, and a table is written from front to back. 62-bit hashes stand for the keys;
 * whatever is decided on is compared again by its text.
 */
#ifndef L2A_INDEX_LAYOUT_H
#define L2A_INDEX_LAYOUT_H

#include "base/bytes.h"

#define INDEX_FORMAT_VERSION 5u
#define INDEX_NONE UINT32_MAX

enum { SECTION_ALIGN = 64, LENGTH_LIMIT = 257, EDIT_PREFIX = 7, EDIT_LETTERS_MIN = 4, WORD_SIZE_LIMIT = 255 };

typedef struct section_header {
  char magic[8];     /* "l2a.sec\0" */
  uint32_t version;  /* INDEX_FORMAT_VERSION */
  uint32_t section;  /* section_id */
  uint64_t size;     /* bytes of the payload */
  uint64_t entries;  /* elements of the payload, whatever they are */
  uint64_t checksum; /* XXH3 of the payload */
  uint64_t extra[3]; /* 0 */
} section_header;

/* clang-format off: one section a line */
#define SECTION_LIST(X) \
  X(ACCOUNTS, "accounts") \
  X(ACCOUNT_HEADS, "account_heads") \
  X(ACCOUNT_COUNTRIES, "account_countries") \
  X(RECORDS, "records") \
  X(RECORD_OFFSETS, "record_offsets") \
  X(COLUMNS, "columns") \
  X(DOMAINS, "domains") \
  X(FORMS, "forms") \
  X(FORM_KEYS, "form_keys") \
  X(ACCOUNT_FORMS, "account_forms") \
  X(FORM_WORDS, "form_words") \
  X(WORDS, "words") \
  X(WORD_FORMS, "word_forms") \
  X(LENGTH_START, "length_start") \
  X(TEXT, "text") \
  X(KEY_DOMAIN, "key_domain") \
  X(KEY_DOMAIN_LISTS, "key_domain_lists") \
  X(KEY_LABEL, "key_label") \
  X(KEY_LABEL_LISTS, "key_label_lists") \
  X(KEY_SQUASHED, "key_squashed") \
  X(KEY_SQUASHED_LISTS, "key_squashed_lists") \
  X(KEY_SORTED, "key_sorted") \
  X(KEY_SORTED_LISTS, "key_sorted_lists") \
  X(KEY_ACRONYM, "key_acronym") \
  X(KEY_ACRONYM_LISTS, "key_acronym_lists") \
  X(KEY_NATIVE, "key_native") \
  X(KEY_NATIVE_LISTS, "key_native_lists") \
  X(KEY_PHONE, "key_phone") \
  X(KEY_PHONE_LISTS, "key_phone_lists") \
  X(KEY_ID, "key_id") \
  X(KEY_ID_LISTS, "key_id_lists") \
  X(KEY_WORD, "key_word") \
  X(KEY_WORD_LISTS, "key_word_lists") \
  X(EDITS, "edits") \
  X(EDITS_LISTS, "edits_lists") \
  X(TRIGRAMS, "trigrams") \
  X(TRIGRAM_BLOCKS, "trigram_blocks") \
  X(TRIGRAM_FORMS, "trigram_forms")
/* clang-format on */

typedef enum section_id {
#define X(id, name) SECTION_##id,
  SECTION_LIST(X)
#undef X
    SECTION_COUNT
} section_id;

/* In index_account.flags: the record names a parent, but `parent` is none: another segment may know it. */
enum { ACCOUNT_PARENT_OPEN = 1 };

typedef struct index_account {
  uint32_t first_form;   /* in account_forms */
  uint32_t first_domain; /* in domains */
  uint32_t parent;       /* account number or INDEX_NONE (no parent, unknown parent id, itself, or a cycle cut at the smallest id) */
  uint32_t root;         /* ultimate parent; itself without one */
  uint32_t city;         /* text: folded words joined by one blank; 0 none */
  uint32_t state;        /* text: the same, by its name where states.txt has it; 0 none */
  uint32_t postal_code;  /* text: letters and digits, upper case; 0 none */
  uint32_t phone;        /* text: digits; 0 none */
  uint32_t city_size : 8, state_size : 8, postal_code_size : 8, phone_size : 8; /* texts are cut at 255 bytes */
  uint16_t domain_country;                                                      /* of the first domain whose top level tells it; 0 */
  uint16_t form_count;
  uint16_t domain_count;
  uint16_t flags;
} index_account;

enum { HEAD_ID_SIZE = 25, HEAD_ID_LONG = 255, HEAD_PHONE_MIN = 8 };

typedef struct index_head {
  uint16_t country;        /* as in account_countries */
  uint16_t domain_country; /* as in index_account */
  char area[2];            /* first digits of a phone of HEAD_PHONE_MIN digits or more; {0, 0} */
  uint8_t id_size;         /* HEAD_ID_LONG: only the record has the id */
  char id[HEAD_ID_SIZE];
} index_head;

typedef struct index_domain {
  uint32_t host; /* text; registrable domain is its tail, the label the begin of that tail */
  uint8_t host_size;
  uint8_t registrable_size;
  uint8_t label_size;
  uint8_t flags; /* bit 0: further domain (not the web site); bits 4..7: domain_class */
} index_domain;

/* kind: name_form_kind, + FORM_ALIAS for forms of an alias. */
enum { FORM_KIND = 7, FORM_ALIAS = 0x40 };

typedef struct index_form {
  uint32_t first_word; /* in form_words */
  uint32_t core;       /* text: core words joined by one blank; native and both acronyms follow it */
  uint16_t core_size;
  uint16_t legal_form;
  uint8_t native_size; /* 0 none; cut at 255 bytes */
  uint8_t word_count;  /* in form_words */
  uint8_t kind;
  uint8_t acronym_sizes; /* low 4 bits: first acronym, high: second; 0 none */
} index_form;

/* Where the texts behind the core begin. Bounds are checked before: they are inside the section. */
static inline uint32_t form_native(const index_form *form)
{
  return form->core + form->core_size;
}

static inline uint32_t form_acronyms(const index_form *form)
{
  return form_native(form) + form->native_size;
}

typedef struct form_key {
  uint32_t account;
  uint32_t letters : 8; /* size of squashed, at most 255 */
  uint32_t weight : 24; /* sum of its words' weights, hundredths of a nat: at most 255 words of less than 2^16 */
} form_key;

/* In index_word.flags, beside name_token_flag: the word is the city or state of some account. */
enum { WORD_PLACE = 32, WORD_PLACE_LETTERS_MIN = 4 };

typedef struct index_word {
  uint32_t text;
  uint32_t first_form; /* in word_forms */
  uint32_t form_count;
  uint16_t weight; /* rarity_of() */
  uint8_t size;
  uint8_t flags; /* name_token_flag */
} index_word;

/* The columns, then the bytes of their names. */
typedef struct index_column {
  uint32_t name; /* offset in the payload */
  uint32_t name_size;
  uint32_t field; /* l2a_account_field */
  uint32_t reserved;
} index_column;

typedef struct key_slot {
  uint32_t low, high;
  uint32_t value;
} key_slot;

/* What key_slot.low says beside the hash. */
enum { SLOT_MARK = 3, SLOT_USED = 2, SLOT_LIST = 1 };

/* Three letters of ' ' + word + ' ' (words of core), as c0 << 16 | c1 << 8 | c2. Forms of kind SEGMENT do not exist here. */
typedef struct index_trigram {
  uint32_t key;
  uint32_t first_form; /* in trigram_forms */
  uint32_t form_count;
  uint32_t first_block; /* in trigram_blocks; its blocks count form_count forms together */
  uint32_t weight;      /* 100 ln((forms + 1) / (form_count + 0.5)) */
} index_trigram;

typedef struct form_block {
  uint16_t upper; /* upper half of the form numbers */
  uint16_t last;  /* forms in the block, less one */
} form_block;

#endif
