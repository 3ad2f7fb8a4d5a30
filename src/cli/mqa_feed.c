/* SPDX-License-Identifier: MIT */
#include "cli/mqa_table_read.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "cli/message.h"
#include "index/snapshot.h"
#include "mqa/mqa_object.h"

enum { FEED_BLOCK_SIZE = 65536 };

l2a_status mqa_feed_init(mqa_feed *f, const cli_options *options, const l2a_rules *rules, mqa *m, const time_zone *zone, l2a_error *error)
{
  *f = (mqa_feed){ .options = options, .rules = rules, .m = m, .zone = zone, .thread_count = engine_thread_count(options) };
  arena_init(&f->texts, FEED_BLOCK_SIZE);
  f->files = calloc(OPTION_LIST_LIMIT * 6, sizeof *f->files);
  return f->files ? L2A_OK : error_no_memory(error);
}

void mqa_feed_free(mqa_feed *f)
{
  free(f->files);
  free(f->rejects);
  free(f->types);
  key_map_free(&f->type_numbers);
  arena_free(&f->texts);
}

static uint32_t file_number(mqa_feed *f, const char *name)
{
  bytes copy;

  for (size_t i = f->file_count; i-- > 0;)
    if (strcmp(f->files[i], name) == 0) return (uint32_t)i;
  copy = arena_copy(&f->texts, bytes_of(name));
  if (!copy.data || f->file_count == OPTION_LIST_LIMIT * 6) return UINT32_MAX;
  f->files[f->file_count] = copy.data;
  return (uint32_t)f->file_count++;
}

uint32_t mqa_feed_file(mqa_feed *f, const char *name)
{
  uint32_t number = file_number(f, name);

  if (!f->journal || number == UINT32_MAX || f->named_file == number + 1) return number;
  f->named_file = number + 1;
  return log_file(f->journal, bytes_of(name), NULL) == L2A_OK ? number : UINT32_MAX;
}

static bool grow(void *data_place, size_t count, size_t *capacity, size_t size)
{
  void **data = data_place;
  size_t wanted = *capacity ? *capacity * 2 : 64;
  void *larger;

  if (count < *capacity) return true;
  larger = realloc(*data, wanted * size);
  if (!larger) return false;
  *data = larger;
  *capacity = wanted;
  return true;
}

static l2a_status note_reject(mqa_feed *f, mqa_source source, int64_t at, bytes key, bytes reason, l2a_error *error)
{
  mqa_reject r = { source, arena_copy(&f->texts, key), arena_copy(&f->texts, reason) };

  if (!r.key.data || !r.reason.data || !grow(&f->rejects, f->reject_count, &f->reject_capacity, sizeof r)) return error_no_memory(error);
  f->rejects[f->reject_count++] = r;
  return f->journal ? log_reject(f->journal, &source, at, key, reason, error) : L2A_OK;
}

l2a_status mqa_feed_reject(mqa_feed *f, mqa_source source, bytes key, const char *reason, l2a_error *error)
{
  return note_reject(f, source, INSTANT_NONE, key, bytes_of(reason), error);
}

l2a_status mqa_feed_warn(mqa_feed *f, mqa_source source, int64_t at, bytes key, const char *reason, l2a_error *error)
{
  if (at > mqa_as_of(f->m)) return L2A_OK;
  f->warnings++;
  return note_reject(f, source, at, key, bytes_of(reason), error);
}

/* ---- accounts ------------------------------------------------------------------------------------------------------------------------ */

/* A parent that is there but was not taken: the parents go round in a circle, which was cut here. The account counts nevertheless. */
static l2a_status list_cycle(mqa_feed *f, const snapshot *s, uint32_t a, l2a_error *error)
{
  const mqa_source nowhere = { UINT32_MAX, 0, 0 };
  bytes parent = snapshot_field(s, a, L2A_ACCOUNT_PARENT_ID);

  if (!parent.size || snapshot_parent(s, a) != INDEX_NONE || snapshot_find_account(s, parent) == INDEX_NONE) return L2A_OK;
  return mqa_feed_warn(f, nowhere, INSTANT_NONE, snapshot_field(s, a, L2A_ACCOUNT_ID),
                       "its parents lead back to it (the account counts without a parent)", error);
}

static l2a_status add_accounts(mqa_feed *f, const snapshot *s, l2a_error *error)
{
  bytes *cells = calloc(s->column_count + 1, sizeof *cells);
  l2a_status status = cells ? L2A_OK : error_no_memory(error);
  snapshot_cursor cursor;
  uint32_t a;

  snapshot_cursor_begin(&cursor, s, (bytes){ NULL, 0 });
  while (status == L2A_OK && (a = snapshot_cursor_next(&cursor)) != INDEX_NONE) {
    for (uint32_t c = 0; c < s->column_count; c++) cells[c] = snapshot_cell(s, a, c);
    status = mqa_add_account(f->m, snapshot_field(s, a, L2A_ACCOUNT_ID), snapshot_field(s, a, L2A_ACCOUNT_NAME),
                             snapshot_field(s, a, L2A_ACCOUNT_OWNER), cells, error);
    if (status == L2A_OK) status = list_cycle(f, s, a, error);
  }
  free(cells);
  return status;
}

l2a_status mqa_feed_accounts(mqa_feed *f, l2a_index *index, l2a_error *error)
{
  snapshot_ref *ref = NULL;
  uint32_t ignored = 0;
  l2a_status status = snapshot_acquire(&ref, index, error);

  if (status == L2A_OK) status = mqa_set_columns(f->m, snapshot_get(ref)->columns, snapshot_get(ref)->column_count, &ignored, error);
  if (status == L2A_OK && ignored && !f->options->quiet)
    message_print("the accounts have no column for %u of the built-in rules, which then never hold", (unsigned)ignored);
  if (status == L2A_OK) status = add_accounts(f, snapshot_get(ref), error);
  snapshot_release(ref);
  return status;
}

/* ---- tables of what happened --------------------------------------------------------------------------------------------------------- */

static bytes text_of(const table_read *t, const record *r, uint32_t field)
{
  return column_value(t->file->map, r, field);
}

static bytes id_of(const table_read *t, const record *r, uint32_t field)
{
  return feed_first_id(text_of(t, r, field));
}

static mqa_source source_of(const table_read *t, const record *r)
{
  return (mqa_source){ t->file_number, r->line, r->offset };
}

void feed_reason(char out[READ_REASON_SIZE], const char *what, bytes value)
{
  int shown = (int)(value.size < REASON_LIMIT ? value.size : REASON_LIMIT);

  while (shown > 0 && shown < (int)value.size && ((unsigned char)value.data[shown] & 0xC0) == 0x80) shown--;
  snprintf(out, READ_REASON_SIZE, "%s%s%.*s%s", what, value.size ? " '" : "", shown, value.size ? value.data : "", value.size ? "'" : "");
}

static l2a_status reject_row(table_read *t, const record *r, bytes key, const char *what, bytes value, l2a_error *error)
{
  char reason[READ_REASON_SIZE];

  feed_reason(reason, what, value);
  return mqa_feed_reject(t->f, source_of(t, r), key, reason, error);
}

/* L2A_OK and *good, or the row is rejected. */
static l2a_status read_time(table_read *t, const record *r, uint32_t field, int column, const char *name, bytes key, int64_t *out,
                            bool *good, l2a_error *error)
{
  bytes text = text_of(t, r, field);
  timestamp_shape shape = timestamp_parse(out, text, t->orders[column], t->f->zone);
  char what[64];

  *good = shape != TIMESTAMP_BAD && (shape != TIMESTAMP_EITHER || t->orders[column] != DATE_ORDER_UNKNOWN);
  if (*good) return L2A_OK;
  snprintf(what, sizeof what, "%s %s", name,
           !text.size                  ? "is empty"
           : shape == TIMESTAMP_EITHER ? "could be day or month first:"
                                       : "is no time:");
  return reject_row(t, r, key, what, text, error);
}

/* ---- types that no definition names -------------------------------------------------------------------------------------------------- */

/* The texts with a separator that no text has between them, in the arena. */
static bytes join_texts(arena *a, const bytes *texts, size_t count)
{
  size_t size = count;
  char *out;

  for (size_t i = 0; i < count; i++) size += texts[i].size;
  out = arena_take(a, size);
  if (!out) return (bytes){ NULL, 0 };
  size = 0;
  for (size_t i = 0; i < count; i++) {
    if (texts[i].size) memcpy(out + size, texts[i].data, texts[i].size);
    size += texts[i].size;
    out[size++] = '\0';
  }
  return bytes_from(out, size);
}

l2a_status feed_note_unmapped(mqa_feed *f, const row_file *file, const record *r, bytes text, l2a_error *error)
{
  bytes texts[4] = { text, column_value(file->map, r, ACTIVITY_FIELD_SUBTYPE), column_value(file->map, r, ACTIVITY_FIELD_CAMPAIGN_TYPE),
                     column_value(file->map, r, ACTIVITY_FIELD_STATUS) };
  bytes key = join_texts(&f->texts, texts, 4);
  uint32_t next = (uint32_t)f->type_count;
  uint32_t number = key.data ? key_map_add(&f->type_numbers, key, next) : KEY_NONE;
  unmapped_type u = { .rows = 1 };

  if (number == KEY_NONE) return error_no_memory(error);
  if (number != next) {
    f->types[number].rows++;
    return L2A_OK;
  }
  u.type = bytes_split(&key, '\0');
  u.subtype = bytes_split(&key, '\0');
  u.campaign_type = bytes_split(&key, '\0');
  u.status = bytes_split(&key, '\0');
  if (!grow(&f->types, f->type_count, &f->type_capacity, sizeof u)) return error_no_memory(error);
  f->types[f->type_count++] = u;
  return L2A_OK;
}

/* ---- opportunities ------------------------------------------------------------------------------------------------------------------- */

/* Empty is false. */
static bool parse_bool(bool *out, bytes text)
{
  static const char *const words[] = { "false", "true", "no", "yes", "0", "1", "f", "t", "n", "y", "lost", "won", "open", "closed" };

  *out = false;
  if (!text.size) return true;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!bytes_equal_nocase(text, bytes_of(words[i]))) continue;
    *out = i % 2 == 1;
    return true;
  }
  return false;
}

static bool is_word(bytes value, const char *words)
{
  bytes rest = bytes_of(words);

  while (rest.data)
    if (bytes_equal_nocase(bytes_split(&rest, '|'), value)) return true;
  return false;
}

/* What the CRM's stage says, where there are no columns for it: Closed Won, closedwon, Won, Closed Lost, Lost ... */
static void read_stage(const table_read *t, const record *r, bool *closed, bool *won)
{
  const column_list *list = &t->file->map->fields[OPPORTUNITY_FIELD_STAGE];

  for (uint32_t i = 0; i < list->count; i++) {
    bytes value = bytes_trim(record_field(r, list->columns[i]));
    bool is_won = is_word(value, "Closed Won|ClosedWon|Closed - Won|Won");

    *won = *won || is_won;
    *closed = *closed || is_won || is_word(value, "Closed Lost|ClosedLost|Closed - Lost|Lost|Closed");
  }
}

static l2a_status add_opportunity(table_read *t, const record *r, l2a_error *error)
{
  const column_list *fields = t->file->map->fields;
  mqa_opportunity o = { .opportunity_id = text_of(t, r, OPPORTUNITY_FIELD_ID),
                        .account_id = id_of(t, r, OPPORTUNITY_FIELD_ACCOUNT_ID),
                        .amount = text_of(t, r, OPPORTUNITY_FIELD_AMOUNT),
                        .closed_at = INSTANT_NONE,
                        .source = source_of(t, r) };
  bytes closed_at = text_of(t, r, OPPORTUNITY_FIELD_CLOSED_AT);
  bool has_closed = fields[OPPORTUNITY_FIELD_IS_CLOSED].count > 0;
  bool has_stage = fields[OPPORTUNITY_FIELD_STAGE].count > 0;
  bool good, stage_closed = false, stage_won = false;
  char reason[READ_REASON_SIZE];
  int64_t amount;
  l2a_status status = read_time(t, r, OPPORTUNITY_FIELD_CREATED_AT, 0, "created_at", o.opportunity_id, &o.created_at, &good, error);

  if (status != L2A_OK || !good) return status;
  read_stage(t, r, &stage_closed, &stage_won);
  if (!parse_bool(&o.is_closed, text_of(t, r, OPPORTUNITY_FIELD_IS_CLOSED)))
    return reject_row(t, r, o.opportunity_id, "is_closed is neither true nor false:", text_of(t, r, OPPORTUNITY_FIELD_IS_CLOSED), error);
  if (!parse_bool(&o.is_won, text_of(t, r, OPPORTUNITY_FIELD_IS_WON)))
    return reject_row(t, r, o.opportunity_id, "is_won is neither true nor false:", text_of(t, r, OPPORTUNITY_FIELD_IS_WON), error);
  if (!has_closed) o.is_closed = has_stage ? stage_closed : closed_at.size > 0;
  if (!fields[OPPORTUNITY_FIELD_IS_WON].count) o.is_won = stage_won;
  if (closed_at.size) {
    timestamp_shape shape = timestamp_parse(&o.closed_at, closed_at, t->orders[1], t->f->zone);
    if (shape == TIMESTAMP_BAD || (shape == TIMESTAMP_EITHER && !t->orders[1])) o.closed_at = INSTANT_NONE;
    if (o.closed_at == INSTANT_NONE && o.is_closed) return reject_row(t, r, o.opportunity_id, "closed_at is no time:", closed_at, error);
  }
  if (o.amount.size && !mqa_read_amount(&amount, o.amount)) {
    feed_reason(reason, "amount is no number (the opportunity counts without a value):", o.amount);
    status = mqa_feed_warn(t->f, o.source, o.created_at, o.opportunity_id, reason, error);
    if (status != L2A_OK) return status;
  }
  return mqa_add_opportunity(t->f->m, &o, error);
}

/* ---- touches ------------------------------------------------------------------------------------------------------------------------- */

static bool is_disposition(bytes text)
{
  return !text.size || bytes_equal(text, BYTES("accepted")) || bytes_equal(text, BYTES("recycled")) ||
         (bytes_starts_with(text, BYTES("rejected:")) && text.size > sizeof "rejected:" - 1);
}

static l2a_status add_touch(table_read *t, const record *r, l2a_error *error)
{
  mqa_touch o = { .account_id = id_of(t, r, TOUCH_FIELD_ACCOUNT_ID),
                  .contact_id = id_of(t, r, TOUCH_FIELD_CONTACT_ID),
                  .email = text_of(t, r, TOUCH_FIELD_EMAIL),
                  .kind = text_of(t, r, TOUCH_FIELD_KIND),
                  .rep = text_of(t, r, TOUCH_FIELD_REP),
                  .disposition = text_of(t, r, TOUCH_FIELD_DISPOSITION),
                  .source = source_of(t, r) };
  bytes key = o.account_id.size ? o.account_id : o.contact_id.size ? o.contact_id : o.email;
  char reason[READ_REASON_SIZE];
  bool good;
  l2a_status status = read_time(t, r, TOUCH_FIELD_OCCURRED_AT, 0, "occurred_at", key, &o.occurred_at, &good, error);

  if (status != L2A_OK || !good) return status;
  if (!is_disposition(o.disposition)) {
    feed_reason(reason, "disposition is none of accepted, rejected:REASON, recycled (the touch counts without it):", o.disposition);
    status = mqa_feed_warn(t->f, o.source, o.occurred_at, key, reason, error);
    o.disposition = BYTES("");
  }
  return status == L2A_OK ? mqa_add_touch(t->f->m, &o, error) : status;
}

/* ---- day first or month first -------------------------------------------------------------------------------------------------------- */

static uint32_t date_field(column_object object, int column)
{
  if (object == COLUMN_ACTIVITY) return column == 0 ? (uint32_t)ACTIVITY_FIELD_OCCURRED_AT : 0;
  if (object == COLUMN_TOUCH) return column == 0 ? (uint32_t)TOUCH_FIELD_OCCURRED_AT : 0;
  return column == 0 ? (uint32_t)OPPORTUNITY_FIELD_CREATED_AT : (uint32_t)OPPORTUNITY_FIELD_CLOSED_AT;
}

static void count_order(table_read *t, const record *r)
{
  for (int column = 0; column < 2; column++) {
    uint32_t field = date_field(t->object, column);
    int64_t at;

    if (!field) continue;
    switch (timestamp_parse(&at, text_of(t, r, field), DATE_ORDER_UNKNOWN, t->f->zone)) {
    case TIMESTAMP_EITHER: t->seen[column][DATE_ORDER_UNKNOWN]++; break;
    case TIMESTAMP_DAY_FIRST: t->seen[column][DATE_DAY_FIRST]++; break;
    case TIMESTAMP_MONTH_FIRST: t->seen[column][DATE_MONTH_FIRST]++; break;
    default: break;
    }
  }
}

static l2a_status choose_order(table_read *t, int column, l2a_error *error)
{
  const uint64_t *seen = t->seen[column];

  if (seen[DATE_DAY_FIRST] > seen[DATE_MONTH_FIRST]) t->orders[column] = DATE_DAY_FIRST;
  else if (seen[DATE_MONTH_FIRST] > seen[DATE_DAY_FIRST]) t->orders[column] = DATE_MONTH_FIRST;
  else if (seen[DATE_ORDER_UNKNOWN] || seen[DATE_DAY_FIRST])
    return error_set(error, L2A_EINVAL, "%s: the dates of %s could be day first or month first: say which with --date-order day|month",
                     row_source_first(t->source)->name, column_field_name(t->object, date_field(t->object, column)));
  return L2A_OK;
}

/* ---- pipeline ------------------------------------------------------------------------------------------------------------------------ */

static l2a_status add_row(table_read *t, const record *r, l2a_error *error)
{
  char reason[REJECT_REASON_SIZE];
  skip_reason skip = export_skip(t->file->map, r);

  if (skip == SKIP_NOT && t->count_orders) {
    if (r->damage == RECORD_GOOD) count_order(t, r);
    return L2A_OK;
  }
  if (t->count_orders) return L2A_OK;
  t->rows++;
  if (skip == SKIP_FOOTER || (skip != SKIP_NOT && r->damage == RECORD_GOOD)) {
    t->f->skipped[skip]++;
    return L2A_OK;
  }
  if (r->damage != RECORD_GOOD) {
    reject_reason(reason, r);
    return mqa_feed_reject(t->f, source_of(t, r), BYTES(""), reason, error);
  }
  return t->object == COLUMN_OPPORTUNITY ? add_opportunity(t, r, error) : add_touch(t, r, error);
}

static l2a_status add_chunk(void *writer, void *item, l2a_error *error)
{
  table_read *t = writer;
  const row_chunk *c = item;
  l2a_status status = L2A_OK;

  t->file = c->file;
  t->file_number = mqa_feed_file(t->f, c->file->name);
  if (t->file_number == UINT32_MAX) return error_no_memory(error);
  for (size_t i = 0; i < c->rows.count && status == L2A_OK; i++) status = add_row(t, &c->rows.records[i], error);
  progress_update(&t->progress, t->rows, c->consumed);
  return status;
}

/* Files and column mappings of a table, and what its progress is called. */
typedef struct table_options_of {
  const option_list *files, *map;
  const char *map_option, *name;
} table_options_of;

static table_options_of options_of(const cli_options *o, column_object object)
{
  if (object == COLUMN_ACTIVITY) return (table_options_of){ &o->activities, &o->map_activities, "map-activities", "activities" };
  if (object == COLUMN_OPPORTUNITY)
    return (table_options_of){ &o->opportunities, &o->map_opportunities, "map-opportunities", "opportunities" };
  return (table_options_of){ &o->touches, &o->map_touches, "map-touches", "touches" };
}

static l2a_status open_table(table_read *t, l2a_error *error)
{
  const cli_options *o = t->f->options;
  table_options_of of = options_of(o, t->object);
  row_source_options source = { t->object, of.map, of.map_option, o->encoding, o->delimiter, 0 };

  row_source_close(t->source);
  t->source = NULL;
  return row_source_open(&t->source, of.files->items, of.files->count, &source, error);
}

/* Reads all dates once when some have slashes and nobody said what they are. */
static l2a_status find_orders(table_read *t, l2a_error *error)
{
  const char *given = t->f->options->date_order;
  const record_batch *sample = table_sample(row_source_first(t->source)->table);
  l2a_status status = L2A_OK;

  if (given) {
    t->orders[0] = t->orders[1] = option_is(given, "day") ? DATE_DAY_FIRST : DATE_MONTH_FIRST;
    return L2A_OK;
  }
  t->file = row_source_first(t->source);
  for (size_t i = 0; i < sample->count; i++)
    if (sample->records[i].damage == RECORD_GOOD) count_order(t, &sample->records[i]);
  if (!t->seen[0][0] && !t->seen[0][1] && !t->seen[0][2] && !t->seen[1][0] && !t->seen[1][1] && !t->seen[1][2]) return L2A_OK;
  if (row_source_total(t->source) > 0) {
    memset(t->seen, 0, sizeof t->seen);
    t->count_orders = true;
    status = row_source_run(t->source, t->f->thread_count, add_chunk, t, error);
    t->count_orders = false;
    if (status == L2A_OK) status = open_table(t, error);
  }
  if (status == L2A_OK) status = choose_order(t, 0, error);
  return status == L2A_OK ? choose_order(t, 1, error) : status;
}

static void report_columns(const mqa_feed *f, const row_file *file, column_object object)
{
  if (f->options->quiet) return;
  row_file_report(file, f->options->verbose);
  if (object == COLUMN_TOUCH && !file->map->fields[TOUCH_FIELD_KIND].count)
    message_print("%s: no column says what kind of touch it was (--map-touches kind=COLUMN): no row counts as a follow-up", file->name);
}

l2a_status mqa_feed_table(mqa_feed *f, column_object object, l2a_error *error)
{
  table_options_of of = options_of(f->options, object);
  table_read t = { .f = f, .object = object };
  l2a_status status;

  if (!of.files->count) return L2A_OK;
  status = open_table(&t, error);
  if (status == L2A_OK) status = find_orders(&t, error);
  if (status == L2A_OK) {
    report_columns(f, row_source_first(t.source), object);
    progress_start(&t.progress, of.name, row_source_total(t.source), !f->options->quiet);
    status = object == COLUMN_ACTIVITY ? feed_activities(&t, error) : row_source_run(t.source, f->thread_count, add_chunk, &t, error);
    progress_finish(&t.progress);
  }
  row_source_close(t.source);
  return status;
}

/* ---- the end ------------------------------------------------------------------------------------------------------------------------- */

static int compare_unmapped(const void *left, const void *right)
{
  const unmapped_type *a = left;
  const unmapped_type *b = right;
  int order = bytes_compare(a->type, b->type);

  if (a->rows != b->rows) return a->rows > b->rows ? -1 : 1;
  if (!order) order = bytes_compare(a->subtype, b->subtype);
  if (!order) order = bytes_compare(a->campaign_type, b->campaign_type);
  return order ? order : bytes_compare(a->status, b->status);
}

void mqa_feed_finish(mqa_feed *f)
{
  if (f->type_count) qsort(f->types, f->type_count, sizeof *f->types, compare_unmapped);
}
