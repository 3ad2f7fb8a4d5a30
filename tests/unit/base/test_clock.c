/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <time.h>

#include "base/clock.h"

Test(clock, moves_forward_in_nanoseconds)
{
  struct timespec pause = { 0, 20000000 };
  uint64_t before = clock_now_ns();
  uint64_t after;

  nanosleep(&pause, NULL);
  after = clock_now_ns();
  cr_expect_geq(after - before, 20000000u);
  cr_expect_lt(after - before, UINT64_C(60000000000));
}
