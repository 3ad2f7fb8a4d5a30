/* SPDX-License-Identifier: MIT */
#include "rules/rules_words.h"

const char *const policy_names[POLICY_COUNT] = { "balanced", "name-first", "domain-first", "strict" };
const char *const conflict_names[CONFLICT_COUNT] = { "company", "domain", "review" };
const char *const tie_names[TIE_KIND_COUNT] = {
  "name", "country", "state", "city", "postal_code", "parent", "child", "prefer", "most", "least", "oldest", "newest", "id",
};

const char *const budget_names[BUDGET_COUNT] = {
#define X(id, value, what) #id,
  BUDGET_LIST(X)
#undef X
};

const char *const budget_descriptions[BUDGET_COUNT] = {
#define X(id, value, what) what,
  BUDGET_LIST(X)
#undef X
};

static const size_t budget_offsets[BUDGET_COUNT] = {
#define X(id, value, what) offsetof(match_budgets, id),
  BUDGET_LIST(X)
#undef X
};

bool tie_has_column(tie_kind kind)
{
  return kind >= TIE_PREFER && kind <= TIE_NEWEST;
}

uint32_t budget_get(const match_budgets *budgets, size_t n)
{
  uint32_t value;

  memcpy(&value, (const char *)budgets + budget_offsets[n], sizeof value);
  return value;
}

void budget_set(match_budgets *budgets, size_t n, uint32_t value)
{
  memcpy((char *)budgets + budget_offsets[n], &value, sizeof value);
}
