/* SPDX-License-Identifier: MIT */
/* spans[i] begins at spans[i].start and ends where the next begins; the first one begins before all time, the last one never ends. */
#include "base/time_zone.h"

#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#include "base/civil.h"

enum { ZONE_NAME_LIMIT = 64, SPAN_LIMIT = 4096 /* two changes a year for 300 years, and more */ };

typedef struct zone_span {
  int64_t start;
  int64_t offset;
} zone_span;

struct time_zone {
  size_t count;
  zone_span spans[];
};

/* ---- from ICU ------------------------------------------------------------------------------------------------------------------------ */

/* The name as ICU takes it; false when it cannot be one. */
static bool wide_name(UChar out[ZONE_NAME_LIMIT + 1], bytes name)
{
  if (name.size == 0 || name.size > ZONE_NAME_LIMIT) return false;
  for (size_t i = 0; i < name.size; i++) {
    if (name.data[i] <= ' ' || name.data[i] > '~') return false;
    out[i] = (UChar)name.data[i];
  }
  out[name.size] = 0;
  return true;
}

bool time_zone_is_known(bytes name)
{
  UChar wide[ZONE_NAME_LIMIT + 1];
  UChar canonical[ZONE_NAME_LIMIT * 2];
  UErrorCode code = U_ZERO_ERROR;
  UBool is_system = 0;

  if (!wide_name(wide, name)) return false;
  ucal_getCanonicalTimeZoneID(wide, -1, canonical, ZONE_NAME_LIMIT * 2, &is_system, &code);
  return U_SUCCESS(code) && is_system;
}

static int64_t icu_offset(UCalendar *calendar, int64_t instant, UErrorCode *code)
{
  int32_t ms;

  ucal_setMillis(calendar, (double)instant * 1000.0, code);
  ms = ucal_get(calendar, UCAL_ZONE_OFFSET, code) + ucal_get(calendar, UCAL_DST_OFFSET, code);
  return ms / 1000;
}

/* Fills spans (room for SPAN_LIMIT); answers how many. A change that leaves the offset as it was is none. */
static size_t read_spans(zone_span *spans, UCalendar *calendar, UErrorCode *code)
{
  int64_t at = INSTANT_MIN - DAY_SECONDS * 2;
  size_t count = 1;
  UDate next;

  spans[0] = (zone_span){ INT64_MIN, icu_offset(calendar, at, code) };
  while (U_SUCCESS(*code) && count < SPAN_LIMIT) {
    int64_t offset;

    ucal_setMillis(calendar, (double)at * 1000.0, code);
    if (!ucal_getTimeZoneTransitionDate(calendar, UCAL_TZ_TRANSITION_NEXT, &next, code)) break;
    at = (int64_t)(next / 1000.0);
    if (at > INSTANT_MAX + DAY_SECONDS * 366) break;
    offset = icu_offset(calendar, at, code);
    if (offset != spans[count - 1].offset) spans[count++] = (zone_span){ at, offset };
  }
  return count;
}

l2a_status time_zone_new(time_zone **out, bytes name, l2a_error *error)
{
  UChar wide[ZONE_NAME_LIMIT + 1];
  UErrorCode code = U_ZERO_ERROR;
  UCalendar *calendar = NULL;
  time_zone *z = NULL;
  l2a_status status = L2A_OK;

  *out = NULL;
  if (!time_zone_is_known(name))
    return error_set(error, L2A_EINVAL, "there is no time zone '%.*s'", (int)(name.size < 64 ? name.size : 64), name.data);
  wide_name(wide, name);
  z = malloc(sizeof *z + SPAN_LIMIT * sizeof *z->spans);
  calendar = z ? ucal_open(wide, -1, "en", UCAL_GREGORIAN, &code) : NULL;
  if (!calendar) {
    status = error_no_memory(error);
    goto done;
  }
  z->count = read_spans(z->spans, calendar, &code);
  if (U_FAILURE(code)) status = error_set(error, L2A_EINVAL, "time zone '%.*s': %s", (int)name.size, name.data, u_errorName(code));
  if (status != L2A_OK) goto done;
  *out = z;
  z = NULL;
done:
  if (calendar) ucal_close(calendar);
  free(z);
  return status;
}

void time_zone_free(time_zone *z)
{
  free(z);
}

const char *time_zone_version(void)
{
  UErrorCode code = U_ZERO_ERROR;
  const char *version = ucal_getTZDataVersion(&code);

  return U_SUCCESS(code) ? version : "";
}

/* ---- questions ----------------------------------------------------------------------------------------------------------------------- */

/* The span in which an instant lies. */
static size_t find_span(const time_zone *z, int64_t instant)
{
  size_t low = 0;
  size_t high = z->count;

  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (z->spans[middle].start <= instant) low = middle;
    else high = middle;
  }
  return low;
}

int64_t time_zone_offset(const time_zone *z, int64_t instant)
{
  return z->spans[find_span(z, instant)].offset;
}

int64_t time_zone_day(const time_zone *z, int64_t instant)
{
  return civil_day_of(instant + time_zone_offset(z, instant));
}

/* Offsets stay below two days, so the answer lies in a span that is not over two days before. */
int64_t time_zone_from_local(const time_zone *z, int64_t local)
{
  size_t first = find_span(z, local - 2 * DAY_SECONDS);

  for (size_t i = first; i < z->count; i++) {
    int64_t instant = local - z->spans[i].offset;
    bool last = i + 1 == z->count;

    if ((last || instant < z->spans[i + 1].start) && instant >= z->spans[i].start) return instant;
    if (!last && local < z->spans[i + 1].start + z->spans[i + 1].offset) return instant; /* skipped: behind this span, before the next */
  }
  return local - z->spans[z->count - 1].offset;
}

int64_t time_zone_day_start(const time_zone *z, int64_t day)
{
  int64_t local = day * DAY_SECONDS;

  for (size_t i = find_span(z, local - 2 * DAY_SECONDS); i < z->count; i++) {
    int64_t instant = local - z->spans[i].offset;

    if (instant < z->spans[i].start) instant = z->spans[i].start;
    if (i + 1 < z->count && instant >= z->spans[i + 1].start) continue;
    return civil_day_of(instant + z->spans[i].offset) == day ? instant : INSTANT_NONE;
  }
  return INSTANT_NONE;
}
