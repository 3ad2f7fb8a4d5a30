/* SPDX-License-Identifier: MIT */
#include "mqa/stage_machine.h"

void stage_machine_begin(stage_machine *s, const engagement *e)
{
  *s = (stage_machine){ .def = e->def, .e = e, .initial = true, .cooldown_until = INT64_MIN, .mqa_at = INSTANT_NONE };
  while (s->stage + 1 < s->def->stage_count && !(s->def->stages[s->stage].when && condition_holds(e, s->def->stages[s->stage].when)))
    s->stage++;
}

static bool is_reopened(const stage_rule *rule, const stage_event *event)
{
  for (uint32_t i = 0; i < rule->reopen_on.count; i++)
    for (size_t k = 0; k < event->type_count; k++)
      if (rule->reopen_numbers[i] == event->types[k]) return true;
  return false;
}

static bool stage_holds(const stage_machine *s, uint32_t number, const stage_event *event)
{
  const stage_rule *rule = &s->def->stages[number];
  bool current = number == s->stage;

  if (rule->sticky) return current && (s->initial || event->at < s->entered + rule->min_dwell);
  if (!current && rule->mqa && event->at < s->cooldown_until && !is_reopened(rule, event)) return false;
  return condition_holds(s->e, current ? rule->stay : rule->when);
}

static stage_change change_to(stage_machine *s, uint32_t to, int64_t at, bytes reason)
{
  stage_change c = { .changed = true, .from = s->stage, .to = to, .reason = reason };

  c.mqa_entry = s->def->stages[to].mqa && to < s->stage;
  s->stage = to;
  s->initial = false;
  s->entered = at;
  if (c.mqa_entry) s->mqa_at = at;
  return c;
}

static stage_change leave(stage_machine *s, const stage_event *event, bytes reason)
{
  const stage_rule *rule = &s->def->stages[s->stage];

  s->cooldown_until = event->at + rule->cooldown;
  for (uint32_t n = 0; n < s->stage; n++)
    if (stage_holds(s, n, event)) return change_to(s, n, event->at, BYTES("condition"));
  return change_to(s, rule->expires_to_number, event->at, reason);
}

stage_change stage_machine_evaluate(stage_machine *s, const stage_event *event)
{
  const stage_rule *rule = &s->def->stages[s->stage];
  uint32_t candidate = 0;

  if (rule->mqa && event->verdict.size) return leave(s, event, event->verdict);
  if (rule->max_age >= 0 && !s->initial && event->at >= s->entered + rule->max_age) return leave(s, event, BYTES("expired"));
  while (candidate + 1 < s->def->stage_count && !stage_holds(s, candidate, event)) candidate++;
  if (candidate == s->stage) return (stage_change){ .changed = false };
  if (candidate < s->stage) return change_to(s, candidate, event->at, BYTES("condition"));
  if (!rule->sticky && !s->initial && event->at < s->entered + rule->min_dwell) return (stage_change){ .changed = false };
  return change_to(s, candidate, event->at, BYTES("fell_back"));
}

static void note_timer(int64_t *first, int64_t at, int64_t timer)
{
  if (timer > at && timer < *first) *first = timer;
}

int64_t stage_machine_timer(const stage_machine *s, int64_t at)
{
  const stage_rule *rule = &s->def->stages[s->stage];
  int64_t first = NEVER;

  if (!s->initial) note_timer(&first, at, s->entered + rule->min_dwell);
  if (!s->initial && rule->max_age >= 0) note_timer(&first, at, s->entered + rule->max_age);
  if (s->cooldown_until != INT64_MIN) note_timer(&first, at, s->cooldown_until);
  return first;
}
