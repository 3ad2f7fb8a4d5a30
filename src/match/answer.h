/* SPDX-License-Identifier: MIT */
/* An answer: what was decided for a contact, by numbers of a snapshot; fixed size without pointers, so that it can be remembered. */
#ifndef L2A_MATCH_ANSWER_H
#define L2A_MATCH_ANSWER_H

#include "match/score.h"

enum { ANSWER_DETAIL_SIZE = 116, GRADE_SIZE = 6, ANSWER_CANDIDATE_LIMIT = 24 };

typedef struct answer_candidate {
  uint32_t account;
  uint32_t probability;
} answer_candidate;

typedef struct answer {
  uint32_t account;     /* INDEX_NONE when none */
  uint32_t runner_up;   /* INDEX_NONE when none */
  uint16_t probability; /* 1/10000 */
  uint16_t margin;
  uint8_t decision;  /* l2a_decision */
  uint8_t reason;    /* l2a_reason */
  uint8_t tie_break; /* number of the tie-breaker that decided, from 1; 0 none */
  uint8_t detail_size;
  char grade[GRADE_SIZE];
  uint16_t candidate_count;
  char detail[ANSWER_DETAIL_SIZE];
  answer_candidate candidates[ANSWER_CANDIDATE_LIMIT];
} answer;

/* Adds to the detail, parted by "; "; what does not fit is cut at a whole part. */
void answer_add_detail(answer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Letters of L2A_GRADE_FIELDS for a comparison. */
void answer_grade(char grade[GRADE_SIZE], const int32_t *features);

/* Which evidence carries a comparison. */
l2a_reason answer_reason(const comparison *c);

/* Names agree well enough to be called so in a reason. */
bool answer_name_agrees(const int32_t *features);

/* Why a contact without candidates has none. */
l2a_reason answer_no_candidate(const probe *p);

#endif
