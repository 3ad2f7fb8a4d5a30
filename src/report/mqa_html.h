/* SPDX-License-Identifier: MIT */
/* The page of l2a report: stand-up, funnel, service level, trend and minutes, for the meeting of sales and marketing. */
#ifndef L2A_REPORT_MQA_HTML_H
#define L2A_REPORT_MQA_HTML_H

#include "report/view_tools.h"

typedef struct mqa_page {
  const mqa *m;
  int64_t since;            /* of funnel and service level; INSTANT_NONE: one window back */
  const sheet_set *standup; /* of standup_view */
} mqa_page;

/* L2A_ENOMEM. */
l2a_status mqa_html_write(buffer *out, const mqa_page *page, l2a_error *error);

#endif
