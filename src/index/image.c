/* SPDX-License-Identifier: MIT */
#include "index/image.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "base/hash.h"

enum { HUGE_PAGE = 2 << 20 };

static const char *const names[SECTION_COUNT] = {
#define X(id, name) name,
  SECTION_LIST(X)
#undef X
};

const char *section_name(section_id section)
{
  return (unsigned)section < SECTION_COUNT ? names[section] : "unknown";
}

void image_free(index_image *image)
{
  for (size_t i = 0; i < SECTION_COUNT; i++) free(image->payloads[i]);
  *image = (index_image){ 0 };
}

void *image_take(index_image *image, section_id section, uint64_t size, uint64_t entries)
{
  uint64_t rounded = (size / SECTION_ALIGN + 1) * SECTION_ALIGN;
  size_t align = rounded >= HUGE_PAGE ? HUGE_PAGE : SECTION_ALIGN;
  char *payload;
  section_header *header = &image->headers[section];

  if (size >= SIZE_MAX / 2) return NULL;
  rounded = (rounded + align - 1) / align * align;
  payload = aligned_alloc(align, rounded);
  if (!payload) return NULL;
  if (align == HUGE_PAGE) (void)madvise(payload, rounded, MADV_HUGEPAGE); /* lookups wait for fewer page tables; refused is no harm */
  memset(payload, 0, rounded);
  free(image->payloads[section]);
  image->payloads[section] = payload;
  *header = (section_header){ .magic = "l2a.sec", .version = INDEX_FORMAT_VERSION, .section = section, .size = size, .entries = entries };
  return payload;
}

l2a_status image_seal(index_image *image, l2a_error *error)
{
  for (unsigned i = 0; i < SECTION_COUNT; i++) {
    if (!image->payloads[i] && !image_take(image, (section_id)i, 0, 0)) return error_no_memory(error);
    image->headers[i].checksum = hash_bytes((bytes){ image->payloads[i], image->headers[i].size });
  }
  return L2A_OK;
}
