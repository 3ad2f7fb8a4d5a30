/* SPDX-License-Identifier: MIT */
/* Small indexes in memory, definitions whose few weights add up in the head, and a matcher over both. */
#ifndef L2A_TESTS_MATCH_FIXTURE_H
#define L2A_TESTS_MATCH_FIXTURE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "match/matcher.h"

/* An account of a table in a test; what is NULL is empty. */
typedef struct row {
  const char *id, *name, *website, *aliases, *domains, *country, *state, *city, *postal_code, *phone, *parent, *owner, *type, *employees,
    *created;
} row;

enum { ROW_COLUMNS = 15 };

static const l2a_column row_columns[ROW_COLUMNS] = {
  { { "Id", 2 }, L2A_ACCOUNT_ID },           { { "Name", 4 }, L2A_ACCOUNT_NAME },        { { "Website", 7 }, L2A_ACCOUNT_WEBSITE },
  { { "Aliases", 7 }, L2A_ACCOUNT_ALIASES }, { { "Domains", 7 }, L2A_ACCOUNT_DOMAINS },  { { "Country", 7 }, L2A_ACCOUNT_COUNTRY },
  { { "State", 5 }, L2A_ACCOUNT_STATE },     { { "City", 4 }, L2A_ACCOUNT_CITY },        { { "Zip", 3 }, L2A_ACCOUNT_POSTAL_CODE },
  { { "Phone", 5 }, L2A_ACCOUNT_PHONE },     { { "Parent", 6 }, L2A_ACCOUNT_PARENT_ID }, { { "Owner", 5 }, L2A_ACCOUNT_OWNER },
  { { "Type", 4 }, L2A_ACCOUNT_TYPE },       { { "Employees", 9 }, L2A_ACCOUNT_OTHER },  { { "Created", 7 }, L2A_ACCOUNT_CREATED_AT },
};

static inline void row_add(l2a_index_writer *build, const row *r)
{
  const char *const texts[ROW_COLUMNS] = { r->id,          r->name,  r->website, r->aliases, r->domains, r->country,   r->state,  r->city,
                                           r->postal_code, r->phone, r->parent,  r->owner,   r->type,    r->employees, r->created };
  l2a_error error = L2A_ERROR_INIT;
  l2a_string cells[ROW_COLUMNS];

  for (size_t i = 0; i < ROW_COLUMNS; i++) cells[i] = bytes_of(texts[i]);
  cr_assert_eq(l2a_index_writer_add(build, cells, &error), L2A_OK, "%s", error.message);
}

static inline l2a_index_writer *rows_begin(const l2a_rules *rules)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_writer *build = NULL;

  cr_assert_eq(l2a_index_writer_new(&build, NULL, rules, row_columns, ROW_COLUMNS, &error), L2A_OK, "%s", error.message);
  return build;
}

static inline l2a_index *rows_end(l2a_index_writer *build)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;

  cr_assert_eq(l2a_index_writer_finish(&index, build, &error), L2A_OK, "%s", error.message);
  return index;
}

static inline l2a_index *rows_index(const l2a_rules *rules, const row *rows, size_t count)
{
  l2a_index_writer *build = rows_begin(rules);

  for (size_t i = 0; i < count; i++) row_add(build, &rows[i]);
  return rows_end(build);
}

static inline l2a_rules *rules_from(const char *text)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_rules *rules = NULL;
  l2a_status status = text ? l2a_rules_parse(&rules, text, strlen(text), "test", &error) : l2a_rules_load(&rules, NULL, &error);

  cr_assert_eq(status, L2A_OK, "%s", error.message);
  return rules;
}

/*
 * Definitions with hand-made weights: before any evidence -4, the e-mail's domain 7.5, the exact name 7.5, the web site 5; everything else
 * counts nothing. A total t (in nats) is the probability 0.5 + t / 10:
 *
 *   nothing 0.10 none    web site 0.60 review    domain or name 0.85 match    both 1.00
 *
 * match: lines of the section of that name, each indented by two blanks; more: further top-level keys.
 */
static inline l2a_rules *plain_rules(const char *match, const char *more)
{
  buffer text = BUFFER_INIT;
  l2a_rules *rules;

  buffer_printf(&text, "version: 1\nmatch:\n  tie_margin: 0.10\n%s%s\nweights:\n  prior: -4.000\n", match ? match : "", match ? "\n" : "");
  for (int i = 0; i < FEATURE_COUNT; i++) {
    const char *level = "none";
    if (i == FEATURE_EMAIL_MATCH) level = "{cuts: [1], weights: [0, 7.500]}";
    if (i == FEATURE_NAME_EXACT) level = "{cuts: [1], weights: [0, 7.500]}";
    if (i == FEATURE_WEBSITE_MATCH) level = "{cuts: [2], weights: [0, 5.000]}";
    buffer_printf(&text, "  %s: %s\n", feature_name((feature)i), level);
  }
  buffer_printf(&text, "margin: none\ncalibration: [[-5000, 0], [5000, 1]]\n%s\n", more ? more : "");
  buffer_append(&text, "", 1);
  cr_assert_not(text.failed);
  rules = rules_from(text.data);
  buffer_free(&text);
  return rules;
}

static inline void override_add(l2a_rules *rules, l2a_override_kind kind, l2a_override_field field, const char *value, const char *account,
                                uint64_t line)
{
  l2a_override o = { sizeof o, kind, field, line, bytes_of(value), bytes_of(account) };
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_rules_add_override(rules, &o, &error), L2A_OK, "%s", error.message);
}

static inline l2a_matcher *matcher_of(const l2a_rules *rules, l2a_index *index, uint32_t candidate_limit, uint64_t memo_bytes)
{
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  l2a_error error = L2A_ERROR_INIT;
  l2a_matcher *matcher = NULL;

  options.candidate_limit = candidate_limit;
  options.memo_bytes = memo_bytes;
  cr_assert_eq(l2a_matcher_new(&matcher, rules, index, &options, &error), L2A_OK, "%s", error.message);
  return matcher;
}

static inline l2a_contact contact_of(const char *email, const char *company)
{
  l2a_contact c = L2A_CONTACT_INIT;

  c.email = bytes_of(email);
  c.company = bytes_of(company);
  return c;
}

static inline const l2a_result *match_of(l2a_matcher *matcher, const l2a_contact *contact)
{
  l2a_error error = L2A_ERROR_INIT;
  const l2a_result *result = NULL;

  cr_assert_eq(l2a_match(&result, matcher, contact, &error), L2A_OK, "%s", error.message);
  return result;
}

static inline bool text_is(bytes text, const char *expected)
{
  return bytes_equal(text, bytes_of(expected));
}

static inline bool text_has(bytes text, const char *part)
{
  return memmem(text.data ? text.data : "", text.size, part, strlen(part)) != NULL;
}

static inline bool results_equal(const l2a_result *a, const l2a_result *b)
{
  bool equal = a->decision == b->decision && a->reason == b->reason && a->score == b->score && a->margin == b->margin &&
               bytes_equal(a->account_id, b->account_id) && bytes_equal(a->account_name, b->account_name) &&
               bytes_equal(a->owner, b->owner) && bytes_equal(a->detail, b->detail) && bytes_equal(a->grade, b->grade) &&
               bytes_equal(a->runner_up_id, b->runner_up_id) && bytes_equal(a->tie_break, b->tie_break) &&
               bytes_equal(a->rollup_id, b->rollup_id) && a->candidate_count == b->candidate_count;

  for (size_t i = 0; equal && i < a->candidate_count; i++)
    equal = bytes_equal(a->candidates[i].account_id, b->candidates[i].account_id) &&
            bytes_equal(a->candidates[i].account_name, b->candidates[i].account_name) && a->candidates[i].score == b->candidates[i].score;
  return equal;
}

static inline uint32_t test_random(uint32_t *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

#endif
