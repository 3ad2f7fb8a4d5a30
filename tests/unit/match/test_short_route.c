/* SPDX-License-Identifier: MIT */
#include "match/short_route.h"

#include "unit/match/match_fixture.h"

static const row accounts[] = {
  { .id = "1", .name = "Ratke Ltd" },           { .id = "2", .name = "Hill Inc" },    { .id = "3", .name = "Klein LLC" },
  { .id = "4", .name = "Kessler-Yost" },        { .id = "5", .name = "Ruecker LLC" }, { .id = "6", .name = "Quarrymen Pottery" },
  { .id = "7", .name = "Towne Harbour Boats" },
};

/* Best candidate for the company, by the built-in definitions. */
static bool is_first(l2a_matcher *m, const char *company, const char *account)
{
  l2a_contact c = contact_of("", company);
  const l2a_result *r = match_of(m, &c);

  cr_expect_neq(r->decision, L2A_DECISION_MATCH, "%s is too far from any name for a match", company);
  if (!account) return r->candidate_count == 0;
  return r->candidate_count && text_is(r->candidates[0].account_id, account);
}

Test(short_route, names_of_few_letters_with_two_wrong_ones)
{
  static const struct {
    const char *company, *account;
  } cases[] = {
    { "Iahke Ltd", "1" },       /* two replaced */
    { "HioV I}c", "2" },        /* and a damaged legal form */
    { "\\leid LLC", "3" },      /* one replaced, one missing */
    { "DueOker :LC", "5" },     /* seven letters */
    { "KPssrer-Yo\x7ft", "4" }, /* the longest word of a longer name */
    { "Twwe LLC", "7" },        /* a word of a longer name */
    { "Xylofon LLC", NULL },    { "Zz LLC", NULL },
  };
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_matcher *m = matcher_of(rules, index, 3, 0);

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_expect(is_first(m, cases[i].company, cases[i].account), "%s", cases[i].company);
  l2a_matcher_free(m);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
