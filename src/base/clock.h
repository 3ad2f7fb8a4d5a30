/* SPDX-License-Identifier: MIT */
/* Time that only moves forward, for progress and rates; never part of an answer. */
#ifndef L2A_BASE_CLOCK_H
#define L2A_BASE_CLOCK_H

#include <stdint.h>

/* Nanoseconds since an unspecified start; any thread. */
uint64_t clock_now_ns(void);

#endif
