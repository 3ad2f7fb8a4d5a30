/* SPDX-License-Identifier: MIT */
#ifndef L2A_RULES_RULES_PRINT_H
#define L2A_RULES_RULES_PRINT_H

#include "base/buffer.h"
#include "rules/rules.h"

/* Everything but the overrides and what mqa_print.h writes, as l2a_rules_print writes it: the canonical form that the fingerprint is made of. */
void rules_print_definitions(buffer *out, const match_rules *match, const lexicon_overlay *overlay);

/* An integer of 10^-digits as a decimal with all its digits: -1250 of 3 is -1.250. */
void rules_print_decimal(buffer *out, int64_t value, unsigned digits);

/* A text as a scalar on one line: plain where YAML reads it back as it is, else quoted. */
void rules_print_text(buffer *out, bytes text);

/* "{cuts: [300, 500], weights: [-1.250, 0.100, 0.900]}" or "none", and the end of the line. */
void rules_print_table(buffer *out, const weight_table *table);

#endif
