/* SPDX-License-Identifier: MIT */
#include "match/align.h"

#include "unit/match/match_fixture.h"

enum { WORDS = 60 };

/* Words of a text parted by blanks: the number of a word is its hash, its weight 100, or what stands behind a colon. */
static uint32_t words_of(probe_word out[WORDS], const char *text)
{
  bytes rest = bytes_of(text);
  uint32_t count = 0;

  while (rest.data && rest.size && count < WORDS) {
    bytes part = bytes_split(&rest, ' ');
    bytes word = bytes_split(&part, ':');
    out[count] = (probe_word){ .text = word, .word = 0, .weight = part.data ? (uint16_t)strtoul(part.data, NULL, 10) : 100 };
    for (size_t i = 0; i < word.size; i++) out[count].word = out[count].word * 31 + (unsigned char)word.data[i];
    count++;
  }
  return count;
}

static void align(alignment *out, const char *contact, const char *account)
{
  probe_word c[WORDS], a[WORDS];
  uint32_t n = words_of(c, contact), m = words_of(a, account);

  align_words(out, c, n, a, m);
}

Test(align, pairs_of_names)
{
  static const struct {
    const char *contact, *account;
    int32_t exact_contact, exact_account, coverage_contact, coverage_account;
    uint32_t fuzzy, left_contact, left_account;
  } cases[] = {
    { "acme", "acme", 1000, 1000, 1000, 1000, 0, 0, 0 },
    { "acme steel", "steel acme", 1000, 1000, 1000, 1000, 0, 0, 0 },
    { "acme:300 steel:100", "acme:300", 750, 1000, 750, 1000, 0, 1, 0 },
    { "acme:300", "acme:300 steel:100", 1000, 750, 1000, 750, 0, 0, 1 },
    { "plubming acme", "plumbing acme", 500, 500, 950, 950, 1, 0, 0 },
    { "acme acme", "acme", 500, 1000, 500, 1000, 0, 1, 0 }, /* a word has one partner */
    { "systems", "system", 0, 0, 960, 960, 1, 0, 0 },
    { "hq bank:100", "hqbank:200", 0, 0, 950, 950, 1, 0, 0 },
    { "hqbank", "acme hq bank", 0, 0, 950, 633, 1, 0, 1 },
    { "bank hq", "hqbank", 0, 0, 0, 0, 0, 2, 1 },
    { "hq acme bank", "hqbank", 0, 0, 0, 0, 0, 3, 1 }, /* not neighbours: not joined */
    { "north star", "south star", 500, 500, 500, 500, 0, 1, 1 },
    { "acme", "zebra", 0, 0, 0, 0, 0, 1, 1 },
    { "acme", "", 0, 0, 0, 0, 0, 1, 0 },
    { "", "acme", 0, 0, 0, 0, 0, 0, 1 },
    { "", "", 0, 0, 0, 0, 0, 0, 0 },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    alignment al;
    align(&al, cases[i].contact, cases[i].account);
    cr_expect_eq(al.exact_contact, cases[i].exact_contact, "%s | %s: exact_contact %d", cases[i].contact, cases[i].account,
                 al.exact_contact);
    cr_expect_eq(al.exact_account, cases[i].exact_account, "%s | %s: exact_account %d", cases[i].contact, cases[i].account,
                 al.exact_account);
    cr_expect_eq(al.coverage_contact, cases[i].coverage_contact, "%s | %s: %d", cases[i].contact, cases[i].account, al.coverage_contact);
    cr_expect_eq(al.coverage_account, cases[i].coverage_account, "%s | %s: %d", cases[i].contact, cases[i].account, al.coverage_account);
    cr_expect_eq(al.fuzzy_count, cases[i].fuzzy, "%s | %s: fuzzy %u", cases[i].contact, cases[i].account, al.fuzzy_count);
    cr_expect_eq(al.left_contact_count, cases[i].left_contact, "%s | %s: left %u", cases[i].contact, cases[i].account,
                 al.left_contact_count);
    cr_expect_eq(al.left_account_count, cases[i].left_account, "%s | %s: left %u", cases[i].contact, cases[i].account,
                 al.left_account_count);
  }
}

Test(align, rarest_shared_word_and_positions_of_what_is_left)
{
  alignment al;

  align(&al, "bank:80 of:15 west:300", "bank:80 of:15 east:310");
  cr_assert_eq(al.shared_rarest, 80);
  cr_assert_eq(al.shared_sum, 95);
  cr_assert_eq(al.left_contact_count, 1);
  cr_assert_eq(al.left_contact[0], 2);
  cr_assert_eq(al.left_account_count, 1);
  cr_assert_eq(al.left_account[0], 2);
  cr_assert_eq(al.fuzzy_worst, 1000);
}

/* Random names of words that are alike, many of them; more words than an alignment looks at as well. */
static void random_name(char *text, size_t size, uint32_t *seed)
{
  static const char *const words[] = { "acme",  "acne",   "steel", "steels", "blackbox", "black", "box", "north",
                                       "south", "global", "a",     "ab",     "21",       "inter", "of",  "international" };
  uint32_t count = test_random(seed) % 8 == 0 ? test_random(seed) % WORDS : test_random(seed) % 7;
  size_t at = 0;

  text[0] = '\0';
  for (uint32_t i = 0; i < count; i++)
    at += (size_t)snprintf(text + at, size - at, "%s%s:%u", i ? " " : "", words[test_random(seed) % 16], 1 + test_random(seed) % 900);
}

Test(align, shares_stay_in_bounds_and_identical_words_count_the_same_from_both_sides)
{
  static char x[WORDS * 24], y[WORDS * 24];
  uint32_t seed = 11;

  for (int round = 0; round < 20000; round++) {
    probe_word c[WORDS], a[WORDS];
    alignment one, two;
    uint32_t n, m;
    random_name(x, sizeof x, &seed);
    random_name(y, sizeof y, &seed);
    n = words_of(c, x);
    m = words_of(a, y);
    for (uint32_t i = 0; i < n; i++) c[i].weight = (uint16_t)(1 + c[i].word % 900); /* a word has one weight on both sides */
    for (uint32_t i = 0; i < m; i++) a[i].weight = (uint16_t)(1 + a[i].word % 900);
    align_words(&one, c, n, a, m);
    align_words(&two, a, m, c, n);
    cr_assert(one.coverage_contact >= one.exact_contact && one.coverage_contact <= 1000, "%s | %s", x, y);
    cr_assert(one.coverage_account >= one.exact_account && one.coverage_account <= 1000, "%s | %s", x, y);
    cr_assert(one.exact_contact >= 0 && one.exact_account >= 0);
    cr_assert(one.fuzzy_worst > 0 && one.fuzzy_worst <= 1000);
    cr_assert(one.left_contact_count <= ALIGN_LIMIT && one.left_account_count <= ALIGN_LIMIT);
    cr_assert_eq(one.exact_contact, two.exact_account, "%s | %s: %d %d", x, y, one.exact_contact, two.exact_account);
    cr_assert_eq(one.exact_account, two.exact_contact, "%s | %s", x, y);
    for (uint32_t i = 1; i < one.left_contact_count; i++) cr_assert_lt(one.left_contact[i - 1], one.left_contact[i]);
  }
}
