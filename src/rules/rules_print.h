/* SPDX-License-Identifier: MIT */
#ifndef L2A_RULES_RULES_PRINT_H
#define L2A_RULES_RULES_PRINT_H

#include "base/buffer.h"
#include "rules/rules.h"

/* Everything but the overrides and what mqa_print.h writes, as l2a_rules_print writes it: the canonical form that the fingerprint is made of. */
void rules_print_definitions(buffer *out, const match_rules *match, const lexicon_overlay *overlay);

/* A text as a YAML value that reads back as it is; quoted only where it must be. */
void rules_print_text(buffer *out, bytes text);

#endif
