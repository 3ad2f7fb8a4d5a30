/* SPDX-License-Identifier: MIT */
#include "index/file_view.h"

#include <inttypes.h>
#include <stdlib.h>

/* ---- values -------------------------------------------------------------------------------------------------------------------------- */

static l2a_status find_section(file_view *f, section_id section, const char *path, l2a_error *error)
{
  const index_meta_section *known = &f->meta.sections[section];
  const section_header *header;
  bytes data;
  l2a_status status = store_view_get(f->view, f->meta.base, (uint32_t)section, &data, error);

  if (status == L2A_ENOTFOUND) status = error_set_at(error, L2A_ECORRUPT, path, 0, 0, "section %s is missing", section_name(section));
  if (status != L2A_OK) return status;
  header = (const section_header *)(const void *)data.data;
  if (data.size < sizeof *header || header->size > data.size - sizeof *header || header->size != known->size ||
      header->entries != known->entries || header->checksum != known->checksum)
    return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "section %s is damaged: it is not the one in the section table",
                        section_name(section));
  f->sections[0].headers[section] = header;
  f->sections[0].payloads[section] = data.data + sizeof *header;
  return L2A_OK;
}

static l2a_status load_base(file_view *f, const char *path, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (unsigned i = 0; i < SECTION_COUNT && status == L2A_OK; i++) status = find_section(f, (section_id)i, path, error);
  return status == L2A_OK ? snapshot_view(&f->s, &f->sections[0], f->meta.generation, error) : status;
}

static l2a_status find_value(bytes *out, const file_view *f, uint32_t n, uint32_t section, const char *path, l2a_error *error)
{
  l2a_status status = store_view_get(f->view, f->meta.deltas[n].id, section, out, error);

  return status == L2A_ENOTFOUND ? error_set_at(error, L2A_ECORRUPT, path, 0, 0, "delta %" PRIu64 " is missing", f->meta.deltas[n].id)
                                 : status;
}

/* Every segment has the columns of the base, so that a column's number means the same everywhere. */
static bool same_columns(const snapshot *a, const snapshot *b)
{
  if (a->column_count != b->column_count) return false;
  for (uint32_t i = 0; i < a->column_count; i++)
    if (a->columns[i].field != b->columns[i].field || !bytes_equal(a->columns[i].name, b->columns[i].name)) return false;
  return true;
}

static l2a_status load_delta(file_view *f, uint32_t n, const char *path, l2a_error *error)
{
  bytes stored;
  l2a_status status = find_value(&stored, f, n, DELTA_SECTIONS, path, error);

  if (status == L2A_OK) status = delta_views(&f->sections[n + 1], stored, &f->meta.deltas[n], path, error);
  if (status == L2A_OK) status = snapshot_view(&f->deltas[n], &f->sections[n + 1], f->meta.deltas[n].id, error);
  if (status == L2A_OK && !same_columns(&f->s, &f->deltas[n]))
    status = error_set_at(error, L2A_ECORRUPT, path, 0, 0, "delta %" PRIu64 " is damaged: it has other columns", f->meta.deltas[n].id);
  if (status != L2A_OK) return status;
  f->trigrams[n] = trigram_table_new(&f->deltas[n]);
  return f->trigrams[n] ? L2A_OK : error_no_memory(error);
}

/* ---- the dead ------------------------------------------------------------------------------------------------------------------------ */

/* Number of the segment with this id among those before delta n: 0 the base; INDEX_NONE. */
static uint32_t segment_with(const file_view *f, uint64_t id, uint32_t n)
{
  if (id == f->meta.base) return 0;
  for (uint32_t i = 0; i < n; i++)
    if (f->meta.deltas[i].id == id) return i + 1;
  return INDEX_NONE;
}

static const snapshot *segment_at(const file_view *f, uint32_t n)
{
  return n ? &f->deltas[n - 1] : &f->s;
}

/* Finds the kills of a delta, and memory for the marks of the segments they are in. Changes nothing that a reader sees. */
static l2a_status check_kills(file_view *f, uint32_t n, const char *path, l2a_error *error)
{
  const index_meta_delta *known = &f->meta.deltas[n];
  bytes stored;
  l2a_status status = find_value(&stored, f, n, DELTA_KILLS, path, error);

  if (status == L2A_OK) status = delta_kills(&f->kills[n], stored, known, path, error);
  for (uint32_t i = 0; i < known->kills && status == L2A_OK; i++) {
    uint32_t at = segment_with(f, f->kills[n][i].segment, n);
    if (at == INDEX_NONE || f->kills[n][i].account >= segment_at(f, at)->account_count)
      return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "delta %" PRIu64 " is damaged: it replaces an account that is not there",
                          known->id);
    if (f->dead[at]) continue;
    f->dead[at] = calloc(segment_at(f, at)->account_count / 64 + 1, sizeof *f->dead[at]);
    if (!f->dead[at]) status = error_no_memory(error);
  }
  return status;
}

static void mark_kills(file_view *f, uint32_t n)
{
  for (uint32_t i = 0; i < f->meta.deltas[n].kills; i++) {
    const index_kill *k = &f->kills[n][i];
    uint32_t at = segment_with(f, k->segment, n);
    if (at != INDEX_NONE && f->dead[at]) f->dead[at][k->account / 64] |= UINT64_C(1) << k->account % 64;
  }
}

/*
 * Adds the keys of the new deltas to the filter: a delta that took others in has few that are new to it. It is made anew when it is full.
 * What an earlier state shares with this one may only grow.
 */
static l2a_status fill_filter(file_view *f, const file_view *from, const bool *known, l2a_error *error)
{
  uint64_t need = 0;

  f->keys = from && from->meta.base == f->meta.base ? from->keys : NULL;
  for (uint32_t n = 0; f->keys && n < f->meta.delta_count; n++)
    if (!known[n]) key_filter_add(f->keys, &f->deltas[n]);
  if (f->meta.delta_count == 0 || (f->keys && !key_filter_is_full(f->keys))) return L2A_OK;
  for (uint32_t n = 0; n < f->meta.delta_count; n++) need += key_filter_need(&f->deltas[n]);
  f->keys = key_filter_new(need * 2);
  if (!f->keys) return error_no_memory(error);
  for (uint32_t n = 0; n < f->meta.delta_count; n++) key_filter_add(f->keys, &f->deltas[n]);
  return L2A_OK;
}

/* Numbers of the whole, after everything is loaded. */
static void link_segments(file_view *f)
{
  uint32_t account = f->s.account_count, form = f->s.form_count;

  f->s.generation = f->meta.generation;
  f->s.deltas = f->deltas;
  f->s.delta_count = f->meta.delta_count;
  f->s.dead = f->dead[0];
  f->s.delta_keys = f->keys;
  f->s.live_count = f->meta.account_count;
  for (uint32_t n = 0; n < f->meta.delta_count; n++) {
    snapshot *s = &f->deltas[n];
    s->first_account = account;
    s->first_form = form;
    s->trigram_table = f->trigrams[n];
    s->dead = f->dead[n + 1];
    account += s->account_count;
    form += s->form_count;
  }
}

/* ---- states -------------------------------------------------------------------------------------------------------------------------- */

/* Frees what f has and `kept` (may be NULL) does not. */
static void free_unless_kept(file_view *f, const file_view *kept)
{
  bool base = kept && kept->meta.base == f->meta.base;

  if (!base || f->keys != kept->keys) free(f->keys);
  if (!base) {
    snapshot_view_free(&f->s);
    free(f->dead[0]);
  } else if (f->dead[0] != kept->dead[0]) {
    free(f->dead[0]);
  }
  for (uint32_t n = 0; n < f->meta.delta_count; n++) {
    uint32_t at = base ? segment_with(kept, f->meta.deltas[n].id, kept->meta.delta_count) : INDEX_NONE;
    if (at == INDEX_NONE || kept->deltas[at - 1].columns != f->deltas[n].columns) snapshot_view_free(&f->deltas[n]);
    if (at == INDEX_NONE || kept->trigrams[at - 1] != f->trigrams[n]) free(f->trigrams[n]);
    if (at == INDEX_NONE || kept->dead[at] != f->dead[n + 1]) free(f->dead[n + 1]);
  }
}

/* Takes the segments of an earlier state over, as far as they are still there. */
static void take_over(file_view *f, const file_view *from, bool *known)
{
  for (uint32_t n = 0; n < f->meta.delta_count; n++) {
    uint32_t at = segment_with(from, f->meta.deltas[n].id, from->meta.delta_count);
    known[n] = at != INDEX_NONE;
    if (!known[n]) continue;
    f->sections[n + 1] = from->sections[at];
    f->deltas[n] = from->deltas[at - 1];
    f->kills[n] = from->kills[at - 1];
    f->dead[n + 1] = from->dead[at];
    f->trigrams[n] = from->trigrams[at - 1];
  }
}

static l2a_status load(file_view *f, const file_view *from, const char *path, l2a_error *error)
{
  bool known[DELTA_LIMIT] = { false };
  l2a_status status = L2A_OK;

  if (from && from->meta.base == f->meta.base) {
    f->sections[0] = from->sections[0];
    f->s = from->s;
    f->dead[0] = from->dead[0];
    take_over(f, from, known);
  } else {
    status = load_base(f, path, error);
  }
  for (uint32_t n = 0; n < f->meta.delta_count && status == L2A_OK; n++)
    if (!known[n]) status = load_delta(f, n, path, error);
  for (uint32_t n = 0; n < f->meta.delta_count && status == L2A_OK; n++)
    if (!known[n]) status = check_kills(f, n, path, error);
  for (uint32_t n = 0; n < f->meta.delta_count && status == L2A_OK; n++)
    if (!known[n]) mark_kills(f, n);
  if (status == L2A_OK) status = fill_filter(f, from, known, error);
  if (status == L2A_OK) link_segments(f);
  return status;
}

static l2a_status view_newest(file_view **out, const file_view *from, store *file, l2a_error *error)
{
  const char *path = store_path(file);
  file_view *f = calloc(1, sizeof *f);
  bytes stored;
  l2a_status status;

  *out = NULL;
  if (!f) return error_no_memory(error);
  status = store_view_begin(&f->view, file, error);
  if (status == L2A_OK) status = store_view_get(f->view, 0, 0, &stored, error);
  if (status == L2A_ENOTFOUND) status = error_set_at(error, L2A_ECORRUPT, path, 0, 0, "is not an l2a index");
  if (status == L2A_OK) status = index_meta_read(&f->meta, stored, path, error);
  if (status == L2A_OK && from) status = file_view_check_keys(f, from->meta.keys_fingerprint, path, error);
  if (status == L2A_OK) {
    status = load(f, from, path, error);
    if (status != L2A_OK) free_unless_kept(f, from);
  }
  if (status != L2A_OK) {
    store_view_end(f->view);
    free(f);
    return status;
  }
  *out = f;
  return L2A_OK;
}

l2a_status file_view_begin(file_view **out, store *file, l2a_error *error)
{
  return view_newest(out, NULL, file, error);
}

l2a_status file_view_renew(file_view **f, store *file, l2a_error *error)
{
  file_view *next, *old = *f;
  l2a_status status = view_newest(&next, old, file, error);

  if (status != L2A_OK) return status;
  free_unless_kept(old, next);
  store_view_end(old->view);
  free(old);
  *f = next;
  return L2A_OK;
}

void file_view_end(file_view *f)
{
  if (!f) return;
  free_unless_kept(f, NULL);
  store_view_end(f->view);
  free(f);
}

l2a_status file_view_check_keys(const file_view *f, const char *fingerprint, const char *path, l2a_error *error)
{
  if (strcmp(f->meta.keys_fingerprint, fingerprint) == 0) return L2A_OK;
  return error_set_at(error, L2A_EDEFINITIONS, path, 0, 0,
                      "was built with definitions whose keys are %s, these have %s: rebuild it with `l2a index`, or load its definitions",
                      f->meta.keys_fingerprint, fingerprint);
}
