/* SPDX-License-Identifier: MIT */
#include "learn/tune_estimated.h"

#include "estimate_fixture.h"

enum { CONTACTS = 3000 };

static const tune_options plain = { .folds = 5, .level_limit = 10, .thread_count = 2 };

Test(tune_estimated, weights_without_labels_find_the_right_candidates)
{
  training_set set;
  tune_result r;
  match_rules base = { .match_threshold = 8000, .review_threshold = 2000 };
  l2a_error error = L2A_ERROR_INIT;
  size_t right = 0, matched = 0, with = 0;

  estimate_make(&set, CONTACTS, false);
  cr_assert_eq(tune_estimated(&r, &set, &base, &plain, &error), L2A_OK, "%s", error.message);
  for (size_t i = 0; i < set.contact_count; i++) {
    training_best best = training_score(&set, &set.contacts[i], &r.rules);
    bool is_right = set.right[best.pair];
    for (size_t k = 0; k < FIXTURE_CANDIDATES; k++) with += set.right[set.contacts[i].first_pair + k];
    matched += best.probability >= r.rules.match_threshold;
    right += best.probability >= r.rules.match_threshold && is_right;
  }
  cr_expect(r.refitted && !r.from_labels);
  cr_expect_gt(right * 100, matched * 97, "%zu of %zu", right, matched);
  cr_expect_gt(right * 100, with * 88, "%zu of %zu", right, with);
  cr_expect(r.expected.right / r.expected.matched - (double)right / (double)matched < 0.02);
  tune_result_free(&r);
  training_set_free(&set);
}

Test(tune_estimated, does_not_look_at_the_labels)
{
  training_set with, without;
  tune_result a, b;
  match_rules base = { .match_threshold = 8000, .review_threshold = 2000 };
  l2a_error error = L2A_ERROR_INIT;

  estimate_make(&with, CONTACTS, false);
  estimate_make(&without, CONTACTS, true);
  memset(without.right, 0, without.pair_count);
  cr_assert_eq(tune_estimated(&a, &with, &base, &plain, &error), L2A_OK);
  cr_assert_eq(tune_estimated(&b, &without, &base, &plain, &error), L2A_OK);
  cr_expect_eq(memcmp(&a.rules, &b.rules, sizeof a.rules), 0);
  tune_result_free(&a);
  tune_result_free(&b);
  training_set_free(&with);
  training_set_free(&without);
}

Test(tune_estimated, refuses_what_the_contacts_cannot_say)
{
  training_set set;
  tune_result r;
  match_rules base = { .match_threshold = 8000 };
  l2a_error error = L2A_ERROR_INIT;

  estimate_make(&set, 500, false);
  cr_expect_eq(tune_estimated(&r, &set, &base, &plain, &error), L2A_EINVAL);
  cr_expect(strstr(error.message, "too few"), "%s", error.message);
  training_set_free(&set);
  estimate_make(&set, CONTACTS, false);
  memset(set.values, 0, set.pair_count * FEATURE_COUNT * sizeof *set.values); /* nothing is known of anything */
  cr_expect_eq(tune_estimated(&r, &set, &base, &plain, &error), L2A_EINVAL);
  training_set_free(&set);
}
