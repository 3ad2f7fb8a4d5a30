/* SPDX-License-Identifier: MIT */
/*
 * rows sorted by id  ->  batches, parsed by all threads  ->  collection, in the order of ids  ->  sections
 */
#include "index/build.h"

#include <stdlib.h>

#include "base/thread_pool.h"
#include "index/build_names.h"

enum { BATCH_ACCOUNTS = 512, BATCH_ARENA = 1 << 20, BATCHES_PER_THREAD = 4 };

typedef struct parse_batch {
  const account_row *rows;
  size_t count;
  parsed_account *accounts;
  arena a;
} parse_batch;

typedef struct row_cursor {
  const account_row *rows;
  size_t count, next;
  const atomic_bool *stop;
} row_cursor;

typedef struct index_builder {
  index_image *image;
  const build_input *input;
  const account_row *rows; /* by id */
  account_row *own_rows;   /* the same, when made here */
  size_t row_count;
  l2a_account_field *fields;
  collection collected;
} index_builder;

static l2a_status batch_read(void *reader, void *item, bool *end, l2a_error *error)
{
  row_cursor *cursor = reader;
  parse_batch *batch = item;
  size_t left = cursor->count - cursor->next;

  if (cursor->stop && atomic_load(cursor->stop)) return error_set(error, L2A_EBUSY, "the build was given up: its index is being closed");
  *end = left == 0;
  if (left == 0) return L2A_OK;
  batch->rows = cursor->rows + cursor->next;
  batch->count = left < BATCH_ACCOUNTS ? left : BATCH_ACCOUNTS;
  cursor->next += batch->count;
  return L2A_OK;
}

static l2a_status batch_parse(void *state, void *item, l2a_error *error)
{
  const account_parser *parser = state;
  parse_batch *batch = item;
  l2a_status status = L2A_OK;

  arena_reset(&batch->a);
  batch->accounts = arena_take_array(&batch->a, batch->count, sizeof *batch->accounts);
  if (!batch->accounts) return error_no_memory(error);
  for (size_t i = 0; i < batch->count && status == L2A_OK; i++)
    status = account_parse(&batch->accounts[i], parser, &batch->rows[i], &batch->a, error);
  return status;
}

static l2a_status batch_collect(void *writer, void *item, l2a_error *error)
{
  parse_batch *batch = item;
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < batch->count && status == L2A_OK; i++) status = collection_add(writer, &batch->accounts[i], error);
  return status;
}

static l2a_status run_pipeline(index_builder *b, account_parser *parsers, parse_batch *batches, size_t threads, l2a_error *error)
{
  void *states[THREAD_POOL_MAX], *items[THREAD_POOL_MAX * BATCHES_PER_THREAD];
  row_cursor cursor = { b->rows, b->row_count, 0, b->input->stop };
  ordered_pipeline pipeline = { .read = batch_read,
                                .work = batch_parse,
                                .write = batch_collect,
                                .reader = &cursor,
                                .writer = &b->collected,
                                .states = states,
                                .items = items,
                                .thread_count = threads,
                                .depth = threads * BATCHES_PER_THREAD };

  for (size_t i = 0; i < threads; i++) states[i] = &parsers[i];
  for (size_t i = 0; i < pipeline.depth; i++) items[i] = &batches[i];
  return ordered_pipeline_run(&pipeline, error);
}

static l2a_status parse_all(index_builder *b, l2a_error *error)
{
  size_t threads = b->input->thread_count, depth;
  account_parser *parsers;
  parse_batch *batches;
  l2a_status status = L2A_OK;

  if (threads < 1 || b->row_count <= BATCH_ACCOUNTS || b->input->scratch) threads = 1;
  if (threads > THREAD_POOL_MAX) threads = THREAD_POOL_MAX;
  depth = threads * BATCHES_PER_THREAD;
  parsers = calloc(threads, sizeof *parsers);
  batches = calloc(depth, sizeof *batches);
  if (!parsers || !batches) {
    status = error_no_memory(error);
    goto done;
  }
  for (size_t i = 0; i < depth; i++) arena_init(&batches[i].a, BATCH_ARENA);
  for (size_t i = 0; i < threads && status == L2A_OK; i++) {
    parsers[i] = (account_parser){ b->fields, b->input->column_count, b->input->lex, b->input->scratch };
    if (!b->input->scratch) status = text_scratch_new(&parsers[i].scratch, b->input->lex, error);
  }
  if (status == L2A_OK) status = run_pipeline(b, parsers, batches, threads, error);
done:
  for (size_t i = 0; parsers && !b->input->scratch && i < threads; i++) text_scratch_free(parsers[i].scratch);
  for (size_t i = 0; batches && i < depth; i++) arena_free(&batches[i].a);
  free(parsers);
  free(batches);
  return status;
}

/* The account with this id by binary search in the rows, or INDEX_NONE. */
static uint32_t find_row(const index_builder *b, bytes id)
{
  size_t low = 0, high = b->row_count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const account_row *row = &b->rows[middle];
    int order = bytes_compare((bytes){ row->record + row->id_offset, row->id_size }, id);
    if (order == 0) return (uint32_t)middle;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return INDEX_NONE;
}

/*
 * Follows the parents of one account to a root that is known, or to the end, or around a cycle (then its smallest number loses its parent);
 * walk marks, by account, the walk that passed it last.
 */
static void find_root(index_account *accounts, uint32_t *walk, uint32_t number)
{
  uint32_t mark = number + 1, at = number, root;

  while (accounts[at].root == INDEX_NONE && walk[at] != mark && accounts[at].parent != INDEX_NONE) {
    walk[at] = mark;
    at = accounts[at].parent;
  }
  if (accounts[at].root == INDEX_NONE && walk[at] == mark) {
    uint32_t smallest = at;
    for (uint32_t i = accounts[at].parent; i != at; i = accounts[i].parent) smallest = i < smallest ? i : smallest;
    accounts[smallest].parent = INDEX_NONE;
    accounts[smallest].flags |= ACCOUNT_PARENT_OPEN;
    at = smallest;
  }
  root = accounts[at].root == INDEX_NONE ? at : accounts[at].root;
  accounts[at].root = root;
  for (at = number; accounts[at].root == INDEX_NONE; at = accounts[at].parent) accounts[at].root = root;
}

static l2a_status make_accounts(index_builder *b, l2a_error *error)
{
  const bytes *parents = (const bytes *)(const void *)b->collected.parents.data;
  size_t count = b->row_count;
  index_account *accounts = image_take(b->image, SECTION_ACCOUNTS, count * sizeof *accounts, count);
  uint32_t *walk = calloc(count + 1, sizeof *walk);
  l2a_status status = L2A_OK;

  if (!accounts || !walk) {
    status = error_no_memory(error);
    goto done;
  }
  if (count) memcpy(accounts, b->collected.accounts.data, count * sizeof *accounts);
  for (size_t i = 0; i < count; i++) {
    uint32_t parent = parents[i].size ? find_row(b, parents[i]) : INDEX_NONE;
    accounts[i].parent = parent == i ? INDEX_NONE : parent;
    accounts[i].root = INDEX_NONE;
    if (parents[i].size && accounts[i].parent == INDEX_NONE) accounts[i].flags |= ACCOUNT_PARENT_OPEN;
  }
  for (size_t i = 0; i < count; i++) find_root(accounts, walk, (uint32_t)i);
done:
  free(walk);
  return status;
}

static void make_head(index_head *out, const account_row *row, const index_account *account, uint16_t country, const char *text)
{
  *out = (index_head){ .country = country, .domain_country = account->domain_country, .id_size = HEAD_ID_LONG };
  if (account->phone && account->phone_size >= HEAD_PHONE_MIN) memcpy(out->area, text + account->phone, sizeof out->area);
  if (row->id_size > HEAD_ID_SIZE) return;
  out->id_size = (uint8_t)row->id_size;
  memcpy(out->id, row->record + row->id_offset, row->id_size);
}

static l2a_status make_heads(index_builder *b, l2a_error *error)
{
  size_t count = b->row_count;
  const index_account *accounts = (const index_account *)(const void *)b->collected.accounts.data;
  const uint16_t *countries = (const uint16_t *)(const void *)b->collected.countries.data;
  index_head *heads = image_take(b->image, SECTION_ACCOUNT_HEADS, count * sizeof *heads, count);

  if (!heads) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) make_head(&heads[i], &b->rows[i], &accounts[i], countries[i], b->collected.text.data);
  return L2A_OK;
}

/* Cells of every row, in the order of ids; the rows are given back right after. */
static l2a_status make_records(index_builder *b, l2a_error *error)
{
  size_t count = b->row_count;
  uint64_t *offsets = image_take(b->image, SECTION_RECORD_OFFSETS, (count + 1) * sizeof *offsets, count + 1);
  uint64_t at = 0, size = 0;
  char *records;

  for (size_t i = 0; i < count; i++) size += b->rows[i].size;
  records = image_take(b->image, SECTION_RECORDS, size, count);
  if (!offsets || !records) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) {
    offsets[i] = at;
    memcpy(records + at, b->rows[i].record, b->rows[i].size);
    at += b->rows[i].size;
  }
  offsets[count] = at;
  if (b->input->rows) account_rows_free(b->input->rows);
  return L2A_OK;
}

static l2a_status make_columns(index_builder *b, l2a_error *error)
{
  size_t count = b->input->column_count, size = count * sizeof(index_column);
  index_column *columns;
  char *at;

  for (size_t i = 0; i < count; i++) size += b->input->columns[i].name.size;
  columns = image_take(b->image, SECTION_COLUMNS, size, count);
  if (!columns) return error_no_memory(error);
  at = (char *)(columns + count);
  for (size_t i = 0; i < count; i++) {
    const l2a_column *column = &b->input->columns[i];
    columns[i] = (index_column){ (uint32_t)(at - (char *)columns), (uint32_t)column->name.size, (uint32_t)column->field, 0 };
    if (column->name.size) memcpy(at, column->name.data, column->name.size);
    at += column->name.size;
  }
  return L2A_OK;
}

static l2a_status make_copy(index_image *image, section_id section, buffer *from, size_t element, l2a_error *error)
{
  char *payload = image_take(image, section, from->size, from->size / element);

  if (!payload) return error_no_memory(error);
  if (from->size) memcpy(payload, from->data, from->size);
  buffer_free(from);
  return L2A_OK;
}

static const struct {
  key_kind kind;
  section_id section;
} key_tables[] = { { KEY_DOMAIN, SECTION_KEY_DOMAIN },     { KEY_LABEL, SECTION_KEY_LABEL },
                   { KEY_SQUASHED, SECTION_KEY_SQUASHED }, { KEY_SORTED, SECTION_KEY_SORTED },
                   { KEY_ACRONYM, SECTION_KEY_ACRONYM },   { KEY_NATIVE, SECTION_KEY_NATIVE },
                   { KEY_PHONE, SECTION_KEY_PHONE },       { KEY_ID, SECTION_KEY_ID } };

enum { KEY_TABLES = sizeof key_tables / sizeof *key_tables };

/* Task 0: names and their trigrams; task n: the nth key table. They share nothing that any of them changes. */
static l2a_status make_part(void *state, size_t n, l2a_error *error)
{
  index_builder *b = state;
  buffer *keys;
  l2a_status status;

  if (n == 0) {
    status = build_names(b->image, &b->collected, b->input->base, error);
    return status == L2A_OK ? build_trigrams(b->image, &b->collected, error) : status;
  }
  keys = &b->collected.keys[key_tables[n - 1].kind];
  status = key_table_build(b->image, key_tables[n - 1].section, keys, error);
  buffer_free(keys);
  return status;
}

static l2a_status make_parts(index_builder *b, l2a_error *error)
{
  void *states[] = { b, b }; /* one thread has enough to do with the names, one with the keys */

  return thread_pool_each(b->input->thread_count > 1 && b->row_count > BATCH_ACCOUNTS ? 2 : 1, states, 1 + KEY_TABLES, make_part, error);
}

static l2a_status build_sections(index_builder *b, l2a_error *error)
{
  l2a_status status = parse_all(b, error);

  if (status == L2A_OK) status = make_accounts(b, error);
  if (status == L2A_OK) status = make_heads(b, error);
  if (status == L2A_OK) status = make_records(b, error);
  if (status == L2A_OK) status = make_columns(b, error);
  if (status == L2A_OK) status = make_parts(b, error);
  if (status == L2A_OK) status = make_copy(b->image, SECTION_ACCOUNT_COUNTRIES, &b->collected.countries, sizeof(uint16_t), error);
  if (status == L2A_OK) status = make_copy(b->image, SECTION_DOMAINS, &b->collected.domains, sizeof(index_domain), error);
  if (status == L2A_OK) status = make_copy(b->image, SECTION_TEXT, &b->collected.text, 1, error);
  if (status == L2A_OK) status = image_seal(b->image, error);
  return status;
}

l2a_status index_build(index_image *out, const build_input *input, l2a_error *error)
{
  index_builder b = { .image = out, .input = input, .rows = input->sorted, .row_count = input->sorted_count };
  l2a_status status;

  *out = (index_image){ 0 };
  status = collection_init(&b.collected, error);
  if (status != L2A_OK) goto done;
  if (input->rows) {
    b.row_count = account_rows_count(input->rows);
    b.rows = b.own_rows = account_rows_sorted(input->rows);
  }
  b.fields = malloc((input->column_count + 1) * sizeof *b.fields);
  if (!b.fields || (!b.rows && b.row_count)) {
    status = error_no_memory(error);
    goto done;
  }
  for (size_t i = 0; i < input->column_count; i++) b.fields[i] = input->columns[i].field;
  status = build_sections(&b, error);
done:
  collection_free(&b.collected);
  free(b.own_rows);
  free(b.fields);
  if (status != L2A_OK) image_free(out);
  return status;
}
