/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "mqa/mqa.h"
#include "rules/rules.h"

static const char definitions[] =
  "timezone: UTC\n"
  "engagement: {window: 30d, activities: {visit: {minutes: 10}}, roles: [], other_role: {name: other, weight: 1}, account_weights: []}\n"
  "stages: [{name: mqa, mqa: true, when: {all: [{minutes: 30}, {people: 2, each: 10}]}, stay: {minutes: 15}, expires_to: none},"
  " {name: none, when: always}]\n"
  "exclude: []\n";

static l2a_rules *rules;
static mqa *m;

#define DAY(n) (INT64_C(1767225600) + (n)*INT64_C(86400)) /* from 2026-01-01 on */

static void must(l2a_status status, const l2a_error *error)
{
  cr_assert_eq(status, L2A_OK, "%s", error->message);
}

/* Anna visits on days 0, 1 and 2, Bert on day 3. */
static void begin(void)
{
  static const struct {
    const char *who;
    int day;
  } visits[] = { { "P1", 0 }, { "P1", 1 }, { "P1", 2 }, { "P2", 3 } };
  l2a_error error = L2A_ERROR_INIT;
  l2a_column column = { BYTES("id"), L2A_ACCOUNT_ID };
  bytes id = BYTES("A1");
  uint32_t ignored, type;

  must(l2a_rules_parse(&rules, definitions, sizeof definitions - 1, "test.yaml", &error), &error);
  type = mqa_rules_find_type(&rules->mqa, BYTES("visit"));
  must(mqa_new(&m, rules, DAY(60), &error), &error);
  must(mqa_set_columns(m, &column, 1, &ignored, &error), &error);
  must(mqa_add_account(m, id, id, BYTES(""), &id, &error), &error);
  for (size_t i = 0; i < sizeof visits / sizeof *visits; i++) {
    mqa_activity a = { .account_id = id,
                       .contact_id = bytes_of(visits[i].who),
                       .type = BYTES("visit"),
                       .type_number = type,
                       .occurred_at = DAY(visits[i].day) };
    must(mqa_add_activity(m, &a, &error), &error);
  }
}

static void end(void)
{
  mqa_free(m);
  l2a_rules_free(rules);
}

TestSuite(variant, .init = begin, .fini = end);

Test(variant, other_thresholds_move_the_entry_and_the_exit)
{
  /* 30 minutes and two people: day 3. One person: day 2. 20 minutes (stay 10) and one person: day 1. A window of 2 days never has 30. */
  static const mqa_variant variants[] = { { 0, 0, 0 }, { 0, 1, 0 }, { 20000, 1, 0 }, { 0, 0, 2 } };
  static const struct {
    size_t count;
    int entry, exit;
  } expected[] = {
    { 1, 3, 32 }, /* 40 minutes; on day 31 two visits are gone: 20; on day 32 there are 10, less than 15 */
    { 1, 2, 32 },
    { 1, 1, 33 }, /* stay is 15 * 20 / 30 = 10: until the last visit is gone */
    { 0, 0, 0 },
  };
  l2a_error error = L2A_ERROR_INIT;
  size_t count;

  must(mqa_set_variants(m, variants, 4, &error), &error);
  must(mqa_run(m, 1, &error), &error);
  for (size_t v = 0; v < 4; v++) {
    const mqa_stay *stays = mqa_stays(m, v, &count);
    cr_assert_eq(count, expected[v].count, "variant %zu", v);
    if (!count) continue;
    cr_expect_eq(stays[0].at, DAY(expected[v].entry), "variant %zu", v);
    cr_expect_eq(stays[0].before, DAY(expected[v].exit), "variant %zu: %lld", v, (long long)((stays[0].before - DAY(0)) / 86400));
    cr_expect(bytes_equal(mqa_type_name(m, stays[0].type), BYTES("visit")));
  }
}

Test(variant, the_answers_of_the_definitions_are_the_same_with_variants)
{
  static const mqa_variant variants[] = { { 10000, 1, 3 } };
  l2a_error error = L2A_ERROR_INIT;
  size_t count;
  const mqa_history_row *history;

  must(mqa_set_variants(m, variants, 1, &error), &error);
  must(mqa_run(m, 1, &error), &error);
  history = mqa_history(m, &count);
  cr_assert_eq(count, 2);
  cr_expect_eq(history[0].at, DAY(3));
  cr_expect_eq(history[1].at, DAY(32));
}

Test(variant, a_threshold_that_the_definitions_have_not_is_an_error)
{
  static const char none[] =
    "stages: [{name: mqa, mqa: true, when: {open_opportunities: 1}, expires_to: none}, {name: none, when: always}]\n";
  static const mqa_variant variant = { .minutes = 1000 };
  l2a_error error = L2A_ERROR_INIT;
  l2a_column column = { BYTES("id"), L2A_ACCOUNT_ID };
  uint32_t ignored;

  end();
  must(l2a_rules_parse(&rules, none, sizeof none - 1, "test.yaml", &error), &error);
  must(mqa_new(&m, rules, DAY(60), &error), &error);
  must(mqa_set_columns(m, &column, 1, &ignored, &error), &error);
  cr_expect_eq(mqa_set_variants(m, &variant, 1, &error), L2A_EINVAL);
  cr_expect_str_eq(error.message, "no MQA stage of the definitions asks for minutes");
}
