/* SPDX-License-Identifier: MIT */
/* The image does not depend on the order of rows or on the number of threads; what is odd in a table is survived. */
#include "index/build.h"
#include "index/snapshot.h"
#include "unit/index/account_fixture.h"

enum { ACCOUNTS = 1409 };

static void make(index_image *image, const l2a_rules *rules, uint32_t step, size_t threads)
{
  l2a_error error = L2A_ERROR_INIT;
  account_rows rows;
  build_input input = {
    .rows = &rows, .columns = fixture_columns, .column_count = FIXTURE_COLUMNS, .lex = rules->lex, .thread_count = threads
  };

  account_rows_init(&rows, FIXTURE_COLUMNS, 0);
  for (uint32_t i = 0; i < ACCOUNTS; i++) {
    l2a_string cells[FIXTURE_COLUMNS];
    fixture_row row;
    fixture_account(&row, (uint32_t)((uint64_t)i * step % ACCOUNTS), ACCOUNTS);
    fixture_cells(cells, &row);
    cr_assert_eq(account_rows_add(&rows, cells, &error), L2A_OK);
    cr_assert_eq(account_rows_add(&rows, cells, &error), L2A_OK, "the same row twice is one account");
  }
  cr_assert_eq(index_build(image, &input, &error), L2A_OK, "%s", error.message);
  account_rows_free(&rows);
}

Test(index_build, the_same_bytes_for_any_order_and_thread_count)
{
  static const struct {
    uint32_t step;
    size_t threads;
  } cases[] = { { 1, 2 }, { 7, 1 }, { 1408, 3 }, { 700, 7 } };
  l2a_rules *rules = fixture_rules();
  index_image first, other;

  make(&first, rules, 1, 1);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    make(&other, rules, cases[i].step, cases[i].threads);
    for (int k = 0; k < SECTION_COUNT; k++) {
      cr_assert_eq(memcmp(&first.headers[k], &other.headers[k], sizeof *first.headers), 0, "header of %s", section_name((section_id)k));
      cr_assert_eq(memcmp(first.payloads[k], other.payloads[k], first.headers[k].size), 0, "section %s", section_name((section_id)k));
    }
    image_free(&other);
  }
  image_free(&first);
  l2a_rules_free(rules);
}

/* An index over ids and one more column. */
typedef struct table {
  l2a_rules *rules;
  l2a_index_writer *writer;
  l2a_index *index;
  snapshot_ref *ref;
  const snapshot *s;
} table;

static table table_new(l2a_account_field field)
{
  const l2a_column columns[] = { { { "id", 2 }, L2A_ACCOUNT_ID }, { { "x", 1 }, field } };
  table t = { .rules = fixture_rules() };

  cr_assert_eq(l2a_index_writer_new(&t.writer, NULL, t.rules, columns, 2, NULL), L2A_OK);
  return t;
}

static void table_add(table *t, const char *id, bytes value)
{
  const l2a_string cells[] = { bytes_of(id), value };
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_index_writer_add(t->writer, cells, &error), L2A_OK, "%s", error.message);
}

static void table_finish(table *t)
{
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_index_writer_finish(&t->index, t->writer, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_verify(t->index, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(snapshot_acquire(&t->ref, t->index, &error), L2A_OK);
  t->s = snapshot_get(t->ref);
}

static void table_free(table *t)
{
  snapshot_release(t->ref);
  l2a_index_close(t->index);
  l2a_rules_free(t->rules);
}

Test(index_build, parents_and_roots)
{
  static const struct {
    const char *id, *parent, *expected, *root;
    bool open; /* names a parent that it does not have */
  } rows[] = {
    { "a", "", "", "a", false },   { "b", "a", "a", "a", false },    { "c", "b", "b", "a", false },
    { "d", "d", "", "d", true },   { "e", "nobody", "", "e", true }, { "x", "y", "", "x", true },
    { "y", "z", "z", "x", false }, { "z", "x", "x", "x", false },    { "zz", " z ", "z", "x", false },
  };
  table t = table_new(L2A_ACCOUNT_PARENT_ID);

  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) table_add(&t, rows[i].id, bytes_of(rows[i].parent));
  table_finish(&t);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    uint32_t parent = rows[i].expected[0] ? snapshot_find_account(t.s, bytes_of(rows[i].expected)) : INDEX_NONE;
    uint32_t n = snapshot_find_account(t.s, bytes_of(rows[i].id));
    cr_expect_eq(t.s->accounts[n].parent, parent, "parent of %s", rows[i].id);
    cr_expect_eq(t.s->accounts[n].root, snapshot_find_account(t.s, bytes_of(rows[i].root)), "root of %s", rows[i].id);
    cr_expect_eq(t.s->accounts[n].flags, rows[i].open ? ACCOUNT_PARENT_OPEN : 0, "flags of %s", rows[i].id);
  }
  table_free(&t);
}

Test(index_build, heads_have_the_id_as_far_as_it_fits)
{
  static const size_t sizes[] = { 1, 10, HEAD_ID_SIZE - 1, HEAD_ID_SIZE, HEAD_ID_SIZE + 1, 36, 200 };
  char id[256];
  table t = table_new(L2A_ACCOUNT_COUNTRY);

  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    memset(id, 'a' + (int)i, sizes[i]);
    id[sizes[i]] = '\0';
    table_add(&t, id, bytes_of(i % 2 ? "Germany" : ""));
  }
  table_finish(&t);
  for (uint32_t i = 0; i < t.s->account_count; i++) {
    cr_expect_eq(t.s->heads[i].id_size, sizes[i] <= HEAD_ID_SIZE ? sizes[i] : (size_t)HEAD_ID_LONG);
    cr_expect(bytes_equal(snapshot_id(t.s, i), snapshot_field(t.s, i, L2A_ACCOUNT_ID)), "%u", i);
    cr_expect_eq(t.s->heads[i].country, t.s->account_countries[i]);
  }
  cr_expect_eq(t.s->heads[1].country, 'D' << 8 | 'E');
  table_free(&t);
}

Test(index_build, an_empty_table_is_an_index)
{
  table t = table_new(L2A_ACCOUNT_NAME);

  table_finish(&t);
  cr_assert_eq(t.s->account_count, 0);
  cr_assert_eq(snapshot_find_account(t.s, BYTES("a")), INDEX_NONE);
  cr_assert_eq(key_find(&t.s->by_domain, 5).count, 0);
  table_free(&t);
}

Test(index_build, more_aliases_than_an_account_may_have_forms)
{
  table t = table_new(L2A_ACCOUNT_ALIASES);
  buffer aliases = BUFFER_INIT;

  for (int i = 0; i < 1000; i++) buffer_printf(&aliases, "Alias%c%c%c;", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676);
  table_add(&t, "a", buffer_bytes(&aliases));
  table_finish(&t);
  cr_assert_eq(t.s->accounts[0].form_count, 255);
  cr_assert(bytes_equal(snapshot_field(t.s, 0, L2A_ACCOUNT_ALIASES), buffer_bytes(&aliases)), "the cell is kept whole");
  buffer_free(&aliases);
  table_free(&t);
}

Test(index_build, cells_of_a_megabyte)
{
  static const l2a_account_field fields[] = { L2A_ACCOUNT_NAME,  L2A_ACCOUNT_ALIASES, L2A_ACCOUNT_WEBSITE,     L2A_ACCOUNT_DOMAINS,
                                              L2A_ACCOUNT_CITY,  L2A_ACCOUNT_COUNTRY, L2A_ACCOUNT_POSTAL_CODE, L2A_ACCOUNT_PHONE,
                                              L2A_ACCOUNT_STATE, L2A_ACCOUNT_OTHER,   L2A_ACCOUNT_PARENT_ID };
  static const char *const texts[] = { "a", "é", "1 ", "东", ".a", ";x" };

  for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
    table t = table_new(fields[f]);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
      buffer cell = BUFFER_INIT;
      char id[] = { (char)('a' + i), 0 };
      while (cell.size < 1 << 20) buffer_append_text(&cell, texts[i]);
      table_add(&t, id, buffer_bytes(&cell));
      buffer_free(&cell);
    }
    table_finish(&t);
    cr_assert_geq(snapshot_cell(t.s, 3, 1).size, 1 << 20);
    table_free(&t);
  }
}
