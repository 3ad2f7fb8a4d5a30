/* SPDX-License-Identifier: MIT */
/*
 * The state file of a running case: an LMDB file (store.h) to which every commit adds a piece of the log, in one transaction.
 *
 *   generation 0   section 0   head: "l2a-mqs" 1, number of pieces, fingerprint of the types
 *   generation n   section 1   piece n of the log, from 1 on: bytes, hash, rows
 *
 * A power cut leaves the pieces that were committed, whole. Pieces are mapped, not read into memory.
 */
#include "base/hash.h"
#include "mqa/mqa_object.h"

enum { HEAD_SIZE = 24, PIECE_HEAD_SIZE = 16, HEAD_SECTION = 0, PIECE_SECTION = 1 };

static const char state_magic[8] = { 'l', '2', 'a', '-', 'm', 'q', 's', 1 };

static void put_u64(char *out, uint64_t value)
{
  for (size_t i = 0; i < 8; i++) out[i] = (char)(value >> 8 * i & 255);
}

static uint64_t take_u64(const char *from)
{
  uint64_t value = 0;

  for (size_t i = 8; i-- > 0;) value = value << 8 | (unsigned char)from[i];
  return value;
}

static l2a_status damaged(const l2a_mqa *o, l2a_error *error)
{
  return error_set_at(error, L2A_ECORRUPT, o->state_path, 0, 0, "is damaged, or no state of l2a mqa");
}

/* ---- read ---------------------------------------------------------------------------------------------------------------------------- */

static l2a_status check_head(const l2a_mqa *o, bytes head, uint64_t *pieces, l2a_error *error)
{
  if (head.size < HEAD_SIZE || memcmp(head.data, state_magic, sizeof state_magic) != 0) return damaged(o, error);
  *pieces = take_u64(head.data + 8);
  if (take_u64(head.data + 16) == mqa_types_fingerprint(&o->rules->mqa)) return L2A_OK;
  return error_set_at(error, L2A_EDEFINITIONS, o->state_path, 0, 0,
                      "was made with other activities or another time zone in the definitions: make it anew");
}

static l2a_status take_piece(l2a_mqa *o, bytes piece, l2a_error *error)
{
  bytes rows;

  if (piece.size < PIECE_HEAD_SIZE || take_u64(piece.data) > piece.size - PIECE_HEAD_SIZE) return damaged(o, error);
  rows = bytes_from(piece.data + PIECE_HEAD_SIZE, (size_t)take_u64(piece.data));
  if (take_u64(piece.data + 8) != hash_bytes(rows) || !log_is_whole(rows, false)) return damaged(o, error);
  return VECTOR_ADD(&o->pieces, rows) ? L2A_OK : error_no_memory(error);
}

void state_close(l2a_mqa *o)
{
  store_view_end(o->view);
  store_close(o->file);
  o->view = NULL;
  o->file = NULL;
  o->pieces.count = 0;
}

l2a_status state_load(l2a_mqa *o, l2a_error *error)
{
  l2a_error missing = L2A_ERROR_INIT;
  bytes data;
  uint64_t pieces = 0;
  l2a_status status = store_open(&o->file, o->state_path, &missing);

  if (status == L2A_ENOTFOUND) return L2A_OK;
  if (status != L2A_OK) {
    if (error) *error = missing;
    return status;
  }
  status = store_view_begin(&o->view, o->file, error);
  if (status == L2A_OK) {
    status = store_view_get(o->view, 0, HEAD_SECTION, &data, error);
    status = status == L2A_OK ? check_head(o, data, &pieces, error) : status == L2A_ENOTFOUND ? damaged(o, error) : status;
  }
  for (uint64_t n = 1; n <= pieces && status == L2A_OK; n++) {
    status = store_view_get(o->view, n, PIECE_SECTION, &data, error);
    status = status == L2A_OK ? take_piece(o, data, error) : status == L2A_ENOTFOUND ? damaged(o, error) : status;
  }
  if (status != L2A_OK) state_close(o);
  return status;
}

/* ---- write --------------------------------------------------------------------------------------------------------------------------- */

static l2a_status check_writer(const l2a_mqa *o, const store_writer *w, bool exists, size_t piece_count, l2a_error *error)
{
  bytes head;
  uint64_t pieces = 0;
  l2a_status status;

  if (!exists && piece_count == 0) return L2A_OK;
  status = exists ? store_writer_get(w, 0, HEAD_SECTION, &head, error) : L2A_ENOTFOUND;
  if (status == L2A_OK) status = check_head(o, head, &pieces, error);
  if (status == L2A_ENOTFOUND || (status == L2A_OK && pieces != piece_count))
    return error_set_at(error, L2A_EBUSY, o->state_path, 0, 0, "has been written to by another process since it was read");
  return status;
}

static l2a_status put_piece(const l2a_mqa *o, store_writer *w, size_t piece_count, l2a_error *error)
{
  bytes rows = buffer_bytes(&o->log);
  char *out;
  l2a_status status = store_writer_put(w, piece_count + 1, PIECE_SECTION, PIECE_HEAD_SIZE + rows.size, &out, error);

  if (status != L2A_OK) return status;
  put_u64(out, rows.size);
  put_u64(out + 8, hash_bytes(rows));
  memcpy(out + PIECE_HEAD_SIZE, rows.data, rows.size);
  status = store_writer_put(w, 0, HEAD_SECTION, HEAD_SIZE, &out, error);
  if (status != L2A_OK) return status;
  memcpy(out, state_magic, sizeof state_magic);
  put_u64(out + 8, piece_count + 1);
  put_u64(out + 16, mqa_types_fingerprint(&o->rules->mqa));
  return L2A_OK;
}

l2a_status state_append(l2a_mqa *o, l2a_error *error)
{
  store_writer *w = NULL;
  size_t piece_count = o->pieces.count;
  bool exists = false;
  l2a_status status, opened;

  state_close(o); /* a process has a file open once */
  status = store_writer_open(&w, o->state_path, &exists, error);
  if (status == L2A_OK) status = store_writer_begin(w, o->log.size + PIECE_HEAD_SIZE + HEAD_SIZE, 2, error);
  if (status == L2A_OK) status = check_writer(o, w, exists, piece_count, error);
  if (status == L2A_OK) status = put_piece(o, w, piece_count, error);
  if (status == L2A_OK) status = store_writer_commit(w, error);
  store_writer_close(w);
  if (status == L2A_OK) {
    buffer_clear(&o->log);
    o->sources.count = 0;
  }
  opened = state_load(o, status == L2A_OK ? error : NULL);
  return status == L2A_OK ? opened : status;
}
