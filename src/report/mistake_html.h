/* SPDX-License-Identifier: MIT */
/* The worst errors with their waterfalls, for an HTML page. */
#ifndef L2A_REPORT_MISTAKE_HTML_H
#define L2A_REPORT_MISTAKE_HTML_H

#include "base/buffer.h"
#include "report/mistake.h"

void mistake_html(buffer *out, const mistake_list *list);

#endif
