/* SPDX-License-Identifier: MIT */
#include "match/memo.h"

#include "unit/match/match_fixture.h"

/* Sanitizers end the program when it asks for more than there can be. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HUGE_SIZES 1 << 22
#else
#define HUGE_SIZES UINT64_MAX / 2, UINT64_MAX
#endif

enum { CONTACTS = 5000, ACCOUNTS = 60 };

static bool same_key(memo_key a, memo_key b)
{
  return a.a == b.a && a.b == b.b;
}

static l2a_contact full_contact(void)
{
  l2a_contact c = contact_of("jane@acme.com", "Acme");

  c.id = bytes_of("7");
  c.website = bytes_of("acme.com");
  c.country = bytes_of("US");
  c.state = bytes_of("CA");
  c.city = bytes_of("Paris");
  c.postal_code = bytes_of("1");
  c.phone = bytes_of("+1 555");
  c.linkedin = bytes_of("x");
  return c;
}

Test(memo, a_key_depends_on_every_field_an_answer_depends_on)
{
  static const struct {
    size_t offset;
    const char *name;
    bool only_exact, exact; /* whether the key sees it when overrides are there or not */
  } fields[] = {
    { offsetof(l2a_contact, id), "id", true, true },
    { offsetof(l2a_contact, email), "email", false, true },
    { offsetof(l2a_contact, website), "website", false, true },
    { offsetof(l2a_contact, company), "company", false, true },
    { offsetof(l2a_contact, country), "country", false, true },
    { offsetof(l2a_contact, state), "state", false, true },
    { offsetof(l2a_contact, city), "city", false, true },
    { offsetof(l2a_contact, postal_code), "postal_code", false, true },
    { offsetof(l2a_contact, phone), "phone", false, true },
  };

  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    l2a_contact base = full_contact(), other = full_contact();
    bytes text = bytes_of("other"), none = { NULL, 0 };
    memcpy((char *)&other + fields[i].offset, &text, sizeof text);
    cr_expect_neq(same_key(memo_key_of(&base, true), memo_key_of(&other, true)), fields[i].exact, "%s", fields[i].name);
    cr_expect_eq(same_key(memo_key_of(&base, false), memo_key_of(&other, false)), fields[i].only_exact, "%s", fields[i].name);
    memcpy((char *)&other + fields[i].offset, &none, sizeof none);
    cr_expect_neq(same_key(memo_key_of(&base, true), memo_key_of(&other, true)), fields[i].exact, "%s empty", fields[i].name);
  }
}

Test(memo, a_text_in_another_field_is_another_key)
{
  l2a_contact a = L2A_CONTACT_INIT, b = L2A_CONTACT_INIT;

  a.city = bytes_of("Paris");
  b.state = bytes_of("Paris");
  cr_assert_not(same_key(memo_key_of(&a, false), memo_key_of(&b, false)));
}

Test(memo, addresses_share_a_key_only_when_they_must_have_the_same_host)
{
  static const struct {
    const char *a, *b;
    bool same;
  } pairs[] = {
    { "jane@acme.com", "bob.smith+x@acme.com", true },
    { "jane@acme.com", "bob@acme.de", false },
    { "jane@acme.com, bob@other.com", "bob@other.com", false },
    { "<jane@acme.com> bob@other.com", "x@other.com", false },
    { "\"a@b\"@acme.com", "x@acme.com", false },
    { "x@acme.com, b@acme.de", "@acme.com, b@acme.de", true },
    { "jane at acme", "bob at acme", false },
  };

  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    l2a_contact a = contact_of(pairs[i].a, ""), b = contact_of(pairs[i].b, "");
    cr_expect_eq(same_key(memo_key_of(&a, false), memo_key_of(&b, false)), pairs[i].same, "%s | %s", pairs[i].a, pairs[i].b);
    cr_expect_not(same_key(memo_key_of(&a, true), memo_key_of(&b, true)), "%s | %s", pairs[i].a, pairs[i].b);
  }
}

Test(memo, remembers_forgets_the_older_and_can_be_cleared)
{
  memo *m = memo_new(4 * (sizeof(answer) + 64), 2);
  answer a = { .account = 1, .candidate_count = 2, .candidates = { { 5, 6 }, { 7, 8 } } }, out;
  uint32_t known = 0;

  cr_assert_not_null(m);
  for (uint32_t i = 0; i < 1000; i++) {
    a.account = i;
    memo_put(m, (memo_key){ i + 1, 9 }, &a);
    cr_assert(memo_find(&out, m, (memo_key){ i + 1, 9 }), "the newest is there");
    cr_assert_eq(out.account, i);
    cr_assert_eq(out.candidates[1].account, 7);
    cr_assert_not(memo_find(&out, m, (memo_key){ i + 1, 8 }));
  }
  for (uint32_t i = 0; i < 1000; i++) known += memo_find(&out, m, (memo_key){ i + 1, 9 });
  cr_assert(known >= 1 && known < 100, "%u", known);
  memo_clear(m);
  for (uint32_t i = 0; i < 1000; i++) cr_assert_not(memo_find(&out, m, (memo_key){ i + 1, 9 }));
  memo_free(m);
}

Test(memo, of_any_size_is_a_memo_or_none)
{
  static const uint64_t sizes[] = { 0, 1, 100, 1000, 10000, 1 << 20, HUGE_SIZES };

  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    memo *m = memo_new(sizes[i], 0); /* NULL when there is not that much memory */
    answer a = { .account = 3 }, out;
    cr_assert(m || sizes[i] > 1 << 20);
    if (m && sizes[i] <= 1 << 20) {
      memo_put(m, (memo_key){ 1, 1 }, &a);
      cr_assert_eq(memo_find(&out, m, (memo_key){ 1, 1 }), sizes[i] >= 1000);
      memo_clear(m);
    }
    memo_free(m);
  }
}

/* Contacts that repeat, that differ in one field, with addresses that can be read in several ways. */
static void generate(l2a_contact *c, char text[6][64], uint32_t *seed)
{
  static const char *const domains[] = { "acme1.com", "acme2.com",     "gmail.com", "nobody.example", "acme3.com, a@acme4.com",
                                         "",          "mail.acme5.com" };
  static const char *const names[] = { "Harbor", "Quartz", "Lumen", "Alpine" };
  static const char *const forms[][2] = { { "jane@", "" },     { "<bob@", ">" }, { "bob@", "; x@acme1.com" },
                                          { "mailto:a@", "" }, { "", "" },       { "\"x y\"@", "" } };
  static const char *const countries[] = { "US", "Germany", "", "Atlantis" };
  const char *const *form;

  *c = (l2a_contact)L2A_CONTACT_INIT;
  if (test_random(seed) % 4) snprintf(text[0], 64, "%s", "");
  else snprintf(text[0], 64, "https://acme%u.com", test_random(seed) % 9);
  form = forms[test_random(seed) % 6];
  snprintf(text[1], 64, "%s%s%s", form[0], domains[test_random(seed) % 7], form[1]);
  snprintf(text[2], 64, "%s %s %u", names[test_random(seed) % 4], test_random(seed) % 2 ? "Works" : "Systems", test_random(seed) % 9);
  snprintf(text[3], 64, "%s", countries[test_random(seed) % 4]);
  snprintf(text[4], 64, "%s", test_random(seed) % 3 ? "" : "Bob");
  c->website = bytes_of(text[0]);
  c->email = bytes_of(text[1]);
  if (test_random(seed) % 3) c->company = bytes_of(text[2]);
  c->country = bytes_of(text[3]);
  c->id = bytes_of(text[4]);
}

static l2a_index *some_accounts(const l2a_rules *rules)
{
  static const char *const names[] = { "Harbor", "Quartz", "Lumen", "Alpine" };
  l2a_index_writer *writer = rows_begin(rules);

  for (uint32_t i = 0; i < ACCOUNTS; i++) {
    char id[16], name[64], site[64];
    row r = { .id = id, .name = name, .website = site, .country = i % 3 ? "US" : "Germany" };
    snprintf(id, sizeof id, "A%02u", i);
    snprintf(name, sizeof name, "%s %s %u", names[i % 4], i % 2 ? "Works" : "Systems", i % 11);
    snprintf(site, sizeof site, "acme%u.com", i % 20);
    row_add(writer, &r);
  }
  return rows_end(writer);
}

static void compare_answers(const l2a_rules *rules, l2a_index *index)
{
  l2a_matcher *off = matcher_of(rules, index, 5, 0), *tiny = matcher_of(rules, index, 5, 2000),
              *large = matcher_of(rules, index, 5, 64 << 20);
  uint32_t seed = 31, matches = 0;

  for (uint32_t i = 0; i < CONTACTS; i++) {
    char text[6][64];
    l2a_contact c;
    const l2a_result *expected;
    generate(&c, text, &seed);
    expected = match_of(off, &c);
    matches += expected->decision == L2A_DECISION_MATCH;
    cr_assert(results_equal(expected, match_of(tiny, &c)), "contact %u, tiny memo: %s, %s", i, text[1], text[2]);
    cr_assert(results_equal(expected, match_of(large, &c)), "contact %u: %s, %s", i, text[1], text[2]);
  }
  cr_assert_gt(matches, CONTACTS / 20);
  l2a_matcher_free(off);
  l2a_matcher_free(tiny);
  l2a_matcher_free(large);
}

Test(memo, never_changes_an_answer)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = some_accounts(rules);

  compare_answers(rules, index);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(memo, never_changes_an_answer_with_overrides_of_ids_and_addresses)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index;

  override_add(rules, L2A_OVERRIDE_ALWAYS, L2A_FIELD_ID, "Bob", "A07", 3);
  override_add(rules, L2A_OVERRIDE_NEVER, L2A_FIELD_EMAIL, "jane@acme2.com", "", 4);
  override_add(rules, L2A_OVERRIDE_BYPASS, L2A_FIELD_DOMAIN, "acme1.com", "", 5);
  index = some_accounts(rules);
  compare_answers(rules, index);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
