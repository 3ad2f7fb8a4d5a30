/* SPDX-License-Identifier: MIT */
/* Matching as a program with nothing but l2a.h sees it. */
#include <criterion/criterion.h>
#include <l2a.h>
#include <stdio.h>
#include <string.h>

typedef struct engine {
  l2a_rules *rules;
  l2a_index *index;
  l2a_matcher *matcher;
} engine;

static l2a_string text(const char *value)
{
  return (l2a_string){ value, strlen(value) };
}

static bool is(l2a_string value, const char *expected)
{
  return value.size == strlen(expected) && (value.size == 0 || memcmp(value.data, expected, value.size) == 0);
}

static void begin(engine *e, const l2a_matcher_options *options)
{
  static const char *const rows[][4] = { { "1", "Harbor Quartz Inc.", "https://www.harborquartz.com", "Dana" },
                                         { "2", "Lumen Orchard GmbH", "lumenorchard.de", "Ravi" },
                                         { "3", "Falcon Juniper Ltd", "falconjuniper.co.uk", "" } };
  l2a_column columns[4] = { { { "Id", 2 }, L2A_ACCOUNT_ID },
                            { { "Name", 4 }, L2A_ACCOUNT_NAME },
                            { { "Website", 7 }, L2A_ACCOUNT_WEBSITE },
                            { { "Owner", 5 }, L2A_ACCOUNT_OWNER } };
  l2a_index_writer *writer = NULL;
  l2a_error error = L2A_ERROR_INIT;

  *e = (engine){ 0 };
  cr_assert_eq(l2a_rules_load(&e->rules, NULL, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_writer_new(&writer, NULL, e->rules, columns, 4, &error), L2A_OK, "%s", error.message);
  for (size_t i = 0; i < 3; i++) {
    l2a_string cells[4];
    for (size_t k = 0; k < 4; k++) cells[k] = text(rows[i][k]);
    cr_assert_eq(l2a_index_writer_add(writer, cells, &error), L2A_OK, "%s", error.message);
  }
  cr_assert_eq(l2a_index_writer_finish(&e->index, writer, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_matcher_new(&e->matcher, e->rules, e->index, options, &error), L2A_OK, "%s", error.message);
}

static void end(engine *e)
{
  l2a_matcher_free(e->matcher);
  l2a_index_close(e->index);
  l2a_rules_free(e->rules);
}

Test(match, one_contact)
{
  engine e;
  l2a_contact c = L2A_CONTACT_INIT;
  const l2a_result *r = NULL;
  l2a_error error = L2A_ERROR_INIT;

  begin(&e, NULL);
  c.email = text("jane.doe@harborquartz.com");
  c.company = text("HARBOR QUARTZ");
  cr_assert_eq(l2a_match(&r, e.matcher, &c, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(r->decision, L2A_DECISION_MATCH);
  cr_expect_eq(r->reason, L2A_REASON_DOMAIN_NAME);
  cr_expect(is(r->account_id, "1"));
  cr_expect(is(r->account_name, "Harbor Quartz Inc."));
  cr_expect(is(r->owner, "Dana"));
  cr_expect(is(r->rollup_id, "1"));
  cr_expect_eq(r->grade.size, 6);
  cr_expect(r->score <= 10000 && r->margin <= r->score);
  cr_expect_eq(r->candidate_count, 0, "none are listed by default");
  end(&e);
}

Test(match, a_contact_that_says_nothing_and_one_that_nobody_knows)
{
  engine e;
  l2a_contact c[2] = { L2A_CONTACT_INIT, L2A_CONTACT_INIT };
  const l2a_result *r = NULL;

  begin(&e, NULL);
  c[1].company = text("Xqzt Vrmp");
  cr_assert_eq(l2a_match_batch(&r, e.matcher, c, 2, NULL), L2A_OK);
  for (int i = 0; i < 2; i++) {
    cr_expect_eq(r[i].decision, L2A_DECISION_NONE);
    cr_expect(is(r[i].account_id, "") && is(r[i].owner, "") && is(r[i].runner_up_id, ""));
    cr_expect_eq(r[i].score, 0);
  }
  cr_expect_eq(r[0].reason, L2A_REASON_NO_EVIDENCE);
  cr_expect_eq(r[1].reason, L2A_REASON_NO_CANDIDATE);
  end(&e);
}

Test(match, candidates_are_listed_best_first_up_to_the_limit)
{
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  engine e;
  l2a_contact c = L2A_CONTACT_INIT;
  const l2a_result *r = NULL;

  options.candidate_limit = 2;
  begin(&e, &options);
  c.email = text("x@harborquartz.com");
  c.website = text("falconjuniper.co.uk");
  c.company = text("Lumen Orchard");
  for (int round = 0; round < 2; round++) { /* the second answer comes from the memo */
    cr_assert_eq(l2a_match(&r, e.matcher, &c, NULL), L2A_OK);
    cr_assert_eq(r->candidate_count, 2);
    for (size_t i = 0; i < 2; i++) cr_expect(r->candidates[i].account_id.size == 1 && r->candidates[i].account_name.size > 0);
  }
  end(&e);
}

Test(match, names_of_reasons_and_decisions)
{
  for (int i = 0; i < L2A_REASON_COUNT; i++) {
    const char *name = l2a_reason_name((l2a_reason)i);
    cr_assert(name && *name && strcmp(name, "unknown") != 0, "reason %d", i);
    for (int k = 0; k < i; k++) cr_assert_str_neq(name, l2a_reason_name((l2a_reason)k));
  }
  cr_expect_str_eq(l2a_reason_name(L2A_REASON_COUNT), "unknown");
  cr_expect_str_eq(l2a_reason_name((l2a_reason)-1), "unknown");
  cr_expect_str_eq(l2a_decision_name(L2A_DECISION_MATCH), "match");
  cr_expect_str_eq(l2a_decision_name((l2a_decision)9), "unknown");
}

static l2a_status keep(void *payload, const char *data, size_t size)
{
  char *out = payload;
  size_t used = strlen(out), room = 8191 - used;

  memcpy(out + used, data, size < room ? size : room);
  return L2A_OK;
}

Test(match, explanation_of_a_contact)
{
  static char out[8192];
  engine e;
  l2a_contact c = L2A_CONTACT_INIT;
  l2a_error error = L2A_ERROR_INIT;

  begin(&e, NULL);
  c.email = text("x@lumenorchard.de");
  cr_assert_eq(l2a_explain(e.matcher, &c, text("1"), L2A_FORMAT_TEXT, keep, out, &error), L2A_OK, "%s", error.message);
  cr_expect_not_null(strstr(out, "lumenorchard.de"));
  cr_expect_not_null(strstr(out, "why "));
  cr_expect_eq(l2a_explain(e.matcher, &c, text("99"), L2A_FORMAT_TEXT, keep, out, &error), L2A_ENOTFOUND);
  cr_expect_eq(error.status, L2A_ENOTFOUND);
  end(&e);
}
