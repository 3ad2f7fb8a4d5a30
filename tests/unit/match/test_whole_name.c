/* SPDX-License-Identifier: MIT */
/* Accounts that share a part of their names: the one whose whole name the contact writes is the best, with the shipped weights. */
#include "unit/match/match_fixture.h"

static const row accounts[] = {
  { .id = "plain", .name = "Kestrel Looms", .website = "kestrellooms.com" },
  { .id = "france", .name = "Kestrel Looms (France)", .website = "kestrellooms-france.com" },
  { .id = "spain", .name = "Kestrel Looms (Spain)", .website = "kestrellooms-spain.com" },
  { .id = "side", .name = "Kestrel Looms DBA Quartzine", .website = "quartzine-looms.com" },
  { .id = "side2", .name = "Kestrel Looms DBA Velmora", .website = "velmora-looms.com", .aliases = "Ostrava Weaving" },
  { .id = "and", .name = "Pesta & Finnie", .website = "pesta-and-finnie.com" },
  { .id = "none", .name = "Pesta Finnie", .website = "pestafinnie.com" },
  { .id = "centre", .name = "Dunmore Centre", .website = "dunmore-c1.com" },
  { .id = "center", .name = "Dunmore Center", .website = "dunmore-c2.com" },
};

static l2a_string best_of(l2a_matcher *m, const char *email, const char *company)
{
  l2a_contact contact = contact_of(email, company);
  const l2a_result *r = match_of(m, &contact);

  cr_assert_gt(r->candidate_count, 0u, "%s", company);
  return r->candidates[0].account_id;
}

Test(whole_name, of_accounts_that_share_a_part_of_it_the_one_of_the_whole_is_the_best)
{
  static const struct {
    const char *company, *account;
  } cases[] = {
    { "Kestrel Looms", "plain" },
    { "kestrel looms", "plain" },
    { "Kestrel Looms (France)", "france" },
    { "KESTREL LOOMS (SPAIN)", "spain" },
    { "Kestrel Looms dba Quartzine", "side" },
    { "Kestrel Looms d/b/a Velmora", "side2" },
    { "Ostrava Weaving", "side2" },
    { "Pesta and Finnie", "and" },
    { "Pesta Finnie", "none" },
    { "Dunmore Centre", "centre" },
    { "Dunmore Center", "center" },
  };
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_matcher *m = matcher_of(rules, index, 3, 0);

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    l2a_string best = best_of(m, "", cases[i].company);
    cr_expect(text_is(best, cases[i].account), "%s: %.*s, expected %s", cases[i].company, (int)best.size, best.data, cases[i].account);
  }
  l2a_matcher_free(m);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(whole_name, does_not_outweigh_the_domain_of_the_email)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_matcher *m = matcher_of(rules, index, 3, 0);

  cr_expect(text_is(best_of(m, "x@kestrellooms-france.com", "Kestrel Looms"), "france"));
  cr_expect(text_is(best_of(m, "x@quartzine-looms.com", "Kestrel Looms"), "side"));
  l2a_matcher_free(m);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

static const row elsewhere[] = {
  { .id = "german", .name = "Ostlund Filters", .website = "ostlund-filters.com", .country = "Germany" },
  { .id = "longer", .name = "Ostlund Filters Iberia", .website = "filters-iberia.com", .country = "Spain" },
  { .id = "typo", .name = "Ostlunt Filtern", .website = "ostluntfiltern.com", .country = "Spain" },
  { .id = "part", .name = "Ostlund", .website = "the-ostlund.com", .country = "Spain" },
  { .id = "initials", .name = "OF", .website = "of-of-of.com", .country = "Spain" },
};

static bool is_candidate(const l2a_result *r, const char *id)
{
  for (size_t i = 0; i < r->candidate_count; i++)
    if (text_is(r->candidates[i].account_id, id)) return true;
  return false;
}

Test(whole_name, of_an_account_in_another_country_brings_longer_names_and_nothing_spelled_otherwise)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = rows_index(rules, elsewhere, sizeof elsewhere / sizeof *elsewhere);
  l2a_matcher *m = matcher_of(rules, index, 10, 0);
  l2a_contact contact = contact_of("", "Ostlund Filters");
  const l2a_result *r;

  contact.country = (l2a_string)BYTES("Germany");
  r = match_of(m, &contact);
  cr_expect_eq(r->candidate_count, 1u);
  cr_expect(is_candidate(r, "german"));
  contact.country = (l2a_string)BYTES("Spain");
  r = match_of(m, &contact);
  cr_expect(is_candidate(r, "german"));
  cr_expect(is_candidate(r, "longer"));
  cr_expect_not(is_candidate(r, "typo"));
  cr_expect_not(is_candidate(r, "initials"));
  l2a_matcher_free(m);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
