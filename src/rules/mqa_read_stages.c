/* SPDX-License-Identifier: MIT */
/* stages: a list of stages with conditions inside each other. A condition is a map with one of the names below, or the word always. */
#include "rules/mqa_read.h"

const char *const condition_names[CONDITION_KIND_COUNT] = {
  "always", "all", "any", "not", "minutes", "minutes_above", "people", "roles", "activity", "open_opportunities", "won_opportunities",
  "column",
};

/* ---- conditions ---------------------------------------------------------------------------------------------------------------------- */

static l2a_status read_condition(mqa_reader *r, condition **out, const tree_node *node, l2a_error *error);

static l2a_status read_children(mqa_reader *r, condition *c, const tree_node *list, l2a_error *error)
{
  condition **at = &c->first;
  l2a_status status = mqa_expect_list(list, 1, MQA_LEAF_LIMIT, error);

  for (const tree_node *item = list->first; item && status == L2A_OK; item = item->next) {
    status = read_condition(r, at, item, error);
    if (status == L2A_OK) at = &(*at)->next;
  }
  return status;
}

static l2a_status read_minutes(mqa_reader *r, condition *c, const tree_node *node, l2a_error *error)
{
  l2a_status status = mqa_read_minutes(&c->minutes, node, error);

  return status == L2A_OK ? mqa_read_text(r, &c->number, node, error) : status;
}

static l2a_status read_count(mqa_reader *r, condition *c, const tree_node *node, uint32_t min, l2a_error *error)
{
  l2a_status status = mqa_read_u32(&c->count, node, (tree_number){ 0, min, MQA_COUNT_LIMIT }, error);

  return status == L2A_OK ? mqa_read_text(r, &c->number, node, error) : status;
}

static l2a_status read_each(mqa_reader *r, condition *c, const tree_node *map, l2a_error *error)
{
  const tree_node *each = tree_child(map, "each");
  l2a_status status = each ? mqa_read_minutes(&c->minutes, each, error) : L2A_OK;

  return each && status == L2A_OK ? mqa_read_text(r, &c->each_text, each, error) : status;
}

static l2a_status read_roles_leaf(mqa_reader *r, condition *c, const tree_node *map, const tree_node *value, l2a_error *error)
{
  const tree_node *at_least = tree_child(map, "at_least");
  l2a_status status = mqa_read_texts(r, &c->roles, value, 1, error);

  c->count = 1;
  c->number = BYTES("1");
  if (status == L2A_OK) status = read_each(r, c, map, error);
  if (status == L2A_OK && at_least) status = read_count(r, c, at_least, 1, error);
  return status;
}

static l2a_status read_activity_leaf(mqa_reader *r, condition *c, const tree_node *map, const tree_node *value, l2a_error *error)
{
  const tree_node *count = tree_child(map, "count");
  const tree_node *within = tree_child(map, "within");
  l2a_status status = mqa_read_text(r, &c->type, value, error);

  c->count = 1;
  c->number = BYTES("1");
  if (status == L2A_OK && count) status = read_count(r, c, count, 1, error);
  if (status == L2A_OK && within) status = mqa_read_days(&c->within, within, error);
  return status;
}

static l2a_status read_kind(mqa_reader *r, condition *c, const tree_node *map, const tree_node *value, l2a_error *error)
{
  bool yes = false;
  l2a_status status;

  switch (c->kind) {
  case CONDITION_ALWAYS:
    status = mqa_read_bool(&yes, value, error);
    return status == L2A_OK && !yes ? tree_error_expected(value, "true", error) : status;
  case CONDITION_ALL:
  case CONDITION_ANY: return read_children(r, c, value, error);
  case CONDITION_NOT: return read_condition(r, &c->first, value, error);
  case CONDITION_MINUTES:
  case CONDITION_MINUTES_ABOVE: return read_minutes(r, c, value, error);
  case CONDITION_PEOPLE: status = read_count(r, c, value, 1, error); return status == L2A_OK ? read_each(r, c, map, error) : status;
  case CONDITION_ROLES: return read_roles_leaf(r, c, map, value, error);
  case CONDITION_ACTIVITY: return read_activity_leaf(r, c, map, value, error);
  case CONDITION_OPEN:
  case CONDITION_WON: return read_count(r, c, value, 0, error);
  default: return mqa_read_column_test(r, &c->column, map, error);
  }
}

/* The keys that may stand beside the name of a condition. */
static bool goes_with(condition_kind kind, bytes key)
{
  static const char *const beside[CONDITION_KIND_COUNT] = {
    [CONDITION_PEOPLE] = "each",
    [CONDITION_ROLES] = "each at_least",
    [CONDITION_ACTIVITY] = "count within",
    [CONDITION_COLUMN] = "value in at_least",
  };
  bytes rest = bytes_of(beside[kind]);

  while (rest.data)
    if (bytes_equal(bytes_split(&rest, ' '), key)) return true;
  return false;
}

/* The one child whose key is a condition's name. */
static l2a_status find_kind(condition_kind *out, const tree_node **value, const tree_node *map, l2a_error *error)
{
  *value = NULL;
  for (const tree_node *child = map->first; child; child = child->next) {
    for (size_t k = 0; k < CONDITION_KIND_COUNT; k++) {
      if (!bytes_equal(child->key, bytes_of(condition_names[k]))) continue;
      if (*value) return tree_error(map, error, "expected one condition, found several: join them with all: [{...}, {...}] or any: [...]");
      *value = child;
      *out = (condition_kind)k;
    }
  }
  return L2A_OK;
}

static l2a_status read_condition_map(mqa_reader *r, condition *c, const tree_node *map, l2a_error *error)
{
  const tree_node *value = NULL;
  l2a_status status = find_kind(&c->kind, &value, map, error);

  if (status != L2A_OK) return status;
  if (!value) {
    size_t key;
    if (map->first) return tree_key(&key, map->first, condition_names, CONDITION_KIND_COUNT, error);
    return tree_error_expected(map, "a condition such as {minutes: 100}, or always", error);
  }
  for (const tree_node *child = map->first; child; child = child->next)
    if (child != value && !goes_with(c->kind, child->key)) return tree_error(child, error, "does not go with %s", condition_names[c->kind]);
  return read_kind(r, c, map, value, error);
}

static l2a_status read_condition(mqa_reader *r, condition **out, const tree_node *node, l2a_error *error)
{
  condition *c = arena_take_zero(r->texts, sizeof *c);

  *out = c;
  if (!c) return error_no_memory(error);
  c->place = mqa_place(r, node);
  if (node->kind == TREE_TEXT && bytes_equal(node->text, BYTES("always"))) return L2A_OK;
  if (node->kind != TREE_MAP) return tree_error_expected(node, "a condition such as {minutes: 100}, or always", error);
  return read_condition_map(r, c, node, error);
}

/* ---- stages -------------------------------------------------------------------------------------------------------------------------- */

static l2a_status read_name(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  l2a_status status = mqa_read_text(r, &((stage_rule *)out)->name, node, error);

  if (status == L2A_OK && bytes_equal(node->text, BYTES("excluded")))
    return tree_error(node, error, "expected another name: excluded is what accounts of exclude: are in");
  return status;
}

static l2a_status read_mqa(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)r;
  return mqa_read_bool(&((stage_rule *)out)->mqa, node, error);
}

static l2a_status read_sticky(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)r;
  return mqa_read_bool(&((stage_rule *)out)->sticky, node, error);
}

static l2a_status read_when(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  return read_condition(r, &((stage_rule *)out)->when, node, error);
}

static l2a_status read_stay(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  ((stage_rule *)out)->has_stay = true;
  return read_condition(r, &((stage_rule *)out)->stay, node, error);
}

static l2a_status read_min_dwell(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)r;
  return mqa_read_seconds(&((stage_rule *)out)->min_dwell, node, error);
}

static l2a_status read_max_age(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)r;
  return mqa_read_seconds(&((stage_rule *)out)->max_age, node, error);
}

static l2a_status read_expires_to(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  return mqa_read_text(r, &((stage_rule *)out)->expires_to, node, error);
}

static l2a_status read_cooldown(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  (void)r;
  return mqa_read_seconds(&((stage_rule *)out)->cooldown, node, error);
}

static l2a_status read_reopen_on(mqa_reader *r, void *out, const tree_node *node, l2a_error *error)
{
  return mqa_read_texts(r, &((stage_rule *)out)->reopen_on, node, 0, error);
}

static l2a_status check_stage(const stage_rule *s, const tree_node *node, l2a_error *error)
{
  if (!s->name.size) return tree_error(node, error, "the key 'name' is missing");
  if (s->sticky && (s->when || s->stay))
    return tree_error(node, error, "a sticky stage is entered by expires_to: expected no when and no stay");
  if (!s->sticky && !s->when) return tree_error(node, error, "the key 'when' is missing");
  if ((s->mqa || s->max_age >= 0) && !s->expires_to.size)
    return tree_error(node, error, "the key 'expires_to' is missing: it goes with mqa: true and with max_age");
  return L2A_OK;
}

static l2a_status read_stage(mqa_reader *r, stage_rule *out, const tree_node *node, l2a_error *error)
{
  static const mqa_key keys[] = {
    { "name", read_name },         { "mqa", read_mqa },
    { "sticky", read_sticky },     { "when", read_when },
    { "stay", read_stay },         { "min_dwell", read_min_dwell },
    { "max_age", read_max_age },   { "expires_to", read_expires_to },
    { "cooldown", read_cooldown }, { "reopen_on", read_reopen_on },
  };
  l2a_status status;

  *out = (stage_rule){ .max_age = -1, .min_dwell = -1, .place = mqa_place(r, node) };
  status = MQA_READ_MAP(r, out, node, keys, error);
  if (status == L2A_OK) status = check_stage(out, node, error);
  if (out->min_dwell < 0) out->min_dwell = out->sticky ? INT64_C(30) * 86400 : 0;
  if (!out->stay) out->stay = out->when;
  return status;
}

l2a_status mqa_read_stages(mqa_reader *r, const tree_node *node, l2a_error *error)
{
  mqa_rules *rules = r->rules;
  l2a_status status = mqa_expect_list(node, 1, MQA_STAGE_LIMIT, error);

  if (status != L2A_OK) return status;
  rules->stages = arena_take_array(r->texts, node->count, sizeof *rules->stages);
  if (!rules->stages) return error_no_memory(error);
  rules->stage_count = 0;
  for (const tree_node *item = node->first; item && status == L2A_OK; item = item->next)
    status = read_stage(r, &rules->stages[rules->stage_count++], item, error);
  return status;
}
