/* SPDX-License-Identifier: MIT */
/* Names by trigrams: with buckets the same ones as with marks, in an index as it was built and in one with changes. */
#include <stdlib.h>

#include "index/trigram_table.h"
#include "match/fuzzy_route.h"

#include "unit/match/match_fixture.h"

enum { ACCOUNTS = 6000, CHANGED = 400, QUERIES = 1500, TEXT_SIZE = 96 };

/* Two to four words of two to four syllables. */
static void invent_name(char out[TEXT_SIZE], uint32_t *seed)
{
  static const char *const syllables[] = { "ka",  "ro", "ven", "tis", "mo",  "lar", "pe",  "gal", "ost",  "ni",
                                           "dra", "fu", "ber", "qui", "zen", "al",  "tor", "ma",  "sil",  "ex",
                                           "co",  "ra", "int", "er",  "sol", "wa",  "ti",  "on",  "tech", "x" };
  uint32_t words = 2 + test_random(seed) % 3;
  size_t size = 0;

  for (uint32_t w = 0; w < words; w++) {
    uint32_t count = 2 + test_random(seed) % 3;
    if (w) out[size++] = ' ';
    for (uint32_t i = 0; i < count; i++) {
      const char *s = syllables[test_random(seed) % (sizeof syllables / sizeof *syllables)];
      memcpy(out + size, s, strlen(s));
      size += strlen(s);
    }
  }
  out[size] = '\0';
}

static void damage(char *text, uint32_t *seed)
{
  size_t size = strlen(text);

  for (uint32_t edits = test_random(seed) % 6; edits > 0; edits--) text[test_random(seed) % size] = (char)('a' + test_random(seed) % 26);
}

static l2a_index *invented_index(const l2a_rules *rules, uint32_t count, uint32_t seed)
{
  l2a_index_writer *writer = rows_begin(rules);
  char name[TEXT_SIZE], id[16];

  for (uint32_t i = 0; i < count; i++) {
    row r = { .id = id, .name = name };
    snprintf(id, sizeof id, "%u", i);
    invent_name(name, &seed);
    row_add(writer, &r);
  }
  return rows_end(writer);
}

static void find(candidate_set *out, const probe_form *f, const snapshot *s, const match_budgets *b, accumulator *acc, bool by_marks)
{
  fuzzy_query q = { .set = out, .s = s, .budgets = b, .acc = acc, .letters = (uint32_t)f->name->squashed.size, .by_marks = by_marks };

  out->count = out->cuts = 0;
  trigram_route(&q, f);
}

static void check_query(const char *text, const snapshot *s, const match_budgets *b, accumulator *acc, uint32_t *found)
{
  static candidate_set mine, expected;
  name_form name = { .core = bytes_of(text), .squashed = bytes_of(text) };
  trigram_set set;
  probe_form form = { .name = &name, .trigrams = &set };

  trigram_set_make(&set, name.core);
  find(&mine, &form, s, b, acc, false);
  find(&expected, &form, s, b, acc, true);
  cr_assert_eq(mine.count, expected.count, "%s: %u, expected %u", text, mine.count, expected.count);
  cr_assert_eq(mine.cuts, expected.cuts, "%s", text);
  for (uint32_t i = 0; i < mine.count; i++) {
    cr_assert_eq(mine.items[i].account, expected.items[i].account, "%s", text);
    cr_assert_eq(mine.items[i].routes, (uint32_t)ROUTE_TRIGRAMS);
  }
  *found += mine.count;
}

static void check_queries(const snapshot *s, const l2a_rules *rules, accumulator *acc)
{
  static const uint32_t budgets[] = { 6000, 1200, 300, 1u << 20 };
  uint32_t seed = 78, found = 0;
  char text[TEXT_SIZE];

  for (uint32_t i = 0; i < QUERIES; i++) {
    match_budgets b = rules->match.budgets;
    b.trigram_postings = budgets[i % 4];
    b.trigram_candidates = 24;
    if (i % 3) invent_name(text, &seed);
    else snprintf(text, sizeof text, "%.*s", (int)(2 + test_random(&seed) % 30), "kavenor galost mola quiber zentech wation");
    damage(text, &seed);
    check_query(text, s, &b, acc, &found);
  }
  cr_assert_gt(found, (uint32_t)QUERIES);
}

Test(trigram_route, finds_by_buckets_what_it_finds_by_marks)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = invented_index(rules, ACCOUNTS, 77);
  l2a_matcher *m = matcher_of(rules, index, 3, 0);

  check_queries(snapshot_get(m->ref), rules, m->acc);
  l2a_matcher_free(m);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

/* The changes are other accounts of the same names, and some that are gone. */
Test(trigram_route, finds_by_buckets_what_it_finds_by_marks_in_an_index_with_changes)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index *base = invented_index(rules, ACCOUNTS, 77), *changed = invented_index(rules, CHANGED, 77);
  l2a_matcher *m = matcher_of(rules, base, 3, 0), *of_changed = matcher_of(rules, changed, 3, 0);
  snapshot whole = *snapshot_get(m->ref), delta = *snapshot_get(of_changed->ref);
  trigram_table *table = trigram_table_new(&delta);
  uint64_t *dead = calloc(ACCOUNTS / 64 + 1, sizeof *dead);
  uint32_t seed = 5;

  cr_assert(table && dead);
  for (uint32_t i = 0; i < CHANGED; i++) {
    uint32_t account = test_random(&seed) % ACCOUNTS;
    dead[account / 64] |= UINT64_C(1) << account % 64;
  }
  delta.first_account = whole.account_count;
  delta.first_form = whole.form_count;
  delta.trigram_table = table;
  whole.deltas = &delta;
  whole.delta_count = 1;
  whole.dead = dead;
  check_queries(&whole, rules, m->acc);
  free(table);
  free(dead);
  l2a_matcher_free(of_changed);
  l2a_matcher_free(m);
  l2a_index_close(changed);
  l2a_index_close(base);
  l2a_rules_free(rules);
}
