/* SPDX-License-Identifier: MIT */
/*
 * Charts of counts as inline SVG, 360 units wide, in integers: the same figures give the same bytes. Each says in its label what it shows;
 * what is pointed at shows its own figure. Errors: out->failed.
 *
 *   columns   7 |      _           bars   engaged    [==================] 246
 *               |  _  | |  _              qualified  [==========]         136
 *               +--------------           won        [=]                   17
 */
#ifndef L2A_REPORT_HTML_CHART_H
#define L2A_REPORT_HTML_CHART_H

#include "base/buffer.h"

typedef struct chart_value {
  bytes name;
  uint64_t value;
  uint64_t marked; /* the part of value that is drawn in the colour of what needs attention */
} chart_value;

/* Upright columns; every name_step-th has its name below. */
void chart_columns(buffer *out, const chart_value *values, size_t count, size_t name_step, const char *label);

/* Lying bars with their names at the left. */
void chart_bars(buffer *out, const chart_value *values, size_t count, const char *label);

#endif
