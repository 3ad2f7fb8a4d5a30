/* SPDX-License-Identifier: MIT */
#include "match/decide.h"

#include "unit/match/match_fixture.h"

static const row accounts[] = {
  { .id = "A", .name = "Harbor Quartz", .website = "harborquartz.com", .owner = "Dana" },
  { .id = "B", .name = "Lumen Orchard", .website = "lumenorchard.com" },
  { .id = "C", .name = "Falcon Juniper", .website = "falconjuniper.com", .domains = "fjmail.com" },
  { .id = "D", .name = "Zephyr Holding", .website = "zephyrgroup.com" },
  { .id = "E", .name = "Zephyr Nordic", .website = "zephyr-nordic.fi", .parent = "D" },
};

typedef struct expectation {
  const char *match; /* definitions */
  const char *email, *company, *website;
  const char *decision, *account, *reason;
  uint32_t score, margin;
} expectation;

static void check(const expectation *cases, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    const expectation *e = &cases[i];
    l2a_rules *rules = plain_rules(e->match, NULL);
    l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
    l2a_matcher *matcher = matcher_of(rules, index, 0, 0);
    l2a_contact contact = contact_of(e->email, e->company);
    const l2a_result *r;
    contact.website = bytes_of(e->website);
    r = match_of(matcher, &contact);
    cr_expect_str_eq(l2a_decision_name(r->decision), e->decision, "case %zu: %s %u %.*s", i, l2a_decision_name(r->decision), r->score,
                     (int)r->detail.size, r->detail.data);
    cr_expect(text_is(r->account_id, e->account), "case %zu: %.*s", i, (int)r->account_id.size, r->account_id.data);
    cr_expect_str_eq(l2a_reason_name(r->reason), e->reason, "case %zu: %s", i, l2a_reason_name(r->reason));
    cr_expect_eq(r->score, e->score, "case %zu: score %u", i, r->score);
    cr_expect_eq(r->margin, e->margin, "case %zu: margin %u", i, r->margin);
    cr_expect_eq(r->grade.size, GRADE_SIZE);
    l2a_matcher_free(matcher);
    l2a_index_close(index);
    l2a_rules_free(rules);
  }
}

Test(decide, thresholds_and_reasons)
{
  static const expectation cases[] = {
    { NULL, "x@harborquartz.com", "Harbor Quartz", "", "match", "A", "domain+name", 10000, 10000 },
    { NULL, "x@harborquartz.com", "", "", "match", "A", "domain", 8500, 8500 },
    { NULL, "x@fjmail.com", "", "", "match", "C", "domain_alias", 8500, 8500 },
    { NULL, "x@gmail.com", "Harbor Quartz", "", "match", "A", "name", 8500, 8500 },
    { NULL, "", "", "harborquartz.com", "review", "A", "website", 6000, 6000 },
    { NULL, "", "Harbor Quartz", "harborquartz.com", "match", "A", "website+name", 10000, 10000 },
    { NULL, "", "Harbor Quartz Trading", "", "none", "", "below_threshold", 1000, 1000 },
    { NULL, "x@gmail.com", "", "", "none", "", "free_email", 0, 0 },
    { NULL, "", "", "", "none", "", "no_evidence", 0, 0 },
    { NULL, "", "self employed", "", "none", "", "placeholder", 0, 0 },
    { NULL, "x@nobody-knows.com", "", "", "none", "", "no_candidate", 0, 0 },
    { NULL, "", "Xqzt Vrmp", "", "none", "", "no_candidate", 0, 0 },
    /* At the threshold is a match; a hair above the score is not. */
    { "  thresholds: {match: 0.85, review: 0.20}", "x@harborquartz.com", "", "", "match", "A", "domain", 8500, 8500 },
    { "  thresholds: {match: 0.8501, review: 0.20}", "x@harborquartz.com", "", "", "review", "A", "domain", 8500, 8500 },
    { "  thresholds: {match: 0.90, review: 0.60}", "", "", "harborquartz.com", "review", "A", "website", 6000, 6000 },
    { "  thresholds: {match: 0.90, review: 0.61}", "", "", "harborquartz.com", "none", "", "below_threshold", 6000, 6000 },
  };

  check(cases, sizeof cases / sizeof *cases);
}

Test(decide, policies)
{
  static const expectation cases[] = {
    { "  policy: strict", "x@harborquartz.com", "", "", "review", "A", "domain", 8500, 8500 },
    { "  policy: strict", "", "Harbor Quartz", "", "review", "A", "name", 8500, 8500 },
    { "  policy: strict", "x@harborquartz.com", "Harbor Quartz", "", "match", "A", "domain+name", 10000, 10000 },
    { "  policy: name-first", "x@harborquartz.com", "", "", "match", "A", "domain", 8500, 8500 },
    { "  policy: name-first", "x@harborquartz.com", "n/a", "", "match", "A", "domain", 8500, 8500 },
    { "  policy: name-first", "x@harborquartz.com", "Xqzt Vrmp", "", "review", "A", "domain", 8500, 8500 },
    { "  policy: balanced", "x@harborquartz.com", "Xqzt Vrmp", "", "match", "A", "domain", 8500, 8500 },
    { "  policy: domain-first", "x@harborquartz.com", "Lumen Orchard", "", "match", "A", "domain", 8500, 0 },
    { "  policy: domain-first", "x@gmail.com", "Lumen Orchard", "", "match", "B", "name", 8500, 8500 },
    { "  policy: domain-first", "x@gmail.com", "Lumen Orchard", "harborquartz.com", "review", "A", "website", 6000, 0 },
  };

  check(cases, sizeof cases / sizeof *cases);
}

/* Both sides of a conflict weigh the same in these definitions: the web site, 5 nats, makes one of them the first. */
Test(decide, conflict_of_domain_and_company)
{
  static const expectation cases[] = {
    { "  conflict: company", "x@harborquartz.com", "Lumen Orchard", "harborquartz.com", "match", "B", "name", 8500, 0 },
    { "  conflict: company", "x@harborquartz.com", "Lumen Orchard", "lumenorchard.com", "match", "B", "website+name", 10000, 1500 },
    { "  conflict: domain", "x@harborquartz.com", "Lumen Orchard", "harborquartz.com", "match", "A", "domain", 10000, 1500 },
    { "  conflict: domain", "x@harborquartz.com", "Lumen Orchard", "lumenorchard.com", "match", "A", "domain", 8500, 0 },
    { "  conflict: review", "x@harborquartz.com", "Lumen Orchard", "harborquartz.com", "review", "A", "conflict", 10000, 1500 },
    { "  conflict: review", "x@harborquartz.com", "Lumen Orchard", "lumenorchard.com", "review", "B", "conflict", 10000, 1500 },
    { "  conflict: domain\n  policy: name-first", "x@harborquartz.com", "Lumen Orchard", "harborquartz.com", "match", "B", "name", 8500,
      0 },
    /* of one family: no conflict, the more probable one */
    { "  conflict: review", "x@zephyrgroup.com", "Zephyr Nordic", "zephyr-nordic.fi", "match", "E", "website+name", 10000, 1500 },
  };

  check(cases, sizeof cases / sizeof *cases);
}

Test(decide, a_conflict_is_said_in_the_detail_and_the_other_side_is_the_runner_up)
{
  l2a_rules *rules = plain_rules("  conflict: domain", NULL);
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_matcher *matcher = matcher_of(rules, index, 0, 0);
  l2a_contact contact = contact_of("x@harborquartz.com", "Lumen Orchard");
  const l2a_result *r;

  contact.website = bytes_of("harborquartz.com");
  r = match_of(matcher, &contact);
  cr_expect(text_has(r->detail, "conflict of e-mail domain and company: domain decided"), "%.*s", (int)r->detail.size, r->detail.data);
  cr_expect(text_is(r->runner_up_id, "B"));
  cr_expect(text_is(r->owner, "Dana"));
  cr_expect(text_is(r->rollup_id, "A"));
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

/* Scored candidates by hand: what stands between the two sides stays a rival (the margin has a weight here). */
Test(decide, only_the_other_side_of_a_conflict_stops_being_a_rival)
{
  l2a_rules *rules = plain_rules("  conflict: company", NULL);
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_matcher *matcher = matcher_of(rules, index, 0, 0);
  const snapshot *s = snapshot_get(matcher->ref);
  match_rules *match = &rules->match;
  comparison all[3] = { { .account = 1 }, { .account = 2 }, { .account = 0 } };
  scored scores[3];
  probe p = { .email_is_own = true };
  answer out = { 0 };

  all[0].features[FEATURE_NAME_EXACT] = 4;
  all[2].features[FEATURE_EMAIL_MATCH] = 3;
  match->weights[FEATURE_RIVALS] = (weight_table){ true, 2, { 1, 2 }, { 0, 4000, -4000 } };
  all[0].features[FEATURE_RIVALS] = 1; /* name: -4 + 7.5 + 4 = 7.5 */
  all[1].features[FEATURE_RIVALS] = 1; /* a rival: -4 + 4 = 0 */
  all[2].features[FEATURE_RIVALS] = 2; /* domain: -4 + 7.5 - 4 = -0.5 */
  score_all(scores, all, 3, match);
  cr_assert_eq(scores[0].comparison, &all[0]);
  cr_assert_eq(scores[1].comparison, &all[1]);
  decide(&out, scores, 3, &p, s, match);
  cr_expect_eq(out.account, 1);
  cr_expect_eq(scores[0].margin, 7500, "%d: the rival between them counts", scores[0].margin);
  cr_expect_eq(out.runner_up, 0, "the other side is the runner-up");
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

/* Two accounts of the stated name: the conflict chooses the side, a tie-breaker or a person the account. */
Test(decide, twins_on_the_chosen_side_of_a_conflict_are_no_silent_pick)
{
  static const row rows[] = { { .id = "1", .name = "Harbor Quartz", .country = "US" },
                              { .id = "2", .name = "Harbor Quartz", .country = "Germany" },
                              { .id = "3", .name = "Lumen Orchard", .website = "lumenorchard.com" } };
  static const struct {
    const char *country, *decision, *account;
    l2a_reason reason;
  } cases[] = { { "", "review", "1", L2A_REASON_AMBIGUOUS }, { "Germany", "match", "2", L2A_REASON_NAME_SUPPORT } };
  l2a_rules *rules = plain_rules("  conflict: company", NULL);
  l2a_index *index = rows_index(rules, rows, 3);
  l2a_matcher *matcher = matcher_of(rules, index, 0, 0);

  for (size_t i = 0; i < 2; i++) {
    l2a_contact c = contact_of("x@lumenorchard.com", "Harbor Quartz");
    const l2a_result *r;
    c.website = bytes_of("lumenorchard.com"); /* the domain's account has the most evidence */
    c.country = bytes_of(cases[i].country);
    r = match_of(matcher, &c);
    cr_expect_str_eq(l2a_decision_name(r->decision), cases[i].decision);
    cr_expect(text_is(r->account_id, cases[i].account), "%.*s", (int)r->account_id.size, r->account_id.data);
    cr_expect_eq(r->reason, cases[i].reason, "%s", l2a_reason_name(r->reason));
    cr_expect(text_has(r->detail, "company decided"), "%.*s", (int)r->detail.size, r->detail.data);
  }
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(decide, roll_up_to_the_ultimate_parent)
{
  l2a_rules *rules = plain_rules(NULL, NULL);
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_matcher *matcher = matcher_of(rules, index, 0, 0);
  l2a_contact contact = contact_of("x@zephyr-nordic.fi", "");
  const l2a_result *r = match_of(matcher, &contact);

  cr_expect(text_is(r->account_id, "E"));
  cr_expect(text_is(r->rollup_id, "D"));
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
