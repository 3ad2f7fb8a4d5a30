/* SPDX-License-Identifier: MIT */
#include "mqa/work_time.h"

#include <stdlib.h>

#include "base/civil.h"

l2a_status work_time_init(work_time *w, const sla_rules *sla, l2a_error *error)
{
  *w = (work_time){ .sla = sla };
  return time_zone_new(&w->zone, sla->timezone, error);
}

void work_time_free(work_time *w)
{
  time_zone_free(w->zone);
  free(w->days);
  w->zone = NULL;
  w->days = NULL;
}

static bool is_holiday(const sla_rules *sla, int64_t day)
{
  uint32_t low = 0;
  uint32_t high = sla->holiday_count;

  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (sla->holidays[middle] < day) low = middle + 1;
    else high = middle;
  }
  return low < sla->holiday_count && sla->holidays[low] == day;
}

/* The working time of a day; false when there is none. */
static bool work_of_day(const work_time *w, int64_t day, int64_t *from, int64_t *to)
{
  if (!(w->sla->days & 1u << civil_weekday(day)) || is_holiday(w->sla, day)) return false;
  *from = time_zone_from_local(w->zone, day * DAY_SECONDS + w->sla->from * 60);
  *to = time_zone_from_local(w->zone, day * DAY_SECONDS + w->sla->to * 60);
  return *from < *to;
}

/* Day by day. */
static int64_t count_between(const work_time *w, int64_t begin, int64_t end)
{
  int64_t last = time_zone_day(w->zone, end) + 1;
  int64_t sum = 0;
  int64_t from, to;

  for (int64_t day = time_zone_day(w->zone, begin) - 1; day <= last; day++) {
    if (!work_of_day(w, day, &from, &to)) continue;
    if (from < begin) from = begin;
    if (to > end) to = end;
    if (from < to) sum += to - from;
  }
  return sum;
}

l2a_status work_time_cover(work_time *w, int64_t first_day, int64_t last_day, l2a_error *error)
{
  size_t count = (size_t)(last_day - first_day + 1);
  work_day *days = malloc(count * sizeof *days);
  int64_t sum = 0;

  if (!days) return error_no_memory(error);
  free(w->days);
  w->days = days;
  w->first_day = first_day;
  w->day_count = count;
  for (size_t i = 0; i < count; i++) {
    work_day *d = &days[i];

    if (!work_of_day(w, first_day + (int64_t)i, &d->from, &d->to)) d->from = d->to = 0;
    d->before = sum;
    sum += d->to - d->from;
  }
  return L2A_OK;
}

/*
 * *sum: the working time of the table before an instant; false when the table does not have the days around it. A clock set back or forward
 * moves the working time of a day into the instants of its neighbours at most.
 */
static bool sum_before(const work_time *w, int64_t instant, int64_t *sum)
{
  int64_t first = time_zone_day(w->zone, instant) - 1 - w->first_day;

  if (!w->days || first < 0 || first + 3 > (int64_t)w->day_count) return false;
  *sum = w->days[first].before;
  for (const work_day *d = &w->days[first]; d < &w->days[first + 3]; d++)
    if (d->from < instant) *sum += (d->to < instant ? d->to : instant) - d->from;
  return true;
}

int64_t work_time_between(const work_time *w, int64_t begin, int64_t end)
{
  int64_t before_begin, before_end;

  if (begin >= end) return 0;
  if (sum_before(w, begin, &before_begin) && sum_before(w, end, &before_end)) return before_end - before_begin;
  return count_between(w, begin, end);
}

int64_t work_time_after(const work_time *w, int64_t begin, int64_t seconds)
{
  int64_t last = civil_day_of(INSTANT_MAX);
  int64_t from, to;

  if (seconds <= 0) return begin;
  for (int64_t day = time_zone_day(w->zone, begin) - 1; day <= last; day++) {
    if (!work_of_day(w, day, &from, &to)) continue;
    if (from < begin) from = begin;
    if (from >= to) continue;
    if (to - from >= seconds) return from + seconds;
    seconds -= to - from;
  }
  return INSTANT_MAX;
}
