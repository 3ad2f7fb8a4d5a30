/* SPDX-License-Identifier: MIT */
#include "mqa/work_time.h"

#include "base/civil.h"

l2a_status work_time_init(work_time *w, const sla_rules *sla, l2a_error *error)
{
  w->sla = sla;
  return time_zone_new(&w->zone, sla->timezone, error);
}

void work_time_free(work_time *w)
{
  time_zone_free(w->zone);
  w->zone = NULL;
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

/* A clock set back or forward moves the working time of a day into the instants of its neighbours at most. */
int64_t work_time_between(const work_time *w, int64_t begin, int64_t end)
{
  int64_t last = time_zone_day(w->zone, end) + 1;
  int64_t sum = 0;
  int64_t from, to;

  for (int64_t day = time_zone_day(w->zone, begin) - 1; begin < end && day <= last; day++) {
    if (!work_of_day(w, day, &from, &to)) continue;
    if (from < begin) from = begin;
    if (to > end) to = end;
    if (from < to) sum += to - from;
  }
  return sum;
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
