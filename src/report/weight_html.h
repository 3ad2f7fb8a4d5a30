/* SPDX-License-Identifier: MIT */
/* Which features carry weight: a chart of the definitions. */
#ifndef L2A_REPORT_WEIGHT_HTML_H
#define L2A_REPORT_WEIGHT_HTML_H

#include "base/buffer.h"

void weight_html(buffer *out, const l2a_rules *rules);

#endif
