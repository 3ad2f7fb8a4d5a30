/* SPDX-License-Identifier: MIT */
/* What was said of every labelled contact while it was held back, as CSV. */
#ifndef L2A_CLI_TUNE_PREDICTIONS_H
#define L2A_CLI_TUNE_PREDICTIONS_H

#include "learn/tune.h"

/* contact_id,account_id,decision,score in the order of contact ids. Errors: out->failed. */
void tune_predictions_write(buffer *out, const training_set *set, const tune_result *r, const snapshot *s);

#endif
