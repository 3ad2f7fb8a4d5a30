/* SPDX-License-Identifier: MIT */
/* JSON lines come from any program: read without known columns, then with those that were found; both must see the same fields. */
#include "base/utf8.h"
#include "fuzz/fuzz_support.h"
#include "io/ndjson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_records(const record_batch *batch, bytes text, uint32_t column_count)
{
  for (size_t i = 0; i < batch->count; i++) {
    const record *r = &batch->records[i];
    require(r->damage < RECORD_DAMAGE_COUNT);
    require(r->raw.data >= text.data && r->raw.size <= (size_t)(text.data + text.size - r->raw.data));
    require(!r->damage || (r->field_count == 0 && r->damage_offset <= r->raw.size));
    for (uint32_t n = 0; n < r->field_count; n++) {
      require(utf8_is_valid(r->fields[n]) && utf8_is_valid(r->keys[n]) && r->kinds[n] <= VALUE_NESTED);
      require(r->columns[n] == RECORD_NO_COLUMN || r->columns[n] < column_count);
    }
  }
}

/* Whether member n is the last one of its key: of a key given twice only that one has the column. */
static bool is_last(const record *r, uint32_t n)
{
  for (uint32_t later = n + 1; later < r->field_count; later++)
    if (bytes_equal(r->keys[later], r->keys[n])) return false;
  return true;
}

static void check_same(const record_batch *unknown, const record_batch *known)
{
  require(unknown->count == known->count);
  for (size_t i = 0; i < known->count; i++) {
    const record *r = &unknown->records[i];
    const record *s = &known->records[i];
    require(r->damage == s->damage && r->line == s->line && r->offset == s->offset && r->field_count == s->field_count);
    for (uint32_t n = 0; n < s->field_count; n++) {
      require(bytes_equal(r->keys[n], s->keys[n]) && bytes_equal(r->fields[n], s->fields[n]) && r->kinds[n] == s->kinds[n]);
      require(is_last(s, n) == (s->columns[n] != RECORD_NO_COLUMN));
      if (is_last(s, n)) require(bytes_equal(record_field(s, s->columns[n]), s->fields[n]));
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  bytes text = { (const char *)data, size };
  chunk c = { .data = (char *)(uintptr_t)data, .size = size, .capacity = size, .line = 1 };
  column_keys *keys = NULL;
  record_batch first, second;

  record_batch_init(&first);
  record_batch_init(&second);
  require(column_keys_new(&keys, NULL) == L2A_OK);
  require(ndjson_parse_chunk(&first, &c, keys, NULL) == L2A_OK);
  check_records(&first, text, 0);
  if (column_keys_collect(keys, &first, NULL) == L2A_OK) {
    require(ndjson_parse_chunk(&second, &c, keys, NULL) == L2A_OK);
    check_records(&second, text, column_keys_count(keys));
    check_same(&first, &second);
  }
  record_batch_free(&first);
  record_batch_free(&second);
  column_keys_free(keys);
  return 0;
}
