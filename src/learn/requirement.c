/* SPDX-License-Identifier: MIT */
#include "learn/requirement.h"

const char *requirement_name(uint32_t which)
{
  if (which == REQUIRE_RECALL_AT_PRECISION) return "recall_at_precision";
  if (which == REQUIRE_CALIBRATION_ERROR) return "calibration_error";
  return metric_name((enum metric)which);
}

static bool is_at_most(uint32_t which)
{
  return which == METRIC_FALSE_MATCH_RATE || which == METRIC_REVIEW_SHARE || which == METRIC_ABSTAIN_RATE ||
         which == REQUIRE_CALIBRATION_ERROR;
}

static l2a_status read_one(requirement *r, bytes text, l2a_error *error)
{
  bytes rest = text, name = bytes_trim(bytes_split(&rest, '='));
  int64_t number;

  r->metric = 0;
  while (r->metric < REQUIRE_COUNT && !bytes_equal(bytes_of(requirement_name(r->metric)), name)) r->metric++;
  if (r->metric == REQUIRE_COUNT)
    return error_set(error, L2A_EINVAL,
                     "--require: unknown metric '%.*s'; expected precision, recall, f1, false_match_rate, review_share, abstain_rate, "
                     "recall_at_precision or calibration_error",
                     (int)name.size, name.data);
  if (!rest.data || !score_read(&number, rest) || number < 0 || number > SCORE_UNIT)
    return error_set(error, L2A_EINVAL, "--require: '%.*s': expected METRIC=NUMBER, a number from 0 to 1", (int)text.size, text.data);
  r->bound = (uint32_t)(number / (SCORE_UNIT / MILLION));
  r->at_most = is_at_most(r->metric);
  return L2A_OK;
}

/* Segment values may hold colons and commas: the segment ends at the last colon. */
l2a_status requirements_read(requirement_list *list, const char *text, l2a_error *error)
{
  const char *colon = strrchr(text, ':');
  bytes rest = bytes_of(colon ? colon + 1 : text), value = { NULL, 0 }, column = { NULL, 0 };
  l2a_status status = L2A_OK;

  if (colon) {
    value = bytes_from(text, (size_t)(colon - text));
    column = bytes_split(&value, '=');
    if (!value.data) return error_set(error, L2A_EINVAL, "--require: '%s': expected COLUMN=VALUE:METRIC=NUMBER", text);
  }
  while (rest.data && status == L2A_OK) {
    requirement *r = &list->items[list->count];

    if (list->count == REQUIREMENT_LIMIT) return error_set(error, L2A_ELIMIT, "--require: more than %d numbers", REQUIREMENT_LIMIT);
    *r = (requirement){ .column = column, .value = value };
    status = read_one(r, bytes_trim(bytes_split(&rest, ',')), error);
    list->count++;
  }
  return status;
}

static const evaluation_group *find_group(const requirement *r, const evaluation *e, const label_set *labels)
{
  for (uint32_t i = 0; i < e->group_count; i++) {
    const evaluation_group *g = &e->groups[i];

    if (!r->column.data) return g;
    if (g->column == ID_NONE || !bytes_equal(labels->columns[g->column].name, r->column)) continue;
    if (bytes_equal(labels->columns[g->column].values.ids[g->value], r->value)) return g;
  }
  return NULL;
}

static ratio value_of(const requirement *r, const evaluation_group *g)
{
  if (r->metric < METRIC_COUNT) return metric_value(&g->counts, (enum metric)r->metric);
  if (r->metric == REQUIRE_CALIBRATION_ERROR) return (ratio){ calibration_error(&g->calibration), g->calibration.usable ? MILLION : 0 };
  return (ratio){ g->reached ? g->point.right : 0, g->has_scores ? g->counts.with_account : 0 };
}

l2a_status requirements_check(requirement_list *list, const evaluation *e, const label_set *labels, bool *all_met, l2a_error *error)
{
  *all_met = true;
  for (uint32_t i = 0; i < list->count; i++) {
    requirement *r = &list->items[i];
    const evaluation_group *g = find_group(r, e, labels);
    ratio v;

    if (!g)
      return error_set(error, L2A_ENOTFOUND, "--require: no labelled contact has %.*s=%.*s", (int)r->column.size, r->column.data,
                       (int)r->value.size, r->value.data);
    v = value_of(r, g);
    r->has_value = v.total > 0;
    r->is = v.total ? (uint32_t)((v.of * MILLION + (r->at_most ? v.total - 1 : 0)) / v.total) : 0;
    r->met = r->has_value && (r->at_most ? v.of * MILLION <= v.total * (uint64_t)r->bound : v.of * MILLION >= v.total * (uint64_t)r->bound);
    *all_met &= r->met;
  }
  return L2A_OK;
}
