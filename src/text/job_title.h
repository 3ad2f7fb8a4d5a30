/* SPDX-License-Identifier: MIT */
/*
 * Job titles to seniority, department and role in the buying committee, by an ordered list of patterns (PCRE2). In each dimension the first
 * pattern that is found decides. Costly for one title (microseconds): callers remember the answer of each distinct title.
 *
 *   "VP of Marketing, EMEA"   seniority vp   department marketing   role decision_maker
 *   "Leiterin Einkauf"        seniority manager   department procurement   role procurement
 */
#ifndef L2A_TEXT_JOB_TITLE_H
#define L2A_TEXT_JOB_TITLE_H

#include "base/bytes.h"
#include "base/regex.h"
#include "base/status.h"

typedef enum title_dimension { TITLE_SENIORITY = 0, TITLE_DEPARTMENT, TITLE_ROLE, TITLE_DIMENSION_COUNT } title_dimension;

enum { TITLE_RULE_LIMIT = 1000, TITLE_NONE = UINT16_MAX };

typedef struct title_rule {
  title_dimension dimension;
  bytes name; /* several rules may give one name */
  bytes pattern;
  uint64_t line; /* where it stands, for messages; 0 unknown */
} title_rule;

typedef struct title_rules title_rules; /* immutable, shared by all threads */

/* Numbers of names (title_rules_name), TITLE_NONE where no rule matches. */
typedef struct title_class {
  uint16_t names[TITLE_DIMENSION_COUNT];
} title_class;

/* Compiles the list; texts are copied. file stands for it in messages. L2A_ESYNTAX (file, line, and PCRE2's reason), L2A_ELIMIT, L2A_ENOMEM. */
l2a_status title_rules_new(title_rules **out, const char *file, const title_rule *rules, size_t count, l2a_error *error);

/* The built-in list, data/title_rules.txt. The same, and L2A_ENOTFOUND. */
l2a_status title_rules_new_builtin(title_rules **out, l2a_error *error);
void title_rules_free(title_rules *rules);

/* How many names a dimension has, in the order of their first rule, and one of them; {NULL, 0} past the last. Borrowed. */
size_t title_rules_count(const title_rules *rules, title_dimension dimension);
bytes title_rules_name(const title_rules *rules, title_dimension dimension, uint16_t number);

/* "seniority", "department", "role"; static. */
const char *title_dimension_name(title_dimension dimension);

/* Title: any bytes. A pattern that gives up on it (too many steps) counts as not found. L2A_ENOMEM. */
l2a_status title_classify(title_class *out, bytes title, const title_rules *rules, regex_scratch *scratch, l2a_error *error);

#endif
