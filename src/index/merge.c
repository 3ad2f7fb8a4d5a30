/* SPDX-License-Identifier: MIT */
/*
 * A merge makes a new base of all live accounts. It reads one state while updates go on, and holds up writers only at both ends:
 *
 *   mark     a transaction sets merge_floor, so that the deltas of now stay what they are
 *   build    the records of base and deltas, in the order of ids, through the builder
 *   switch   a transaction writes the new base, deletes what went into it, and points the kills of newer deltas at the new numbers
 */
#include <stdlib.h>
#include <time.h>

#include "base/thread_pool.h"
#include "index/build.h"
#include "index/index.h"

/*
 * A lookup asks every delta, so that deltas of a sixteenth of the base cost it a tenth; a merge costs as much as a build. A sixty-fourth of
 * the base (an account that is replaced counts twice) keeps lookups within some percent, and at ten changes a second merges an index of a
 * million accounts every 13 minutes.
 *
 * Who commits faster than a merge takes in would make the deltas grow without end, and lookups slow: from a thirty-second of the base on,
 * each commit leaves the processor to the merge for a millisecond.
 */
enum { MERGE_WAIT_MS = 60000, MERGE_SHARE = 64, MERGE_MIN = 256, MERGE_THREADS_MAX = 4, CROWDED_SHARE = 32 };

typedef struct merge {
  l2a_index *index;
  bool background;
  file_view *f;    /* what is merged */
  uint64_t floor_; /* newest delta of it; 0: not marked */
  account_row *rows;
  size_t row_count;
  index_image image;
  snapshot made; /* of the image */
  buffer kills[DELTA_LIMIT];
} merge;

static l2a_status refuse(const l2a_index *index, const char *why, l2a_error *error)
{
  return error_set_at(error, L2A_EBUSY, store_path(index->file), 0, 0, "%s", why);
}

/* ---- mark ---------------------------------------------------------------------------------------------------------------------------- */

static l2a_status write_floor(l2a_index *index, store_writer *w, uint64_t floor_, l2a_error *error)
{
  index_meta meta = index->known->meta;
  l2a_status status = store_writer_begin(w, 0, 0, error);

  meta.merge_floor = floor_;
  if (status == L2A_OK) status = index_save_meta(w, &meta, error);
  return status == L2A_OK ? store_writer_commit_fast(w, error) : status;
}

/* With *needed false there are no deltas. */
static l2a_status mark(merge *m, bool *needed, l2a_error *error)
{
  l2a_index *index = m->index;
  store_writer *w = NULL;
  l2a_status status = store_writer_attach_merge(&w, index->file, MERGE_WAIT_MS, error);

  if (status == L2A_OK) status = index_renew_known(index, error);
  *needed = status == L2A_OK && index->known->meta.delta_count > 0;
  if (*needed) {
    m->floor_ = index->known->meta.deltas[index->known->meta.delta_count - 1].id;
    status = write_floor(index, w, m->floor_, error);
  }
  if (*needed && status == L2A_OK) status = file_view_begin(&m->f, index->file, error);
  store_writer_close(w);
  return status;
}

/* A merge that failed leaves the deltas to others again. What fails here costs nothing but a few more deltas. */
static void unmark(const merge *m)
{
  store_writer *w = NULL;

  if (store_writer_attach_merge(&w, m->index->file, MERGE_WAIT_MS, NULL) != L2A_OK) return;
  if (index_renew_known(m->index, NULL) == L2A_OK && m->index->known->meta.merge_floor == m->floor_)
    (void)write_floor(m->index, w, 0, NULL);
  store_writer_close(w);
}

/* ---- build --------------------------------------------------------------------------------------------------------------------------- */

static l2a_status gather(merge *m, l2a_error *error)
{
  const snapshot *s = &m->f->s;
  uint32_t id_column = s->column_of[L2A_ACCOUNT_ID];
  snapshot_cursor c;

  m->rows = malloc((s->live_count + 1) * sizeof *m->rows);
  if (!m->rows) return error_no_memory(error);
  snapshot_cursor_begin(&c, s, (bytes){ NULL, 0 });
  for (uint32_t a; (a = snapshot_cursor_next(&c)) != INDEX_NONE;) {
    uint32_t local = a, n = snapshot_segment_of(s, &local);
    const snapshot *segment = snapshot_segment_at(s, n);
    const char *record = segment->records + segment->record_offsets[local];
    bytes id = snapshot_cell(s, a, id_column);
    if (m->row_count == s->live_count)
      return error_set(error, L2A_ECORRUPT, "the segments have more than the %llu accounts that the index says",
                       (unsigned long long)s->live_count);
    m->rows[m->row_count++] = (account_row){ .record = record,
                                             .size = (uint32_t)(segment->record_offsets[local + 1] - segment->record_offsets[local]),
                                             .id_offset = (uint32_t)(id.data - record),
                                             .id_size = (uint32_t)id.size };
  }
  return L2A_OK;
}

static l2a_status build(merge *m, l2a_error *error)
{
  size_t threads = m->background ? 1 : thread_pool_default_count();
  build_input input = { .columns = m->f->s.columns,
                        .column_count = m->f->s.column_count,
                        .lex = m->index->rules->lex,
                        .thread_count = threads < MERGE_THREADS_MAX ? threads : MERGE_THREADS_MAX,
                        .stop = &m->index->closing };
  section_views views;
  l2a_status status = gather(m, error);

  input.sorted = m->rows;
  input.sorted_count = m->row_count;
  if (status == L2A_OK) status = index_build(&m->image, &input, error);
  if (status != L2A_OK) return status;
  for (size_t i = 0; i < SECTION_COUNT; i++) {
    views.headers[i] = &m->image.headers[i];
    views.payloads[i] = m->image.payloads[i];
  }
  return snapshot_view(&m->made, &views, 1, error);
}

/* ---- switch -------------------------------------------------------------------------------------------------------------------------- */

/* Whether what was merged is still what the file begins with. */
static bool is_still_there(const merge *m)
{
  const index_meta *merged = &m->f->meta, *now = &m->index->known->meta;

  if (now->base != merged->base || now->delta_count < merged->delta_count) return false;
  for (uint32_t n = 0; n < merged->delta_count; n++)
    if (now->deltas[n].id != merged->deltas[n].id) return false;
  return true;
}

static void add_kill(buffer *kills, const snapshot *made, uint64_t base, bytes id)
{
  uint32_t account = segment_find_account(made, id);
  index_kill k = { base, account, 0 };

  if (account != INDEX_NONE) buffer_append(kills, &k, sizeof k);
}

/* The kills of a newer delta: its own accounts, and those it killed in what was merged, by their ids; the others as they are. */
static void point_kills(merge *m, uint32_t n, uint64_t base)
{
  const file_view *now = m->index->known;
  const snapshot *s = &m->f->s, *segment = &now->deltas[n];
  uint32_t merged = m->f->meta.delta_count, id_column = s->column_of[L2A_ACCOUNT_ID];
  buffer *kills = &m->kills[n - merged];

  for (uint32_t i = 0; i < segment->account_count; i++) add_kill(kills, &m->made, base, snapshot_cell(segment, i, id_column));
  for (uint32_t i = 0; i < now->meta.deltas[n].kills; i++) {
    const index_kill *k = &now->kills[n][i];
    const snapshot *of = k->segment == m->f->meta.base ? s : NULL;
    for (uint32_t d = 0; d < merged && !of; d++)
      if (k->segment == m->f->meta.deltas[d].id) of = &m->f->deltas[d];
    if (!of) buffer_append(kills, k, sizeof *k);
    else add_kill(kills, &m->made, base, snapshot_cell(of, k->account, id_column));
  }
  kills_sort(kills);
}

static l2a_status write_switch(merge *m, store_writer *w, l2a_error *error)
{
  const index_meta *now = &m->index->known->meta;
  uint32_t merged = m->f->meta.delta_count;
  index_meta meta;
  l2a_status status = L2A_OK;

  index_meta_make(&meta, now->generation + 1, m->index->rules, m->image.headers);
  memcpy(meta.definitions_fingerprint, now->definitions_fingerprint, sizeof meta.definitions_fingerprint);
  meta.account_count = now->account_count;
  meta.delta_count = now->delta_count - merged;
  for (uint32_t n = merged; n < now->delta_count && status == L2A_OK; n++) {
    point_kills(m, n, meta.base);
    if (m->kills[n - merged].failed) return error_no_memory(error);
  }
  status = store_writer_begin(w, 0, 0, error);
  if (status == L2A_OK) status = store_writer_delete(w, now->base, error);
  for (uint32_t n = 0; n < merged && status == L2A_OK; n++) status = store_writer_delete(w, now->deltas[n].id, error);
  for (uint32_t n = merged; n < now->delta_count && status == L2A_OK; n++) {
    meta.deltas[n - merged] = now->deltas[n];
    status = delta_put_kills(&meta.deltas[n - merged], w, &m->kills[n - merged], error);
  }
  if (status == L2A_OK) status = index_save_base(w, meta.base, &m->image, error);
  if (status == L2A_OK) status = index_save_meta(w, &meta, error);
  return status == L2A_OK ? store_writer_commit(w, error) : status;
}

static l2a_status switch_base(merge *m, l2a_error *error)
{
  l2a_index *index = m->index;
  store_writer *w = NULL;
  l2a_status status = store_writer_attach_merge(&w, index->file, MERGE_WAIT_MS, error);

  if (status == L2A_OK) status = index_renew_known(index, error);
  if (status == L2A_OK && !is_still_there(m)) status = refuse(index, "was merged or built again by another writer meanwhile", error);
  if (status == L2A_OK) status = write_switch(m, w, error);
  if (status == L2A_OK) {
    file_view_end(index->known); /* or the old base would be kept until the next update */
    index->known = NULL;
    file_view_end(m->f);
    m->f = NULL;
    (void)store_writer_age(w, NULL);
  }
  store_writer_close(w);
  return status;
}

static l2a_status run(merge *m, l2a_error *error)
{
  bool needed = false;
  l2a_status status = mark(m, &needed, error);

  if (status == L2A_OK && needed) {
    status = build(m, error);
    if (status == L2A_OK) status = switch_base(m, error);
  }
  file_view_end(m->f);
  if (status != L2A_OK && m->floor_) unmark(m);
  free(m->rows);
  snapshot_view_free(&m->made);
  image_free(&m->image);
  for (size_t i = 0; i < DELTA_LIMIT; i++) buffer_free(&m->kills[i]);
  return status;
}

/* ---- who merges ---------------------------------------------------------------------------------------------------------------------- */

static bool take_turn(l2a_index *index)
{
  bool free_ = false;

  pthread_mutex_lock(&index->merge_lock);
  free_ = !index->merge_runs;
  if (free_) index->merge_runs = true;
  pthread_mutex_unlock(&index->merge_lock);
  return free_;
}

static void give_turn(l2a_index *index)
{
  pthread_mutex_lock(&index->merge_lock);
  index->merge_runs = false;
  pthread_mutex_unlock(&index->merge_lock);
}

l2a_status l2a_index_merge(l2a_index *index, l2a_error *error)
{
  merge m = { .index = index };
  l2a_status status;

  if (!index || !index->file || !store_is_writable(index->file))
    return error_set(error, L2A_EINVAL, "l2a_index_merge: an index that is open for writing is required");
  if (!take_turn(index)) return refuse(index, "is being merged", error);
  status = run(&m, error);
  give_turn(index);
  return status;
}

/* What fails here is tried again after a later commit; nothing is lost. */
static void *merge_main(void *argument)
{
  merge m = { .index = argument, .background = true };

  (void)run(&m, NULL);
  give_turn(argument);
  return NULL;
}

static uint64_t size_of_deltas(const index_meta *meta)
{
  uint64_t size = 0;

  for (uint32_t n = 0; n < meta->delta_count; n++) size += meta->deltas[n].accounts + (uint64_t)meta->deltas[n].kills;
  return size;
}

bool index_merge_is_due(const index_meta *meta, uint64_t more)
{
  uint64_t of_deltas = size_of_deltas(meta) + more;

  return of_deltas >= MERGE_MIN && of_deltas * MERGE_SHARE >= meta->sections[SECTION_ACCOUNTS].entries;
}

bool index_is_crowded(const index_meta *meta)
{
  return size_of_deltas(meta) * CROWDED_SHARE >= meta->sections[SECTION_ACCOUNTS].entries;
}

void index_merge_make_way(l2a_index *index)
{
  const struct timespec pause = { 0, 1000000 };
  bool runs;

  pthread_mutex_lock(&index->merge_lock);
  runs = index->merge_runs;
  pthread_mutex_unlock(&index->merge_lock);
  if (runs) nanosleep(&pause, NULL);
}

/* The thread of a merge that has ended is joined by the next one. */
void index_merge_start(l2a_index *index)
{
  if (!take_turn(index)) return;
  if (index->merge_to_join) pthread_join(index->merge_thread, NULL);
  index->merge_to_join = pthread_create(&index->merge_thread, NULL, merge_main, index) == 0;
  if (!index->merge_to_join) give_turn(index);
}

void index_merge_stop(l2a_index *index)
{
  atomic_store(&index->closing, true);
  if (index->merge_to_join) pthread_join(index->merge_thread, NULL);
  index->merge_to_join = false;
}
