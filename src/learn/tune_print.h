/* SPDX-License-Identifier: MIT */
/* What tuning gave, for people: the report, and the definitions file. */
#ifndef L2A_LEARN_TUNE_PRINT_H
#define L2A_LEARN_TUNE_PRINT_H

#include "learn/tune.h"

/* The report, a line for each figure. Errors: out->failed. */
void tune_print_report(buffer *out, const tune_result *r);

/*
 * The definitions: how they were made and the report as comments; then the keys that changed (whole false), or all of base with the changes
 * in it (whole true: base has definitions of the user's, and one file must hold them all). L2A_ENOMEM.
 */
l2a_status tune_print_definitions(buffer *out, const tune_result *r, const l2a_rules *base, bool whole, l2a_error *error);

#endif
