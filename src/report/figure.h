/* SPDX-License-Identifier: MIT */
/* Figures as text, made from integers: the same in every locale. Errors: out->failed. */
#ifndef L2A_REPORT_FIGURE_H
#define L2A_REPORT_FIGURE_H

#include "base/buffer.h"
#include "learn/metric.h"

/* value / 10^decimals with all decimals: 12345, 3 as 12.345. */
void figure_decimal(buffer *out, int64_t value, uint32_t decimals);

/* Rounded to decimals (at most 9): 2 of 3, 4 as 0.6667. Nothing without a total. */
void figure_ratio(buffer *out, ratio r, uint32_t decimals);

/* The same in percent: 2 of 3, 2 as 66.67. */
void figure_percent(buffer *out, ratio r, uint32_t decimals);

/* 1234567 as 1,234,567. */
void figure_count(buffer *out, uint64_t value);

#endif
