/* SPDX-License-Identifier: MIT */
/* Inside of mqa: the definitions with other thresholds, for what-if runs over the same rows. */
#ifndef L2A_MQA_VARIANT_H
#define L2A_MQA_VARIANT_H

#include "mqa/book.h"

/* What a run asks often of the scheme's definitions and leaves: decay by age, leaves by kind. L2A_ENOMEM. */
l2a_status scheme_prepare(mqa_scheme *scheme, l2a_error *error);
void scheme_free(mqa_scheme *scheme); /* what scheme_prepare made; it can be prepared again */

void variants_free(mqa *m);
void variants_sort(mqa *m); /* the stays of a run, by variant, account and time */

#endif
