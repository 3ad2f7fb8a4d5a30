/* SPDX-License-Identifier: MIT */
/*
 * The review sheet: one row for each contact that a person has to decide, with the candidates side by side.
 *
 *   contact_id,company,email,website,country,city,
 *   candidate_1_id,candidate_1_name,candidate_1_country,candidate_1_city,candidate_1_website,candidate_1_score,candidate_1_grade, 2 ..., 3 ...,
 *   answer,note
 */
#ifndef L2A_CLI_REVIEW_SHEET_H
#define L2A_CLI_REVIEW_SHEET_H

#include "base/buffer.h"
#include "match/matcher.h"

enum {
  SHEET_CANDIDATES = 3,
  SHEET_CANDIDATE_COLUMNS = 7,
  SHEET_COLUMNS = 6 + SHEET_CANDIDATE_COLUMNS * SHEET_CANDIDATES + 2,
  SHEET_FIRST_CANDIDATE = 6,
  SHEET_ANSWER = SHEET_COLUMNS - 2,
  SHEET_NOTE
};

/* "contact_id", ...; static. */
const char *sheet_column_name(uint32_t column);

/* Appends the header; a row for a contact, which is matched anew for its candidates. m: made with a candidate_limit of SHEET_CANDIDATES
 * and without memo. hide_emails: their hashes instead. Statuses of l2a_match. */
void sheet_write_header(buffer *out);
l2a_status sheet_write_row(buffer *out, l2a_matcher *m, const l2a_contact *contact, bool hide_emails, l2a_error *error);

#endif
