/* SPDX-License-Identifier: MIT */
#include "match/tie.h"

#include "match/decide.h"
#include "unit/match/match_fixture.h"

/* Three accounts of one name; what differs is what the tie-breakers look at. */
static const row twins[] = {
  { .id = "1",
    .name = "Harbor Quartz",
    .country = "US",
    .state = "CA",
    .city = "Fresno",
    .postal_code = "93650",
    .type = "Partner",
    .employees = "1,200",
    .created = "2021-05-01" },
  { .id = "2",
    .name = "Harbor Quartz",
    .country = "Germany",
    .state = "BY",
    .city = "Ulm",
    .postal_code = "89073",
    .type = "Customer",
    .employees = "35.5",
    .created = "2019-03-12T09:14:00Z" },
  { .id = "3",
    .name = "Harbor Quartz",
    .country = "Germany",
    .state = "BW",
    .city = "Bonn",
    .postal_code = "53111",
    .type = "",
    .employees = "",
    .created = "",
    .parent = "2" },
};

Test(tie, every_kind_of_rule)
{
  static const struct {
    const char *breakers;
    const char *country, *state, *city, *postal_code;
    const char *decision, *account, *rule;
  } cases[] = {
    { "[]", "US", "", "", "", "review", NULL, "" },
    { "[country]", "US", "", "", "", "match", "1", "country" },
    { "[country]", "Germany", "", "", "", "review", NULL, "" },
    { "[country]", "", "", "", "", "review", NULL, "" },
    { "[country]", "France", "", "", "", "review", NULL, "" },
    { "[country, state]", "Germany", "BW", "", "", "match", "3", "state" },
    { "[state]", "", "BY", "", "", "match", "2", "state" },
    { "[city]", "", "", "Bonn", "", "match", "3", "city" },
    { "[postal_code]", "", "", "", "89073", "match", "2", "postal_code" },
    { "[parent]", "", "", "", "", "match", "2", "parent" },
    { "[child]", "", "", "", "", "match", "3", "child" },
    { "[{prefer: [customer, partner], column: type}]", "", "", "", "", "match", "2", "prefer:type" },
    { "[{prefer: [PARTNER], column: Type}]", "", "", "", "", "match", "1", "prefer:Type" },
    { "[{prefer: [nothing], column: type}, id]", "", "", "", "", "match", "1", "id" },
    { "[{most: employees}]", "", "", "", "", "match", "1", "most:employees" },
    { "[{least: employees}]", "", "", "", "", "match", "2", "least:employees" },
    { "[{oldest: created}]", "", "", "", "", "match", "2", "oldest:created" },
    { "[{newest: created}]", "", "", "", "", "match", "1", "newest:created" },
    { "[{most: no_such_column}]", "", "", "", "", "review", NULL, "" },
    { "[{most: no_such_column}, id]", "", "", "", "", "match", "1", "id" },
    { "[id]", "Germany", "", "", "", "match", "1", "id" },
    { "[country, id]", "Germany", "", "", "", "match", "2", "id" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char match[200];
    l2a_rules *rules;
    l2a_index *index;
    l2a_matcher *matcher;
    l2a_contact c = contact_of("", "Harbor Quartz");
    const l2a_result *r;
    snprintf(match, sizeof match, "  tie_breakers: %s", cases[i].breakers);
    rules = plain_rules(match, NULL);
    index = rows_index(rules, twins, sizeof twins / sizeof *twins);
    matcher = matcher_of(rules, index, 0, 0);
    c.country = bytes_of(cases[i].country);
    c.state = bytes_of(cases[i].state);
    c.city = bytes_of(cases[i].city);
    c.postal_code = bytes_of(cases[i].postal_code);
    r = match_of(matcher, &c);
    cr_expect_str_eq(l2a_decision_name(r->decision), cases[i].decision, "%s: %s", cases[i].breakers, l2a_decision_name(r->decision));
    if (cases[i].account)
      cr_expect(text_is(r->account_id, cases[i].account), "%s: %.*s", cases[i].breakers, (int)r->account_id.size, r->account_id.data);
    cr_expect(text_is(r->tie_break, cases[i].rule), "%s: %.*s", cases[i].breakers, (int)r->tie_break.size, r->tie_break.data);
    if (!cases[i].account) {
      cr_expect_eq(r->reason, L2A_REASON_AMBIGUOUS, "%s", cases[i].breakers);
      cr_expect(text_has(r->detail, "accounts fit equally"), "%.*s", (int)r->detail.size, r->detail.data);
    }
    l2a_matcher_free(matcher);
    l2a_index_close(index);
    l2a_rules_free(rules);
  }
}

/* Equal words and equal kinds of legal form: the spelling decides, or at least which one a person reads first. */
Test(tie, the_name_as_it_is_written)
{
  static const row rows[] = { { .id = "1", .name = "Harbor Quartz Ltd" },
                              { .id = "2", .name = "Harbor Quartz LLC" },
                              { .id = "3", .name = "Harbor Quartz GmbH" } };
  static const struct {
    const char *company, *decision, *first, *rule;
  } cases[] = {
    { "Harbor Quartz LLC", "match", "2", "name" },
    { " HARBOR QUARTZ GMBH ", "match", "3", "name" },
    { "Harbor Quartz, L.L.C.", "review", "2", "" },
    { "Harbor Quartz", "review", "1", "" },
  };
  l2a_rules *rules = plain_rules("  tie_breakers: [name]", NULL);
  l2a_index *index = rows_index(rules, rows, 3);
  l2a_matcher *matcher = matcher_of(rules, index, 3, 0);

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    l2a_contact c = contact_of("", cases[i].company);
    const l2a_result *r = match_of(matcher, &c);
    cr_expect_str_eq(l2a_decision_name(r->decision), cases[i].decision, "%s", cases[i].company);
    cr_expect(text_is(r->candidates[0].account_id, cases[i].first), "%s: %.*s", cases[i].company, (int)r->candidates[0].account_id.size,
              r->candidates[0].account_id.data);
    cr_expect(text_is(r->tie_break, cases[i].rule), "%s", cases[i].company);
  }
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(tie, numbers_of_cells)
{
  static const char *const ascending[] = { "-5,000",         "-1", "0", "0.5", ".75", "1", "1.001", "1 000", "1,001", "922337203685",
                                           "9223372036854.5" };
  const size_t count = sizeof ascending / sizeof *ascending;
  l2a_rules *rules = plain_rules("  tie_breakers: [{most: employees}]", NULL);

  for (size_t i = 0; i + 1 < count; i++) {
    row rows[2] = { { .id = "1", .name = "Harbor Quartz", .employees = ascending[i] },
                    { .id = "2", .name = "Harbor Quartz", .employees = ascending[i + 1] } };
    l2a_index *index = rows_index(rules, rows, 2);
    l2a_matcher *matcher = matcher_of(rules, index, 0, 0);
    l2a_contact c = contact_of("", "Harbor Quartz");
    cr_expect(text_is(match_of(matcher, &c)->account_id, "2"), "%s < %s", ascending[i], ascending[i + 1]);
    l2a_matcher_free(matcher);
    l2a_index_close(index);
  }
  l2a_rules_free(rules);
}

/* What is no number or too large leaves the other account; nothing overflows. */
Test(tie, cells_that_are_no_numbers)
{
  static const char *const cells[] = {
    "", "-", "+", ".", "many", "1e9", "12 people", "9223372036854778", "9223372036854776", "99999999999999999999999", "1.2.3"
  };
  l2a_rules *rules = plain_rules("  tie_breakers: [{most: employees}]", NULL);

  for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
    row rows[2] = { { .id = "1", .name = "Harbor Quartz", .employees = cells[i] },
                    { .id = "2", .name = "Harbor Quartz", .employees = "-1" } };
    l2a_index *index = rows_index(rules, rows, 2);
    l2a_matcher *matcher = matcher_of(rules, index, 0, 0);
    l2a_contact c = contact_of("", "Harbor Quartz");
    cr_expect(text_is(match_of(matcher, &c)->account_id, "2"), "%s", cells[i]);
    l2a_matcher_free(matcher);
    l2a_index_close(index);
  }
  l2a_rules_free(rules);
}

Test(tie, accounts_are_equals_within_the_margin_only)
{
  static const row rows[] = { { .id = "1", .name = "Harbor Quartz", .website = "hq.com" }, { .id = "2", .name = "Harbor Quartz" } };
  static const struct {
    int32_t tie_margin;
    bool equal;
  } cases[] = { { 4999, false }, { 5000, true } }; /* the web site's weight is the difference */

  for (size_t i = 0; i < 2; i++) {
    l2a_rules *rules = plain_rules(NULL, NULL);
    l2a_index *index;
    l2a_matcher *matcher;
    l2a_contact c = contact_of("", "Harbor Quartz");
    rules->match.tie_margin = cases[i].tie_margin;
    rules->match.tie_breaker_count = 0;
    index = rows_index(rules, rows, 2);
    matcher = matcher_of(rules, index, 0, 0);
    c.website = bytes_of("hq.com");
    cr_expect_eq(match_of(matcher, &c)->reason == L2A_REASON_AMBIGUOUS, cases[i].equal, "%d", cases[i].tie_margin);
    l2a_matcher_free(matcher);
    l2a_index_close(index);
    l2a_rules_free(rules);
  }
}

/* As many equals as can be compared, and one rule that leaves them all. */
Test(tie, many_equals)
{
  l2a_rules *rules = plain_rules(
    "  tie_breakers: [country, id]\n  budgets: {name: 100000, candidates: 100000, domain: 100000, label: 100000, acronym: 100000, "
    "segment: 100000, words: 100000, neighbours: 100000, postings: 100000, word_candidates: 100000, trigrams: 100000, "
    "trigram_postings: 100000, trigram_candidates: 100000, phone: 100000}",
    NULL);
  l2a_index_writer *writer = rows_begin(rules);
  l2a_index *index;
  l2a_matcher *matcher;
  l2a_contact c = contact_of("x@hq.com", "Harbor Quartz");
  const l2a_result *r;

  for (uint32_t i = 0; i < 700; i++) {
    char id[8];
    row one = { .id = id, .name = "Harbor Quartz", .website = "hq.com", .country = "US" };
    snprintf(id, sizeof id, "%04u", i);
    row_add(writer, &one);
  }
  index = rows_end(writer);
  matcher = matcher_of(rules, index, 24, 0);
  r = match_of(matcher, &c);
  cr_expect_eq(r->decision, L2A_DECISION_MATCH);
  cr_expect(text_is(r->tie_break, "id"));
  cr_expect(text_is(r->account_id, "0000"));
  cr_expect_eq(r->candidate_count, 24);
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(tie, names_of_rules_fit_any_room)
{
  match_rules rules = { .tie_breaker_count = 2 };
  char text[64];

  rules.tie_breakers[0] = (tie_breaker){ .kind = TIE_MOST, .column = BYTES("employees") };
  rules.tie_breakers[1] = (tie_breaker){ .kind = TIE_ID };
  for (size_t size = 1; size < sizeof text; size++) {
    size_t n = decide_tie_name(text, size, &rules, 1);
    cr_assert_lt(n, size);
    cr_assert_eq(memcmp(text, "most:employees", n), 0);
  }
  cr_assert_eq(decide_tie_name(text, sizeof text, &rules, 2), 2);
  cr_assert_eq(decide_tie_name(text, sizeof text, &rules, 0), 0);
  cr_assert_eq(decide_tie_name(text, sizeof text, &rules, 3), 0);
}
