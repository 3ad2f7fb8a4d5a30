/* SPDX-License-Identifier: MIT */
/* From sections to a snapshot and back: what opening and verifying are made of. */
#ifndef L2A_INDEX_SNAPSHOT_VIEW_H
#define L2A_INDEX_SNAPSHOT_VIEW_H

#include "index/snapshot.h"

/* Where the sections of one generation lie. */
typedef struct section_views {
  const section_header *headers[SECTION_COUNT];
  const char *payloads[SECTION_COUNT]; /* as long as the header says: whoever fills this has checked it */
} section_views;

/* Views of the sections after the cheap checks (headers, sizes, counts). Only *out's columns are allocated.
 * L2A_ECORRUPT, L2A_EVERSION, L2A_ENOMEM. */
l2a_status snapshot_view(snapshot *out, const section_views *views, uint64_t generation, l2a_error *error);
void snapshot_view_free(snapshot *s);

/* Every checksum, offset, order and cross reference (verify.c). L2A_ECORRUPT with the first damage. */
l2a_status snapshot_verify(const snapshot *s, const section_views *views, l2a_error *error);

/* What must hold between segments, after each of them was verified: an account is live in one of them, and they are as many as is said. */
l2a_status snapshot_verify_whole(const snapshot *s, l2a_error *error);

/* Sections, a bit for each. */
typedef uint64_t section_set;

#define SECTION_SET_ALL ((UINT64_C(1) << SECTION_COUNT) - 1)

static inline section_set section_bit(section_id section)
{
  return UINT64_C(1) << section;
}

/* The checksums of these sections, and that no lookup that begins in them reads outside the sections (bounds.c). The answer does not depend on
 * the threads. L2A_ECORRUPT. */
l2a_status snapshot_check(const snapshot *s, const section_views *views, section_set sections, size_t thread_count, l2a_error *error);

#endif
