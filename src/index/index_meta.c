/* SPDX-License-Identifier: MIT */
#include "index/index_meta.h"

#include "base/hash.h"

static uint64_t meta_checksum(const index_meta *meta)
{
  index_meta copy = *meta;

  copy.checksum = 0;
  return hash_bytes((bytes){ (const char *)&copy, sizeof copy });
}

void index_meta_make(index_meta *out, uint64_t generation, const l2a_rules *rules, const section_header *headers)
{
  memset(out, 0, sizeof *out); /* padding is stored too */
  memcpy(out->magic, "l2a.idx", 8);
  out->version = INDEX_FORMAT_VERSION;
  out->section_count = SECTION_COUNT;
  out->generation = generation;
  memcpy(out->keys_fingerprint, rules->keys_fingerprint, sizeof rules->keys_fingerprint);
  memcpy(out->definitions_fingerprint, rules->fingerprint, sizeof rules->fingerprint);
  out->base = generation;
  out->account_count = headers[SECTION_ACCOUNTS].entries;
  for (size_t i = 0; i < SECTION_COUNT; i++)
    out->sections[i] = (index_meta_section){ headers[i].size, headers[i].entries, headers[i].checksum };
  index_meta_seal(out);
}

void index_meta_seal(index_meta *meta)
{
  meta->checksum = meta_checksum(meta);
}

/* Ids of deltas grow, so each is another one. */
static bool deltas_are_valid(const index_meta *meta)
{
  for (uint32_t i = 0; i < meta->delta_count; i++)
    if (meta->deltas[i].id == meta->base || meta->deltas[i].id == 0 || (i && meta->deltas[i].id <= meta->deltas[i - 1].id)) return false;
  return true;
}

l2a_status index_meta_read(index_meta *out, bytes stored, const char *path, l2a_error *error)
{
  if (stored.size < META_HEAD_SIZE || memcmp(stored.data, "l2a.idx", 8) != 0)
    return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "is not an l2a index");
  memset(out, 0, sizeof *out);
  memcpy(out, stored.data, stored.size < sizeof *out ? stored.size : sizeof *out);
  if (out->version != INDEX_FORMAT_VERSION)
    return error_set_at(error, L2A_EVERSION, path, 0, 0,
                        "has format version %u, this program reads %u: rebuild it with `l2a index ACCOUNTS -o %s`", out->version,
                        INDEX_FORMAT_VERSION, path);
  if (stored.size < sizeof *out || out->checksum != meta_checksum(out) || out->section_count != SECTION_COUNT || out->generation == 0 ||
      out->base == 0 || out->base > out->generation || out->delta_count > DELTA_LIMIT || !deltas_are_valid(out) ||
      out->keys_fingerprint[META_FINGERPRINT_SIZE - 1] || out->definitions_fingerprint[META_FINGERPRINT_SIZE - 1])
    return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "is damaged: its section table has another checksum");
  return L2A_OK;
}
