/* SPDX-License-Identifier: MIT */
/*
 * An update becomes a delta segment:
 *
 *   changes  ->  + rows of the newest deltas that are not much larger  ->  rows by id  ->  image  ->  one transaction: segment, kills,
 *                                                                                         deletion of the deltas taken in, table
 *
 * Each delta that stays is at least DELTA_RATIO times as large as the next newer one, so there are few of them, and a row is written again
 * only a few times before it reaches the base.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "index/build.h"
#include "index/row_changes.h"
#include "index/index.h"
#include "text/scratch.h"

enum { DELTA_RATIO = 10, NO_COLUMN = UINT32_MAX };

struct l2a_index_update {
  l2a_index *index;
  store_writer *writer;
  l2a_index_update_options options;
  uint32_t *column_of; /* of the update by column of the index; NO_COLUMN: keeps its value */
  size_t column_count; /* of the update */
  size_t id_column;    /* of the update */
  l2a_string *cells;   /* a row of the index */
  row_changes changes;
};

/* ---- begin --------------------------------------------------------------------------------------------------------------------------- */

l2a_status index_renew_known(l2a_index *index, l2a_error *error)
{
  l2a_status status;

  if (index->known && store_newest(index->file) == store_view_number(index->known->view)) return L2A_OK;
  if (index->known) return file_view_renew(&index->known, index->file, error);
  status = file_view_begin(&index->known, index->file, error);
  if (status != L2A_OK) return status;
  status = file_view_check_keys(index->known, index->keys_fingerprint, store_path(index->file), error);
  if (status == L2A_OK) return L2A_OK;
  file_view_end(index->known);
  index->known = NULL;
  return status;
}

/* The column of the index that one of the update fills: the one of its name; for the id, whatever its name, the one of ids. */
static uint32_t column_for(const snapshot *s, const l2a_column *column)
{
  if (column->field == L2A_ACCOUNT_ID) return s->column_of[L2A_ACCOUNT_ID];
  for (uint32_t i = 0; i < s->column_count; i++)
    if (bytes_equal(s->columns[i].name, column->name)) return i;
  return INDEX_NONE;
}

static l2a_status map_columns(l2a_index_update *u, const snapshot *s, const l2a_column *columns, l2a_error *error)
{
  bool has_id = false;

  for (uint32_t i = 0; i < s->column_count; i++) u->column_of[i] = NO_COLUMN;
  for (size_t i = 0; i < u->column_count; i++) {
    uint32_t at = column_for(s, &columns[i]);
    if (at == INDEX_NONE)
      return error_set(error, L2A_EINVAL, "the index has no column \"%.*s\": build it again with `l2a index` to add one",
                       account_id_shown(columns[i].name), columns[i].name.data);
    if (u->column_of[at] != NO_COLUMN)
      return error_set(error, L2A_EINVAL, "two columns of the update are \"%.*s\"", account_id_shown(columns[i].name),
                       columns[i].name.data);
    u->column_of[at] = (uint32_t)i;
    if (at != s->column_of[L2A_ACCOUNT_ID]) continue;
    u->id_column = i;
    has_id = true;
  }
  return has_id ? L2A_OK : error_set(error, L2A_EINVAL, "no column of the update has the account's id");
}

static l2a_status prepare(l2a_index_update *u, const l2a_column *columns, l2a_error *error)
{
  const snapshot *s = &u->index->known->s;

  u->column_of = malloc((s->column_count + 1) * sizeof *u->column_of);
  u->cells = calloc(s->column_count + 1, sizeof *u->cells);
  row_changes_init(&u->changes, s->column_count, s->column_of[L2A_ACCOUNT_ID]);
  if (!u->column_of || !u->cells) return error_no_memory(error);
  return map_columns(u, s, columns, error);
}

l2a_status l2a_index_update_begin(l2a_index_update **out, l2a_index *index, const l2a_column *columns, size_t column_count,
                                  const l2a_index_update_options *options, l2a_error *error)
{
  static const l2a_index_update_options defaults = L2A_INDEX_UPDATE_OPTIONS_INIT;
  l2a_index_update *u = NULL;
  l2a_status status;

  if (!out) return error_set(error, L2A_EINVAL, "l2a_index_update_begin: out is NULL");
  *out = NULL;
  if (!options) options = &defaults;
  if (!index || !columns || column_count == 0 || options->struct_size < sizeof *options)
    return error_set(error, L2A_EINVAL, "l2a_index_update_begin: index and columns are required, options begin with their size");
  if (!index->file || !store_is_writable(index->file))
    return error_set(error, L2A_EINVAL, "the index is open for reading only: open it with l2a_index_open_writable");
  if (column_count > COLUMN_LIMIT) return error_set(error, L2A_ELIMIT, "an update has more than %d columns", COLUMN_LIMIT);
  u = calloc(1, sizeof *u);
  if (!u) return error_no_memory(error);
  u->index = index;
  u->options = *options;
  u->column_count = column_count;
  status = store_writer_attach(&u->writer, index->file, options->wait_ms, error);
  if (status == L2A_OK) status = index_renew_known(index, error);
  if (status == L2A_OK) status = prepare(u, columns, error);
  if (status == L2A_OK) *out = u;
  else l2a_index_update_cancel(u);
  return status;
}

void l2a_index_update_cancel(l2a_index_update *u)
{
  if (!u) return;
  store_writer_close(u->writer);
  row_changes_free(&u->changes);
  free(u->column_of);
  free(u->cells);
  free(u);
}

/* ---- changes ------------------------------------------------------------------------------------------------------------------------- */

static bytes record_of(const snapshot *s, uint32_t account)
{
  uint32_t n = snapshot_segment_of(s, &account);
  const snapshot *segment = snapshot_segment_at(s, n);
  uint64_t from = segment->record_offsets[account];

  return (bytes){ segment->records + from, segment->record_offsets[account + 1] - from };
}

/* The account's record as the update leaves it so far; {NULL, 0} when there is none. */
static bytes current_record(const l2a_index_update *u, bytes id)
{
  const snapshot *s = &u->index->known->s;
  const row_change *c = row_changes_find(&u->changes, id);
  uint32_t account;

  if (c) return c->deleted ? (bytes){ NULL, 0 } : (bytes){ c->row.record, c->row.size };
  account = snapshot_find_account(s, id);
  return account == INDEX_NONE ? (bytes){ NULL, 0 } : record_of(s, account);
}

l2a_status l2a_index_update_put(l2a_index_update *u, const l2a_string *cells, l2a_error *error)
{
  uint32_t columns;
  bytes before;

  if (!u || !cells) return error_set(error, L2A_EINVAL, "l2a_index_update_put: update or cells is NULL");
  for (size_t i = 0; i < u->column_count; i++)
    if (!cells[i].data && cells[i].size) return error_set(error, L2A_EINVAL, "l2a_index_update_put: cell %zu is NULL", i + 1);
  columns = u->index->known->s.column_count;
  before = current_record(u, cells[u->id_column]);
  memset(u->cells, 0, columns * sizeof *u->cells);
  if (before.data && !record_cells(before, u->cells, columns))
    return error_set(error, L2A_ECORRUPT, "the record of account \"%.*s\" is damaged", account_id_shown(cells[u->id_column]),
                     cells[u->id_column].data);
  for (uint32_t i = 0; i < columns; i++)
    if (u->column_of[i] != NO_COLUMN) u->cells[i] = cells[u->column_of[i]];
  return row_changes_put(&u->changes, u->cells, before, error);
}

l2a_status l2a_index_update_delete(l2a_index_update *u, l2a_string account_id, l2a_error *error)
{
  if (!u || (!account_id.data && account_id.size)) return error_set(error, L2A_EINVAL, "l2a_index_update_delete: update or id is NULL");
  if (!current_record(u, account_id).data)
    return error_set(error, L2A_ENOTFOUND, "no account \"%.*s\" in the index", account_id_shown(account_id), account_id.data);
  return row_changes_delete(&u->changes, account_id, error);
}

/* ---- commit -------------------------------------------------------------------------------------------------------------------------- */

typedef struct commit {
  l2a_index_update *u;
  const file_view *f;
  uint32_t kept;     /* deltas that stay */
  account_row *rows; /* of the new segment, by id */
  size_t row_count;
  buffer kills; /* index_kill[] */
  index_image image;
  index_meta meta;
} commit;

static size_t delta_size(const index_meta_delta *d)
{
  return (size_t)d->accounts + d->kills;
}

/* The newest deltas are taken in as long as they are not DELTA_RATIO times as large as what is there already. */
static uint32_t deltas_above(const index_meta *meta, size_t size, uint64_t floor_)
{
  uint32_t kept = meta->delta_count;

  while (kept && meta->deltas[kept - 1].id > floor_) {
    size_t next = delta_size(&meta->deltas[kept - 1]);
    if (next >= size * DELTA_RATIO && kept < DELTA_LIMIT) break;
    size += next;
    kept--;
  }
  return kept;
}

/*
 * The commit that makes a merge due takes all deltas in: they stay what they are while it runs, and lookups have fewer to ask until its end.
 * When merges that were killed have left no room, a merge that may be under way has to begin anew.
 */
static uint32_t deltas_to_keep(const index_meta *meta, size_t size)
{
  uint32_t kept = deltas_above(meta, size, meta->merge_floor);

  if (!meta->merge_floor && !index_merge_is_due(meta, 0) && index_merge_is_due(meta, size)) return 0;
  return kept < DELTA_LIMIT ? kept : deltas_above(meta, size, 0);
}

/* Number of a segment in the snapshot to its id. */
static uint64_t segment_id(const file_view *f, uint32_t n)
{
  return n ? f->meta.deltas[n - 1].id : f->meta.base;
}

static void add_kill(commit *c, uint32_t segment, uint32_t account)
{
  index_kill k = { segment_id(c->f, segment), account, 0 };

  if (segment <= c->kept) buffer_append(&c->kills, &k, sizeof k);
}

/* Whom the changes replace, and whom the deltas that are taken in have replaced. */
static l2a_status make_kills(commit *c, l2a_error *error)
{
  const snapshot *s = &c->f->s;

  for (size_t i = 0; i < row_changes_count(&c->u->changes); i++) {
    uint32_t account = snapshot_find_account(s, row_change_id(row_change_at(&c->u->changes, i)));
    uint32_t segment = account == INDEX_NONE ? 0 : snapshot_segment_of(s, &account);
    if (account != INDEX_NONE) add_kill(c, segment, account);
  }
  for (uint32_t n = c->kept; n < c->f->meta.delta_count; n++) {
    for (uint32_t i = 0; i < c->f->meta.deltas[n].kills; i++) {
      const index_kill *k = &c->f->kills[n][i];
      for (uint32_t at = 0; at <= c->kept; at++)
        if (segment_id(c->f, at) == k->segment) add_kill(c, at, k->account);
    }
  }
  if (c->kills.failed) return error_no_memory(error);
  kills_sort(&c->kills);
  return L2A_OK;
}

static account_row row_of(const snapshot *segment, uint32_t account)
{
  const char *record = segment->records + segment->record_offsets[account];
  bytes id = snapshot_cell(segment, account, segment->column_of[L2A_ACCOUNT_ID]);

  return (account_row){ .record = record,
                        .size = (uint32_t)(segment->record_offsets[account + 1] - segment->record_offsets[account]),
                        .id_offset = (uint32_t)(id.data - record),
                        .id_size = (uint32_t)id.size };
}

static int by_id(const void *x, const void *y)
{
  const account_row *a = x, *b = y;

  return bytes_compare((bytes){ a->record + a->id_offset, a->id_size }, (bytes){ b->record + b->id_offset, b->id_size });
}

/* The changes' rows, and those rows of the deltas taken in that are live and not changed. */
static l2a_status make_rows(commit *c, l2a_error *error)
{
  const row_changes *changes = &c->u->changes;
  size_t room = row_changes_count(changes);

  for (uint32_t n = c->kept; n < c->f->meta.delta_count; n++) room += c->f->deltas[n].account_count;
  c->rows = malloc((room + 1) * sizeof *c->rows);
  if (!c->rows) return error_no_memory(error);
  for (uint32_t n = c->kept; n < c->f->meta.delta_count; n++) {
    const snapshot *segment = &c->f->deltas[n];
    for (uint32_t i = 0; i < segment->account_count; i++) {
      account_row row;
      if (!segment_is_live(segment, i)) continue;
      row = row_of(segment, i);
      if (!row_changes_find(changes, (bytes){ row.record + row.id_offset, row.id_size })) c->rows[c->row_count++] = row;
    }
  }
  for (size_t i = 0; i < row_changes_count(changes); i++)
    if (!row_change_at(changes, i)->deleted) c->rows[c->row_count++] = row_change_at(changes, i)->row;
  if (c->row_count) qsort(c->rows, c->row_count, sizeof *c->rows, by_id);
  return L2A_OK;
}

static l2a_status make_image(commit *c, l2a_error *error)
{
  l2a_index *index = c->u->index;
  build_input input = { .sorted = c->rows,
                        .sorted_count = c->row_count,
                        .base = &c->f->s,
                        .columns = c->f->s.columns,
                        .column_count = c->f->s.column_count,
                        .lex = index->rules->lex,
                        .thread_count = 1 };

  if (!index->scratch) {
    l2a_status status = text_scratch_new(&index->scratch, index->rules->lex, error);
    if (status != L2A_OK) return status;
  }
  input.scratch = index->scratch;
  return index_build(&c->image, &input, error);
}

/* Accounts after this commit: one more for each that was not there, one less for each that is gone. */
static uint64_t count_after(const commit *c)
{
  const row_changes *changes = &c->u->changes;
  uint64_t count = c->f->meta.account_count;

  for (size_t i = 0; i < row_changes_count(changes); i++) {
    const row_change *x = row_change_at(changes, i);
    bool was = snapshot_find_account(&c->f->s, row_change_id(x)) != INDEX_NONE;
    count += !x->deleted && !was;
    count -= x->deleted && was;
  }
  return count;
}

static l2a_status write_transaction(commit *c, l2a_error *error)
{
  store_writer *w = c->u->writer;
  index_meta *meta = &c->meta;
  bytes stored;
  l2a_status status = store_writer_begin(w, 0, 0, error);

  *meta = c->f->meta;
  if (status == L2A_OK) status = store_writer_get(w, 0, 0, &stored, error);
  if (status == L2A_OK && (stored.size < sizeof *meta || memcmp(stored.data, meta, sizeof *meta) != 0))
    status = error_set_at(error, L2A_EBUSY, store_path(c->u->index->file), 0, 0, "was changed by another writer meanwhile");
  if (status == L2A_ENOTFOUND) status = error_set_at(error, L2A_ECORRUPT, store_path(c->u->index->file), 0, 0, "is not an l2a index");
  for (uint32_t n = c->kept; n < meta->delta_count && status == L2A_OK; n++) status = store_writer_delete(w, meta->deltas[n].id, error);
  if (status != L2A_OK) return status;
  meta->generation++;
  meta->account_count = count_after(c);
  meta->delta_count = c->kept + 1;
  status = delta_put(&meta->deltas[c->kept], w, meta->generation, &c->image, &c->kills, error);
  for (uint32_t n = meta->delta_count; n < DELTA_LIMIT; n++) meta->deltas[n] = (index_meta_delta){ 0 };
  if (status == L2A_OK) status = index_save_meta(w, meta, error);
  if (status != L2A_OK) return status;
  return c->u->options.no_sync ? store_writer_commit_fast(w, error) : store_writer_commit(w, error);
}

static l2a_status commit_changes(commit *c, l2a_error *error)
{
  l2a_status status;

  c->kept = deltas_to_keep(&c->f->meta, row_changes_count(&c->u->changes));
  status = make_rows(c, error);
  if (status == L2A_OK) status = make_kills(c, error);
  if (status == L2A_OK) status = make_image(c, error);
  if (status == L2A_OK) status = write_transaction(c, error);
  return status;
}

l2a_status l2a_index_update_commit(l2a_index_update *u, l2a_error *error)
{
  commit c = { .u = u, .kills = BUFFER_INIT };
  l2a_index *index;
  bool merge, crowded = false;
  l2a_status status = L2A_OK;

  if (!u) return error_set(error, L2A_EINVAL, "l2a_index_update_commit: update is NULL");
  index = u->index;
  c.f = index->known;
  merge = !u->options.no_merge;
  if (row_changes_count(&u->changes)) status = commit_changes(&c, error);
  image_free(&c.image);
  buffer_free(&c.kills);
  free(c.rows);
  if (status == L2A_OK) {
    (void)index_renew_known(index, NULL); /* what it saw before need not be kept; the next update tells what failed */
    merge = merge && index_merge_is_due(&index->known->meta, 0);
    crowded = merge && index_is_crowded(&index->known->meta);
  }
  l2a_index_update_cancel(u);
  if (status == L2A_OK && merge) index_merge_start(index);
  if (crowded) index_merge_make_way(index);
  return status;
}
