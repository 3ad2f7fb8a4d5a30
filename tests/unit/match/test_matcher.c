/* SPDX-License-Identifier: MIT */
#include "match/matcher.h"

#include <pthread.h>

#include "unit/index/account_fixture.h"
#include "unit/match/match_fixture.h"

enum { ACCOUNTS = 300, BATCH = 400, TEXT = 96 };

typedef struct made_contact {
  char email[TEXT], company[TEXT], website[TEXT], city[TEXT], phone[TEXT];
} made_contact;

/* Contacts of the fixture's accounts, with noise. */
static void make_contact(l2a_contact *c, made_contact *text, uint32_t n)
{
  static const char *const noise[] = { "", " Inc", " Germany", "x", " and Partners" };
  uint32_t seed = n * 747796405u + 1;
  fixture_row made;

  fixture_account(&made, test_random(&seed) % ACCOUNTS, ACCOUNTS);
  memset(text, 0, sizeof *text);
  if (n % 3) snprintf(text->company, TEXT, "%.60s%s", made.cells[1], noise[test_random(&seed) % 5]);
  if (n % 4 == 1) snprintf(text->email, TEXT, "a%u@acme-%u.com", n, test_random(&seed) % 300);
  if (n % 4 == 2) snprintf(text->email, TEXT, "a%u@gmail.com", n);
  if (n % 5 == 0) snprintf(text->website, TEXT, "%.90s", made.cells[3]);
  if (n % 6 == 0) snprintf(text->city, TEXT, "%.90s", made.cells[7]);
  if (n % 7 == 0) snprintf(text->phone, TEXT, "%.90s", made.cells[9]);
  *c = (l2a_contact)L2A_CONTACT_INIT;
  c->email = bytes_of(text->email);
  c->company = bytes_of(text->company);
  c->website = bytes_of(text->website);
  c->city = bytes_of(text->city);
  c->phone = bytes_of(text->phone);
}

Test(matcher, a_batch_answers_as_one_by_one_and_its_results_stand_until_the_next_call)
{
  static made_contact texts[BATCH];
  static l2a_contact contacts[BATCH];
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = fixture_index(NULL, rules, ACCOUNTS, 7);
  l2a_matcher *one = matcher_of(rules, index, 3, 0), *many = matcher_of(rules, index, 3, 1 << 20);
  const l2a_result *results = NULL;
  l2a_error error = L2A_ERROR_INIT;
  uint32_t matches = 0;

  for (uint32_t i = 0; i < BATCH; i++) make_contact(&contacts[i], &texts[i], i);
  cr_assert_eq(l2a_match_batch(&results, many, contacts, BATCH, &error), L2A_OK, "%s", error.message);
  for (uint32_t i = 0; i < BATCH; i++) {
    cr_assert(results_equal(&results[i], match_of(one, &contacts[i])), "contact %u", i);
    matches += results[i].decision == L2A_DECISION_MATCH;
  }
  cr_assert(matches > BATCH / 10 && matches < BATCH, "%u", matches);
  cr_assert_eq(l2a_match_batch(&results, many, contacts, 0, &error), L2A_OK);
  cr_assert_eq(l2a_match_batch(&results, many, NULL, 0, &error), L2A_OK);
  l2a_matcher_free(one);
  l2a_matcher_free(many);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(matcher, what_breaks_the_contract_is_einval)
{
  l2a_rules *rules = plain_rules(NULL, NULL);
  l2a_index *index = fixture_index(NULL, rules, 5, 1);
  l2a_matcher *matcher = matcher_of(rules, index, 0, 0), *none = NULL;
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  l2a_contact contacts[2] = { L2A_CONTACT_INIT, L2A_CONTACT_INIT };
  const l2a_result *r = (const l2a_result *)1;

  contacts[1].struct_size = 8;
  cr_expect_eq(l2a_match_batch(&r, matcher, contacts, 2, NULL), L2A_EINVAL);
  cr_expect_null(r);
  cr_expect_eq(l2a_match(&r, matcher, NULL, NULL), L2A_EINVAL);
  cr_expect_eq(l2a_match(&r, NULL, contacts, NULL), L2A_EINVAL);
  cr_expect_eq(l2a_match(NULL, matcher, contacts, NULL), L2A_EINVAL);
  cr_expect_eq(l2a_match(&r, matcher, contacts, NULL), L2A_OK, "usable afterwards");
  options.candidate_limit = 25;
  cr_expect_eq(l2a_matcher_new(&none, rules, index, &options, NULL), L2A_EINVAL);
  cr_expect_null(none);
  options = (l2a_matcher_options)L2A_MATCHER_OPTIONS_INIT;
  options.struct_size = 0;
  cr_expect_eq(l2a_matcher_new(&none, rules, index, &options, NULL), L2A_EINVAL);
  cr_expect_eq(l2a_matcher_new(&none, NULL, index, NULL, NULL), L2A_EINVAL);
  cr_expect_eq(l2a_matcher_new(&none, rules, NULL, NULL, NULL), L2A_EINVAL);
  cr_expect_eq(l2a_matcher_new(NULL, rules, index, NULL, NULL), L2A_EINVAL);
  l2a_matcher_free(NULL);
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

/* A bad record never fails its batch. */
Test(matcher, texts_that_are_no_utf8_are_answered_as_invalid)
{
  static const struct {
    l2a_string text;
    bool valid;
  } texts[] = {
    { { "Acme\0X", 6 }, false },      { { "\xFF", 1 }, false },     { { "Acme \xC3", 6 }, false },
    { { "\xED\xA0\x80", 3 }, false }, { { "\xC0\x80", 2 }, false }, { { "\xF4\x90\x80\x80", 4 }, false },
    { { "M\xC3\xBCller", 7 }, true }, { { NULL, 0 }, true },        { { "\x01\x7F", 2 }, true },
  };
  static const size_t fields[] = { offsetof(l2a_contact, id),      offsetof(l2a_contact, email),       offsetof(l2a_contact, website),
                                   offsetof(l2a_contact, company), offsetof(l2a_contact, country),     offsetof(l2a_contact, state),
                                   offsetof(l2a_contact, city),    offsetof(l2a_contact, postal_code), offsetof(l2a_contact, phone) };
  l2a_rules *rules = plain_rules(NULL, NULL);
  l2a_index *index = fixture_index(NULL, rules, 5, 1);
  l2a_matcher *matcher = matcher_of(rules, index, 0, 1 << 16);

  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
      l2a_contact c = L2A_CONTACT_INIT;
      memcpy((char *)&c + fields[k], &texts[i].text, sizeof texts[i].text);
      cr_expect_eq(match_of(matcher, &c)->reason == L2A_REASON_INVALID, !texts[i].valid, "text %zu, field %zu", i, k);
    }
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

static char *repeated(const char *piece, size_t size)
{
  char *text = malloc(size + 1);
  size_t n = strlen(piece);

  cr_assert_not_null(text);
  for (size_t i = 0; i < size; i++) text[i] = piece[i % n];
  text[size] = '\0';
  return text;
}

Test(matcher, hostile_contacts_get_an_answer)
{
  static const struct {
    const char *piece;
    size_t size;
  } cells[] = { { "a", 1 << 20 },      { "acme ", 50000 },    { "Harbor Quartz, ", 1 << 20 },
                { "a@", 100000 },      { "@", 70000 },        { ".", 5000 },
                { "x@a.", 100000 },    { "<", 70000 },        { "\"", 70000 },
                { "(((", 60000 },      { "1 2 3 ", 60000 },   { "\xE6\x9D\xB1", 30000 },
                { "https://", 80000 }, { " ", 100000 },       { "A.B.C. ", 70000 },
                { "and ", 40000 },     { "Inc. ", 50000 },    { "GmbH & Co. KG ", 60000 },
                { "xn--", 40000 },     { "\xCC\x88", 20000 }, { "one two three four five six seven eight nine ten ", 500000 } };
  static const size_t fields[] = { offsetof(l2a_contact, email),       offsetof(l2a_contact, website), offsetof(l2a_contact, company),
                                   offsetof(l2a_contact, country),     offsetof(l2a_contact, state),   offsetof(l2a_contact, city),
                                   offsetof(l2a_contact, postal_code), offsetof(l2a_contact, phone) };
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = fixture_index(NULL, rules, ACCOUNTS, 7);
  l2a_matcher *matcher = matcher_of(rules, index, 24, 0);

  for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
    char *text = repeated(cells[i].piece, cells[i].size);
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
      l2a_contact c = contact_of("x@acme-1.com", "Harbor Quartz");
      l2a_string value = { text, cells[i].size };
      memcpy((char *)&c + fields[k], &value, sizeof value);
      cr_assert_neq(match_of(matcher, &c)->reason, L2A_REASON_INVALID, "cell %zu, field %zu", i, k);
    }
    free(text);
  }
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(matcher, hostile_addresses)
{
  static const char *const emails[] = { "@",           "a@",
                                        "@b",          "a@b",
                                        "a@b@c",       "a@-.com",
                                        "a@--.com",    "a@.com",
                                        "a@com",       "a@co.uk",
                                        "a@[1.2.3.4]", "a@1.2.3.4",
                                        "a@x..com",    "a@\xC3\xA4.de",
                                        "<a@b.com",    "\"a@b.com",
                                        "a b@c.d",     "a@b.com,",
                                        "mailto:",     "mailto:a@b.com?x=a@c.com",
                                        "a@xn--a.com", "a@\xEF\xBC\xA1.com",
                                        ";;;",         "a@b.com\r\nBcc: c@d.com" };
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = fixture_index(NULL, rules, ACCOUNTS, 7);
  l2a_matcher *matcher = matcher_of(rules, index, 24, 0);

  for (size_t i = 0; i < sizeof emails / sizeof *emails; i++) {
    l2a_contact c = contact_of(emails[i], i % 2 ? "Harbor Quartz" : "");
    const l2a_result *r = match_of(matcher, &c);
    cr_expect_leq(r->score, 10000);
    if (i % 2 == 0) cr_expect_neq(r->decision, L2A_DECISION_MATCH, "%s", emails[i]);
  }
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(matcher, indexes_of_no_or_one_account_and_accounts_without_a_name)
{
  static const row rows[] = { { .id = "1", .name = "" },
                              { .id = "2", .name = "...", .website = "harborquartz.com" },
                              { .id = "3", .name = "Inc." },
                              { .id = "4", .name = "Harbor Quartz" } };
  l2a_rules *rules = rules_from(NULL);

  for (size_t count = 0; count <= sizeof rows / sizeof *rows; count++) {
    l2a_index *index = rows_index(rules, rows, count);
    l2a_matcher *matcher = matcher_of(rules, index, 24, 1 << 16);
    static const char *const companies[] = { "Harbor Quartz", "", "Inc.", "...", "\xE6\x9D\xB1\xE4\xBA\xAC", "Habror Quratz" };
    static const char *const emails[] = { "x@harborquartz.com", "x@gmail.com", "" };
    for (size_t i = 0; i < 18; i++) {
      l2a_contact c = contact_of(emails[i % 3], companies[i / 3]);
      const l2a_result *r = match_of(matcher, &c);
      if (count == 0) cr_expect(r->decision == L2A_DECISION_NONE && r->candidate_count == 0);
      cr_expect_leq(r->candidate_count, count);
    }
    l2a_matcher_free(matcher);
    l2a_index_close(index);
  }
  l2a_rules_free(rules);
}

/* The largest weights and the smallest calibration that definitions may have: sums and probabilities stay in bounds. */
Test(matcher, extreme_definitions)
{
  static const char *const calibrations[] = { "[[0, 0.5]]", "[[-2000000000, 0], [2000000000, 1]]", "[[0, 0], [1, 1]]",
                                              "[[5, 0.3], [6, 0.3]]" };

  for (int sign = 0; sign < 2; sign++)
    for (size_t n = 0; n < sizeof calibrations / sizeof *calibrations; n++) {
      buffer text = BUFFER_INIT;
      const char *weight = sign ? "-100" : "100";
      l2a_rules *rules = NULL;
      l2a_index *index;
      l2a_matcher *matcher;
      l2a_contact c = contact_of("x@acme-1.com", "Harbor Quartz");
      const l2a_result *r;
      buffer_printf(&text, "version: 1\nweights:\n  prior: %s\n", weight);
      for (int i = 0; i < FEATURE_COUNT; i++) buffer_printf(&text, "  %s: {cuts: [], weights: [%s]}\n", feature_name((feature)i), weight);
      buffer_printf(&text, "margin: {cuts: [], weights: [%s]}\ncalibration: %s\n", weight, calibrations[n]);
      if (l2a_rules_parse(&rules, text.data, text.size, "test", NULL) == L2A_OK) {
        index = fixture_index(NULL, rules, ACCOUNTS, 7);
        matcher = matcher_of(rules, index, 24, 0);
        r = match_of(matcher, &c);
        cr_expect(r->score <= 10000 && r->margin <= r->score);
        if (n == 0) cr_expect(r->score <= 5000, "%u", r->score); /* equals share what one would have */
        l2a_matcher_free(matcher);
        l2a_index_close(index);
        l2a_rules_free(rules);
      } else {
        cr_expect_eq(n, 1, "only totals of 2000000000 are too large");
      }
      buffer_free(&text);
    }
}

Test(matcher, budgets_cut_and_say_so)
{
  l2a_rules *rules = plain_rules("  tie_breakers: [id]\n  budgets: {domain: 3, name: 3}", NULL);
  l2a_index_writer *writer = rows_begin(rules);
  l2a_index *index;
  l2a_matcher *matcher;
  l2a_contact by_domain = contact_of("x@hq.com", ""), by_name = contact_of("", "Lumen Orchard");
  const l2a_result *r;

  for (uint32_t i = 0; i < 20; i++) {
    char id[8];
    row one = { .id = id, .name = i < 10 ? "Harbor" : "Lumen Orchard", .website = i < 10 ? "hq.com" : NULL };
    snprintf(id, sizeof id, "%04u", i);
    row_add(writer, &one);
  }
  index = rows_end(writer);
  matcher = matcher_of(rules, index, 24, 0);
  r = match_of(matcher, &by_domain);
  cr_expect(text_has(r->detail, "budget domain cut"), "%.*s", (int)r->detail.size, r->detail.data);
  r = match_of(matcher, &by_name);
  cr_expect(text_has(r->detail, "budget name cut"), "%.*s", (int)r->detail.size, r->detail.data);
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

/* Every domain and alias of an account counts, however many it has. */
Test(matcher, accounts_with_many_domains_and_aliases)
{
  l2a_rules *rules = plain_rules("  tie_breakers: []", NULL);
  buffer domains = BUFFER_INIT, aliases = BUFFER_INIT;
  row one = { .id = "A", .name = "Harbor Quartz", .website = "harborquartz.com" };
  l2a_index *index;
  l2a_matcher *matcher;

  for (uint32_t i = 0; i < 60; i++) {
    buffer_printf(&domains, "hq%u.com;", i);
    buffer_printf(&aliases, "Alias%c%c Works;", 'a' + (int)(i % 26), 'a' + (int)(i / 26));
  }
  buffer_append(&domains, "", 1);
  buffer_append(&aliases, "", 1);
  one.domains = domains.data;
  one.aliases = aliases.data;
  index = rows_index(rules, &one, 1);
  matcher = matcher_of(rules, index, 0, 0);
  for (uint32_t i = 0; i < 60; i++) {
    char email[32], company[32];
    l2a_contact by_domain, by_name;
    snprintf(email, sizeof email, "x@hq%u.com", i);
    snprintf(company, sizeof company, "Alias%c%c Works", 'a' + (int)(i % 26), 'a' + (int)(i / 26));
    by_domain = contact_of(email, "");
    by_name = contact_of("", company);
    cr_expect_eq(match_of(matcher, &by_domain)->decision, L2A_DECISION_MATCH, "domain %u", i);
    cr_expect_eq(match_of(matcher, &by_name)->decision, L2A_DECISION_MATCH, "alias %u", i);
  }
  buffer_free(&domains);
  buffer_free(&aliases);
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

/* ---- threads --------------------------------------------------------------------------------------------------------------------- */

typedef struct worker {
  l2a_matcher *matcher;
  uint32_t wrong, busy, good;
} worker;

static void *use_one_matcher(void *payload)
{
  worker *w = payload;

  for (uint32_t i = 0; i < 200; i++) {
    l2a_contact c;
    made_contact text;
    const l2a_result *r = NULL;
    l2a_status status;
    make_contact(&c, &text, i);
    status = l2a_match(&r, w->matcher, &c, NULL); /* the result may be gone already: the other thread's call */
    w->busy += status == L2A_EBUSY;
    w->good += status == L2A_OK;
    w->wrong += status != L2A_EBUSY && status != L2A_OK;
  }
  return NULL;
}

Test(matcher, a_matcher_in_use_is_busy)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = fixture_index(NULL, rules, ACCOUNTS, 7);
  l2a_matcher *matcher = matcher_of(rules, index, 3, 0);
  worker workers[2] = { { .matcher = matcher }, { .matcher = matcher } };
  pthread_t threads[2];
  l2a_contact c = contact_of("", "Acme");
  const l2a_result *r;

  cr_assert_eq(matcher_enter(matcher, NULL), L2A_OK);
  cr_expect_eq(l2a_match(&r, matcher, &c, NULL), L2A_EBUSY);
  cr_expect_null(r);
  matcher_leave(matcher);
  cr_expect_eq(l2a_match(&r, matcher, &c, NULL), L2A_OK);
  for (int i = 0; i < 2; i++) cr_assert_eq(pthread_create(&threads[i], NULL, use_one_matcher, &workers[i]), 0);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < 2; i++) {
    cr_expect_eq(workers[i].wrong, 0);
    cr_expect_eq(workers[i].busy + workers[i].good, 200);
  }
  cr_expect_gt(workers[0].good + workers[1].good, 0);
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

typedef struct run {
  l2a_matcher *matcher;
  uint64_t hash;
} run;

static void *match_all(void *payload)
{
  run *one = payload;

  for (uint32_t i = 0; i < BATCH; i++) {
    l2a_contact c;
    made_contact text;
    const l2a_result *r = NULL;
    make_contact(&c, &text, i);
    if (l2a_match(&r, one->matcher, &c, NULL) != L2A_OK) return NULL;
    one->hash = one->hash * 31 + r->score * 7 + (uint64_t)r->reason + (r->account_id.size ? (unsigned char)r->account_id.data[3] : 0);
  }
  return NULL;
}

Test(matcher, two_matchers_on_one_index_answer_the_same_at_the_same_time)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = fixture_index(NULL, rules, ACCOUNTS, 7);
  run runs[2] = { { .matcher = matcher_of(rules, index, 3, 0) }, { .matcher = matcher_of(rules, index, 3, 1 << 20) } };
  pthread_t threads[2];

  for (int i = 0; i < 2; i++) cr_assert_eq(pthread_create(&threads[i], NULL, match_all, &runs[i]), 0);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  cr_expect_neq(runs[0].hash, 0);
  cr_expect_eq(runs[0].hash, runs[1].hash);
  for (int i = 0; i < 2; i++) l2a_matcher_free(runs[i].matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
