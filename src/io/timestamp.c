/* SPDX-License-Identifier: MIT */
#include "io/timestamp.h"

#include "base/civil.h"

/* What is left to read. */
typedef struct cursor {
  const char *at;
  const char *end;
} cursor;

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static char peek(const cursor *c)
{
  return c->at < c->end ? *c->at : '\0';
}

static bool take(cursor *c, char wanted)
{
  if (peek(c) != wanted) return false;
  c->at++;
  return true;
}

/* min to max digits, as many as there are. */
static bool take_number(cursor *c, int min, int max, int32_t *out)
{
  int count = 0;

  for (*out = 0; count < max && is_digit(peek(c)); count++) *out = *out * 10 + (*c->at++ - '0');
  return count >= min && !is_digit(peek(c));
}

static void skip_blanks(cursor *c)
{
  while (peek(c) == ' ') c->at++;
}

/* ---- time of the day ----------------------------------------------------------------------------------------------------------------- */

static bool take_word(cursor *c, const char *word)
{
  size_t size = strlen(word);

  if ((size_t)(c->end - c->at) < size || !bytes_equal_nocase(bytes_from(c->at, size), bytes_of(word))) return false;
  c->at += size;
  return true;
}

/* " PM" behind an hour from 1 to 12; false when the hour is none of those. */
static bool take_half(cursor *c, int32_t *hour)
{
  cursor before = *c;
  bool pm;

  skip_blanks(c);
  pm = take_word(c, "pm") || take_word(c, "p.m.");
  if (!pm && !take_word(c, "am") && !take_word(c, "a.m.")) {
    *c = before;
    return true;
  }
  if (*hour < 1 || *hour > 12) return false;
  *hour = *hour % 12 + (pm ? 12 : 0);
  return true;
}

/* 9:14, 09:14:00, 09:14:00.123, 2:30 PM as seconds of the day. */
static bool take_clock(cursor *c, int64_t *seconds)
{
  int32_t hour, minute;
  int32_t second = 0;

  if (!take_number(c, 1, 2, &hour) || !take(c, ':') || !take_number(c, 2, 2, &minute)) return false;
  if (take(c, ':')) {
    if (!take_number(c, 2, 2, &second)) return false;
    if (peek(c) == '.' || peek(c) == ',') {
      c->at++;
      if (!is_digit(peek(c))) return false;
      while (is_digit(peek(c))) c->at++;
    }
  }
  if (!take_half(c, &hour) || hour > 23 || minute > 59 || second > 59) return false;
  *seconds = hour * 3600 + minute * 60 + second;
  return true;
}

/* Z, UTC, +0100, +01:00, +01; *has says whether there is one. */
static bool take_offset(cursor *c, bool *has, int64_t *offset)
{
  int32_t hours, minutes = 0;
  char sign;

  skip_blanks(c);
  *offset = 0;
  *has = peek(c) != '\0';
  if (!*has || take_word(c, "z") || take_word(c, "utc") || take_word(c, "gmt")) return true;
  sign = *c->at++;
  if (sign != '+' && sign != '-') return false;
  if (c->end - c->at == 4) {
    if (!take_number(c, 4, 4, &hours)) return false;
    minutes = hours % 100;
    hours /= 100;
  } else if (!take_number(c, 2, 2, &hours) || (take(c, ':') && !take_number(c, 2, 2, &minutes))) {
    return false;
  }
  if (hours > 18 || minutes > 59) return false;
  *offset = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  return true;
}

/* What stands behind the date, and the instant. */
static bool finish(cursor *c, civil_date date, const time_zone *zone, int64_t *instant)
{
  int64_t local = civil_to_day(date) * DAY_SECONDS;
  int64_t seconds = 0;
  int64_t offset = 0;
  bool has_offset = false;

  if (c->at < c->end) {
    take(c, ',');
    if (!take(c, 'T') && !take(c, 't') && peek(c) != ' ') return false;
    skip_blanks(c);
    if (!take_clock(c, &seconds) || !take_offset(c, &has_offset, &offset)) return false;
  }
  *instant = has_offset ? local + seconds - offset : time_zone_from_local(zone, local + seconds);
  return c->at == c->end && *instant >= INSTANT_MIN && *instant <= INSTANT_MAX;
}

/* ---- dates --------------------------------------------------------------------------------------------------------------------------- */

static timestamp_shape parse_year_first(cursor *c, const time_zone *zone, int64_t *instant)
{
  civil_date d;
  char separator;

  if (!take_number(c, 4, 4, &d.year)) return TIMESTAMP_BAD;
  separator = peek(c);
  if ((separator != '-' && separator != '/') || !take(c, separator) || !take_number(c, 1, 2, &d.month) || !take(c, separator) ||
      !take_number(c, 1, 2, &d.day) || !civil_is_valid(d))
    return TIMESTAMP_BAD;
  return finish(c, d, zone, instant) ? TIMESTAMP_GOOD : TIMESTAMP_BAD;
}

/* 3/15/2026 or 15/3/2026: what the two numbers and the order allow. */
static timestamp_shape parse_year_last(cursor *c, date_order order, const time_zone *zone, int64_t *instant)
{
  civil_date day_first, month_first;
  int32_t year;
  char separator;
  bool day, month;

  if (!take_number(c, 1, 2, &day_first.day)) return TIMESTAMP_BAD;
  separator = peek(c);
  if ((separator != '/' && separator != '.' && separator != '-') || !take(c, separator) || !take_number(c, 1, 2, &day_first.month) ||
      !take(c, separator) || !take_number(c, 4, 4, &year))
    return TIMESTAMP_BAD;
  day_first.year = year;
  month_first = (civil_date){ year, day_first.day, day_first.month };
  day = civil_is_valid(day_first);
  month = separator != '.' && civil_is_valid(month_first);
  if (day && month && day_first.day != day_first.month && order == DATE_ORDER_UNKNOWN) {
    return finish(c, day_first, zone, instant) ? TIMESTAMP_EITHER : TIMESTAMP_BAD;
  }
  if (day && month && day_first.day != day_first.month) {
    return finish(c, order == DATE_DAY_FIRST ? day_first : month_first, zone, instant) ? TIMESTAMP_EITHER : TIMESTAMP_BAD;
  }
  if (!day && !month) return TIMESTAMP_BAD;
  if (!finish(c, day ? day_first : month_first, zone, instant)) return TIMESTAMP_BAD;
  if (separator == '.' || (day && month)) return TIMESTAMP_GOOD;
  if (order != DATE_ORDER_UNKNOWN && (order == DATE_DAY_FIRST) != day) return TIMESTAMP_BAD;
  return day ? TIMESTAMP_DAY_FIRST : TIMESTAMP_MONTH_FIRST;
}

timestamp_shape timestamp_parse(int64_t *instant, bytes text, date_order order, const time_zone *zone)
{
  bytes t = bytes_trim(text);
  cursor c = { t.data, t.data + t.size };

  if (t.size < 8) return TIMESTAMP_BAD;
  if (is_digit(t.data[0]) && is_digit(t.data[1]) && is_digit(t.data[2]) && is_digit(t.data[3])) return parse_year_first(&c, zone, instant);
  return parse_year_last(&c, order, zone, instant);
}

static void put_number(char *out, int digits, int64_t value)
{
  for (int i = digits - 1; i >= 0; i--, value /= 10) out[i] = (char)('0' + value % 10);
}

void timestamp_write(char out[TIMESTAMP_SIZE], int64_t instant)
{
  int64_t day = civil_day_of(instant);
  int64_t second = instant - day * DAY_SECONDS;
  civil_date d = civil_from_day(day);

  memcpy(out, "0000-00-00T00:00:00Z", TIMESTAMP_SIZE);
  put_number(out, 4, d.year);
  put_number(out + 5, 2, d.month);
  put_number(out + 8, 2, d.day);
  put_number(out + 11, 2, second / 3600);
  put_number(out + 14, 2, second / 60 % 60);
  put_number(out + 17, 2, second % 60);
}
