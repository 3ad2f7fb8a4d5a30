/* SPDX-License-Identifier: MIT */
/*
 * Every call of l2a.h that the other files here leave: each of its allocations fails once, and the answer is L2A_ENOMEM (or the call did
 * without that memory), with nothing set and nothing lost. Calls with thousands of allocations are tried at every STRIDE-th one; in the long
 * tests at all.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/status.h"
#include "fault/fail_allocation.h"
#include "support/work_folder.h"
#include "unit/index/account_fixture.h"

enum { STRIDE = 29, ACCOUNTS = 6 };

typedef l2a_status a_call(void *payload, l2a_error *error);

/* Returns how many allocations the call makes. */
static long each_failure(a_call *call, void *payload, long stride)
{
  long n = 1;

  if (stride > 1 && getenv("L2A_TEST_LONG")) stride = 1;
  for (;; n += stride) {
    l2a_error error = L2A_ERROR_INIT;
    l2a_status status;

    fail_allocation_at(n);
    status = call(payload, &error);
    if (!fail_allocation_ended()) {
      cr_assert_eq(status, L2A_OK, "%s", error.message);
      return n;
    }
    cr_assert(status == L2A_ENOMEM || status == L2A_OK, "allocation %ld: %d, %s", n, (int)status, error.message);
    if (status != L2A_OK) cr_assert_neq(error.message[0], '\0', "allocation %ld has no message", n);
    if (error.message[0]) cr_assert_eq(error.status, status, "allocation %ld has another message: %s", n, error.message);
  }
}

/* ---- rules --------------------------------------------------------------------------------------------------------------------------- */

static l2a_status load(void *payload, l2a_error *error)
{
  l2a_rules *rules = NULL;
  l2a_status status = l2a_rules_load(&rules, NULL, error);

  (void)payload;
  cr_assert_eq(rules != NULL, status == L2A_OK);
  l2a_rules_free(rules);
  return status;
}

TestSuite(api_memory, .fini = work_folder_remove);

Test(api_memory, rules_load)
{
  cr_expect_gt(each_failure(load, NULL, STRIDE), 100);
}

static l2a_status append(void *payload, const char *data, size_t size)
{
  buffer_append(payload, data, size);
  return L2A_OK;
}

static l2a_status parse(void *payload, l2a_error *error)
{
  const buffer *text = payload;
  l2a_rules *rules = NULL;
  l2a_status status = l2a_rules_parse(&rules, text->data, text->size, "printed", error);

  cr_assert_eq(rules != NULL, status == L2A_OK);
  l2a_rules_free(rules);
  return status;
}

Test(api_memory, rules_parse)
{
  l2a_rules *rules = fixture_rules();
  buffer text = BUFFER_INIT;

  cr_assert_eq(l2a_rules_print(rules, append, &text), L2A_OK);
  cr_expect_gt(each_failure(parse, &text, STRIDE), 100);
  buffer_free(&text);
  l2a_rules_free(rules);
}

static l2a_status count_text(void *payload, const char *data, size_t size)
{
  (void)data;
  *(size_t *)payload += size;
  return L2A_OK;
}

Test(api_memory, rules_print)
{
  l2a_rules *rules = fixture_rules();

  for (long n = 1;; n++) {
    size_t size = 0;
    l2a_status status;
    fail_allocation_at(n);
    status = l2a_rules_print(rules, count_text, &size);
    if (!fail_allocation_ended()) {
      cr_assert(status == L2A_OK && size > 1000);
      break;
    }
    cr_assert_eq(status, L2A_ENOMEM, "allocation %ld", n);
  }
  l2a_rules_free(rules);
}

static l2a_status add_overrides(void *payload, l2a_error *error)
{
  static const struct {
    l2a_override_kind kind;
    l2a_override_field field;
    const char *value, *account;
  } rows[] = {
    { L2A_OVERRIDE_ALWAYS, L2A_FIELD_EMAIL, "jane@m\xC3\xBCnchen.de", "A1" },
    { L2A_OVERRIDE_NEVER, L2A_FIELD_DOMAIN, "acme.com", "A2" },
    { L2A_OVERRIDE_BYPASS, L2A_FIELD_COMPANY, "Test & Co", "" },
    { L2A_OVERRIDE_ALIAS, L2A_FIELD_COMPANY, "Acme", "A1" },
    { L2A_OVERRIDE_ALWAYS, L2A_FIELD_PHONE, "+49 30 123456", "A3" },
    { L2A_OVERRIDE_ALWAYS, L2A_FIELD_ID, "003", "A3" },
  };
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < sizeof rows / sizeof *rows && status == L2A_OK; i++) {
    l2a_override o = { sizeof o, rows[i].kind, rows[i].field, i + 1, bytes_of(rows[i].value), bytes_of(rows[i].account) };
    status = l2a_rules_add_override(payload, &o, error);
  }
  return status;
}

Test(api_memory, rules_add_override)
{
  l2a_rules *rules = fixture_rules();

  cr_expect_gt(each_failure(add_overrides, rules, 1), 2);
  l2a_rules_free(rules);
}

/* ---- index and matcher --------------------------------------------------------------------------------------------------------------- */

typedef struct opened {
  l2a_rules *rules;
  l2a_index *index;
  char account[64]; /* of match_one's answer */
  uint32_t score;
} opened;

static l2a_status check_and_ask(void *payload, l2a_error *error)
{
  const opened *o = payload;
  l2a_index_section section;
  l2a_index_info info;

  l2a_index_get_info(o->index, &info);
  cr_assert_eq(info.account_count, ACCOUNTS);
  cr_assert_eq(l2a_index_get_section(o->index, 0, &section), L2A_OK);
  return l2a_index_check(o->index, error);
}

static l2a_status match_one(void *payload, l2a_error *error)
{
  const opened *o = payload;
  l2a_matcher *matcher = NULL;
  const l2a_result *result = NULL;
  l2a_contact contact = L2A_CONTACT_INIT;
  l2a_status status = l2a_matcher_new(&matcher, o->rules, o->index, NULL, error);

  cr_assert_eq(matcher != NULL, status == L2A_OK);
  contact.email = bytes_of("x@shop-17.com");
  contact.company = bytes_of("Harbor Lumen GmbH");
  if (status == L2A_OK) {
    status = l2a_match(&result, matcher, &contact, error);
    cr_assert_eq(result != NULL, status == L2A_OK);
  }
  if (status == L2A_OK) cr_assert(result->score == o->score && bytes_equal(result->account_id, bytes_of(o->account)), "another answer");
  l2a_matcher_free(matcher);
  return status;
}

static void remember_answer(opened *o)
{
  l2a_matcher *matcher = NULL;
  const l2a_result *result = NULL;
  l2a_contact contact = L2A_CONTACT_INIT;

  cr_assert_eq(l2a_matcher_new(&matcher, o->rules, o->index, NULL, NULL), L2A_OK);
  contact.email = bytes_of("x@shop-17.com");
  contact.company = bytes_of("Harbor Lumen GmbH");
  cr_assert_eq(l2a_match(&result, matcher, &contact, NULL), L2A_OK);
  snprintf(o->account, sizeof o->account, "%.*s", (int)result->account_id.size, result->account_id.data);
  o->score = result->score;
  l2a_matcher_free(matcher);
}

static l2a_status read_accounts(void *payload, l2a_error *error)
{
  const opened *o = payload;
  l2a_matcher *matcher = NULL;
  l2a_account account, same;
  l2a_column column;
  l2a_status status = l2a_matcher_new(&matcher, o->rules, o->index, NULL, error);

  if (status == L2A_OK) status = l2a_matcher_next_account(&account, matcher, BYTES(""), error);
  if (status == L2A_OK) {
    char id[64];
    snprintf(id, sizeof id, "%.*s", (int)account.id.size, account.id.data);
    status = l2a_matcher_get_account(&same, matcher, bytes_of(id), error);
    if (status == L2A_OK) cr_assert(bytes_equal(same.id, bytes_of(id)));
    cr_assert_eq(l2a_matcher_generation(matcher), 1);
  }
  cr_assert_eq(l2a_index_get_column(o->index, 0, &column), L2A_OK);
  l2a_matcher_free(matcher);
  return status;
}

Test(api_memory, index_check_and_match)
{
  char path[WORK_PATH_SIZE];
  opened o = { .rules = fixture_rules() };

  work_path(path, "index");
  o.index = fixture_index(path, o.rules, ACCOUNTS, 1);
  remember_answer(&o);
  each_failure(check_and_ask, &o, 1);
  cr_expect_gt(each_failure(match_one, &o, 1), 5);
  cr_expect_gt(each_failure(read_accounts, &o, 1), 5);
  l2a_index_close(o.index);
  l2a_rules_free(o.rules);
}

/* ---- MQA ----------------------------------------------------------------------------------------------------------------------------- */

enum { DAY_S = 86400 };
#define FIRST_DAY INT64_C(1780272000) /* 2026-06-01 */

static l2a_status add_people(l2a_mqa *m, l2a_error *error)
{
  l2a_mqa_contact c = { .struct_size = sizeof c, .decision = L2A_DECISION_MATCH, .score = 9990 };
  l2a_status status;

  c.id = bytes_of("C1"), c.email = bytes_of("jane@acme.example"), c.title = bytes_of("VP"), c.account_id = bytes_of("A1");
  status = l2a_mqa_add_contact(m, &c, error);
  c.id = bytes_of("C2"), c.email = bytes_of("joe@b\xC3\xBC.example"), c.title = bytes_of("CEO");
  return status == L2A_OK ? l2a_mqa_add_contact(m, &c, error) : status;
}

static l2a_status add_rows(l2a_mqa *m, l2a_error *error)
{
  l2a_mqa_activity a = { .struct_size = sizeof a, .email = bytes_of("jane@acme.example"), .type = bytes_of("webinar_attended") };
  l2a_mqa_opportunity o = { .struct_size = sizeof o, .opportunity_id = bytes_of("O1"), .account_id = bytes_of("A1") };
  l2a_mqa_touch t = { .struct_size = sizeof t, .account_id = bytes_of("A1"), .kind = bytes_of("call"), .rep = bytes_of("Rita") };
  l2a_status status = L2A_OK;
  char day[32];

  for (int i = 0; i < 20 && status == L2A_OK; i++) {
    snprintf(day, sizeof day, "2026-06-%02dT10:00:00Z", i + 1);
    a.occurred_at = bytes_of(day);
    a.contact_id = i % 2 ? bytes_of("C2") : BYTES("");
    status = l2a_mqa_add_activity(m, &a, error);
  }
  o.created_at = t.occurred_at = bytes_of("2026-06-25");
  if (status == L2A_OK) status = l2a_mqa_add_opportunity(m, &o, error);
  return status == L2A_OK ? l2a_mqa_add_touch(m, &t, error) : status;
}

static l2a_status fill(l2a_mqa **out, const l2a_rules *rules, l2a_error *error)
{
  static const l2a_column columns[] = { { { "id", 2 }, L2A_ACCOUNT_ID },
                                        { { "tier", 4 }, L2A_ACCOUNT_OTHER },
                                        { { "type", 4 }, L2A_ACCOUNT_TYPE } };
  const l2a_string cells[] = { BYTES("A1"), BYTES("A"), BYTES("prospect") };
  l2a_mqa_options options = L2A_MQA_OPTIONS_INIT;
  l2a_status status;

  options.thread_count = 1;
  status = l2a_mqa_new(out, rules, &options, error);
  cr_assert_eq(*out != NULL, status == L2A_OK);
  if (status == L2A_OK) status = l2a_mqa_set_columns(*out, columns, 3, error);
  if (status == L2A_OK) status = l2a_mqa_add_account(*out, cells, error);
  return status == L2A_OK ? add_people(*out, error) : status;
}

static l2a_status run_mqa(void *payload, l2a_error *error)
{
  l2a_mqa *m = NULL;
  l2a_mqa_account account;
  l2a_mqa_change change;
  l2a_status status = fill(&m, payload, error);

  if (status == L2A_OK) status = add_rows(m, error);
  if (status == L2A_OK) status = l2a_mqa_commit(m, error);
  if (status == L2A_OK) status = l2a_mqa_run(m, FIRST_DAY + DAY_S * 40, error);
  if (status == L2A_OK) {
    l2a_status answers[] = { l2a_mqa_account_at(&account, m, 0), l2a_mqa_find_account(&account, m, BYTES("A1")),
                             l2a_mqa_change_at(&change, m, 0) };
    for (size_t i = 0; i < 3; i++) {
      cr_assert(answers[i] == L2A_OK || answers[i] == L2A_ENOMEM, "%d", (int)answers[i]);
      if (answers[i] != L2A_OK) status = error_no_memory(error);
    }
  }
  l2a_mqa_free(m);
  return status;
}

static l2a_status save_and_merge(void *payload, l2a_error *error)
{
  l2a_mqa *shard = NULL, *whole = NULL;
  buffer text = BUFFER_INIT;
  l2a_status status = fill(&shard, payload, error);

  if (status == L2A_OK) status = add_rows(shard, error);
  if (status == L2A_OK) status = l2a_mqa_save(shard, append, &text, error);
  if (status == L2A_OK && text.failed) status = error_no_memory(error);
  if (status == L2A_OK) status = fill(&whole, payload, error);
  if (status == L2A_OK) status = l2a_mqa_merge(whole, text.data, text.size, error);
  l2a_mqa_free(shard);
  l2a_mqa_free(whole);
  buffer_free(&text);
  return status;
}

Test(api_memory, mqa)
{
  l2a_rules *rules = fixture_rules();

  cr_expect_gt(each_failure(run_mqa, rules, 1), 30);
  cr_expect_gt(each_failure(save_and_merge, rules, 1), 5);
  l2a_rules_free(rules);
}

/* ---- names --------------------------------------------------------------------------------------------------------------------------- */

Test(api_memory, names_and_versions_allocate_nothing)
{
  l2a_rules *rules = fixture_rules();

  fail_allocation_at(1);
  cr_expect(l2a_version() && l2a_rules_fingerprint(rules));
  cr_expect(l2a_status_message(L2A_ENOMEM) && l2a_decision_name(L2A_DECISION_MATCH) && l2a_reason_name(L2A_REASON_OVERRIDE));
  cr_expect_not(fail_allocation_ended());
  l2a_rules_free(rules);
}
