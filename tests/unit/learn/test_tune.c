/* SPDX-License-Identifier: MIT */
#include "learn/tune.h"

#include <criterion/criterion.h>

#include "learn/tune_print.h"
#include "unit/learn/training_fixture.h"

static const tune_options usual = { .folds = 5, .level_limit = 6, .weights = TUNE_WEIGHTS_REFIT, .thread_count = 1 };

/* Rules, and the definitions file they make. */
static tune_result tuned(buffer *file, const training_set *set, const tune_options *options)
{
  l2a_rules *rules = NULL;
  tune_result r;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_rules_load(&rules, NULL, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(tune_labelled(&r, set, &rules->match, options, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(tune_print_definitions(file, &r, rules, false, &error), L2A_OK);
  l2a_rules_free(rules);
  return r;
}

static l2a_status refused(const char **why, const training_set *set, const tune_options *options)
{
  static l2a_error error;
  l2a_rules *rules = NULL;
  tune_result r;
  l2a_status status;

  error = (l2a_error)L2A_ERROR_INIT;
  cr_assert_eq(l2a_rules_load(&rules, NULL, &error), L2A_OK);
  status = tune_labelled(&r, set, &rules->match, options, &error);
  if (status == L2A_OK) tune_result_free(&r);
  l2a_rules_free(rules);
  *why = error.message;
  return status;
}

Test(tune, learns_what_the_labels_follow)
{
  training_set set;
  buffer file = BUFFER_INIT;
  tune_result r;

  fixture_make(&set, 3000, false);
  r = tuned(&file, &set, &usual);
  cr_assert(r.refitted);
  cr_assert(r.fit.levels.converged && r.fit.margin.converged);
  cr_assert(r.after.log_loss < r.before.log_loss / 2, "%g, before %g", r.after.log_loss, r.before.log_loss);
  cr_assert(r.after.calibration_error < 0.05, "%g", r.after.calibration_error);
  cr_assert(r.rules.weights[FEATURE_EMAIL_MATCH].used);
  cr_assert_not(r.rules.weights[FEATURE_PHONE].used, "a feature with one value says nothing");
  tune_result_free(&r);
  training_set_free(&set);
  buffer_free(&file);
}

Test(tune, gives_the_same_bytes_for_any_order_of_rows_and_number_of_threads)
{
  training_set forwards, backwards;
  buffer a = BUFFER_INIT, b = BUFFER_INIT;
  tune_options three = usual;
  tune_result r;

  three.thread_count = 3;
  fixture_make(&forwards, 2000, false);
  fixture_make(&backwards, 2000, true);
  r = tuned(&a, &forwards, &usual);
  tune_result_free(&r);
  r = tuned(&b, &backwards, &three);
  tune_result_free(&r);
  cr_assert_eq(a.size, b.size);
  cr_assert_arr_eq(a.data, b.data, a.size);
  training_set_free(&forwards);
  training_set_free(&backwards);
  buffer_free(&a);
  buffer_free(&b);
}

/* What is promised of held-back rows also holds of rows the tuning has never seen. */
Test(tune, keeps_the_promised_precision_on_new_contacts)
{
  training_set set, fresh;
  buffer file = BUFFER_INIT;
  tune_options promise = usual;
  uint64_t matched = 0, right = 0;
  tune_result r;

  promise.precision = 9500;
  fixture_make(&set, 3000, false);
  r = tuned(&file, &set, &promise);
  cr_assert(r.point_after.right * 100 >= r.point_after.matched * 95);
  cr_assert_eq(r.rules.match_threshold, r.point_after.threshold);
  fixture_make(&fresh, 9000, false);
  for (size_t i = 3000; i < fresh.contact_count; i++) {
    training_best best = training_score(&fresh, &fresh.contacts[i], &r.rules);
    if (best.probability < r.rules.match_threshold) continue;
    matched++;
    right += fresh.right[best.pair];
  }
  cr_assert(matched > 1000);
  cr_assert(right * 100 >= matched * 93, "%lu of %lu", (unsigned long)right, (unsigned long)matched);
  tune_result_free(&r);
  training_set_free(&set);
  training_set_free(&fresh);
  buffer_free(&file);
}

Test(tune, writes_definitions_that_are_read_back_to_the_same_rules)
{
  training_set set;
  buffer file = BUFFER_INIT;
  l2a_rules *rules = NULL;
  l2a_error error = L2A_ERROR_INIT;
  tune_result r;

  fixture_make(&set, 1500, false);
  r = tuned(&file, &set, &usual);
  cr_assert_eq(l2a_rules_parse(&rules, file.data, file.size, "tuned.yaml", &error), L2A_OK, "%s", error.message);
  cr_assert_eq(rules->match.prior, r.rules.prior);
  cr_assert_eq(rules->match.match_threshold, r.rules.match_threshold);
  for (int f = 0; f < FEATURE_COUNT; f++) {
    const weight_table *read = &rules->match.weights[f], *made = &r.rules.weights[f];
    cr_assert_eq(read->used, made->used, "%s", feature_name((feature)f));
    for (uint32_t i = 0; made->used && i <= made->cut_count; i++) cr_assert_eq(read->weights[i], made->weights[i]);
  }
  cr_assert_eq(rules->match.calibration_count, r.rules.calibration_count);
  for (uint32_t i = 0; i < r.rules.calibration_count; i++)
    cr_assert_eq(rules->match.calibration[i].probability, r.rules.calibration[i].probability);
  l2a_rules_free(rules);
  tune_result_free(&r);
  training_set_free(&set);
  buffer_free(&file);
}

Test(tune, keeps_the_weights_when_labels_are_few)
{
  training_set set;
  buffer file = BUFFER_INIT;
  tune_options options = usual;
  tune_result r;

  options.weights = TUNE_WEIGHTS_AUTO;
  fixture_make(&set, 300, false);
  r = tuned(&file, &set, &options);
  cr_assert_not(r.refitted);
  cr_assert_not(r.isotonic);
  buffer_append_char(&file, '\0');
  cr_assert(strstr(file.data, "# weights: kept; 500 labelled contacts are needed to fit them anew\n"));
  cr_assert_null(strstr(file.data, "\nweights:"));
  tune_result_free(&r);
  training_set_free(&set);
  buffer_free(&file);
}

Test(tune, refuses_too_few_labels_and_one_class)
{
  training_set few, one;
  const char *why;

  fixture_make(&few, 199, false);
  cr_assert_eq(refused(&why, &few, &usual), L2A_EINVAL);
  cr_assert(strstr(why, "199 labelled contacts with a candidate are too few"), "%s", why);
  fixture_make(&one, 1000, false);
  memset(one.right, 0, one.pair_count);
  cr_assert_eq(refused(&why, &one, &usual), L2A_EINVAL);
  cr_assert(strstr(why, "is right for 0 and wrong for 1000"), "%s", why);
  training_set_free(&few);
  training_set_free(&one);
}

Test(tune, refuses_a_promise_it_cannot_keep)
{
  training_set set;
  tune_options promise = usual;
  const char *why;

  promise.precision = 10000;
  fixture_make(&set, 1000, false);
  for (size_t i = 0; i < set.pair_count; i += 7) set.right[i] ^= 1; /* labels of chance */
  cr_assert_eq(refused(&why, &set, &promise), L2A_ENOTFOUND);
  cr_assert(strstr(why, "no threshold gives matches of which 100.00 % are right"), "%s", why);
  training_set_free(&set);
}

/* Weights and calibration that are kept stay out of the file: they go together, also when another version of l2a has others. */
Test(tune, leaves_out_of_the_definitions_what_is_kept)
{
  training_set set;
  buffer file = BUFFER_INIT, first = BUFFER_INIT;
  l2a_rules *good = NULL;
  l2a_error error = L2A_ERROR_INIT;
  tune_options automatic = usual;
  tune_result r;

  fixture_make(&set, 3000, false);
  r = tuned(&first, &set, &usual);
  cr_assert_eq(l2a_rules_parse(&good, first.data, first.size, "good.yaml", &error), L2A_OK, "%s", error.message);
  tune_result_free(&r);
  training_set_free(&set);
  fixture_make(&set, 250, false);
  automatic.weights = TUNE_WEIGHTS_AUTO;
  cr_assert_eq(tune_labelled(&r, &set, &good->match, &automatic, &error), L2A_OK, "%s", error.message);
  cr_assert(r.kept_all);
  cr_assert_eq(tune_print_definitions(&file, &r, good, false, &error), L2A_OK);
  buffer_append_char(&file, '\0');
  cr_expect_null(strstr(file.data, "\ncalibration:"), "%s", file.data);
  cr_expect_null(strstr(file.data, "\nweights:"), "%s", file.data);
  tune_result_free(&r);
  l2a_rules_free(good);
  training_set_free(&set);
  buffer_free(&file);
  buffer_free(&first);
}

/* On held-back rows, that is; the rules to begin with have already learned what there is to learn. */
Test(tune, is_never_worse_than_the_rules_it_began_with)
{
  static const uint32_t sizes[] = { 250, 700, 1500 };
  tune_options automatic = usual;
  training_set big;
  buffer file = BUFFER_INIT;
  tune_result good;

  automatic.weights = TUNE_WEIGHTS_AUTO;
  fixture_make(&big, 3000, false);
  good = tuned(&file, &big, &usual);
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    training_set set;
    tune_result r;
    l2a_error error = L2A_ERROR_INIT;

    fixture_make(&set, sizes[i], false);
    cr_assert_eq(tune_labelled(&r, &set, &good.rules, &automatic, &error), L2A_OK, "%s", error.message);
    cr_expect_leq(r.after.log_loss, r.before.log_loss, "%u contacts", sizes[i]);
    if (r.kept_all) cr_expect_eq(memcmp(r.rules.calibration, good.rules.calibration, sizeof good.rules.calibration), 0);
    tune_result_free(&r);
    training_set_free(&set);
  }
  tune_result_free(&good);
  training_set_free(&big);
  buffer_free(&file);
}
