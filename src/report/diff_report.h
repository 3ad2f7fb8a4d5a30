/* SPDX-License-Identifier: MIT */
/* What moves between two definitions: as a text for a terminal and as JSON; changed rows as CSV. Errors: out->failed. */
#ifndef L2A_REPORT_DIFF_REPORT_H
#define L2A_REPORT_DIFF_REPORT_H

#include "base/buffer.h"
#include "learn/change.h"
#include "report/mqa_change.h"

typedef struct diff_report {
  const change_set *changes;
  const l2a_rules *rules_a, *rules_b;
  const char *name_a, *name_b; /* of the definitions files */
  uint64_t rejected, skipped;
  const mqa_changes *mqas; /* NULL: not compared */
  uint32_t sample;         /* MQAs shown of each change */
} diff_report;

void diff_report_text(buffer *out, const diff_report *r);
void diff_report_json(buffer *out, const diff_report *r);

void diff_csv_header(buffer *out);

/* safe_cells: no value is taken for a formula by a spreadsheet (safe_cell.h). */
void diff_csv_row(buffer *out, change c, const changed_row *r, bool safe_cells);

#endif
