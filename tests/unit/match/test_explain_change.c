/* SPDX-License-Identifier: MIT */
#include "match/explain_change.h"

#include "unit/match/match_fixture.h"

static const row accounts[] = {
  { .id = "A", .name = "Harbor Quartz", .website = "harborquartz.com", .country = "US", .city = "Boston" },
  { .id = "B", .name = "Lumen Orchard", .website = "lumenorchard.com", .phone = "+44 20 7946 0123" },
  { .id = "C", .name = "Falcon Juniper Nordic", .website = "falconjuniper.com" },
  { .id = "D", .name = "Harbor Quartz", .country = "Germany" },
};

typedef struct fixture {
  l2a_rules *rules;
  l2a_index *index;
  l2a_matcher *matcher;
} fixture;

static fixture begin(l2a_rules *rules)
{
  fixture f = { .rules = rules };

  f.index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  f.matcher = matcher_of(rules, f.index, 0, 0);
  return f;
}

static void end(fixture *f)
{
  l2a_matcher_free(f->matcher);
  l2a_index_close(f->index);
  l2a_rules_free(f->rules);
}

static answer run(fixture *f, const l2a_contact *c)
{
  l2a_error error = L2A_ERROR_INIT;
  answer a;

  cr_assert_eq(matcher_run(&a, f->matcher, c, INDEX_NONE, &error), L2A_OK, "%s", error.message);
  return a;
}

static contact_change change_of(fixture *f, const l2a_contact *c, const answer *before, uint32_t target, bool pairs)
{
  l2a_error error = L2A_ERROR_INIT;
  contact_change change;

  cr_assert_eq(contact_change_find(&change, f->matcher, c, before, target, pairs, &error), L2A_OK, "%s", error.message);
  return change;
}

static void apply(l2a_contact *c, const contact_edit *e)
{
  if (strcmp(e->field, "email") == 0) c->email = e->to;
  else if (strcmp(e->field, "website") == 0) c->website = e->to;
  else if (strcmp(e->field, "company") == 0) c->company = e->to;
  else if (strcmp(e->field, "country") == 0) c->country = e->to;
  else if (strcmp(e->field, "city") == 0) c->city = e->to;
  else if (strcmp(e->field, "phone") == 0) c->phone = e->to;
  else cr_assert_fail("an edit of the field %s", e->field);
}

/* The web site is worth a review; with the account's name beside it, it is a match. */
Test(explain_change, a_review_becomes_a_match)
{
  fixture f = begin(plain_rules(NULL, NULL));
  l2a_contact c = contact_of("", "");
  answer before;
  contact_change change;

  c.website = bytes_of("lumenorchard.com");
  before = run(&f, &c);
  cr_assert_eq(before.decision, L2A_DECISION_REVIEW);
  change = change_of(&f, &c, &before, before.account, false);
  cr_assert_eq(change.count, 1);
  cr_expect_str_eq(change.edits[0].field, "company");
  cr_expect_eq(change.edits[0].from.size, 0);
  cr_expect(text_is(change.edits[0].to, "Lumen Orchard"));
  cr_expect_eq(change.answer.decision, L2A_DECISION_MATCH);
  end(&f);
}

Test(explain_change, a_match_is_lost_by_what_carries_it)
{
  fixture f = begin(plain_rules(NULL, NULL));
  l2a_contact c = contact_of("x@lumenorchard.com", "");
  answer before;
  contact_change change;

  c.city = bytes_of("Boston");
  before = run(&f, &c);
  cr_assert_eq(before.decision, L2A_DECISION_MATCH);
  change = change_of(&f, &c, &before, INDEX_NONE, true);
  cr_assert_eq(change.count, 1);
  cr_expect_str_eq(change.edits[0].field, "email");
  cr_expect_eq(change.edits[0].to.size, 0);
  cr_expect_neq(change.answer.decision, L2A_DECISION_MATCH);
  end(&f);
}

/* Domain and name carry it each: one alone still does (0.85), so both must go. */
Test(explain_change, two_fields_where_one_does_not_do)
{
  fixture f = begin(plain_rules(NULL, NULL));
  l2a_contact c = contact_of("x@lumenorchard.com", "Lumen Orchard");
  answer before = run(&f, &c);

  cr_assert_eq(before.decision, L2A_DECISION_MATCH);
  cr_expect_eq(change_of(&f, &c, &before, INDEX_NONE, false).count, 0);
  cr_expect_eq(change_of(&f, &c, &before, INDEX_NONE, true).count, 2);
  end(&f);
}

/* What is said of the changed contact is what it gets, and no contact is changed that need not be. */
Test(explain_change, the_change_does_what_it_says)
{
  static const char *const emails[] = { "x@harborquartz.com", "x@gmail.com", "", "x@falconjuniper.com" };
  static const char *const companies[] = { "Harbor Quartz", "Falcon Juniper", "", "Lumen Orchrad", "Lumen" };
  static const char *const countries[] = { "", "US", "DE" };
  fixture f = begin(rules_from(NULL));
  uint32_t found = 0;

  for (size_t i = 0; i < 4 * 5 * 3 * 5; i++) {
    uint32_t target = i / 60 < 4 ? (uint32_t)(i / 60) : INDEX_NONE;
    l2a_contact c = contact_of(emails[i % 4], companies[i / 4 % 5]), changed;
    answer before, after;
    contact_change change;
    c.country = bytes_of(countries[i / 20 % 3]);
    before = run(&f, &c);
    if (before.decision == L2A_DECISION_MATCH && before.account == target) continue;
    change = change_of(&f, &c, &before, target, true);
    if (change.count == 0) continue;
    found++;
    changed = c;
    for (uint32_t k = 0; k < change.count; k++) apply(&changed, &change.edits[k]);
    after = run(&f, &changed);
    cr_expect_eq(after.decision, change.answer.decision);
    cr_expect_eq(after.account, change.answer.account);
    cr_expect_eq(after.probability, change.answer.probability);
    if (target != INDEX_NONE) cr_expect(after.decision == L2A_DECISION_MATCH && after.account == target, "contact %zu", i);
    else cr_expect(after.decision != before.decision || after.account != before.account, "contact %zu", i);
  }
  cr_expect_gt(found, 150, "%u", found);
  end(&f);
}
