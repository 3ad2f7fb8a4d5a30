/* SPDX-License-Identifier: MIT */
/*
 * An index is either sections in memory or an LMDB file. In a file every snapshot is a read transaction of its own; the handle itself holds
 * none, so that an old generation's pages are free as soon as no matcher looks at them.
 */
#include "index/index.h"

#include <stdlib.h>

#include "index/index_meta.h"

struct l2a_index {
  store *file; /* NULL: in memory */
  char keys_fingerprint[17];
  l2a_index_info info;
  uint64_t sizes[SECTION_COUNT];
  uint64_t entries[SECTION_COUNT];
  index_image image; /* in memory */
  snapshot whole;    /* in memory */
};

/* One generation of a file, as a transaction shows it. */
typedef struct file_view {
  store_view *view;
  index_meta meta;
  section_views sections;
  snapshot s;
} file_view;

struct snapshot_ref {
  l2a_index *index;
  file_view current; /* of a file */
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

static l2a_status find_section(file_view *f, section_id section, const char *path, l2a_error *error)
{
  const index_meta_section *known = &f->meta.sections[section];
  const section_header *header;
  bytes data;
  l2a_status status = store_view_get(f->view, f->meta.generation, (uint32_t)section, &data, error);

  if (status == L2A_ENOTFOUND) status = error_set_at(error, L2A_ECORRUPT, path, 0, 0, "section %s is missing", section_name(section));
  if (status != L2A_OK) return status;
  header = (const section_header *)(const void *)data.data;
  if (data.size < sizeof *header || header->size > data.size - sizeof *header || header->size != known->size ||
      header->entries != known->entries || header->checksum != known->checksum)
    return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "section %s is damaged: it is not the one in the section table",
                        section_name(section));
  f->sections.headers[section] = header;
  f->sections.payloads[section] = data.data + sizeof *header;
  return L2A_OK;
}

static void file_view_end(file_view *f)
{
  snapshot_view_free(&f->s);
  store_view_end(f->view);
  f->view = NULL;
}

static l2a_status file_view_begin(file_view *f, store *file, l2a_error *error)
{
  const char *path = store_path(file);
  bytes stored;
  l2a_status status;

  *f = (file_view){ 0 };
  status = store_view_begin(&f->view, file, error);
  if (status != L2A_OK) return status;
  status = store_view_get(f->view, 0, 0, &stored, error);
  if (status == L2A_ENOTFOUND) status = error_set_at(error, L2A_ECORRUPT, path, 0, 0, "is not an l2a index");
  if (status == L2A_OK) status = index_meta_read(&f->meta, stored, path, error);
  for (unsigned i = 0; i < SECTION_COUNT && status == L2A_OK; i++) status = find_section(f, (section_id)i, path, error);
  if (status == L2A_OK) status = snapshot_view(&f->s, &f->sections, f->meta.generation, error);
  if (status != L2A_OK) file_view_end(f);
  return status;
}

static l2a_status check_definitions(const file_view *f, const char *fingerprint, const char *path, l2a_error *error)
{
  if (strcmp(f->meta.keys_fingerprint, fingerprint) == 0) return L2A_OK;
  return error_set_at(error, L2A_EDEFINITIONS, path, 0, 0,
                      "was built with definitions whose keys are %s, these have %s: rebuild it with `l2a index`, or load its definitions",
                      f->meta.keys_fingerprint, fingerprint);
}

l2a_status l2a_index_open(l2a_index **out, const char *path, const l2a_rules *rules, l2a_error *error)
{
  l2a_index *index = NULL;
  file_view f = { 0 };
  l2a_status status;

  if (!out) return error_set(error, L2A_EINVAL, "l2a_index_open: out is NULL");
  *out = NULL;
  if (!path || !rules) return error_set(error, L2A_EINVAL, "l2a_index_open: path or rules is NULL");
  index = calloc(1, sizeof *index);
  if (!index) return error_no_memory(error);
  memcpy(index->keys_fingerprint, rules->keys_fingerprint, sizeof index->keys_fingerprint);
  status = store_open(&index->file, path, error);
  if (status == L2A_OK) status = file_view_begin(&f, index->file, error);
  if (status != L2A_OK) goto done;
  status = check_definitions(&f, index->keys_fingerprint, path, error);
  if (status == L2A_OK) index_describe(index, &f.sections, f.meta.generation, f.meta.keys_fingerprint);
  file_view_end(&f);
  if (status != L2A_OK) goto done;
  *out = index;
  index = NULL;
done:
  l2a_index_close(index);
  return status;
}

void l2a_index_close(l2a_index *index)
{
  if (!index) return;
  store_close(index->file);
  snapshot_view_free(&index->whole);
  image_free(&index->image);
  free(index);
}

typedef l2a_status check_function(const snapshot *s, const section_views *views, l2a_error *error);

static l2a_status run_check(const l2a_index *index, check_function *check, l2a_error *error)
{
  section_views views;
  file_view f;
  l2a_status status;

  if (!index) return error_set(error, L2A_EINVAL, "l2a_index_verify: index is NULL");
  if (!index->file) {
    image_views(&index->image, &views);
    return check(&index->whole, &views, error);
  }
  status = file_view_begin(&f, index->file, error);
  if (status != L2A_OK) return status;
  status = check(&f.s, &f.sections, error);
  file_view_end(&f);
  return status;
}

l2a_status l2a_index_verify(const l2a_index *index, l2a_error *error)
{
  return run_check(index, snapshot_verify, error);
}

l2a_status l2a_index_check(const l2a_index *index, l2a_error *error)
{
  return run_check(index, snapshot_check, error);
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
  l2a_status status = L2A_OK;

  *out = NULL;
  if (!ref) return error_no_memory(error);
  ref->index = index;
  if (index->file) status = file_view_begin(&ref->current, index->file, error);
  if (status == L2A_OK && index->file) status = check_definitions(&ref->current, index->keys_fingerprint, store_path(index->file), error);
  if (status == L2A_OK) *out = ref;
  else snapshot_release(ref);
  return status;
}

l2a_status snapshot_renew(snapshot_ref *ref, bool *changed, l2a_error *error)
{
  const store *file = ref->index->file;
  file_view next;
  l2a_status status;

  *changed = false;
  if (!file || store_newest(file) == store_view_number(ref->current.view)) return L2A_OK;
  status = file_view_begin(&next, ref->index->file, error);
  if (status != L2A_OK) return status;
  status = check_definitions(&next, ref->index->keys_fingerprint, store_path(file), error);
  if (status == L2A_OK) {
    *changed = next.meta.generation != ref->current.meta.generation;
    file_view_end(&ref->current);
    ref->current = next;
  } else {
    file_view_end(&next);
  }
  return status;
}

const snapshot *snapshot_get(const snapshot_ref *ref)
{
  return ref->index->file ? &ref->current.s : &ref->index->whole;
}

void snapshot_release(snapshot_ref *ref)
{
  if (!ref) return;
  if (ref->current.view) file_view_end(&ref->current);
  free(ref);
}
