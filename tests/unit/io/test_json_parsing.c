/* SPDX-License-Identifier: MIT */
/*
 * JSONTestSuite's test_parsing. A row of NDJSON is an object on one line, so each text stands as the value of a member, {"v":TEXT}; in texts
 * that must be accepted the line ends between tokens become blanks. Texts with a free choice (i_) must end in some answer.
 *
 * Not accepted although they are JSON: texts with \u0000. A row with a NUL is damaged, in every format: it would end a text for whoever
 * reads the output next.
 */
#include "io/ndjson.h"
#include "vector/vector_file.h"

static size_t parse(bytes line, size_t *good)
{
  chunk c = { .data = (char *)(uintptr_t)line.data, .size = line.size, .capacity = line.size, .line = 1 };
  column_keys *keys = NULL;
  record_batch batch;
  size_t count;

  *good = 0;
  record_batch_init(&batch);
  cr_assert_eq(column_keys_new(&keys, NULL), L2A_OK);
  cr_assert_eq(ndjson_parse_chunk(&batch, &c, keys, NULL), L2A_OK);
  for (size_t i = 0; i < batch.count; i++) *good += batch.records[i].damage == RECORD_GOOD;
  count = batch.count;
  record_batch_free(&batch);
  column_keys_free(keys);
  return count;
}

static void check_text(const bytes *fields, size_t count)
{
  static const char head[] = "{\"v\":";
  bytes name = fields[0], text = fields[1];
  size_t size = sizeof head - 1 + text.size + 2, rows, good;
  char *line = malloc(size);

  cr_assert(count == 2 || (count == 1 && name.size));
  memcpy(line, head, sizeof head - 1);
  if (text.size) memcpy(line + sizeof head - 1, text.data, text.size);
  memcpy(line + size - 2, "}\n", 2);
  for (size_t i = 0; i + 1 < size && name.data[0] == 'y'; i++)
    if (line[i] == '\n' || line[i] == '\r') line[i] = ' ';
  rows = parse(bytes_from(line, size), &good);
  if (bytes_equal(name, BYTES("y_object_escaped_null_in_key")) || bytes_equal(name, BYTES("y_string_null_escape")))
    cr_expect(rows == 1 && good == 0, "%.*s is accepted", (int)name.size, name.data);
  else if (name.data[0] == 'y') cr_expect(rows == 1 && good == 1, "%.*s is refused", (int)name.size, name.data);
  if (name.data[0] == 'n') cr_expect(rows >= 1 && good == 0, "%.*s is accepted", (int)name.size, name.data);
  free(line);
}

Test(json_parsing, what_must_be_accepted_is_and_what_must_be_refused_is_not)
{
  cr_assert_eq(vector_file_read("json_parsing.txt", check_text), 316);
}

/* The two files of the suite that are mostly brackets. */
Test(json_parsing, a_hundred_thousand_brackets_are_refused)
{
  enum { COUNT = 100000, UNIT = 5 };
  char *text = malloc(COUNT * UNIT + 16);
  size_t at, good;

  memcpy(text, "{\"v\":", 5);
  memset(text + 5, '[', COUNT);
  parse(bytes_from(text, COUNT + 5), &good);
  cr_expect_eq(good, 0);
  at = 5;
  for (size_t i = 0; i < COUNT / 2; i++, at += UNIT) memcpy(text + at, "[{\"\":", UNIT);
  parse(bytes_from(text, at), &good);
  cr_expect_eq(good, 0);
  free(text);
}
