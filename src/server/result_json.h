/* SPDX-License-Identifier: MIT */
/* Results as members of a JSON object: the names and values of the columns that l2a match appends. */
#ifndef L2A_SERVER_RESULT_JSON_H
#define L2A_SERVER_RESULT_JSON_H

#include "io/json_write.h"

typedef enum explain_level { EXPLAIN_NONE = 0, EXPLAIN_SUMMARY, EXPLAIN_FULL } explain_level;

/* What a request asks for beside the answer. */
typedef struct match_options {
  uint32_t limit;     /* candidates listed */
  uint32_t min_score; /* 1/10000: an account with less is none */
  explain_level explain;
} match_options;

/* Appends `,"l2a_account_id":"...",...,"l2a_rollup_id":"..."`, with a limit also the candidates. Errors: out->failed. */
void result_write(buffer *out, const l2a_result *result, uint32_t limit);

/* Appends `,"l2a_explanation":{"email":"same",...}` from the grade. */
void result_write_summary(buffer *out, const l2a_result *result);

/* The result under min_score: the same, or none with reason below_threshold in *none. */
const l2a_result *result_above(const l2a_result *result, uint32_t min_score, l2a_result *none);

#endif
