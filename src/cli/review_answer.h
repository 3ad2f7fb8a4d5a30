/* SPDX-License-Identifier: MIT */
/*
 * A filled review sheet: overrides (kind,field,value,account_id,note) and labels (contact_id,account_id) out of its answers.
 *
 *   answer   1, 2, 3       that candidate            always by the contact's id; a label
 *            account id    a candidate's, or any of the index when there is one
 *            none          no account is right       never by the contact's id, without account; a label without account
 *            skip, empty   not decided               nothing
 */
#ifndef L2A_CLI_REVIEW_ANSWER_H
#define L2A_CLI_REVIEW_ANSWER_H

#include "base/buffer.h"
#include "match/matcher.h"

typedef struct review_answers {
  const l2a_matcher *accounts; /* to check ids that are no candidate's; NULL: such ids are rejected */
  buffer overrides, labels;    /* the two files, with their headers; the caller frees them */
  uint64_t decided, none, skipped, rejected;
} review_answers;

/* Answers that cannot be understood are rejected: each is said on standard error with file and line, at most REVIEW_MESSAGE_LIMIT of them.
 * L2A_ENOTFOUND (a column is missing), statuses of table_open. */
enum { REVIEW_MESSAGE_LIMIT = 50 };
l2a_status review_answers_read(review_answers *answers, const char *path, l2a_error *error);

#endif
