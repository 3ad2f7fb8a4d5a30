/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>

#include "io/ndjson.h"

static void parse(record_batch *batch, chunk *c, const column_keys *keys, bytes text)
{
  *c = (chunk)CHUNK_INIT;
  cr_assert(chunk_reserve(c, text.size + 1));
  if (text.size) memcpy(c->data, text.data, text.size);
  c->size = text.size;
  c->line = 1;
  record_batch_init(batch);
  cr_assert_eq(ndjson_parse_chunk(batch, c, keys, NULL), L2A_OK);
}

/* y: accepted, n: rejected. The shapes are those of the published conformance tests for JSON, as members of an object. */
static const struct {
  bool good;
  const char *line;
} lines[] = {
  { true, "{}" },
  { true, " { } " },
  { true, "{\"a\":1}" },
  { true, "{\"a\":-0}" },
  { true, "{\"a\":0.5e-10}" },
  { true, "{\"a\":1E+2}" },
  { true, "{\"a\":\"\\u00e9\\uD83D\\uDE00\\n\\/\"}" },
  { true, "{\"a\":[]}" },
  { true, "{\"a\":[1,{\"b\":[null,true,false]}]}" },
  { true, "{\"\":0}" },
  { true, "{\"a\":\"\x7F\"}" },
  { true, "{\"a\":1,\"a\":2}" },
  { true, "{\"a\":\"\\\"\"}" },
  { false, "[]" },
  { false, "1" },
  { false, "\"a\"" },
  { false, "null" },
  { false, "{" },
  { false, "{\"a\"}" },
  { false, "{\"a\":}" },
  { false, "{\"a\":1,}" },
  { false, "{,\"a\":1}" },
  { false, "{\"a\" 1}" },
  { false, "{a:1}" },
  { false, "{'a':1}" },
  { false, "{\"a\":1}{" },
  { false, "{\"a\":1} x" },
  { false, "{\"a\":01}" },
  { false, "{\"a\":-}" },
  { false, "{\"a\":+1}" },
  { false, "{\"a\":.5}" },
  { false, "{\"a\":1.}" },
  { false, "{\"a\":1e}" },
  { false, "{\"a\":0x1}" },
  { false, "{\"a\":NaN}" },
  { false, "{\"a\":Infinity}" },
  { false, "{\"a\":tru}" },
  { false, "{\"a\":True}" },
  { false, "{\"a\":[1,]}" },
  { false, "{\"a\":[1 2]}" },
  { false, "{\"a\":[}" },
  { false, "{\"a\":{\"b\":1,}}" },
  { false, "{\"a\":{\"b\"}}" },
  { false, "{\"a\":\"}" },
  { false, "{\"a\":\"\t\"}" },
  { false, "{\"a\":\"\\x\"}" },
  { false, "{\"a\":\"\\u12G4\"}" },
  { false, "{\"a\":\"\\u12\"}" },
  { false, "{\"a\":\"\\uD800\"}" },
  { false, "{\"a\":\"\\uDC00\"}" },
  { false, "{\"a\":\"\\uD800\\u0041\"}" },
  { false, "{\"a\":\"\\u0000\"}" },
  { false, "{\"a\":\"\xFF\"}" },
  { false, "{\"a\":\"\\" },
  { false, "{\"a\":1/*c*/}" },
  { false, "{\"a\":\xC2\xA0"
           "1}" },
};

Test(ndjson, accepts_what_the_standard_allows_and_nothing_else)
{
  column_keys *keys = NULL;

  cr_assert_eq(column_keys_new(&keys, NULL), L2A_OK);
  column_keys_add(keys, BYTES("a"));
  for (size_t n = 0; n < sizeof lines / sizeof *lines; n++) {
    record_batch batch;
    chunk c;
    parse(&batch, &c, keys, bytes_of(lines[n].line));
    cr_assert_eq(batch.count, 1);
    cr_expect_eq(batch.records[0].damage == RECORD_GOOD, lines[n].good, "%s: %s", lines[n].line, batch.records[0].message);
    cr_expect(lines[n].good || batch.records[0].message);
    record_batch_free(&batch);
    chunk_free(&c);
  }
  column_keys_free(keys);
}

Test(ndjson, gives_values_with_their_kinds)
{
  column_keys *keys = NULL;
  record_batch batch;
  chunk c;
  const record *r;

  cr_assert_eq(column_keys_new(&keys, NULL), L2A_OK);
  cr_expect_eq(column_keys_add(keys, BYTES("id")), 0);
  cr_expect_eq(column_keys_add(keys, BYTES("name")), 1);
  cr_expect_eq(column_keys_add(keys, BYTES("id")), 0);
  parse(&batch, &c, keys, BYTES("{\"name\":\"A\\u0026B\",\"x\":[1, 2],\"id\":7,\"y\":null,\"z\":true}\r\n\n{\"id\":1,\"id\":2}\n{bad\n"));
  cr_assert_eq(batch.count, 3);
  cr_expect_eq(batch.blank_lines, 1);
  r = &batch.records[0];
  cr_expect(bytes_equal(record_field(r, 1), BYTES("A&B")));
  cr_expect(bytes_equal(record_field(r, 0), BYTES("7")));
  cr_assert_eq(r->field_count, 5);
  cr_expect(bytes_equal(r->fields[1], BYTES("[1, 2]")) && r->kinds[1] == VALUE_NESTED && r->columns[1] == RECORD_NO_COLUMN);
  cr_expect(bytes_equal(r->keys[1], BYTES("x")));
  cr_expect(r->kinds[2] == VALUE_NUMBER && r->kinds[3] == VALUE_NULL && r->fields[3].size == 0 && r->kinds[4] == VALUE_BOOL);
  cr_expect(bytes_equal(record_field(&batch.records[1], 0), BYTES("2")), "the last of two equal keys counts");
  cr_expect_eq(batch.records[1].line, 3);
  cr_expect_eq(batch.records[2].damage, RECORD_BAD_JSON);
  cr_expect_eq(batch.records[2].damage_offset, 1);
  cr_expect(bytes_equal(batch.records[2].raw, BYTES("{bad")));
  record_batch_free(&batch);
  chunk_free(&c);
  column_keys_free(keys);
}

Test(ndjson, a_damaged_row_leaves_the_next_one_alone)
{
  column_keys *keys = NULL;
  record_batch batch;
  chunk c;

  cr_assert_eq(column_keys_new(&keys, NULL), L2A_OK);
  column_keys_add(keys, BYTES("id"));
  column_keys_add(keys, BYTES("name"));
  parse(&batch, &c, keys, BYTES("{\"id\":1,\"name\":\"a\",}\n{\"name\":\"b\",\"id\":2}\n"));
  cr_assert_eq(batch.count, 2);
  cr_expect_eq(batch.records[0].damage, RECORD_BAD_JSON);
  cr_expect(bytes_equal(record_field(&batch.records[1], 0), BYTES("2")));
  cr_expect(bytes_equal(record_field(&batch.records[1], 1), BYTES("b")));
  record_batch_free(&batch);
  chunk_free(&c);
  column_keys_free(keys);
}

Test(ndjson, bounds_nesting)
{
  column_keys *keys = NULL;

  cr_assert_eq(column_keys_new(&keys, NULL), L2A_OK);
  for (int depth = IO_JSON_DEPTH_LIMIT - 1; depth <= 100000; depth += depth < IO_JSON_DEPTH_LIMIT ? 1 : 99000) {
    buffer text = BUFFER_INIT;
    record_batch batch;
    chunk c;
    buffer_append_text(&text, "{\"a\":");
    for (int i = 0; i < depth; i++) buffer_append_char(&text, '[');
    for (int i = 0; i < depth; i++) buffer_append_char(&text, ']');
    buffer_append_char(&text, '}');
    parse(&batch, &c, keys, buffer_bytes(&text));
    cr_expect_eq(batch.records[0].damage == RECORD_GOOD, depth < IO_JSON_DEPTH_LIMIT, "depth %d", depth);
    record_batch_free(&batch);
    chunk_free(&c);
    buffer_free(&text);
  }
  column_keys_free(keys);
}

Test(ndjson, bounds_the_keys)
{
  column_keys *keys = NULL;
  char name[16];

  cr_assert_eq(column_keys_new(&keys, NULL), L2A_OK);
  for (uint32_t n = 0; n < IO_COLUMN_LIMIT; n++) {
    snprintf(name, sizeof name, "key%u", n);
    cr_assert_eq(column_keys_add(keys, bytes_of(name)), n);
  }
  cr_expect_eq(column_keys_add(keys, BYTES("more")), RECORD_NO_COLUMN);
  cr_expect_eq(column_keys_find(keys, BYTES("key77")), 77);
  cr_expect_eq(column_keys_count(keys), IO_COLUMN_LIMIT);
  column_keys_free(keys);
}
