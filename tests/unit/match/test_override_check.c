/* SPDX-License-Identifier: MIT */
#include "match/override_check.h"

#include "unit/match/match_fixture.h"

static const row accounts[] = {
  { .id = "A", .name = "Harbor Quartz", .website = "harborquartz.com" },
  { .id = "B", .name = "Lumen Orchard", .website = "lumenorchard.com" },
  { .id = "C", .name = "Harbor Quartz Nordic", .website = "harborquartz.fi" },
};

typedef struct decided {
  l2a_override_kind kind;
  l2a_override_field field;
  const char *value, *account;
} decided;

enum { DECIDED_LIMIT = 3 };

static const struct {
  decided overrides[DECIDED_LIMIT]; /* on lines 11, 12, 13 */
  const char *id, *email, *company, *phone, *website;
  const char *decision, *account, *reason, *detail;
} kinds[] = {
  /* always, by every field; it goes before all evidence */
  { { { L2A_OVERRIDE_ALWAYS, L2A_FIELD_ID, "7", "B" } },
    "7",
    "x@harborquartz.com",
    "Harbor Quartz",
    "",
    "",
    "match",
    "B",
    "override",
    "always, line 11" },
  { { { L2A_OVERRIDE_ALWAYS, L2A_FIELD_ID, "7", "B" } }, "8", "", "Harbor Quartz", "", "", "match", "A", "name", "" },
  { { { L2A_OVERRIDE_ALWAYS, L2A_FIELD_EMAIL, "Jane@Gmail.com", "B" } },
    "",
    "jane@gmail.COM",
    "",
    "",
    "",
    "match",
    "B",
    "override",
    "always, line 11" },
  { { { L2A_OVERRIDE_ALWAYS, L2A_FIELD_DOMAIN, "agency.com", "B" } },
    "",
    "x@mail.agency.com",
    "",
    "",
    "",
    "match",
    "B",
    "override",
    "always, line 11" },
  { { { L2A_OVERRIDE_ALWAYS, L2A_FIELD_DOMAIN, "agency.com", "B" } },
    "",
    "",
    "",
    "",
    "https://www.agency.com/x",
    "match",
    "B",
    "override",
    "always, line 11" },
  { { { L2A_OVERRIDE_ALWAYS, L2A_FIELD_COMPANY, "Blue Finch", "B" } },
    "",
    "",
    "BLUE-FINCH",
    "",
    "",
    "match",
    "B",
    "override",
    "always, line 11" },
  { { { L2A_OVERRIDE_ALWAYS, L2A_FIELD_PHONE, "+49 30 1234567", "B" } },
    "",
    "",
    "",
    "+49 (30) 123 45 67",
    "",
    "match",
    "B",
    "override",
    "always, line 11" },
  { { { L2A_OVERRIDE_ALIAS, L2A_FIELD_COMPANY, "Blue Finch", "C" } },
    "",
    "",
    "Blue Finch",
    "",
    "",
    "match",
    "C",
    "override",
    "alias, line 11" },
  { { { L2A_OVERRIDE_ALIAS, L2A_FIELD_DOMAIN, "bluefinch.com", "C" } },
    "",
    "a@bluefinch.com",
    "",
    "",
    "",
    "match",
    "C",
    "override",
    "alias, line 11" },
  /* never: one account, or none at all */
  { { { L2A_OVERRIDE_NEVER, L2A_FIELD_DOMAIN, "harborquartz.com", "" } },
    "",
    "x@harborquartz.com",
    "Harbor Quartz",
    "",
    "",
    "none",
    "",
    "never",
    "never, line 11" },
  { { { L2A_OVERRIDE_NEVER, L2A_FIELD_EMAIL, "x@harborquartz.com", "A" } },
    "",
    "x@harborquartz.com",
    "",
    "",
    "",
    "none",
    "",
    "below_threshold",
    "" },
  { { { L2A_OVERRIDE_NEVER, L2A_FIELD_EMAIL, "x@harborquartz.com", "A" } },
    "",
    "y@harborquartz.com",
    "",
    "",
    "",
    "match",
    "A",
    "domain",
    "" },
  { { { L2A_OVERRIDE_NEVER, L2A_FIELD_EMAIL, "x@lumenorchard.com", "B" } }, "", "x@lumenorchard.com", "", "", "", "none", "", "never", "" },
  { { { L2A_OVERRIDE_NEVER, L2A_FIELD_ID, "7", "B" } }, "7", "x@lumenorchard.com", "Harbor Quartz", "", "", "match", "A", "name", "" },
  /* bypass: as if the field were empty */
  { { { L2A_OVERRIDE_BYPASS, L2A_FIELD_DOMAIN, "lumenorchard.com", "" } },
    "",
    "x@lumenorchard.com",
    "",
    "",
    "",
    "none",
    "",
    "bypassed",
    "bypass, line 11" },
  { { { L2A_OVERRIDE_BYPASS, L2A_FIELD_DOMAIN, "lumenorchard.com", "" } },
    "",
    "x@lumenorchard.com",
    "Harbor Quartz",
    "",
    "",
    "match",
    "A",
    "name",
    "bypass, line 11" },
  { { { L2A_OVERRIDE_BYPASS, L2A_FIELD_COMPANY, "harbor quartz", "" } },
    "",
    "x@lumenorchard.com",
    "Harbor Quartz",
    "",
    "",
    "match",
    "B",
    "domain",
    "bypass, line 11" },
  { { { L2A_OVERRIDE_BYPASS, L2A_FIELD_EMAIL, "x@lumenorchard.com", "" } },
    "",
    "x@lumenorchard.com",
    "",
    "",
    "",
    "none",
    "",
    "bypassed",
    "bypass, line 11" },
  /* the first field decides: id, e-mail, domain, company, phone; always goes before alias and never */
  { { { L2A_OVERRIDE_ALWAYS, L2A_FIELD_COMPANY, "Blue Finch", "A" }, { L2A_OVERRIDE_ALWAYS, L2A_FIELD_ID, "7", "B" } },
    "7",
    "",
    "Blue Finch",
    "",
    "",
    "match",
    "B",
    "override",
    "always, line 12" },
  { { { L2A_OVERRIDE_ALWAYS, L2A_FIELD_COMPANY, "Blue Finch", "A" }, { L2A_OVERRIDE_ALWAYS, L2A_FIELD_DOMAIN, "agency.com", "B" } },
    "",
    "x@agency.com",
    "Blue Finch",
    "",
    "",
    "match",
    "B",
    "override",
    "always, line 12" },
  { { { L2A_OVERRIDE_ALIAS, L2A_FIELD_DOMAIN, "agency.com", "A" }, { L2A_OVERRIDE_ALWAYS, L2A_FIELD_DOMAIN, "agency.com", "B" } },
    "",
    "x@agency.com",
    "",
    "",
    "",
    "match",
    "B",
    "override",
    "always, line 12" },
  { { { L2A_OVERRIDE_NEVER, L2A_FIELD_DOMAIN, "agency.com", "" }, { L2A_OVERRIDE_ALWAYS, L2A_FIELD_EMAIL, "x@agency.com", "B" } },
    "",
    "x@agency.com",
    "",
    "",
    "",
    "match",
    "B",
    "override",
    "always, line 12" },
  { { { L2A_OVERRIDE_ALWAYS, L2A_FIELD_ID, "7", "A" }, { L2A_OVERRIDE_ALWAYS, L2A_FIELD_ID, "7", "B" } },
    "7",
    "",
    "",
    "",
    "",
    "match",
    "B",
    "override",
    "always, line 12" },
  /* an account the index does not have: said, and the evidence decides */
  { { { L2A_OVERRIDE_ALWAYS, L2A_FIELD_ID, "7", "Z" } },
    "7",
    "",
    "Harbor Quartz",
    "",
    "",
    "match",
    "A",
    "name",
    "override of an unknown account, line 11" },
  { { { L2A_OVERRIDE_ALWAYS, L2A_FIELD_ID, "7", "Z" }, { L2A_OVERRIDE_ALWAYS, L2A_FIELD_COMPANY, "Harbor Quartz", "B" } },
    "7",
    "",
    "Harbor Quartz",
    "",
    "",
    "match",
    "B",
    "override",
    "always, line 12" },
};

Test(override_check, kinds_and_fields)
{
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    l2a_rules *rules = plain_rules("  tie_breakers: []", NULL);
    l2a_index *index;
    l2a_matcher *matcher;
    l2a_contact c = contact_of(kinds[i].email, kinds[i].company);
    const l2a_result *r;
    for (uint64_t n = 0; n < DECIDED_LIMIT && kinds[i].overrides[n].value; n++) {
      const decided *d = &kinds[i].overrides[n];
      override_add(rules, d->kind, d->field, d->value, d->account, 11 + n);
    }
    index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
    matcher = matcher_of(rules, index, 0, 1 << 20);
    c.id = bytes_of(kinds[i].id);
    c.phone = bytes_of(kinds[i].phone);
    c.website = bytes_of(kinds[i].website);
    r = match_of(matcher, &c);
    cr_expect_str_eq(l2a_decision_name(r->decision), kinds[i].decision, "case %zu: %s", i, l2a_decision_name(r->decision));
    cr_expect(text_is(r->account_id, kinds[i].account), "case %zu: %.*s", i, (int)r->account_id.size, r->account_id.data);
    cr_expect_str_eq(l2a_reason_name(r->reason), kinds[i].reason, "case %zu: %s", i, l2a_reason_name(r->reason));
    cr_expect(text_is(r->detail, kinds[i].detail), "case %zu: %.*s", i, (int)r->detail.size, r->detail.data);
    if (r->reason == L2A_REASON_OVERRIDE) cr_expect(r->score == 10000 && r->margin == 10000, "case %zu", i);
    l2a_matcher_free(matcher);
    l2a_index_close(index);
    l2a_rules_free(rules);
  }
}

Test(override_check, lines_are_left_out_when_they_are_not_known)
{
  l2a_rules *rules = plain_rules(NULL, NULL);
  l2a_index *index;
  l2a_matcher *matcher;
  l2a_contact c = contact_of("x@agency.com", "");

  override_add(rules, L2A_OVERRIDE_ALWAYS, L2A_FIELD_DOMAIN, "agency.com", "B", 0);
  index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  matcher = matcher_of(rules, index, 0, 0);
  cr_expect(text_is(match_of(matcher, &c)->detail, "always"));
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

/* However many accounts a value must never match, none of them is an answer. */
Test(override_check, many_nevers_of_one_value)
{
  enum { MANY = 100 };
  l2a_rules *rules = plain_rules("  tie_breakers: [id]\n  budgets: {domain: 200, name: 200, candidates: 64}", NULL);
  l2a_index_writer *writer;
  l2a_index *index;
  l2a_matcher *matcher;
  l2a_contact c = contact_of("x@hq.com", "");
  const l2a_result *r;

  for (uint32_t i = 0; i < MANY; i++) {
    char id[8];
    snprintf(id, sizeof id, "%04u", i);
    override_add(rules, L2A_OVERRIDE_NEVER, L2A_FIELD_DOMAIN, "hq.com", id, i + 1);
  }
  writer = rows_begin(rules);
  for (uint32_t i = 70; i < MANY; i++) {
    char id[8];
    row one = { .id = id, .name = "Harbor Quartz", .website = "hq.com" };
    snprintf(id, sizeof id, "%04u", i);
    row_add(writer, &one);
  }
  for (uint32_t i = 0; i < 70; i++) {
    char id[8];
    row one = { .id = id, .name = "Lumen" };
    snprintf(id, sizeof id, "%04u", i);
    row_add(writer, &one);
  }
  index = rows_end(writer);
  matcher = matcher_of(rules, index, 0, 0);
  r = match_of(matcher, &c);
  cr_expect_eq(r->decision, L2A_DECISION_NONE, "%.*s", (int)r->account_id.size, r->account_id.data);
  cr_expect_eq(r->reason, L2A_REASON_NEVER);
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
