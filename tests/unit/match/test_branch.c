/* SPDX-License-Identifier: MIT */
/*
 * What a list of head offices does not say in so many words, with the shipped weights: a branch carries its country in its name and sits
 * in it, a company of two letters is known by its domain, and the domain of an account without a web site is the account's own.
 */
#include "unit/match/match_fixture.h"

static const row accounts[] = {
  { .id = "velmora", .name = "Velmora AG", .website = "velmora.com", .country = "Germany" },
  { .id = "halvermoor", .name = "Halvermoor AG", .website = "halvermoor.com", .country = "Germany" },
  { .id = "energy", .name = "Halvermoor Energy AG", .website = "halvermoor-energy.com", .country = "Germany" },
  { .id = "quillon", .name = "The Quillon & Tessarin Company", .website = "qt.com", .country = "United States" },
  { .id = "ostrava", .name = "Ostrava & Yellin Global Limited", .website = "oy.com", .country = "United Kingdom" },
  { .id = "domains", .name = "Brenwick Optics", .domains = "brenwick.com;brenwick-optics.com", .country = "France" },
  { .id = "lumen-de", .name = "Lumenorch GmbH", .website = "lumenorch.de", .country = "Germany" },
  { .id = "lumen-us", .name = "Lumenorch Inc.", .website = "lumenorch.com", .country = "United States" },
  { .id = "germany", .name = "Thandor Deutschland GmbH", .website = "thandor.de", .country = "Germany" },
};

typedef struct question {
  const char *email, *company, *country, *account, *decision, *reason;
} question;

static void answers(const question *questions, size_t count)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_matcher *m = matcher_of(rules, index, 3, 0);

  for (size_t i = 0; i < count; i++) {
    const question *q = &questions[i];
    l2a_contact contact = contact_of(q->email, q->company);
    const l2a_result *r;
    contact.country = bytes_of(q->country);
    r = match_of(m, &contact);
    cr_expect_str_eq(l2a_decision_name(r->decision), q->decision, "%s %s, %s: %s", q->email, q->company, q->country,
                     l2a_decision_name(r->decision));
    if (q->reason) cr_expect_str_eq(l2a_reason_name(r->reason), q->reason, "%s %s: %s", q->email, q->company, l2a_reason_name(r->reason));
    if (*q->account) cr_expect(r->candidate_count && text_is(r->candidates[0].account_id, q->account), "%s %s", q->email, q->company);
  }
  l2a_matcher_free(m);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(branch, that_names_its_country_is_not_held_against_the_head_office)
{
  static const question questions[] = {
    { "", "Velmora India Ltd", "India", "velmora", "match", NULL },
    { "", "Velmora USA", "US", "velmora", "match", NULL },
    { "", "Halvermoor India Ltd", "India", "halvermoor", "review", NULL },
    { "", "Velmora France SAS", "", "velmora", "match", NULL },
    /* another line of business in another country stays another company */
    { "", "Velmora Catering", "India", "", "none", NULL },
    { "", "Velmora India Catering", "India", "", "none", NULL },
    /* the account is a branch itself: that of another country is another one */
    { "", "Thandor France SAS", "France", "", "none", NULL },
    /* accounts of one name in several countries: a third country is none of theirs */
    { "", "Lumenorch France", "France", "", "none", NULL },
  };

  answers(questions, sizeof questions / sizeof *questions);
}

Test(branch, two_letters_that_are_the_label_of_a_domain_find_its_account)
{
  static const question questions[] = {
    { "", "Q&T", "US", "quillon", "match", "acronym" },
    { "", "OY", "GB", "ostrava", "match", "acronym" },
    { "", "VK", "GB", "", "none", "no_candidate" },
  };

  answers(questions, sizeof questions / sizeof *questions);
}

Test(branch, the_first_domain_of_an_account_without_a_web_site_is_its_own)
{
  static const question questions[] = {
    { "a@brenwick.com", "", "", "domains", "match", "domain" },
    { "a@brenwick-optics.com", "", "", "domains", "match", "domain_alias" },
  };

  answers(questions, sizeof questions / sizeof *questions);
}
