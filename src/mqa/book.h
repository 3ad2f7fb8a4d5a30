/* SPDX-License-Identifier: MIT */
/*
 * Inside of mqa: the rows as they came, and what is made of them.
 *
 *   accounts[]  by id            runs[]    activities by account, in their order (activity_run.h)     [A1 A1 A1 | A2 | A4 A4 ...]
 *   persons[]   from contacts    whos      whom rows name -> person, account
 *   deals[]     by account, opportunities that count     deal_start[account] .. deal_start[account + 1]
 *   touches[]   by account, in the order of touches      touch_start[account] .. touch_start[account + 1]
 */
#ifndef L2A_MQA_BOOK_H
#define L2A_MQA_BOOK_H

#include "base/buffer.h"
#include "mqa/activity_run.h"
#include "mqa/key_map.h"
#include "mqa/mqa.h"
#include "mqa/vector.h"
#include "mqa/who.h"
#include "mqa/work_time.h"

enum { TOUCH_KIND = 0, TOUCH_REP, TOUCH_DISPOSITION, TOUCH_ACCOUNT, TOUCH_CONTACT, TOUCH_EMAIL, TOUCH_TEXTS };
enum { RECORD_BLOCK_FILES = 512 };
enum { NO_PERSON = 0 }; /* the anonymous rows of an account: number 0 of the persons */

/* What activities call their type, and the type that it is. */
typedef struct activity_kind {
  bytes text;
  uint32_t type;  /* of the rules; unknown types behind them */
  uint64_t count; /* rows, duplicates out */
} activity_kind;

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
  uint32_t file;           /* the group of its activities: numbers are given once and for all, those of new accounts behind the others */
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
  int64_t *factors;                          /* by age + 1 */
  uint32_t *person_leaves, *activity_leaves; /* leaves that count persons, and those that count activities */
  uint32_t person_leaf_count, activity_leaf_count;
} mqa_scheme;

/* A who whose activities are filed with another account than theirs. */
typedef struct moved_who {
  uint32_t account, home;
} moved_who;

/* What is remembered of the accounts of some files: a record each (account_record.h), or nothing. */
typedef struct record_block {
  const char *data; /* starts (u32, one more than files), then records; NULL: nothing */
  size_t size;
  char *owned;  /* data, when it is not mapped */
  bool changed; /* since it was read or written */
} record_block;

struct mqa {
  const l2a_rules *rules;
  const mqa_rules *def;
  int64_t as_of;
  time_zone *zone;
  work_time work;
  arena texts;
  arena contact_texts; /* of contacts until they are persons */
  arena event_texts;   /* of opportunities, touches and unmatched rows: of one run */
  VECTOR(l2a_column) columns;

  /* columns of the rules in the accounts; KEY_NONE: there is none */
  uint32_t column_count;
  uint32_t tier_column;
  uint32_t *weight_columns, *exclude_columns, *leaf_columns;
  const condition **leaves;

  /* rows */
  VECTOR(account_entry) accounts;
  VECTOR(contact_row) contacts;
  VECTOR(mqa_opportunity) opportunities;
  VECTOR(touch_row) touch_rows;

  /* activities */
  who_table whos;
  size_t kept_whos;  /* of them are in the state's file */
  size_t image_whos; /* of them the file's image knows what they mean */
  bool from_image;   /* accounts and contacts are those of the image */
  arena kind_texts;
  VECTOR(activity_kind) kinds;
  key_map kind_numbers, type_names;
  VECTOR(mqa_source) sources;
  activity_batch batch;
  VECTOR(activity_run) runs;
  uint64_t memory_bytes;
  const char *temp_dir;
  size_t thread_count;
  int64_t first_at; /* of the rows that count */
  bool prepared;    /* all accounts and contacts are there */
  bool kept;        /* rows and answers are kept for the next run */
  bool past;        /* a run for an instant before the horizon: kept answers are neither used nor replaced */
  int64_t horizon;  /* up to it activities are in the runs; INT64_MIN */
  buffer later;     /* rows (row_log.h) after it */
  bool replayed;    /* rows without a line are only counted when they are unmatched */
  l2a_mqa *journal; /* NULL: none */

  /* made by resolve */
  key_map account_ids, contact_ids, emails;
  VECTOR(person_entry) persons;
  VECTOR(mqa_unknown_type) unknown_types; /* by number - activity_count */
  mqa_unknown_type *type_list;            /* the same by name, with counts */
  mqa_deal *deals;
  touch *touches;
  uint32_t *deal_start, *touch_start;
  VECTOR(bytes) shadowed;

  /* accounts by their files */
  uint32_t file_count;
  uint32_t *file_accounts; /* numbers of accounts */
  uint8_t *touched;        /* TOUCHED_...; NULL: not kept */
  VECTOR(moved_who) moved; /* whos that are filed elsewhere, by account */
  record_block *records;   /* what is remembered, by block of files; NULL: nothing */
  size_t record_block_count;
  VECTOR(bytes) old_losers; /* of runs before: i64 each */
  VECTOR(int64_t) losers;   /* instants of activities that another row of their id replaced, of this run */

  /* days from first_day on: the instant at which each begins */
  int64_t first_day;
  size_t day_count;
  int64_t *day_starts;
  mqa_scheme scheme; /* of the definitions; its leaves are those above */
  mqa_scheme *variants;
  size_t variant_count;

  /* answers */
  mqa_counts counts; /* of activities: what is in the runs and after the horizon; shown: of the last run */
  mqa_counts shown;
  mqa_account_row *rows;
  VECTOR(mqa_history_row) history;
  VECTOR(mqa_sla_row) sla;
  VECTOR(mqa_unmatched_row) unmatched;
  VECTOR(mqa_stay) stays;
  arena *result_texts; /* one for each block of accounts */
  size_t block_count;
};

/* Accounts by id, and the persons; without numbers of files. L2A_ENOMEM, L2A_ELIMIT. */
l2a_status book_prepare(mqa *m, l2a_error *error);

/* Contacts to persons. L2A_ENOMEM, L2A_ELIMIT. */
l2a_status people_make(mqa *m, l2a_error *error);

/* The e-mail as it is compared; in the arena. Empty when there is none; {NULL, 0} when memory is out. */
bytes people_email(const mqa *m, bytes email, arena *a);

/* A person that only a row with an account has; its number, KEY_NONE when memory is out. */
uint32_t people_add_unknown(mqa *m, key_map *map, bytes key);

/* Numbers of an unknown type, and of a type text with its type; KEY_NONE when memory is out. */
uint32_t activities_unknown_type(mqa *m, bytes name);
uint32_t activities_kind(mqa *m, bytes text, uint32_t type);

/* For an instant before the horizon: what was there then, into m->shown and the list of types. L2A_EIO, L2A_ECORRUPT, L2A_ENOMEM. */
l2a_status activities_recount(mqa *m, l2a_error *error);

/* Opportunities and touches by account. L2A_ENOMEM. */
l2a_status book_resolve(mqa *m, l2a_error *error);

/* Lists what is unmatched in the order of files and lines. */
void book_sort_unmatched(mqa *m);

/* Whom the who names, now that accounts and contacts are there. L2A_ENOMEM. */
l2a_status subject_resolve(mqa *m, who_entry *w, l2a_error *error);
l2a_status subject_resolve_all(mqa *m, l2a_error *error);

/* What is wrong with a who, in words (static), and the id to list it under. */
const char *subject_problem_name(uint8_t problem);
bool subject_problem_is_known(uint64_t problem);
bytes subject_key(const who_entry *w);
l2a_status book_add_unmatched(mqa *m, mqa_table table, mqa_source source, bytes key, const char *reason, l2a_error *error);

/* The order of activities, to the last byte. */
int activity_compare(const mqa *m, const activity_view *a, const activity_view *b);

/* The batch becomes a sorted run; spill: in a temporary file. L2A_EIO, L2A_ENOMEM. */
l2a_status activities_flush(mqa *m, bool spill, l2a_error *error);

/* After the last flush: duplicates between runs, unmatched rows, numbers of unknown types by name. L2A_EIO, L2A_ENOMEM. */
l2a_status activities_finish(mqa *m, l2a_error *error);

/* Duplicates between the runs become void; counts follow. L2A_EIO, L2A_ENOMEM. */
l2a_status activities_cross(mqa *m, l2a_error *error);

/* What has come for an account since its last run: nothing; only activities after the horizon; or anything: all of it is to be run anew. */
enum { TOUCHED_NOT = 0, TOUCHED_LATER, TOUCHED_ANYHOW };

static inline void mqa_touch_account(mqa *m, uint32_t account, uint8_t how)
{
  uint8_t *touched = m->touched ? &m->touched[m->accounts.data[account].file] : NULL;

  if (touched && *touched < how) *touched = how;
}

/* Accounts to their rows, number first to end - 1; one thread, answers in the vectors. */
typedef struct block_result {
  VECTOR(mqa_history_row) history;
  VECTOR(mqa_sla_row) sla;
  VECTOR(mqa_stay) stays;
} block_result;

#endif
