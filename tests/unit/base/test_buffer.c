/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "base/buffer.h"

Test(buffer, grows_and_keeps_what_was_appended)
{
  buffer b = BUFFER_INIT;

  for (int i = 0; i < 10000; i++) buffer_append_char(&b, (char)('a' + i % 26));
  cr_assert_eq(b.size, 10000);
  for (int i = 0; i < 10000; i++) cr_assert_eq(b.data[i], 'a' + i % 26);
  buffer_free(&b);
  cr_expect_eq(b.capacity, 0);
}

Test(buffer, joins_all_kinds_of_text)
{
  buffer b = BUFFER_INIT;

  buffer_append_text(&b, "a");
  buffer_append_bytes(&b, BYTES("bc"));
  buffer_append(&b, "def", 2);
  buffer_append(&b, NULL, 0);
  buffer_printf(&b, "-%d-%s-", 7, "x");
  buffer_append_u64(&b, 0);
  buffer_append_u64(&b, UINT64_MAX);
  cr_expect(bytes_equal(buffer_bytes(&b), BYTES("abcde-7-x-018446744073709551615")));
  buffer_clear(&b);
  cr_expect_eq(b.size, 0);
  buffer_free(&b);
}

Test(buffer, remembers_a_failure_until_it_is_cleared)
{
  buffer b = BUFFER_INIT;

  buffer_append_text(&b, "kept");
  cr_expect_not(buffer_reserve(&b, SIZE_MAX));
  cr_expect(b.failed);
  cr_expect_not(buffer_reserve(&b, 100000), "a failed buffer does not grow: its content would have a hole");
  cr_expect_eq(buffer_sink(&b, "x", 1), L2A_ENOMEM);
  buffer_clear(&b);
  cr_expect_eq(buffer_sink(&b, "x", 1), L2A_OK);
  buffer_free(&b);
}
