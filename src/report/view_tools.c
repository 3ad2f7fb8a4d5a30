/* SPDX-License-Identifier: MIT */
#include "report/view_tools.h"

#include <stdio.h>

#include "base/civil.h"

view_period view_period_of(const mqa *m, int64_t since)
{
  int64_t until = mqa_as_of(m);
  view_period p = { since, until };

  if (since == INSTANT_NONE) p.since = until - (int64_t)mqa_get_rules(m)->mqa.window * DAY_SECONDS;
  return p;
}

void view_account_cells(sheet_set *s, const mqa_account_row *row)
{
  sheet_text(s, row->id);
  sheet_text(s, row->name);
  sheet_text(s, row->owner);
  sheet_text(s, row->tier);
}

static void append_day(buffer *out, const mqa *m, int64_t at)
{
  civil_date d = civil_from_day(time_zone_day(mqa_zone(m), at));

  buffer_printf(out, "%04d-%02d-%02d", (int)d.year, (int)d.month, (int)d.day);
}

void view_append_period(buffer *out, const mqa *m, const view_period *p)
{
  append_day(out, m, p->since);
  buffer_append_text(out, " to ");
  append_day(out, m, p->until);
}

int64_t view_month(const mqa *m, int64_t at)
{
  civil_date d = civil_from_day(time_zone_day(mqa_zone(m), at));

  return (int64_t)d.year * 12 + d.month - 1;
}

void view_month_cell(sheet_set *s, int64_t month)
{
  char text[16];

  snprintf(text, sizeof text, "%04d-%02d", (int)(month / 12), (int)(month % 12) + 1);
  sheet_copy(s, bytes_of(text));
}

static int compare_numbers(const void *left, const void *right)
{
  int64_t a = *(const int64_t *)left;
  int64_t b = *(const int64_t *)right;

  return (a > b) - (a < b);
}

void number_list_sort(number_list *l)
{
  if (l->count) qsort(l->data, l->count, sizeof *l->data, compare_numbers);
}

int64_t number_list_rank(const number_list *l, unsigned percent)
{
  size_t rank = (l->count * percent + 99) / 100;

  return l->count ? l->data[rank ? rank - 1 : 0] : 0;
}

static int compare_groups(const void *left, const void *right)
{
  const group_entry *a = left;
  const group_entry *b = right;
  int order = bytes_compare(a->name, b->name);

  return order ? order : (a->member > b->member) - (a->member < b->member);
}

void group_list_sort(group_list *l)
{
  if (l->count) qsort(l->data, l->count, sizeof *l->data, compare_groups);
}

size_t group_end(const group_list *l, size_t first)
{
  size_t end = first;

  while (end < l->count && bytes_equal(l->data[end].name, l->data[first].name)) end++;
  return end;
}
