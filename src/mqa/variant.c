/* SPDX-License-Identifier: MIT */
/*
 * A variant shares everything with the definitions but the window and the conditions of the MQA stages, which are copied with other numbers.
 * Leaves keep their numbers, so accounts and counters need no others.
 *
 *   stages  | customer | open | mqa ------> when: any -+- all -+- minutes 100 -> 60      leaf 2
 *           |  shared  |      | copied                 |       +- people 2    -> 3       leaf 3
 *                                                      +- activity ...    as it was      leaf 4
 */
#include "mqa/variant.h"

#include "mqa/factor.h"

l2a_status scheme_prepare(mqa_scheme *scheme, l2a_error *error)
{
  const mqa_rules *def = scheme->def;

  scheme_free(scheme);
  scheme->factors = malloc((def->window + 1) * sizeof *scheme->factors);
  scheme->person_leaves = malloc((def->leaf_count + 1) * sizeof *scheme->person_leaves);
  scheme->activity_leaves = malloc((def->leaf_count + 1) * sizeof *scheme->activity_leaves);
  if (!scheme->factors || !scheme->person_leaves || !scheme->activity_leaves) return error_no_memory(error);
  for (uint32_t i = 0; i <= def->window; i++) scheme->factors[i] = factor_of(def, (int64_t)i - 1);
  for (uint32_t i = 0; i < def->leaf_count; i++) {
    condition_kind kind = scheme->leaves[i]->kind;
    if (kind == CONDITION_PEOPLE || kind == CONDITION_ROLES) scheme->person_leaves[scheme->person_leaf_count++] = i;
    if (kind == CONDITION_ACTIVITY) scheme->activity_leaves[scheme->activity_leaf_count++] = i;
  }
  return L2A_OK;
}

void scheme_free(mqa_scheme *scheme)
{
  free(scheme->factors);
  free(scheme->person_leaves);
  free(scheme->activity_leaves);
  *scheme = (mqa_scheme){ .def = scheme->def, .leaves = scheme->leaves };
}

void variants_free(mqa *m)
{
  for (size_t v = 0; v < m->variant_count; v++) scheme_free(&m->variants[v]);
  free(m->variants);
  m->variants = NULL;
  m->variant_count = 0;
}

/* What a copy changes. */
typedef struct replacement {
  const mqa_variant *variant;
  const condition **leaves; /* of the copy */
  arena *memory;
  int64_t minutes_before; /* of `when`: what `stay` is in proportion to */
  bool is_stay;
} replacement;

static int64_t find_minutes(const condition *c)
{
  int64_t found = 0;

  if (!c) return 0;
  if (c->kind == CONDITION_MINUTES) return c->minutes;
  for (const condition *child = c->first; child && !found; child = child->next) found = find_minutes(child);
  return found;
}

static bool has_people(const condition *c)
{
  bool found = c && c->kind == CONDITION_PEOPLE;

  for (const condition *child = c ? c->first : NULL; child && !found; child = child->next) found = has_people(child);
  return found;
}

static void replace_numbers(condition *c, const replacement *r)
{
  int64_t minutes = r->variant->minutes;

  if (c->kind == CONDITION_MINUTES && minutes && !r->is_stay) c->minutes = minutes;
  if (c->kind == CONDITION_MINUTES && minutes && r->is_stay && r->minutes_before)
    c->minutes = (int64_t)((unsigned __int128)(uint64_t)c->minutes * (uint64_t)minutes / (uint64_t)r->minutes_before);
  if (c->kind == CONDITION_PEOPLE && r->variant->people && !r->is_stay) c->count = r->variant->people;
}

/* NULL when memory is out. */
static condition *copy_condition(const condition *from, const replacement *r)
{
  condition *to = arena_take(r->memory, sizeof *to);
  condition **next;

  if (!to) return NULL;
  *to = *from;
  to->first = to->next = NULL;
  replace_numbers(to, r);
  if (to->kind != CONDITION_ALL && to->kind != CONDITION_ANY && to->kind != CONDITION_NOT) r->leaves[to->leaf] = to;
  next = &to->first;
  for (const condition *child = from->first; child; child = child->next) {
    *next = copy_condition(child, r);
    if (!*next) return NULL;
    next = &(*next)->next;
  }
  return to;
}

static l2a_status copy_stage(stage_rule *s, replacement r, l2a_error *error)
{
  r.minutes_before = find_minutes(s->when);
  s->when = copy_condition(s->when, &r);
  r.is_stay = true;
  s->stay = s->has_stay ? copy_condition(s->stay, &r) : s->when;
  return s->when && s->stay ? L2A_OK : error_no_memory(error);
}

static l2a_status make_variant(mqa *m, mqa_scheme *out, const mqa_variant *variant, l2a_error *error)
{
  const mqa_rules *def = m->def;
  mqa_rules *copy = arena_take(&m->texts, sizeof *copy);
  stage_rule *stages = arena_take_array(&m->texts, def->stage_count, sizeof *stages);
  const condition **leaves = arena_take_array(&m->texts, def->leaf_count + 1, sizeof *leaves);
  replacement r = { variant, leaves, &m->texts, 0, false };
  l2a_status status = L2A_OK;

  if (!copy || !stages || !leaves) return error_no_memory(error);
  *copy = *def;
  copy->stages = stages;
  if (variant->window) copy->window = variant->window;
  memcpy(stages, def->stages, def->stage_count * sizeof *stages);
  memcpy(leaves, m->leaves, def->leaf_count * sizeof *leaves);
  for (uint32_t n = 0; n < def->stage_count && status == L2A_OK; n++)
    if (stages[n].mqa && stages[n].when) status = copy_stage(&stages[n], r, error);
  *out = (mqa_scheme){ .def = copy, .leaves = leaves };
  return status;
}

static l2a_status check_variant(const mqa *m, const mqa_variant *variant, l2a_error *error)
{
  bool minutes = false;
  bool people = false;

  for (uint32_t n = 0; n < m->def->stage_count; n++) {
    if (!m->def->stages[n].mqa) continue;
    minutes = minutes || find_minutes(m->def->stages[n].when) > 0;
    people = people || has_people(m->def->stages[n].when);
  }
  if (variant->minutes && !minutes) return error_set(error, L2A_EINVAL, "no MQA stage of the definitions asks for minutes");
  if (variant->people && !people) return error_set(error, L2A_EINVAL, "no MQA stage of the definitions asks for people");
  return L2A_OK;
}

l2a_status mqa_set_variants(mqa *m, const mqa_variant *variants, size_t count, l2a_error *error)
{
  l2a_status status = L2A_OK;

  m->variants = calloc(count + 1, sizeof *m->variants);
  if (!m->variants) return error_no_memory(error);
  m->variant_count = count;
  for (size_t v = 0; v < count && status == L2A_OK; v++) {
    status = check_variant(m, &variants[v], error);
    if (status == L2A_OK) status = make_variant(m, &m->variants[v], &variants[v], error);
  }
  return status;
}

/* ---- answers ------------------------------------------------------------------------------------------------------------------------- */

static int compare_stays(const void *left, const void *right)
{
  const mqa_stay *a = left;
  const mqa_stay *b = right;

  if (a->variant != b->variant) return a->variant < b->variant ? -1 : 1;
  if (a->account != b->account) return a->account < b->account ? -1 : 1;
  return (a->at > b->at) - (a->at < b->at);
}

void variants_sort(mqa *m)
{
  if (m->stays.count) qsort(m->stays.data, m->stays.count, sizeof *m->stays.data, compare_stays);
}

static size_t first_stay(const mqa *m, size_t variant)
{
  return first_at_least(m->stays.data, m->stays.count, sizeof *m->stays.data, offsetof(mqa_stay, variant), (uint32_t)variant);
}

const mqa_stay *mqa_stays(const mqa *m, size_t variant, size_t *count)
{
  size_t first = first_stay(m, variant);

  *count = first_stay(m, variant + 1) - first;
  return m->stays.data ? m->stays.data + first : NULL;
}
