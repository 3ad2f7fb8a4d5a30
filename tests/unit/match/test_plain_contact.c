/* SPDX-License-Identifier: MIT */
/* The short way of contacts without a company against the long one: the same candidates, features and answers. */
#include "match/plain_contact.h"

#include "match/matcher.h"
#include "unit/index/account_fixture.h"
#include "unit/match/demo_accounts.h"

enum { CELL = 128, WORLD = 3000, WORLD_ACCOUNTS = 600 };

typedef struct tally {
  l2a_matcher *long_way, *short_way;
  uint32_t contacts, short_answers, candidates;
} tally;

/* Features and routes of every candidate, where the short way answers at all. */
static void compare_ways(tally *t, const l2a_contact *c)
{
  const snapshot *s = snapshot_get(t->long_way->ref);
  static plain_slot slot;
  fetch_list fetch = { .count = 0 };
  answer a;

  cr_assert_eq(matcher_run(&a, t->long_way, c, INDEX_NONE, NULL), L2A_OK);
  if (!plain_is(c, s)) return;
  t->contacts++;
  plain_parse(&slot, c, s, t->short_way->rules, &t->short_way->tools, &t->short_way->work, &fetch);
  if (!plain_find(&slot, s, &t->short_way->rules->match.budgets)) return;
  cr_assert_eq(slot.count, t->long_way->count, "%s", c->email.data);
  if (slot.count) probe_places(&slot.probe, t->short_way->rules, &t->short_way->tools, &t->short_way->work);
  for (uint32_t i = 0; i < slot.count; i++) {
    comparison mine;
    const comparison *theirs = &t->long_way->comparisons[i];
    if (!plain_compare(&mine, &slot, &slot.candidates[i], s)) return;
    cr_assert_eq(mine.account, theirs->account);
    cr_assert_eq(mine.routes, theirs->routes);
    cr_assert_eq(mine.flags, theirs->flags);
    for (int f = 0; f < FEATURE_COUNT; f++) {
      if (f == FEATURE_RIVALS || f == FEATURE_FAMILY || f == FEATURE_DOMAIN_OTHERS) continue; /* of all candidates together */
      cr_assert_eq(mine.features[f], theirs->features[f], "%s of %s with account %u: %d, not %d", feature_name((feature)f), c->email.data,
                   mine.account, mine.features[f], theirs->features[f]);
    }
  }
  t->candidates += slot.count;
  t->short_answers++;
}

static void visit(const l2a_contact *given, void *payload)
{
  tally *t = payload;
  l2a_contact c = *given;

  for (int form = 0; form < 3; form++) {
    c.company = (l2a_string){ NULL, 0 };
    if (form > 0) c.website = (l2a_string){ NULL, 0 };
    if (form > 1) c.country = c.state = c.city = c.postal_code = c.phone = (l2a_string){ NULL, 0 };
    compare_ways(t, &c);
    cr_assert(results_equal(match_of(t->long_way, &c), match_of(t->short_way, &c)), "%s", c.email.data);
  }
}

static tally tally_begin(const l2a_rules *rules, l2a_index *index)
{
  tally t = { matcher_of(rules, index, 3, 0), matcher_of(rules, index, 3, 0), 0, 0, 0 };

  t.long_way->long_way = true;
  return t;
}

static void tally_end(tally *t)
{
  l2a_matcher_free(t->long_way);
  l2a_matcher_free(t->short_way);
}

Test(plain_contact, the_demo_s_contacts_without_company_are_answered_as_by_the_long_way)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index_writer *writer = rows_begin(rules);
  l2a_index *index;
  tally t;

  demo_add_accounts(writer);
  index = rows_end(writer);
  t = tally_begin(rules, index);
  demo_contacts(1500, 3, visit, &t);
  cr_expect(t.short_answers * 10 > t.contacts * 9, "%u of %u", t.short_answers, t.contacts);
  cr_expect(t.candidates > 1000, "%u", t.candidates);
  tally_end(&t);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

typedef struct world_contact {
  char email[CELL], website[CELL], phone[CELL];
  l2a_contact contact;
} world_contact;

static void host_make(char out[CELL], uint32_t *seed)
{
  static const struct {
    const char *before, *after; /* a number between them; after NULL: none */
  } hosts[] = {
    { "acme-", ".com" },          { "shop-", ".co.uk" },        { "brand", ".de" },         { "mail.acme-", ".com" },
    { "ACME-", ".fr" },           { "quartz", ".com" },         { "delta.com", NULL },      { "gmail.com", NULL },
    { "acme", ".github.io" },     { "city", ".gov" },           { "ci.dover.nh.us", NULL }, { "x", "y.example" },
    { "m\xC3\xBCller.de", NULL }, { "xn--mller-kva.de", NULL }, { "not a host", NULL },     { "harbor-quartz.com", NULL },
  };
  uint32_t n = test_random(seed) % 16, number = test_random(seed) % 300;

  if (hosts[n].after) snprintf(out, CELL, "%s%u%s", hosts[n].before, number, hosts[n].after);
  else snprintf(out, CELL, "%s", hosts[n].before);
}

static void world_contact_make(world_contact *w, uint32_t *seed)
{
  static const char *const names[] = { "jane.doe", "info", "\"j. doe\"", "jane@x.com; bob", "" };
  static const char *const countries[] = { "", "Germany", "US", "Narnia", "FR" };
  char host[CELL];

  memset(w, 0, sizeof *w);
  w->contact = (l2a_contact)L2A_CONTACT_INIT;
  host_make(host, seed);
  if (test_random(seed) % 8) snprintf(w->email, CELL, "%s@%.90s", names[test_random(seed) % 16 ? 0 : test_random(seed) % 5], host);
  host_make(host, seed);
  if (test_random(seed) % 4 == 0) snprintf(w->website, CELL, "https://www.%.90s/x", host);
  if (test_random(seed) % 3 == 0)
    snprintf(w->phone, CELL, "%s 30 1234%02u%02u", test_random(seed) % 2 ? "+49" : "0049", test_random(seed) % 30, test_random(seed) % 100);
  w->contact.email = bytes_of(w->email);
  w->contact.website = bytes_of(w->website);
  w->contact.phone = bytes_of(w->phone);
  w->contact.country = bytes_of(countries[test_random(seed) % 5]);
  if (test_random(seed) % 3 == 0) w->contact.city = BYTES("St. Gallen");
  if (test_random(seed) % 3 == 0) w->contact.state = BYTES("CA");
  if (test_random(seed) % 3 == 0) w->contact.postal_code = BYTES("SW1A 2");
}

Test(plain_contact, random_worlds_are_answered_as_by_the_long_way)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = fixture_index(NULL, rules, WORLD_ACCOUNTS, 7);
  tally t = tally_begin(rules, index);
  static world_contact w;
  uint32_t seed = 5;

  for (uint32_t i = 0; i < WORLD; i++) {
    world_contact_make(&w, &seed);
    compare_ways(&t, &w.contact);
    cr_assert(results_equal(match_of(t.long_way, &w.contact), match_of(t.short_way, &w.contact)), "%s | %s", w.email, w.website);
  }
  cr_expect(t.short_answers * 10 > t.contacts * 7, "%u of %u", t.short_answers, t.contacts);
  cr_expect(t.candidates > WORLD / 4, "%u", t.candidates);
  tally_end(&t);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

static void random_text(char *out, uint32_t *seed, uint32_t most, const char *letters)
{
  uint32_t size = test_random(seed) % most, n = (uint32_t)strlen(letters);

  for (uint32_t i = 0; i < size; i++) out[i] = letters[test_random(seed) % n];
  out[size] = '\0';
}

static size_t squash(char *out, bytes core)
{
  size_t n = 0;

  while (core.data) {
    bytes word = bytes_split(&core, ' ');
    if (bytes_equal(word, BYTES("and"))) continue;
    memcpy(out + n, word.data, word.size);
    n += word.size;
  }
  return n;
}

Test(plain_contact, a_label_fits_a_name_as_the_plain_functions_say)
{
  static const char *const letters[] = { "abn d", "and ", "abcdefghij0123 ", "a", "xy z\xC3\xBC" };
  char label[64], core[128], squashed[128];
  uint32_t seed = 9, inside = 0;
  label_bits bits;
  label_fit fit;

  for (uint32_t i = 0; i < 20000; i++) {
    bytes name, rest;
    uint32_t spelled = 0;
    do random_text(label, &seed, i % 7 ? 12 : 64, "abnd0z");
    while (!label[0]);
    random_text(core, &seed, i % 5 ? 24 : 128, letters[i % 5]);
    name = bytes_from(squashed, squash(squashed, bytes_of(core)));
    for (rest = bytes_of(core); rest.data;) {
      bytes word = bytes_split(&rest, ' ');
      if (word.size > 2 && similarity_find(bytes_of(label), word) != SIZE_MAX) spelled += (uint32_t)word.size;
    }
    label_bits_make(&bits, bytes_of(label));
    cr_assert(bits.fits);
    label_fit_make(&fit, &bits, bytes_of(core));
    cr_assert_eq(fit.squashed_size, name.size);
    cr_assert_eq(fit.lcs, similarity_lcs(bytes_of(label), name), "%s, %s", label, core);
    cr_assert_eq(fit.spelled, spelled, "%s, %s", label, core);
    cr_assert_eq(fit.only_stop_words, core[0] != '\0' && name.size == 0);
    if (!name.size) continue;
    cr_assert_eq(fit.label_in_squashed, similarity_find(name, bytes_of(label)) != SIZE_MAX, "%s, %s", label, core);
    cr_assert_eq(fit.squashed_in_label, similarity_find(bytes_of(label), name) != SIZE_MAX, "%s, %s", label, core);
    inside += fit.label_in_squashed || fit.squashed_in_label;
  }
  cr_expect(inside > 100, "%u", inside);
  label_bits_make(&bits, bytes_of("a-b"));
  cr_expect_not(bits.fits);
  label_bits_make(&bits, bytes_of(""));
  cr_expect_not(bits.fits);
  memset(core, 'a', 64);
  core[64] = '\0';
  label_bits_make(&bits, bytes_of(core));
  cr_expect_not(bits.fits, "one letter more than a label of a host may have");
}
