/* SPDX-License-Identifier: MIT */
#include "cli/contact_scan.h"

#include <stdlib.h>

#include "base/thread_pool.h"
#include "cli/contact_row.h"
#include "io/progress.h"

enum { DEPTH_PER_THREAD = 3 };

typedef struct scan_item {
  row_chunk chunk;
  void *finding;
  buffer rejects;
  char first_reject[REJECT_PLACE_SIZE];
  run_counts counts;
} scan_item;

typedef struct scan_worker {
  const contact_scan *scan;
  void *state;
} scan_worker;

typedef struct scan_run {
  contact_scan *scan;
  progress progress;
} scan_run;

static void reject(scan_item *item, const record *r)
{
  char reason[REJECT_REASON_SIZE];

  reject_reason(reason, r);
  reject_format(&item->rejects, item->chunk.file->name, r, reason);
  if (item->counts.rejected++ == 0) reject_place(item->first_reject, item->chunk.file->name, r, reason);
}

static bool is_left_out(scan_item *item, const record *r)
{
  skip_reason skip;

  item->counts.rows++;
  if (r->damage != RECORD_GOOD) {
    reject(item, r);
    return true;
  }
  skip = export_skip(item->chunk.file->map, r);
  if (skip == SKIP_NOT) return false;
  item->counts.skipped[skip]++;
  return true;
}

static l2a_status read_item(void *reader, void *payload, bool *end, l2a_error *error)
{
  scan_run *run = reader;
  scan_item *item = payload;

  return row_source_next(run->scan->source, &item->chunk, end, error);
}

static l2a_status work_item(void *state, void *payload, l2a_error *error)
{
  const scan_worker *w = state;
  scan_item *item = payload;
  l2a_status status;

  buffer_clear(&item->rejects);
  item->counts = (run_counts){ .rows = 0 };
  w->scan->finding_clear(item->finding);
  status = row_chunk_parse(&item->chunk, error);
  for (size_t i = 0; status == L2A_OK && i < item->chunk.rows.count; i++) {
    const record *r = &item->chunk.rows.records[i];
    l2a_contact contact;
    if (is_left_out(item, r)) continue;
    contact_from_record(&contact, item->chunk.file->map, r);
    status = w->scan->look(w->state, item->finding, &contact, error);
  }
  return status == L2A_OK && item->rejects.failed ? error_no_memory(error) : status;
}

static l2a_status write_item(void *writer, void *payload, l2a_error *error)
{
  scan_run *run = writer;
  scan_item *item = payload;
  l2a_status status = run->scan->collect(run->scan->payload, item->finding, error);

  if (status == L2A_OK) status = reject_log_add(run->scan->rejects, &item->rejects, item->counts.rejected, item->first_reject, error);
  run_counts_add(&run->scan->counts, &item->counts);
  progress_update(&run->progress, run->scan->counts.rows, item->chunk.consumed);
  return status;
}

static void free_items(const contact_scan *scan, scan_item *items, size_t count)
{
  for (size_t i = 0; i < count && items; i++) {
    row_chunk_free(&items[i].chunk);
    buffer_free(&items[i].rejects);
    scan->finding_free(items[i].finding);
  }
  free(items);
}

static void free_workers(const contact_scan *scan, scan_worker *workers)
{
  for (size_t i = 0; i < scan->thread_count && workers; i++) scan->state_free(workers[i].state);
  free(workers);
}

static l2a_status prepare(const contact_scan *scan, scan_worker *workers, void **states, scan_item *items, void **places, size_t depth,
                          l2a_error *error)
{
  for (size_t i = 0; i < depth; i++) {
    row_chunk_init(&items[i].chunk);
    places[i] = &items[i];
    items[i].finding = scan->finding_new();
    if (!items[i].finding) return error_no_memory(error);
  }
  for (size_t i = 0; i < scan->thread_count; i++) {
    workers[i].scan = scan;
    states[i] = &workers[i];
    workers[i].state = scan->state_new(scan->payload, error);
    if (!workers[i].state) return error && error->status != L2A_OK ? error->status : error_no_memory(error);
  }
  return L2A_OK;
}

l2a_status contact_scan_run(contact_scan *scan, l2a_error *error)
{
  size_t depth = scan->thread_count * DEPTH_PER_THREAD;
  scan_run run = { .scan = scan };
  scan_worker *workers = calloc(scan->thread_count, sizeof *workers);
  scan_item *items = calloc(depth, sizeof *items);
  void **states = calloc(scan->thread_count, sizeof *states), **places = calloc(depth, sizeof *places);
  ordered_pipeline pipeline = { read_item, work_item, write_item, &run, &run, states, places, scan->thread_count, depth };
  l2a_status status = workers && items && states && places ? L2A_OK : error_no_memory(error);

  if (status == L2A_OK) status = prepare(scan, workers, states, items, places, depth, error);
  if (status == L2A_OK) {
    progress_start(&run.progress, scan->title, row_source_total(scan->source), scan->show_progress);
    status = ordered_pipeline_run(&pipeline, error);
    progress_finish(&run.progress);
  }
  free_items(scan, items, depth);
  free_workers(scan, workers);
  free(states);
  free(places);
  return status;
}
