/* SPDX-License-Identifier: MIT */
#include "learn/training_label.h"

#include <criterion/criterion.h>
#include <stdio.h>

static training_label label(const char *contact, const char *account, const char *also_ok, uint64_t line)
{
  return (training_label){
    .contact_id = bytes_of(contact), .account_id = bytes_of(account), .also_ok = bytes_of(also_ok), .line = line, .weight = 1000
  };
}

Test(training_label, is_found_by_its_contact)
{
  training_labels *labels = NULL;
  char id[16];

  cr_assert_eq(training_labels_new(&labels, NULL), L2A_OK);
  for (int i = 0; i < 5000; i++) {
    training_label l;
    snprintf(id, sizeof id, "C%d", i);
    l = label(id, i % 3 ? "A1" : "", "", (uint64_t)i);
    cr_assert_eq(training_labels_add(labels, &l, NULL), L2A_OK);
  }
  cr_assert_eq(training_labels_count(labels), 5000);
  cr_assert_eq(training_labels_find(labels, BYTES("C4321"))->line, 4321);
  cr_assert_null(training_labels_find(labels, BYTES("C5000")));
  cr_assert_null(training_labels_find(labels, BYTES("")));
  training_labels_free(labels);
}

Test(training_label, may_be_repeated_but_not_changed)
{
  training_labels *labels = NULL;
  training_label first = label("C1", "A1", "A2|A3", 2), again = label("C1", "A1", "A2|A3", 7), other = label("C1", "", "", 9),
                 nobody = label("", "A1", "", 1);
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(training_labels_new(&labels, NULL), L2A_OK);
  cr_assert_eq(training_labels_add(labels, &first, NULL), L2A_OK);
  cr_assert_eq(training_labels_add(labels, &again, NULL), L2A_OK);
  cr_assert_eq(training_labels_count(labels), 1);
  cr_assert_eq(training_labels_add(labels, &other, &error), L2A_EINVAL);
  cr_assert_str_eq(error.message, "contact 'C1' has another label in line 2");
  cr_assert_eq(training_labels_add(labels, &nobody, &error), L2A_EINVAL);
  training_labels_free(labels);
}
