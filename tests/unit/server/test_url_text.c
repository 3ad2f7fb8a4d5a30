/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>

#include "server/url_text.h"

static void unescapes(const char *from, const char *want)
{
  char text[64];
  size_t size;

  snprintf(text, sizeof text, "%s", from);
  size = url_unescape(text);
  cr_expect_str_eq(text, want, "%s", from);
  cr_expect_eq(size, strlen(want));
}

Test(url_text, escapes_of_a_url)
{
  unescapes("", "");
  unescapes("/v1/a%2Fb%20c", "/v1/a/b c");
  unescapes("%e6%9D%b1", "\xE6\x9D\xB1");
  unescapes("a+b", "a+b");
  unescapes("%", "%");
  unescapes("%4", "%4");
  unescapes("%zz%4g%", "%zz%4g%");
  unescapes("%00x", "%00x");
  unescapes("%2541", "%41");
}

Test(url_text, escapes_of_a_form_may_be_nul_and_plus_is_a_space)
{
  char text[] = "a+b%00%41%4%zz%";
  bytes got = form_decode(text, sizeof text - 1);

  cr_expect(bytes_equal(got, bytes_from("a b\0A%4%zz%", 11)), "%zu bytes", got.size);
  cr_expect_eq(form_decode(text, 0).size, 0);
}
