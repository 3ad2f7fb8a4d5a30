/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "mqa/mqa.h"

static int64_t amount(const char *text)
{
  int64_t value;

  return mqa_read_amount(&value, bytes_of(text)) ? value : -1;
}

Test(summary, amounts_as_exports_write_them)
{
  cr_expect_eq(amount("1000"), 1000000);
  cr_expect_eq(amount("7."), 7000);
  cr_expect_eq(amount("12.3456"), 12345);
  cr_expect_eq(amount("1.200"), 1200, "a point alone is the fraction's");
  cr_expect_eq(amount("1,200"), 1200000, "a comma before three digits parts thousands");
  cr_expect_eq(amount("1,20"), 1200);
  cr_expect_eq(amount("1,234,567"), INT64_C(1234567000));
  cr_expect_eq(amount("1.234.567"), INT64_C(1234567000));
  cr_expect_eq(amount("1,200.50"), 1200500);
  cr_expect_eq(amount("1.200,50"), 1200500);
  cr_expect_eq(amount("$1,200"), 1200000);
  cr_expect_eq(amount("USD 1,000.00"), 1000000);
  cr_expect_eq(amount("1 200,50 \xe2\x82\xac"), 1200500);
  cr_expect_eq(amount("1\xc2\xa0"
                      "200 kr"),
               1200000);
  cr_expect_eq(amount("CHF 1'200.05"), 1200050);
  cr_expect_eq(amount("1000000000000"), INT64_C(1000000000000000));
}

Test(summary, what_is_no_amount)
{
  static const char *const bad[] = { "",
                                     " ",
                                     "none",
                                     "-5",
                                     "(5)",
                                     "5-",
                                     "1e5",
                                     "2M",
                                     "$",
                                     "about 5",

                                     "1,5,0x",
                                     "1.2,3.4 5",
                                     "5/6",
                                     "1000000000001",
                                     "99999999999999999999999999",
                                     "1.000000000000000000000000.1x" };

  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) cr_expect_eq(amount(bad[i]), -1, "%s", bad[i]);
}
