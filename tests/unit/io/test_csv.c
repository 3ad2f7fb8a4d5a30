/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/csv_places.h"

/* Records as one text: fields in brackets, / behind a record, ! for damage, ^ for a footer. */
static void show(buffer *out, const record_batch *batch)
{
  for (size_t i = 0; i < batch->count; i++) {
    const record *r = &batch->records[i];
    if (r->footer) buffer_append_char(out, '^');
    if (r->damage) buffer_append_char(out, '!');
    for (uint32_t n = 0; n < r->field_count; n++) {
      buffer_append_char(out, '[');
      buffer_append_bytes(out, r->fields[n]);
      buffer_append_char(out, ']');
    }
    buffer_append_char(out, '/');
  }
  buffer_append_char(out, '\0');
}

/* A table as one chunk, its records, and what show() makes of them; the records point into the chunk. */
typedef struct parsed {
  chunk c;
  record_batch batch;
  buffer shown;
} parsed;

static void parse(parsed *p, bytes text, csv_dialect dialect, uint32_t columns)
{
  *p = (parsed){ .c = { .data = malloc(text.size + 1), .size = text.size, .capacity = text.size + 1, .line = 1 }, .shown = BUFFER_INIT };
  cr_assert(p->c.data);
  if (text.size) memcpy(p->c.data, text.data, text.size);
  record_batch_init(&p->batch);
  cr_assert_eq(csv_parse_chunk(&p->batch, &p->c, dialect, columns, NULL), L2A_OK);
  show(&p->shown, &p->batch);
}

static void parsed_free(parsed *p)
{
  record_batch_free(&p->batch);
  chunk_free(&p->c);
  buffer_free(&p->shown);
}

static const struct {
  const char *text;
  const char *records;
} cases[] = {
  { "a,b\n1,2\n", "[a][b]/[1][2]/" },
  { "a,b\n1,2", "[a][b]/[1][2]/" },
  { "a,b\r\n1,2\r\n", "[a][b]/[1][2]/" },
  { "\"a\",\"b\"\r\n\"1\",\"2\"\r\n", "[a][b]/[1][2]/" },
  { "a,\"b,c\",d\n", "[a][b,c][d]/" },
  { "a,\"b\nc\",d\n", "[a][b\nc][d]/" },
  { "a,\"b\r\nc\",d\r\n", "[a][b\r\nc][d]/" },
  { "a,\"say \"\"hi\"\"\",d\n", "[a][say \"hi\"][d]/" },
  { "\"\"\"\",x\n", "[\"][x]/" },
  { "\"\"\"\"\"\",x\n", "[\"\"][x]/" },
  { "\"\",\"\"\n", "[][]/" },
  { ",\n", "[][]/" },
  { ",,", "[][][]/" },
  { "a\n\n\nb\n", "[a]/[b]/" },
  { "a\r\n\r\nb", "[a]/[b]/" },
  { "5\" pipe,6\" pipe\nx,y\n", "[5\" pipe][6\" pipe]/[x][y]/" },
  { "5\" pipe,b\nx,y\n", "[5\" pipe][b]/[x][y]/" },
  { "\"a\"b,c\n", "[ab][c]/" },
  { "\"a\"b\"c,d\n", "[ab\"c][d]/" },
  { "\"The \"Best\" Co\",c\n", "[The Best\" Co\"][c]/" },
  { " \"a\",b\n", "[ \"a\"][b]/" },
  { "a\rb,c\n", "[a\rb][c]/" },
  { "\"\"\n", "[]/" },
  { "a,b\n\"1\n\n2\",3\n", "[a][b]/[1\n\n2][3]/" },
  { "", "" },
  { "\n\n", "" },
};

Test(csv, reads_published_shapes)
{
  for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
    parsed p;
    parse(&p, bytes_of(cases[n].text), (csv_dialect){ ',', '\n' }, 0);
    cr_expect_str_eq(p.shown.data, cases[n].records, "case %zu: %s gives %s", n, cases[n].text, p.shown.data);
    parsed_free(&p);
  }
}

Test(csv, reads_lone_carriage_returns_as_line_ends)
{
  parsed p;
  csv_dialect dialect = csv_dialect_detect(BYTES("a;b\r1;\"2\r3\"\r"), 0);

  cr_assert_eq(dialect.newline, '\r');
  cr_assert_eq(dialect.separator, ';');
  parse(&p, BYTES("a;b\r1;\"2\r3\"\r\r4;5"), dialect, 2);
  cr_expect_str_eq(p.shown.data, "[a][b]/[1][2\r3]/[4][5]/");
  cr_expect_eq(p.batch.records[2].line, 5);
  cr_expect_eq(p.batch.blank_lines, 1);
  parsed_free(&p);
}

Test(csv, finds_the_separator_outside_quotes)
{
  static const struct {
    const char *head;
    char separator;
  } rows[] = {
    { "id,name\n", ',' },
    { "id;name,x;y\n", ';' },
    { "id\tname\r\n", '\t' },
    { "id|name|city\n", '|' },
    { "\"a,b,c\";\"d\"\n", ';' },
    { "first name,company name\n", ',' },
    { "id name city\n", ' ' },
    { "email\n", ',' },
    { "\n\nid;name\n", ';' },
    { "id", ',' },
    { "company name\n", ',' },
    { "the company name\nA B C\nD\n", ',' },
    { "id name city\n1 \"A B\" x\n2 C \"\"\n", ' ' },
  };

  for (size_t n = 0; n < sizeof rows / sizeof *rows; n++)
    cr_expect_eq(csv_dialect_detect(bytes_of(rows[n].head), 0).separator, rows[n].separator, "%s", rows[n].head);
  cr_expect_eq(csv_dialect_detect(BYTES("a,b\n"), ';').separator, ';');
}

Test(csv, says_where_a_record_stands)
{
  parsed p;

  parse(&p, BYTES("a,b\n\"1\n2\",x\n\n3,4\n"), (csv_dialect){ ',', '\n' }, 2);
  cr_assert_eq(p.batch.count, 3);
  cr_expect_eq(p.batch.records[0].line, 1);
  cr_expect_eq(p.batch.records[1].line, 2);
  cr_expect_eq(p.batch.records[1].offset, 4);
  cr_expect_eq(p.batch.records[2].line, 5);
  cr_expect_eq(p.batch.records[2].offset, 13);
  cr_expect_eq(p.batch.blank_lines, 1);
  cr_expect(bytes_equal(p.batch.records[1].raw, BYTES("\"1\n2\",x")));
  parsed_free(&p);
}

Test(csv, keeps_line_numbers_through_long_quoted_fields)
{
  buffer text = BUFFER_INIT;
  parsed p;

  buffer_append_text(&text, "a,b\n1,\"");
  for (int i = 0; i < 1000; i++) buffer_append_text(&text, "word\n");
  buffer_append_text(&text, "\"\n2,x\n3,y\n");
  parse(&p, buffer_bytes(&text), (csv_dialect){ ',', '\n' }, 2);
  cr_assert_eq(p.batch.count, 4);
  cr_expect_eq(p.batch.records[1].line, 2);
  cr_expect_eq(p.batch.records[2].line, 1003);
  cr_expect_eq(p.batch.records[3].line, 1004);
  parsed_free(&p);
  buffer_free(&text);
}

Test(csv, rejects_damaged_rows_and_goes_on)
{
  parsed p;

  parse(&p, BYTES("1,2\n1,2,3\nb\xFF,c\n\xC3\xA9,\xE2\x82\xAC\nx\0y,z\n4\n5,6\n"), (csv_dialect){ ',', '\n' }, 2);
  cr_expect_str_eq(p.shown.data, "[1][2]/!/!/[\xC3\xA9][\xE2\x82\xAC]/!/[4]/[5][6]/");
  cr_expect_eq(p.batch.records[1].damage, RECORD_TOO_MANY_FIELDS);
  cr_expect_eq(p.batch.records[2].damage, RECORD_BAD_ENCODING);
  cr_expect_eq(p.batch.records[2].damage_offset, 1);
  cr_expect_eq(p.batch.records[4].damage, RECORD_NUL);
  cr_expect_eq(record_field(&p.batch.records[5], 1).size, 0);
  parsed_free(&p);
}

Test(csv, bounds_the_columns)
{
  buffer text = BUFFER_INIT;
  parsed p;

  for (int i = 0; i < IO_COLUMN_LIMIT; i++) buffer_append_char(&text, ',');
  parse(&p, buffer_bytes(&text), (csv_dialect){ ',', '\n' }, 0);
  cr_expect_eq(p.batch.records[0].damage, RECORD_TOO_MANY_FIELDS);
  parsed_free(&p);
  text.size--;
  parse(&p, buffer_bytes(&text), (csv_dialect){ ',', '\n' }, 0);
  cr_expect_eq(p.batch.records[0].field_count, IO_COLUMN_LIMIT);
  parsed_free(&p);
  buffer_free(&text);
}

/* ---- properties ------------------------------------------------------------------------------------------------------------------ */

static uint64_t next_random(uint64_t *state)
{
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *state >> 33;
}

/* Bytes that matter, in bursts, so that quotes are often well placed and often not. */
static void random_text(buffer *out, uint64_t *seed)
{
  static const char *const pieces[] = {
    "a",     "bcdefghij", ",",    ",",
    "\"",    "\"\"",      "\n",   "\r\n",
    "\",\"", "\"\n\"",    ";",    "\r",
    ",\"",   "\",",       "\n\n", "x y z 0123456789 and a longer stretch of plain text that fills more than one block of it"
  };
  size_t count = next_random(seed) % 120;

  buffer_clear(out);
  for (size_t i = 0; i < count; i++) buffer_append_text(out, pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
}

Test(csv, classifiers_agree_with_a_byte_loop)
{
  static const csv_dialect dialects[] = { { ',', '\n' }, { ';', '\r' }, { '\t', '\n' }, { '|', '\n' } };
  uint64_t seed = 7;
  char data[8 * CSV_BLOCK_SIZE];
  const char *name;
  csv_classify_function *classify;

  for (int round = 0; round < 2000; round++) {
    csv_dialect dialect = dialects[round % 4];
    for (size_t i = 0; i < sizeof data; i++)
      data[i] = (char)(round % 3 ? "a,;\"\n\r|\t"[next_random(&seed) % 8] : (char)next_random(&seed));
    for (size_t n = 0; (classify = csv_classify_number(n, &name)); n++) {
      csv_masks masks[8];
      classify(masks, data, 8, dialect);
      for (size_t i = 0; i < sizeof data; i++) {
        const csv_masks *m = &masks[i / 64];
        cr_assert_eq(m->quote >> i % 64 & 1, data[i] == '"', "%s quote at %zu", name, i);
        cr_assert_eq(m->separator >> i % 64 & 1, data[i] == dialect.separator, "%s separator at %zu", name, i);
        cr_assert_eq(m->newline >> i % 64 & 1, data[i] == dialect.newline, "%s newline at %zu", name, i);
        cr_assert_eq(m->cr >> i % 64 & 1, data[i] == '\r', "%s cr at %zu", name, i);
        cr_assert_eq(m->other >> i % 64 & 1, data[i] == 0 || (unsigned char)data[i] >= 0x80, "%s other at %zu", name, i);
      }
    }
  }
}

Test(csv, scan_agrees_with_the_state_machine)
{
  uint64_t seed = 11;
  buffer text = BUFFER_INIT;
  const char *name;
  csv_classify_function *classify;
  csv_dialect dialect = { ',', '\n' };

  for (int round = 0; round < 3000; round++) {
    csv_state first = (csv_state)(round % 4);
    random_text(&text, &seed);
    if (text.size > CSV_SCAN_SIZE) text.size = CSV_SCAN_SIZE;
    for (size_t n = 0; (classify = csv_classify_number(n, &name)); n++) {
      csv_scan scan;
      csv_state got = first;
      csv_state expected = first;
      csv_scan_bytes(&scan, text.data, text.size, dialect, &got, classify);
      for (size_t i = 0; i < text.size; i++) {
        expected = csv_step(expected, text.data[i], dialect);
        cr_assert_eq(scan.structural[i / 64] >> i % 64 & 1, expected == CSV_START, "%s round %d at %zu", name, round, i);
      }
      if (text.size) cr_assert_eq(got, expected, "%s round %d", name, round);
    }
  }
  buffer_free(&text);
}

Test(csv, places_are_those_of_the_bits)
{
  static csv_places places;
  uint64_t seed = 23;
  csv_places_function *find;
  const char *name;

  for (int round = 0; round < 500; round++) {
    csv_scan scan = { .block_count = next_random(&seed) % (CSV_SCAN_BLOCKS + 1) };
    for (size_t n = 0; n < scan.block_count; n++) {
      uint64_t bits = next_random(&seed) << 32 | next_random(&seed), more = next_random(&seed) << 33 | next_random(&seed);
      scan.structural[n] = round % 4 == 0 ? UINT64_MAX : round % 4 == 1 ? bits & more & next_random(&seed) : round % 4 == 2 ? bits : 0;
      scan.masks[n].newline = more;
    }
    for (size_t n = 0; (find = csv_places_number(n, &name)); n++) {
      uint32_t count = 0, lines = 0;
      find(&places, &scan);
      for (uint32_t i = 0; i < scan.block_count * CSV_BLOCK_SIZE; i++) {
        if (!(scan.structural[i / 64] >> i % 64 & 1)) continue;
        if (scan.masks[i / 64].newline >> i % 64 & 1) cr_assert_eq(places.lines[lines++], count, "%s round %d", name, round);
        cr_assert_eq(places.at[count++], i, "%s round %d", name, round);
      }
      cr_assert_eq(places.count, count, "%s round %d", name, round);
      cr_assert_eq(places.line_count, lines, "%s round %d", name, round);
    }
  }
}

/* The reader as one would write it in an hour: a byte at a time, everything copied. */
static void oracle(buffer *out, bytes text, csv_dialect dialect)
{
  csv_state state = CSV_START;
  buffer row = BUFFER_INIT;
  buffer field = BUFFER_INIT;
  size_t record_size = 0;

  for (size_t i = 0; i <= text.size; i++) {
    bool last = i == text.size;
    char c = last ? dialect.newline : text.data[i];
    csv_state next = last ? CSV_START : csv_step(state, c, dialect);
    if (next == CSV_START) {
      bool line_end = c == dialect.newline;
      if (line_end && field.size && field.data[field.size - 1] == '\r' && text.data[i - 1] == '\r') field.size--, record_size--;
      buffer_append_char(&row, '[');
      buffer_append_bytes(&row, buffer_bytes(&field));
      buffer_append_char(&row, ']');
      buffer_clear(&field);
      if (line_end) {
        if (record_size) buffer_append_bytes(out, buffer_bytes(&row)), buffer_append_char(out, '/');
        buffer_clear(&row);
        record_size = 0;
      } else {
        record_size++;
      }
    } else {
      record_size++;
      if (next == CSV_QUOTED && state == CSV_AFTER) buffer_append_char(&field, '"');
      else if (next == CSV_TEXT || (next == CSV_QUOTED && state == CSV_QUOTED)) buffer_append_char(&field, c);
    }
    state = next;
  }
  buffer_append_char(out, '\0');
  buffer_free(&row);
  buffer_free(&field);
}

Test(csv, parser_agrees_with_a_plain_one)
{
  uint64_t seed = 3;
  csv_dialect dialect = { ',', '\n' };

  for (int round = 0; round < 5000; round++) {
    buffer text = BUFFER_INIT;
    buffer expected = BUFFER_INIT;
    parsed p;
    random_text(&text, &seed);
    if (round % 50 == 0) /* over several scans, some of them without quotes or with few */
      for (int line = 0; line < 300; line++)
        buffer_append_text(&text, line % 97 == 96 ? "1,\"a \"\"b\"\", c\",\xC3\xBC,\"d\ne\",\r\n"
                                  : line % 13     ? "1234567,jane.doe@acme.com,,plain text,\xC3\xBC\n"
                                                  : "1,\"Acme, Inc\",x\"y,,\n");
    oracle(&expected, buffer_bytes(&text), dialect);
    parse(&p, buffer_bytes(&text), dialect, 0);
    cr_assert_str_eq(p.shown.data, expected.data, "round %d: %.*s", round, (int)text.size, text.data);
    buffer_free(&text);
    buffer_free(&expected);
    parsed_free(&p);
  }
}
