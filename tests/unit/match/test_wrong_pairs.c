/* SPDX-License-Identifier: MIT */
/* Names that look alike and are two companies, with the built-in weights and the demo's accounts around them. */
#include "unit/match/demo_accounts.h"

static const char *const pairs[][2] = {
  { "Bank of the West", "Bank of the East" },
  { "Union Pacific", "Union Carbide" },
  { "Royal Bank", "Royal Mail" },
  { "Stripe", "Strix" },
  { "Standard Bank", "Standard Life" },
  { "North Star", "South Star" },
  { "Central Park", "Valley Media" },
};
static const char *const emails[] = { "", "jane.doe@gmail.com" };

static l2a_index *demo_and(const l2a_rules *rules, const char *first, const char *second)
{
  l2a_index_writer *writer = rows_begin(rules);
  row one = { .id = "first", .name = first }, two = { .id = "second", .name = second };

  cr_assert_geq(demo_add_accounts(writer), 250);
  row_add(writer, &one);
  if (second) row_add(writer, &two);
  return rows_end(writer);
}

Test(wrong_pairs, the_other_name_is_no_match)
{
  l2a_rules *rules = rules_from(NULL);

  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    for (int way = 0; way < 2; way++) {
      const char *account = pairs[i][way], *company = pairs[i][1 - way];
      l2a_index *index = demo_and(rules, account, NULL);
      l2a_matcher *matcher = matcher_of(rules, index, 0, 0);
      for (size_t k = 0; k < 2; k++) {
        l2a_contact c = contact_of(emails[k], company);
        const l2a_result *r = match_of(matcher, &c);
        cr_expect_neq(r->decision, L2A_DECISION_MATCH, "%s (%s) must not match %.*s: %u", company, emails[k], (int)r->account_name.size,
                      r->account_name.data, r->score);
      }
      l2a_matcher_free(matcher);
      l2a_index_close(index);
    }
  l2a_rules_free(rules);
}

Test(wrong_pairs, the_right_name_matches_with_and_without_the_other_beside_it)
{
  l2a_rules *rules = rules_from(NULL);

  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    for (int way = 0; way < 2; way++)
      for (int alone = 0; alone < 2; alone++) {
        const char *account = pairs[i][way];
        l2a_index *index = demo_and(rules, account, alone ? NULL : pairs[i][1 - way]);
        l2a_matcher *matcher = matcher_of(rules, index, 0, 0);
        for (size_t k = 0; k < 2; k++) {
          l2a_contact c = contact_of(emails[k], account);
          const l2a_result *r = match_of(matcher, &c);
          cr_expect(r->decision == L2A_DECISION_MATCH && text_is(r->account_id, "first"), "%s (%s)%s: %s %.*s %u", account, emails[k],
                    alone ? "" : " beside the other", l2a_decision_name(r->decision), (int)r->account_name.size, r->account_name.data,
                    r->score);
        }
        l2a_matcher_free(matcher);
        l2a_index_close(index);
      }
  l2a_rules_free(rules);
}
