/* SPDX-License-Identifier: MIT */
/* Lists replace lists; in a map the keys that are left out keep what they were. data/mqa.yaml says what each key means. */
#include "rules/mqa_read.h"

#include "base/civil.h"
#include "base/time_zone.h"

enum { MQA_TEXT_LIMIT = 4096, MQA_MAP_KEYS = 16 };

const char *const mqa_key_names[MQA_KEY_COUNT] = { "timezone", "engagement", "stages", "exclude", "sla" };
const char *const weekday_names[7] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static const tree_number weight_number = { 3, 0, MQA_WEIGHT_LIMIT };

/* ---- helpers ------------------------------------------------------------------------------------------------------------------------- */

l2a_status mqa_read_map(mqa_reader *r, void *out, const tree_node *map, const mqa_key *keys, size_t count, l2a_error *error)
{
  const char *names[MQA_MAP_KEYS];
  l2a_status status = tree_expect_map(map, error);

  for (size_t i = 0; i < count; i++) names[i] = keys[i].name;
  for (const tree_node *child = map->first; child && status == L2A_OK; child = child->next) {
    size_t key;
    status = tree_key(&key, child, names, count, error);
    if (status == L2A_OK && keys[key].read) status = keys[key].read(r, out, child, error);
  }
  return status;
}

rule_place mqa_place(const mqa_reader *r, const tree_node *node)
{
  return (rule_place){ r->file, node->line, node->column, r->builtin };
}

l2a_status mqa_expect_list(const tree_node *node, size_t min, size_t max, l2a_error *error)
{
  l2a_status status = tree_expect_list(node, error);

  if (status != L2A_OK || (node->count >= min && node->count <= max)) return status;
  return tree_error(node, error, "expected a list of %zu to %zu values, found %u", min, max, (unsigned)node->count);
}

l2a_status mqa_read_bool(bool *out, const tree_node *node, l2a_error *error)
{
  static const char *const words[] = { "false", "true" };
  size_t word;
  l2a_status status = tree_word(&word, node, words, 2, error);

  if (status == L2A_OK) *out = word == 1;
  return status;
}

l2a_status mqa_read_text(mqa_reader *r, bytes *out, const tree_node *node, l2a_error *error)
{
  l2a_status status = tree_text(out, node, MQA_TEXT_LIMIT, error);

  if (status != L2A_OK) return status;
  *out = arena_copy(r->texts, *out);
  return out->data ? L2A_OK : error_no_memory(error);
}

l2a_status mqa_read_texts(mqa_reader *r, text_list *out, const tree_node *node, size_t min, l2a_error *error)
{
  bool one = node->kind != TREE_LIST;
  l2a_status status = one ? L2A_OK : mqa_expect_list(node, min, MQA_LIST_LIMIT, error);
  uint32_t count = one ? 1 : node->count;
  bytes *items = arena_take_array(r->texts, count, sizeof *items);

  if (status != L2A_OK) return status;
  if (!items) return error_no_memory(error);
  if (one) status = mqa_read_text(r, &items[0], node, error);
  for (const tree_node *item = node->first; !one && item && status == L2A_OK; item = item->next)
    status = mqa_read_text(r, &items[item->number], item, error);
  *out = (text_list){ count, items };
  return status;
}

l2a_status mqa_read_u32(uint32_t *out, const tree_node *node, tree_number allowed, l2a_error *error)
{
  int64_t value;
  l2a_status status = tree_decimal(&value, node, allowed, error);

  if (status == L2A_OK) *out = (uint32_t)value;
  return status;
}

l2a_status mqa_read_minutes(int64_t *out, const tree_node *node, l2a_error *error)
{
  int64_t value;
  l2a_status status = tree_decimal(&value, node, (tree_number){ 3, 0, MQA_MINUTES_LIMIT }, error);

  if (status == L2A_OK) *out = value;
  return status;
}

/* Digits and one letter of units; *unit gets its place. */
static bool parse_duration(int64_t *out, size_t *unit, const tree_node *node, const char *units)
{
  bytes text = node->kind == TREE_TEXT ? node->text : (bytes){ NULL, 0 };
  const char *at = text.size > 1 && text.size < 11 ? strchr(units, text.data[text.size - 1]) : NULL;

  if (!at) return false;
  *out = 0;
  for (size_t i = 0; i + 1 < text.size; i++) {
    if (text.data[i] < '0' || text.data[i] > '9') return false;
    *out = *out * 10 + (text.data[i] - '0');
  }
  *unit = (size_t)(at - units);
  return true;
}

l2a_status mqa_read_days(uint32_t *out, const tree_node *node, l2a_error *error)
{
  int64_t value;
  size_t unit;

  if (!parse_duration(&value, &unit, node, "d") || value < 1 || value > MQA_DAYS_LIMIT)
    return tree_error_expected(node, "whole days such as 30d, 1d to 3650d", error);
  *out = (uint32_t)value;
  return L2A_OK;
}

l2a_status mqa_read_seconds(int64_t *out, const tree_node *node, l2a_error *error)
{
  static const int64_t seconds[] = { DAY_SECONDS, 3600, 60, 1 };
  int64_t value;
  size_t unit;

  if (!parse_duration(&value, &unit, node, "dhms") || value > MQA_SECONDS_LIMIT / seconds[unit])
    return tree_error_expected(node, "a duration such as 14d, 16h, 30m or 90s, at most 3650d", error);
  *out = value * seconds[unit];
  return L2A_OK;
}

static l2a_status read_timezone(mqa_reader *r, bytes *out, const tree_node *node, l2a_error *error)
{
  l2a_status status = mqa_read_text(r, out, node, error);

  if (status == L2A_OK && !time_zone_is_known(*out))
    return tree_error_expected(node, "a time zone of the tz database such as UTC or Europe/Berlin", error);
  return status;
}

/* ---- columns of the accounts --------------------------------------------------------------------------------------------------------- */

static l2a_status read_decimal_text(mqa_reader *r, bytes *out, const tree_node *node, l2a_error *error)
{
  int64_t value;
  l2a_status status = tree_decimal(&value, node, (tree_number){ 6, -INT64_C(1000000000000000), INT64_C(1000000000000000) }, error);

  return status == L2A_OK ? mqa_read_text(r, out, node, error) : status;
}

l2a_status mqa_read_column_test(mqa_reader *r, column_test *out, const tree_node *map, l2a_error *error)
{
  const tree_node *column = tree_child(map, "column");
  const tree_node *value = tree_child(map, "value");
  const tree_node *in = tree_child(map, "in");
  const tree_node *at_least = tree_child(map, "at_least");
  l2a_status status;

  *out = (column_test){ .place = mqa_place(r, map) };
  if (!column) return tree_error(map, error, "the key 'column' is missing");
  if (!!value + !!in + !!at_least != 1) return tree_error(map, error, "expected one of the keys value, in and at_least beside column");
  status = mqa_read_text(r, &out->column, column, error);
  if (status == L2A_OK && value) {
    if (value->kind != TREE_TEXT) return tree_error_expected(value, "a text (several: in: [one, two])", error);
    status = mqa_read_texts(r, &out->values, value, 1, error);
  }
  if (status == L2A_OK && in) {
    status = mqa_expect_list(in, 1, MQA_LIST_LIMIT, error);
    if (status == L2A_OK) status = mqa_read_texts(r, &out->values, in, 1, error);
  }
  if (status == L2A_OK && at_least) status = read_decimal_text(r, &out->at_least, at_least, error);
  return status;
}

/* ---- engagement: activities ---------------------------------------------------------------------------------------------------------- */

static l2a_status read_type_rule(mqa_reader *r, type_rule *out, const tree_node *node, l2a_error *error)
{
  l2a_status status = tree_expect_map(node, error);

  if (status != L2A_OK) return status;
  if (node->count == 0) return tree_error_expected(node, "{column: value}, such as {type: 'Demo Request'}", error);
  out->count = 0;
  out->parts = arena_take_array(r->texts, node->count, sizeof *out->parts);
  if (!out->parts) return error_no_memory(error);
  for (const tree_node *child = node->first; child && status == L2A_OK; child = child->next) {
    struct type_rule_part *part = &out->parts[out->count++];
    part->column = arena_copy(r->texts, child->key);
    status = part->column.data ? mqa_read_texts(r, &part->values, child, 1, error) : error_no_memory(error);
  }
  return status;
}

static l2a_status read_type_rules(mqa_reader *r, activity_rule *out, const tree_node *node, l2a_error *error)
{
  l2a_status status = mqa_expect_list(node, 0, MQA_LIST_LIMIT, error);

  if (status != L2A_OK) return status;
  out->rule_count = 0;
  out->rules = arena_take_array(r->texts, node->count, sizeof *out->rules);
  if (!out->rules) return error_no_memory(error);
  for (const tree_node *item = node->first; item && status == L2A_OK; item = item->next)
    status = read_type_rule(r, &out->rules[out->rule_count++], item, error);
  return status;
}

/* {minutes: 5, daily_cap: 1} or {minutes: actual, default: 30, max: 90}. `from` that is left out stays; the rest is one value. */
static l2a_status read_activity(mqa_reader *r, activity_rule *out, const tree_node *node, bool known_type, l2a_error *error)
{
  static const char *const names[] = { "minutes", "default", "max", "daily_cap", "from" };
  const tree_node *parts[5] = { NULL };
  l2a_status status = tree_expect_map(node, error);

  for (const tree_node *child = node->first; child && status == L2A_OK; child = child->next) {
    size_t key;
    status = tree_key(&key, child, names, known_type ? 5 : 4, error);
    if (status == L2A_OK) parts[key] = child;
  }
  if (status != L2A_OK) return status;
  if (!parts[0]) return tree_error(node, error, "the key 'minutes' is missing");
  out->actual = parts[0]->kind == TREE_TEXT && bytes_equal(parts[0]->text, BYTES("actual"));
  out->minutes = 0;
  out->max_minutes = -1;
  out->daily_cap = 0;
  if (!out->actual && (parts[1] || parts[2]))
    return tree_error(parts[1] ? parts[1] : parts[2], error, "goes with minutes: actual (the row's own minutes) alone");
  if (!out->actual && parts[0]->kind == TREE_TEXT && parts[0]->plain && parts[0]->text.size &&
      strchr("abcdefghijklmnopqrstuvwxyz", parts[0]->text.data[0]))
    return tree_error_expected(parts[0], "a number of minutes, or actual", error);
  if (!out->actual) status = mqa_read_minutes(&out->minutes, parts[0], error);
  if (status == L2A_OK && parts[1]) status = mqa_read_minutes(&out->minutes, parts[1], error);
  if (status == L2A_OK && parts[2]) status = mqa_read_minutes(&out->max_minutes, parts[2], error);
  if (status == L2A_OK && parts[3]) status = mqa_read_u32(&out->daily_cap, parts[3], (tree_number){ 0, 1, MQA_COUNT_LIMIT }, error);
  if (status == L2A_OK && parts[4]) status = read_type_rules(r, out, parts[4], error);
  return status;
}

static l2a_status remove_activity(mqa_rules *rules, uint32_t number)
{
  if (number == MQA_OTHER_TYPE) return L2A_OK;
  rules->activity_count--;
  memmove(&rules->activities[number], &rules->activities[number + 1], (rules->activity_count - number) * sizeof *rules->activities);
  return L2A_OK;
}

static l2a_status read_activities(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  mqa_rules *rules = r->rules;
  l2a_status status = tree_expect_map(node, error);

  (void)out;
  if (status == L2A_OK && !rules->activities) {
    rules->activities = arena_take_zero(r->texts, MQA_ACTIVITY_LIMIT * sizeof *rules->activities);
    if (!rules->activities) return error_no_memory(error);
  }
  for (const tree_node *child = node->first; child && status == L2A_OK; child = child->next) {
    uint32_t number = mqa_rules_find_type(rules, child->key);

    if (child->kind == TREE_TEXT && bytes_equal(child->text, BYTES("none"))) {
      status = remove_activity(rules, number);
      continue;
    }
    if (number == MQA_OTHER_TYPE) {
      if (rules->activity_count == MQA_ACTIVITY_LIMIT)
        return tree_error(child, error, "expected at most %d activity types", MQA_ACTIVITY_LIMIT);
      number = rules->activity_count++;
      rules->activities[number] = (activity_rule){ .name = arena_copy(r->texts, child->key) };
      if (!rules->activities[number].name.data) return error_no_memory(error);
    }
    status = read_activity(r, &rules->activities[number], child, true, error);
  }
  return status;
}

static l2a_status read_unknown_activity(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)out;
  return read_activity(r, &r->rules->unknown_activity, node, false, error);
}

/* ---- engagement: the rest ------------------------------------------------------------------------------------------------------------ */

static l2a_status read_window(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)out;
  return mqa_read_days(&r->rules->window, node, error);
}

static l2a_status read_half_life(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)out;
  r->rules->decay = DECAY_HALF_LIFE;
  return mqa_read_days(&r->rules->half_life, node, error);
}

static l2a_status read_decay(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  static const mqa_key keys[] = { { "half_life", read_half_life } };
  static const char *const words[] = { "none", "linear" };
  size_t word = 0;

  if (node->kind == TREE_MAP && node->count) return MQA_READ_MAP(r, out, node, keys, error);
  while (word < 2 && !(node->kind == TREE_TEXT && bytes_equal(node->text, bytes_of(words[word])))) word++;
  if (word == 2) return tree_error_expected(node, "none, linear or {half_life: 30d}", error);
  r->rules->decay = (decay_kind)word;
  return L2A_OK;
}

static l2a_status read_role_name(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  l2a_status status = mqa_read_text(r, &((role_rule *)out)->name, node, error);

  if (status == L2A_OK && memchr(node->text.data, '|', node->text.size)) return tree_error_expected(node, "a name without |", error);
  return status;
}

static l2a_status read_role_weight(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)r;
  return mqa_read_u32(&((role_rule *)out)->weight, node, weight_number, error);
}

static l2a_status read_role_titles(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  role_rule *role = out;

  role->place = mqa_place(r, node);
  return mqa_read_text(r, &role->titles, node, error);
}

static l2a_status read_role(mqa_reader *r, role_rule *out, const tree_node *node, l2a_error *error)
{
  static const mqa_key keys[] = { { "name", read_role_name }, { "weight", read_role_weight }, { "titles", read_role_titles } };
  l2a_status status;

  *out = (role_rule){ .place = mqa_place(r, node) };
  status = MQA_READ_MAP(r, out, node, keys, error);
  for (size_t i = 0; i < 3 && status == L2A_OK; i++)
    if (!tree_child(node, keys[i].name)) status = tree_error(node, error, "the key '%s' is missing", keys[i].name);
  return status;
}

/* other_role stays behind the roles, wherever it is given. */
static l2a_status read_roles(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  mqa_rules *rules = r->rules;
  l2a_status status = mqa_expect_list(node, 0, MQA_ROLE_LIMIT, error);
  role_rule other = rules->roles ? rules->roles[rules->role_count] : (role_rule){ .name = BYTES("other"), .weight = 1000 };

  (void)out;
  if (status != L2A_OK) return status;
  rules->roles = arena_take_zero(r->texts, (node->count + 1) * sizeof *rules->roles);
  if (!rules->roles) return error_no_memory(error);
  rules->role_count = 0;
  for (const tree_node *item = node->first; item && status == L2A_OK; item = item->next)
    status = read_role(r, &rules->roles[rules->role_count++], item, error);
  rules->roles[node->count] = other;
  return status;
}

static l2a_status read_other_role(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  static const mqa_key keys[] = { { "name", read_role_name }, { "weight", read_role_weight } };
  role_rule *other;

  (void)out;
  if (!r->rules->roles) return tree_error(node, error, "expected roles before other_role");
  other = &r->rules->roles[r->rules->role_count];
  other->place = mqa_place(r, node);
  return MQA_READ_MAP(r, other, node, keys, error);
}

static l2a_status check_test_keys(const tree_node *node, bool weight, l2a_error *error)
{
  static const char *const names[] = { "column", "value", "in", "at_least", "weight" };
  l2a_status status = tree_expect_map(node, error);

  for (const tree_node *child = node->first; child && status == L2A_OK; child = child->next) {
    size_t key;
    status = tree_key(&key, child, names, weight ? 5 : 4, error);
  }
  return status;
}

static l2a_status read_account_weights(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  mqa_rules *rules = r->rules;
  l2a_status status = mqa_expect_list(node, 0, MQA_LIST_LIMIT, error);

  (void)out;
  if (status != L2A_OK) return status;
  rules->account_weights = arena_take_array(r->texts, node->count, sizeof *rules->account_weights);
  if (!rules->account_weights) return error_no_memory(error);
  rules->account_weight_count = 0;
  for (const tree_node *item = node->first; item && status == L2A_OK; item = item->next) {
    account_weight *w = &rules->account_weights[rules->account_weight_count++];
    const tree_node *weight = tree_child(item, "weight");

    status = check_test_keys(item, true, error);
    if (status == L2A_OK) status = mqa_read_column_test(r, &w->test, item, error);
    if (status == L2A_OK)
      status = weight ? mqa_read_u32(&w->weight, weight, weight_number, error) : tree_error(item, error, "the key 'weight' is missing");
  }
  return status;
}

static l2a_status read_match(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)out;
  return mqa_read_u32(&r->rules->match_weight, node, weight_number, error);
}

static l2a_status read_review(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)out;
  return mqa_read_u32(&r->rules->review_weight, node, weight_number, error);
}

static l2a_status read_match_weight(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  static const mqa_key keys[] = { { "match", read_match }, { "review", read_review } };

  return MQA_READ_MAP(r, out, node, keys, error);
}

static l2a_status read_fragile_below(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)out;
  return mqa_read_u32(&r->rules->fragile_below, node, (tree_number){ 4, 0, 10000 }, error);
}

static l2a_status read_engagement(mqa_reader *r, const tree_node *node, l2a_error *error)
{
  static const mqa_key keys[] = {
    { "window", read_window },
    { "decay", read_decay },
    { "activities", read_activities },
    { "unknown_activity", read_unknown_activity },
    { "roles", read_roles },
    { "other_role", read_other_role },
    { "account_weights", read_account_weights },
    { "match_weight", read_match_weight },
    { "fragile_below", read_fragile_below },
  };

  return MQA_READ_MAP(r, NULL, node, keys, error);
}

/* ---- exclude:, sla: ------------------------------------------------------------------------------------------------------------------ */

static l2a_status read_exclude(mqa_reader *r, const tree_node *node, l2a_error *error)
{
  mqa_rules *rules = r->rules;
  l2a_status status = mqa_expect_list(node, 0, MQA_LIST_LIMIT, error);

  if (status != L2A_OK) return status;
  rules->excludes = arena_take_array(r->texts, node->count, sizeof *rules->excludes);
  if (!rules->excludes) return error_no_memory(error);
  rules->exclude_count = 0;
  for (const tree_node *item = node->first; item && status == L2A_OK; item = item->next) {
    status = check_test_keys(item, false, error);
    if (status == L2A_OK) status = mqa_read_column_test(r, &rules->excludes[rules->exclude_count++], item, error);
  }
  return status;
}

static l2a_status read_days_of_week(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  sla_rules *sla = out;
  l2a_status status = mqa_expect_list(node, 1, 7, error);

  (void)r;
  sla->days = 0;
  for (const tree_node *item = node->first; item && status == L2A_OK; item = item->next) {
    size_t word;
    status = tree_word(&word, item, weekday_names, 7, error);
    if (status == L2A_OK) sla->days |= 1u << word;
  }
  return status;
}

/* "09:00" as minutes of the day; "24:00" is its end. */
static l2a_status read_clock(int32_t *out, const tree_node *node, l2a_error *error)
{
  bytes t = node->kind == TREE_TEXT ? node->text : (bytes){ NULL, 0 };
  bool good = t.size == 5 && t.data[2] == ':';

  for (size_t i = 0; i < t.size && good; i++) good = i == 2 || (t.data[i] >= '0' && t.data[i] <= '9');
  if (good) *out = (t.data[0] - '0') * 600 + (t.data[1] - '0') * 60 + (t.data[3] - '0') * 10 + (t.data[4] - '0');
  if (!good || t.data[3] > '5' || *out > 1440) return tree_error_expected(node, "a time of the day such as \"09:00\"", error);
  return L2A_OK;
}

static l2a_status read_from(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)r;
  return read_clock(&((sla_rules *)out)->from, node, error);
}

static l2a_status read_to(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)r;
  return read_clock(&((sla_rules *)out)->to, node, error);
}

static l2a_status read_calendar_zone(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  return read_timezone(r, &((sla_rules *)out)->timezone, node, error);
}

/* Kept in order and once each. */
static void add_holiday(sla_rules *sla, int64_t day)
{
  uint32_t at = sla->holiday_count;

  while (at > 0 && sla->holidays[at - 1] >= day) at--;
  if (at < sla->holiday_count && sla->holidays[at] == day) return;
  memmove(&sla->holidays[at + 1], &sla->holidays[at], (sla->holiday_count - at) * sizeof *sla->holidays);
  sla->holidays[at] = day;
  sla->holiday_count++;
}

static l2a_status read_holidays(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  sla_rules *sla = out;
  l2a_status status = mqa_expect_list(node, 0, MQA_LIST_LIMIT, error);

  if (status != L2A_OK) return status;
  sla->holiday_count = 0;
  sla->holidays = arena_take_array(r->texts, node->count + 1, sizeof *sla->holidays);
  if (!sla->holidays) return error_no_memory(error);
  for (const tree_node *item = node->first; item; item = item->next) {
    civil_date date;
    if (item->kind != TREE_TEXT || !civil_parse(&date, item->text)) return tree_error_expected(item, "a date such as 2026-12-25", error);
    add_holiday(sla, civil_to_day(date));
  }
  return status;
}

static l2a_status read_calendar(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  static const mqa_key keys[] = {
    { "days", read_days_of_week },      { "from", read_from },         { "to", read_to },
    { "timezone", read_calendar_zone }, { "holidays", read_holidays },
  };

  ((sla_rules *)out)->calendar_place = mqa_place(r, node);
  return MQA_READ_MAP(r, out, node, keys, error);
}

static l2a_status read_follow_up(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)r;
  return mqa_read_seconds(&((sla_rules *)out)->follow_up, node, error);
}

static l2a_status read_hours(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  static const char *const words[] = { "elapsed", "business" };
  size_t word;
  l2a_status status = tree_word(&word, node, words, 2, error);

  (void)r;
  if (status == L2A_OK) ((sla_rules *)out)->business = word == 1;
  return status;
}

static l2a_status read_qualifying(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  l2a_status status = mqa_expect_list(node, 1, MQA_LIST_LIMIT, error);

  return status == L2A_OK ? mqa_read_texts(r, &((sla_rules *)out)->qualifying_touches, node, 1, error) : status;
}

static l2a_status read_silence(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  return mqa_read_text(r, &((sla_rules *)out)->silence, node, error);
}

static l2a_status read_mqas_per_month(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)r;
  return mqa_read_u32(&((sla_rules *)out)->mqas_per_month, node, (tree_number){ 0, 0, MQA_COUNT_LIMIT }, error);
}

static l2a_status read_marketing(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  static const mqa_key keys[] = { { "mqas_per_month", read_mqas_per_month } };

  return MQA_READ_MAP(r, out, node, keys, error);
}

static l2a_status read_sla(mqa_reader *r, const tree_node *node, l2a_error *error)
{
  static const mqa_key keys[] = {
    { "follow_up", read_follow_up },           { "hours", read_hours },     { "calendar", read_calendar },
    { "qualifying_touches", read_qualifying }, { "silence", read_silence }, { "marketing", read_marketing },
  };

  return MQA_READ_MAP(r, &r->rules->sla, node, keys, error);
}

l2a_status mqa_read_key(mqa_reader *r, size_t n, const tree_node *node, l2a_error *error)
{
  switch (n) {
  case 0: return read_timezone(r, &r->rules->timezone, node, error);
  case 1: return read_engagement(r, node, error);
  case 2: return mqa_read_stages(r, node, error);
  case 3: return read_exclude(r, node, error);
  default: return read_sla(r, node, error);
  }
}
