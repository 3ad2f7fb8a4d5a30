/* SPDX-License-Identifier: MIT */
#include "rules/rules_print.h"

#include <criterion/criterion.h>

#include "rules/rules_read.h"

static void print(buffer *out, const char *text, arena *texts, rules_draft *draft)
{
  l2a_error error = L2A_ERROR_INIT;

  draft->texts = texts;
  cr_assert_eq(rules_read(draft, bytes_of(text), "f.yaml", &error), L2A_OK, "%s", error.message);
  rules_print_definitions(out, &draft->match, &draft->overlay);
  cr_assert_not(out->failed);
}

/* Reads the text, prints it, reads that and prints again: rules and text must be the same. */
static void expect_round_trip(const char *text)
{
  rules_draft first = { 0 };
  rules_draft second = { 0 };
  arena texts;
  buffer once = BUFFER_INIT;
  buffer twice = BUFFER_INIT;

  arena_init(&texts, 4096);
  print(&once, text, &texts, &first);
  buffer_append_char(&once, '\0');
  print(&twice, once.data, &texts, &second);
  buffer_append_char(&twice, '\0');
  cr_expect_str_eq(once.data, twice.data);
  cr_expect_eq(memcmp(first.match.weights, second.match.weights, sizeof first.match.weights), 0);
  cr_expect_eq(memcmp(&first.match.margin, &second.match.margin, sizeof first.match.margin), 0);
  cr_expect_eq(memcmp(first.match.calibration, second.match.calibration, sizeof first.match.calibration), 0);
  cr_expect_eq(first.match.prior, second.match.prior);
  cr_expect_eq(memcmp(&first.match.budgets, &second.match.budgets, sizeof first.match.budgets), 0);
  cr_expect_eq(first.match.tie_breaker_count, second.match.tie_breaker_count);
  cr_expect_eq(first.overlay.word_count, second.overlay.word_count);
  for (size_t i = 0; i < first.overlay.placeholder_count; i++)
    cr_expect(bytes_equal(first.overlay.placeholders[i], second.overlay.placeholders[i]), "placeholder %zu", i);
  buffer_free(&twice);
  buffer_free(&once);
  arena_free(&texts);
}

/* What a file needs besides: a printed file has every key, and some have no empty form. */
#define NEEDED \
  "calibration: [[-5, 0.5]]\n" \
  "match: {budgets: {domain: 1, label: 1, name: 1, acronym: 1, segment: 1, phone: 1, words: 1, neighbours: 1, postings: 1, " \
  "word_candidates: 1, trigrams: 1, trigram_postings: 1, trigram_candidates: 1, candidates: 1}"

Test(rules_print, what_is_printed_reads_back_the_same)
{
  static const char *const texts[] = {
    NEEDED "}\n",
    NEEDED ", policy: strict, conflict: review, thresholds: {match: 1, review: 0.0001}, tie_margin: 0.001}\n",
    NEEDED
    ", tie_breakers: [country, {prefer: [\"it's\", 'a: b', '# c', '1', 'null', '~', 'Größe', \"tab\\there\", ' x '], column: 'My Type'},"
    " {most: Employees}, {least: a}, {oldest: b}, {newest: \"\\u2028\"}, parent, child, state, city, postal_code, id]}\n",
    NEEDED "}\nweights: {prior: -0.001, name_exact: {cuts: [], weights: [-12.345]}, country: {cuts: [-1000000000, 1000000000], weights: "
           "[100, 0, -100]}}\nmargin: {cuts: [0], weights: [0.5, -0.5]}\n",
  };

  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) expect_round_trip(texts[i]);
}

Test(rules_print, lists_keep_every_text_whatever_it_looks_like)
{
  expect_round_trip(
    NEEDED "}\nnames: {placeholders: ['n/a', '-', 'yes', 'No', \"\\\"quoted\\\"\", 'back\\slash', 'ООО', '株式会社', \"\\U0001F600\", "
           "'[x]', '{', 'a, b', '- a', 'x:', '&a', '*a', '!a', '%a', '@a', '`a', \"\\ufeffbom\"], "
           "legal_forms: ['gmbh|g.m.b.h.', Ltd], words: ['intl|int''l']}\n"
           "domains: {allow: [bt.com, 'münchen.de'], deny: [example.com]}\n");
}

Test(rules_print, explains_every_feature_and_budget)
{
  rules_draft draft = { 0 };
  arena texts;
  buffer out = BUFFER_INIT;

  arena_init(&texts, 4096);
  print(&out, NEEDED "}\n", &texts, &draft);
  buffer_append_char(&out, '\0');
  for (int f = 0; f < FEATURE_COUNT; f++) {
    cr_expect_not_null(strstr(out.data, feature_description((feature)f)), "%s", feature_name((feature)f));
    cr_expect_not_null(strstr(out.data, feature_name((feature)f)), "%s", feature_name((feature)f));
  }
#define X(id, value, what) cr_expect_not_null(strstr(out.data, "    " #id ": 1 # " what "\n"));
  BUDGET_LIST(X)
#undef X
  buffer_free(&out);
  arena_free(&texts);
}
