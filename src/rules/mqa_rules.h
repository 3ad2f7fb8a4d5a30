/* SPDX-License-Identifier: MIT */
/*
 * The part of the definitions that says when an account is a Marketing Qualified Account: timezone, engagement, stages, exclude, sla.
 * data/mqa.yaml has every key with its built-in value. Numbers are integers: milliminutes (1 minute = 1000), thousandths of a weight,
 * seconds; days where calendar days are meant.
 *
 *   stages[0]  customer         the highest; an account is in exactly one
 *   stages[1]  open_opportunity
 *   stages[2]  mqa              when -> any -+- all -+- minutes 100            leaf 2
 *   ...                                      |       +- people 2, each 20      leaf 3
 *   stages[n]  no_engagement                 +- activity demo_request 2, 30d   leaf 4
 */
#ifndef L2A_RULES_MQA_RULES_H
#define L2A_RULES_MQA_RULES_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/regex.h"
#include "base/status.h"

enum { MQA_OTHER_TYPE = MQA_ACTIVITY_LIMIT + 1 }; /* the type of an activity that no definition names */

/* Where a rule stands, for what can be said only when the tables are known. */
typedef struct rule_place {
  const char *file;
  uint32_t line, column;
  bool builtin; /* in the built-in definitions: nobody asked for it by name */
} rule_place;

typedef struct text_list {
  uint32_t count;
  const bytes *items;
} text_list;

/* A column of the accounts compared with values (exact bytes) or with a decimal number. */
typedef struct column_test {
  bytes column;
  text_list values; /* empty: at_least */
  bytes at_least;   /* the number as written */
  rule_place place;
} column_test;

/* What the CRM calls an activity: every column has one of its values. */
typedef struct type_rule {
  uint32_t count;
  struct type_rule_part {
    bytes column; /* a field of the activities (type, campaign_type, status ...) or a column of the file */
    text_list values;
  } * parts;
} type_rule;

typedef struct activity_rule {
  bytes name;
  bool actual;         /* the row's own minutes, else default_minutes, at most max_minutes */
  int64_t minutes;     /* milliminutes; of actual: the default */
  int64_t max_minutes; /* of actual; -1: none */
  uint32_t daily_cap;  /* 0: none */
  uint32_t rule_count;
  type_rule *rules;
} activity_rule;

typedef struct role_rule {
  bytes name;
  bytes titles; /* pattern; empty of other_role */
  uint32_t weight;
  regex *pattern; /* NULL of other_role */
  rule_place place;
} role_rule;

typedef struct account_weight {
  column_test test;
  uint32_t weight;
} account_weight;

typedef enum decay_kind { DECAY_NONE = 0, DECAY_LINEAR, DECAY_HALF_LIFE } decay_kind;

typedef enum condition_kind {
  CONDITION_ALWAYS = 0,
  CONDITION_ALL,
  CONDITION_ANY,
  CONDITION_NOT,
  CONDITION_MINUTES,
  CONDITION_MINUTES_ABOVE,
  CONDITION_PEOPLE,
  CONDITION_ROLES,
  CONDITION_ACTIVITY,
  CONDITION_OPEN,
  CONDITION_WON,
  CONDITION_COLUMN,
  CONDITION_KIND_COUNT
} condition_kind;

typedef struct condition condition;
struct condition {
  condition_kind kind;
  uint32_t leaf;      /* number among the leaves of all stages; of a leaf */
  condition *first;   /* of all, any, not */
  condition *next;    /* in the parent's list */
  int64_t minutes;    /* minutes, minutes_above: N; people, roles: each */
  uint32_t count;     /* people: K; roles: at_least; activity: count; opportunities: N */
  uint32_t within;    /* activity: days; 0: the window */
  bytes number;       /* N, K, at_least, count as written */
  bytes each_text;    /* each as written; empty: left out */
  text_list roles;    /* as written */
  uint64_t role_mask; /* by place in roles; other_role is the last */
  bytes type;         /* activity */
  uint32_t type_number;
  column_test column;
  rule_place place;
};

typedef struct stage_rule {
  bytes name;
  bool mqa, sticky;
  condition *when; /* NULL of a sticky stage */
  condition *stay; /* when, unless given */
  bool has_stay;
  int64_t min_dwell; /* seconds */
  int64_t max_age;   /* seconds; -1: none */
  bytes expires_to;  /* empty: none */
  uint32_t expires_to_number;
  int64_t cooldown; /* seconds */
  text_list reopen_on;
  uint32_t *reopen_numbers; /* activity types */
  rule_place place;
} stage_rule;

typedef struct sla_rules {
  int64_t follow_up; /* seconds */
  bool business;     /* of working time */
  uint32_t days;     /* bit 0: Monday */
  int32_t from, to;  /* minutes of the day */
  bytes timezone;
  uint32_t holiday_count;
  int64_t *holidays; /* days since 1970-01-01, ascending, distinct */
  text_list qualifying_touches;
  bytes silence;
  uint32_t mqas_per_month;
  rule_place calendar_place;
} sla_rules;

typedef struct mqa_rules {
  bytes timezone;
  uint32_t window; /* days */
  decay_kind decay;
  uint32_t half_life; /* days */
  uint32_t activity_count;
  activity_rule *activities; /* room for MQA_ACTIVITY_LIMIT */
  activity_rule unknown_activity;
  uint32_t role_count;
  role_rule *roles; /* role_count, then other_role */
  uint32_t account_weight_count;
  account_weight *account_weights;
  uint32_t match_weight, review_weight;
  uint32_t fragile_below; /* 1/10000 */
  uint32_t stage_count;
  stage_rule *stages;
  uint32_t leaf_count;
  uint32_t exclude_count;
  column_test *excludes;
  sla_rules sla;
} mqa_rules;

extern const char *const condition_names[CONDITION_KIND_COUNT];
extern const char *const weekday_names[7];

/*
 * Names of stages, types and roles become numbers, patterns are compiled, and what only the whole can show is checked.
 * L2A_ESYNTAX (file:line:column), L2A_ENOMEM. Memory from the arena; the patterns are freed by mqa_rules_free.
 */
l2a_status mqa_rules_resolve(mqa_rules *rules, arena *texts, l2a_error *error);
void mqa_rules_free(mqa_rules *rules);

/* Number of the activity type of that name, or MQA_OTHER_TYPE. */
uint32_t mqa_rules_find_type(const mqa_rules *rules, bytes name);

/* Does the value of the test's column fit? */
bool column_test_holds(const column_test *test, bytes value);

#endif
