/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "base/builtin.h"

Test(builtin, has_the_public_suffix_list_with_both_sections)
{
  bytes list = builtin_file("public_suffix_list.dat");

  cr_assert_gt(list.size, 100000);
  cr_expect_not_null(memmem(list.data, list.size, "===BEGIN ICANN DOMAINS===", 25));
  cr_expect_not_null(memmem(list.data, list.size, "===END PRIVATE DOMAINS===", 25));
}

Test(builtin, every_file_is_found_by_its_name)
{
  bytes content;
  const char *name;
  size_t n = 0;

  for (; (name = builtin_name(n, &content)) != NULL; n++) {
    bytes found = builtin_file(name);
    cr_expect_eq(found.data, content.data, "%s", name);
    cr_expect_eq(found.size, content.size, "%s", name);
    cr_expect_eq(content.data[content.size], '\0', "%s: a NUL stands behind the content", name);
    cr_expect_null(strchr(name, '/'), "%s", name);
  }
  cr_expect_geq(n, 1);
}

Test(builtin, unknown_names_and_numbers_answer_nothing)
{
  bytes content = BYTES("x");

  cr_expect_null(builtin_file("no such file").data);
  cr_expect_null(builtin_file("").data);
  cr_expect_null(builtin_name(SIZE_MAX, &content));
  cr_expect_null(content.data);
  cr_expect_eq(content.size, 0);
}
