/* SPDX-License-Identifier: MIT */
/* The stand-up of sales and marketing: which accounts are cold, warm, qualified, in pipeline; what moved; which nobody called. */
#ifndef L2A_REPORT_STANDUP_VIEW_H
#define L2A_REPORT_STANDUP_VIEW_H

#include "report/view_tools.h"

/*
 * Sheets:
 *   temperature   accounts by temperature, and how they moved since the other instant
 *   untouched     qualified accounts that nobody touched since they became so, the longest overdue first
 *   qualified     accounts that became qualified since
 *   left          accounts that were qualified and are no longer, since
 *   falling       qualified accounts that fall within two weeks if nothing more happens
 *   next          warm accounts with the most minutes, and what they lack
 * L2A_ENOMEM. m must outlive out.
 */
l2a_status standup_view(sheet_set *out, const mqa *m, int64_t compare_to, l2a_error *error);

#endif
