/* SPDX-License-Identifier: MIT */
/* Every allocation of a run fails once: the answer is then L2A_ENOMEM, and nothing is left behind (AddressSanitizer looks). */
#include <criterion/criterion.h>

#include "fault/fail_allocation.h"
#include "mqa/mqa.h"

static l2a_status count_rows(void *payload, bytes metric, bytes group, bytes value)
{
  (void)metric;
  (void)group;
  (void)value;
  ++*(size_t *)payload;
  return L2A_OK;
}

static l2a_status add_rows(mqa *m, int64_t day)
{
  static const l2a_column columns[] = { { { "id", 2 }, L2A_ACCOUNT_ID },
                                        { { "tier", 4 }, L2A_ACCOUNT_OTHER },
                                        { { "type", 4 }, L2A_ACCOUNT_TYPE } };
  const bytes cells[] = { BYTES("A1"), BYTES("A"), BYTES("prospect") };
  const mqa_contact jane = { BYTES("C1"), BYTES("jane@acme.example"), BYTES("VP"), BYTES("A1"), BYTES("row"), L2A_DECISION_MATCH, 9990 };
  const mqa_contact joe = {
    BYTES("C2"), BYTES("joe@b\xC3\xBC.example"), BYTES("CEO"), BYTES("A1"), BYTES("row"), L2A_DECISION_MATCH, 9000
  };
  uint32_t ignored;
  l2a_status status = mqa_set_columns(m, columns, 3, &ignored, NULL);

  if (status == L2A_OK) status = mqa_add_account(m, cells[0], BYTES("Acme"), BYTES("Olga"), cells, NULL);
  if (status == L2A_OK) status = mqa_add_contact(m, &jane, NULL);
  if (status == L2A_OK) status = mqa_add_contact(m, &joe, NULL);
  for (int i = 0; i < 40 && status == L2A_OK; i++) {
    mqa_activity a = { .contact_id = i % 2 ? BYTES("C1") : BYTES("C2"), .email = i % 5 ? BYTES("") : BYTES("new@\xC3\xBC.example") };
    a.account_id = i % 5 ? BYTES("") : BYTES("A1");
    a.type = i % 3 ? BYTES("webinar_attended") : BYTES("strange");
    a.type_number = mqa_rules_find_type(&mqa_get_rules(m)->mqa, a.type);
    a.occurred_at = day + i * INT64_C(86400);
    a.source.line = (uint64_t)i + 1;
    if (i == 7) a.contact_id = BYTES("nobody");
    status = mqa_add_activity(m, &a, NULL);
  }
  if (status == L2A_OK) {
    const mqa_opportunity o = { BYTES("O1"), BYTES("A1"), BYTES("10"), day + 86400 * 30, INSTANT_NONE, true, false, { 0, 1, 0 } };
    status = mqa_add_opportunity(m, &o, NULL);
  }
  if (status == L2A_OK) {
    const mqa_touch t = { BYTES("A1"),          BYTES(""),        BYTES(""),  BYTES("call"), BYTES("Rita"),
                          BYTES("rejected:no"), day + 86400 * 20, { 0, 1, 0 } };
    status = mqa_add_touch(m, &t, NULL);
  }
  return status;
}

static l2a_status whole_run(const l2a_rules *rules, size_t *history, size_t *summary)
{
  const int64_t day = INT64_C(1780272000); /* 2026-06-01 */
  mqa *m = NULL;
  l2a_status status = mqa_new(&m, rules, day + 86400 * 45, NULL);

  if (status == L2A_OK) status = add_rows(m, day);
  if (status == L2A_OK) status = mqa_run(m, 1, NULL);
  *summary = *history = 0;
  if (status == L2A_OK) mqa_history(m, history);
  if (status == L2A_OK) status = mqa_summary(m, INSTANT_NONE, day + 86400 * 3, count_rows, summary, NULL);
  mqa_free(m);
  return status;
}

Test(mqa_memory, every_allocation_of_a_run_may_fail)
{
  l2a_rules *rules = NULL;
  size_t history, summary;
  long n;

  cr_assert_eq(l2a_rules_load(&rules, NULL, NULL), L2A_OK);
  for (n = 1;; n++) {
    l2a_status status;

    fail_allocation_at(n);
    status = whole_run(rules, &history, &summary);
    if (!fail_allocation_ended()) break;
    cr_assert_eq(status, L2A_ENOMEM, "allocation %ld: %d", n, (int)status);
  }
  cr_expect_gt(n, 40);
  cr_expect_gt(history, 2);
  cr_expect_gt(summary, 60);
  l2a_rules_free(rules);
}
