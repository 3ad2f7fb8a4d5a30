/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "base/bytes.h"

static int sign(int x)
{
  return (x > 0) - (x < 0);
}

Test(bytes, compare_is_by_byte_and_then_by_length)
{
  static const struct {
    const char *a;
    const char *b;
    int order;
  } cases[] = {
    { "", "", 0 }, { "", "a", -1 }, { "a", "a", 0 }, { "a", "ab", -1 }, { "b", "ab", 1 }, { "z", "\xC3\xA4", -1 }, { "Z", "a", -1 },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bytes a = bytes_of(cases[i].a);
    bytes b = bytes_of(cases[i].b);
    cr_expect_eq(sign(bytes_compare(a, b)), cases[i].order, "%s and %s", cases[i].a, cases[i].b);
    cr_expect_eq(sign(bytes_compare(b, a)), -cases[i].order, "%s and %s", cases[i].b, cases[i].a);
    cr_expect_eq(bytes_equal(a, b), cases[i].order == 0, "%s and %s", cases[i].a, cases[i].b);
  }
}

Test(bytes, null_is_the_empty_text)
{
  bytes null = { NULL, 0 };

  cr_expect(bytes_equal(null, BYTES("")));
  cr_expect_eq(bytes_compare(null, BYTES("")), 0);
  cr_expect_eq(bytes_of(NULL).size, 0);
  cr_expect(bytes_starts_with(BYTES("a"), null));
  cr_expect(bytes_ends_with(null, null));
  cr_expect_eq(bytes_trim(null).size, 0);
}

Test(bytes, ignoring_case_folds_ascii_letters_only)
{
  cr_expect(bytes_equal_nocase(BYTES("AbC-1"), BYTES("aBc-1")));
  cr_expect_not(bytes_equal_nocase(BYTES("a"), BYTES("ab")));
  cr_expect_not(bytes_equal_nocase(BYTES("@"), BYTES("`")), "32 apart, but no letters");
  cr_expect_not(bytes_equal_nocase(BYTES("\xC3\x84"), BYTES("\xC3\xA4")));
}

Test(bytes, trim_takes_ascii_blanks_off_both_ends)
{
  static const struct {
    const char *text;
    const char *expected;
  } cases[] = {
    { "", "" }, { " \t\r\n\v\f", "" }, { " a b ", "a b" }, { "a", "a" }, { "\xC2\xA0", "\xC2\xA0" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_expect(bytes_equal(bytes_trim(bytes_of(cases[i].text)), bytes_of(cases[i].expected)), "case %zu", i);
}

Test(bytes, prefix_and_suffix)
{
  cr_expect(bytes_starts_with(BYTES("acme.com"), BYTES("acme")));
  cr_expect_not(bytes_starts_with(BYTES("ac"), BYTES("acme")));
  cr_expect(bytes_ends_with(BYTES("acme.com"), BYTES(".com")));
  cr_expect_not(bytes_ends_with(BYTES("com"), BYTES(".com")));
}

Test(bytes, split_gives_every_part_once)
{
  static const struct {
    const char *text;
    size_t count;
    const char *parts[4];
  } cases[] = {
    { "a|b|c", 3, { "a", "b", "c" } },    { "a", 1, { "a" } }, { "", 1, { "" } }, { "|", 2, { "", "" } }, { "a|", 2, { "a", "" } },
    { "|a||b", 4, { "", "a", "", "b" } },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bytes rest = bytes_of(cases[i].text);
    size_t n = 0;
    while (rest.data) {
      bytes part = bytes_split(&rest, '|');
      cr_assert_lt(n, cases[i].count, "\"%s\" has too many parts", cases[i].text);
      cr_expect(bytes_equal(part, bytes_of(cases[i].parts[n])), "\"%s\" part %zu", cases[i].text, n);
      n++;
    }
    cr_expect_eq(n, cases[i].count, "\"%s\"", cases[i].text);
  }
}
