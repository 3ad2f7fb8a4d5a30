/* SPDX-License-Identifier: MIT */
/* Every allocation of a view fails once: L2A_ENOMEM, or (of text) out->failed, and nothing is left behind (AddressSanitizer looks). */
#include <criterion/criterion.h>

#include "fault/fail_allocation.h"
#include "report/backtest_view.h"
#include "report/funnel_view.h"
#include "report/mqa_html.h"
#include "report/plan_view.h"
#include "report/sla_view.h"
#include "report/standup_view.h"

static const char definitions[] =
  "timezone: UTC\n"
  "engagement: {window: 30d, activities: {visit: {minutes: 10}}, roles: [], other_role: {name: other, weight: 1}, account_weights: []}\n"
  "stages: [{name: deal, when: {open_opportunities: 1}}, {name: mqa, mqa: true, when: {minutes: 20}, expires_to: none}, {name: none, when: "
  "always}]\n"
  "exclude: []\n";

static const mqa_variant variants[] = { { 0, 0, 0 }, { 10000, 0, 0 }, { 30000, 0, 0 } };

#define DAY(n) (INT64_C(1767225600) + (n)*INT64_C(86400)) /* from 2026-01-01 on */

static void must(l2a_status status, const l2a_error *error)
{
  cr_assert_eq(status, L2A_OK, "%s", error->message);
}

/* Three accounts of two tiers; each visits, two get an opportunity, one of them is won. */
static mqa *make_run(l2a_rules **rules)
{
  static const l2a_column columns[] = { { { "id", 2 }, L2A_ACCOUNT_ID }, { { "tier", 4 }, L2A_ACCOUNT_OTHER } };
  static const bytes accounts[][2] = { { { "A1", 2 }, { "A", 1 } }, { { "A2", 2 }, { "B", 1 } }, { { "A3", 2 }, { "B", 1 } } };
  l2a_error error = L2A_ERROR_INIT;
  uint32_t ignored, type;
  mqa *m;

  must(l2a_rules_parse(rules, definitions, sizeof definitions - 1, "test.yaml", &error), &error);
  must(mqa_new(&m, *rules, DAY(150), &error), &error);
  must(mqa_set_columns(m, columns, 2, &ignored, &error), &error);
  type = mqa_rules_find_type(&(*rules)->mqa, BYTES("visit"));
  for (int a = 0; a < 3; a++) {
    const mqa_touch t = { .account_id = accounts[a][0],
                          .kind = BYTES("call"),
                          .rep = BYTES("Rita"),
                          .disposition = BYTES("rejected:no"),
                          .occurred_at = DAY(40 + a) };
    const mqa_opportunity o = { .opportunity_id = accounts[a][0],
                                .account_id = accounts[a][0],
                                .amount = BYTES("1000"),
                                .created_at = DAY(50 + a),
                                .closed_at = DAY(70),
                                .is_closed = true,
                                .is_won = a == 0 };
    must(mqa_add_account(m, accounts[a][0], accounts[a][0], BYTES("Olga"), accounts[a], &error), &error);
    for (int i = 0; i < 4; i++) {
      mqa_activity v = { .account_id = accounts[a][0], .type = BYTES("visit"), .type_number = type, .occurred_at = DAY(30 + a + i * 40) };
      v.contact_id = accounts[i % 3][0];
      must(mqa_add_activity(m, &v, &error), &error);
      v.occurred_at += 3600;
      must(mqa_add_activity(m, &v, &error), &error);
    }
    if (a) must(mqa_add_touch(m, &t, &error), &error);
    if (a < 2) must(mqa_add_opportunity(m, &o, &error), &error);
  }
  must(mqa_set_variants(m, variants, 3, &error), &error);
  must(mqa_run(m, 1, &error), &error);
  return m;
}

typedef enum view { VIEW_SLA, VIEW_FUNNEL, VIEW_BACKTEST, VIEW_PLAN, VIEW_PAGE, VIEW_COUNT } view;

static l2a_status make_view(view which, const mqa *m, sheet_set *out, buffer *text)
{
  const backtest_options backtest = { variants, 3, DAY(20), 30 * INT64_C(86400), 2 };
  const plan_options plan = { 5000000, true, DAY(300), DAY(0), 40 * INT64_C(86400), 0 };
  const mqa_page page = { m, DAY(0), out };
  bool feasible;
  l2a_status status;

  switch (which) {
  case VIEW_SLA: return sla_view(out, m, DAY(0), NULL);
  case VIEW_FUNNEL: return funnel_view(out, m, DAY(0), NULL);
  case VIEW_BACKTEST: return backtest_view(out, m, &backtest, NULL);
  case VIEW_PLAN: return plan_view(out, m, &plan, &feasible, NULL);
  default: status = standup_view(out, m, DAY(100), NULL); return status == L2A_OK ? mqa_html_write(text, &page, NULL) : status;
  }
}

static l2a_status write_all(const sheet_set *s, buffer *text)
{
  sheet_set_write_text(text, s);
  sheet_set_write_json(text, s);
  sheet_write_csv(text, &s->sheets[0]);
  sheet_write_ndjson(text, &s->sheets[0]);
  return text->failed ? L2A_ENOMEM : L2A_OK;
}

Test(view_memory, every_allocation_of_a_view_may_fail)
{
  l2a_rules *rules;
  mqa *m = make_run(&rules);

  for (int which = 0; which < VIEW_COUNT; which++) {
    long n;

    for (n = 1;; n++) {
      sheet_set s;
      buffer text = BUFFER_INIT;
      l2a_status status;
      bool failed;

      sheet_set_init(&s);
      fail_allocation_at(n);
      status = make_view((view)which, m, &s, &text);
      if (status == L2A_OK) status = write_all(&s, &text);
      failed = fail_allocation_ended();
      if (failed) cr_expect_eq(status, L2A_ENOMEM, "view %d, allocation %ld: %d", which, n, (int)status);
      else cr_expect_eq(status, L2A_OK, "view %d: %d", which, (int)status);
      buffer_free(&text);
      sheet_set_free(&s);
      if (!failed) break;
    }
    cr_expect_gt(n, 10, "view %d", which);
  }
  mqa_free(m);
  l2a_rules_free(rules);
}
