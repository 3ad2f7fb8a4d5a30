/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <math.h>

#include "base/fixed_log.h"

Test(fixed_log, is_the_rounded_logarithm_of_the_mathematics_library)
{
  uint64_t a = 1, b = 1;

  for (int i = 0; i < 20000; i++) {
    double exact;
    a = a * UINT64_C(6364136223846793005) + 1442695040888963407;
    b = b * UINT64_C(3202034522624059733) + 1;
    uint64_t x = (a >> (i % 63)) | 1, y = (b >> (i % 61)) | 1;
    exact = fmax(0, 100 * (log((double)x) - log((double)y)));
    cr_assert_lt(fabs(exact - fixed_log_ratio(x, y)), 0.501, "100 ln(%llu / %llu)", (unsigned long long)x, (unsigned long long)y);
  }
}

Test(fixed_log, has_known_values_at_its_ends)
{
  cr_assert_eq(fixed_log_ratio(1, 1), 0);
  cr_assert_eq(fixed_log_ratio(1, 2), 0);
  cr_assert_eq(fixed_log_ratio(0, 0), 0);
  cr_assert_eq(fixed_log_ratio(2, 1), 69);
  cr_assert_eq(fixed_log_ratio(1000000, 1), 1382);
  cr_assert_eq(fixed_log_ratio(UINT64_MAX, 1), 4436);
}
