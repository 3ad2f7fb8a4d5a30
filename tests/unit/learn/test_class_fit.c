/* SPDX-License-Identifier: MIT */
#include "learn/class_fit.h"

#include "estimate_fixture.h"

enum { CONTACTS = 4000 };

static float *fit(const training_set *set, double *share, em_report *report)
{
  float *p = calloc(set->pair_count + 1, sizeof *p);
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(class_fit(p, share, report, set, &error), L2A_OK, "%s", error.message);
  return p;
}

Test(class_fit, finds_the_right_candidates_without_a_label)
{
  training_set set;
  em_report report;
  double share = 0, apart = 0, said[2] = { 0 };
  size_t with = 0, rows[2] = { 0 };
  float *p;

  estimate_make(&set, CONTACTS, false);
  p = fit(&set, &share, &report);
  for (size_t i = 0; i < set.pair_count; i++) {
    with += set.right[i];
    said[set.right[i] > 0] += (double)p[i];
    rows[set.right[i] > 0]++;
  }
  cr_assert(report.converged);
  cr_expect_geq(report.informative, 4);
  apart = share - (double)with / CONTACTS;
  cr_expect(apart < 0.03 && apart > -0.03, "%g", apart);
  cr_expect_gt(said[1] / (double)rows[1], 0.9);
  cr_expect_lt(said[0] / (double)rows[0], 0.02);
  free(p);
  training_set_free(&set);
}

Test(class_fit, at_most_one_candidate_of_a_contact_is_right)
{
  training_set set;
  em_report report;
  double share;
  float *p;

  estimate_make(&set, CONTACTS, false);
  p = fit(&set, &share, &report);
  for (size_t n = 0; n < set.contact_count; n++) {
    double sum = 0;
    for (size_t k = 0; k < FIXTURE_CANDIDATES; k++) sum += (double)p[set.contacts[n].first_pair + k];
    cr_assert_lt(sum, 1.0001);
  }
  free(p);
  training_set_free(&set);
}

Test(class_fit, gives_the_same_bits_for_any_order_of_rows)
{
  training_set forwards, backwards;
  em_report a, b;
  double share_a, share_b;
  float *p, *q;

  estimate_make(&forwards, CONTACTS, false);
  estimate_make(&backwards, CONTACTS, true);
  p = fit(&forwards, &share_a, &a);
  q = fit(&backwards, &share_b, &b);
  cr_assert_eq(memcmp(&share_a, &share_b, sizeof share_a), 0);
  for (size_t n = 0; n < CONTACTS; n++)
    cr_assert_eq(memcmp(p + forwards.contacts[n].first_pair, q + backwards.contacts[n].first_pair, FIXTURE_CANDIDATES * sizeof *p), 0);
  free(p);
  free(q);
  training_set_free(&forwards);
  training_set_free(&backwards);
}

/* Free mail, no company: the account of the provider is not the contact's, however alike label and domain are. */
Test(class_fit, what_names_nothing_is_no_match)
{
  training_set set;
  em_report report;
  double share;
  int16_t *v;
  float *p;

  estimate_make(&set, CONTACTS, false);
  v = set.values;
  memset(v, 0, FEATURE_COUNT * sizeof *v);
  v[FEATURE_EMAIL_CLASS] = DOMAIN_FREE_MAIL;
  v[FEATURE_EMAIL_LABEL] = 1000;
  v[FEATURE_COUNTRY] = 6;
  v[FEATURE_CITY] = 1000;
  p = fit(&set, &share, &report);
  cr_expect_eq(p[0], 0);
  free(p);
  training_set_free(&set);
}

Test(class_fit, empty_sets_and_contacts_without_candidates_are_no_trouble)
{
  training_set set;
  em_report report;
  double share;
  float *p;

  training_set_init(&set);
  p = fit(&set, &share, &report);
  free(p);
  estimate_make(&set, 3, false);
  for (size_t n = 0; n < 3; n++) set.contacts[n].pair_count = 0;
  p = fit(&set, &share, &report);
  cr_expect_lt(share, 0.06);
  free(p);
  training_set_free(&set);
}
