/* SPDX-License-Identifier: MIT */
/* The one value of an index file that is not part of a generation: which generation counts, and what it is made of. */
#ifndef L2A_INDEX_INDEX_META_H
#define L2A_INDEX_INDEX_META_H

#include "base/status.h"
#include "index/layout.h"
#include "index/snapshot_view.h"

enum { META_FINGERPRINT_SIZE = 24 };

typedef struct index_meta_section {
  uint64_t size;
  uint64_t entries;
  uint64_t checksum;
} index_meta_section;

/* Stored under generation 0, section 0. The first 24 bytes mean the same in every format version. */
typedef struct index_meta {
  char magic[8];    /* "l2a.idx\0" */
  uint32_t version; /* INDEX_FORMAT_VERSION */
  uint32_t section_count;
  uint64_t generation; /* from 1 */
  char keys_fingerprint[META_FINGERPRINT_SIZE];
  char definitions_fingerprint[META_FINGERPRINT_SIZE];
  uint64_t checksum; /* XXH3 of this structure with 0 here */
  index_meta_section sections[SECTION_COUNT];
} index_meta;

/* Fills the magic, the section table and the checksum; fingerprints have 16 digits. */
void index_meta_make(index_meta *out, uint64_t generation, const l2a_rules *rules, const section_header *headers);

/* From the stored bytes. path is for messages. L2A_ECORRUPT (not an l2a index, damaged), L2A_EVERSION. */
l2a_status index_meta_read(index_meta *out, bytes stored, const char *path, l2a_error *error);

#endif
