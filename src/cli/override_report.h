/* SPDX-License-Identifier: MIT */
/* Overrides that say nothing because the index has no such account: one line on standard error, before a long run. */
#ifndef L2A_CLI_OVERRIDE_REPORT_H
#define L2A_CLI_OVERRIDE_REPORT_H

#include "l2a.h"

/* Nothing when there is none. */
void override_report(const l2a_rules *rules, l2a_index *index);

#endif
