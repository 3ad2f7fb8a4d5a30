/* SPDX-License-Identifier: MIT */
/* Every allocation of learning fails once: the answer is then L2A_ENOMEM, and nothing is left behind (AddressSanitizer looks). */
#include <criterion/criterion.h>

#include "fault/fail_allocation.h"
#include "learn/contact_sample.h"
#include "learn/evaluation.h"
#include "learn/outcome_set.h"
#include "learn/tune_estimated.h"
#include "unit/learn/estimate_fixture.h"

enum { LABELLED = 240, ESTIMATED = 1000, EVALUATED = 300, SAMPLED = 300, SAMPLE_PAIRS = 400 };

typedef l2a_status job(void *payload);

static void fail_each(job *run, void *payload)
{
  l2a_status status = L2A_OK;
  long n = 1;

  for (bool failed = true; failed; n++) {
    fail_allocation_at(n);
    status = run(payload);
    failed = fail_allocation_ended();
    if (failed) cr_assert_eq(status, L2A_ENOMEM, "allocation %ld: %d", n, status);
  }
  cr_assert_eq(status, L2A_OK);
  cr_assert_gt(n, 5);
}

typedef struct labelled_job {
  training_set set;
  l2a_rules *rules;
} labelled_job;

static l2a_status tune_with_labels(void *payload)
{
  static const tune_options options = { .folds = 2, .level_limit = 3, .weights = TUNE_WEIGHTS_REFIT, .thread_count = 1 };
  labelled_job *j = payload;
  tune_result r;
  l2a_status status = tune_labelled(&r, &j->set, &j->rules->match, &options, NULL);

  if (status == L2A_OK) tune_result_free(&r);
  return status;
}

Test(learn_memory, every_allocation_of_tuning_with_labels_may_fail)
{
  labelled_job j;

  fixture_make(&j.set, LABELLED, false);
  cr_assert_eq(l2a_rules_load(&j.rules, NULL, NULL), L2A_OK);
  fail_each(tune_with_labels, &j);
  l2a_rules_free(j.rules);
  training_set_free(&j.set);
}

static l2a_status tune_without_labels(void *payload)
{
  static const tune_options options = { .folds = 2, .level_limit = 3, .thread_count = 1 };
  static const match_rules base = { .match_threshold = 8000 };
  tune_result r;

  return tune_estimated(&r, payload, &base, &options, NULL);
}

Test(learn_memory, every_allocation_of_tuning_without_labels_may_fail)
{
  training_set set;

  estimate_make(&set, ESTIMATED, false);
  fail_each(tune_without_labels, &set);
  training_set_free(&set);
}

static l2a_status draw_sample(void *payload)
{
  contact_sample sample;
  l2a_status status;

  contact_sample_init(&sample, SAMPLE_PAIRS);
  status = contact_sample_append(&sample, payload, NULL);
  contact_sample_free(&sample);
  return status;
}

Test(learn_memory, every_allocation_of_a_sample_may_fail)
{
  training_set set;

  fixture_make(&set, SAMPLED, false);
  fail_each(draw_sample, &set);
  training_set_free(&set);
}

static l2a_status add_labels(label_set *labels)
{
  l2a_status status = label_set_add_column(labels, BYTES("tier"), NULL);

  for (uint32_t i = 0; i < EVALUATED && status == L2A_OK; i++) {
    char id[16];
    bytes contact = { id, (size_t)snprintf(id, sizeof id, "C%u", i) }, tier = i % 3 ? BYTES("core") : BYTES("hard");
    label l = { .account_id = i % 4 ? BYTES("A") : BYTES(""), .line = i + 2 };
    status = label_set_add(labels, contact, &l, &tier, "labels.csv", NULL);
  }
  return status;
}

static l2a_status add_answers(outcome_set *set)
{
  l2a_status status = L2A_OK;

  for (uint32_t i = 0; i < EVALUATED && status == L2A_OK; i++) {
    char id[16];
    bytes contact = { id, (size_t)snprintf(id, sizeof id, "C%u", i) };
    labelled_answer a = { contact, BYTES("A"), i % 2 ? BYTES("name") : BYTES("domain"), L2A_DECISION_MATCH, i };
    uint32_t number;
    status = outcome_set_take(set, &a, &number, NULL);
  }
  return status;
}

static l2a_status evaluate(void *payload)
{
  evaluation_options options = { 990000, 50, 1 };
  label_set labels;
  outcome_set outcomes = { .labels = NULL };
  evaluation e = { .groups = NULL };
  l2a_status status;

  (void)payload;
  label_set_init(&labels);
  status = add_labels(&labels);
  if (status == L2A_OK) status = outcome_set_init(&outcomes, &labels, NULL);
  if (status == L2A_OK) status = add_answers(&outcomes);
  if (status == L2A_OK) status = evaluation_make(&e, &labels, outcomes.outcomes, outcomes.reasons.count, &options, NULL);
  evaluation_free(&e);
  outcome_set_free(&outcomes);
  label_set_free(&labels);
  return status;
}

Test(learn_memory, every_allocation_of_an_evaluation_may_fail)
{
  fail_each(evaluate, NULL);
}
