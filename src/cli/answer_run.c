/* SPDX-License-Identifier: MIT */
#include "cli/answer_run.h"

#include <stdlib.h>

#include "base/thread_pool.h"
#include "cli/contact_row.h"
#include "io/progress.h"

enum { ANSWER_BATCH_SIZE = 256, ITEMS_PER_THREAD = 3, ANSWER_BLOCK_SIZE = 1 << 18 };

/* A chunk on its way. Reused. */
typedef struct answer_item {
  row_chunk chunk;
  arena texts; /* of the answers */
  answer_row *rows;
  size_t row_count;
  size_t row_capacity;
  buffer rejects;
  char first_reject[REJECT_PLACE_SIZE];
  run_counts counts;
} answer_item;

typedef struct answer_worker {
  const answer_run *run;
  l2a_matcher *matchers[ANSWER_ENGINE_LIMIT];
  l2a_contact contacts[ANSWER_BATCH_SIZE];
} answer_worker;

typedef struct answer_ends {
  answer_run *run;
  progress progress;
} answer_ends;

/* ---- one chunk ----------------------------------------------------------------------------------------------------------------------- */

/* Answers borrow from the matcher, which answers the next batch before these are taken. */
static void copy_result(l2a_result *out, const l2a_result *in, arena *a)
{
  bytes *const texts[] = { &out->account_id, &out->account_name, &out->owner,     &out->detail,
                           &out->grade,      &out->runner_up_id, &out->tie_break, &out->rollup_id };
  l2a_candidate *candidates = arena_take_array(a, in->candidate_count, sizeof *candidates);

  *out = *in;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = arena_copy(a, *texts[i]);
  for (size_t i = 0; candidates && i < in->candidate_count; i++)
    candidates[i] = (l2a_candidate){ arena_copy(a, in->candidates[i].account_id), arena_copy(a, in->candidates[i].account_name),
                                     in->candidates[i].score };
  out->candidates = candidates;
}

static void take_reject(answer_item *item, const record *r)
{
  char reason[REJECT_REASON_SIZE];

  reject_reason(reason, r);
  reject_format(&item->rejects, item->chunk.file->name, r, reason);
  if (item->counts.rejected++ == 0) reject_place(item->first_reject, item->chunk.file->name, r, reason);
}

static l2a_status collect_rows(answer_item *item, l2a_error *error)
{
  const record_batch *rows = &item->chunk.rows;

  if (rows->count > item->row_capacity) {
    answer_row *grown = realloc(item->rows, rows->count * sizeof *grown);

    if (!grown) return error_no_memory(error);
    item->rows = grown;
    item->row_capacity = rows->count;
  }
  for (size_t i = 0; i < rows->count; i++) {
    const record *r = &rows->records[i];
    answer_row *row = &item->rows[item->row_count];
    skip_reason skip = r->damage == RECORD_GOOD ? export_skip(item->chunk.file->map, r) : SKIP_NOT;

    item->counts.rows++;
    if (r->damage != RECORD_GOOD) take_reject(item, r);
    else if (skip != SKIP_NOT) item->counts.skipped[skip]++;
    if (r->damage != RECORD_GOOD || skip != SKIP_NOT) continue;
    row->file = item->chunk.file;
    row->record = r;
    contact_from_record(&row->contact, row->file->map, r);
    item->row_count++;
  }
  return L2A_OK;
}

static l2a_status match_rows(answer_worker *w, answer_item *item, size_t engine_number, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t from = 0; from < item->row_count && status == L2A_OK; from += ANSWER_BATCH_SIZE) {
    size_t count = item->row_count - from < ANSWER_BATCH_SIZE ? item->row_count - from : ANSWER_BATCH_SIZE;
    const l2a_result *results;

    for (size_t i = 0; i < count; i++) w->contacts[i] = item->rows[from + i].contact;
    status = l2a_match_batch(&results, w->matchers[engine_number], w->contacts, count, error);
    for (size_t i = 0; i < count && status == L2A_OK; i++) {
      copy_result(&item->rows[from + i].results[engine_number], &results[i], &item->texts);
      if (engine_number == 0) item->counts.answers[results[i].decision][results[i].reason]++;
    }
  }
  return status;
}

/* ---- stages -------------------------------------------------------------------------------------------------------------------------- */

static l2a_status read_item(void *reader, void *payload, bool *end, l2a_error *error)
{
  answer_ends *ends = reader;
  answer_item *item = payload;

  return row_source_next(ends->run->source, &item->chunk, end, error);
}

static l2a_status work_item(void *state, void *payload, l2a_error *error)
{
  answer_worker *w = state;
  answer_item *item = payload;
  l2a_status status;

  arena_reset(&item->texts);
  buffer_clear(&item->rejects);
  item->row_count = 0;
  item->counts = (run_counts){ .rows = 0 };
  status = row_chunk_parse(&item->chunk, error);
  if (status == L2A_OK) status = collect_rows(item, error);
  for (size_t n = 0; n < w->run->engine_count && status == L2A_OK; n++) status = match_rows(w, item, n, error);
  return status == L2A_OK && (item->rejects.failed || item->texts.failed) ? error_no_memory(error) : status;
}

static l2a_status write_item(void *writer, void *payload, l2a_error *error)
{
  answer_ends *ends = writer;
  answer_run *run = ends->run;
  answer_item *item = payload;
  l2a_status status = reject_log_add(run->rejects, &item->rejects, item->counts.rejected, item->first_reject, error);

  for (size_t i = 0; i < item->row_count && status == L2A_OK; i++) status = run->take(run->payload, &item->rows[i], error);
  run_counts_add(&run->counts, &item->counts);
  progress_update(&ends->progress, run->counts.rows, item->chunk.consumed);
  return status;
}

/* ---- whole --------------------------------------------------------------------------------------------------------------------------- */

static void free_workers(void **states, size_t count)
{
  for (size_t i = 0; states && i < count; i++) {
    answer_worker *w = states[i];

    for (size_t n = 0; w && n < ANSWER_ENGINE_LIMIT; n++) l2a_matcher_free(w->matchers[n]);
    free(w);
  }
  free(states);
}

static l2a_status make_workers(void **states, const answer_run *run, l2a_error *error)
{
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  l2a_status status = L2A_OK;

  options.candidate_limit = run->candidate_limit;
  for (size_t i = 0; i < run->thread_count && status == L2A_OK; i++) {
    answer_worker *w = calloc(1, sizeof *w);

    if (!w) return error_no_memory(error);
    states[i] = w;
    w->run = run;
    for (size_t n = 0; n < run->engine_count && status == L2A_OK; n++)
      status = l2a_matcher_new(&w->matchers[n], run->engines[n]->rules, run->engines[n]->index, &options, error);
  }
  return status;
}

static void free_items(void **items, size_t count)
{
  for (size_t i = 0; items && i < count; i++) {
    answer_item *item = items[i];

    if (!item) continue;
    row_chunk_free(&item->chunk);
    arena_free(&item->texts);
    buffer_free(&item->rejects);
    free(item->rows);
    free(item);
  }
  free(items);
}

static l2a_status make_items(void **items, size_t count, l2a_error *error)
{
  for (size_t i = 0; i < count; i++) {
    answer_item *item = calloc(1, sizeof *item);

    if (!item) return error_no_memory(error);
    items[i] = item;
    row_chunk_init(&item->chunk);
    arena_init(&item->texts, ANSWER_BLOCK_SIZE);
  }
  return L2A_OK;
}

l2a_status answer_run_all(answer_run *run, l2a_error *error)
{
  size_t depth = run->thread_count * ITEMS_PER_THREAD;
  void **states = calloc(run->thread_count, sizeof *states);
  void **items = calloc(depth, sizeof *items);
  answer_ends ends = { .run = run };
  ordered_pipeline pipeline = { read_item, work_item, write_item, &ends, &ends, states, items, run->thread_count, depth };
  l2a_status status = states && items ? make_items(items, depth, error) : error_no_memory(error);

  if (status == L2A_OK) status = make_workers(states, run, error);
  if (status == L2A_OK) {
    progress_start(&ends.progress, run->label, row_source_total(run->source), run->progress);
    status = ordered_pipeline_run(&pipeline, error);
    progress_finish(&ends.progress);
  }
  free_workers(states, run->thread_count);
  free_items(items, depth);
  return status;
}
