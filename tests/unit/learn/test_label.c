/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "learn/evaluation.h"
#include "learn/outcome_set.h"
#include "learn/requirement.h"

static l2a_status add(label_set *set, const char *contact, const char *account, const char *also_ok, const char *tier, uint64_t line,
                      l2a_error *error)
{
  label l = { .account_id = bytes_of(account), .also_ok = bytes_of(also_ok), .line = line, .weight = 1000 };
  bytes values[] = { bytes_of(tier) };

  return label_set_add(set, bytes_of(contact), &l, values, "labels.csv", error);
}

static void fill(label_set *set)
{
  char contact[16];

  label_set_init(set);
  cr_assert(label_set_add_column(set, BYTES("tier"), NULL) == L2A_OK);
  for (int i = 0; i < 1000; i++) {
    snprintf(contact, sizeof contact, "C%d", i);
    cr_assert(add(set, contact, i % 10 ? "A1" : "", "A2| A3 ", i % 4 ? "core" : "undecidable", (uint64_t)i + 2, NULL) == L2A_OK);
  }
}

Test(label, accepts_the_account_and_those_that_are_also_right)
{
  label l = { .account_id = BYTES("A1"), .also_ok = BYTES("A2|A3") };

  cr_expect(label_accepts(&l, BYTES("A1")) && label_accepts(&l, BYTES("A3")));
  cr_expect(!label_accepts(&l, BYTES("A")) && !label_accepts(&l, BYTES("A2|A3")) && !label_accepts(&l, BYTES("")));
}

Test(label, a_contact_that_is_labelled_twice_differently_is_an_error)
{
  label_set set;
  l2a_error error = L2A_ERROR_INIT;

  fill(&set);
  cr_expect(add(&set, "C1", "A1", "A2| A3 ", "core", 1002, &error) == L2A_OK && set.repeated == 1);
  cr_expect(add(&set, "C1", "A9", "", "core", 1003, &error) == L2A_EINVAL);
  cr_expect(strcmp(error.message, "labels.csv:1003: contact C1 is labelled twice, and line 3 says another account") == 0, "%s",
            error.message);
  cr_expect(add(&set, "", "A9", "", "core", 1004, &error) == L2A_EINVAL);
  cr_expect(set.contacts.count == 1000);
  label_set_free(&set);
}

Test(label, is_found_by_its_contact)
{
  label_set set;
  label heavier = { .account_id = BYTES("A1"), .also_ok = BYTES("A2| A3 "), .line = 2000, .weight = 500 };
  bytes tier = BYTES("core");
  l2a_error error = L2A_ERROR_INIT;

  fill(&set);
  cr_expect(label_set_find(&set, BYTES("C421"))->line == 423);
  cr_expect(label_set_find(&set, BYTES("C1000")) == NULL && label_set_find(&set, BYTES("")) == NULL);
  cr_expect(label_set_add(&set, BYTES("C1"), &heavier, &tier, "labels.csv", &error) == L2A_EINVAL);
  cr_expect(strcmp(error.message, "labels.csv:2000: contact C1 is labelled twice, and line 3 says another weight") == 0, "%s",
            error.message);
  label_set_free(&set);
}

Test(label, answers_are_joined_and_everything_else_is_counted)
{
  label_set set;
  outcome_set outcomes;
  uint32_t number;
  labelled_answer a = { BYTES("C1"), BYTES("A3"), BYTES("name"), L2A_DECISION_MATCH, SCORE_UNIT };

  fill(&set);
  cr_assert(outcome_set_init(&outcomes, &set, NULL) == L2A_OK);
  cr_expect(outcome_set_take(&outcomes, &a, &number, NULL) == L2A_OK && number == 1);
  cr_expect(outcomes.outcomes[1].matched && outcomes.outcomes[1].accepted && outcomes.outcomes[1].wanted);
  cr_expect(outcome_set_take(&outcomes, &a, &number, NULL) == L2A_OK && number == ID_NONE && outcomes.repeated == 1);
  a.contact_id = BYTES("nobody");
  cr_expect(outcome_set_take(&outcomes, &a, &number, NULL) == L2A_OK && number == ID_NONE && outcomes.unknown == 1);
  cr_expect(outcome_set_missing(&outcomes) == 999);
  outcome_set_free(&outcomes);
  label_set_free(&set);
}

Test(label, the_total_leaves_the_undecidable_out_and_requirements_see_segments)
{
  label_set set;
  outcome_set outcomes;
  evaluation e;
  evaluation_options options = { 990000, 100, 1 };
  requirement_list list = { .count = 0 };
  l2a_error error = L2A_ERROR_INIT;
  bool met = true;
  uint32_t number;

  fill(&set);
  cr_assert(outcome_set_init(&outcomes, &set, NULL) == L2A_OK);
  for (uint32_t i = 0; i < 1000; i++) {
    labelled_answer a = { set.contacts.ids[i], i % 4 ? BYTES("A1") : BYTES("A7"), BYTES("name"), L2A_DECISION_MATCH, SCORE_UNIT };
    cr_assert(outcome_set_take(&outcomes, &a, &number, NULL) == L2A_OK);
  }
  cr_assert(evaluation_make(&e, &set, outcomes.outcomes, outcomes.reasons.count, &options, NULL) == L2A_OK);
  cr_expect(e.has_all && e.group_count == 4 && e.groups[0].counts.rows == 750 && e.groups[1].counts.rows == 1000);
  cr_expect(e.groups[0].counts.right == 700 && e.groups[0].counts.wrong == 50 && e.groups[1].counts.wrong == 300);
  cr_expect(e.reasons[0].matched == 1000 && e.reasons[0].matched_right == 700);
  cr_expect(requirements_read(&list, "recall=1,precision=0.93", &error) == L2A_OK && list.count == 2);
  cr_expect(requirements_check(&list, &e, &set, &met, &error) == L2A_OK && met);
  cr_expect(requirements_read(&list, "tier=core:false_match_rate=0.5", &error) == L2A_OK && list.items[2].at_most);
  cr_expect(requirements_check(&list, &e, &set, &met, &error) == L2A_OK && !met && !list.items[2].met && list.items[1].met);
  cr_expect(requirements_read(&list, "tier=none:recall=0.5", &error) == L2A_OK);
  cr_expect(requirements_check(&list, &e, &set, &met, &error) == L2A_ENOTFOUND);
  cr_expect(requirements_read(&list, "recal=0.5", &error) == L2A_EINVAL);
  cr_expect(requirements_read(&list, "recall=95", &error) == L2A_EINVAL);
  evaluation_free(&e);
  outcome_set_free(&outcomes);
  label_set_free(&set);
}

/* As much as limits.h allows is taken, one more is refused. */
Test(label, limits_are_named)
{
  label_set set;
  l2a_error error = L2A_ERROR_INIT;
  label l = { .account_id = BYTES("A1"), .line = 2, .weight = 1000 };
  char name[16], *accounts = malloc(LABEL_ACCOUNT_LIMIT * 8 + 8);
  size_t size = 0;

  cr_assert_not_null(accounts);
  label_set_init(&set);
  for (int i = 0; i < SEGMENT_COLUMN_LIMIT; i++) {
    snprintf(name, sizeof name, "c%d", i);
    cr_expect_eq(label_set_add_column(&set, bytes_of(name), &error), L2A_OK, "%s", error.message);
  }
  cr_expect_eq(label_set_add_column(&set, BYTES("more"), &error), L2A_ELIMIT);
  cr_expect_str_eq(error.message, "more than 8 segment columns");
  label_set_free(&set);

  label_set_init(&set);
  for (int i = 1; i < LABEL_ACCOUNT_LIMIT; i++) size += (size_t)sprintf(accounts + size, "B%d|", i);
  l.also_ok = (bytes){ accounts, size - 1 };
  cr_expect_eq(label_set_add(&set, BYTES("C1"), &l, NULL, "labels.csv", &error), L2A_OK, "%s", error.message);
  size += (size_t)sprintf(accounts + size, "more");
  l.also_ok.size = size;
  cr_expect_eq(label_set_add(&set, BYTES("C2"), &l, NULL, "labels.csv", &error), L2A_ELIMIT);
  cr_expect(strstr(error.message, "labels.csv:2: more than 4096 accounts"), "%s", error.message);
  label_set_free(&set);
  free(accounts);
}

Test(label, a_column_of_ids_is_no_segment)
{
  label_set set;
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status = L2A_OK;
  char contact[16];
  int i;

  label_set_init(&set);
  cr_assert(label_set_add_column(&set, BYTES("tier"), NULL) == L2A_OK);
  for (i = 0; i <= SEGMENT_VALUE_LIMIT + 1 && status == L2A_OK; i++) {
    snprintf(contact, sizeof contact, "C%d", i);
    status = add(&set, contact, "A1", "", contact, (uint64_t)i + 2, &error);
  }
  cr_expect_eq(status, L2A_ELIMIT);
  cr_expect_eq(i, SEGMENT_VALUE_LIMIT + 1);
  cr_expect(strstr(error.message, "more than 4096 values: it is no segment"), "%s", error.message);
  label_set_free(&set);
}

Test(label, requirements_have_a_limit)
{
  requirement_list list = { .count = 0 };
  l2a_error error = L2A_ERROR_INIT;
  buffer text = BUFFER_INIT;

  for (int i = 0; i < REQUIREMENT_LIMIT; i++) buffer_printf(&text, "%sprecision=0.9", i ? "," : "");
  buffer_append(&text, "", 1);
  cr_expect_eq(requirements_read(&list, text.data, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(requirements_read(&list, "recall=0.9", &error), L2A_ELIMIT);
  cr_expect_str_eq(error.message, "--require: more than 64 numbers");
  buffer_free(&text);
}
