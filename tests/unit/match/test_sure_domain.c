/* SPDX-License-Identifier: MIT */
/* Choices by the domain alone against whole answers: the same account, the same decision. */
#include "match/sure_domain.h"

#include "match/matcher.h"
#include "unit/index/account_fixture.h"
#include "unit/match/demo_accounts.h"

enum { CONTACTS = 2400, ACCOUNTS = 150, CELL = 96 };

typedef struct tally {
  l2a_matcher *whole, *choice;
  uint32_t contacts, sure;
} tally;

/* Whether the domain settles the contact. */
static bool is_sure(l2a_matcher *m, const l2a_contact *c)
{
  const snapshot *s = snapshot_get(m->ref);
  sure_tools tools = { &m->choices, m->hosts, m->rules, &m->tools, &m->work };
  fetch_list fetch = { .count = 0 };
  sure_slot slot;

  sure_parse(&slot, c, s, &tools, &fetch);
  sure_find(&slot, c, s, &tools, &fetch);
  return slot.open && sure_settle(&slot, s, &m->choices);
}

static void compare_choice(tally *t, const l2a_contact *c)
{
  const l2a_result *choice = NULL, *whole = match_of(t->whole, c);

  cr_assert_eq(matcher_batch(&choice, t->choice, c, 1, MATCH_CHOICE, NULL), L2A_OK);
  cr_assert_eq(choice->decision, whole->decision, "%.*s | %.*s | %.*s", (int)c->email.size, c->email.data ? c->email.data : "",
               (int)c->phone.size, c->phone.data ? c->phone.data : "", (int)c->country.size, c->country.data ? c->country.data : "");
  cr_assert(bytes_equal(choice->account_id, whole->account_id), "%.*s", (int)c->email.size, c->email.data ? c->email.data : "");
  t->contacts++;
  t->sure += is_sure(t->choice, c);
}

static tally tally_begin(const l2a_rules *rules, l2a_index *index)
{
  tally t = { matcher_of(rules, index, 0, 1 << 20), matcher_of(rules, index, 0, 1 << 20), 0, 0 };
  l2a_contact none = L2A_CONTACT_INIT;
  const l2a_result *r;

  cr_assert_eq(matcher_batch(&r, t.choice, &none, 1, MATCH_CHOICE, NULL), L2A_OK);
  cr_assert_eq(r->decision, L2A_DECISION_NONE);
  return t;
}

static void tally_end(tally *t)
{
  l2a_matcher_free(t->whole);
  l2a_matcher_free(t->choice);
}

static void visit(const l2a_contact *given, void *payload)
{
  l2a_contact c = *given;

  compare_choice(payload, &c);
  c.company = c.website = (l2a_string){ NULL, 0 };
  compare_choice(payload, &c);
  c.city = c.state = c.postal_code = (l2a_string){ NULL, 0 };
  compare_choice(payload, &c);
  c.phone = (l2a_string){ NULL, 0 };
  compare_choice(payload, &c);
  c.country = (l2a_string){ NULL, 0 };
  compare_choice(payload, &c);
}

Test(sure_domain, the_demo_s_contacts_get_the_same_choice)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index_writer *writer = rows_begin(rules);
  l2a_index *index;
  tally t;

  demo_add_accounts(writer);
  index = rows_end(writer);
  t = tally_begin(rules, index);
  cr_assert(t.choice->choices.any);
  demo_contacts(600, 7, visit, &t);
  cr_expect(t.sure > t.contacts / 10, "%u of %u", t.sure, t.contacts);
  tally_end(&t);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

static void contact_make(l2a_contact *c, char email[CELL], char phone[CELL], uint32_t *seed)
{
  static const char *const before[] = { "acme-", "brand", "shop-", "ACME-", "mail.acme-", "www.brand", "xn--acme-" };
  static const char *const after[] = { ".com", ".de", ".co.uk", ".CoM", ".com.", ".us", ".gov", ".fr" };
  static const char *const countries[] = { "", "", "Germany", "US", "Narnia", "FR" };

  *c = (l2a_contact)L2A_CONTACT_INIT;
  snprintf(email, CELL, "jane.doe@%s%u%s", before[test_random(seed) % 7], test_random(seed) % 300, after[test_random(seed) % 8]);
  snprintf(phone, CELL, "+49 30 1234%02u%02u", test_random(seed) % 30, test_random(seed) % 100);
  c->email = bytes_of(email);
  c->country = bytes_of(countries[test_random(seed) % 6]);
  if (test_random(seed) % 4 == 0) c->phone = bytes_of(phone);
}

/* Weights in which something else is strong: the bounds must see it. */
static void disturb(match_rules *rules, uint32_t most, uint32_t *seed)
{
  static const match_policy policies[] = { POLICY_BALANCED, POLICY_NAME_FIRST, POLICY_DOMAIN_FIRST, POLICY_STRICT };

  for (int i = 0; i < FEATURE_COUNT; i++) {
    weight_table *w = &rules->weights[i];
    for (uint32_t level = 0; w->used && level <= w->cut_count; level++)
      w->weights[level] += (int32_t)(test_random(seed) % (2 * most + 1)) - (int32_t)most;
  }
  for (uint32_t level = 0; rules->margin.used && level <= rules->margin.cut_count; level++)
    rules->margin.weights[level] += (int32_t)(test_random(seed) % (most + 1)) - (int32_t)most / 2;
  rules->policy = policies[test_random(seed) % 4];
  rules->match_threshold = 5000 + test_random(seed) % 5000;
  rules->tie_margin = (int32_t)(test_random(seed) % 2000);
}

Test(sure_domain, whatever_the_weights_the_choice_is_that_of_the_whole_answer)
{
  uint32_t seed = 3, sure = 0, none = 0;
  char email[CELL], phone[CELL];
  l2a_contact c;

  for (int round = 0; round < 24; round++) {
    l2a_rules *rules = rules_from(NULL);
    l2a_index *index = fixture_index(NULL, rules, ACCOUNTS, 7);
    tally t;
    if (round) disturb(&rules->match, (uint32_t)round * 100, &seed);
    t = tally_begin(rules, index);
    for (uint32_t i = 0; i < CONTACTS / 4; i++) {
      contact_make(&c, email, phone, &seed);
      compare_choice(&t, &c);
    }
    sure += t.sure;
    none += t.sure == 0;
    tally_end(&t);
    l2a_index_close(index);
    l2a_rules_free(rules);
  }
  cr_expect(sure > 60, "%u", sure);
  cr_expect(none > 0, "some weights leave nothing sure");
}
