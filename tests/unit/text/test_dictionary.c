/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <stdio.h>
#include "text/dictionary.h"
#include "text/text_table.h"

Test(dictionary, gives_entries_and_fields_with_their_lines)
{
  static const char text[] = "\xEF\xBB\xBF# comment\r\n\r\nDE | DEU|  Germany |\r\n   # indented comment\n\t\nFR|FRA";
  dictionary d;
  bytes entry, field;

  dictionary_from(&d, "x.txt", BYTES(text));
  cr_assert_eq(dictionary_next(&d, &entry, NULL), L2A_OK);
  cr_expect_eq(d.line, 3);
  cr_expect(dictionary_field(&entry, &field) && bytes_equal(field, BYTES("DE")));
  cr_expect(dictionary_field(&entry, &field) && bytes_equal(field, BYTES("DEU")));
  cr_expect(dictionary_field(&entry, &field) && bytes_equal(field, BYTES("Germany")));
  cr_expect(dictionary_field(&entry, &field) && field.size == 0, "a field may be empty");
  cr_expect_not(dictionary_field(&entry, &field));
  cr_assert_eq(dictionary_next(&d, &entry, NULL), L2A_OK);
  cr_expect_eq(d.line, 6);
  cr_expect(bytes_equal(entry, BYTES("FR|FRA")));
  cr_assert_eq(dictionary_next(&d, &entry, NULL), L2A_OK);
  cr_expect_null(entry.data);
  cr_assert_eq(dictionary_next(&d, &entry, NULL), L2A_OK, "the end stays the end");
  cr_expect_null(entry.data);
}

Test(dictionary, names_the_line_that_cannot_be_read)
{
  static const struct {
    const char *text;
    size_t size;
    uint64_t line;
  } cases[] = { { "a\nb\xFF\n", 5, 2 }, { "a\0b", 3, 1 }, { "\n\na\x01", 4, 3 }, { "\xC3", 1, 1 } };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    l2a_error error = L2A_ERROR_INIT;
    l2a_status status;
    dictionary d;
    bytes entry;
    dictionary_from(&d, "x.txt", bytes_from(cases[i].text, cases[i].size));
    do status = dictionary_next(&d, &entry, &error);
    while (status == L2A_OK && entry.data);
    cr_expect_eq(status, L2A_ESYNTAX, "%zu", i);
    cr_expect_eq(error.line, cases[i].line, "%zu: %s", i, error.message);
    cr_expect_eq(strncmp(error.message, "x.txt:", 6), 0, "%s", error.message);
  }
}

Test(dictionary, a_missing_built_in_file_is_named)
{
  l2a_error error = L2A_ERROR_INIT;
  dictionary d;

  cr_expect_eq(dictionary_open(&d, "no_such_file.txt", &error), L2A_ENOTFOUND);
  cr_expect_not_null(strstr(error.message, "no_such_file.txt"));
}

Test(text_table, keeps_what_was_put_and_nothing_else)
{
  enum { COUNT = 20000 };
  text_table table;
  char key[32];

  cr_assert_eq(text_table_init(&table, 4, NULL), L2A_OK);
  cr_expect_eq(text_table_get(&table, BYTES("")), TEXT_TABLE_NONE);
  for (uint32_t i = 0; i < COUNT; i++) {
    snprintf(key, sizeof key, "key%u", i);
    cr_assert_eq(text_table_put(&table, bytes_of(key), i, NULL), L2A_OK);
  }
  cr_assert_eq(text_table_put(&table, BYTES("key7"), 70, NULL), L2A_OK);
  cr_assert_eq(text_table_put(&table, (bytes){ NULL, 0 }, 5, NULL), L2A_OK);
  cr_expect_eq(table.count, COUNT + 1);
  for (uint32_t i = 0; i < COUNT; i++) {
    snprintf(key, sizeof key, "key%u", i);
    cr_assert_eq(text_table_get(&table, bytes_of(key)), i == 7 ? 70 : i, "%s", key);
    snprintf(key, sizeof key, "no%u", i);
    cr_assert_eq(text_table_get(&table, bytes_of(key)), TEXT_TABLE_NONE, "%s", key);
  }
  cr_expect_eq(text_table_get(&table, BYTES("")), 5);
  text_table_free(&table);
  text_table_free(&(text_table){ 0 });
}
