/* SPDX-License-Identifier: MIT */
/* Every allocation of a matcher, a match, a batch and an explanation fails once: the answer says so, and the next call is right. */
#include "fault/fail_allocation.h"
#include "unit/match/match_fixture.h"

static const row accounts[] = {
  { .id = "A", .name = "Harbor Quartz", .website = "harborquartz.com", .country = "US" },
  { .id = "B", .name = "Lumen Orchard", .website = "lumenorchard.com", .aliases = "Blue Finch" },
  { .id = "C", .name = "Harbor Quartz Nordic", .website = "harborquartz.fi" },
};

enum { CONTACTS = 5 };

static void make_contacts(l2a_contact contacts[CONTACTS])
{
  contacts[0] = contact_of("x@harborquartz.com", "Harbor Quartz");
  contacts[1] = contact_of("x@gmail.com", "Lumen Orchrad");
  contacts[2] = contact_of("x@agency.com", "Blue Finch (Lumen) / Nordic GmbH & Co. KG");
  contacts[3] = contact_of("", "\xE6\x9D\xB1\xE4\xBA\xAC \xD0\x93\xD0\xB0\xD0\xB7\xD0\xBF\xD1\x80\xD0\xBE\xD0\xBC");
  contacts[4] = contact_of("never@harborquartz.com", "");
  contacts[0].country = bytes_of("United States");
  contacts[1].city = bytes_of("San Jos\xC3\xA9");
  contacts[1].phone = bytes_of("+1 555 0114");
}

static l2a_rules *some_rules(void)
{
  l2a_rules *rules = rules_from(NULL);

  override_add(rules, L2A_OVERRIDE_ALWAYS, L2A_FIELD_DOMAIN, "agency.com", "B", 1);
  override_add(rules, L2A_OVERRIDE_NEVER, L2A_FIELD_EMAIL, "never@harborquartz.com", "A", 2);
  override_add(rules, L2A_OVERRIDE_BYPASS, L2A_FIELD_COMPANY, "Nothing", "", 3);
  return rules;
}

Test(match_memory, every_allocation_of_a_matcher_may_fail)
{
  l2a_rules *rules = some_rules();
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  long n;

  options.memo_bytes = 1 << 20;
  for (n = 1;; n++) {
    l2a_matcher *matcher = NULL;
    l2a_status status;
    fail_allocation_at(n);
    status = l2a_matcher_new(&matcher, rules, index, &options, NULL);
    if (!fail_allocation_ended()) {
      cr_assert_eq(status, L2A_OK);
      l2a_matcher_free(matcher);
      break;
    }
    cr_assert_eq(status, L2A_ENOMEM, "allocation %ld", n);
    cr_assert_null(matcher);
  }
  cr_assert_gt(n, 3);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

/* A new matcher each time, so that no memory is kept from the call before. */
Test(match_memory, every_allocation_of_a_batch_may_fail)
{
  l2a_rules *rules = some_rules();
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_matcher *fresh = matcher_of(rules, index, 4, 0);
  l2a_contact contacts[CONTACTS];
  const l2a_result *expected = NULL;
  long n;

  make_contacts(contacts);
  cr_assert_eq(l2a_match_batch(&expected, fresh, contacts, CONTACTS, NULL), L2A_OK);
  for (n = 1;; n++) {
    l2a_matcher *matcher = matcher_of(rules, index, 4, 1 << 20);
    const l2a_result *results = NULL;
    l2a_status status;
    bool failed;
    fail_allocation_at(n);
    status = l2a_match_batch(&results, matcher, contacts, CONTACTS, NULL);
    failed = fail_allocation_ended();
    cr_assert_eq(status, failed ? L2A_ENOMEM : L2A_OK, "allocation %ld: %d", n, status);
    cr_assert_eq(results == NULL, failed, "allocation %ld", n);
    cr_assert_eq(l2a_match_batch(&results, matcher, contacts, CONTACTS, NULL), L2A_OK);
    for (int i = 0; i < CONTACTS; i++) cr_assert(results_equal(&results[i], &expected[i]), "contact %d after allocation %ld", i, n);
    l2a_matcher_free(matcher);
    if (!failed) break;
  }
  cr_assert_gt(n, 2);
  l2a_matcher_free(fresh);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

static l2a_status count_bytes(void *payload, const char *data, size_t size)
{
  (void)data;
  *(size_t *)payload += size;
  return L2A_OK;
}

Test(match_memory, every_allocation_of_an_explanation_may_fail)
{
  l2a_rules *rules = some_rules();
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_contact contacts[CONTACTS];

  make_contacts(contacts);
  for (int i = 0; i < CONTACTS; i++)
    for (long n = 1;; n++) {
      l2a_matcher *matcher = matcher_of(rules, index, 4, 0);
      size_t size = 0;
      l2a_status status;
      bool failed;
      fail_allocation_at(n);
      status = l2a_explain(matcher, &contacts[i], BYTES("C"), i % 2 ? L2A_FORMAT_JSON : L2A_FORMAT_TEXT, count_bytes, &size, NULL);
      failed = fail_allocation_ended();
      cr_assert_eq(status, failed ? L2A_ENOMEM : L2A_OK, "contact %d, allocation %ld: %d", i, n, status);
      cr_assert_eq(size == 0, failed);
      l2a_matcher_free(matcher);
      if (!failed) break;
    }
  l2a_index_close(index);
  l2a_rules_free(rules);
}
