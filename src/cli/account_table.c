/* SPDX-License-Identifier: MIT */
#include "cli/account_table.h"

#include <stdlib.h>

#include "cli/message.h"
#include "index/account_rows.h"
#include "io/null_tokens.h"
#include "io/progress.h"

/* What the writing end of the pipeline has. The columns of the index are those of the file, ordered so that of several columns of one field
 * the preferred one comes first. */
typedef struct account_feed {
  row_source *source;
  const account_contacts *contacts;
  const account_sink *sink;
  reject_log *rejects;
  account_table_counts *counts;
  uint32_t column_count;
  uint32_t *order;     /* column of the file by column of the index */
  l2a_column *columns; /* of the index */
  l2a_string *cells;
  buffer lines; /* of the rejects file */
  progress progress;
} account_feed;

/* ---- columns ------------------------------------------------------------------------------------------------------------------------- */

static void add_column(account_feed *feed, uint32_t column, bytes name, uint32_t field)
{
  feed->order[feed->column_count] = column;
  feed->columns[feed->column_count++] = (l2a_column){ name, (l2a_account_field)field };
}

/* The columns with a meaning first, by field and preference; then the rest. An account has one id. */
static void order_columns(account_feed *feed, const row_file *file)
{
  uint32_t count;
  const bytes *names = table_columns(file->table, &count);
  const column_map *map = file->map;

  for (uint32_t field = 1; field < L2A_ACCOUNT_FIELD_COUNT; field++) {
    const column_list *list = &map->fields[field];
    uint32_t taken = field == L2A_ACCOUNT_ID && list->count > 1 ? 1 : list->count;

    for (uint32_t i = 0; i < taken; i++) add_column(feed, list->columns[i], names[list->columns[i]], field);
  }
  for (uint32_t i = 0; i < count; i++) {
    bool there = false;

    for (uint32_t k = 0; k < feed->column_count && !there; k++) there = feed->order[k] == i;
    if (!there) add_column(feed, i, names[i], L2A_ACCOUNT_OTHER);
  }
  if (feed->contacts) add_column(feed, RECORD_NO_COLUMN, BYTES("l2a_contact_domains"), L2A_ACCOUNT_DOMAINS);
}

static l2a_status prepare_columns(account_feed *feed, const row_file *file, l2a_error *error)
{
  uint32_t count;

  table_columns(file->table, &count);
  feed->order = calloc(count + 1, sizeof *feed->order);
  feed->columns = calloc(count + 1, sizeof *feed->columns);
  feed->cells = calloc(count + 1, sizeof *feed->cells);
  if (!feed->order || !feed->columns || !feed->cells) return error_no_memory(error);
  order_columns(feed, file);
  return L2A_OK;
}

/* ---- pipeline ------------------------------------------------------------------------------------------------------------------------ */

static l2a_status reject(account_feed *feed, const char *file, const record *r, const char *reason, l2a_error *error)
{
  char place[REJECT_PLACE_SIZE];

  feed->counts->rejected++;
  reject_place(place, file, r, reason);
  buffer_clear(&feed->lines);
  reject_format(&feed->lines, file, r, reason);
  if (feed->lines.failed) return error_no_memory(error);
  if (feed->rejects->listener) {
    const reject_listener *l = feed->rejects->listener;
    l2a_status status = l->take(l->payload, file, r, reason, error);
    if (status != L2A_OK) return status;
  }
  return reject_log_add(feed->rejects, &feed->lines, 1, place, error);
}

static l2a_status reject_damaged(account_feed *feed, const char *file, const record *r, l2a_error *error)
{
  char reason[REJECT_REASON_SIZE];

  reject_reason(reason, r);
  return reject(feed, file, r, reason, error);
}

/* NDJSON goes by key: another file may number its keys differently. */
static bytes cell_of(const record *r, uint32_t column, bytes name)
{
  if (!r->columns) return record_field(r, column);
  for (uint32_t i = 0; i < r->field_count; i++)
    if (bytes_equal(r->keys[i], name) && r->kinds[i] != VALUE_NULL) return r->fields[i];
  return BYTES("");
}

static void fill_cells(account_feed *feed, const record *r)
{
  uint32_t count = feed->column_count - (feed->contacts != NULL);

  for (uint32_t i = 0; i < count; i++) feed->cells[i] = value_or_empty(cell_of(r, feed->order[i], feed->columns[i].name));
  if (feed->contacts) feed->cells[count] = account_contacts_domains(feed->contacts, bytes_trim(feed->cells[0]));
}

static l2a_status add_account(account_feed *feed, const row_file *file, const record *r, l2a_error *error)
{
  l2a_error why = L2A_ERROR_INIT;
  l2a_status status;
  skip_reason skip;

  feed->counts->rows++;
  if (r->damage != RECORD_GOOD) return reject_damaged(feed, file->name, r, error);
  skip = export_skip(file->map, r);
  if (skip != SKIP_NOT) {
    feed->counts->skipped[skip]++;
    if (!feed->sink->skip || (skip != SKIP_DELETED && skip != SKIP_MERGED)) return L2A_OK;
    fill_cells(feed, r);
    return feed->sink->skip(feed->sink->payload, feed->cells, error);
  }
  fill_cells(feed, r);
  status = feed->sink->add(feed->sink->payload, feed->cells, &why);
  if (status == L2A_EINVAL || (status == L2A_ELIMIT && feed->counts->rows <= ACCOUNT_LIMIT))
    return reject(feed, file->name, r, why.message, error);
  if (status == L2A_ELIMIT) return error_set_at(error, status, file->name, r->line, 0, "%s", why.message);
  if (status != L2A_OK && error) *error = why;
  return status;
}

static l2a_status add_chunk(void *writer, void *item, l2a_error *error)
{
  account_feed *feed = writer;
  const row_chunk *c = item;
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < c->rows.count && status == L2A_OK; i++) status = add_account(feed, c->file, &c->rows.records[i], error);
  progress_update(&feed->progress, feed->counts->rows, c->consumed);
  return status;
}

/* ---- whole --------------------------------------------------------------------------------------------------------------------------- */

static l2a_status open_source(account_feed *feed, const account_table_options *o, l2a_error *error)
{
  row_source_options options = {
    o->changes ? COLUMN_ACCOUNT_CHANGES : COLUMN_ACCOUNT, o->map, o->map_option, o->encoding, o->delimiter, 0
  };
  l2a_status status = row_source_open(&feed->source, o->paths, o->count, &options, error);

  if (status != L2A_OK) return status;
  if (o->report) row_file_report(row_source_first(feed->source), o->with_reasons);
  return prepare_columns(feed, row_source_first(feed->source), error);
}

l2a_status account_table_read(account_table_counts *counts, const account_table_options *o, const account_sink *sink, reject_log *rejects,
                              l2a_error *error)
{
  account_feed feed = { .rejects = rejects, .counts = counts, .sink = sink, .contacts = o->contacts };
  l2a_status status;

  *counts = (account_table_counts){ .rows = 0 };
  status = open_source(&feed, o, error);
  if (status == L2A_OK) status = sink->begin(sink->payload, feed.columns, feed.column_count, error);
  if (status != L2A_OK) goto done;
  progress_start(&feed.progress, "accounts", row_source_total(feed.source), o->progress);
  status = row_source_run(feed.source, o->thread_count, add_chunk, &feed, error);
  progress_finish(&feed.progress);
done:
  row_source_close(feed.source);
  free(feed.order);
  free(feed.columns);
  free(feed.cells);
  buffer_free(&feed.lines);
  return status;
}

/* ---- an index of them ---------------------------------------------------------------------------------------------------------------- */

typedef struct index_build_job {
  l2a_index_writer *writer;
  const char *path;
  const l2a_rules *rules;
} index_build_job;

static l2a_status begin_build(void *payload, const l2a_column *columns, size_t count, l2a_error *error)
{
  index_build_job *job = payload;

  return l2a_index_writer_new(&job->writer, job->path, job->rules, columns, count, error);
}

static l2a_status add_to_build(void *payload, const l2a_string *cells, l2a_error *error)
{
  index_build_job *job = payload;

  return l2a_index_writer_add(job->writer, cells, error);
}

l2a_status account_table_build(l2a_index **out, account_table_counts *counts, const account_table_options *o, const l2a_rules *rules,
                               reject_log *rejects, l2a_error *error)
{
  index_build_job job = { .path = o->index_path, .rules = rules };
  account_sink sink = { begin_build, add_to_build, NULL, &job };
  l2a_status status;

  if (out) *out = NULL;
  status = account_table_read(counts, o, &sink, rejects, error);
  if (status == L2A_OK) return l2a_index_writer_finish(o->open ? out : NULL, job.writer, error);
  l2a_index_writer_cancel(job.writer);
  return status;
}
