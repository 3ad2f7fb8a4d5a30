/* SPDX-License-Identifier: MIT */
/* Natural logarithms in integers: what floating point would answer differently from machine to machine. */
#ifndef L2A_BASE_FIXED_LOG_H
#define L2A_BASE_FIXED_LOG_H

#include <stdint.h>

/* 100 ln(numerator / denominator), rounded; 0 when the ratio is 1 or less. A zero counts as 1. */
uint32_t fixed_log_ratio(uint64_t numerator, uint64_t denominator);

#endif
