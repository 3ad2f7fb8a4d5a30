/* SPDX-License-Identifier: MIT */
/* The sections of an index in memory: what a build makes, and what an index without a file is. */
#ifndef L2A_INDEX_IMAGE_H
#define L2A_INDEX_IMAGE_H

#include "base/status.h"
#include "index/layout.h"

typedef struct index_image {
  section_header headers[SECTION_COUNT];
  char *payloads[SECTION_COUNT]; /* each aligned to SECTION_ALIGN, or NULL when not made */
} index_image;

void image_free(index_image *image);

/* A cleared payload of size bytes for a section; NULL when memory is out. */
void *image_take(index_image *image, section_id section, uint64_t size, uint64_t entries);

/* Computes a section's checksum: after the last write to its payload. Sections not taken become empty ones. L2A_ENOMEM. */
l2a_status image_seal(index_image *image, l2a_error *error);

/* "accounts", "records" ...; static. */
const char *section_name(section_id section);

#endif
