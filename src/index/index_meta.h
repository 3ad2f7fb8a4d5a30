/* SPDX-License-Identifier: MIT */
/*
 * The one value of an index file that is not part of a segment: which segments count, and what they are made of.
 *
 *   segment id = the generation that wrote it      (0, 0) this       (base, section) a section each
 *                                                  (delta, 0) its sections in one value   (delta, 1) whom it replaces (delta.h)
 */
#ifndef L2A_INDEX_INDEX_META_H
#define L2A_INDEX_INDEX_META_H

#include "base/status.h"
#include "index/layout.h"
#include "index/snapshot_view.h"

enum { META_FINGERPRINT_SIZE = 24, META_HEAD_SIZE = 24 };

typedef struct index_meta_section {
  uint64_t size;
  uint64_t entries;
  uint64_t checksum;
} index_meta_section;

/* A delta segment. */
typedef struct index_meta_delta {
  uint64_t id;
  uint64_t size; /* of its sections */
  uint64_t checksum;
  uint32_t accounts;
  uint32_t kills;
  uint64_t kills_checksum;
} index_meta_delta;

/* Stored under generation 0, section 0. The first 24 bytes mean the same in every format version. */
typedef struct index_meta {
  char magic[8];    /* "l2a.idx\0" */
  uint32_t version; /* INDEX_FORMAT_VERSION */
  uint32_t section_count;
  uint64_t generation; /* from 1; grows with every change */
  char keys_fingerprint[META_FINGERPRINT_SIZE];
  char definitions_fingerprint[META_FINGERPRINT_SIZE];
  uint64_t checksum;      /* XXH3 of this structure with 0 here */
  uint64_t base;          /* id of the base */
  uint64_t account_count; /* live accounts of all segments */
  uint64_t merge_floor;   /* deltas up to this id are being merged into a new base: no other segment takes their rows */
  uint32_t delta_count;
  uint32_t reserved;
  index_meta_section sections[SECTION_COUNT]; /* of the base */
  index_meta_delta deltas[DELTA_LIMIT];       /* old to new */
} index_meta;

/* An index of one base. Fills the magic, the section table and the checksum; fingerprints have 16 digits. */
void index_meta_make(index_meta *out, uint64_t generation, const l2a_rules *rules, const section_header *headers);

/* The checksum, after a change of anything. */
void index_meta_seal(index_meta *meta);

/* From the stored bytes. path is for messages. L2A_ECORRUPT (not an l2a index, damaged), L2A_EVERSION. */
l2a_status index_meta_read(index_meta *out, bytes stored, const char *path, l2a_error *error);

#endif
