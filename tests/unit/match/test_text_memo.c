/* SPDX-License-Identifier: MIT */
#include "match/text_memo.h"

#include "index/place_key.h"
#include "text/country.h"
#include "unit/match/match_fixture.h"

static const char *const emails[] = { "jane@acme.com",
                                      "j.doe@Mail.ACME.co.uk",
                                      "x@coca-cola.com",
                                      "a@gmail.com",
                                      "b@gmail.com",
                                      "c@m\xC3\xBCller.de",
                                      "d@xn--mller-kva.de",
                                      "e@acme.com; f@other.org",
                                      "\"j. doe\"@acme.com",
                                      "Jane <jane@acme.de>",
                                      "nobody",
                                      "g@",
                                      "h@localhost",
                                      "i@127.0.0.1",
                                      "k@acme.com.",
                                      "l@foo.github.io",
                                      "m@acme.eu.com",
                                      "n@a-very-long-host-name-that-does-not-fit-into-an-entry.example.com",
                                      "o@acme.com",
                                      "" };

static const char *const countries[] = { "Germany", "germany", "DE", "", "Nowhere", "Germany", "C\xC3\xB4te d'Ivoire", "U.S.A.", "DE" };
static const char *const places[] = { "San Jos\xC3\xA9", "St. Gallen", "", "-", "San Jos\xC3\xA9", "  New   York ", "NEW YORK" };

static bool same_domain(const domain_name *a, const domain_name *b)
{
  return bytes_equal(a->host, b->host) && bytes_equal(a->registrable, b->registrable) && bytes_equal(a->label, b->label) &&
         bytes_equal(a->plain_label, b->plain_label) && a->kind == b->kind && memcmp(a->country, b->country, 2) == 0;
}

Test(text_memo, what_is_remembered_is_what_would_be_read_again)
{
  l2a_rules *rules = rules_from(NULL);
  text_memo *m = text_memo_new();
  text_scratch *scratch = NULL;
  arena a;

  cr_assert_not_null(m);
  cr_assert_eq(text_scratch_new(&scratch, rules->lex, NULL), L2A_OK);
  arena_init(&a, 4096);
  for (int round = 0; round < 3; round++) {
    for (size_t i = 0; i < sizeof emails / sizeof *emails; i++) {
      domain_name with, without;
      text_memo_email(&with, m, bytes_of(emails[i]), rules->lex, scratch, &a);
      domain_from_email(&without, bytes_of(emails[i]), rules->lex, scratch, &a);
      cr_assert(same_domain(&with, &without), "round %d: %s", round, emails[i]);
      if (with.registrable.size) cr_assert(with.registrable.data + with.registrable.size == with.host.data + with.host.size);
      text_memo_email(&with, NULL, bytes_of(emails[i]), rules->lex, scratch, &a);
      cr_assert(same_domain(&with, &without));
    }
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++)
      cr_assert_eq(text_memo_country(m, bytes_of(countries[i]), rules->lex, scratch),
                   country_code(bytes_of(countries[i]), rules->lex, scratch), "%s", countries[i]);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
      cr_assert(bytes_equal(text_memo_place(m, bytes_of(places[i]), rules->lex, scratch, &a),
                            place_key(bytes_of(places[i]), rules->lex, scratch, &a)),
                "%s", places[i]);
  }
  cr_assert_not(a.failed);
  arena_free(&a);
  text_scratch_free(scratch);
  text_memo_free(m);
  l2a_rules_free(rules);
}

/* A group of a batch holds 32 contacts: whatever stands beside a contact, and whatever was remembered, its answer is the same. */
Test(text_memo, a_batch_of_any_size_answers_as_one_contact_at_a_time_does)
{
  enum { COUNT = 100 };
  static const row rows[] = { { .id = "A", .name = "Harbor Quartz", .website = "harborquartz.com", .country = "US", .city = "Boston" },
                              { .id = "B", .name = "Alpine Lumen GmbH", .website = "alpine-lumen.de", .country = "DE" },
                              { .id = "C", .name = "Harbor Quarry", .phone = "+1 617 555 0100" } };
  static const char *const companies[] = { "Harbor Quartz", "Alpine Lumen", "harbour quarts", "", "n/a", "Lumen" };
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = rows_index(rules, rows, 3);
  l2a_matcher *batch = NULL, *one = NULL;
  l2a_contact contacts[COUNT];
  const l2a_result *all, *single;

  cr_assert_eq(l2a_matcher_new(&batch, rules, index, NULL, NULL), L2A_OK);
  cr_assert_eq(l2a_matcher_new(&one, rules, index, NULL, NULL), L2A_OK);
  for (size_t i = 0; i < COUNT; i++) {
    contacts[i] = (l2a_contact)L2A_CONTACT_INIT;
    contacts[i].company = bytes_of(companies[i % 6]);
    contacts[i].email = bytes_of(emails[i * 7 % 19]);
    contacts[i].country = bytes_of(i % 3 ? "Germany" : "USA");
    if (i % 5 == 0) contacts[i].email = BYTES("x@harborquartz.com");
    if (i == 40) contacts[i].company = BYTES("\xFF");
  }
  cr_assert_eq(l2a_match_batch(&all, batch, contacts, COUNT, NULL), L2A_OK);
  for (size_t i = 0; i < COUNT; i++) {
    cr_assert_eq(l2a_match(&single, one, &contacts[i], NULL), L2A_OK);
    cr_assert_eq(single->decision, all[i].decision, "contact %zu", i);
    cr_assert_eq(single->reason, all[i].reason);
    cr_assert_eq(single->score, all[i].score);
    cr_assert_eq(single->margin, all[i].margin);
    cr_assert(bytes_equal(single->account_id, all[i].account_id) && bytes_equal(single->runner_up_id, all[i].runner_up_id));
    cr_assert(bytes_equal(single->grade, all[i].grade) && bytes_equal(single->detail, all[i].detail));
  }
  l2a_matcher_free(batch);
  l2a_matcher_free(one);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
