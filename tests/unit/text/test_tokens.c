/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "text/tokens.h"

static const char *const texts[][2] = {
  { "", "" },
  { " ,.- ", "" },
  { "acme widgets", "acme widgets" },
  { "i.b.m. deutschland", "ibm deutschland" },
  { "i.b.m", "ibm" },
  { "j.p.morgan", "jp morgan" },
  { "s.a. de c.v.", "sa de cv" },
  { "a.b.ltd", "ab ltd" },
  { "a t & t", "at and t" },
  { "at&t", "at and t" },
  { "x y z widgets", "xyz widgets" },
  { "l'oreal", "loreal" },
  { "o`reilly", "oreilly" },
  { "7-eleven", "7 eleven" },
  { "st. gallen", "st gallen" },
  { "booking.com", "booking com" },
  { "a+b partner", "ab partner" },
  { "foo_bar/baz", "foo bar baz" },
  { "1 2 3", "1 2 3" },
  { "c/o smith", "co smith" },
  { "&", "and" },
};

Test(tokens, texts_are_split_into_words)
{
  arena memory;
  token_list tokens;

  arena_init(&memory, 4096);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    tokens_split(&tokens, bytes_of(texts[i][0]), &memory);
    cr_expect(bytes_equal(tokens.joined, bytes_of(texts[i][1])), "%s: %.*s", texts[i][0], (int)tokens.joined.size, tokens.joined.data);
  }
  arena_free(&memory);
}

Test(tokens, neighbours_are_one_piece_of_text)
{
  arena memory;
  token_list tokens;

  arena_init(&memory, 4096);
  tokens_split(&tokens, BYTES("acme i.n.c. gmbh & co. kg"), &memory);
  cr_assert_eq(tokens.count, 6);
  cr_expect(bytes_equal(tokens_slice(&tokens, 2, 6), BYTES("gmbh and co kg")));
  cr_expect(bytes_equal(tokens_slice(&tokens, 1, 2), BYTES("inc")));
  cr_expect(!tokens.cut);
  arena_free(&memory);
}

Test(tokens, too_many_words_are_cut)
{
  char text[4 * (TOKEN_LIST_LIMIT + 5)];
  arena memory;
  token_list tokens;

  arena_init(&memory, 4096);
  for (size_t i = 0; i < sizeof text; i++) text[i] = "abc "[i % 4];
  tokens_split(&tokens, bytes_from(text, sizeof text), &memory);
  cr_expect_eq(tokens.count, TOKEN_LIST_LIMIT);
  cr_expect(tokens.cut);
  arena_free(&memory);
}
