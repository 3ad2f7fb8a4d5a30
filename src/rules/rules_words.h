/* SPDX-License-Identifier: MIT */
/* The words of the definitions file, by enum value: read by rules_read.c and written by rules_print.c. Static tables. */
#ifndef L2A_RULES_RULES_WORDS_H
#define L2A_RULES_RULES_WORDS_H

#include "rules/rules.h"

enum {
  POLICY_COUNT = POLICY_STRICT + 1,
  CONFLICT_COUNT = CONFLICT_REVIEW + 1,
  TIE_KIND_COUNT = TIE_ID + 1,
  BUDGET_COUNT = sizeof(match_budgets) / sizeof(uint32_t)
};

extern const char *const policy_names[POLICY_COUNT];
extern const char *const conflict_names[CONFLICT_COUNT];
extern const char *const tie_names[TIE_KIND_COUNT];
extern const char *const budget_names[BUDGET_COUNT];
extern const char *const budget_descriptions[BUDGET_COUNT];

/* true for the tie-breakers that compare a column of the accounts; their name is a key ({most: employees}), that of others a word. */
bool tie_has_column(tie_kind kind);

/* Budget number n (0 to BUDGET_COUNT - 1). */
uint32_t budget_get(const match_budgets *budgets, size_t n);
void budget_set(match_budgets *budgets, size_t n, uint32_t value);

#endif
