/* SPDX-License-Identifier: MIT */
/*
 * Inside of mqa: the rows as they came, and what resolve.c makes of them.
 *
 *   accounts[]     by id          items[]   by account, in the order of activities      [A1 A1 A1 | A2 | A4 A4 ...]
 *   persons[]      from contacts  deals[]   by account, opportunities that count
 *                                 touches[] by account, in the order of touches
 *   item_start[account] .. item_start[account + 1]
 */
#ifndef L2A_MQA_BOOK_H
#define L2A_MQA_BOOK_H

#include "mqa/key_map.h"
#include "mqa/mqa.h"
#include "mqa/vector.h"
#include "mqa/work_time.h"

enum { ACTIVITY_ID = 0, ACTIVITY_CONTACT, ACTIVITY_EMAIL, ACTIVITY_ACCOUNT, ACTIVITY_TYPE, ACTIVITY_MINUTES, ACTIVITY_TEXTS };
enum { TOUCH_KIND = 0, TOUCH_REP, TOUCH_DISPOSITION, TOUCH_ACCOUNT, TOUCH_CONTACT, TOUCH_EMAIL, TOUCH_TEXTS };
enum { NO_PERSON = 0 }; /* the anonymous rows of an account: number 0 of the persons */

typedef struct activity_row {
  int64_t at;
  const char *text; /* the texts, one behind the other, in the order in which they are compared */
  uint32_t sizes[ACTIVITY_TEXTS];
  uint32_t type;
  mqa_source source;
} activity_row;

typedef struct touch_row {
  int64_t at;
  bytes texts[TOUCH_TEXTS];
  mqa_source source;
} touch_row;

typedef struct contact_row {
  bytes id, email, title, account_id, raw;
  uint32_t score;
  l2a_decision decision;
} contact_row;

typedef struct account_entry {
  bytes id, name, owner, tier;
  uint32_t weight; /* thousandths */
  bool excluded;
  const uint64_t *columns; /* bits: the column conditions that hold, by leaf */
} account_entry;

typedef struct person_entry {
  uint32_t account; /* KEY_NONE without one */
  uint32_t match_weight;
  uint32_t role;
  bool strong; /* a sure match */
  bool known;  /* a contact row has it */
  bool matched;
} person_entry;

/* An activity of an account. */
typedef struct item {
  int64_t at;
  int64_t units; /* milliminutes with all weights, before the daily cap */
  int32_t day;
  uint32_t person;
  uint32_t type; /* of the rules; unknown types behind them */
  bool strong;
} item;

typedef struct touch {
  int64_t at;
  bytes kind, rep, disposition;
  bool strong;
} touch;

/* What the minutes and the stages of a run depend on: the definitions, or a variant of them. */
typedef struct mqa_scheme {
  const mqa_rules *def;
  const condition **leaves;
  int64_t *factors; /* by age + 1 */
} mqa_scheme;

struct mqa {
  const l2a_rules *rules;
  const mqa_rules *def;
  int64_t as_of;
  time_zone *zone;
  work_time work;
  arena texts;

  /* columns of the rules in the accounts; KEY_NONE: there is none */
  uint32_t column_count;
  uint32_t tier_column;
  uint32_t *weight_columns, *exclude_columns, *leaf_columns;
  const condition **leaves;

  /* rows */
  VECTOR(account_entry) accounts;
  VECTOR(contact_row) contacts;
  VECTOR(activity_row) activities;
  VECTOR(mqa_opportunity) opportunities;
  VECTOR(touch_row) touch_rows;

  /* made by resolve */
  key_map account_ids, contact_ids, emails, type_names;
  VECTOR(person_entry) persons;
  VECTOR(mqa_unknown_type) unknown_types; /* by number - activity_count */
  item *items;
  mqa_deal *deals;
  touch *touches;
  uint32_t *item_start, *deal_start, *touch_start;
  VECTOR(bytes) shadowed;

  /* days from first_day on: the instant at which each begins */
  int64_t first_day;
  size_t day_count;
  int64_t *day_starts;
  mqa_scheme scheme; /* of the definitions; its leaves are those above */
  mqa_scheme *variants;
  size_t variant_count;

  /* answers */
  mqa_counts counts;
  mqa_account_row *rows;
  VECTOR(mqa_history_row) history;
  VECTOR(mqa_sla_row) sla;
  VECTOR(mqa_unmatched_row) unmatched;
  VECTOR(mqa_stay) stays;
  arena *result_texts; /* one for each block of accounts */
  size_t block_count;
};

static inline bytes activity_text(const activity_row *r, uint32_t n)
{
  const char *at = r->text;

  for (uint32_t i = 0; i < n; i++) at += r->sizes[i];
  return bytes_from(at, r->sizes[n]);
}

/* Contacts to persons. L2A_ENOMEM, L2A_ELIMIT. */
l2a_status people_make(mqa *m, l2a_error *error);

/* The e-mail as it is compared; in the arena. Empty when there is none; {NULL, 0} when memory is out. */
bytes people_email(const mqa *m, bytes email, arena *a);

/* A person that only a row with an account has; its number, KEY_NONE when memory is out. */
uint32_t people_add_unknown(mqa *m, key_map *map, bytes key);

/* Rows to items, deals and touches by account. L2A_ENOMEM. */
l2a_status book_resolve(mqa *m, l2a_error *error);

/* Accounts to their rows, number first to end - 1; one thread, answers in the vectors. */
typedef struct block_result {
  VECTOR(mqa_history_row) history;
  VECTOR(mqa_sla_row) sla;
  VECTOR(mqa_stay) stays;
} block_result;

#endif
