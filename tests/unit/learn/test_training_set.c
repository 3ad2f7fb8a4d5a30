/* SPDX-License-Identifier: MIT */
#include "learn/training_set.h"

#include <criterion/criterion.h>

#include "unit/learn/training_fixture.h"

Test(training_set, is_sorted_by_id_and_leaves_repeated_contacts_out)
{
  training_set set, twice;

  fixture_make(&set, 10, true);
  training_set_init(&twice);
  cr_assert_eq(training_set_append(&twice, &set, NULL), L2A_OK);
  set.contacts[3].content = 0; /* another row of the same contact, which comes first by its content */
  cr_assert_eq(training_set_append(&twice, &set, NULL), L2A_OK);
  cr_assert_eq(twice.contact_count, 20);
  training_set_prepare(&twice);
  cr_assert_eq(twice.contact_count, 10);
  cr_assert_eq(twice.repeated, 10);
  for (size_t i = 1; i < twice.contact_count; i++) cr_assert(bytes_compare(twice.contacts[i - 1].id, twice.contacts[i].id) < 0);
  cr_assert_eq(twice.contacts[3].content, 0);
  cr_assert(twice.contacts[3].first_pair >= 10 * FIXTURE_CANDIDATES);
  training_set_free(&set);
  training_set_free(&twice);
}

Test(training_set, copies_contact_by_contact_what_belongs_to_them)
{
  training_set set, copy;

  fixture_make(&set, 6, false);
  set.contacts[1] = set.contacts[5];
  set.contact_count = 2;
  training_set_init(&copy);
  cr_assert_eq(training_set_append_contacts(&copy, &set, NULL), L2A_OK);
  cr_assert_eq(copy.pair_count, 2 * FIXTURE_CANDIDATES);
  cr_assert_eq(copy.accounts[FIXTURE_CANDIDATES], 5 * FIXTURE_CANDIDATES);
  cr_assert_eq(copy.contacts[1].first_pair, FIXTURE_CANDIDATES);
  training_set_free(&set);
  training_set_free(&copy);
}
