/* SPDX-License-Identifier: MIT */
/*
 * Delta segments as values of the store.
 *
 *   sections   section_header[SECTION_COUNT] | payload, each at a multiple of 64
 *   kills      index_kill[]   accounts of older segments that this one replaced or deleted, by segment and account
 */
#ifndef L2A_INDEX_DELTA_H
#define L2A_INDEX_DELTA_H

#include "base/buffer.h"
#include "index/image.h"
#include "index/index_meta.h"
#include "store/store.h"

enum { DELTA_SECTIONS = 0, DELTA_KILLS = 1 };

typedef struct index_kill {
  uint64_t segment;
  uint32_t account; /* number in the segment */
  uint32_t reserved;
} index_kill;

/* Sorts index_kill[] and drops repeated ones. */
void kills_sort(buffer *kills);

/* Writes a segment's two values; *out describes them. kills is index_kill[], sorted. Statuses of store_writer_put. */
l2a_status delta_put(index_meta_delta *out, store_writer *w, uint64_t id, const index_image *image, const buffer *kills, l2a_error *error);
l2a_status delta_put_kills(index_meta_delta *out, store_writer *w, const buffer *kills, l2a_error *error);

/* Where the sections lie in the stored value: bounds are checked, and the checksum of what is not too large for that. L2A_ECORRUPT. */
l2a_status delta_views(section_views *out, bytes stored, const index_meta_delta *known, const char *path, l2a_error *error);

/* The stored kills. L2A_ECORRUPT. */
l2a_status delta_kills(const index_kill **out, bytes stored, const index_meta_delta *known, const char *path, l2a_error *error);

/* The checksum of the sections, whatever their size. */
l2a_status delta_check(const section_views *views, const index_meta_delta *known, l2a_error *error);

#endif
