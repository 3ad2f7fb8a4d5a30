/* SPDX-License-Identifier: MIT */
/* The funnel: how accounts move through the stages, how fast, and what it is worth. */
#ifndef L2A_REPORT_FUNNEL_VIEW_H
#define L2A_REPORT_FUNNEL_VIEW_H

#include "report/view_tools.h"

/*
 * Sheets:
 *   funnel       accounts engaged, then qualified, then with an opportunity, then won: those that began in the period
 *   stages       accounts now, entries, exits, time spent
 *   conversion   of the stays in a stage that began in the period: where they led, and after how many days
 *   cohorts      by the month of the first qualification: opportunities created afterwards, their value, those won
 *   pipeline     opportunities created in the period: how much was qualified before
 * since INSTANT_NONE: a year back. L2A_ENOMEM. m must outlive out.
 */
l2a_status funnel_view(sheet_set *out, const mqa *m, int64_t since, l2a_error *error);

#endif
