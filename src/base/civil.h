/* SPDX-License-Identifier: MIT */
/* Calendar days (proleptic Gregorian) as days since 1970-01-01, and times as seconds since then. Integers only; no locale, no zone. */
#ifndef L2A_BASE_CIVIL_H
#define L2A_BASE_CIVIL_H

#include "base/bytes.h"

enum { DAY_SECONDS = 86400, CIVIL_YEAR_MIN = 1900, CIVIL_YEAR_MAX = 2199 /* what time zone tables hold, and more than exports do */ };

typedef struct civil_date {
  int32_t year, month, day; /* month and day from 1 */
} civil_date;

static inline bool civil_is_leap(int32_t year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static inline int32_t civil_month_days(int32_t year, int32_t month)
{
  static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return days[month - 1] + (month == 2 && civil_is_leap(year));
}

static inline bool civil_is_valid(civil_date d)
{
  return d.year >= CIVIL_YEAR_MIN && d.year <= CIVIL_YEAR_MAX && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
         d.day <= civil_month_days(d.year, d.month);
}

/* Years that begin in March: the leap day is then the last one, and months have a regular length. */
static inline int64_t civil_to_day(civil_date d)
{
  int64_t year = d.year - (d.month <= 2);
  int64_t month = (d.month + 9) % 12;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t of_era = year - era * 400;

  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + d.day - 1 - 719468;
}

static inline civil_date civil_from_day(int64_t day)
{
  int64_t z = day + 719468;
  int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  int64_t of_era = z - era * 146097;
  int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  int64_t month = (5 * of_year + 2) / 153;
  civil_date d = { 0, (int32_t)(month < 10 ? month + 3 : month - 9), (int32_t)(of_year - (153 * month + 2) / 5 + 1) };

  d.year = (int32_t)(year + era * 400 + (d.month <= 2));
  return d;
}

/* Rounded down, also below 0. */
static inline int64_t civil_day_of(int64_t seconds)
{
  return (seconds >= 0 ? seconds : seconds - (DAY_SECONDS - 1)) / DAY_SECONDS;
}

/* 0 is Monday. */
static inline uint32_t civil_weekday(int64_t day)
{
  return (uint32_t)(((day + 3) % 7 + 7) % 7);
}

/* "2026-12-25" and nothing else. */
static inline bool civil_parse(civil_date *out, bytes text)
{
  int32_t parts[3] = { 0, 0, 0 };
  uint32_t part = 0;

  if (text.size != 10 || text.data[4] != '-' || text.data[7] != '-') return false;
  for (size_t i = 0; i < text.size; i++) {
    char c = text.data[i];
    if (i == 4 || i == 7) {
      part++;
      continue;
    }
    if (c < '0' || c > '9') return false;
    parts[part] = parts[part] * 10 + (c - '0');
  }
  *out = (civil_date){ parts[0], parts[1], parts[2] };
  return civil_is_valid(*out);
}

#endif
