/* SPDX-License-Identifier: MIT */
/*
 * Activities of a file: parsed, read and hashed chunk by chunk in all threads; one thread at a time adds them, in the order of the file.
 *
 *   chunk -> records -> fields, time, type, hashes (all threads) -> counted, rejected, added (in order)
 */
#include <stdlib.h>

#include "base/hash.h"
#include "base/thread_pool.h"
#include "cli/message.h"
#include "cli/mqa_table_read.h"
#include "io/header_name.h"

enum { NO_COLUMN = UINT32_MAX, FIELD_BASE = 1 << 30, MEMO_SIZE = 4096, MEMO_TEXT = 120, ROW_TEXT_BLOCK = 16384, ROWS_AHEAD = 8 };

/* What is to be done with a row. */
typedef enum row_verdict { ROW_ADD = 0, ROW_SKIP, ROW_REJECT, ROW_UNMAPPED, ROW_IGNORE } row_verdict;

typedef struct read_row {
  row_verdict verdict;
  skip_reason skip;
  const record *record;
  mqa_activity activity;
  mqa_activity_hash hash;
  bytes key, reason; /* of a reject; with ROW_ADD a warning when there is a reason */
} read_row;

/* A chunk on its way. Reused. */
typedef struct activity_item {
  row_chunk chunk;
  read_row *rows;
  size_t count, capacity;
  arena texts;
} activity_item;

typedef struct type_memo {
  uint32_t size, type; /* size 0: free */
  char text[MEMO_TEXT];
} type_memo;

/* A thread's memory. */
typedef struct activity_worker {
  const table_read *t;
  const row_file *file;
  uint64_t bytes_before;  /* of the file: memory of a closed one may be another's */
  uint32_t *rule_columns; /* by part of all type rules: a column of the file, or a field + FIELD_BASE */
  uint32_t *columns;      /* the same, each once: what a type depends on */
  size_t column_count;
  bool responded; /* the time is that of a campaign member's response */
  type_memo *memo;
} activity_worker;

/* ---- types ----------------------------------------------------------------------------------------------------------------------------- */

static uint32_t column_of_part(const row_file *file, bytes name, arena *a)
{
  uint32_t count;
  const bytes *names = table_columns(file->table, &count);
  uint32_t field = column_field_from_name(COLUMN_ACTIVITY, name);
  bytes key = header_key(name, a);

  if (field && file->map->fields[field].count) return FIELD_BASE + field;
  for (uint32_t i = 0; i < count; i++)
    if (key.size && bytes_equal(header_key(names[i], a), key)) return i;
  return NO_COLUMN;
}

static bytes value_at(const row_file *file, const record *r, uint32_t column)
{
  return column >= FIELD_BASE ? column_value(file->map, r, column - FIELD_BASE) : bytes_trim(record_field(r, column));
}

static void note_column(activity_worker *w, uint32_t column)
{
  for (size_t i = 0; i < w->column_count; i++)
    if (w->columns[i] == column) return;
  if (column != NO_COLUMN) w->columns[w->column_count++] = column;
}

static bool is_response_time(const row_file *file, arena *a)
{
  const column_list *times = &file->map->fields[ACTIVITY_FIELD_OCCURRED_AT];
  uint32_t count;
  const bytes *names = table_columns(file->table, &count);
  bytes key = times->count ? header_key(names[times->columns[0]], a) : BYTES("");

  return bytes_equal(key, BYTES("firstrespondeddate")) || bytes_equal(key, BYTES("memberfirstrespondeddate"));
}

/* Which columns the type rules look at in this file. */
static l2a_status place_rules(activity_worker *w, const row_file *file, l2a_error *error)
{
  const mqa_rules *def = &w->t->f->rules->mqa;
  size_t count = 0;
  arena a;

  for (uint32_t i = 0; i < def->activity_count; i++)
    for (uint32_t k = 0; k < def->activities[i].rule_count; k++) count += def->activities[i].rules[k].count;
  if (!w->rule_columns) w->rule_columns = malloc((count + 1) * sizeof *w->rule_columns);
  if (!w->columns) w->columns = malloc((count + 2) * sizeof *w->columns);
  if (!w->memo) w->memo = malloc(MEMO_SIZE * sizeof *w->memo);
  if (!w->rule_columns || !w->columns || !w->memo) return error_no_memory(error);
  for (size_t i = 0; i < MEMO_SIZE; i++) w->memo[i].size = 0;
  arena_init(&a, ROW_TEXT_BLOCK);
  count = w->column_count = 0;
  note_column(w, FIELD_BASE + ACTIVITY_FIELD_TYPE);
  for (uint32_t i = 0; i < def->activity_count; i++)
    for (uint32_t k = 0; k < def->activities[i].rule_count; k++)
      for (uint32_t p = 0; p < def->activities[i].rules[k].count; p++) {
        w->rule_columns[count] = column_of_part(file, def->activities[i].rules[k].parts[p].column, &a);
        note_column(w, w->rule_columns[count++]);
      }
  w->responded = is_response_time(file, &a);
  arena_free(&a);
  w->file = file;
  w->bytes_before = file->bytes_before;
  return L2A_OK;
}

static bool part_fits(const activity_worker *w, const record *r, const struct type_rule_part *part, uint32_t column)
{
  bytes value;

  if (column == NO_COLUMN) return false;
  value = value_at(w->file, r, column);
  for (uint32_t i = 0; i < part->values.count; i++)
    if (bytes_equal(part->values.items[i], value)) return true;
  return false;
}

/* A type's own name, else the first type with a rule that fits. */
static uint32_t find_type(const activity_worker *w, const record *r, bytes text)
{
  const mqa_rules *def = &w->t->f->rules->mqa;
  const uint32_t *column = w->rule_columns;
  uint32_t type = mqa_rules_find_type(def, text);

  if (type != MQA_OTHER_TYPE) return type;
  for (uint32_t i = 0; i < def->activity_count; i++) {
    for (uint32_t k = 0; k < def->activities[i].rule_count; k++) {
      const type_rule *rule = &def->activities[i].rules[k];
      bool fits = true;
      for (uint32_t p = 0; p < rule->count; p++, column++) fits = fits && part_fits(w, r, &rule->parts[p], *column);
      if (fits) return i;
    }
  }
  return MQA_OTHER_TYPE;
}

/* The same, looked up first by all that it depends on. */
static uint32_t type_of(activity_worker *w, const record *r, bytes text)
{
  char key[MEMO_TEXT];
  size_t size = 0;
  type_memo *memo;

  for (size_t i = 0; i < w->column_count; i++) {
    bytes value = i ? value_at(w->file, r, w->columns[i]) : text;
    if (size + value.size + 1 > sizeof key) return find_type(w, r, text);
    if (value.size) memcpy(key + size, value.data, value.size);
    size += value.size;
    key[size++] = '\0';
  }
  memo = &w->memo[hash_bytes(bytes_from(key, size)) & (MEMO_SIZE - 1)];
  if (memo->size == size && memcmp(memo->text, key, size) == 0) return memo->type;
  memo->size = (uint32_t)size;
  memcpy(memo->text, key, size);
  return memo->type = find_type(w, r, text);
}

/* ---- a row ----------------------------------------------------------------------------------------------------------------------------- */

static bool is_minutes(bytes text)
{
  size_t i = 0;
  size_t whole;

  while (i < text.size && text.data[i] == '0') i++;
  whole = i;
  while (i < text.size && text.data[i] >= '0' && text.data[i] <= '9') i++;
  if (i == 0 || i - whole > 7 || (i < text.size && text.data[i] != '.')) return false;
  if (i - whole == 7) { /* a million, and nothing behind it */
    for (size_t k = whole; k < text.size; k++)
      if (text.data[k] != '.' && text.data[k] != (k == whole ? '1' : '0')) return false;
  }
  for (size_t k = i + 1; k < text.size; k++)
    if (text.data[k] < '0' || text.data[k] > '9') return false;
  return true;
}

static void explain(activity_item *item, read_row *row, row_verdict verdict, const char *what, bytes value)
{
  char reason[READ_REASON_SIZE];

  feed_reason(reason, what, value);
  row->verdict = verdict;
  row->reason = arena_copy(&item->texts, bytes_of(reason));
}

static bool read_time(const activity_worker *w, activity_item *item, read_row *row)
{
  bytes text = column_value(w->file->map, row->record, ACTIVITY_FIELD_OCCURRED_AT);
  date_order order = w->t->orders[0];
  timestamp_shape shape;

  if (!text.size && w->responded) {
    row->verdict = ROW_SKIP;
    row->skip = SKIP_NO_RESPONSE;
    return false;
  }
  shape = timestamp_parse(&row->activity.occurred_at, text, order, w->t->f->zone);
  if (shape != TIMESTAMP_BAD && (shape != TIMESTAMP_EITHER || order != DATE_ORDER_UNKNOWN)) return true;
  explain(item, row, ROW_REJECT,
          !text.size                  ? "occurred_at is empty"
          : shape == TIMESTAMP_EITHER ? "occurred_at could be day or month first:"
                                      : "occurred_at is no time:",
          text);
  return false;
}

static void read_fields(activity_worker *w, activity_item *item, read_row *row)
{
  const column_map *map = w->file->map;
  const record *r = row->record;
  mqa_activity *a = &row->activity;

  a->type = column_value(map, r, ACTIVITY_FIELD_TYPE);
  a->type_number = type_of(w, r, a->type);
  if (!w->t->f->m) {
    row->verdict = a->type_number == MQA_OTHER_TYPE ? ROW_UNMAPPED : ROW_IGNORE;
    return;
  }
  a->activity_id = column_value(map, r, ACTIVITY_FIELD_ID);
  a->contact_id = feed_first_id(column_value(map, r, ACTIVITY_FIELD_CONTACT_ID));
  a->email = column_value(map, r, ACTIVITY_FIELD_EMAIL);
  a->account_id = feed_first_id(column_value(map, r, ACTIVITY_FIELD_ACCOUNT_ID));
  a->minutes = column_value(map, r, ACTIVITY_FIELD_MINUTES);
  a->source.line = r->line;
  a->source.offset = r->offset;
  row->key = a->activity_id.size ? a->activity_id : a->contact_id.size ? a->contact_id : a->email.size ? a->email : a->account_id;
  if (!read_time(w, item, row)) return;
  if (a->activity_id.size > MQA_TEXT_LIMIT || a->minutes.size > MQA_TEXT_LIMIT)
    explain(item, row, ROW_REJECT, "activity_id or minutes are longer than 65535 bytes", BYTES(""));
  else if (a->minutes.size && !is_minutes(a->minutes))
    explain(item, row, ROW_ADD, "minutes are no number (the row counts with the default of its type):", a->minutes);
  mqa_hash_activity(&row->hash, a);
}

static void read_record(activity_worker *w, activity_item *item, read_row *row, const record *r)
{
  char reason[REJECT_REASON_SIZE];
  skip_reason skip = export_skip(w->file->map, r);

  *row = (read_row){ .record = r, .skip = skip };
  if (skip == SKIP_FOOTER || (skip != SKIP_NOT && r->damage == RECORD_GOOD)) {
    row->verdict = ROW_SKIP;
  } else if (r->damage != RECORD_GOOD) {
    reject_reason(reason, r);
    row->verdict = ROW_REJECT;
    row->reason = arena_copy(&item->texts, bytes_of(reason));
  } else {
    read_fields(w, item, row);
  }
}

/* ---- pipeline -------------------------------------------------------------------------------------------------------------------------- */

static l2a_status read_item(void *reader, void *payload, bool *end, l2a_error *error)
{
  return row_source_next(reader, &((activity_item *)payload)->chunk, end, error);
}

static l2a_status work_item(void *state, void *payload, l2a_error *error)
{
  activity_worker *w = state;
  activity_item *item = payload;
  l2a_status status = row_chunk_parse(&item->chunk, error);

  item->count = 0;
  arena_reset(&item->texts);
  if (status == L2A_OK && (w->file != item->chunk.file || w->bytes_before != item->chunk.file->bytes_before))
    status = place_rules(w, item->chunk.file, error);
  if (status == L2A_OK && item->chunk.rows.count > item->capacity) {
    free(item->rows);
    item->rows = malloc(item->chunk.rows.count * sizeof *item->rows);
    item->capacity = item->rows ? item->chunk.rows.count : 0;
    if (!item->rows) status = error_no_memory(error);
  }
  if (status != L2A_OK) return status;
  for (size_t i = 0; i < item->chunk.rows.count; i++) read_record(w, item, &item->rows[i], &item->chunk.rows.records[i]);
  item->count = item->chunk.rows.count;
  return item->texts.failed ? error_no_memory(error) : L2A_OK;
}

static l2a_status take_row(table_read *t, const activity_item *item, read_row *row, l2a_error *error)
{
  mqa_feed *f = t->f;
  mqa_source source = { t->file_number, row->record->line, row->record->offset };
  l2a_status status = L2A_OK;

  t->rows++;
  switch (row->verdict) {
  case ROW_SKIP: f->skipped[row->skip]++; return L2A_OK;
  case ROW_REJECT: return mqa_feed_reject(f, source, row->key, row->reason.data, error);
  case ROW_UNMAPPED: return feed_note_unmapped(f, item->chunk.file, row->record, row->activity.type, error);
  case ROW_IGNORE: return L2A_OK;
  case ROW_ADD: break;
  }
  if (row->reason.size) {
    status = mqa_feed_warn(f, source, row->activity.occurred_at, row->key, row->reason.data, error);
  }
  row->activity.source.file = t->file_number;
  return status == L2A_OK ? mqa_add_hashed_activity(f->m, &row->activity, &row->hash, error) : status;
}

static l2a_status write_item(void *writer, void *payload, l2a_error *error)
{
  table_read *t = writer;
  activity_item *item = payload;
  l2a_status status = L2A_OK;

  t->file_number = mqa_feed_file(t->f, item->chunk.file->name);
  if (t->file_number == UINT32_MAX) return error_no_memory(error);
  for (size_t i = 0; i < item->count && status == L2A_OK; i++) {
    if (t->f->m && i + ROWS_AHEAD < item->count) mqa_prefetch_activity(t->f->m, &item->rows[i + ROWS_AHEAD].hash);
    status = take_row(t, item, &item->rows[i], error);
  }
  progress_update(&t->progress, t->rows, item->chunk.consumed);
  return status;
}

static void free_all(activity_item *items, size_t depth, activity_worker *workers, size_t thread_count)
{
  for (size_t i = 0; items && i < depth; i++) {
    row_chunk_free(&items[i].chunk);
    arena_free(&items[i].texts);
    free(items[i].rows);
  }
  for (size_t i = 0; workers && i < thread_count; i++) {
    free(workers[i].rule_columns);
    free(workers[i].columns);
    free(workers[i].memo);
  }
  free(items);
  free(workers);
}

/* Whether a row of the file can be of a type at all: by its name, or by a rule whose columns are there. */
static bool can_have_types(const activity_worker *w)
{
  const mqa_rules *def = &w->t->f->rules->mqa;
  const uint32_t *column = w->rule_columns;
  bool can = w->file->map->fields[ACTIVITY_FIELD_TYPE].count > 0;

  for (uint32_t i = 0; i < def->activity_count && !can; i++)
    for (uint32_t k = 0; k < def->activities[i].rule_count; k++) {
      bool placed = true;
      for (uint32_t p = 0; p < def->activities[i].rules[k].count; p++) placed = *column++ != NO_COLUMN && placed;
      can = can || placed;
    }
  return can;
}

/* A file of something else may well have a person and a time: contacts with the day on which they were made. */
static l2a_status say_without_types(const table_read *t, activity_worker *w, l2a_error *error)
{
  const row_file *file = row_source_first(t->source);
  l2a_status status = place_rules(w, file, error);

  if (status == L2A_OK && !can_have_types(w) && !t->f->options->quiet)
    message_print("%s: no column says what was done (--map-activities type=COLUMN): all rows count as unknown_activity", file->name);
  return status;
}

l2a_status feed_activities(table_read *t, l2a_error *error)
{
  size_t thread_count = t->f->thread_count;
  size_t depth = thread_count * FEED_DEPTH_PER_THREAD;
  activity_item *chunks = calloc(depth, sizeof *chunks);
  activity_worker *workers = calloc(thread_count, sizeof *workers);
  void **items = calloc(depth, sizeof *items);
  void **states = calloc(thread_count, sizeof *states);
  ordered_pipeline pipeline = { read_item, work_item, write_item, t->source, t, states, items, thread_count, depth };
  l2a_status status = chunks && workers && items && states ? L2A_OK : error_no_memory(error);

  for (size_t i = 0; i < depth && status == L2A_OK; i++) {
    row_chunk_init(&chunks[i].chunk);
    arena_init(&chunks[i].texts, ROW_TEXT_BLOCK);
    items[i] = &chunks[i];
  }
  for (size_t i = 0; i < thread_count && status == L2A_OK; i++) {
    workers[i].t = t;
    states[i] = &workers[i];
  }
  if (status == L2A_OK) status = say_without_types(t, &workers[0], error);
  if (status == L2A_OK) status = ordered_pipeline_run(&pipeline, error);
  free_all(chunks, depth, workers, thread_count);
  free(items);
  free(states);
  return status;
}
