/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "index/index.h"
#include "index/index_meta.h"

/* The generation that the file has; 0 for a new file. Of an index in another format version only the number is taken. */
static l2a_status last_generation(const store_writer *w, bool exists, uint64_t *generation, l2a_error *error)
{
  index_meta meta;
  bytes stored;
  l2a_status status;

  *generation = 0;
  if (!exists) return L2A_OK;
  status = store_writer_get(w, 0, 0, &stored, error);
  if (status == L2A_ENOTFOUND) return error_set(error, L2A_EINVAL, "the file to build into is not an l2a index; it is unchanged");
  if (status == L2A_OK) status = index_meta_read(&meta, stored, "the file to build into", error);
  if (status == L2A_OK || status == L2A_EVERSION) *generation = meta.generation;
  return status == L2A_EVERSION ? L2A_OK : status;
}

static l2a_status save_section(store_writer *w, uint64_t generation, index_image *image, section_id section, l2a_error *error)
{
  const section_header *header = &image->headers[section];
  char *data;
  l2a_status status = store_writer_put(w, generation, (uint32_t)section, sizeof *header + header->size, &data, error);

  if (status != L2A_OK) return status;
  memcpy(data, header, sizeof *header);
  if (header->size) memcpy(data + sizeof *header, image->payloads[section], header->size);
  free(image->payloads[section]);
  image->payloads[section] = NULL;
  return L2A_OK;
}

l2a_status index_save_base(store_writer *w, uint64_t id, index_image *image, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (unsigned i = 0; i < SECTION_COUNT && status == L2A_OK; i++) status = save_section(w, id, image, (section_id)i, error);
  return status;
}

l2a_status index_save_meta(store_writer *w, index_meta *meta, l2a_error *error)
{
  char *data;
  l2a_status status = store_writer_put(w, 0, 0, sizeof *meta, &data, error);

  index_meta_seal(meta);
  if (status == L2A_OK) memcpy(data, meta, sizeof *meta);
  return status;
}

l2a_status index_save(store_writer *w, bool exists, index_image *image, const l2a_rules *rules, l2a_error *error)
{
  uint64_t total = sizeof(index_meta), generation = 0;
  index_meta meta;
  l2a_status status;

  for (size_t i = 0; i < SECTION_COUNT; i++) total += sizeof(section_header) + image->headers[i].size;
  status = store_writer_begin(w, total, SECTION_COUNT + 1, error);
  if (status == L2A_OK) status = last_generation(w, exists, &generation, error);
  if (status != L2A_OK) return status;
  index_meta_make(&meta, generation + 1, rules, image->headers);
  status = index_save_base(w, meta.base, image, error);
  if (status == L2A_OK) status = index_save_meta(w, &meta, error);
  if (status != L2A_OK) return status;
  status = store_writer_keep_only(w, meta.generation, error);
  return status == L2A_OK ? store_writer_commit(w, error) : status;
}
