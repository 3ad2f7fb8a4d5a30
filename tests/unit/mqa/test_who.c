/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>

#include "mqa/who.h"

static uint32_t add(who_table *t, const char *contact, const char *email, const char *account)
{
  const bytes texts[WHO_TEXTS] = { bytes_of(contact), bytes_of(email), bytes_of(account) };

  return who_add(t, texts, who_hash(texts));
}

Test(who, each_combination_once)
{
  who_table t;
  char name[32];

  who_init(&t);
  cr_expect_eq(add(&t, "a", "", ""), 0);
  cr_expect_eq(add(&t, "", "a", ""), 1, "another column is another who");
  cr_expect_eq(add(&t, "", "", "a"), 2);
  cr_expect_eq(add(&t, "ab", "c", ""), 3);
  cr_expect_eq(add(&t, "a", "bc", ""), 4);
  cr_expect_eq(add(&t, "", "", ""), 5);
  for (uint32_t i = 0; i < 5000; i++) {
    snprintf(name, sizeof name, "contact %u", i);
    cr_assert_eq(add(&t, name, "", ""), i + 6);
  }
  for (uint32_t i = 0; i < 5000; i++) {
    snprintf(name, sizeof name, "contact %u", i);
    cr_assert_eq(add(&t, name, "", ""), i + 6);
  }
  cr_expect_eq(add(&t, "a", "bc", ""), 4);
  cr_expect(bytes_equal(who_text(&t.entries.data[4], WHO_EMAIL), BYTES("bc")));
  who_free(&t);
}
