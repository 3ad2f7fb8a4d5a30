/* SPDX-License-Identifier: MIT */
#include "learn/contact_sample.h"

#include "training_fixture.h"

enum { CONTACTS = 1000, PAIRS = 1200, PARTS = 7 };

/* The ids that are in, sorted; contacts come in parts of one size or another. */
static void draw(contact_sample *sample, bool backwards, uint32_t parts)
{
  l2a_error error = L2A_ERROR_INIT;
  training_set all;

  contact_sample_init(sample, PAIRS);
  fixture_make(&all, CONTACTS, backwards);
  for (uint32_t k = 0; k < parts; k++) {
    training_set part = all;
    size_t begin = CONTACTS * k / parts, end = CONTACTS * (k + 1) / parts;
    part.contacts = all.contacts + (backwards ? CONTACTS - end : begin);
    part.contact_count = end - begin;
    cr_assert_eq(contact_sample_append(sample, &part, &error), L2A_OK, "%s", error.message);
  }
  training_set_free(&all);
  training_set_prepare(&sample->set);
}

Test(contact_sample, is_the_same_whatever_the_order_and_the_parts)
{
  contact_sample a, b;

  draw(&a, false, 1);
  draw(&b, true, PARTS);
  cr_assert_leq(a.set.pair_count, PAIRS);
  cr_assert_gt(a.set.contact_count, CONTACTS / 8);
  cr_assert_eq(a.set.contact_count, b.set.contact_count);
  for (size_t i = 0; i < a.set.contact_count; i++) cr_assert(bytes_equal(a.set.contacts[i].id, b.set.contacts[i].id));
  contact_sample_free(&a);
  contact_sample_free(&b);
}

Test(contact_sample, few_contacts_are_all_in)
{
  contact_sample sample;
  l2a_error error = L2A_ERROR_INIT;
  training_set all;

  contact_sample_init(&sample, PAIRS);
  fixture_make(&all, 100, false);
  cr_assert_eq(contact_sample_append(&sample, &all, &error), L2A_OK);
  cr_expect_eq(sample.set.contact_count, 100);
  training_set_free(&all);
  contact_sample_free(&sample);
}
