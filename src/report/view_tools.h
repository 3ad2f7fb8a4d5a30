/* SPDX-License-Identifier: MIT */
/* What several views of the accounts need: periods, months, medians, groups. */
#ifndef L2A_REPORT_VIEW_TOOLS_H
#define L2A_REPORT_VIEW_TOOLS_H

#include "mqa/mqa.h"
#include "mqa/vector.h"
#include "report/sheet.h"

/* Behind since, up to until. */
typedef struct view_period {
  int64_t since, until;
} view_period;

/* since INSTANT_NONE: one window before the instant of the run. */
view_period view_period_of(const mqa *m, int64_t since);

static inline bool period_has(const view_period *p, int64_t at)
{
  return at > p->since && at <= p->until;
}

/* "2026-08-03 to 2026-11-01", days of the definitions' time zone. */
void view_append_period(buffer *out, const mqa *m, const view_period *p);

/* Months of the definitions' time zone, counted from 0. */
int64_t view_month(const mqa *m, int64_t at);
void view_month_cell(sheet_set *s, int64_t month); /* "2026-11" */

/* What a table of accounts begins with. */
#define VIEW_ACCOUNT_COLUMNS \
  { "account_id", "account id", FORM_TEXT, true }, { "account_name", "account", FORM_TEXT, false }, \
    { "owner", "owner", FORM_TEXT, false }, \
  { \
    "tier", "tier", FORM_TEXT, false \
  }
void view_account_cells(sheet_set *s, const mqa_account_row *row);

typedef VECTOR(int64_t) number_list;

/* Of the ordered numbers, by nearest rank; 0 without any. */
void number_list_sort(number_list *l);
int64_t number_list_rank(const number_list *l, unsigned percent);

/* A group's name and one of its members. */
typedef struct group_entry {
  bytes name;
  size_t member;
} group_entry;

typedef VECTOR(group_entry) group_list;

/* By name, then member; group_end is where the group that begins at first ends. */
void group_list_sort(group_list *l);
size_t group_end(const group_list *l, size_t first);

#endif
