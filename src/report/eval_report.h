/* SPDX-License-Identifier: MIT */
/* Report of an evaluation: as a text for a terminal, as JSON, and as one HTML page that needs nothing else. */
#ifndef L2A_REPORT_EVAL_REPORT_H
#define L2A_REPORT_EVAL_REPORT_H

#include "base/buffer.h"
#include "learn/evaluation.h"
#include "learn/requirement.h"
#include "report/mistake.h"

typedef struct eval_report {
  const label_set *labels;
  const outcome_set *outcomes;
  const evaluation *evaluation;
  const requirement_list *requirements;
  const mistake_list *mistakes;
  const l2a_rules *rules;                   /* NULL when answers were read from a file */
  const l2a_index *index;                   /* likewise */
  const char *label_source, *answer_source; /* names of files */
  uint64_t unknown_accounts;                /* labels whose account the index does not have */
  uint64_t unreadable_scores;
  uint64_t rejected; /* rows of the run that could not be read */
  uint64_t skipped;  /* deleted, merged and converted contacts */
} eval_report;

/* Errors: out->failed. All give the same bytes for the same report. */
void eval_report_text(buffer *out, const eval_report *r);
void eval_report_json(buffer *out, const eval_report *r);
void eval_report_html(buffer *out, const eval_report *r);

#endif
