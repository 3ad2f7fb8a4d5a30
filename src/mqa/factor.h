/* SPDX-License-Identifier: MIT */
/* Decay: how much of a minute is left after so many days, in units of 10^-9. Integers alone, correctly rounded: the same on every machine. */
#ifndef L2A_MQA_FACTOR_H
#define L2A_MQA_FACTOR_H

#include <stdint.h>

#include "rules/mqa_rules.h"

#define FACTOR_ONE INT64_C(1000000000)

/* round-half-even(10^9 * exp2(-age / half_life)); half_life at least 1, age from -1 on. */
int64_t factor_half_life(int64_t age, int64_t half_life);

/* Of an age from -1 (a clock set back over midnight) to window - 1. */
int64_t factor_of(const mqa_rules *rules, int64_t age);

#endif
