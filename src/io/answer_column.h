/* SPDX-License-Identifier: MIT */
/* The columns that an answer adds to a contact's own: their names (the same in CSV and NDJSON), order and values. */
#ifndef L2A_IO_ANSWER_COLUMN_H
#define L2A_IO_ANSWER_COLUMN_H

#include "base/buffer.h"

#define ANSWER_COLUMN_LIST(X) \
  X(ACCOUNT_ID, "l2a_account_id", TEXT, account_id) \
  X(DECISION, "l2a_decision", DECISION, decision) \
  X(SCORE, "l2a_score", SCORE, score) \
  X(REASON, "l2a_reason", REASON, reason) \
  X(DETAIL, "l2a_detail", TEXT, detail) \
  X(ACCOUNT_NAME, "l2a_account_name", TEXT, account_name) \
  X(OWNER, "l2a_owner", TEXT, owner) \
  X(GRADE, "l2a_grade", TEXT, grade) \
  X(RUNNER_UP, "l2a_runner_up", TEXT, runner_up_id) \
  X(MARGIN, "l2a_margin", SCORE, margin) \
  X(TIE_BREAK, "l2a_tie_break", TEXT, tie_break) \
  X(ROLLUP_ID, "l2a_rollup_id", TEXT, rollup_id) \
  X(CANDIDATES, "l2a_candidates", IDS, candidates) \
  X(CANDIDATE_SCORES, "l2a_candidate_scores", SCORES, candidates)

typedef enum answer_column {
#define X(id, name, kind, member) ANSWER_##id,
  ANSWER_COLUMN_LIST(X)
#undef X
    ANSWER_COLUMN_COUNT
} answer_column;

/* Those that are there without --candidates. */
enum { ANSWER_COLUMNS_ALWAYS = ANSWER_CANDIDATES };

const char *answer_column_name(answer_column column);
answer_column answer_column_find(bytes name); /* ANSWER_COLUMN_COUNT when it is none; case does not count */

/* The value as text: scores with four decimals, lists separated by '|'. Borrowed from result, static, or in scratch (which is cleared). */
bytes answer_column_text(answer_column column, const l2a_result *result, buffer *scratch);

/* The value as JSON: a string, a number, or an array. Errors: out->failed. */
void answer_column_json(buffer *out, answer_column column, const l2a_result *result);

/* 9973 as 0.9973. */
void append_score(buffer *out, uint32_t score);

#endif
