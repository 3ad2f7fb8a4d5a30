/* SPDX-License-Identifier: MIT */
/*
 * The state file of a running case: an LMDB file (store.h). A commit is one transaction: it adds rows as a piece, or (state_checkpoint.c)
 * what a run has made of all rows.
 *
 *   generation 0   head: "l2a-mqs" 2, fingerprint of the types, what there is (state_head)
 *   generation n   rows as they came (beings, events, pieces): bytes, hash, rows       | whos: texts    | losers: instants
 *                  a run of activities (activity_run.h): groups, starts, data, marks   | an image: parts (state_image.c)
 *   generation 1   what every checkpoint writes anew: kinds, rows by who, void activities
 *   generation 2   records of accounts, a section a block (account_record.h)
 *
 * A power cut leaves what was committed, whole. Sections are mapped, not read into memory.
 */
#include "base/hash.h"
#include "mqa/book.h"
#include "mqa/mqa_object.h"
#include "mqa/state_section.h"
#include "mqa/varint.h"

enum { PIECE_HEAD_SIZE = 16, HEAD_FIXED_SIZE = 24, FIRST_GENERATION = 8, AHEAD_BYTES = 256 << 20 };

/* A view that stays keeps pages from being used again, and the log in memory. */
enum { KEPT_VIEWS = 256, KEPT_LOG_BYTES = 16 << 20 };

static const char state_magic[8] = { 'l', '2', 'a', '-', 'm', 'q', 's', 2 };

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

/* ---- head ------------------------------------------------------------------------------------------------------------------------------ */

void state_head_free(state_head *h)
{
  number_list *const lists[] = { &h->pieces, &h->beings, &h->events, &h->whos, &h->losers, &h->runs };

  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) free(lists[i]->data);
  *h = (state_head){ .next = FIRST_GENERATION };
}

void state_head_put(buffer *out, const state_head *h, const l2a_rules *rules)
{
  const number_list *const lists[] = { &h->pieces, &h->beings, &h->events, &h->whos, &h->losers, &h->runs };
  char fixed[HEAD_FIXED_SIZE];

  memcpy(fixed, state_magic, sizeof state_magic);
  put_u64(fixed + 8, mqa_types_fingerprint(&rules->mqa));
  put_u64(fixed + 16, h->rules_hash);
  buffer_append(out, fixed, sizeof fixed);
  varint_put(out, h->next);
  varint_put(out, h->image);
  varint_put(out, h->who_count);
  varint_put(out, zigzag(h->horizon));
  varint_put(out, zigzag(h->first_at));
  varint_put(out, h->rows);
  varint_put(out, h->duplicates);
  varint_put(out, h->piece_bytes);
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    varint_put(out, lists[i]->count);
    for (size_t k = 0; k < lists[i]->count; k++) varint_put(out, lists[i]->data[k]);
  }
}

static l2a_status take_head(l2a_mqa *o, bytes text, l2a_error *error)
{
  state_head *h = &o->head;
  number_list *const lists[] = { &h->pieces, &h->beings, &h->events, &h->whos, &h->losers, &h->runs };
  varint_reader r = { text.data + HEAD_FIXED_SIZE, text.data + text.size, false };

  if (text.size < HEAD_FIXED_SIZE || memcmp(text.data, state_magic, sizeof state_magic) != 0) return damaged(o, error);
  if (take_u64(text.data + 8) != mqa_types_fingerprint(&o->rules->mqa))
    return error_set_at(error, L2A_EDEFINITIONS, o->state_path, 0, 0,
                        "was made with other activities or another time zone in the definitions: make it anew");
  h->rules_hash = take_u64(text.data + 16);
  h->next = varint_take(&r);
  h->image = varint_take(&r);
  h->who_count = varint_take(&r);
  h->horizon = varint_take_signed(&r);
  h->first_at = varint_take_signed(&r);
  h->rows = varint_take(&r);
  h->duplicates = varint_take(&r);
  h->piece_bytes = varint_take(&r);
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    uint64_t count = varint_take(&r);
    for (uint64_t k = 0; k < count && !r.failed; k++)
      if (!VECTOR_ADD(lists[i], varint_take(&r))) return error_no_memory(error);
  }
  if (r.failed) return damaged(o, error);
  buffer_append_bytes(&o->head_text, bytes_from(text.data, (size_t)(r.at - text.data)));
  return o->head_text.failed ? error_no_memory(error) : L2A_OK;
}

/* ---- read ---------------------------------------------------------------------------------------------------------------------------- */

l2a_status state_section(const l2a_mqa *o, uint64_t generation, uint32_t section, bytes *out, l2a_error *error)
{
  bytes data;
  l2a_status status = store_view_get(o->view, generation, section, &data, error);

  if (status == L2A_ENOTFOUND) return damaged(o, error);
  if (status != L2A_OK) return status;
  if (data.size < PIECE_HEAD_SIZE || take_u64(data.data) > data.size - PIECE_HEAD_SIZE) return damaged(o, error);
  *out = bytes_from(data.data + PIECE_HEAD_SIZE, (size_t)take_u64(data.data));
  return L2A_OK;
}

l2a_status state_checked_section(const l2a_mqa *o, uint64_t generation, uint32_t section, bytes *out, l2a_error *error)
{
  l2a_status status = state_section(o, generation, section, out, error);

  if (status == L2A_OK && take_u64(out->data - 8) != hash_bytes(*out)) status = damaged(o, error);
  return status;
}

/* Rows of some generations; checked: that they are whole. */
static l2a_status load_rows(l2a_mqa *o, const number_list *from, bytes_list *out, l2a_error *error)
{
  l2a_status status = L2A_OK;
  bytes rows;

  for (size_t i = 0; i < from->count && status == L2A_OK; i++) {
    status = state_section(o, from->data[i], SECTION_ROWS, &rows, error);
    if (status == L2A_OK && !VECTOR_ADD(out, rows)) status = error_no_memory(error);
  }
  return status;
}

l2a_status state_check_rows(const l2a_mqa *o, const bytes_list *rows, bool events, l2a_error *error)
{
  for (size_t i = 0; i < rows->count; i++) {
    bytes piece = rows->data[i];
    if (take_u64(piece.data - 8) != hash_bytes(piece) || !log_is_whole(piece, events ? LOG_EVENTS : LOG_ANY)) return damaged(o, error);
  }
  return L2A_OK;
}

/* Rows that the file has come from there when the view is another one. */
static void drop_saved(l2a_mqa *o)
{
  if (o->log_saved) memmove(o->log.data, o->log.data + o->log_saved, o->log.size - o->log_saved);
  o->log.size -= o->log_saved;
  o->log_saved = 0;
}

void state_close(l2a_mqa *o)
{
  drop_saved(o);
  store_view_end(o->view);
  store_close(o->file);
  o->view = NULL;
  o->file = NULL;
  o->pieces.count = o->beings.count = o->events.count = 0;
  state_head_free(&o->head);
  buffer_clear(&o->head_text);
}

l2a_status state_load(l2a_mqa *o, l2a_error *error)
{
  l2a_error missing = L2A_ERROR_INIT;
  bytes data;
  l2a_status status;

  state_head_free(&o->head);
  o->kept_views = 0;
  status = o->writes ? store_open_writable(&o->file, o->state_path, &missing) : store_open(&o->file, o->state_path, &missing);
  if (status == L2A_ENOTFOUND) return L2A_OK;
  if (status == L2A_ECORRUPT && strstr(missing.message, "not an l2a index")) /* the store speaks of what it mostly holds */
    return error_set_at(error, L2A_ECORRUPT, o->state_path, 0, 0, "is no state of l2a mqa");
  if (status != L2A_OK) {
    if (error) *error = missing;
    return status;
  }
  status = store_view_begin(&o->view, o->file, error);
  if (status == L2A_OK) status = store_view_get(o->view, 0, SECTION_HEAD, &data, error);
  if (status == L2A_ENOTFOUND) status = damaged(o, error);
  if (status == L2A_OK) status = take_head(o, data, error);
  if (status == L2A_OK) status = load_rows(o, &o->head.beings, &o->beings, error);
  if (status == L2A_OK) status = load_rows(o, &o->head.events, &o->events, error);
  if (status == L2A_OK) status = load_rows(o, &o->head.pieces, &o->pieces, error);
  if (status == L2A_OK) status = state_check_rows(o, &o->events, true, error);
  if (status == L2A_OK) status = state_check_rows(o, &o->pieces, false, error);
  if (status != L2A_OK) state_close(o);
  return status;
}

/* ---- write --------------------------------------------------------------------------------------------------------------------------- */

/* The file must be what was read. */
static l2a_status check_writer(const l2a_mqa *o, const store_writer *w, bool exists, l2a_error *error)
{
  bytes head;
  l2a_status status;

  if (!exists && !o->head_text.size) return L2A_OK;
  status = exists ? store_writer_get(w, 0, SECTION_HEAD, &head, error) : L2A_ENOTFOUND;
  if (status == L2A_OK && o->head_text.size && head.size >= o->head_text.size &&
      memcmp(head.data, o->head_text.data, o->head_text.size) == 0)
    return L2A_OK;
  if (status != L2A_OK && status != L2A_ENOTFOUND) return status;
  return error_set_at(error, L2A_EBUSY, o->state_path, 0, 0, "has been written to by another process since it was read");
}

static l2a_status put_section(store_writer *w, const section_put *p, l2a_error *error)
{
  char *out;
  l2a_status status = store_writer_put(w, p->generation, p->section, PIECE_HEAD_SIZE + p->size, &out, error);
  char *to = out + PIECE_HEAD_SIZE;

  if (status != L2A_OK) return status;
  if (p->run) status = activity_run_read(p->run, p->offset, to, p->size, error);
  else if (p->size) memcpy(to, p->data, p->size);
  put_u64(out, p->size);
  put_u64(out + 8, status == L2A_OK && p->hashed ? hash_bytes(bytes_from(to, p->size)) : 0);
  return status;
}

/* One transaction: sections, and the head as text. shared: the file as it is open, or NULL. */
static l2a_status write_some(l2a_mqa *o, store *shared, const section_put *puts, size_t count, const number_list *deleted, bytes head,
                             l2a_error *error)
{
  store_writer *w = NULL;
  bool exists = true;
  uint64_t size = head.size;
  char *out;
  l2a_status status = shared ? store_writer_attach(&w, shared, 0, error) : store_writer_open(&w, o->state_path, &exists, error);

  for (size_t i = 0; i < count; i++) size += puts[i].size + PIECE_HEAD_SIZE;
  if (status == L2A_OK) status = store_writer_begin(w, size, count + 1, error);
  if (status == L2A_OK) status = check_writer(o, w, exists, error);
  for (size_t i = 0; deleted && i < deleted->count && status == L2A_OK; i++) status = store_writer_delete(w, deleted->data[i], error);
  for (size_t i = 0; i < count && status == L2A_OK; i++) status = put_section(w, &puts[i], error);
  if (status == L2A_OK) status = store_writer_put(w, 0, SECTION_HEAD, head.size, &out, error);
  if (status == L2A_OK) memcpy(out, head.data, head.size);
  if (status == L2A_OK) status = store_writer_commit(w, error);
  store_writer_close(w);
  return status;
}

/*
 * What a transaction writes is in memory until it is committed. So much new that nothing points to it goes in transactions of its own, with the
 * head as it was: until the last one, which has the new head, the file says what it said. A run that is killed between them leaves
 * generations that the next one writes over.
 */
static l2a_status write_ahead(l2a_mqa *o, const section_put *puts, size_t count, size_t *done, l2a_error *error)
{
  buffer text = BUFFER_INIT;
  l2a_status status = L2A_OK;

  state_head_put(&text, &o->head, o->rules);
  if (text.failed) return error_no_memory(error);
  while (status == L2A_OK && *done < count) {
    size_t end = *done;
    uint64_t size = 0;

    while (end < count && puts[end].generation >= FIRST_GENERATION && size < AHEAD_BYTES) size += puts[end++].size;
    if (size < AHEAD_BYTES) break;
    status = write_some(o, NULL, puts + *done, end - *done, NULL, buffer_bytes(&text), error);
    *done = end;
    buffer_clear(&o->head_text);
    buffer_append_bytes(&o->head_text, buffer_bytes(&text));
    if (status == L2A_OK && o->head_text.failed) status = error_no_memory(error);
  }
  buffer_free(&text);
  return status;
}

l2a_status state_write(l2a_mqa *o, const section_put *puts, size_t count, const number_list *deleted, const state_head *head,
                       l2a_error *error)
{
  buffer text = BUFFER_INIT;
  size_t done = 0;
  l2a_status status = write_ahead(o, puts, count, &done, error);

  state_head_put(&text, head, o->rules);
  if (status == L2A_OK && text.failed) status = error_no_memory(error);
  if (status == L2A_OK) status = write_some(o, NULL, puts + done, count - done, deleted, buffer_bytes(&text), error);
  buffer_free(&text);
  return status;
}

bool state_head_copy(state_head *to, const state_head *from)
{
  const number_list *const lists[] = { &from->pieces, &from->beings, &from->events, &from->whos, &from->losers, &from->runs };
  number_list *const copies[] = { &to->pieces, &to->beings, &to->events, &to->whos, &to->losers, &to->runs };
  bool good = true;

  *to = *from;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    *copies[i] = (number_list){ NULL, 0, 0 };
    for (size_t k = 0; k < lists[i]->count && good; k++) good = VECTOR_ADD(copies[i], lists[i]->data[k]);
  }
  return good;
}

/* The head with what is new in the log as one more piece. */
static l2a_status plan_piece(const l2a_mqa *o, section_put *put, state_head *head, l2a_error *error)
{
  *put = (section_put){ .section = SECTION_ROWS, .data = o->log.data + o->log_saved, .size = o->log.size - o->log_saved, .hashed = true };
  if (!state_head_copy(head, &o->head)) return error_no_memory(error);
  put->generation = head->next++;
  head->piece_bytes += put->size;
  return VECTOR_ADD(&head->pieces, put->generation) ? L2A_OK : error_no_memory(error);
}

l2a_status state_append_beside(l2a_mqa *o, l2a_error *error)
{
  state_head head = { .next = 0 };
  buffer text = BUFFER_INIT;
  section_put put;
  l2a_status status;

  if (!o->view || !store_is_writable(o->file) || o->kept_views >= KEPT_VIEWS || o->log.size >= KEPT_LOG_BYTES)
    return error_set(error, L2A_EINVAL, "the view has to be renewed");
  status = plan_piece(o, &put, &head, error);
  if (status == L2A_OK) state_head_put(&text, &head, o->rules);
  if (status == L2A_OK && text.failed) status = error_no_memory(error);
  if (status == L2A_OK) status = write_some(o, o->file, &put, 1, NULL, buffer_bytes(&text), error);
  if (status != L2A_OK) {
    state_head_free(&head);
    buffer_free(&text);
    return status;
  }
  state_head_free(&o->head);
  buffer_free(&o->head_text);
  o->head = head;
  o->head_text = text;
  o->log_saved = o->log.size;
  o->kept_views++;
  return L2A_OK;
}

l2a_status state_append(l2a_mqa *o, l2a_error *error)
{
  static const number_list none = { NULL, 0, 0 };
  state_head head = { .next = 0 };
  section_put put;
  l2a_status status;
  l2a_status opened;

  /* a process has a file open once: what the head says is kept */
  store_view_end(o->view);
  store_close(o->file);
  o->view = NULL;
  o->file = NULL;
  status = plan_piece(o, &put, &head, error);
  if (status == L2A_OK) status = state_write(o, &put, 1, &none, &head, error);
  if (status == L2A_OK) {
    buffer_clear(&o->log);
    o->log_saved = 0;
    o->sources.count = 0;
    o->writes = true;
  }
  state_head_free(&head);
  state_close(o);
  opened = state_load(o, status == L2A_OK ? error : NULL);
  return status == L2A_OK ? opened : status;
}
