/* SPDX-License-Identifier: MIT */
#include "match/explain_write.h"

#include "io/ndjson.h"
#include "unit/match/match_fixture.h"

static const row accounts[] = {
  { .id = "A", .name = "Harbor Quartz", .website = "harborquartz.com", .country = "US" },
  { .id = "B", .name = "Lumen Orchard", .website = "lumenorchard.com" },
  { .id = "C", .name = "Falcon \"Juniper\" \\ Nordic", .website = "falconjuniper.com" },
  { .id = "D", .name = "Harbor Quartz", .country = "Germany" },
  { .id = "E", .name = "Zzyzx" },
};

static l2a_status to_buffer(void *payload, const char *data, size_t size)
{
  buffer_append(payload, data, size);
  return L2A_OK;
}

static void explain(buffer *out, l2a_matcher *m, const l2a_contact *c, const char *against, l2a_format format)
{
  l2a_error error = L2A_ERROR_INIT;

  buffer_free(out);
  *out = (buffer)BUFFER_INIT;
  cr_assert_eq(l2a_explain(m, c, bytes_of(against), format, to_buffer, out, &error), L2A_OK, "%s", error.message);
}

/* A parsed object and the memory its record points to. */
typedef struct document {
  record_batch batch;
  chunk text;
} document;

static void document_free(document *d)
{
  record_batch_free(&d->batch);
  chunk_free(&d->text);
}

static const record *parse(document *d, bytes object)
{
  l2a_error error = L2A_ERROR_INIT;
  record_batch *batch = &d->batch;
  column_keys *keys = NULL;

  d->text = (chunk)CHUNK_INIT;
  cr_assert_eq(column_keys_new(&keys, &error), L2A_OK);
  cr_assert(chunk_reserve(&d->text, object.size + 1));
  memcpy(d->text.data, object.data, object.size);
  d->text.size = object.size;
  d->text.line = 1;
  record_batch_init(batch);
  cr_assert_eq(ndjson_parse_chunk(batch, &d->text, keys, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(batch->count, 1, "%.*s", (int)object.size, object.data);
  cr_assert_eq(batch->records[0].damage, RECORD_GOOD, "%s: %.*s", batch->records[0].message ? batch->records[0].message : "",
               (int)object.size, object.data);
  column_keys_free(keys);
  return &batch->records[0];
}

static bytes member(const record *r, const char *name)
{
  for (uint32_t i = 0; i < r->field_count; i++)
    if (text_is(r->keys[i], name)) return r->fields[i];
  return (bytes){ NULL, 0 };
}

/* A decimal of three places in thousandths. */
static int64_t thousandths(bytes text)
{
  int64_t value = 0;

  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] >= '0' && text.data[i] <= '9') value = value * 10 + (text.data[i] - '0');
  return text.size && text.data[0] == '-' ? -value : value;
}

/* Members of a name in a text of flat objects, summed. */
static int64_t sum_of(bytes list, const char *name)
{
  char key[32];
  int64_t sum = 0;
  const char *at = list.data, *end = list.data + list.size;
  size_t n = (size_t)snprintf(key, sizeof key, "\"%s\":", name);

  while (at && (at = memmem(at, (size_t)(end - at), key, n)) != NULL) {
    const char *to = at += n;
    while (to < end && *to != ',' && *to != '}') to++;
    sum += thousandths((bytes){ at, (size_t)(to - at) });
  }
  return sum;
}

static void check_waterfall(bytes object)
{
  document parsed;
  const record *r = parse(&parsed, object);

  for (uint32_t i = 0; i < r->field_count; i++)
    for (uint32_t k = 0; k < i; k++)
      cr_expect_not(bytes_equal(r->keys[i], r->keys[k]), "%.*s twice", (int)r->keys[i].size, r->keys[i].data);
  cr_expect_gt(member(r, "total").size, 0);
  cr_expect_eq(thousandths(member(r, "prior")) + sum_of(member(r, "steps"), "weight"), thousandths(member(r, "total")), "%.*s",
               (int)object.size, object.data);
  document_free(&parsed);
}

Test(explain, json_is_json_and_the_waterfall_adds_up)
{
  static const char *const emails[] = { "x@harborquartz.com", "x@gmail.com", "", "x@falconjuniper.com", "\"odd \\ one\"@lumenorchard.com" };
  static const char *const companies[] = { "Harbor Quartz", "Falcon \"Juniper\" \\ \t Nordic", "", "Xqzt", "Lumen \x01 Orchrad",
                                           "n/a",           "\xE6\x9D\xB1\xE4\xBA\xAC" };
  static const char *const asked[] = { "", "A", "C", "E" };

  for (int built_in = 0; built_in < 2; built_in++) {
    l2a_rules *rules = built_in ? rules_from(NULL) : plain_rules(NULL, NULL);
    l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
    l2a_matcher *matcher = matcher_of(rules, index, 0, 0);
    buffer out = BUFFER_INIT;
    uint32_t waterfalls = 0;
    for (size_t i = 0; i < 5 * 7 * 4; i++) {
      l2a_contact c = contact_of(emails[i % 5], companies[i / 5 % 7]);
      document parsed;
      const record *r;
      bytes waterfall, against;
      explain(&out, matcher, &c, asked[i / 35], L2A_FORMAT_JSON);
      r = parse(&parsed, (bytes){ out.data, out.size });
      waterfall = member(r, "waterfall");
      against = member(r, "against_waterfall");
      cr_expect_gt(member(r, "decision").size, 0);
      cr_expect_eq(member(r, "against").size > 0, *asked[i / 35] != '\0');
      if (waterfall.size) check_waterfall(waterfall);
      if (against.size) check_waterfall(against);
      waterfalls += waterfall.size > 0;
      document_free(&parsed);
    }
    cr_expect_gt(waterfalls, 60);
    buffer_free(&out);
    l2a_matcher_free(matcher);
    l2a_index_close(index);
    l2a_rules_free(rules);
  }
}

Test(explain, the_account_asked_about_changes_nothing_before_it)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_matcher *matcher = matcher_of(rules, index, 0, 0);
  l2a_contact c = contact_of("x@harborquartz.com", "Harbor Quartz");
  buffer plain = BUFFER_INIT, asked = BUFFER_INIT;
  const char *change;
  size_t before;

  explain(&plain, matcher, &c, "", L2A_FORMAT_TEXT);
  change = memmem(plain.data, plain.size, "smallest_change", 15);
  cr_assert_not_null(change, "it is the last part");
  before = (size_t)(change - plain.data);
  for (const char *id = "A\0B\0C\0D\0E\0"; *id; id += 2) {
    explain(&asked, matcher, &c, id, L2A_FORMAT_TEXT);
    cr_assert_gt(asked.size, plain.size);
    cr_expect_eq(memcmp(asked.data, plain.data, before), 0, "against %s", id);
  }
  buffer_free(&plain);
  buffer_free(&asked);
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(explain, why_not)
{
  static const struct {
    const char *match, *email, *company, *website, *against;
    l2a_override_kind kind;
    const char *override_domain, *override_account; /* NULL: none */
    const char *why;
  } cases[] = {
    { "", "x@lumenorchard.com", "", "", "B", 0, NULL, NULL, "it is the answer" },
    { "", "x@lumenorchard.com", "", "", "E", 0, NULL, NULL, "no route brings it" },
    { "", "", "Lumen Orchard", "falconjuniper.com", "C", 0, NULL, NULL, "another account has more evidence" },
    { "  conflict: domain", "x@lumenorchard.com", "Falcon Juniper Nordic", "", "C", 0, NULL, NULL, "it fits as well" },
    { "", "", "Lumen Orchard Trading", "", "B", 0, NULL, NULL, "below the review threshold" },
    { "", "", "", "lumenorchard.com", "B", 0, NULL, NULL, "it goes to review" },
    { "  policy: strict", "", "Lumen Orchard", "", "B", 0, NULL, NULL, "a rule of the definitions sends it to review" },
    { "  tie_breakers: [id]", "", "Harbor Quartz", "", "D", 0, NULL, NULL, "preferred by a rule" },
    { "", "x@lumenorchard.com", "", "", "B", L2A_OVERRIDE_NEVER, "lumenorchard.com", "B", "an override says never" },
    { "", "x@lumenorchard.com", "", "", "B", L2A_OVERRIDE_NEVER, "lumenorchard.com", "", "an override says never" },
    { "", "x@lumenorchard.com", "", "", "B", L2A_OVERRIDE_ALWAYS, "lumenorchard.com", "A", "an override names another account" },
    { "", "x@lumenorchard.com", "", "", "A", L2A_OVERRIDE_ALWAYS, "lumenorchard.com", "A", "it is the answer" },
    { "  budgets: {name: 1, candidates: 1}", "", "Harbor Quartz", "", "D", 0, NULL, NULL, "the budgets leave" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    l2a_rules *rules = plain_rules(cases[i].match, NULL);
    l2a_index *index;
    l2a_matcher *matcher;
    l2a_contact c = contact_of(cases[i].email, cases[i].company);
    buffer out = BUFFER_INIT;
    c.website = bytes_of(cases[i].website);
    if (cases[i].override_domain)
      override_add(rules, cases[i].kind, L2A_FIELD_DOMAIN, cases[i].override_domain, cases[i].override_account, 1);
    index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
    matcher = matcher_of(rules, index, 0, 0);
    explain(&out, matcher, &c, cases[i].against, L2A_FORMAT_TEXT);
    cr_expect(text_has((bytes){ out.data, out.size }, cases[i].why), "case %zu: %.*s", i, (int)out.size, out.data);
    buffer_free(&out);
    l2a_matcher_free(matcher);
    l2a_index_close(index);
    l2a_rules_free(rules);
  }
}

Test(explain, agrees_with_the_match_and_is_the_same_each_time)
{
  l2a_rules *rules = rules_from(NULL);
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_matcher *matcher = matcher_of(rules, index, 0, 1 << 20), *other = matcher_of(rules, index, 0, 0);
  static const char *const companies[] = { "Harbor Quartz", "Lumen Orchrad", "Falcon Juniper", "" };
  buffer one = BUFFER_INIT, two = BUFFER_INIT;

  for (size_t i = 0; i < 4; i++) {
    l2a_contact c = contact_of(i % 2 ? "x@gmail.com" : "x@harborquartz.com", companies[i]);
    const l2a_result *r = match_of(matcher, &c);
    char score[32];
    snprintf(score, sizeof score, "score %u.%04u\n", r->score / 10000, r->score % 10000);
    explain(&one, matcher, &c, "", L2A_FORMAT_TEXT);
    explain(&two, other, &c, "", L2A_FORMAT_TEXT);
    cr_expect(bytes_equal((bytes){ one.data, one.size }, (bytes){ two.data, two.size }), "%s", companies[i]);
    cr_expect(text_has((bytes){ one.data, one.size }, score), "%s in %.*s", score, (int)one.size, one.data);
    cr_expect(text_has((bytes){ one.data, one.size }, l2a_reason_name(r->reason)));
  }
  buffer_free(&one);
  buffer_free(&two);
  l2a_matcher_free(matcher);
  l2a_matcher_free(other);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

static l2a_status refuse(void *payload, const char *data, size_t size)
{
  (void)data;
  *(size_t *)payload += size;
  return L2A_EIO;
}

Test(explain, what_it_refuses)
{
  l2a_rules *rules = plain_rules(NULL, NULL);
  l2a_index *index = rows_index(rules, accounts, sizeof accounts / sizeof *accounts);
  l2a_matcher *matcher = matcher_of(rules, index, 0, 0);
  l2a_contact c = contact_of("", "Harbor"), bad = contact_of("\xFF", "");
  l2a_error error = L2A_ERROR_INIT;
  bytes none = { NULL, 0 };
  size_t seen = 0;

  cr_expect_eq(l2a_explain(matcher, &c, BYTES("nobody"), L2A_FORMAT_TEXT, refuse, &seen, &error), L2A_ENOTFOUND);
  cr_expect_not_null(strstr(error.message, "nobody"));
  cr_expect_eq(seen, 0);
  cr_expect_eq(l2a_explain(matcher, &c, none, L2A_FORMAT_TEXT, refuse, &seen, &error), L2A_EIO, "what the sink returned");
  cr_expect_gt(seen, 0);
  cr_expect_eq(l2a_explain(NULL, &c, none, L2A_FORMAT_TEXT, refuse, &seen, NULL), L2A_EINVAL);
  cr_expect_eq(l2a_explain(matcher, NULL, none, L2A_FORMAT_TEXT, refuse, &seen, NULL), L2A_EINVAL);
  cr_expect_eq(l2a_explain(matcher, &c, none, L2A_FORMAT_TEXT, NULL, &seen, NULL), L2A_EINVAL);
  cr_expect_eq(l2a_explain(matcher, &bad, none, L2A_FORMAT_TEXT, refuse, &seen, NULL), L2A_EINVAL);
  c.struct_size = 4;
  cr_expect_eq(l2a_explain(matcher, &c, none, L2A_FORMAT_TEXT, refuse, &seen, NULL), L2A_EINVAL);
  l2a_matcher_free(matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

Test(explain, decimals)
{
  static const struct {
    int64_t value;
    uint32_t decimals;
    const char *text;
  } cases[] = { { 0, 3, "0.000" },
                { 5, 3, "0.005" },
                { -5, 3, "-0.005" },
                { 1234, 3, "1.234" },
                { 10000, 4, "1.0000" },
                { 0, 0, "0" },
                { -12, 0, "-12" },
                { INT64_MIN, 3, "-9223372036854775.808" },
                { INT64_MAX, 0, "9223372036854775807" } };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char expected[64];
    writer w;
    writer_init(&w, L2A_FORMAT_TEXT);
    writer_decimal(&w, "x", cases[i].value, cases[i].decimals);
    snprintf(expected, sizeof expected, "x %s\n", cases[i].text);
    cr_expect(text_is((bytes){ w.out.data, w.out.size }, expected), "%.*s", (int)w.out.size, w.out.data);
    writer_free(&w);
  }
}
