/* SPDX-License-Identifier: MIT */
/* Every allocation of a run fails once: the answer is then L2A_ENOMEM, and nothing is left behind (AddressSanitizer looks). */
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buffer.h"
#include "fault/fail_allocation.h"
#include "mqa/mqa.h"
#include "support/work_folder.h"

static l2a_status count_rows(void *payload, bytes metric, bytes group, bytes value)
{
  (void)metric;
  (void)group;
  (void)value;
  ++*(size_t *)payload;
  return L2A_OK;
}

static l2a_status add_rows(mqa *m, int64_t day, bool prepare)
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
  if (status == L2A_OK && prepare) status = mqa_prepare(m, NULL);
  for (int i = 0; i < 40 && status == L2A_OK; i++) {
    mqa_activity a = { .activity_id = i % 4   ? BYTES("")
                                      : i % 8 ? BYTES("X1")
                                              : BYTES("X2"),
                       .contact_id = i % 2 ? BYTES("C1") : BYTES("C2"),
                       .email = i % 5 ? BYTES("") : BYTES("new@\xC3\xBC.example") };
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

static l2a_status whole_run(const l2a_rules *rules, uint64_t memory, size_t *history, size_t *summary)
{
  const int64_t day = INT64_C(1780272000); /* 2026-06-01 */
  mqa *m = NULL;
  l2a_status status = mqa_new(&m, rules, day + 86400 * 45, NULL);

  if (status == L2A_OK) mqa_set_limits(m, memory, NULL, 1);
  if (status == L2A_OK) status = add_rows(m, day, memory > 0);
  if (status == L2A_OK) status = mqa_run(m, 1, NULL);
  *summary = *history = 0;
  if (status == L2A_OK) mqa_history(m, history);
  if (status == L2A_OK) status = mqa_summary(m, INSTANT_NONE, day + 86400 * 3, count_rows, summary, NULL);
  mqa_free(m);
  return status;
}

static void fail_each(uint64_t memory)
{
  l2a_rules *rules = NULL;
  size_t history, summary;
  long n;

  cr_assert_eq(l2a_rules_load(&rules, NULL, NULL), L2A_OK);
  for (n = 1;; n++) {
    l2a_status status;

    fail_allocation_at(n);
    status = whole_run(rules, memory, &history, &summary);
    if (!fail_allocation_ended()) break;
    cr_assert_eq(status, L2A_ENOMEM, "allocation %ld: %d", n, (int)status);
  }
  cr_expect_gt(n, 40);
  cr_expect_gt(history, 2);
  cr_expect_gt(summary, 60);
  l2a_rules_free(rules);
}

TestSuite(mqa_memory, .fini = work_folder_remove);

Test(mqa_memory, every_allocation_of_a_run_may_fail)
{
  fail_each(0);
}

Test(mqa_memory, every_allocation_of_a_run_with_temporary_files_may_fail)
{
  fail_each(1500);
}

/* ---- the public object ----------------------------------------------------------------------------------------------------------------- */

static l2a_string text(const char *value)
{
  return (l2a_string){ value, strlen(value) };
}

static l2a_status merge(void *payload, const char *data, size_t size)
{
  buffer_append(payload, data, size);
  return ((buffer *)payload)->failed ? L2A_ENOMEM : L2A_OK;
}

static l2a_status object_run(const l2a_rules *rules, const char *path)
{
  static const l2a_column columns[] = { { { "id", 2 }, L2A_ACCOUNT_ID },
                                        { { "tier", 4 }, L2A_ACCOUNT_OTHER },
                                        { { "type", 4 }, L2A_ACCOUNT_TYPE } };
  const l2a_string cells[] = { text("A1"), text("A"), text("prospect") };
  const l2a_mqa_contact c = { sizeof c, L2A_DECISION_MATCH, 9990, 0, text("C1"), text("jane@acme.example"), text("VP"), text("A1") };
  const l2a_mqa_activity a = { sizeof a, 0, text("X1"), text("C1"), text(""), text(""), text("meeting"), text(""), text("2026-06-01") };
  const l2a_mqa_touch t = { sizeof t, 0, text("A1"), text(""), text(""), text("2026-06-02"), text("call"), text("Rita"), text("accepted") };
  l2a_mqa_options options = L2A_MQA_OPTIONS_INIT;
  buffer part = BUFFER_INIT;
  l2a_mqa *m = NULL;
  l2a_status status;

  options.thread_count = 1;
  options.state_path = path;
  unlink(path);
  status = l2a_mqa_new(&m, rules, &options, NULL);
  if (status == L2A_OK) status = l2a_mqa_set_columns(m, columns, 3, NULL);
  if (status == L2A_OK) status = l2a_mqa_add_account(m, cells, NULL);
  if (status == L2A_OK) status = l2a_mqa_add_contact(m, &c, NULL);
  if (status == L2A_OK) status = l2a_mqa_add_activity(m, &a, NULL);
  if (status == L2A_OK) status = l2a_mqa_commit(m, NULL);
  if (status == L2A_OK) status = l2a_mqa_add_contact(m, &c, NULL); /* nothing new */
  if (status == L2A_OK) status = l2a_mqa_add_touch(m, &t, NULL);
  if (status == L2A_OK) status = l2a_mqa_save(m, merge, &part, NULL);
  if (status == L2A_OK) status = l2a_mqa_merge(m, part.data, part.size, NULL);
  if (status == L2A_OK) status = l2a_mqa_run(m, INT64_C(1780272000) + 86400 * 3, NULL);
  if (status == L2A_OK) {
    l2a_mqa_account row;
    status = l2a_mqa_find_account(&row, m, text("A1"));
    if (status == L2A_OK) cr_expect_eq(row.minutes, 67500); /* of 30, of a VP (1.5) of a tier A (1.5); once */
  }
  if (status == L2A_OK) status = l2a_mqa_commit(m, NULL);
  l2a_mqa_free(m);
  buffer_free(&part);
  return status;
}

Test(mqa_memory, every_allocation_of_an_object_may_fail)
{
  char path[WORK_PATH_SIZE];
  l2a_rules *rules = NULL;
  long n;

  work_path(path, "state");
  cr_assert_eq(l2a_rules_load(&rules, NULL, NULL), L2A_OK);
  for (n = 1;; n++) {
    l2a_status status;

    fail_allocation_at(n);
    status = object_run(rules, path);
    if (!fail_allocation_ended()) {
      cr_expect_eq(status, L2A_OK);
      break;
    }
    cr_assert(status == L2A_ENOMEM || status == L2A_OK, "allocation %ld: %d", n, (int)status);
  }
  cr_expect_gt(n, 60);
  l2a_rules_free(rules);
}
