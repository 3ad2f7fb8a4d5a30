/* SPDX-License-Identifier: MIT */
/* Every limit of definitions and overrides (base/limits.h): as much as it allows is read, one more is refused with its place. */
#include <criterion/criterion.h>
#include <l2a.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/limits.h"

/* head, then item for 0 .. n - 1 with its number, then tail: n is the limit, and one more. */
typedef struct list_case {
  const char *head, *item, *tail;
  int limit;
  const char *message; /* part of it */
  int there;           /* of them before the list: built in, or elsewhere in the text */
} list_case;

static const list_case lists[] = {
  { "domains:\n  deny: [", "d%d.com, ", "]\n", LIST_LIMIT, "0 to 100000 values", 0 },
  { "match:\n  tie_breakers: [", "{most: c%d}, ", "]\n", TIE_BREAKER_LIMIT, "0 to 16 values", 0 },
  { "match:\n  tie_breakers: [{column: type, prefer: [", "v%d, ", "]}]\n", TIE_VALUE_LIMIT, "1 to 32 values", 0 },
  { "calibration: [", "[%d, 0.5], ", "]\n", CALIBRATION_LIMIT, "1 to 256 values", 0 },
  { "engagement:\n  activities:\n", "    a%d: {minutes: 1}\n", "", MQA_ACTIVITY_LIMIT, "at most 1000 activity types", 10 },
  { "engagement:\n  roles: [", "{name: r%d, weight: 1, titles: x}, ", "]\n", MQA_ROLE_LIMIT, "0 to 62 values", 0 },
  { "stages: [", "{name: s%d, when: always}, ", "]\n", MQA_STAGE_LIMIT, "1 to 64 values", 0 },
  { "stages: [{name: m, mqa: true, expires_to: n, when: {any: [", "{minutes: %d}, ", "]}}, {name: n, when: always}]\n", MQA_LEAF_LIMIT,
    "at most 1000 conditions", 1 },
  { "exclude: [", "{column: c, value: v%d}, ", "]\n", MQA_LIST_LIMIT, "0 to 10000 values", 0 },
};

/* A number or a duration: the largest, and what is larger. */
typedef struct value_case {
  const char *head, *most, *more, *tail;
  const char *limit; /* in limits.h */
} value_case;

static const value_case values[] = {
  { "match:\n  budgets: {words: ", "100000", "100001", "}\n", "BUDGET_LIMIT" },
  { "match:\n  tie_margin: ", "100", "100.001", "\n", "WEIGHT_LIMIT" },
  { "calibration: [[", "1000000000", "1000000001", ", 0.5]]\n", "CUT_LIMIT" },
  { "engagement:\n  unknown_activity: {minutes: ", "1000000", "1000000.001", "}\n", "MQA_MINUTES_LIMIT" },
  { "engagement:\n  other_role: {name: other, weight: ", "100", "100.001", "}\n", "MQA_WEIGHT_LIMIT" },
  { "engagement:\n  window: ", "3650d", "3651d", "\n", "MQA_DAYS_LIMIT" },
  { "sla:\n  follow_up: ", "315360000s", "315360001s", "\n", "MQA_SECONDS_LIMIT" },
  { "sla:\n  marketing: {mqas_per_month: ", "1000000", "1000001", "}\n", "MQA_COUNT_LIMIT" },
};

static l2a_status parse(bytes text, l2a_error *error)
{
  l2a_rules *rules = NULL;
  l2a_status status = l2a_rules_parse(&rules, text.data, text.size, "d.yaml", error);

  l2a_rules_free(rules);
  return status;
}

static void put_number(buffer *text, const char *item, int n)
{
  const char *at = strstr(item, "%d");

  buffer_append(text, item, (size_t)(at - item));
  buffer_printf(text, "%d", n);
  buffer_append(text, at + 2, strlen(at + 2));
}

static l2a_status parse_list(const list_case *c, int count, l2a_error *error)
{
  buffer text = BUFFER_INIT;
  l2a_status status;

  buffer_append(&text, c->head, strlen(c->head));
  for (int n = 0; n < count; n++) put_number(&text, c->item, n);
  buffer_append(&text, c->tail, strlen(c->tail));
  cr_assert_not(text.failed);
  status = parse(buffer_bytes(&text), error);
  buffer_free(&text);
  return status;
}

Test(definition_limits, of_lists)
{
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
    const list_case *c = &lists[i];
    l2a_error error = L2A_ERROR_INIT;
    cr_expect_eq(parse_list(c, c->limit - c->there, &error), L2A_OK, "%s: %s", c->head, error.message);
    cr_expect_eq(parse_list(c, c->limit - c->there + 1, &error), L2A_ESYNTAX, "%s: %s", c->head, error.message);
    cr_expect(strstr(error.message, "d.yaml:") && strstr(error.message, c->message), "%s: %s", c->head, error.message);
  }
}

static l2a_status parse_value(const value_case *c, const char *value, l2a_error *error)
{
  buffer text = BUFFER_INIT;
  l2a_status status;

  buffer_printf(&text, "%s%s%s", c->head, value, c->tail);
  status = parse(buffer_bytes(&text), error);
  buffer_free(&text);
  return status;
}

Test(definition_limits, of_values)
{
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    const value_case *c = &values[i];
    l2a_error error = L2A_ERROR_INIT;
    cr_expect_eq(parse_value(c, c->most, &error), L2A_OK, "%s: %s", c->limit, error.message);
    cr_expect_eq(parse_value(c, c->more, &error), L2A_ESYNTAX, "%s: %s", c->limit, error.message);
    cr_expect(strstr(error.message, "d.yaml:"), "%s: %s", c->limit, error.message);
  }
}

/* A name of a column of `size` letters. */
static l2a_status parse_text(size_t size, l2a_error *error)
{
  static const char head[] = "match:\n  tie_breakers: [{most: \"";
  buffer text = BUFFER_INIT;
  l2a_status status;

  buffer_append(&text, head, sizeof head - 1);
  for (size_t i = 0; i < size; i++) buffer_append(&text, "x", 1);
  buffer_append(&text, "\"}]\n", 4);
  status = parse(buffer_bytes(&text), error);
  buffer_free(&text);
  return status;
}

Test(definition_limits, of_texts)
{
  l2a_error error = L2A_ERROR_INIT;

  cr_expect_eq(parse_text(TEXT_LIMIT, &error), L2A_OK, "%s", error.message);
  cr_expect_eq(parse_text(TEXT_LIMIT + 1, &error), L2A_ESYNTAX, "%s", error.message);
  cr_expect(strstr(error.message, "4096"), "%s", error.message);
}

Test(definition_limits, of_overrides)
{
  l2a_override o = { sizeof o, L2A_OVERRIDE_ALWAYS, L2A_FIELD_COMPANY, 0, { NULL, 0 }, { "A1", 2 } };
  l2a_error error = L2A_ERROR_INIT;
  l2a_rules *rules = NULL;
  char *text = malloc(OVERRIDE_TEXT_LIMIT + 1);

  cr_assert_not_null(text);
  memset(text, 'x', OVERRIDE_TEXT_LIMIT + 1);
  cr_assert_eq(l2a_rules_load(&rules, NULL, &error), L2A_OK, "%s", error.message);
  o.value = (l2a_string){ text, OVERRIDE_TEXT_LIMIT };
  cr_expect_eq(l2a_rules_add_override(rules, &o, &error), L2A_OK, "%s", error.message);
  o.value.size++;
  cr_expect_eq(l2a_rules_add_override(rules, &o, &error), L2A_ELIMIT);
  cr_expect(strstr(error.message, "longer than 4096 bytes"), "%s", error.message);
  l2a_rules_free(rules);
  free(text);
}
