/* SPDX-License-Identifier: MIT */
#include "rules/rules_read.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/builtin.h"
#include "rules/rules_print.h"

typedef struct fixture {
  arena texts;
  rules_draft draft;
} fixture;

static void begin(fixture *f)
{
  l2a_error error = L2A_ERROR_INIT;

  memset(f, 0, sizeof *f);
  arena_init(&f->texts, 4096);
  f->draft.texts = &f->texts;
  cr_assert_eq(rules_read(&f->draft, builtin_file("l2a.yaml"), "l2a.yaml", &error), L2A_OK, "%s", error.message);
  cr_assert_eq(rules_read(&f->draft, builtin_file("weights.yaml"), "weights.yaml", &error), L2A_OK, "%s", error.message);
}

static l2a_status read_text(fixture *f, const char *text, l2a_error *error)
{
  return rules_read(&f->draft, bytes_of(text), "f.yaml", error);
}

static fixture *fixture_new(void)
{
  fixture *f = malloc(sizeof *f);

  cr_assert_not_null(f);
  begin(f);
  return f;
}

static void fixture_free(fixture *f)
{
  arena_free(&f->texts);
  free(f);
}

Test(rules_read, the_built_in_definitions_say_what_the_header_says)
{
  fixture *f = fixture_new();
  const match_rules *m = &f->draft.match;

  cr_assert_eq(m->policy, POLICY_BALANCED);
  cr_assert_eq(m->conflict, CONFLICT_COMPANY);
  cr_assert_eq(m->match_threshold, 8300);
  cr_assert_eq(m->review_threshold, 2000);
  cr_assert_eq(m->tie_margin, 100);
  cr_assert_eq(m->tie_breaker_count, 6);
  cr_assert_eq(m->tie_breakers[0].kind, TIE_NAME);
  cr_assert_eq(m->tie_breakers[4].kind, TIE_POSTAL_CODE);
#define X(id, value, what) cr_assert_eq(m->budgets.id, value);
  BUDGET_LIST(X)
#undef X
  cr_assert(m->weights[FEATURE_NAME_EXACT].used);
  cr_assert_geq(m->calibration_count, 2);
  fixture_free(f);
}

Test(rules_read, a_file_changes_only_what_it_names)
{
  fixture *f = fixture_new();
  rules_draft *before = malloc(sizeof *before);
  const match_rules *m = &f->draft.match;

  cr_assert_not_null(before);
  *before = f->draft;
  cr_assert_eq(read_text(f, "", NULL), L2A_OK);
  cr_assert_eq(memcmp(before, &f->draft, sizeof *before), 0);
  cr_assert_eq(read_text(f,
                         "match:\n  thresholds: {review: 0.3333}\n  budgets: {words: 3}\n  tie_breakers: [{most: Employees}]\n"
                         "weights:\n  prior: -5.5\n  name_exact: {cuts: [], weights: [0.25]}\n  country: none\n",
                         NULL),
               L2A_OK);
  cr_assert_eq(m->match_threshold, 8300);
  cr_assert_eq(m->review_threshold, 3333);
  cr_assert_eq(m->budgets.words, 3);
  cr_assert_eq(m->budgets.domain, before->match.budgets.domain);
  cr_assert_eq(m->tie_breaker_count, 1);
  cr_assert_eq(m->tie_breakers[0].kind, TIE_MOST);
  cr_assert(bytes_equal(m->tie_breakers[0].column, BYTES("Employees")));
  cr_assert_eq(m->prior, -5500);
  cr_assert_eq(m->weights[FEATURE_NAME_EXACT].cut_count, 0);
  cr_assert_eq(m->weights[FEATURE_NAME_EXACT].weights[0], 250);
  cr_assert_not(m->weights[FEATURE_COUNTRY].used);
  cr_assert_eq(memcmp(&m->weights[FEATURE_EMAIL_MATCH], &before->match.weights[FEATURE_EMAIL_MATCH], sizeof(weight_table)), 0);
  cr_assert_eq(m->calibration_count, before->match.calibration_count);
  free(before);
  fixture_free(f);
}

Test(rules_read, reads_every_kind_of_tie_breaker)
{
  fixture *f = fixture_new();
  const match_rules *m = &f->draft.match;

  cr_assert_eq(read_text(f,
                         "match:\n  tie_breakers:\n    - parent\n    - child\n    - {prefer: [Customer, 'no'], column: Type}\n"
                         "    - {least: a}\n    - oldest: b\n    - {newest: c}\n    - id\n",
                         NULL),
               L2A_OK);
  cr_assert_eq(m->tie_breaker_count, 7);
  cr_assert_eq(m->tie_breakers[0].kind, TIE_PARENT);
  cr_assert_eq(m->tie_breakers[2].kind, TIE_PREFER);
  cr_assert_eq(m->tie_breakers[2].value_count, 2);
  cr_assert(bytes_equal(m->tie_breakers[2].values[1], BYTES("no")));
  cr_assert(bytes_equal(m->tie_breakers[2].column, BYTES("Type")));
  cr_assert_eq(m->tie_breakers[4].kind, TIE_OLDEST);
  cr_assert_eq(m->tie_breakers[6].kind, TIE_ID);
  fixture_free(f);
}

typedef struct bad_file {
  const char *text;
  const char *message;
} bad_file;

static void expect_bad(const bad_file *cases, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    fixture *f = fixture_new();
    l2a_error error = L2A_ERROR_INIT;
    cr_expect_eq(read_text(f, cases[i].text, &error), L2A_ESYNTAX, "case %zu: %s", i, cases[i].text);
    cr_expect_eq(error.status, L2A_ESYNTAX);
    cr_expect_str_eq(error.message, cases[i].message, "case %zu: %s", i, error.message);
    cr_expect_str_eq(error.file, "f.yaml");
    fixture_free(f);
  }
}

Test(rules_read, bad_match_keys_are_named_with_their_place)
{
  static const bad_file cases[] = {
    { "macth: {}\n", "f.yaml:1:1: unknown key 'macth' (did you mean 'match'?); expected one of: version, preset, match, domains, names, "
                     "overrides, weights, "
                     "margin, calibration, timezone, engagement, stages, exclude, sla" },
    { "zone: UTC\n", "f.yaml:1:1: unknown key 'zone'; expected one of: version, preset, match, domains, names, overrides, weights, margin, "
                     "calibration, timezone, "
                     "engagement, stages, exclude, sla" },
    { "- match\n", "f.yaml:1:1: expected a mapping (key: value), found a list" },
    { "version: 2\n", "f.yaml:1:10: version: expected a whole number from 1 to 1, found '2'" },
    { "match: balanced\n", "f.yaml:1:8: match: expected a mapping (key: value), found 'balanced'" },
    { "match:\n  polcy: strict\n",
      "f.yaml:2:3: unknown key 'polcy' in match (did you mean 'policy'?); expected one of: policy, conflict, thresholds, tie_breakers, "
      "tie_margin, budgets" },
    { "match:\n  policy: stict\n",
      "f.yaml:2:11: match.policy: expected one of: balanced, name-first, domain-first, strict; found 'stict' (did you mean 'strict'?)" },
    { "match:\n  policy:\n", "f.yaml:2:10: match.policy: expected one of: balanced, name-first, domain-first, strict; found nothing" },
    { "match: {conflict: [company]}\n", "f.yaml:1:19: match.conflict: expected one of: company, domain, review; found a list" },
    { "match: {thresholds: {match: 80}}\n",
      "f.yaml:1:29: match.thresholds.match: expected a number with at most 4 decimals from 0 to 1, found '80'" },
    { "match: {thresholds: {match: '0.8'}}\n",
      "f.yaml:1:29: match.thresholds.match: expected a number with at most 4 decimals from 0 to 1, found the quoted text '0.8'" },
    { "match: {thresholds: {match: 0.12345}}\n",
      "f.yaml:1:29: match.thresholds.match: expected a number with at most 4 decimals from 0 to 1, found '0.12345'" },
    { "match:\n  thresholds: {review: 0.9}\n",
      "f.yaml:2:15: match.thresholds: expected review to be at most match, found review 0.9000 and match 0.8300" },
    { "match: {tie_margin: -1}\n", "f.yaml:1:21: match.tie_margin: expected a number with at most 3 decimals from 0 to 100, found '-1'" },
    { "match: {budgets: {words: 0}}\n", "f.yaml:1:26: match.budgets.words: expected a whole number from 1 to 100000, found '0'" },
    { "match: {budgets: {words: 100001}}\n", "f.yaml:1:26: match.budgets.words: expected a whole number from 1 to 100000, found '100001'" },
    { "match: {budgets: {wordz: 1}}\n",
      "f.yaml:1:19: unknown key 'wordz' in match.budgets (did you mean 'words'?); expected one of: domain, label, name, acronym, segment, "
      "phone, words, neighbours, postings, word_candidates, trigrams, trigram_postings, trigram_candidates, candidates" },
    { "match: {tie_breakers: country}\n", "f.yaml:1:23: match.tie_breakers: expected a list ([one, two]), found 'country'" },
    { "match: {tie_breakers: [country, town]}\n",
      "f.yaml:1:33: match.tie_breakers[1]: expected name, country, state, city, postal_code, parent, child, id, {prefer: [customer], "
      "column: "
      "type}, {most: COLUMN}, {least: COLUMN}, {oldest: COLUMN} or {newest: COLUMN}, found 'town'" },
    { "match: {tie_breakers: [most]}\n", "f.yaml:1:24: match.tie_breakers[0]: expected name, country, state, city, postal_code, parent, "
                                         "child, id, {prefer: [customer], column: "
                                         "type}, {most: COLUMN}, {least: COLUMN}, {oldest: COLUMN} or {newest: COLUMN}, found 'most'" },
    { "match: {tie_breakers: [id, city]}\n",
      "f.yaml:1:24: match.tie_breakers[0]: id decides always: expected it to be the last tie-breaker" },
    { "match: {tie_breakers: [{prefer: [a]}]}\n", "f.yaml:1:24: match.tie_breakers[0]: the key 'column' is missing" },
    { "match: {tie_breakers: [{prefer: [], column: t}]}\n",
      "f.yaml:1:33: match.tie_breakers[0].prefer: expected a list of 1 to 32 values, found 0" },
    { "match: {tie_breakers: [{column: t}]}\n",
      "f.yaml:1:24: match.tie_breakers[0]: expected one of the keys prefer, most, least, oldest, newest" },
    { "match: {tie_breakers: [{most: a, least: b}]}\n",
      "f.yaml:1:24: match.tie_breakers[0]: expected one of prefer, most, least, oldest and newest, found several" },
    { "match: {tie_breakers: [{most: a, column: b}]}\n",
      "f.yaml:1:24: match.tie_breakers[0]: the key 'column' goes with prefer; of most the column is the value" },
    { "match: {tie_breakers: [{most: ''}]}\n", "f.yaml:1:31: match.tie_breakers[0].most: expected a text, found an empty one" },
  };

  expect_bad(cases, sizeof cases / sizeof *cases);
}

Test(rules_read, bad_lists_and_overrides_are_named_with_their_place)
{
  static const bad_file cases[] = {
    { "domains: {allow: [acme]}\n", "f.yaml:1:19: domains.allow[0]: expected a domain such as example.com, found 'acme'" },
    { "domains: {deny: [a.com, 'jane@b.com']}\n",
      "f.yaml:1:25: domains.deny[1]: expected a domain such as example.com, found 'jane@b.com'" },
    { "domains: {deny: ['a..com']}\n", "f.yaml:1:18: domains.deny[0]: expected a domain such as example.com, found 'a..com'" },
    { "domains: {deny: [{a: b}]}\n", "f.yaml:1:18: domains.deny[0]: expected a text, found a mapping" },
    { "domains: {denied: []}\n", "f.yaml:1:11: unknown key 'denied' in domains; expected one of: allow, deny" },
    { "names: {words: ['intl||x']}\n", "f.yaml:1:17: names.words[0]: expected canonical|variant|variant, found 'intl||x'" },
    { "names: {placeholders: ['a|b']}\n", "f.yaml:1:24: names.placeholders[0]: expected a text of one line without |, found 'a|b'" },
    { "names: {placeholders: [\"a\\nb\"]}\n", "f.yaml:1:24: names.placeholders[0]: expected a text of one line without |, found 'a b'" },
    { "overrides: {kind: always}\n", "f.yaml:1:12: overrides: expected a list ([one, two]), found a mapping" },
    { "overrides:\n  - {kind: always, value: x}\n", "f.yaml:2:5: overrides[0]: the key 'field' is missing" },
    { "overrides:\n  - {kind: allways, field: email, value: x}\n",
      "f.yaml:2:12: overrides[0].kind: expected one of: always, never, bypass, alias; found 'allways' (did you mean 'always'?)" },
    { "overrides:\n  - {kind: never, field: mail, value: x}\n",
      "f.yaml:2:26: overrides[0].field: expected one of: id, email, domain, company, phone; found 'mail' (did you mean 'email'?)" },
    { "overrides:\n  - {kind: never, field: id, value: }\n", "f.yaml:2:37: overrides[0].value: expected a text, found nothing" },
    { "overrides:\n  - {kind: never, field: id, values: x}\n",
      "f.yaml:2:30: unknown key 'values' in overrides[0] (did you mean 'value'?); expected one of: kind, field, value, account" },
  };

  expect_bad(cases, sizeof cases / sizeof *cases);
}

Test(rules_read, bad_weights_are_named_with_their_place)
{
  static const bad_file cases[] = {
    { "weights: {prior: -101}\n", "f.yaml:1:18: weights.prior: expected a number with at most 3 decimals from -100 to 100, found '-101'" },
    { "weights: {name_exact: 1}\n", "f.yaml:1:23: weights.name_exact: expected {cuts: [...], weights: [...]} or none, found '1'" },
    { "weights: {name_exact: {cuts: [1]}}\n", "f.yaml:1:23: weights.name_exact: the key 'weights' is missing" },
    { "weights: {name_exact: {cuts: [1], weights: [1]}}\n",
      "f.yaml:1:44: weights.name_exact.weights: expected 2 weights (one more than cuts), found 1" },
    { "weights: {name_exact: {cuts: [2, 2], weights: [1, 2, 3]}}\n",
      "f.yaml:1:34: weights.name_exact.cuts[1]: expected the cuts to grow, found 2 after 2" },
    { "weights: {name_exact: {cuts: [1.5], weights: [1, 2]}}\n",
      "f.yaml:1:31: weights.name_exact.cuts[0]: expected a whole number from -1000000000 to 1000000000, found '1.5'" },
    { "weights: {name_exact: {cuts: [1], weight: [1, 2]}}\n",
      "f.yaml:1:35: unknown key 'weight' in weights.name_exact (did you mean 'weights'?); expected one of: cuts, weights" },
    { "margin: {cuts: [0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24], weights: [0]}\n",
      "f.yaml:1:16: margin.cuts: expected a list of 0 to 24 values, found 25" },
    { "calibration: []\n", "f.yaml:1:14: calibration: expected a list of 1 to 256 values, found 0" },
    { "calibration: [[0, 0.5, 1]]\n", "f.yaml:1:15: calibration[0]: expected a list of 2 values, found 3" },
    { "calibration: [[0, 0.5], [0, 0.6]]\n", "f.yaml:1:25: calibration[1]: expected the totals to grow" },
    { "calibration: [[0, 0.5], [1, 0.4]]\n", "f.yaml:1:25: calibration[1]: expected the probabilities not to fall" },
    { "calibration: [[0, 1.5]]\n", "f.yaml:1:19: calibration[0][1]: expected a number with at most 4 decimals from 0 to 1, found '1.5'" },
  };

  expect_bad(cases, sizeof cases / sizeof *cases);
}

Test(rules_read, an_unknown_feature_gets_a_hint_and_a_list_that_fits_a_line)
{
  fixture *f = fixture_new();
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(read_text(f, "weights:\n  name_exakt: none\n", &error), L2A_ESYNTAX);
  cr_assert(
    bytes_starts_with(bytes_of(error.message), BYTES("f.yaml:2:3: unknown key 'name_exakt' in weights (did you mean 'name_exact'?); "
                                                     "expected one of: prior, email_match, ")),
    "%s", error.message);
  cr_assert(bytes_ends_with(bytes_of(error.message), BYTES(", ...")), "%s", error.message);
  fixture_free(f);
}

Test(rules_read, room_for_all_features_with_many_levels)
{
  fixture *f = fixture_new();
  buffer text = BUFFER_INIT;
  l2a_error error = L2A_ERROR_INIT;

  buffer_append_text(&text, "weights:\n");
  for (int i = 0; i < FEATURE_COUNT; i++) {
    buffer_printf(&text, "  %s: {cuts: [", feature_name((feature)i));
    for (int c = 0; c < WEIGHT_LEVEL_LIMIT; c++) buffer_printf(&text, "%d, ", c * 1000 + i);
    buffer_append_text(&text, "], weights: [");
    for (int c = 0; c <= WEIGHT_LEVEL_LIMIT; c++) buffer_printf(&text, "-1.%03d, ", c * 10);
    buffer_append_text(&text, "]}\n");
  }
  cr_assert_eq(rules_read(&f->draft, buffer_bytes(&text), "f.yaml", &error), L2A_OK, "%s", error.message);
  for (int i = 0; i < FEATURE_COUNT; i++) {
    cr_assert_eq(f->draft.match.weights[i].cuts[23], 23000 + i);
    cr_assert_eq(f->draft.match.weights[i].weights[24], -1240);
  }
  buffer_free(&text);
  fixture_free(f);
}

/* Every beginning of a file, each in memory of exactly its size, so that a sanitizer sees a read behind the end. */
static void read_beginnings(bytes text, size_t step)
{
  for (size_t size = 0; size <= text.size; size += step) {
    fixture f;
    l2a_error error = L2A_ERROR_INIT;
    char *copy = malloc(size ? size : 1);
    l2a_status status;
    cr_assert_not_null(copy);
    memcpy(copy, text.data, size);
    memset(&f, 0, sizeof f);
    arena_init(&f.texts, 4096);
    f.draft.texts = &f.texts;
    status = rules_read(&f.draft, (bytes){ copy, size }, "cut.yaml", &error);
    cr_assert(status == L2A_OK || (status == L2A_ESYNTAX && error.line && error.message[0]), "%zu bytes: %d", size, (int)status);
    arena_free(&f.texts);
    free(copy);
  }
}

Test(rules_read, any_beginning_of_a_file_is_read_or_refused)
{
  fixture *f = fixture_new();
  buffer text = BUFFER_INIT;

  rules_print_definitions(&text, &f->draft.match, &f->draft.overlay);
  read_beginnings(builtin_file("l2a.yaml"), 1);
  read_beginnings(buffer_bytes(&text), 7);
  buffer_free(&text);
  fixture_free(f);
}

Test(rules_read, damaged_bytes_are_read_or_refused)
{
  bytes text = builtin_file("l2a.yaml");
  char *copy = malloc(text.size);
  uint64_t state = 1;

  cr_assert_not_null(copy);
  for (int round = 0; round < 3000; round++) {
    fixture f;
    memcpy(copy, text.data, text.size);
    for (int i = 0; i < 4; i++) {
      state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      copy[(state >> 33) % text.size] = "[]{}:,-?&*!'\"#\n\t \x01\xC3"[(state >> 20) % 19];
    }
    memset(&f, 0, sizeof f);
    arena_init(&f.texts, 4096);
    f.draft.texts = &f.texts;
    (void)rules_read(&f.draft, (bytes){ copy, text.size }, "damaged.yaml", NULL);
    arena_free(&f.texts);
  }
  free(copy);
}
