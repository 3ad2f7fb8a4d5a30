/* SPDX-License-Identifier: MIT */
/* Choices by the domain alone against whole answers: the same account, the same decision. */
#include "match/sure_domain.h"

#include <stdlib.h>

#include "match/choose.h"
#include "unit/index/account_fixture.h"
#include "unit/match/demo_accounts.h"

enum { CONTACTS = 2400, ACCOUNTS = 150, CELL = 96 };

typedef struct tally {
  l2a_matcher *whole, *choice;
  uint32_t contacts, states[SURE_OPEN + 1]; /* SURE_OPEN: sure when alone */
} tally;

/* Whether one look at the keys settles the contact. */
static sure_state state_of(l2a_matcher *m, const l2a_contact *c)
{
  const snapshot *s = snapshot_get(m->ref);
  sure_tools tools = { { &m->sure->hosts, m->sure->letters, m->rules, &m->tools, &m->work }, m->sure, s, m->rules->match.budgets.phone };
  fetch_list fetch = { .count = 0 };
  sure_slot slot;

  sure_parse(&slot, c, &tools, &fetch);
  sure_find(&slot, &tools, &fetch);
  sure_settle(&slot, c, &tools, &fetch);
  if (slot.state == SURE_OPEN) {
    sure_alone(&slot, &tools);
    if (slot.state == SURE_MATCH) return SURE_OPEN; /* by the label's keys */
  }
  if (slot.state == SURE_LEFT) sure_recall(&slot, &tools);
  return (sure_state)slot.state;
}

static void compare_choice(tally *t, const l2a_contact *c)
{
  const l2a_result *whole = match_of(t->whole, c);
  match_choice choice;

  cr_assert_eq(match_choose(&choice, t->choice, c, 1, NULL), L2A_OK);
  cr_assert_eq(choice.decision, whole->decision, "%.*s | %.*s | %.*s | %.*s", (int)c->email.size, c->email.data ? c->email.data : "",
               (int)c->website.size, c->website.data ? c->website.data : "", (int)c->phone.size, c->phone.data ? c->phone.data : "",
               (int)c->country.size, c->country.data ? c->country.data : "");
  cr_assert(bytes_equal(choice.account_id, whole->account_id), "%.*s | %.*s", (int)c->email.size, c->email.data ? c->email.data : "",
            (int)c->website.size, c->website.data ? c->website.data : "");
  t->contacts++;
  t->states[state_of(t->choice, c)]++;
}

static tally tally_begin(const l2a_rules *rules, l2a_index *index)
{
  tally t = { matcher_of(rules, index, 0, 1 << 20), matcher_of(rules, index, 0, 1 << 20), 0, { 0 } };
  l2a_contact none = L2A_CONTACT_INIT;
  match_choice choice;

  cr_assert_eq(match_choose(&choice, t.choice, &none, 1, NULL), L2A_OK);
  cr_assert_eq(choice.decision, L2A_DECISION_NONE);
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
  cr_assert(t.choice->sure->choices.any);
  demo_contacts(600, 7, visit, &t);
  cr_expect(t.states[SURE_MATCH] > t.contacts / 10, "%u of %u", t.states[SURE_MATCH], t.contacts);
  tally_end(&t);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

/* What a contact's texts lie in. */
typedef struct contact_texts {
  char email[CELL], website[CELL], phone[CELL];
} contact_texts;

/* Accounts of the fixture and three that have a domain of free mail: one alone, two together. */
static l2a_index *index_with_mail(const l2a_rules *rules)
{
  static const char *const domains[] = { "gmail.com", "hotmail.com", "hotmail.com" };
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_writer *writer = NULL;
  l2a_index *index = NULL;

  cr_assert_eq(l2a_index_writer_new(&writer, NULL, rules, fixture_columns, FIXTURE_COLUMNS, &error), L2A_OK, "%s", error.message);
  fixture_fill(writer, ACCOUNTS, 7);
  for (uint32_t i = 0; i < 3; i++) {
    l2a_string cells[FIXTURE_COLUMNS];
    fixture_row extra;
    fixture_account(&extra, ACCOUNTS + i, ACCOUNTS);
    snprintf(extra.cells[3], FIXTURE_CELL, "%s", domains[i]);
    fixture_cells(cells, &extra);
    cr_assert_eq(l2a_index_writer_add(writer, cells, &error), L2A_OK, "%s", error.message);
  }
  cr_assert_eq(l2a_index_writer_finish(&index, writer, &error), L2A_OK, "%s", error.message);
  return index;
}

static void contact_make(l2a_contact *c, contact_texts *t, uint32_t *seed)
{
  static const char *const mails[] = { "gmail.com", "hotmail.com", "yahoo.com", "GMX.de", "gmail.com", "mailinator.com", "acme" };
  static const char *const sites[] = { "http://www.", "https://", "", "www.", "HTTP://", "http://www2." };
  static const char *const paths[] = { "", "/", "/about?x=1", " acme-7.com", ":8080", "/a, b.com" };
  static const char *const before[] = { "acme-", "brand", "shop-", "ACME-", "mail.acme-", "www.brand", "xn--acme-" };
  static const char *const after[] = { ".com", ".de", ".co.uk", ".CoM", ".com.", ".us", ".gov", ".fr" };
  static const char *const countries[] = { "", "", "Germany", "US", "Narnia", "FR" };

  *c = (l2a_contact)L2A_CONTACT_INIT;
  snprintf(t->email, CELL, "jane.doe@%s%u%s", before[test_random(seed) % 7], test_random(seed) % 300, after[test_random(seed) % 8]);
  if (test_random(seed) % 3 == 0) snprintf(t->email, CELL, "jane.doe@%s", mails[test_random(seed) % 7]);
  snprintf(t->website, CELL, "%s%s%u%s%s", sites[test_random(seed) % 6], before[test_random(seed) % 6], test_random(seed) % 300,
           after[test_random(seed) % 8], paths[test_random(seed) % 6]);
  snprintf(t->phone, CELL, "+49 30 1234%02u%02u", test_random(seed) % 30, test_random(seed) % 100);
  if (test_random(seed) % 4 == 0) snprintf(t->phone, CELL, "0044 20 %u", test_random(seed));
  if (test_random(seed) % 8) c->email = bytes_of(t->email);
  if (test_random(seed) % 4 == 0) c->website = bytes_of(t->website);
  c->country = bytes_of(countries[test_random(seed) % 6]);
  if (test_random(seed) % 4 == 0) c->phone = bytes_of(t->phone);
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
  uint32_t seed = 3, sums[SURE_OPEN + 1] = { 0 }, none = 0;
  contact_texts texts;
  l2a_contact c;

  for (int round = 0; round < 24; round++) {
    l2a_rules *rules = rules_from(NULL);
    l2a_index *index = index_with_mail(rules);
    tally t;
    if (round) disturb(&rules->match, (uint32_t)round * 100, &seed);
    t = tally_begin(rules, index);
    for (uint32_t i = 0; i < CONTACTS / 2; i++) {
      contact_make(&c, &texts, &seed);
      compare_choice(&t, &c);
    }
    for (int k = 0; k <= SURE_OPEN; k++) sums[k] += t.states[k];
    none += t.states[SURE_MATCH] == 0;
    tally_end(&t);
    l2a_index_close(index);
    l2a_rules_free(rules);
  }
  for (int k = 0; k <= SURE_OPEN; k++) cr_expect(sums[k] > 60, "state %d: %u", k, sums[k]);
  cr_expect(none > 0, "some weights leave nothing sure");
}

Test(sure_domain, contacts_of_a_batch_do_not_change_each_other_s_choice)
{
  enum { BATCH = 700 };
  static contact_texts texts[BATCH];
  static l2a_contact contacts[BATCH];
  static match_choice choices[BATCH];
  uint32_t seed = 11;
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = index_with_mail(rules);
  tally t = tally_begin(rules, index);

  for (uint32_t i = 0; i < BATCH; i++) {
    contact_make(&contacts[i], &texts[i], &seed);
    if (i % 9 == 0) contacts[i].company = BYTES("Lumen Quartz");
  }
  cr_assert_eq(match_choose(choices, t.choice, contacts, BATCH, NULL), L2A_OK);
  for (uint32_t i = 0; i < BATCH; i++) {
    const l2a_result *whole = match_of(t.whole, &contacts[i]);
    cr_assert_eq(choices[i].decision, whole->decision, "%u", i);
    cr_assert(bytes_equal(choices[i].account_id, whole->account_id), "%u", i);
  }
  tally_end(&t);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(sure_domain, what_is_remembered_later_does_not_change_what_was_recalled)
{
  sure_memory *memory = calloc(1, sizeof *memory);
  sure_tools tools = { .memory = memory };
  sure_slot slot = { .state = SURE_LEFT, .is_read = true, .facts = 5, .account = INDEX_NONE };

  cr_assert_not_null(memory);
  sure_recall(&slot, &tools);
  cr_expect_eq(slot.state, SURE_LEFT);
  sure_remember(memory, 5, 7, L2A_DECISION_REVIEW);
  sure_recall(&slot, &tools);
  sure_remember(memory, 5 + SURE_ANSWERS, 8, L2A_DECISION_MATCH); /* in the same place */
  cr_expect_eq(slot.state, SURE_REMEMBERED);
  cr_expect_eq(slot.account, 7);
  cr_expect_eq(slot.decision, L2A_DECISION_REVIEW);
  free(memory);
}

/* On one line stand several accounts: contacts with free mail are answered once a line and country, then remembered. */
Test(sure_domain, contacts_on_a_line_of_several_accounts_are_remembered)
{
  enum { COUNTRIES = 3, ASKED = 12 };
  static const char *const mails[] = { "gmail.com", "yahoo.com" };
  static const char *const countries[] = { "", "Germany", "France" };
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = index_with_mail(rules);
  tally t = tally_begin(rules, index);
  contact_texts texts;

  for (uint32_t line = 0; line < 30; line++)
    for (uint32_t i = 0; i < ASKED; i++) {
      l2a_contact c = L2A_CONTACT_INIT;
      snprintf(texts.email, CELL, "jane%u@%s", i, mails[i % 2]);
      snprintf(texts.phone, CELL, "+49 30 1234%02u%02u", line, i);
      c.email = bytes_of(texts.email);
      c.phone = bytes_of(texts.phone);
      c.country = bytes_of(countries[i % COUNTRIES]);
      compare_choice(&t, &c);
    }
  cr_expect(t.states[SURE_REMEMBERED] > 60, "%u of %u", t.states[SURE_REMEMBERED], t.contacts);
  tally_end(&t);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
