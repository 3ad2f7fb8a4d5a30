/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "base/arena.h"

Test(arena, pieces_are_aligned_and_do_not_overlap)
{
  enum { COUNT = 500 };
  arena a;
  unsigned char *pieces[COUNT];

  arena_init(&a, 256);
  for (size_t i = 0; i < COUNT; i++) {
    pieces[i] = arena_take(&a, i % 67);
    cr_assert_not_null(pieces[i]);
    cr_assert_eq((uintptr_t)pieces[i] % _Alignof(max_align_t), 0, "piece %zu", i);
    memset(pieces[i], (int)(i & 0xFF), i % 67);
  }
  for (size_t i = 0; i < COUNT; i++)
    for (size_t j = 0; j < i % 67; j++) cr_assert_eq(pieces[i][j], i & 0xFF, "piece %zu byte %zu was overwritten", i, j);
  arena_free(&a);
}

Test(arena, takes_pieces_larger_than_a_block)
{
  arena a;
  char *large;

  arena_init(&a, 64);
  large = arena_take(&a, 100000);
  cr_assert_not_null(large);
  memset(large, 1, 100000);
  cr_assert_not_null(arena_take(&a, 8));
  arena_free(&a);
}

Test(arena, reset_keeps_what_it_has_grown_to)
{
  arena a;

  arena_init(&a, 1024);
  for (int round = 0; round < 1000; round++) {
    for (int i = 0; i < 40; i++) cr_assert_not_null(arena_take(&a, 100));
    arena_reset(&a);
    cr_assert_not(a.failed);
  }
  arena_free(&a);
  cr_assert_null(a.first);
}

Test(arena, zeroed_memory_is_zero_after_a_reset_too)
{
  arena a;
  const char *zero;

  arena_init(&a, 128);
  memset(arena_take(&a, 100), 0xAA, 100);
  arena_reset(&a);
  zero = arena_take_zero(&a, 100);
  for (size_t i = 0; i < 100; i++) cr_assert_eq(zero[i], 0);
  arena_free(&a);
}

Test(arena, refuses_impossible_sizes_and_remembers_it)
{
  arena a;

  arena_init(&a, 128);
  cr_expect_null(arena_take(&a, SIZE_MAX));
  cr_expect(a.failed);
  arena_reset(&a);
  cr_expect_not(a.failed);
  cr_expect_null(arena_take_array(&a, SIZE_MAX / 4, 8), "the product overflows");
  cr_expect(a.failed);
  cr_expect_not_null(arena_take_array(&a, 4, 8));
  arena_free(&a);
}

Test(arena, copies_end_in_nul)
{
  arena a;
  bytes copy;

  arena_init(&a, 128);
  copy = arena_copy(&a, BYTES("Acme"));
  cr_expect_eq(copy.size, 4);
  cr_expect_str_eq(copy.data, "Acme");
  copy = arena_copy(&a, (bytes){ NULL, 0 });
  cr_expect_eq(copy.size, 0);
  cr_expect_str_eq(copy.data, "");
  arena_free(&a);
}
