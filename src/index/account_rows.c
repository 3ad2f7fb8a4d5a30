/* SPDX-License-Identifier: MIT */
#include "index/account_rows.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/utf8.h"

enum { CHUNK_SIZE = 4 << 20, FIRST_SLOTS = 1024 };

void account_rows_init(account_rows *rows, size_t column_count, size_t id_column)
{
  *rows = (account_rows){ .column_count = column_count, .id_column = id_column, .rows = BUFFER_INIT };
  arena_init(&rows->chunks, CHUNK_SIZE);
}

void account_rows_free(account_rows *rows)
{
  arena_free(&rows->chunks);
  buffer_free(&rows->rows);
  free(rows->slots);
  *rows = (account_rows){ 0 };
}

static size_t leb_size(size_t value)
{
  size_t n = 1;

  while (value >>= 7) n++;
  return n;
}

static char *leb_put(char *at, size_t value)
{
  do {
    *at++ = (char)((value & 0x7F) | (value > 0x7F ? 0x80 : 0));
  } while (value >>= 7);
  return at;
}

/* Takes a size off record; false at its end or beyond 32 bits. */
static bool leb_take(bytes *record, uint32_t *value)
{
  uint64_t sum = 0;

  for (unsigned shift = 0; shift < 35; shift += 7) {
    unsigned char c;
    if (record->size == 0) return false;
    c = (unsigned char)*record->data;
    record->data++, record->size--;
    sum |= (uint64_t)(c & 0x7F) << shift;
    if (c < 0x80) {
      *value = (uint32_t)sum;
      return sum <= UINT32_MAX;
    }
  }
  return false;
}

bool record_cells(bytes record, bytes *cells, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    uint32_t size;
    if (!leb_take(&record, &size)) return false;
    cells[i] = (bytes){ NULL, size };
  }
  for (size_t i = 0; i < count; i++) {
    if (cells[i].size > record.size) return false;
    cells[i].data = record.data;
    record.data += cells[i].size;
    record.size -= cells[i].size;
  }
  return record.size == 0;
}

static bytes row_id(const account_row *row)
{
  return (bytes){ row->record + row->id_offset, row->id_size };
}

static account_row *row_at(const account_rows *rows, size_t n)
{
  return (account_row *)(void *)rows->rows.data + n;
}

static l2a_status slots_grow(account_rows *rows, l2a_error *error)
{
  size_t count = account_rows_count(rows), size = rows->slots ? (rows->mask + 1) * 2 : FIRST_SLOTS;
  uint64_t *slots;

  if (rows->slots && (count + 1) * 2 <= rows->mask + 1) return L2A_OK;
  slots = calloc(size, sizeof *slots);
  if (!slots) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) {
    uint64_t hash = hash_bytes(row_id(row_at(rows, i)));
    size_t at = hash & (size - 1);
    while (slots[at]) at = (at + 1) & (size - 1);
    slots[at] = (hash >> 32 << 32) | (uint32_t)(i + 1);
  }
  free(rows->slots);
  rows->slots = slots;
  rows->mask = size - 1;
  return L2A_OK;
}

static size_t row_find(const account_rows *rows, bytes id, uint64_t hash, size_t *slot)
{
  size_t at = hash & rows->mask;

  for (; rows->slots[at]; at = (at + 1) & rows->mask) {
    size_t n = (uint32_t)rows->slots[at] - 1;
    if (rows->slots[at] >> 32 == hash >> 32 && bytes_equal(row_id(row_at(rows, n)), id)) break;
  }
  *slot = at;
  return rows->slots[at] ? (uint32_t)rows->slots[at] - 1 : SIZE_MAX;
}

int account_id_shown(bytes id)
{
  return (int)(id.size > 100 ? utf8_valid_prefix((bytes){ id.data, 100 }) : id.size);
}

l2a_status account_cells_check(const account_rows *rows, const l2a_string *cells, size_t *size, l2a_error *error)
{
  bytes id = cells[rows->id_column];
  size_t total = 0;

  for (size_t i = 0; i < rows->column_count; i++) {
    if (cells[i].size > ROW_SIZE_LIMIT || total > ROW_SIZE_LIMIT)
      return error_set(error, L2A_ELIMIT, "an account's row is larger than %d MiB", ROW_SIZE_LIMIT >> 20);
    if (!utf8_is_valid(cells[i])) return error_set(error, L2A_EINVAL, "cell %zu of an account is no valid UTF-8", i + 1);
    if (cells[i].size && memchr(cells[i].data, 0, cells[i].size))
      return error_set(error, L2A_EINVAL, "cell %zu of an account has a NUL byte", i + 1);
    total += leb_size(cells[i].size) + cells[i].size;
  }
  if (total > ROW_SIZE_LIMIT) return error_set(error, L2A_ELIMIT, "an account's row is larger than %d MiB", ROW_SIZE_LIMIT >> 20);
  if (bytes_trim(id).size == 0) return error_set(error, L2A_EINVAL, "an account has no id");
  if (id.size > ID_SIZE_LIMIT)
    return error_set(error, L2A_ELIMIT, "the id \"%.*s...\" is longer than %d bytes", account_id_shown(id), id.data, ID_SIZE_LIMIT);
  *size = total;
  return L2A_OK;
}

void account_record_write(const account_rows *rows, const l2a_string *cells, char *at, account_row *row)
{
  char *begin = at;

  for (size_t i = 0; i < rows->column_count; i++) at = leb_put(at, cells[i].size);
  for (size_t i = 0; i < rows->column_count; i++) {
    if (i == rows->id_column) {
      row->id_offset = (uint32_t)(at - begin);
      row->id_size = (uint32_t)cells[i].size;
    }
    if (cells[i].size) memcpy(at, cells[i].data, cells[i].size);
    at += cells[i].size;
  }
  row->record = begin;
  row->size = (uint32_t)(at - begin);
}

static bool row_has(const account_rows *rows, const account_row *row, const l2a_string *cells)
{
  bytes rest = { row->record, row->size };
  const char *at;
  uint32_t size;

  for (size_t i = 0; i < rows->column_count; i++)
    if (!leb_take(&rest, &size) || size != cells[i].size) return false;
  at = rest.data;
  for (size_t i = 0; i < rows->column_count; i++) {
    if (cells[i].size && memcmp(at, cells[i].data, cells[i].size) != 0) return false;
    at += cells[i].size;
  }
  return true;
}

l2a_status account_rows_add(account_rows *rows, const l2a_string *cells, l2a_error *error)
{
  bytes id = cells[rows->id_column];
  account_row row = { 0 };
  size_t size = 0, slot, known;
  uint64_t hash;
  char *at;
  l2a_status status = account_cells_check(rows, cells, &size, error);

  if (status == L2A_OK) status = slots_grow(rows, error);
  if (status != L2A_OK) return status;
  hash = hash_bytes(id);
  known = row_find(rows, id, hash, &slot);
  if (known != SIZE_MAX) {
    if (row_has(rows, row_at(rows, known), cells)) return L2A_OK;
    return error_set(error, L2A_EINVAL, "the id \"%.*s\" was given before with other cells", account_id_shown(id), id.data);
  }
  if (account_rows_count(rows) >= ACCOUNT_LIMIT) return error_set(error, L2A_ELIMIT, "more than %d accounts", ACCOUNT_LIMIT);
  at = arena_take(&rows->chunks, size);
  if (!at || !buffer_reserve(&rows->rows, sizeof row)) {
    rows->chunks.failed = rows->rows.failed = false;
    return error_no_memory(error);
  }
  account_record_write(rows, cells, at, &row);
  buffer_append(&rows->rows, &row, sizeof row);
  rows->slots[slot] = (hash >> 32 << 32) | (uint32_t)account_rows_count(rows);
  rows->bytes += row.size;
  return L2A_OK;
}

/* A row with the first bytes of its id that are not the same in all, as a number that orders like them. */
typedef struct row_order {
  uint64_t begin;
  account_row row;
} row_order;

static int row_compare(const void *a, const void *b)
{
  const row_order *x = a, *y = b;

  if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
  return bytes_compare(row_id(&x->row), row_id(&y->row));
}

static bool is_sorted(const account_row *rows, size_t count)
{
  for (size_t i = 1; i < count; i++)
    if (bytes_compare(row_id(&rows[i - 1]), row_id(&rows[i])) > 0) return false;
  return true;
}

/* How many bytes all ids have in common. */
static size_t common_size(const account_row *rows, size_t count)
{
  bytes first = row_id(&rows[0]);
  size_t common = first.size;

  for (size_t i = 1; i < count; i++) {
    bytes id = row_id(&rows[i]);
    size_t n = 0;
    while (n < common && n < id.size && id.data[n] == first.data[n]) n++;
    common = n;
  }
  return common;
}

static uint64_t begin_of(bytes id, size_t from)
{
  uint64_t begin = 0;

  for (size_t i = from; i < from + 8; i++) begin = begin << 8 | (i < id.size ? (unsigned char)id.data[i] : 0u);
  return begin;
}

account_row *account_rows_sorted(const account_rows *rows)
{
  size_t count = account_rows_count(rows), common;
  account_row *sorted = count ? malloc(count * sizeof *sorted) : NULL;
  row_order *order;

  if (!sorted) return NULL;
  memcpy(sorted, rows->rows.data, count * sizeof *sorted);
  if (is_sorted(sorted, count)) return sorted; /* as exports often are */
  order = malloc(count * sizeof *order);
  if (!order) {
    free(sorted);
    return NULL;
  }
  common = common_size(sorted, count);
  for (size_t i = 0; i < count; i++) order[i] = (row_order){ begin_of(row_id(&sorted[i]), common), sorted[i] };
  qsort(order, count, sizeof *order, row_compare); /* ids are unique: the order is total */
  for (size_t i = 0; i < count; i++) sorted[i] = order[i].row;
  free(order);
  return sorted;
}
