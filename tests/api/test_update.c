/* SPDX-License-Identifier: MIT */
/* Live updates through the public header alone. */
#include <criterion/criterion.h>
#include <l2a.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/work_folder.h"

enum { COLUMNS = 4 };

#define TEXT(literal) ((l2a_string){ (literal), sizeof(literal) - 1 })

static const l2a_column columns[COLUMNS] = { { { "Id", 2 }, L2A_ACCOUNT_ID },
                                             { { "Name", 4 }, L2A_ACCOUNT_NAME },
                                             { { "Website", 7 }, L2A_ACCOUNT_WEBSITE },
                                             { { "Parent", 6 }, L2A_ACCOUNT_PARENT_ID } };

typedef struct opened {
  char path[WORK_PATH_SIZE];
  l2a_rules *rules;
  l2a_index *index;
  l2a_matcher *matcher;
} opened;

static void put_row(l2a_index_writer *writer, const char *id, const char *name, const char *website, const char *parent)
{
  l2a_string cells[COLUMNS] = { { id, strlen(id) }, { name, strlen(name) }, { website, strlen(website) }, { parent, strlen(parent) } };
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_index_writer_add(writer, cells, &error), L2A_OK, "%s", error.message);
}

static opened open_fixture(void)
{
  opened o = { .index = NULL };
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_writer *writer = NULL;

  work_path(o.path, "a.l2a");
  cr_assert_eq(l2a_rules_load(&o.rules, NULL, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_writer_new(&writer, o.path, o.rules, columns, COLUMNS, &error), L2A_OK, "%s", error.message);
  put_row(writer, "1", "Quartz Harbour Nordic", "quartzharbour.com", "");
  put_row(writer, "2", "Quartz Harbour Finland", "quartzharbour.fi", "1");
  put_row(writer, "3", "Blue Finch Logistics", "bluefinch.com", "99");
  cr_assert_eq(l2a_index_writer_finish(NULL, writer, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_open_writable(&o.index, o.path, o.rules, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_matcher_new(&o.matcher, o.rules, o.index, NULL, &error), L2A_OK, "%s", error.message);
  return o;
}

static void close_fixture(opened *o)
{
  l2a_matcher_free(o->matcher);
  l2a_index_close(o->index);
  l2a_rules_free(o->rules);
}

static l2a_index_update *begin(const opened *o, const l2a_column *of, size_t count)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_update *update = NULL;

  cr_assert_eq(l2a_index_update_begin(&update, o->index, of, count, NULL, &error), L2A_OK, "%s", error.message);
  return update;
}

static void commit(l2a_index_update *update)
{
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_index_update_commit(update, &error), L2A_OK, "%s", error.message);
}

static bool is(l2a_string text, const char *expected)
{
  return text.size == strlen(expected) && (text.size == 0 || memcmp(text.data, expected, text.size) == 0);
}

static const l2a_result *match(const opened *o, const char *email)
{
  l2a_contact contact = L2A_CONTACT_INIT;
  l2a_error error = L2A_ERROR_INIT;
  const l2a_result *result = NULL;

  contact.email = (l2a_string){ email, strlen(email) };
  cr_assert_eq(l2a_match(&result, o->matcher, &contact, &error), L2A_OK, "%s", error.message);
  return result;
}

TestSuite(update, .fini = work_folder_remove);

Test(update, what_is_committed_is_in_the_next_answer)
{
  opened o = open_fixture();
  l2a_index_update *update = begin(&o, columns, COLUMNS);
  l2a_string cells[COLUMNS] = { TEXT("99"), TEXT("Vireo Holdings"), TEXT("vireo.example"), TEXT("") };
  l2a_error error = L2A_ERROR_INIT;
  uint64_t before;

  cr_expect(is(match(&o, "x@bluefinch.com")->rollup_id, "3"), "its parent is not there yet");
  before = l2a_matcher_generation(o.matcher);
  cr_assert_eq(l2a_index_update_put(update, cells, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_update_delete(update, TEXT("2"), &error), L2A_OK, "%s", error.message);
  cr_expect(is(match(&o, "x@quartzharbour.fi")->account_id, "2"), "not committed");
  commit(update);
  cr_expect_neq(match(&o, "x@quartzharbour.fi")->decision, L2A_DECISION_MATCH);
  cr_expect(is(match(&o, "x@vireo.example")->account_id, "99"));
  cr_expect(is(match(&o, "x@bluefinch.com")->rollup_id, "99"), "its parent has come");
  cr_expect_eq(l2a_matcher_generation(o.matcher), before + 1);
  cr_assert_eq(l2a_index_merge(o.index, &error), L2A_OK, "%s", error.message);
  cr_expect(is(match(&o, "x@bluefinch.com")->rollup_id, "99"));
  cr_expect_eq(l2a_index_verify(o.index, &error), L2A_OK, "%s", error.message);
  close_fixture(&o);
}

Test(update, columns_that_are_not_given_keep_their_values)
{
  static const l2a_column some[] = { { { "Website", 7 }, L2A_ACCOUNT_OTHER }, { { "Key", 3 }, L2A_ACCOUNT_ID } };
  opened o = open_fixture();
  l2a_index_update *update = begin(&o, some, 2);
  l2a_string known[] = { TEXT("finch.example"), TEXT("3") }, fresh[] = { TEXT("new.example"), TEXT("7") };
  l2a_error error = L2A_ERROR_INIT;
  l2a_account account;
  l2a_column column;

  cr_assert_eq(l2a_index_update_put(update, known, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_update_put(update, fresh, &error), L2A_OK, "%s", error.message);
  commit(update);
  cr_assert_eq(l2a_matcher_get_account(&account, o.matcher, TEXT("3"), &error), L2A_OK, "%s", error.message);
  cr_assert_eq(account.cell_count, COLUMNS);
  cr_expect(is(account.cells[1], "Blue Finch Logistics") && is(account.cells[2], "finch.example") && is(account.cells[3], "99"));
  cr_assert_eq(l2a_matcher_get_account(&account, o.matcher, TEXT("7"), &error), L2A_OK, "%s", error.message);
  cr_expect(is(account.cells[1], "") && is(account.cells[2], "new.example"));
  cr_assert_eq(l2a_index_get_column(o.index, 2, &column), L2A_OK);
  cr_expect(is(column.name, "Website") && column.field == L2A_ACCOUNT_WEBSITE);
  cr_expect_eq(l2a_index_get_column(o.index, COLUMNS, &column), L2A_ENOTFOUND);
  close_fixture(&o);
}

Test(update, accounts_come_in_the_order_of_ids)
{
  opened o = open_fixture();
  l2a_index_update *update = begin(&o, columns, COLUMNS);
  l2a_string cells[COLUMNS] = { TEXT("15"), TEXT("Onyx Works"), TEXT(""), TEXT("") };
  l2a_error error = L2A_ERROR_INIT;
  char ids[32] = "";
  l2a_account account = { { NULL, 0 }, NULL, 0, 0 };

  cr_assert_eq(l2a_index_update_put(update, cells, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_update_delete(update, TEXT("2"), &error), L2A_OK, "%s", error.message);
  commit(update);
  while (l2a_matcher_next_account(&account, o.matcher, account.id, &error) == L2A_OK)
    snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%.*s ", (int)account.id.size, account.id.data);
  cr_expect_eq(error.status, L2A_ENOTFOUND);
  cr_expect_str_eq(ids, "1 15 3 ");
  close_fixture(&o);
}

Test(update, what_cannot_be_done_is_told_and_changes_nothing)
{
  static const l2a_column unknown[] = { { { "Id", 2 }, L2A_ACCOUNT_ID }, { { "Segment", 7 }, L2A_ACCOUNT_OTHER } };
  opened o = open_fixture();
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_update *update = NULL, *second = NULL;
  l2a_string bad[COLUMNS] = { TEXT(" "), TEXT("Nobody"), TEXT(""), TEXT("") }, same[COLUMNS];
  l2a_account account;
  uint64_t before;

  cr_expect_eq(l2a_index_update_begin(&update, o.index, unknown, 2, NULL, &error), L2A_EINVAL);
  cr_expect_not_null(strstr(error.message, "Segment"));
  cr_expect_eq(l2a_index_update_begin(&update, o.index, columns + 1, 2, NULL, &error), L2A_EINVAL, "no id");
  update = begin(&o, columns, COLUMNS);
  cr_expect_eq(l2a_index_update_begin(&second, o.index, columns, COLUMNS, NULL, &error), L2A_EBUSY);
  cr_expect_null(second);
  cr_expect_eq(l2a_index_update_put(update, bad, &error), L2A_EINVAL);
  cr_expect_eq(l2a_index_update_delete(update, TEXT("nobody"), &error), L2A_ENOTFOUND);
  cr_assert_eq(l2a_matcher_get_account(&account, o.matcher, TEXT("3"), &error), L2A_OK, "%s", error.message);
  memcpy(same, account.cells, sizeof same);
  cr_expect_eq(l2a_index_update_put(update, same, &error), L2A_OK);
  before = account.generation;
  commit(update);
  cr_assert_eq(l2a_matcher_get_account(&account, o.matcher, TEXT("3"), &error), L2A_OK, "%s", error.message);
  cr_expect_eq(account.generation, before, "the same row again is no change");
  update = begin(&o, columns, COLUMNS);
  cr_expect_eq(l2a_index_update_delete(update, TEXT("1"), &error), L2A_OK);
  l2a_index_update_cancel(update);
  cr_expect_eq(l2a_matcher_get_account(&account, o.matcher, TEXT("1"), &error), L2A_OK, "%s", error.message);
  cr_expect_eq(l2a_matcher_get_account(&account, o.matcher, TEXT("nobody"), &error), L2A_ENOTFOUND);
  close_fixture(&o);
}

static void *commit_later(void *update)
{
  usleep(50000);
  commit(update);
  return NULL;
}

Test(update, a_second_writer_waits_as_long_as_it_is_told)
{
  l2a_index_update_options options = L2A_INDEX_UPDATE_OPTIONS_INIT;
  opened o = open_fixture();
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_update *update = begin(&o, columns, COLUMNS);
  pthread_t thread;

  cr_assert_eq(l2a_index_update_delete(update, TEXT("1"), &error), L2A_OK);
  cr_assert_eq(pthread_create(&thread, NULL, commit_later, update), 0);
  options.wait_ms = 30000;
  update = NULL;
  cr_assert_eq(l2a_index_update_begin(&update, o.index, columns, COLUMNS, &options, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(l2a_index_update_delete(update, TEXT("1"), &error), L2A_ENOTFOUND, "it sees what the first one did");
  l2a_index_update_cancel(update);
  pthread_join(thread, NULL);
  close_fixture(&o);
}

/* Merges are due every hundred commits or so, and end while the next commits begin. */
Test(update, nobody_is_refused_because_of_a_merge_of_the_same_index)
{
  enum { COMMITS = 1200 };
  l2a_index_update_options options = L2A_INDEX_UPDATE_OPTIONS_INIT;
  opened o = open_fixture();
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_info info;

  options.no_sync = 1;
  for (int i = 0; i < COMMITS; i++) {
    l2a_string cells[COLUMNS] = { { NULL, 0 }, TEXT("Onyx Works"), TEXT(""), TEXT("") };
    l2a_index_update *update = NULL;
    char id[16];
    cells[0] = (l2a_string){ id, (size_t)snprintf(id, sizeof id, "%d", 1000 + i) };
    cr_assert_eq(l2a_index_update_begin(&update, o.index, columns, COLUMNS, &options, &error), L2A_OK, "commit %d: %s", i, error.message);
    cr_assert_eq(l2a_index_update_put(update, cells, &error), L2A_OK, "%s", error.message);
    cr_assert_eq(l2a_index_update_commit(update, &error), L2A_OK, "commit %d: %s", i, error.message);
  }
  l2a_index_get_info(o.index, &info);
  cr_expect_eq(info.account_count, COMMITS + 3);
  close_fixture(&o);
}

Test(update, an_index_open_for_reading_only_is_not_updated)
{
  opened o = open_fixture();
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_update *update = NULL;

  l2a_matcher_free(o.matcher);
  l2a_index_close(o.index);
  cr_assert_eq(l2a_index_open(&o.index, o.path, o.rules, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_matcher_new(&o.matcher, o.rules, o.index, NULL, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(l2a_index_update_begin(&update, o.index, columns, COLUMNS, NULL, &error), L2A_EINVAL);
  cr_expect_eq(l2a_index_merge(o.index, &error), L2A_EINVAL);
  close_fixture(&o);
}

/* ---- readers of other processes ------------------------------------------------------------------------------------------------------ */

enum { PAIRS = 1500, PAIRS_OF_A_MERGE = 300, NOTE = 64 };

/* Each commit gives both accounts the same name. Never returns. */
static void write_pairs(const char *path, const l2a_rules *rules)
{
  l2a_index_update_options options = L2A_INDEX_UPDATE_OPTIONS_INIT;
  l2a_index *index = NULL;

  options.no_sync = options.no_merge = 1;
  if (l2a_index_open_writable(&index, path, rules, NULL) != L2A_OK) _exit(1);
  for (int n = 0; n < PAIRS; n++) {
    l2a_index_update *update = NULL;
    char name[NOTE];
    int size = snprintf(name, sizeof name, "Pair %d", n);
    if (l2a_index_update_begin(&update, index, columns, COLUMNS, &options, NULL) != L2A_OK) _exit(2);
    for (int i = 0; i < 2; i++) {
      l2a_string cells[COLUMNS] = { { i ? "2" : "1", 1 }, { name, (size_t)size }, TEXT("pair.com"), TEXT("") };
      if (l2a_index_update_put(update, cells, NULL) != L2A_OK) _exit(3);
    }
    if (l2a_index_update_commit(update, NULL) != L2A_OK) _exit(4);
    if (n % PAIRS_OF_A_MERGE == 0 && l2a_index_merge(index, NULL) != L2A_OK) _exit(5);
  }
  l2a_index_close(index);
  _exit(0);
}

/* The account's name, and the generation that it is read from. */
static uint64_t read_name(char name[NOTE], l2a_matcher *m, const char *id)
{
  l2a_account account;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_matcher_get_account(&account, m, (l2a_string){ id, 1 }, &error), L2A_OK, "%s", error.message);
  snprintf(name, NOTE, "%.*s", (int)account.cells[1].size, account.cells[1].data);
  return account.generation;
}

Test(update, a_reader_of_another_process_never_sees_half_a_transaction)
{
  opened o = open_fixture();
  l2a_error error = L2A_ERROR_INIT;
  uint64_t whole = 0, seen = 0, before = 0;
  int status = 0;
  pid_t writer;

  l2a_matcher_free(o.matcher);
  l2a_index_close(o.index);
  o.index = NULL;
  o.matcher = NULL;
  writer = fork(); /* before this process has the file open */
  if (writer == 0) write_pairs(o.path, o.rules);
  cr_assert_eq(l2a_index_open(&o.index, o.path, o.rules, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_matcher_new(&o.matcher, o.rules, o.index, NULL, &error), L2A_OK, "%s", error.message);
  for (bool ended = false; !ended;) {
    char one[NOTE], two[NOTE];
    uint64_t generation = read_name(one, o.matcher, "1");
    ended = waitpid(writer, &status, WNOHANG) == writer;
    if (read_name(two, o.matcher, "2") != generation || strncmp(one, "Pair", 4) != 0) continue;
    cr_assert_str_eq(one, two, "generation %llu", (unsigned long long)generation);
    seen += generation != before;
    before = generation;
    whole++;
  }
  cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the writer ended with %d", status);
  cr_expect(whole > 100 && seen > 20, "%llu pairs of %llu generations", (unsigned long long)whole, (unsigned long long)seen);
  close_fixture(&o);
}

/* The check before anybody writes reads pages while another process gives them new content. */
Test(update, an_index_that_another_process_changes_is_whole_for_who_opens_it_to_write)
{
  opened o = open_fixture();
  l2a_error error = L2A_ERROR_INIT;
  unsigned times = 0;
  int status = 0;
  pid_t writer;

  l2a_matcher_free(o.matcher);
  l2a_index_close(o.index);
  o.index = NULL;
  o.matcher = NULL;
  writer = fork();
  if (writer == 0) write_pairs(o.path, o.rules);
  for (; waitpid(writer, &status, WNOHANG) == 0; times++) {
    cr_assert_eq(l2a_index_open_writable(&o.index, o.path, o.rules, &error), L2A_OK, "time %u: %s", times, error.message);
    l2a_index_close(o.index);
    o.index = NULL;
  }
  cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the writer ended with %d", status);
  cr_expect_gt(times, 10);
  close_fixture(&o);
}
