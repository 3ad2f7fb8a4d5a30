/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>

#include "mqa/key_map.h"

Test(key_map, salesforce_ids_of_both_lengths_are_one)
{
  static const struct {
    const char *id, *canonical;
  } cases[] = {
    { "001AbCdEfGh0003", "001AbCdEfGh0003" },
    { "00T000000000abcEAA", "00T000000000abc" },
    { "", "" },
    { "00T000000000abc-AA", "00T000000000abc-AA" },
  };

  cr_expect(bytes_equal(id_canonical(BYTES("00T000000000abcAAA")), BYTES("00T000000000abcAAA"))); /* T is the third of five: bit 4 is E */
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_expect(bytes_equal(id_canonical(bytes_of(cases[i].id)), bytes_of(cases[i].canonical)), "%s", cases[i].id);
}

Test(key_map, holds_what_was_added_first)
{
  enum { COUNT = 10000, SIZE = 16 };
  key_map map = { NULL, 0, 0 };
  char *keys = malloc(COUNT * SIZE);

  cr_assert_not_null(keys);
  cr_expect_eq(key_map_find(&map, BYTES("0")), KEY_NONE);
  for (uint32_t i = 0; i < COUNT; i++) {
    snprintf(keys + i * SIZE, SIZE, "key %u", i / 2);
    cr_assert_eq(key_map_add(&map, bytes_of(keys + i * SIZE), i), i / 2 * 2);
  }
  cr_expect_eq(map.count, COUNT / 2);
  for (uint32_t i = 0; i < COUNT; i++) cr_assert_eq(key_map_find(&map, bytes_of(keys + i * SIZE)), i / 2 * 2);
  cr_expect_eq(key_map_find(&map, BYTES("key")), KEY_NONE);
  key_map_free(&map);
  free(keys);
}
