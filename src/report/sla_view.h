/* SPDX-License-Identifier: MIT */
/* The service level between marketing and sales: was every qualified account followed up in time, and what became of it? */
#ifndef L2A_REPORT_SLA_VIEW_H
#define L2A_REPORT_SLA_VIEW_H

#include "report/view_tools.h"

/*
 * Sheets of the MQA entries in the period:
 *   level      group (all, owner NAME, tier NAME), how many were due, met, late, without a touch
 *   speed      group, time to the first touch in hours and in working hours
 *   verdicts   group, what sales said
 *   reasons    why sales said no
 *   marketing  MQAs by month against the promise
 *   breaches   entries that were touched late or not at all, the longest overdue first
 *   ledger     every entry (data only)
 * L2A_ENOMEM. m must outlive out.
 */
l2a_status sla_view(sheet_set *out, const mqa *m, int64_t since, l2a_error *error);

#endif
