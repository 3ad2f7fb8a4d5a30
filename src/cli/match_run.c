/* SPDX-License-Identifier: MIT */
#include "cli/match_run.h"

#include <stdlib.h>

#include "base/thread_pool.h"
#include "cli/choice_row.h"
#include "cli/contact_row.h"

enum {
  BATCH_SIZE = 256, /* contacts matched at a time: enough to hide memory latency, few enough to stay in the cache */
  TEXT_BLOCK_SIZE = 16 << 10,
  PIPELINE_DEPTH_PER_THREAD = 3 /* chunks under way for each thread: one read ahead, one at work, one waiting to be written */
};

/* A chunk on its way through the pipeline. Reused. */
typedef struct match_item {
  row_chunk chunk;
  buffer out;
  buffer rejects;
  char first_reject[REJECT_PLACE_SIZE];
  run_counts counts;
  uint64_t from; /* records that begin before it were written by an earlier run */
} match_item;

/* What a thread has. */
typedef struct match_worker {
  const match_run *run;
  l2a_matcher *matcher;
  row_writer writer;
  size_t batch_count;
  l2a_contact contacts[BATCH_SIZE];
  const record *records[BATCH_SIZE];
  match_choice choices[BATCH_SIZE];
  choice_columns columns; /* of the chunk's file */
  csv_rows rows;          /* of a regular chunk */
  arena text;             /* of its fields */
} match_worker;

/* ---- one chunk ----------------------------------------------------------------------------------------------------------------------- */

static l2a_status flush_choices(match_worker *w, match_item *item, l2a_error *error)
{
  l2a_status status = match_choose(w->choices, w->matcher, w->contacts, w->batch_count, error);

  if (status != L2A_OK) return status;
  for (size_t i = 0; i < w->batch_count; i++) choice_row_write(&w->writer, w->records[i], w->choices[i].account_id, w->choices[i].decision);
  w->batch_count = 0;
  return item->out.failed || row_writer_failed(&w->writer) ? error_no_memory(error) : L2A_OK;
}

static l2a_status flush_answers(match_worker *w, match_item *item, l2a_error *error)
{
  const l2a_result *results;
  l2a_status status = l2a_match_batch(&results, w->matcher, w->contacts, w->batch_count, error);

  if (status != L2A_OK) return status;
  for (size_t i = 0; i < w->batch_count; i++) {
    const l2a_result *r = &results[i];

    item->counts.answers[r->decision][r->reason]++;
    item->counts.detailed += r->detail.size > 0;
    row_writer_write(&w->writer, w->records[i], r);
  }
  w->batch_count = 0;
  return item->out.failed || row_writer_failed(&w->writer) ? error_no_memory(error) : L2A_OK;
}

static l2a_status flush_batch(match_worker *w, match_item *item, l2a_error *error)
{
  return w->run->choices ? flush_choices(w, item, error) : flush_answers(w, item, error);
}

static void reject(match_item *item, const record *r)
{
  const char *file = item->chunk.file->name;
  char reason[REJECT_REASON_SIZE];

  reject_reason(reason, r);
  reject_format(&item->rejects, file, r, reason);
  if (item->counts.rejected++ == 0) reject_place(item->first_reject, file, r, reason);
}

static bool is_left_out(const match_run *run, match_item *item, const record *r)
{
  skip_reason skip;

  item->counts.rows++;
  if (r->damage != RECORD_GOOD) {
    reject(item, r);
    return true;
  }
  skip = export_skip(item->chunk.file->map, r);
  if (skip == SKIP_NOT || (run->keep_skipped && skip != SKIP_FOOTER)) return false;
  item->counts.skipped[skip]++;
  return true;
}

/* Whether an earlier run wrote all before this place of a file. */
static bool is_done(const match_run *run, const row_file *file, uint64_t offset)
{
  const checkpoint *c = run->checkpoint;

  if (!c || !c->resumed) return false;
  return file->number < c->resume_file || (file->number == c->resume_file && offset <= c->resume_offset);
}

static l2a_status match_chunk(match_worker *w, match_item *item, l2a_error *error)
{
  const row_file *file = item->chunk.file;
  const record_batch *rows = &item->chunk.rows;
  bool short_way = w->run->choices && override_list_count(w->run->rules->overrides) == 0;
  l2a_status status = L2A_OK;

  choice_columns_make(&w->columns, file->map);
  for (size_t i = 0; i < BATCH_SIZE; i++) w->contacts[i] = (l2a_contact)L2A_CONTACT_INIT;
  w->batch_count = 0;
  w->writer.out = &item->out;
  w->writer.raw_separator = w->run->plan->input_json ? 0 : table_get_dialect(file->table).separator;
  for (size_t i = 0; i < rows->count && status == L2A_OK; i++) {
    const record *r = &rows->records[i];

    if (r->offset < item->from) continue;
    if (short_way && choice_is_row(&w->columns, r)) {
      item->counts.rows++;
      choice_contact(&w->contacts[w->batch_count], &w->columns, r);
    } else {
      if (is_left_out(w->run, item, r)) continue;
      contact_from_record(&w->contacts[w->batch_count], file->map, r);
      if (short_way) choice_contact_clean(&w->contacts[w->batch_count]);
    }
    w->records[w->batch_count++] = r;
    if (w->batch_count == BATCH_SIZE) status = flush_batch(w, item, error);
  }
  if (status == L2A_OK && w->batch_count) status = flush_batch(w, item, error);
  return status;
}

/* ---- a chunk of choices that is regular ----------------------------------------------------------------------------------------------- */

/* Contacts of rows from .. from + count - 1. */
static l2a_status choose_rows(match_worker *w, match_item *item, size_t from, size_t count, l2a_error *error)
{
  l2a_status status;

  for (size_t i = 0; i < count; i++) choice_place_contact(&w->contacts[i], &w->columns, &w->rows, from + i, &w->text);
  status = match_choose(w->choices, w->matcher, w->contacts, count, error);
  if (status != L2A_OK) return status;
  for (size_t i = 0; i < count; i++) choice_place_write(&item->out, w->run->plan, &w->rows, from + i, &w->choices[i], &w->text);
  return item->out.failed || w->text.failed ? error_no_memory(error) : L2A_OK;
}

/* *done false: the chunk is to be parsed. */
static l2a_status choose_chunk(match_worker *w, match_item *item, bool *done, l2a_error *error)
{
  const row_file *file = item->chunk.file;
  l2a_status status = L2A_OK;

  *done = false;
  if (!w->run->choices || !choice_plan_is_simple(w->run->plan) || override_list_count(w->run->rules->overrides)) return L2A_OK;
  choice_columns_make(&w->columns, file->map);
  if (w->columns.simple) status = table_find_rows(file->table, &w->rows, done, &item->chunk.text, error);
  if (status != L2A_OK || !*done) return status;
  arena_reset(&w->text);
  for (size_t i = 0; i < BATCH_SIZE; i++) w->contacts[i] = (l2a_contact)L2A_CONTACT_INIT;
  for (size_t from = 0, n; from < w->rows.count && status == L2A_OK; from += n) {
    n = w->rows.count - from < BATCH_SIZE ? w->rows.count - from : BATCH_SIZE;
    status = choose_rows(w, item, from, n, error);
  }
  item->counts.rows += w->rows.count;
  return status;
}

/* The place in a file from which rows are to be written. */
static uint64_t place_in(const match_run *run, const row_file *file)
{
  const checkpoint *c = run->checkpoint;

  return c && c->resumed && c->resume_file == file->number ? c->resume_offset : 0;
}

/* ---- stages -------------------------------------------------------------------------------------------------------------------------- */

static l2a_status read_item(void *reader, void *payload, bool *end, l2a_error *error)
{
  match_run *run = reader;
  match_item *item = payload;
  l2a_status status;

  if (atomic_load(&run->closed)) {
    *end = true;
    return L2A_OK;
  }
  do status = row_source_next(run->source, &item->chunk, end, error);
  while (status == L2A_OK && !*end && is_done(run, item->chunk.file, item->chunk.text.offset + item->chunk.text.size));
  return status;
}

static l2a_status work_item(void *state, void *payload, l2a_error *error)
{
  match_item *item = payload;
  bool done;
  l2a_status status;

  buffer_clear(&item->out);
  buffer_clear(&item->rejects);
  item->counts = (run_counts){ .rows = 0 };
  item->from = place_in(((const match_worker *)state)->run, item->chunk.file);
  status = choose_chunk(state, item, &done, error);
  if (status == L2A_OK && !done) status = row_chunk_parse(&item->chunk, error);
  if (status == L2A_OK && !done) status = match_chunk(state, item, error);
  return status == L2A_OK && item->rejects.failed ? error_no_memory(error) : status;
}

static l2a_status write_item(void *writer, void *payload, l2a_error *error)
{
  match_run *run = writer;
  match_item *item = payload;
  l2a_status status = output_write(run->out, item->out.data, item->out.size, error);

  if (output_is_closed(run->out)) atomic_store(&run->closed, true);
  if (status == L2A_OK) status = reject_log_add(run->rejects, &item->rejects, item->counts.rejected, item->first_reject, error);
  run_counts_add(&run->counts, &item->counts);
  progress_update(&run->progress, run->counts.rows, item->chunk.consumed);
  if (status == L2A_OK && run->checkpoint) {
    const chunk *text = &item->chunk.text;
    status = checkpoint_reach(run->checkpoint, item->chunk.file->number, text->offset + text->size, &run->counts, error);
  }
  return status;
}

/* ---- whole --------------------------------------------------------------------------------------------------------------------------- */

static l2a_status write_header(match_run *run, l2a_error *error)
{
  buffer header = BUFFER_INIT;
  l2a_status status;

  if (run->checkpoint && run->checkpoint->resumed) return L2A_OK;
  row_plan_write_header(run->plan, &header);
  status = header.failed ? error_no_memory(error) : output_write(run->out, header.data, header.size, error);
  buffer_free(&header);
  return status;
}

static void free_workers(void **states, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    match_worker *w = states[i];

    if (!w) continue;
    l2a_matcher_free(w->matcher);
    row_writer_free(&w->writer);
    csv_rows_free(&w->rows);
    arena_free(&w->text);
    free(w);
  }
  free(states);
}

static l2a_status make_workers(void **states, const match_run *run, l2a_error *error)
{
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  l2a_status status = L2A_OK;

  options.candidate_limit = run->candidate_limit;
  for (size_t i = 0; i < run->thread_count && status == L2A_OK; i++) {
    match_worker *w = calloc(1, sizeof *w);

    if (!w) return error_no_memory(error);
    states[i] = w;
    w->run = run;
    w->writer.plan = run->plan;
    arena_init(&w->text, TEXT_BLOCK_SIZE);
    status = l2a_matcher_new(&w->matcher, run->rules, run->index, &options, error);
    if (status == L2A_OK) matcher_set_guard(w->matcher, run->guard);
  }
  return status;
}

static void free_items(void **items, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    match_item *item = items[i];

    if (!item) continue;
    row_chunk_free(&item->chunk);
    buffer_free(&item->out);
    buffer_free(&item->rejects);
    free(item);
  }
  free(items);
}

static l2a_status make_items(void **items, size_t count, l2a_error *error)
{
  for (size_t i = 0; i < count; i++) {
    match_item *item = calloc(1, sizeof *item);

    if (!item) return error_no_memory(error);
    items[i] = item;
    row_chunk_init(&item->chunk);
  }
  return L2A_OK;
}

l2a_status match_run_all(match_run *run, l2a_error *error)
{
  size_t depth = run->thread_count > 1 ? run->thread_count * PIPELINE_DEPTH_PER_THREAD : 1; /* one thread: always the same memory */
  void **states = calloc(run->thread_count, sizeof *states);
  void **items = calloc(depth, sizeof *items);
  ordered_pipeline pipeline = { read_item, work_item, write_item, run, run, states, items, run->thread_count, depth };
  l2a_status status;

  if (!states || !items) {
    status = error_no_memory(error);
    goto done;
  }
  status = make_items(items, depth, error);
  if (status == L2A_OK) status = make_workers(states, run, error);
  if (status == L2A_OK) status = write_header(run, error);
  if (status == L2A_OK) status = ordered_pipeline_run(&pipeline, error);
done:
  if (states) free_workers(states, run->thread_count);
  if (items) free_items(items, depth);
  return status;
}
