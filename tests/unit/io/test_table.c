/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/table.h"
#include "support/work_folder.h"

static void enter_folder(void)
{
  char folder[WORK_PATH_SIZE];

  work_path(folder, "");
  cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
  cr_assert_eq(chdir("/"), 0);
  work_folder_remove();
}

TestSuite(table, .init = enter_folder, .fini = leave_folder);

static void put_file(bytes content)
{
  FILE *f = fopen("f", "wb");

  cr_assert(f && fwrite(content.data, 1, content.size, f) == content.size && fclose(f) == 0);
}

/* Every record with its line, offset, footer and damage, and the count of blank lines at the end. */
static l2a_status dump(buffer *out, size_t chunk_size, l2a_error *error)
{
  const table_options options = { .chunk_size = chunk_size };
  table *t = NULL;
  chunk c = CHUNK_INIT;
  record_batch batch;
  uint64_t blank_lines = 0;
  l2a_status status = table_open(&t, "f", &options, error);

  record_batch_init(&batch);
  while (status == L2A_OK) {
    status = table_next(t, &c, error);
    if (status != L2A_OK || c.size == 0) break;
    cr_assert_eq(table_parse(t, &batch, &c, error), L2A_OK);
    blank_lines += batch.blank_lines;
    for (size_t i = 0; i < batch.count; i++) {
      const record *r = &batch.records[i];
      buffer_printf(out, "%lu@%lu%s%s", (unsigned long)r->line, (unsigned long)r->offset, r->footer ? "^" : "", r->damage ? "!" : "");
      for (uint32_t n = 0; n < r->field_count; n++) {
        buffer_append_char(out, '[');
        if (r->keys) buffer_append_bytes(out, r->keys[n]), buffer_append_char(out, '=');
        buffer_append_bytes(out, r->fields[n]);
        buffer_append_char(out, ']');
      }
      buffer_append_char(out, '/');
    }
  }
  buffer_printf(out, "blank %lu", (unsigned long)blank_lines);
  buffer_append_char(out, '\0');
  record_batch_free(&batch);
  chunk_free(&c);
  table_close(t);
  return status;
}

static void expect_same_for_every_chunk_size(bytes content)
{
  buffer whole = BUFFER_INIT;
  l2a_status expected;

  put_file(content);
  expected = dump(&whole, 0, NULL);
  for (size_t size = 1; size <= content.size + 1; size += size < 70 ? 1 : 37) {
    buffer cut = BUFFER_INIT;
    cr_expect_eq(dump(&cut, size, NULL), expected);
    cr_assert_str_eq(cut.data, whole.data, "chunk size %zu:\n%s\n%s", size, cut.data, whole.data);
    buffer_free(&cut);
  }
  buffer_free(&whole);
}

Test(table, gives_the_same_records_for_every_chunk_size)
{
  static const char *const texts[] = {
    "id,name\n1,a\n2,\"b\nc\"\n3,d",
    "id,name\r\n1,a\r\n\r\n2,\"b\r\nc\"\r\n3,d\r\n",
    "id;name\r1;a\r\r2;\"b\rc\"\r3;d\r",
    "\n\nid,name\n1,5\" pipe\n2,\"say \"\"hi\"\"\"\n3,\"x\"y\"z\n4\n",
    "id,name\n1,a\n\nshort\nfull,row\nshort\n\nCopyright\nGenerated\n",
    "id,name\r\n1,a\r\n\r\nshort\r\nfull,row\r\nshort\r\n\r\nCopyright\r\nGenerated\r\n",
    "id,name\n1,a,b\n\xFF,x\n2,y\n",
    "id,name\n1,a\n2,b\n3,\"never closed\n4,x\n5,y\n",
    "{\"id\":1,\"name\":\"a\"}\n\n{\"id\":2}\n{\"name\":\"x\\ny\",\"z\":[1,2]}\nnot json\n{\"id\":3}",
  };

  for (size_t n = 0; n < sizeof texts / sizeof *texts; n++) expect_same_for_every_chunk_size(bytes_of(texts[n]));
}

Test(table, gives_the_same_records_for_random_text)
{
  static const char *const pieces[] = { "a", "bcdefgh", ",", ",", "\"", "\"\"", "\n", "\r\n", "\",\"", "x,y\n", "\n\n", "\r\n\r\n", "\r" };
  uint64_t seed = 5;

  for (int round = 0; round < 60; round++) {
    buffer text = BUFFER_INIT;
    buffer_append_text(&text, "id,name\n");
    for (int i = 0; i < 80; i++) {
      seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      buffer_append_text(&text, pieces[(seed >> 33) % (sizeof pieces / sizeof *pieces)]);
    }
    expect_same_for_every_chunk_size(buffer_bytes(&text));
    buffer_free(&text);
  }
}

Test(table, marks_report_footers)
{
  buffer out = BUFFER_INIT;

  put_file(BYTES("id,name,city\n1,a,b\n2,short\n\n\nMy Report\nCopyright (c) 2020,x\n"));
  cr_assert_eq(dump(&out, 0, NULL), L2A_OK);
  cr_expect_str_eq(out.data, "2@13[1][a][b]/3@19[2][short]/6@29^[My Report]/7@39^[Copyright (c) 2020][x]/blank 2");
  buffer_free(&out);
}

Test(table, says_where_a_quote_was_opened)
{
  buffer out = BUFFER_INIT;
  l2a_error error = L2A_ERROR_INIT;

  put_file(BYTES("id,name\n1,a\n2,\"closed\nhere\"\n3,\"never\n4,x\n"));
  cr_expect_eq(dump(&out, 0, &error), L2A_ESYNTAX);
  cr_expect_eq(error.line, 5);
  cr_expect_str_eq(out.data, "2@8[1][a]/3@12[2][closed\nhere]/blank 0");
  buffer_free(&out);
}

Test(table, bounds_the_size_of_a_record)
{
  buffer text = BUFFER_INIT;
  buffer out = BUFFER_INIT;
  l2a_error error = L2A_ERROR_INIT;

  buffer_append_text(&text, "id,name\n1,a\n2,\"");
  while (text.size < (size_t)IO_RECORD_LIMIT + 4096) buffer_append_text(&text, "some text that goes on and on\n");
  buffer_append_text(&text, "\"\n3,b\n");
  put_file(buffer_bytes(&text));
  cr_expect_eq(dump(&out, 0, &error), L2A_ELIMIT);
  cr_expect(strstr(error.message, "line 3"), "%s", error.message);
  buffer_free(&text);
  buffer_free(&out);
}

Test(table, refuses_what_has_no_header)
{
  static const struct {
    const char *text;
    l2a_status status;
    const char *part;
  } rows[] = {
    { "\n\n", L2A_EIO, "empty" },
    { "[\n{\"a\":1}]", L2A_EIO, "JSON array" },
    { "id,\"name\n1,2\n", L2A_ESYNTAX, "quote" },
    { "{}\n{}\n", L2A_EIO, "no JSON object" },
  };

  for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
    buffer out = BUFFER_INIT;
    l2a_error error = L2A_ERROR_INIT;
    put_file(bytes_of(rows[n].text));
    cr_expect_eq(dump(&out, 0, &error), rows[n].status, "%s", rows[n].text);
    cr_expect(strstr(error.message, rows[n].part), "%s", error.message);
    buffer_free(&out);
  }
}

Test(table, accepts_a_header_without_rows)
{
  buffer out = BUFFER_INIT;

  put_file(BYTES("id,name"));
  cr_expect_eq(dump(&out, 0, NULL), L2A_OK);
  cr_expect_str_eq(out.data, "blank 0");
  buffer_free(&out);
}

Test(table, takes_the_keys_of_the_head_as_columns)
{
  table *t = NULL;
  const bytes *columns;
  uint32_t count;

  put_file(BYTES("\xEF\xBB\xBF{\"id\":1}\n{\"email\":\"a@b.co\",\"id\":2}\n"));
  cr_assert_eq(table_open(&t, "f", NULL, NULL), L2A_OK);
  columns = table_columns(t, &count);
  cr_assert_eq(count, 2);
  cr_expect(bytes_equal(columns[0], BYTES("id")) && bytes_equal(columns[1], BYTES("email")));
  cr_assert_eq(table_sample(t)->count, 2);
  cr_expect(bytes_equal(record_field(&table_sample(t)->records[1], 0), BYTES("2")));
  cr_expect_eq(table_sample(t)->records[0].offset, 3);
  table_close(t);
}
