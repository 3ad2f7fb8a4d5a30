/* SPDX-License-Identifier: MIT */
/* What only the whole shows: names become numbers, patterns are compiled. */
#include "rules/mqa_rules.h"

#include <string.h>

static l2a_status error_at(rule_place place, l2a_error *error, const char *what, bytes name)
{
  if (!name.size) return error_set_at(error, L2A_ESYNTAX, place.file, place.line, place.column, "%s", what);
  return error_set_at(error, L2A_ESYNTAX, place.file, place.line, place.column, "%s '%.*s'", what, (int)(name.size < 64 ? name.size : 64),
                      name.data ? name.data : "");
}

uint32_t mqa_rules_find_type(const mqa_rules *rules, bytes name)
{
  for (uint32_t i = 0; i < rules->activity_count; i++)
    if (bytes_equal(rules->activities[i].name, name)) return i;
  return MQA_OTHER_TYPE;
}

/* ---- conditions ---------------------------------------------------------------------------------------------------------------------- */

static l2a_status resolve_roles(condition *c, const mqa_rules *rules, l2a_error *error)
{
  for (uint32_t i = 0; i < c->roles.count; i++) {
    uint32_t n = 0;

    while (n <= rules->role_count && !bytes_equal(rules->roles[n].name, c->roles.items[i])) n++;
    if (n > rules->role_count) return error_at(c->place, error, "roles: expected names of engagement.roles, found", c->roles.items[i]);
    c->role_mask |= UINT64_C(1) << n;
  }
  return L2A_OK;
}

static l2a_status resolve_condition(condition *c, mqa_rules *rules, l2a_error *error)
{
  l2a_status status = L2A_OK;

  if (c->kind != CONDITION_ALL && c->kind != CONDITION_ANY && c->kind != CONDITION_NOT) {
    if (rules->leaf_count == MQA_LEAF_LIMIT) return error_at(c->place, error, "expected at most 1000 conditions in all", BYTES(""));
    c->leaf = rules->leaf_count++;
  }
  if (c->kind == CONDITION_ROLES) status = resolve_roles(c, rules, error);
  if (c->kind == CONDITION_ACTIVITY) {
    c->type_number = mqa_rules_find_type(rules, c->type);
    if (c->type_number == MQA_OTHER_TYPE)
      status = error_at(c->place, error, "activity: expected a type of engagement.activities, found", c->type);
  }
  for (condition *child = c->first; child && status == L2A_OK; child = child->next) status = resolve_condition(child, rules, error);
  return status;
}

/* ---- stages -------------------------------------------------------------------------------------------------------------------------- */

static l2a_status resolve_reopen(stage_rule *s, const mqa_rules *rules, arena *texts, l2a_error *error)
{
  s->reopen_numbers = arena_take_array(texts, s->reopen_on.count, sizeof *s->reopen_numbers);
  if (!s->reopen_numbers) return error_no_memory(error);
  for (uint32_t i = 0; i < s->reopen_on.count; i++) {
    s->reopen_numbers[i] = mqa_rules_find_type(rules, s->reopen_on.items[i]);
    if (s->reopen_numbers[i] == MQA_OTHER_TYPE)
      return error_at(s->place, error, "reopen_on: expected types of engagement.activities, found", s->reopen_on.items[i]);
  }
  return L2A_OK;
}

static uint32_t find_stage(const mqa_rules *rules, bytes name)
{
  uint32_t n = 0;

  while (n < rules->stage_count && !bytes_equal(rules->stages[n].name, name)) n++;
  return n;
}

static l2a_status resolve_stage(uint32_t number, mqa_rules *rules, arena *texts, l2a_error *error)
{
  stage_rule *s = &rules->stages[number];
  l2a_status status = L2A_OK;

  if (find_stage(rules, s->name) != number) return error_at(s->place, error, "expected another name: there is already a stage", s->name);
  if (s->expires_to.size) {
    s->expires_to_number = find_stage(rules, s->expires_to);
    if (s->expires_to_number == rules->stage_count)
      return error_at(s->place, error, "expires_to: expected the name of a stage, found", s->expires_to);
    if (s->expires_to_number == number) return error_at(s->place, error, "expires_to: expected another stage than", s->expires_to);
  }
  if (s->when) status = resolve_condition(s->when, rules, error);
  if (status == L2A_OK && s->has_stay) status = resolve_condition(s->stay, rules, error);
  if (status == L2A_OK) status = resolve_reopen(s, rules, texts, error);
  if (status == L2A_OK && number + 1 == rules->stage_count && (!s->when || s->when->kind != CONDITION_ALWAYS))
    status = error_at(s->place, error, "expected when: always in the last stage,", s->name);
  return status;
}

/* ---- the rest ------------------------------------------------------------------------------------------------------------------------ */

static l2a_status resolve_role(role_rule *role, const mqa_rules *rules, l2a_error *error)
{
  l2a_error inner = L2A_ERROR_INIT;
  l2a_status status;

  for (uint32_t n = 0; n <= rules->role_count; n++)
    if (&rules->roles[n] != role && bytes_equal(rules->roles[n].name, role->name))
      return error_at(role->place, error, "expected another name: there is already a role", role->name);
  if (!role->titles.size) return L2A_OK;
  status = regex_compile(&role->pattern, role->titles, NULL, &inner);
  if (status == L2A_ENOMEM) return error_no_memory(error);
  if (status != L2A_OK)
    return error_set_at(error, L2A_ESYNTAX, role->place.file, role->place.line, role->place.column,
                        "titles: expected a regular expression: %s", inner.message);
  return L2A_OK;
}

l2a_status mqa_rules_resolve(mqa_rules *rules, arena *texts, l2a_error *error)
{
  const sla_rules *sla = &rules->sla;
  l2a_status status = L2A_OK;

  for (uint32_t n = 0; n <= rules->role_count && status == L2A_OK; n++) status = resolve_role(&rules->roles[n], rules, error);
  for (uint32_t n = 0; n < rules->stage_count && status == L2A_OK; n++) status = resolve_stage(n, rules, texts, error);
  if (status == L2A_OK && sla->from >= sla->to)
    status = error_at(sla->calendar_place, error, "calendar: expected from to be before to", BYTES(""));
  return status;
}

void mqa_rules_free(mqa_rules *rules)
{
  for (uint32_t n = 0; rules->roles && n < rules->role_count; n++) regex_free(rules->roles[n].pattern);
  memset(rules, 0, sizeof *rules);
}

/* ---- columns ------------------------------------------------------------------------------------------------------------------------- */

/* A decimal in parts: no leading zeros before the point, no trailing ones behind it. */
typedef struct decimal_view {
  bool negative;
  bytes whole, fraction;
} decimal_view;

static bool decimal_parse(decimal_view *out, bytes text)
{
  size_t i = 0;

  out->negative = text.size && text.data[0] == '-';
  if (out->negative) text = bytes_from(text.data + 1, text.size - 1);
  while (i < text.size && text.data[i] >= '0' && text.data[i] <= '9') i++;
  if (i == 0) return false;
  out->whole = bytes_from(text.data, i);
  out->fraction = i < text.size ? bytes_from(text.data + i + 1, text.size - i - 1) : (bytes){ NULL, 0 };
  if (i < text.size && text.data[i] != '.') return false;
  for (size_t k = 0; k < out->fraction.size; k++)
    if (out->fraction.data[k] < '0' || out->fraction.data[k] > '9') return false;
  while (out->whole.size && out->whole.data[0] == '0') out->whole = bytes_from(out->whole.data + 1, out->whole.size - 1);
  while (out->fraction.size && out->fraction.data[out->fraction.size - 1] == '0') out->fraction.size--;
  if (!out->whole.size && !out->fraction.size) out->negative = false;
  return true;
}

static bool decimal_at_least(bytes value, bytes least)
{
  decimal_view a, b;
  int order;

  if (!decimal_parse(&a, value) || !decimal_parse(&b, least)) return false;
  if (a.negative != b.negative) return b.negative;
  order = (a.whole.size > b.whole.size) - (a.whole.size < b.whole.size);
  if (order == 0) order = bytes_compare(a.whole, b.whole);
  if (order == 0) order = bytes_compare(a.fraction, b.fraction);
  return a.negative ? order <= 0 : order >= 0;
}

bool column_test_holds(const column_test *test, bytes value)
{
  if (!test->values.count) return decimal_at_least(value, test->at_least);
  for (uint32_t i = 0; i < test->values.count; i++)
    if (bytes_equal(test->values.items[i], value)) return true;
  return false;
}
