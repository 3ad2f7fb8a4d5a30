/* SPDX-License-Identifier: MIT */
#include "rules/mqa_print.h"

#include <inttypes.h>

#include "base/civil.h"
#include "rules/rules_print.h"

/* Milliminutes or thousandths as the shortest decimal: 1500 is 1.5. */
static void put_thousandths(buffer *out, int64_t value)
{
  buffer_printf(out, "%" PRId64, value / 1000);
  value %= 1000;
  if (value)
    buffer_printf(out, ".%0*" PRId64,
                  value % 100 == 0  ? 1
                  : value % 10 == 0 ? 2
                                    : 3,
                  value % 100 == 0  ? value / 100
                  : value % 10 == 0 ? value / 10
                                    : value);
}

static void put_seconds(buffer *out, int64_t seconds)
{
  if (seconds % DAY_SECONDS == 0) buffer_printf(out, "%" PRId64 "d", seconds / DAY_SECONDS);
  else if (seconds % 3600 == 0) buffer_printf(out, "%" PRId64 "h", seconds / 3600);
  else if (seconds % 60 == 0) buffer_printf(out, "%" PRId64 "m", seconds / 60);
  else buffer_printf(out, "%" PRId64 "s", seconds);
}

static void put_list(buffer *out, text_list list)
{
  buffer_append_char(out, '[');
  for (uint32_t i = 0; i < list.count; i++) {
    if (i) buffer_append_text(out, ", ");
    rules_print_text(out, list.items[i]);
  }
  buffer_append_char(out, ']');
}

static void put_column_test(buffer *out, const column_test *test)
{
  buffer_append_text(out, "column: ");
  rules_print_text(out, test->column);
  if (test->values.count) {
    buffer_append_text(out, ", in: ");
    put_list(out, test->values);
  } else {
    buffer_append_text(out, ", at_least: ");
    buffer_append_bytes(out, test->at_least);
  }
}

/* ---- engagement ---------------------------------------------------------------------------------------------------------------------- */

static void put_type_rules(buffer *out, const activity_rule *a)
{
  buffer_append_text(out, "      from:\n");
  for (uint32_t i = 0; i < a->rule_count; i++) {
    buffer_append_text(out, "        - {");
    for (uint32_t k = 0; k < a->rules[i].count; k++) {
      if (k) buffer_append_text(out, ", ");
      rules_print_text(out, a->rules[i].parts[k].column);
      buffer_append_text(out, ": ");
      put_list(out, a->rules[i].parts[k].values);
    }
    buffer_append_text(out, "}\n");
  }
}

static void put_activity_values(buffer *out, const activity_rule *a, const char *before)
{
  buffer_printf(out, "%sminutes: ", before);
  if (a->actual) {
    buffer_printf(out, "actual\n%sdefault: ", before);
    put_thousandths(out, a->minutes);
    if (a->max_minutes >= 0) buffer_printf(out, "\n%smax: ", before);
    if (a->max_minutes >= 0) put_thousandths(out, a->max_minutes);
  } else {
    put_thousandths(out, a->minutes);
  }
  buffer_append_char(out, '\n');
  if (a->daily_cap) buffer_printf(out, "%sdaily_cap: %" PRIu32 "\n", before, a->daily_cap);
}

static void put_activities(buffer *out, const mqa_rules *rules)
{
  buffer_append_text(
    out, "  # What an activity counts: minutes, or `actual` (the row's own minutes, else default, at most max); daily_cap: how many of\n"
         "  # them count for one person on one day; from: what the CRM calls it.\n"
         "  activities:\n");
  for (uint32_t i = 0; i < rules->activity_count; i++) {
    buffer_append_text(out, "    ");
    rules_print_text(out, rules->activities[i].name);
    buffer_append_text(out, ":\n");
    put_activity_values(out, &rules->activities[i], "      ");
    if (rules->activities[i].rule_count) put_type_rules(out, &rules->activities[i]);
  }
  buffer_append_text(out, "  unknown_activity:\n");
  put_activity_values(out, &rules->unknown_activity, "    ");
}

static void put_roles(buffer *out, const mqa_rules *rules)
{
  buffer_printf(out, "  # The first role whose pattern finds a match in the title gives the weight.\n  roles:%s\n",
                rules->role_count ? "" : " []");
  for (uint32_t i = 0; i < rules->role_count; i++) {
    buffer_append_text(out, "    - {name: ");
    rules_print_text(out, rules->roles[i].name);
    buffer_append_text(out, ", weight: ");
    put_thousandths(out, rules->roles[i].weight);
    buffer_append_text(out, ", titles: ");
    rules_print_text(out, rules->roles[i].titles);
    buffer_append_text(out, "}\n");
  }
  buffer_append_text(out, "  other_role: {name: ");
  rules_print_text(out, rules->roles[rules->role_count].name);
  buffer_append_text(out, ", weight: ");
  put_thousandths(out, rules->roles[rules->role_count].weight);
  buffer_append_text(out, "}\n");
}

static void put_weights(buffer *out, const mqa_rules *rules)
{
  buffer_printf(out, "  # By a column of the accounts; the first that holds.\n  account_weights:%s\n",
                rules->account_weight_count ? "" : " []");
  for (uint32_t i = 0; i < rules->account_weight_count; i++) {
    buffer_append_text(out, "    - {");
    put_column_test(out, &rules->account_weights[i].test);
    buffer_append_text(out, ", weight: ");
    put_thousandths(out, rules->account_weights[i].weight);
    buffer_append_text(out, "}\n");
  }
  buffer_append_text(out, "  # How far minutes count, by the decision of the match; 0: not at all.\n  match_weight: {match: ");
  put_thousandths(out, rules->match_weight);
  buffer_append_text(out, ", review: ");
  put_thousandths(out, rules->review_weight);
  buffer_printf(out,
                "}\n  # An MQA that needs contacts with a lower score than this is fragile.\n  fragile_below: %" PRIu32 ".%04" PRIu32 "\n",
                rules->fragile_below / 10000, rules->fragile_below % 10000);
}

static void put_engagement(buffer *out, const mqa_rules *rules)
{
  buffer_printf(out,
                "engagement:\n  # An activity counts on its day and the days after it, this many in all.\n  window: %" PRIu32 "d\n"
                "  # none | linear | {half_life: 30d}\n  decay: ",
                rules->window);
  if (rules->decay == DECAY_HALF_LIFE) buffer_printf(out, "{half_life: %" PRIu32 "d}\n", rules->half_life);
  else buffer_append_text(out, rules->decay == DECAY_LINEAR ? "linear\n" : "none\n");
  put_activities(out, rules);
  put_roles(out, rules);
  put_weights(out, rules);
}

/* ---- stages -------------------------------------------------------------------------------------------------------------------------- */

static void put_condition(buffer *out, const condition *c);

static void put_children(buffer *out, const condition *c)
{
  buffer_append_char(out, '[');
  for (const condition *child = c->first; child; child = child->next) {
    if (child != c->first) buffer_append_text(out, ", ");
    put_condition(out, child);
  }
  buffer_append_char(out, ']');
}

static void put_leaf_values(buffer *out, const condition *c)
{
  if (c->kind == CONDITION_ROLES) put_list(out, c->roles);
  else if (c->kind == CONDITION_ACTIVITY) rules_print_text(out, c->type);
  else buffer_append_bytes(out, c->number);
  if (c->each_text.size) buffer_printf(out, ", each: %.*s", (int)c->each_text.size, c->each_text.data);
  if (c->kind == CONDITION_ROLES) buffer_printf(out, ", at_least: %.*s", (int)c->number.size, c->number.data);
  if (c->kind == CONDITION_ACTIVITY) buffer_printf(out, ", count: %.*s", (int)c->number.size, c->number.data);
  if (c->within) buffer_printf(out, ", within: %" PRIu32 "d", c->within);
}

static void put_condition(buffer *out, const condition *c)
{
  if (c->kind == CONDITION_ALWAYS) {
    buffer_append_text(out, "always");
    return;
  }
  buffer_append_char(out, '{');
  if (c->kind == CONDITION_COLUMN) put_column_test(out, &c->column);
  else buffer_printf(out, "%s: ", condition_names[c->kind]);
  if (c->kind == CONDITION_NOT) put_condition(out, c->first);
  else if (c->kind == CONDITION_ALL || c->kind == CONDITION_ANY) put_children(out, c);
  else if (c->kind != CONDITION_COLUMN) put_leaf_values(out, c);
  buffer_append_char(out, '}');
}

static void put_duration(buffer *out, const char *key, int64_t seconds)
{
  buffer_printf(out, "    %s: ", key);
  put_seconds(out, seconds);
  buffer_append_char(out, '\n');
}

static void put_stage(buffer *out, const stage_rule *s)
{
  buffer_append_text(out, "  - name: ");
  rules_print_text(out, s->name);
  buffer_append_char(out, '\n');
  if (s->mqa) buffer_append_text(out, "    mqa: true\n");
  if (s->sticky) buffer_append_text(out, "    sticky: true\n");
  if (s->when) {
    buffer_append_text(out, "    when: ");
    put_condition(out, s->when);
    buffer_append_char(out, '\n');
  }
  if (s->has_stay) {
    buffer_append_text(out, "    stay: ");
    put_condition(out, s->stay);
    buffer_append_char(out, '\n');
  }
  put_duration(out, "min_dwell", s->min_dwell);
  if (s->max_age >= 0) put_duration(out, "max_age", s->max_age);
  if (s->expires_to.size) {
    buffer_append_text(out, "    expires_to: ");
    rules_print_text(out, s->expires_to);
    buffer_append_char(out, '\n');
  }
  put_duration(out, "cooldown", s->cooldown);
  if (s->reopen_on.count) {
    buffer_append_text(out, "    reopen_on: ");
    put_list(out, s->reopen_on);
    buffer_append_char(out, '\n');
  }
}

/* ---- the rest ------------------------------------------------------------------------------------------------------------------------ */

static void put_calendar(buffer *out, const sla_rules *sla)
{
  const char *comma = "";

  buffer_append_text(out, "  calendar:\n    days: [");
  for (int i = 0; i < 7; i++) {
    if (!(sla->days & 1u << i)) continue;
    buffer_printf(out, "%s%s", comma, weekday_names[i]);
    comma = ", ";
  }
  buffer_printf(out, "]\n    from: '%02d:%02d'\n    to: '%02d:%02d'\n    timezone: ", sla->from / 60, sla->from % 60, sla->to / 60,
                sla->to % 60);
  rules_print_text(out, sla->timezone);
  buffer_append_text(out, "\n    holidays: [");
  for (uint32_t i = 0; i < sla->holiday_count; i++) {
    civil_date d = civil_from_day(sla->holidays[i]);
    buffer_printf(out, "%s'%04d-%02d-%02d'", i ? ", " : "", (int)d.year, (int)d.month, (int)d.day);
  }
  buffer_append_text(out, "]\n");
}

static void put_sla(buffer *out, const sla_rules *sla)
{
  buffer_append_text(
    out, "\n# Sales follows up within this time; hours: business (working time of the calendar) or elapsed.\nsla:\n  follow_up: ");
  put_seconds(out, sla->follow_up);
  buffer_printf(out, "\n  hours: %s\n", sla->business ? "business" : "elapsed");
  put_calendar(out, sla);
  buffer_append_text(out, "  qualifying_touches: ");
  put_list(out, sla->qualifying_touches);
  buffer_append_text(out, "\n  silence: ");
  rules_print_text(out, sla->silence);
  buffer_printf(out, "\n  marketing: {mqas_per_month: %" PRIu32 "}\n", sla->mqas_per_month);
}

void mqa_print(buffer *out, const mqa_rules *rules)
{
  buffer_append_text(
    out, "\n# When is an account a Marketing Qualified Account? Days, and times without a zone, are those of this time zone.\ntimezone: ");
  rules_print_text(out, rules->timezone);
  buffer_append_text(out, "\n\n");
  put_engagement(out, rules);
  buffer_append_text(out, "\n# From the last to the first; an account is in exactly one.\nstages:\n");
  for (uint32_t i = 0; i < rules->stage_count; i++) put_stage(out, &rules->stages[i]);
  buffer_printf(out, "\n# Accounts that are never qualified.\nexclude:%s\n", rules->exclude_count ? "" : " []");
  for (uint32_t i = 0; i < rules->exclude_count; i++) {
    buffer_append_text(out, "  - {");
    put_column_test(out, &rules->excludes[i]);
    buffer_append_text(out, "}\n");
  }
  put_sla(out, &rules->sla);
}
