/* SPDX-License-Identifier: MIT */
/*
 * Marketing Qualified Accounts: rows of accounts, contacts, activities, opportunities and touches in; what each account is at an instant,
 * how it came there, and whether sales followed up, out.
 *
 *   mqa_new -> mqa_set_columns -> mqa_add_* (any order of rows) -> mqa_run -> mqa_accounts, mqa_history, mqa_sla, mqa_unmatched ...
 *
 *   contacts    -> persons (people.c)             same e-mail: one person
 *   activities  -> batch -> duplicates out, by account and time (activities.c) -> sorted runs, packed, in memory or temporary files (activity_run.c)
 *   per account -> its activities from all runs (account_items.c) -> events in time (timeline.c) -> running minutes (engagement.c)
 *                  + stages (stage_machine.c) -> rows (account_run.c, sla.c)
 *   kept        -> what a run has taken in and answered (state_file.c): the next one runs only accounts that may be others (account_record.h)
 *
 * Memory grows with accounts, contacts, opportunities, touches, whom activities name, and rows that are unmatched; activities take what
 * mqa_set_limits allows. Rows are added by one thread; mqa_run uses several. All arithmetic is in integers.
 */
#ifndef L2A_MQA_MQA_H
#define L2A_MQA_MQA_H

#include "base/time_zone.h"
#include "rules/rules.h"

enum { MQA_TEXT_LIMIT = 65535 /* bytes of an activity's id, of its minutes */ };

typedef struct mqa mqa;

/* Where a row comes from: file is the caller's number. */
typedef struct mqa_source {
  uint32_t file;
  uint64_t line, offset;
} mqa_source;

typedef struct mqa_contact {
  bytes id, email, title, account_id;
  bytes raw; /* the whole row: decides between rows with the same id */
  l2a_decision decision;
  uint32_t score; /* 1/10000 */
} mqa_contact;

/* The type is a number of the rules' activities, or MQA_OTHER_TYPE: then its text is an unknown type. */
typedef struct mqa_activity {
  bytes activity_id, contact_id, email, account_id, type, minutes;
  uint32_t type_number;
  int64_t occurred_at;
  mqa_source source;
} mqa_activity;

typedef struct mqa_opportunity {
  bytes opportunity_id, account_id, amount;
  int64_t created_at, closed_at; /* closed_at as written; INSTANT_NONE without one */
  bool is_closed, is_won;
  mqa_source source;
} mqa_opportunity;

typedef struct mqa_touch {
  bytes account_id, contact_id, email, kind, rep, disposition;
  int64_t occurred_at;
  mqa_source source;
} mqa_touch;

/* L2A_EINVAL (as_of out of range), L2A_ENOMEM. rules must outlive it. */
l2a_status mqa_new(mqa **out, const l2a_rules *rules, int64_t as_of, l2a_error *error);
void mqa_free(mqa *m);
const time_zone *mqa_zone(const mqa *m);

/*
 * The columns of the accounts, before the first of them. A rule of the user's file that names a column that is not there is L2A_ESYNTAX with
 * its place; *ignored counts those of the built-in definitions, which then never hold. L2A_ENOMEM.
 */
l2a_status mqa_set_columns(mqa *m, const l2a_column *columns, size_t count, uint32_t *ignored, l2a_error *error);

/* One cell a column. Texts of all mqa_add_ calls are copied. L2A_ENOMEM, L2A_ELIMIT (2^32 rows). */
l2a_status mqa_add_account(mqa *m, bytes id, bytes name, bytes owner, const bytes *cells, l2a_error *error);
l2a_status mqa_add_contact(mqa *m, const mqa_contact *contact, l2a_error *error);
l2a_status mqa_add_activity(mqa *m, const mqa_activity *activity, l2a_error *error);
l2a_status mqa_add_opportunity(mqa *m, const mqa_opportunity *opportunity, l2a_error *error);
l2a_status mqa_add_touch(mqa *m, const mqa_touch *touch, l2a_error *error);

/*
 * What if: the same rows under other thresholds, in the same run. A variant replaces every `minutes` (and, in proportion, those of `stay`) and
 * every number of `people` of the MQA stages, and the window; 0 keeps what the definitions say.
 */
typedef struct mqa_variant {
  int64_t minutes; /* milliminutes */
  uint32_t people, window;
} mqa_variant;

/* Before mqa_run and after mqa_set_columns; once. L2A_EINVAL (a threshold that the definitions have not), L2A_ENOMEM. */
l2a_status mqa_set_variants(mqa *m, const mqa_variant *variants, size_t count, l2a_error *error);

/*
 * With a journal rows of accounts, contacts, opportunities and touches go to its log, and together with those that it has they make the
 * accounts (mqa_prepare) and what happened (mqa_run): what l2a_mqa says of rows that replace others holds. Activities come after
 * mqa_prepare; before it they go to the log too. Borrowed. Before the columns.
 */
void mqa_set_journal(mqa *m, l2a_mqa *journal);

/* Rows and answers are kept for another run. Rows without a line are old ones: counted, not listed. */
void mqa_set_kept(mqa *m);
l2a_status mqa_set_as_of(mqa *m, int64_t as_of, l2a_error *error); /* L2A_EINVAL */

/*
 * How much memory activities may take (0: 1 GiB; what does not fit waits in temporary files in a folder, NULL: TMPDIR, else /tmp; borrowed)
 * and with how many threads they are sorted. Before the first activity.
 */
void mqa_set_limits(mqa *m, uint64_t memory_bytes, const char *temp_dir, size_t thread_count);

/* All accounts and contacts are there: only from here on memory is bounded. mqa_run does it where it was not done. L2A_ENOMEM. */
l2a_status mqa_prepare(mqa *m, l2a_error *error);

/* mqa_add_activity in parts, for a caller with threads: hashing may be done by any of them. */
typedef struct mqa_activity_hash {
  uint64_t who, id;
} mqa_activity_hash;

void mqa_hash_activity(mqa_activity_hash *out, const mqa_activity *activity);
void mqa_prefetch_activity(const mqa *m, const mqa_activity_hash *hash); /* of an activity that comes soon */
l2a_status mqa_add_hashed_activity(mqa *m, const mqa_activity *activity, const mqa_activity_hash *hash, l2a_error *error);

/* Once, after all rows. L2A_EIO (temporary files), L2A_ENOMEM. */
l2a_status mqa_run(mqa *m, size_t thread_count, l2a_error *error);

/* ---- answers; borrowed from m -------------------------------------------------------------------------------------------------------- */

typedef enum mqa_temperature {
  MQA_EXCLUDED = 0,
  MQA_CUSTOMER,
  MQA_IN_PIPELINE,
  MQA_QUALIFIED,
  MQA_WARM,
  MQA_COLD,
  MQA_TEMPERATURE_COUNT
} mqa_temperature;

/* Instants are INSTANT_NONE where there is none. */
typedef struct mqa_account_row {
  bytes id, name, owner, tier;
  uint32_t stage; /* number in the rules; MQA_STAGE_LIMIT: excluded */
  bool is_mqa, fragile, has_events;
  int64_t stage_since, mqa_at, falls_at;
  int64_t first_event;
  int64_t minutes; /* milliminutes */
  uint32_t people, engaged_people;
  uint64_t roles; /* mask of roles of the rules, other_role the last */
  bytes top_activity, missing;
  uint32_t weak_share; /* thousandths */
  mqa_temperature temperature;
} mqa_account_row;

typedef struct mqa_history_row {
  uint32_t account; /* number in mqa_accounts */
  uint32_t from, to;
  int64_t at;
  bytes reason;
  bool mqa_entry;
} mqa_history_row;

/* A time that an account was qualified. */
typedef struct mqa_stay {
  uint32_t account, variant;
  uint32_t type;      /* the activity type with the most minutes inside the window at the entry: mqa_type_name */
  uint32_t to;        /* the stage it left for */
  int64_t at, before; /* before: INSTANT_NONE while it lasts */
} mqa_stay;

typedef struct mqa_deal {
  int64_t created, closed; /* closed INSTANT_NONE: open at the instant of the run */
  bool won;
  bytes amount; /* as written */
} mqa_deal;

typedef enum mqa_outcome { MQA_MET = 0, MQA_LATE, MQA_PENDING, MQA_SILENT, MQA_OUTCOME_COUNT } mqa_outcome;

typedef struct mqa_sla_row {
  uint32_t account;
  int64_t mqa_at, due_at, first_touch_at;
  bytes rep, disposition;
  mqa_outcome outcome;
  int64_t elapsed, business; /* seconds */
} mqa_sla_row;

typedef enum mqa_table { MQA_ACTIVITIES = 0, MQA_OPPORTUNITIES, MQA_TOUCHES, MQA_TABLE_COUNT } mqa_table;

typedef struct mqa_unmatched_row {
  mqa_table table;
  mqa_source source;
  bytes key;
  const char *reason; /* static */
} mqa_unmatched_row;

typedef struct mqa_unknown_type {
  bytes name;
  uint64_t count; /* rows up to the instant, duplicates out */
} mqa_unknown_type;

typedef struct mqa_counts {
  uint64_t rows[MQA_TABLE_COUNT];       /* added */
  uint64_t after[MQA_TABLE_COUNT];      /* of them after the instant */
  uint64_t duplicates[MQA_TABLE_COUNT]; /* of those up to it, another row of the same id counts */
  uint64_t unmatched[MQA_TABLE_COUNT];
  uint64_t contacts, persons;
} mqa_counts;

const mqa_account_row *mqa_accounts(const mqa *m, size_t *count);
const mqa_history_row *mqa_history(const mqa *m, size_t *count);
const mqa_sla_row *mqa_sla(const mqa *m, size_t *count);
const mqa_unmatched_row *mqa_unmatched(const mqa *m, size_t *count);
const mqa_unknown_type *mqa_unknown_types(const mqa *m, size_t *count); /* by name */
const mqa_counts *mqa_get_counts(const mqa *m);

/* The opportunities of an account that count, as created. */
const mqa_deal *mqa_deals(const mqa *m, uint32_t account, size_t *count);

/*
 * An amount in thousandths: decimals, with a currency beside them and marks between thousands (1200.5, $1,200.50, 1.200,50 EUR). False and 0
 * for what is none, is negative, or is more than 10^12.
 */
bool mqa_read_amount(int64_t *out, bytes text);
int64_t mqa_parse_amount(bytes text); /* the same; 0 */

/* Under variant number n of mqa_set_variants, by account and time. */
const mqa_stay *mqa_stays(const mqa *m, size_t variant, size_t *count);
bytes mqa_type_name(const mqa *m, uint32_t type);

/* Accounts whose id is another one's in its longer form: no rows reach them. Number n, or empty past the end. */
bytes mqa_shadowed_account(const mqa *m, size_t n);

const char *mqa_temperature_name(mqa_temperature t);
bytes mqa_stage_name(const mqa *m, uint32_t stage);
bytes mqa_outcome_name(const mqa *m, mqa_outcome outcome);
const l2a_rules *mqa_get_rules(const mqa *m);
int64_t mqa_as_of(const mqa *m);

/* A summary row; texts live during the call. */
typedef l2a_status mqa_summary_sink(void *payload, bytes metric, bytes group, bytes value);

/*
 * The summary, in a fixed order. since: the period begins behind this instant; INSTANT_NONE: one window before as_of. compare_to:
 * INSTANT_NONE for no comparison.
 */
l2a_status mqa_summary(const mqa *m, int64_t since, int64_t compare_to, mqa_summary_sink *sink, void *payload, l2a_error *error);

#endif
