/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "base/regex.h"

static bool finds(const char *pattern, bytes subject, regex_match *match)
{
  regex *r = NULL;
  regex_scratch *scratch = NULL;
  l2a_error error = L2A_ERROR_INIT;
  bool found = false;

  cr_assert_eq(regex_compile(&r, bytes_of(pattern), NULL, &error), L2A_OK, "%s: %s", pattern, error.message);
  cr_assert_eq(regex_scratch_new(&scratch, &error), L2A_OK);
  cr_assert_eq(regex_find(&found, r, scratch, subject, match, &error), L2A_OK, "%s: %s", pattern, error.message);
  regex_scratch_free(scratch);
  regex_free(r);
  return found;
}

Test(regex, ignores_case_and_knows_unicode)
{
  static const struct {
    const char *pattern;
    const char *subject;
    bool found;
  } cases[] = {
    { "\\bchief\\b", "CHIEF of Staff", true },
    { "\\bchief\\b", "mischief", false },
    { "gesch\xC3\xA4"
      "ftsf\xC3\xBChrer",
      "GESCH\xC3\x84"
      "FTSF\xC3\x9CHRER",
      true },
    { "\xD0\xB4\xD0\xB8\xD1\x80\xD0\xB5\xD0\xBA\xD1\x82\xD0\xBE\xD1\x80",
      "\xD0\x94\xD0\x98\xD0\xA0\xD0\x95\xD0\x9A\xD0\xA2\xD0\x9E\xD0\xA0", true },
    { "^\\w+$", "\xE7\xA4\xBE\xE9\x95\xB7", true },
    { "^.$", "\xE7\xA4\xBE", true },
    { "", "", true },
    { "a", "", false },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_expect_eq(finds(cases[i].pattern, bytes_of(cases[i].subject), NULL), cases[i].found, "/%s/ in \"%s\"", cases[i].pattern,
                 cases[i].subject);
}

Test(regex, reports_where_the_match_and_its_groups_are)
{
  regex_match match;

  cr_assert(finds("(vp|svp)(x)? of (\\w+)", BYTES("the SVP of Sales"), &match));
  cr_expect(bytes_equal(match.whole, BYTES("SVP of Sales")));
  cr_expect(bytes_equal(match.groups[0], BYTES("SVP")));
  cr_expect_null(match.groups[1].data, "a group that took no part");
  cr_expect(bytes_equal(match.groups[2], BYTES("Sales")));
  cr_expect_null(match.groups[3].data);
  cr_expect_not(finds("x", BYTES("y"), &match));
  cr_expect_null(match.whole.data);
}

Test(regex, keeps_the_first_groups_of_many)
{
  regex_match match;

  cr_assert(finds("(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)", BYTES("abcdefghijk"), &match));
  cr_expect(bytes_equal(match.whole, BYTES("abcdefghijk")));
  cr_expect(bytes_equal(match.groups[REGEX_GROUP_MAX - 1], BYTES("i")));
}

Test(regex, subject_with_invalid_utf8_is_searched_around_it)
{
  cr_expect(finds("chief", BYTES("\xFF\xFE chief \x80"), NULL));
  cr_expect_not(finds("chief",
                      BYTES("chi\xFF"
                            "ef"),
                      NULL));
  cr_expect(finds("b", BYTES("a\0b"), NULL));
}

Test(regex, syntax_errors_say_where)
{
  static const struct {
    const char *pattern;
    size_t offset;
  } cases[] = {
    { "ab(cd", 5 }, { "a[b", 3 }, { "*a", 0 }, { "a(?<n", 5 }, { "\\Ca", 2 },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    regex *r = NULL;
    l2a_error error = L2A_ERROR_INIT;
    size_t offset = 99;
    cr_expect_eq(regex_compile(&r, bytes_of(cases[i].pattern), &offset, &error), L2A_ESYNTAX, "%s", cases[i].pattern);
    cr_expect_null(r);
    cr_expect_eq(offset, cases[i].offset, "%s: %zu", cases[i].pattern, offset);
    cr_expect_eq(error.column, cases[i].offset + 1);
    cr_expect_not_null(strstr(error.message, "pattern, at byte"), "%s", error.message);
  }
}

Test(regex, limits_are_answers)
{
  regex *r = NULL;
  regex_scratch *scratch = NULL;
  l2a_error error = L2A_ERROR_INIT;
  static char large[REGEX_SUBJECT_MAX + 1];
  bool found = true;

  memset(large, 'a', sizeof large);
  cr_expect_eq(regex_compile(&r, (bytes){ large, REGEX_PATTERN_MAX + 1 }, NULL, &error), L2A_ELIMIT);
  cr_expect_null(r);
  cr_assert_eq(regex_compile(&r, BYTES("(a+)+b"), NULL, &error), L2A_OK);
  cr_assert_eq(regex_scratch_new(&scratch, &error), L2A_OK);
  cr_expect_eq(regex_find(&found, r, scratch, (bytes){ large, sizeof large }, NULL, &error), L2A_ELIMIT);
  cr_expect_eq(regex_find(&found, r, scratch, BYTES("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"), NULL, &error), L2A_OK,
               "the required last letter is missing: no search at all");
  regex_free(r);
  cr_assert_eq(regex_compile(&r, BYTES("(a|aa)+$"), NULL, &error), L2A_OK);
  cr_expect_eq(regex_find(&found, r, scratch, BYTES("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"), NULL, &error), L2A_ELIMIT);
  cr_expect_not(found);
  cr_expect(strstr(error.message, "more than 1000000"), "REGEX_STEP_MAX: %s", error.message);
  cr_expect_eq(regex_find(&found, r, scratch, BYTES("aaa"), NULL, &error), L2A_OK, "the scratch is usable after a limit");
  cr_expect(found);
  regex_scratch_free(scratch);
  regex_free(r);
}

Test(regex, free_accepts_null)
{
  regex_free(NULL);
  regex_scratch_free(NULL);
}
