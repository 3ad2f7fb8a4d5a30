/* SPDX-License-Identifier: MIT */
#include "index/delta.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/hash.h"

/* Beyond this the checksum is left to check and verify, as it is for the base: a lookup right after a commit should not wait for it. */
enum { CHECK_AT_ONCE = 1 << 20 };

static int by_segment(const void *x, const void *y)
{
  const index_kill *a = x, *b = y;

  if (a->segment != b->segment) return a->segment < b->segment ? -1 : 1;
  return a->account < b->account ? -1 : a->account > b->account;
}

void kills_sort(buffer *kills)
{
  index_kill *k = (index_kill *)(void *)kills->data;
  size_t count = kills->size / sizeof *k, kept = 0;

  if (count) qsort(k, count, sizeof *k, by_segment);
  for (size_t i = 0; i < count; i++)
    if (!kept || by_segment(&k[i], &k[kept - 1]) != 0) k[kept++] = k[i];
  kills->size = kept * sizeof *k;
}

static uint64_t padded(uint64_t size)
{
  return (size + SECTION_ALIGN - 1) / SECTION_ALIGN * SECTION_ALIGN;
}

l2a_status delta_put_kills(index_meta_delta *out, store_writer *w, const buffer *kills, l2a_error *error)
{
  char *data;
  l2a_status status = store_writer_put(w, out->id, DELTA_KILLS, kills->size, &data, error);

  if (status != L2A_OK) return status;
  if (kills->size) memcpy(data, kills->data, kills->size);
  out->kills = (uint32_t)(kills->size / sizeof(index_kill));
  out->kills_checksum = hash_bytes(buffer_bytes(kills));
  return L2A_OK;
}

l2a_status delta_put(index_meta_delta *out, store_writer *w, uint64_t id, const index_image *image, const buffer *kills, l2a_error *error)
{
  uint64_t size = sizeof image->headers;
  char *data, *at;
  l2a_status status;

  for (size_t i = 0; i < SECTION_COUNT; i++) size += padded(image->headers[i].size);
  status = store_writer_put(w, id, DELTA_SECTIONS, size, &data, error);
  if (status != L2A_OK) return status;
  memcpy(data, image->headers, sizeof image->headers);
  at = data + sizeof image->headers;
  for (size_t i = 0; i < SECTION_COUNT; i++) {
    uint64_t bytes_ = image->headers[i].size;
    memcpy(at, image->payloads[i], bytes_);
    memset(at + bytes_, 0, padded(bytes_) - bytes_);
    at += padded(bytes_);
  }
  *out = (index_meta_delta){ .id = id, .size = size, .accounts = (uint32_t)image->headers[SECTION_ACCOUNTS].entries };
  out->checksum = hash_bytes((bytes){ data, size });
  return delta_put_kills(out, w, kills, error);
}

static l2a_status damaged(const index_meta_delta *known, const char *path, const char *what, l2a_error *error)
{
  return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "delta %" PRIu64 " is damaged: %s", known->id, what);
}

l2a_status delta_views(section_views *out, bytes stored, const index_meta_delta *known, const char *path, l2a_error *error)
{
  const section_header *headers = (const section_header *)(const void *)stored.data;
  uint64_t at = SECTION_COUNT * sizeof *headers;

  if (known->size < at || known->size > stored.size) return damaged(known, path, "its size is another one", error);
  if (known->size <= CHECK_AT_ONCE && hash_bytes((bytes){ stored.data, known->size }) != known->checksum)
    return damaged(known, path, "it has another checksum", error);
  for (size_t i = 0; i < SECTION_COUNT; i++) {
    out->headers[i] = &headers[i];
    out->payloads[i] = stored.data + at;
    if (headers[i].size > known->size - at || padded(headers[i].size) > known->size - at)
      return damaged(known, path, "a section passes its end", error);
    at += padded(headers[i].size);
  }
  if (headers[SECTION_ACCOUNTS].entries != known->accounts) return damaged(known, path, "it has another number of accounts", error);
  return L2A_OK;
}

l2a_status delta_kills(const index_kill **out, bytes stored, const index_meta_delta *known, const char *path, l2a_error *error)
{
  uint64_t size = (uint64_t)known->kills * sizeof **out;

  if (size > stored.size || hash_bytes((bytes){ stored.data, size }) != known->kills_checksum)
    return damaged(known, path, "the list of accounts that it replaces has another checksum", error);
  *out = (const index_kill *)(const void *)stored.data;
  return L2A_OK;
}

l2a_status delta_check(const section_views *views, const index_meta_delta *known, l2a_error *error)
{
  if (hash_bytes((bytes){ (const char *)views->headers[0], known->size }) == known->checksum) return L2A_OK;
  return error_set(error, L2A_ECORRUPT, "delta %" PRIu64 " is damaged: its %" PRIu64 " bytes have another checksum", known->id,
                   known->size);
}
