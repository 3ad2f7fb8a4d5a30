/* SPDX-License-Identifier: MIT */
/*
 * Makes one allocation of the program under test fail. tests/fault is linked with malloc, calloc and realloc wrapped; what the system's
 * libraries allocate for themselves is not touched. The way to use it is to fail allocation 1, 2, 3 ... until the call succeeds:
 *
 *   for (long n = 1;; n++) {
 *     fail_allocation_at(n);
 *     status = call(...);
 *     if (!fail_allocation_ended()) break;        the call needed fewer: it must have succeeded
 *     cr_assert_eq(status, L2A_ENOMEM);
 *   }
 *
 * Allocations of all threads count together.
 */
#ifndef L2A_TESTS_FAIL_ALLOCATION_H
#define L2A_TESTS_FAIL_ALLOCATION_H

#include <stdbool.h>

/* The nth allocation from now on (1 is the next) fails; those behind it succeed again. */
void fail_allocation_at(long n);

/* Whether one has failed; none fails any more. */
bool fail_allocation_ended(void);

/* Allocations until the failing one; to count them, begin with a large number. Called before fail_allocation_ended. */
long fail_allocation_left(void);

#endif
