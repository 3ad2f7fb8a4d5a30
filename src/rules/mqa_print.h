/* SPDX-License-Identifier: MIT */
#ifndef L2A_RULES_MQA_PRINT_H
#define L2A_RULES_MQA_PRINT_H

#include "base/buffer.h"
#include "rules/mqa_rules.h"

/* The keys timezone, engagement, stages, exclude and sla as YAML that reads back to the same rules. Errors: out->failed. */
void mqa_print(buffer *out, const mqa_rules *rules);

#endif
