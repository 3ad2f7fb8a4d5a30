/* SPDX-License-Identifier: MIT */
#include "match/trigram_set.h"

#include "unit/match/match_fixture.h"

enum { ROUNDS = 6000, LENGTHS = 300, TABLE = 301 };

typedef struct text_pair {
  char a[LENGTHS], b[LENGTHS];
  bytes x, y;
} text_pair;

/* Letters of a small or large alphabet, or any bytes; every second pair is a text and the same text with some edits. */
static void make_pair(text_pair *p, uint32_t *seed, uint32_t round)
{
  static const char letters[] = "ab cdefghijklmnopqrstuvwxyz0123456789";
  uint32_t alphabet = round % 3 == 0 ? 3 : round % 3 == 1 ? (uint32_t)sizeof letters - 1 : 256;
  uint32_t most = round % 4 == 0 ? LENGTHS : round % 4 == 1 ? 8 : round % 4 == 2 ? 70 : 20;
  size_t n = test_random(seed) % (most + 1), m = test_random(seed) % (most + 1);

  for (size_t i = 0; i < n; i++) p->a[i] = alphabet == 256 ? (char)(unsigned char)test_random(seed) : letters[test_random(seed) % alphabet];
  for (size_t i = 0; i < m; i++) p->b[i] = alphabet == 256 ? (char)(unsigned char)test_random(seed) : letters[test_random(seed) % alphabet];
  if (round % 2) {
    size_t edits = test_random(seed) % 4;
    memcpy(p->b, p->a, n);
    m = n;
    for (size_t e = 0; e < edits && m > 2 && m < LENGTHS; e++) {
      size_t at = test_random(seed) % (m - 1);
      char c = p->b[at];
      switch (test_random(seed) % 4) {
      case 0: p->b[at] = 'a'; break;
      case 1:
        p->b[at] = p->b[at + 1];
        p->b[at + 1] = c;
        break;
      case 2:
        memmove(p->b + at, p->b + at + 1, m - at - 1);
        m--;
        break;
      default:
        memmove(p->b + at + 1, p->b + at, m - at);
        m++;
        break;
      }
    }
  }
  p->x = (bytes){ p->a, n };
  p->y = (bytes){ p->b, m };
}

static size_t seen(bytes a)
{
  return a.size < SIMILARITY_LIMIT ? a.size : SIMILARITY_LIMIT;
}

static uint32_t slow_lcs(bytes a, bytes b)
{
  static uint32_t t[TABLE][TABLE];
  size_t n = seen(a), m = seen(b);

  for (size_t i = 0; i <= n; i++)
    for (size_t j = 0; j <= m; j++) {
      if (i == 0 || j == 0) t[i][j] = 0;
      else if (a.data[i - 1] == b.data[j - 1]) t[i][j] = t[i - 1][j - 1] + 1;
      else t[i][j] = t[i - 1][j] > t[i][j - 1] ? t[i - 1][j] : t[i][j - 1];
    }
  return t[n][m];
}

static uint32_t least(uint32_t a, uint32_t b)
{
  return a < b ? a : b;
}

static uint32_t slow_edits(bytes a, bytes b)
{
  static uint32_t t[TABLE][TABLE];
  size_t n = seen(a), m = seen(b);

  for (size_t i = 0; i <= n; i++)
    for (size_t j = 0; j <= m; j++) {
      if (i == 0 || j == 0) {
        t[i][j] = (uint32_t)(i + j);
        continue;
      }
      t[i][j] = least(least(t[i - 1][j] + 1, t[i][j - 1] + 1), t[i - 1][j - 1] + (a.data[i - 1] != b.data[j - 1]));
      if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1]) t[i][j] = least(t[i][j], t[i - 2][j - 2] + 1);
    }
  return t[n][m];
}

/* By the book (Winkler 1990), in floating point. */
static double slow_jaro_winkler(bytes a, bytes b)
{
  bool used_a[TABLE] = { false }, used_b[TABLE] = { false };
  long n = (long)seen(a), m = (long)seen(b), window = (n > m ? n : m) / 2 - 1, matches = 0, moved = 0, k = 0, prefix = 0;
  double jaro;

  if (n == 0 || m == 0) return n == m;
  if (window < 0) window = 0;
  for (long i = 0; i < n; i++)
    for (long j = 0; j < m; j++) {
      if (labs(i - j) > window || used_b[j] || a.data[i] != b.data[j]) continue;
      used_a[i] = used_b[j] = true;
      matches++;
      break;
    }
  if (matches == 0) return 0;
  for (long i = 0; i < n; i++) {
    if (!used_a[i]) continue;
    while (!used_b[k]) k++;
    moved += a.data[i] != b.data[k++];
  }
  jaro = ((double)matches / (double)n + (double)matches / (double)m + ((double)matches - (double)moved / 2) / (double)matches) / 3;
  while (prefix < 4 && prefix < n && prefix < m && a.data[prefix] == b.data[prefix]) prefix++;
  return jaro > 0.7 ? jaro + (double)prefix * 0.1 * (1 - jaro) : jaro;
}

Test(similarity, lcs_and_ratio_are_those_of_a_plain_table)
{
  uint32_t seed = 1;
  text_pair p;

  for (uint32_t round = 0; round < ROUNDS; round++) {
    uint32_t expected, sum;
    make_pair(&p, &seed, round);
    expected = slow_lcs(p.x, p.y);
    sum = (uint32_t)(seen(p.x) + seen(p.y));
    cr_assert_eq(similarity_lcs(p.x, p.y), expected, "round %u", round);
    cr_assert_eq(similarity_lcs(p.y, p.x), expected, "round %u, swapped", round);
    cr_assert_eq(similarity_ratio(p.x, p.y), sum ? (int32_t)(2000 * expected / sum) : 1000, "round %u", round);
    cr_assert_eq(similarity_ratio(p.y, p.x), similarity_ratio(p.x, p.y), "round %u", round);
  }
}

Test(similarity, edits_are_those_of_a_plain_table_up_to_any_cutoff)
{
  static const uint32_t cutoffs[] = { 0, 1, 2, 3, 8, 300 };
  uint32_t seed = 2;
  text_pair p;

  for (uint32_t round = 0; round < ROUNDS; round++) {
    uint32_t expected;
    make_pair(&p, &seed, round);
    expected = slow_edits(p.x, p.y);
    for (size_t i = 0; i < sizeof cutoffs / sizeof *cutoffs; i++) {
      uint32_t wanted = least(expected, cutoffs[i] + 1);
      cr_assert_eq(similarity_edits(p.x, p.y, cutoffs[i]), wanted, "round %u, cutoff %u", round, cutoffs[i]);
      cr_assert_eq(similarity_edits(p.y, p.x, cutoffs[i]), wanted, "round %u, cutoff %u, swapped", round, cutoffs[i]);
    }
  }
}

Test(similarity, jaro_winkler_is_that_of_the_book)
{
  uint32_t seed = 3;
  text_pair p;

  for (uint32_t round = 0; round < ROUNDS; round++) {
    double expected, difference;
    make_pair(&p, &seed, round);
    expected = slow_jaro_winkler(p.x, p.y) * 1000;
    difference = expected - similarity_jaro_winkler(p.x, p.y);
    cr_assert(difference > -0.01 && difference < 1.01, "round %u: %f", round, difference);
  }
}

Test(similarity, jaro_winkler_of_published_pairs)
{
  static const struct {
    const char *a, *b;
    int32_t low; /* thousandths, rounded down: the published value or one less */
  } pairs[] = {
    { "martha", "marhta", 961 },
    { "dixon", "dicksonx", 813 },
    { "dwayne", "duane", 840 },
    { "jones", "johnson", 832 },
    { "fvie", "ten", 0 },
    { "abroms", "abrams", 922 },
    { "jeraldine", "geraldine", 925 },
    { "michelle", "michael", 921 },
    { "same", "same", 1000 },
    { "hardin", "martinez", 722 },
    { "shackleford", "shackelford", 981 },
  };

  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    int32_t value = similarity_jaro_winkler(bytes_of(pairs[i].a), bytes_of(pairs[i].b));
    cr_expect(value == pairs[i].low || value == pairs[i].low - 1, "%s, %s: %d", pairs[i].a, pairs[i].b, value);
  }
}

static bool slow_subsequence(bytes a, bytes b)
{
  if (a.size == 0) return true;
  if (b.size == 0) return false;
  if (a.data[0] == b.data[0]) return slow_subsequence((bytes){ a.data + 1, a.size - 1 }, (bytes){ b.data + 1, b.size - 1 });
  return slow_subsequence(a, (bytes){ b.data + 1, b.size - 1 });
}

static size_t slow_find(bytes text, bytes needle)
{
  for (size_t at = 0; at + needle.size <= text.size; at++)
    if (bytes_equal((bytes){ text.data + at, needle.size }, needle)) return at;
  return SIZE_MAX;
}

Test(similarity, subsequence_and_find)
{
  uint32_t seed = 4, inside = 0, found = 0;
  text_pair p;

  for (uint32_t round = 0; round < ROUNDS; round++) {
    make_pair(&p, &seed, round);
    if (round % 5 == 0) { /* a part of the other text */
      size_t from = p.x.size ? test_random(&seed) % p.x.size : 0;
      p.y = (bytes){ p.a + from, p.x.size ? test_random(&seed) % (p.x.size - from) : 0 };
    }
    inside += slow_subsequence(p.y, p.x);
    found += slow_find(p.x, p.y) != SIZE_MAX;
    cr_assert_eq(similarity_is_subsequence(p.y, p.x), slow_subsequence(p.y, p.x), "round %u", round);
    cr_assert_eq(similarity_find(p.x, p.y), slow_find(p.x, p.y), "round %u", round);
  }
  cr_assert_gt(inside, 500);
  cr_assert_gt(found, 500);
}

/* Trigrams of the padded words one by one, in any order. */
static uint32_t slow_trigrams(uint32_t out[TABLE], bytes text)
{
  uint32_t count = 0;
  size_t from = 0;

  text.size = seen(text);
  while (from < text.size) {
    size_t to = from;
    char padded[TABLE + 2];
    if (text.data[from] == ' ') {
      from++;
      continue;
    }
    while (to < text.size && text.data[to] != ' ') to++;
    padded[0] = padded[to - from + 1] = ' ';
    memcpy(padded + 1, text.data + from, to - from);
    for (size_t i = 0; i + 2 < to - from + 2; i++) {
      const unsigned char *c = (const unsigned char *)padded + i;
      out[count++] = (uint32_t)c[0] << 16 | (uint32_t)c[1] << 8 | c[2];
    }
    from = to;
  }
  return count;
}

static int32_t slow_dice(bytes a, bytes b)
{
  uint32_t x[TABLE], y[TABLE], n = slow_trigrams(x, a), m = slow_trigrams(y, b), shared = 0;
  bool used[TABLE] = { false };

  for (uint32_t i = 0; i < n; i++)
    for (uint32_t j = 0; j < m; j++) {
      if (used[j] || x[i] != y[j]) continue;
      used[j] = true;
      shared++;
      break;
    }
  return n + m ? (int32_t)(2000 * shared / (n + m)) : 1000;
}

static int32_t set_dice(bytes a, bytes b)
{
  trigram_set set;

  trigram_set_make(&set, a);
  return trigram_set_dice(&set, b);
}

Test(similarity, trigrams_are_those_of_padded_words)
{
  uint32_t seed = 5;
  text_pair p;

  for (uint32_t round = 0; round < ROUNDS; round++) {
    if (round % 3 == 2) continue; /* texts of words have letters, digits and single blanks */
    make_pair(&p, &seed, round);
    cr_assert_eq(set_dice(p.x, p.y), slow_dice(p.x, p.y), "round %u", round);
    cr_assert_eq(set_dice(p.y, p.x), set_dice(p.x, p.y), "round %u", round);
  }
}

Test(similarity, trigrams_that_stand_more_than_once_count_as_often_as_in_both)
{
  cr_expect_eq(set_dice(BYTES("aaaa"), BYTES("aaaaaa")), 800); /* 4 of 4 and 6: both ends, and aaa twice */
  cr_expect_eq(set_dice(BYTES("aaaaaa"), BYTES("aaaa")), 800);
  cr_expect_eq(set_dice(BYTES("to to"), BYTES("to")), 666);
  cr_expect_eq(set_dice(BYTES(""), BYTES("")), 1000);
  cr_expect_eq(set_dice(BYTES(""), BYTES("to")), 0);
}

Test(similarity, a_set_of_trigrams_is_at_most_half_full_or_knows_where_each_of_few_stands)
{
  uint32_t seed = 6, many = 0;
  text_pair p;
  trigram_set set;

  for (uint32_t round = 0; round < ROUNDS; round++) {
    uint32_t used = 0;
    make_pair(&p, &seed, round);
    trigram_set_make(&set, p.x);
    cr_assert_leq(set.count, SIMILARITY_LIMIT);
    if (set.factor) {
      uint64_t places = 0;
      for (uint32_t i = 0; i < TRIGRAM_SLOTS; i++) places |= set.places[set.slots[i] & 0xFF];
      cr_assert_eq((uint32_t)__builtin_popcountll(places), set.count, "round %u", round);
      continue;
    }
    many++;
    for (uint32_t i = 0; i < 1u << set.bits; i++) used += set.slots[i] != 0;
    cr_assert_eq(used, set.count);
    cr_assert_leq(2 * used, 1u << set.bits);
  }
  cr_assert(many > ROUNDS / 20 && many < ROUNDS / 2, "%u", many);
}

Test(similarity, words_of_names)
{
  static const struct {
    const char *a, *b;
    int32_t value;
  } pairs[] = {
    { "acme", "acme", 1000 },
    { "system", "systems", 960 },
    { "branch", "branches", 960 },
    { "plumbing", "plubming", 900 },
    { "acme", "acne", 800 },
    { "micro", "macro", 900 },
    { "consulting", "konsulting", 900 },
    { "logistics", "logistik", 820 },
    { "21", "22", 0 },
    { "21", "21st", 0 },
    { "2", "two", 0 },
    { "stripe", "strix", 0 },
    { "", "", 1000 },
    { "", "acme", 0 },
    { "ab", "abc", 0 },
    { "inter", "international", 715 },
    { "manufacturing", "mfg", 450 },
    { "north", "south", 0 },
    { "west", "east", 0 },
    { "abc", "abd", 0 },
  };

  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    bytes a = bytes_of(pairs[i].a), b = bytes_of(pairs[i].b);
    cr_expect_eq(similarity_words(a, b), pairs[i].value, "%s, %s: %d", pairs[i].a, pairs[i].b, similarity_words(a, b));
    cr_expect_eq(similarity_words(b, a), pairs[i].value, "%s, %s: %d", pairs[i].b, pairs[i].a, similarity_words(b, a));
  }
}

Test(similarity, words_are_thousandths_and_1000_only_for_the_same_word)
{
  uint32_t seed = 7;
  text_pair p;

  for (uint32_t round = 0; round < ROUNDS; round++) {
    int32_t value;
    make_pair(&p, &seed, round);
    value = similarity_words(p.x, p.y);
    cr_assert(value >= 0 && value <= 1000, "round %u: %d", round, value);
    cr_assert_eq(value == 1000, bytes_equal(p.x, p.y), "round %u", round);
  }
}
