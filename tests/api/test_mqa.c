/* SPDX-License-Identifier: MIT */
/* Marketing Qualified Accounts as a program with nothing but l2a.h sees them. */
#include <criterion/criterion.h>
#include <l2a.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/work_folder.h"

enum { DAY = 86400 };

static const int64_t june = INT64_C(1780272000); /* 2026-06-01T00:00:00Z */

static l2a_string text(const char *value)
{
  return (l2a_string){ value, strlen(value) };
}

static bool is(l2a_string value, const char *expected)
{
  return value.size == strlen(expected) && (value.size == 0 || memcmp(value.data, expected, value.size) == 0);
}

static l2a_rules *load_rules(void)
{
  l2a_rules *rules = NULL;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_rules_load(&rules, NULL, &error), L2A_OK, "%s", error.message);
  return rules;
}

static l2a_mqa *new_object(const l2a_rules *rules, const l2a_mqa_options *options)
{
  l2a_mqa *m = NULL;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_mqa_new(&m, rules, options, &error), L2A_OK, "%s", error.message);
  return m;
}

static void add_account(l2a_mqa *m, const char *id, const char *name)
{
  const l2a_column columns[] = { { { "Id", 2 }, L2A_ACCOUNT_ID },
                                 { { "Name", 4 }, L2A_ACCOUNT_NAME },
                                 { { "tier", 4 }, L2A_ACCOUNT_OTHER },
                                 { { "type", 4 }, L2A_ACCOUNT_TYPE } };
  const l2a_string cells[] = { text(id), text(name), text("B"), text("prospect") };
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_mqa_set_columns(m, columns, 4, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_mqa_add_account(m, cells, &error), L2A_OK, "%s", error.message);
}

static void add_contact(l2a_mqa *m, const char *id, const char *email, const char *account)
{
  const l2a_mqa_contact c = { sizeof c, L2A_DECISION_MATCH, 9990, 0, text(id), text(email), text("Director"), text(account) };
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_mqa_add_contact(m, &c, &error), L2A_OK, "%s", error.message);
}

static l2a_status try_activity(l2a_mqa *m, const char *id, const char *contact, const char *type, const char *minutes, const char *at)
{
  const l2a_mqa_activity a = { sizeof a, 0, text(id), text(contact), text(""), text(""), text(type), text(minutes), text(at) };

  return l2a_mqa_add_activity(m, &a, NULL);
}

static void run(l2a_mqa *m, int64_t as_of)
{
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_mqa_run(m, as_of, &error), L2A_OK, "%s", error.message);
}

static l2a_mqa_account find(l2a_mqa *m, const char *id)
{
  l2a_mqa_account a;

  cr_assert_eq(l2a_mqa_find_account(&a, m, text(id)), L2A_OK);
  return a;
}

/* Two accounts, three people, enough webinars for one of them. */
static void add_world(l2a_mqa *m, int first_activity, int activity_count)
{
  static const char *const people[] = { "C1", "C2", "C3" };

  add_account(m, "A2", "Beta");
  add_account(m, "A1", "Acme");
  add_contact(m, "C1", "jane@acme.example", "A1");
  add_contact(m, "C2", "joe@acme.example", "A1");
  add_contact(m, "C3", "ann@beta.example", "A2");
  for (int i = first_activity; i < first_activity + activity_count; i++) {
    char id[16], at[32];

    snprintf(id, sizeof id, "X%d", i);
    snprintf(at, sizeof at, "2026-06-%02dT10:00:00Z", i % 20 + 1);
    cr_assert_eq(try_activity(m, id, people[i % 3 == 2 && i % 2 ? 2 : i % 2], "webinar_attended", i % 4 ? "12.5" : "", at), L2A_OK);
  }
}

TestSuite(mqa, .fini = work_folder_remove);

Test(mqa, stages_and_history)
{
  l2a_rules *rules = load_rules();
  l2a_mqa *m = new_object(rules, NULL);
  l2a_mqa_account a;
  l2a_mqa_change c;

  cr_expect_eq(l2a_mqa_account_at(&a, m, 0), L2A_ENOTFOUND, "before a run");
  add_world(m, 0, 12);
  run(m, june + 20 * DAY);
  a = find(m, "A1");
  cr_expect(is(a.account_name, "Acme") && is(a.stage, "mqa") && is(a.roles, "director") && is(a.temperature, "qualified"));
  cr_expect(a.is_mqa && a.people == 2 && a.mqa_at > june && a.changed_at == a.mqa_at && a.falls_at > june);
  cr_expect(is(a.top_activity, "webinar_attended"));
  a = find(m, "A2");
  cr_expect(is(a.stage, "aware") && !a.is_mqa && a.mqa_at == INT64_MIN && a.missing.size > 0 && is(a.temperature, "warm"));
  cr_expect_eq(l2a_mqa_account_at(&a, m, 0), L2A_OK);
  cr_expect(is(a.account_id, "A1"));
  cr_expect_eq(l2a_mqa_account_at(&a, m, 2), L2A_ENOTFOUND);
  cr_expect_eq(l2a_mqa_find_account(&a, m, text("A3")), L2A_ENOTFOUND);
  cr_expect_eq(l2a_mqa_change_at(&c, m, 0), L2A_OK);
  cr_expect(is(c.account_id, "A1") && is(c.from_stage, "no_engagement") && is(c.to_stage, "aware") && is(c.reason, "condition"));
  run(m, june - DAY);
  cr_expect(is(find(m, "A1").stage, "no_engagement"), "nothing had happened yet");
  cr_expect_eq(l2a_mqa_change_at(&c, m, 0), L2A_ENOTFOUND);
  l2a_mqa_free(m);
  l2a_rules_free(rules);
}

Test(mqa, rows_replace_and_add_up)
{
  l2a_rules *rules = load_rules();
  l2a_mqa *m = new_object(rules, NULL);
  l2a_mqa_opportunity o = { sizeof o, 0, text("O1"), text("A1"), text("2026-06-02"), text(""), text(""), text(""), text("100") };
  const l2a_mqa_touch t = { sizeof t,           0, text("A1"), text(""), text(""), text("2026-06-18T00:00:00Z"), text("call"), text("Rita"),
                            text("rejected:no") };

  add_world(m, 0, 12);
  run(m, june + 20 * DAY);
  cr_expect_eq(find(m, "A1").people, 2);
  add_contact(m, "C2", "joe@acme.example", "A2"); /* another match */
  run(m, june + 20 * DAY);
  cr_expect(!find(m, "A1").is_mqa && find(m, "A1").people == 1 && find(m, "A2").people == 2);
  add_contact(m, "C2", "joe@acme.example", "A1");
  cr_expect_eq(try_activity(m, "X0", "C3", "webinar_attended", "90", "2026-05-30"), L2A_OK); /* X0, earlier: that one counts */
  run(m, june + 20 * DAY);
  cr_expect_eq(find(m, "A2").people, 1);
  add_account(m, "A1", "Acme Corporation");
  cr_assert_eq(l2a_mqa_add_touch(m, &t, NULL), L2A_OK);
  run(m, june + 20 * DAY);
  cr_expect(is(find(m, "A1").account_name, "Acme Corporation") && is(find(m, "A1").stage, "recycled"));
  cr_assert_eq(l2a_mqa_add_opportunity(m, &o, NULL), L2A_OK);
  run(m, june + 20 * DAY);
  cr_expect(is(find(m, "A1").stage, "open_opportunity"));
  o.closed_at = text("2026-06-10");
  o.is_closed = o.is_won = text("true");
  cr_assert_eq(l2a_mqa_add_opportunity(m, &o, NULL), L2A_OK);
  run(m, june + 20 * DAY);
  cr_expect(is(find(m, "A1").stage, "customer"), "the later row of an opportunity replaces the earlier one");
  l2a_mqa_free(m);
  l2a_rules_free(rules);
}

Test(mqa, bad_rows_leave_the_object_usable)
{
  l2a_rules *rules = load_rules();
  l2a_mqa *m = new_object(rules, NULL);
  const l2a_string cells[] = { text(""), text("x"), text(""), text("") };
  l2a_mqa_touch t = { .struct_size = sizeof t, .occurred_at = { "2026-06-01", 10 }, .disposition = { "maybe", 5 } };
  l2a_mqa_contact c = { .struct_size = sizeof c, .decision = L2A_DECISION_MATCH };
  l2a_mqa_opportunity o = { .struct_size = sizeof o, .created_at = { "then", 4 } };
  l2a_error error = L2A_ERROR_INIT;

  cr_expect_eq(l2a_mqa_add_account(m, cells, &error), L2A_EINVAL, "no columns yet");
  add_world(m, 0, 12);
  cr_expect_eq(l2a_mqa_add_account(m, cells, &error), L2A_EINVAL, "no id");
  cr_expect_eq(try_activity(m, "B1", "C1", "meeting", "", "yesterday"), L2A_EINVAL);
  cr_expect_eq(try_activity(m, "B2", "C1", "meeting", "", ""), L2A_EINVAL);
  cr_expect_eq(try_activity(m, "B3", "C\xFF", "meeting", "", "2026-06-01"), L2A_EINVAL);
  cr_expect_eq(l2a_mqa_add_touch(m, &t, &error), L2A_EINVAL);
  cr_expect(strstr(error.message, "disposition"));
  cr_expect_eq(l2a_mqa_add_contact(m, &c, &error), L2A_EINVAL, "neither id nor e-mail");
  c.struct_size = 4;
  cr_expect_eq(l2a_mqa_add_contact(m, &c, &error), L2A_EINVAL);
  cr_expect_eq(l2a_mqa_add_opportunity(m, &o, &error), L2A_EINVAL);
  cr_expect_eq(l2a_mqa_run(m, INT64_MIN, &error), L2A_EINVAL, "as of when?");
  cr_expect_eq(l2a_mqa_run(m, INT64_MAX, &error), L2A_EINVAL);
  run(m, june + 20 * DAY);
  cr_expect(find(m, "A1").is_mqa);
  l2a_mqa_free(m);
  l2a_mqa_free(NULL);
  l2a_rules_free(rules);
}

static void expect_same(l2a_mqa *a, l2a_mqa *b)
{
  l2a_mqa_account x, y;
  l2a_mqa_change p, q;
  size_t n;

  for (n = 0; l2a_mqa_account_at(&x, a, n) == L2A_OK; n++) {
    cr_assert_eq(l2a_mqa_account_at(&y, b, n), L2A_OK);
    cr_expect(x.minutes == y.minutes && x.mqa_at == y.mqa_at && x.people == y.people && x.changed_at == y.changed_at, "account %zu", n);
  }
  cr_expect_eq(l2a_mqa_account_at(&y, b, n), L2A_ENOTFOUND);
  for (n = 0; l2a_mqa_change_at(&p, a, n) == L2A_OK; n++) {
    cr_assert_eq(l2a_mqa_change_at(&q, b, n), L2A_OK);
    cr_expect(p.at == q.at && p.to_stage.size == q.to_stage.size, "change %zu", n);
  }
  cr_expect_gt(n, 1);
  cr_expect_eq(l2a_mqa_change_at(&q, b, n), L2A_ENOTFOUND);
}

typedef struct bytes_out {
  char *data;
  size_t size;
} bytes_out;

static l2a_status collect(void *payload, const char *data, size_t size)
{
  bytes_out *out = payload;

  out->data = realloc(out->data, out->size + size);
  memcpy(out->data + out->size, data, size);
  out->size += size;
  return L2A_OK;
}

Test(mqa, shards_merge)
{
  l2a_rules *rules = load_rules();
  l2a_mqa *whole = new_object(rules, NULL);
  l2a_mqa *merged = new_object(rules, NULL);
  l2a_error error = L2A_ERROR_INIT;

  add_world(whole, 0, 40);
  add_world(merged, 0, 0);
  for (int shard = 0; shard < 4; shard++) {
    l2a_mqa *m = new_object(rules, NULL);
    bytes_out out = { NULL, 0 };

    add_world(m, shard * 10, 10);
    cr_assert_eq(l2a_mqa_save(m, collect, &out, &error), L2A_OK, "%s", error.message);
    cr_expect_eq(l2a_mqa_merge(merged, out.data, out.size - 1, &error), L2A_ECORRUPT);
    out.data[out.size / 2] ^= 1;
    cr_expect_eq(l2a_mqa_merge(merged, out.data, out.size, &error), L2A_ECORRUPT);
    out.data[out.size / 2] ^= 1;
    cr_assert_eq(l2a_mqa_merge(merged, out.data, out.size, &error), L2A_OK, "%s", error.message);
    free(out.data);
    l2a_mqa_free(m);
  }
  run(whole, june + 40 * DAY);
  run(merged, june + 40 * DAY);
  expect_same(whole, merged);
  l2a_mqa_free(whole);
  l2a_mqa_free(merged);
  l2a_rules_free(rules);
}

Test(mqa, state_file)
{
  char path[WORK_PATH_SIZE];
  l2a_rules *rules = load_rules();
  l2a_mqa_options options = L2A_MQA_OPTIONS_INIT;
  l2a_mqa *whole = new_object(rules, NULL);
  l2a_mqa *m, *other;
  l2a_error error = L2A_ERROR_INIT;

  work_path(path, "state");
  options.state_path = path;
  add_world(whole, 0, 40);
  for (int day = 0; day < 4; day++) { /* a process a day */
    m = new_object(rules, &options);
    add_world(m, day * 10, 10);
    cr_assert_eq(l2a_mqa_commit(m, &error), L2A_OK, "%s", error.message);
    run(m, june + (10 + 10 * day) * DAY);
    cr_expect_eq(try_activity(m, "lost", "C3", "meeting", "", "2026-06-02"), L2A_OK); /* not committed */
    l2a_mqa_free(m);
  }
  m = new_object(rules, &options);
  cr_expect_eq(l2a_mqa_new(&other, rules, &options, &error), L2A_EBUSY, "a process has a file open once");
  cr_expect_null(other);
  run(whole, june + 40 * DAY);
  run(m, june + 40 * DAY);
  expect_same(whole, m);
  add_account(m, "A9", "Gamma");
  cr_assert_eq(l2a_mqa_commit(m, &error), L2A_OK, "%s", error.message);
  run(m, june + 40 * DAY);
  cr_expect(is(find(m, "A9").stage, "no_engagement"));
  l2a_mqa_free(m);
  cr_assert_eq(truncate(path, 5000), 0);
  cr_expect_eq(l2a_mqa_new(&m, rules, &options, &error), L2A_ECORRUPT);
  cr_expect_null(m);
  l2a_mqa_free(whole);
  l2a_rules_free(rules);
}

/* ---- commits beside an answer ---------------------------------------------------------------------------------------------------------- */

static void commit(l2a_mqa *m)
{
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_mqa_commit(m, &error), L2A_OK, "%s", error.message);
}

/* So many rows that what a run has made of them is kept in the file. */
static void add_many(l2a_mqa *m, int count)
{
  for (int i = 0; i < count; i++) {
    char id[24], at[32];

    snprintf(id, sizeof id, "many-%d", i);
    snprintf(at, sizeof at, "2026-05-%02dT%02d:00:00Z", i % 28 + 1, i % 24);
    cr_assert_eq(try_activity(m, id, i % 2 ? "C1" : "C3", "web_visit", "", at), L2A_OK);
  }
}

static void copy_file(const char *from, const char *to)
{
  char block[4096];
  FILE *in = fopen(from, "rb");
  FILE *out = fopen(to, "wb");
  size_t n;

  cr_assert(in && out);
  while ((n = fread(block, 1, sizeof block, in)) > 0) cr_assert_eq(fwrite(block, 1, n, out), n);
  fclose(in);
  fclose(out);
}

/* One row more, of each kind in turn. */
static void add_one(l2a_mqa *m, int n)
{
  char id[24], at[32];

  snprintf(id, sizeof id, "one-%d", n);
  snprintf(at, sizeof at, "2026-06-%02dT%02d:%02d:00Z", n / 24 % 28 + 1, n % 24, n % 60);
  cr_assert_eq(try_activity(m, id, n % 3 ? "C2" : "C3", "webinar_attended", "7", at), L2A_OK);
  if (n % 50 == 20) {
    const l2a_mqa_touch t = { sizeof t, 0, text("A1"), text(""), text(""), text(at), text("call"), text("Rita"), text("accepted") };
    cr_assert_eq(l2a_mqa_add_touch(m, &t, NULL), L2A_OK);
  }
  if (n % 50 == 30) add_contact(m, "C3", "ann@beta.example", n % 100 == 30 ? "A1" : "A2");
  if (n == 40) add_account(m, "A7", "Delta");
}

/* What a second process that opens the file now would answer. */
static void expect_in_file(const l2a_rules *rules, const char *folder, const char *path, l2a_mqa *whole)
{
  char copy[80];
  l2a_mqa_options options = L2A_MQA_OPTIONS_INIT;
  l2a_mqa *m;

  snprintf(copy, sizeof copy, "%s/copy", folder);
  copy_file(path, copy);
  options.state_path = copy;
  m = new_object(rules, &options);
  run(m, june + 30 * DAY);
  run(whole, june + 30 * DAY);
  expect_same(whole, m);
  l2a_mqa_free(m);
  unlink(copy);
  strcat(copy, "-lock");
  unlink(copy);
}

Test(mqa, commits_keep_the_answer)
{
  char folder[] = "/tmp/l2a-mqa-XXXXXX", path[64];
  l2a_rules *rules = load_rules();
  l2a_mqa_options options = L2A_MQA_OPTIONS_INIT;
  l2a_mqa *whole = new_object(rules, NULL);
  l2a_mqa *m;

  cr_assert(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/state", folder);
  options.state_path = path;
  m = new_object(rules, &options);
  add_world(m, 0, 10);
  add_world(whole, 0, 10);
  add_many(m, 20000);
  add_many(whole, 20000);
  run(m, june);
  commit(m);
  l2a_mqa_free(m);
  m = new_object(rules, &options);
  for (int n = 0; n < 280; n++) { /* more than one view is kept for */
    add_one(m, n);
    add_one(whole, n);
    commit(m);
    if (n % 7 == 3) run(m, june + n * (DAY / 10));
    if (n == 45 || n == 150) expect_in_file(rules, folder, path, whole);
  }
  run(m, june + 30 * DAY);
  run(whole, june + 30 * DAY);
  expect_same(whole, m);
  cr_assert_eq(try_activity(m, "lost", "C3", "meeting", "", "2026-06-02"), L2A_OK); /* not committed */
  l2a_mqa_free(m);
  expect_in_file(rules, folder, path, whole);
  l2a_mqa_free(whole);
  l2a_rules_free(rules);
  unlink(path);
  strcat(path, "-lock");
  unlink(path);
  rmdir(folder);
}
