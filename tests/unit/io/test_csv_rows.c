/* SPDX-License-Identifier: MIT */
/* Rows as places against the parser: the same fields wherever a chunk is regular, and regular wherever it is. */
#include "io/csv_rows.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { ROUNDS = 6000, TEXT = 20000 };

static uint32_t next_random(uint32_t *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* Whether the records are what csv_rows is for. */
static bool is_regular(const record_batch *batch, uint32_t columns)
{
  for (size_t i = 0; i < batch->count; i++)
    if (batch->records[i].damage != RECORD_GOOD || batch->records[i].field_count != columns || batch->records[i].footer) return false;
  return batch->count > 0 && batch->blank_lines == 0;
}

/* Returns whether the text was regular. damaged: it may end within quotes. */
static bool compare(bytes text, csv_dialect dialect, uint32_t columns, bool damaged)
{
  chunk c = { .data = malloc(text.size ? text.size : 1), .size = text.size, .capacity = text.size, .line = 1 };
  csv_rows rows = { .data = NULL };
  record_batch batch;
  bool regular = false, whole = text.size && text.data[text.size - 1] == dialect.newline;
  arena a;

  cr_assert_not_null(c.data);
  if (text.size) memcpy(c.data, text.data, text.size);
  record_batch_init(&batch);
  arena_init(&a, 1024);
  cr_assert_eq(csv_parse_chunk(&batch, &c, dialect, columns, NULL), L2A_OK);
  cr_assert_eq(csv_rows_find(&rows, &regular, &c, dialect, columns, NULL), L2A_OK);
  if (regular) {
    cr_assert(is_regular(&batch, columns), "'%.*s'", (int)text.size, text.data);
    cr_assert_eq(rows.count, batch.count);
    for (size_t i = 0; i < rows.count; i++)
      for (uint32_t n = 0; n < columns; n++) {
        bytes field = csv_rows_field(&rows, i, n, &a);
        cr_assert(bytes_equal(field, batch.records[i].fields[n]), "row %zu, field %u: '%.*s' and '%.*s'", i, n, (int)field.size, field.data,
                  (int)batch.records[i].fields[n].size, batch.records[i].fields[n].data);
      }
  } else {
    cr_assert_eq(rows.count, 0);
    cr_assert(damaged || !whole || columns < 2 || !is_regular(&batch, columns), "'%.*s' is regular", (int)text.size, text.data);
  }
  arena_free(&a);
  csv_rows_free(&rows);
  record_batch_free(&batch);
  chunk_free(&c);
  return regular;
}

Test(csv_rows, of_small_chunks)
{
  static const struct {
    const char *text;
    uint32_t columns;
    bool regular;
  } cases[] = {
    { "1,2\n3,4\n", 2, true },          { "1,2\r\n3,4\r\n", 2, true }, { "\"1,1\",\"2\n2\"\n", 2, true },
    { "\"a\"\"b\",\"c\"d\n", 2, true }, { ",\n,\n", 2, true },         { "1,2\n3,4", 2, false },
    { "1,2\n3\n", 2, false },           { "1,2\n3,4,5\n", 2, false },  { "1,2\n\n3,4\n", 2, false },
    { "1,2,3\n4\n", 2, false },         { "1\n2\n", 1, false },        { "", 2, false },
    { "1,\x80\n", 2, false },           { "1,\xC3\xA9\n", 2, true },   { "\"1,2\n", 2, false },
    { "1\n2,3,4\n", 2, false },
  };
  const char nul[] = "1,\0\n";

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_expect_eq(compare(bytes_of(cases[i].text), (csv_dialect){ ',', '\n' }, cases[i].columns, true), cases[i].regular, "case %zu", i);
  cr_expect_not(compare((bytes){ nul, 4 }, (csv_dialect){ ',', '\n' }, 2, true));
  cr_expect(compare(BYTES("1;2\r3;4\r"), (csv_dialect){ ';', '\r' }, 2, false));
}

static size_t put_field(char *out, uint32_t *seed)
{
  static const char *const fields[] = { "",           "a",        "acme",          "\"x,y\"", "\"a\nb\"",
                                        "\"q\"\"r\"", "\"t\"ail", "M\xC3\xBCller", " b ",     "long text without end" };
  const char *text = fields[next_random(seed) % 10];

  memcpy(out, text, strlen(text));
  return strlen(text);
}

Test(csv_rows, random_rows_are_read_as_the_parser_reads_them)
{
  static char text[TEXT + 256];
  uint32_t seed = 17, regular = 0;

  for (uint32_t round = 0; round < ROUNDS; round++) {
    uint32_t columns = 2 + next_random(&seed) % 5, rows = 1 + next_random(&seed) % 60;
    bool damaged = round % 4 == 0;
    size_t size = 0;
    for (uint32_t r = 0; r < rows; r++)
      for (uint32_t n = 0; n < columns; n++) {
        size += put_field(text + size, &seed);
        text[size++] = n + 1 < columns ? ',' : '\n';
      }
    for (uint32_t i = 0; damaged && i < 1 + round % 3; i++) text[next_random(&seed) % size] = ",\n\"a\0\x80"[next_random(&seed) % 6];
    regular += compare((bytes){ text, size }, (csv_dialect){ ',', '\n' }, columns, damaged);
  }
  cr_expect(regular > ROUNDS / 2, "%u", regular);
}
