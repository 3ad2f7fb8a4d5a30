/* SPDX-License-Identifier: MIT */
/* Inside of mqa: the definitions with other thresholds, for what-if runs over the same rows. */
#ifndef L2A_MQA_VARIANT_H
#define L2A_MQA_VARIANT_H

#include "mqa/book.h"

/* Decay by age, of the scheme's definitions. L2A_ENOMEM. */
l2a_status scheme_make_factors(mqa_scheme *scheme, l2a_error *error);

void variants_free(mqa *m);
void variants_sort(mqa *m); /* the stays of a run, by variant, account and time */

#endif
