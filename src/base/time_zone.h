/* SPDX-License-Identifier: MIT */
/*
 * Time zones of the tz database (the one ICU brings along, so that an answer does not depend on files of the machine). Instants are seconds
 * since 1970-01-01T00:00:00Z, days are those of base/civil.h. Immutable; any thread.
 *
 *   Europe/Berlin   ... | +1h | +2h (from 2026-03-29T01:00:00Z) | +1h (from 2026-10-25T01:00:00Z) | ...
 *
 * Local times that a change skips or repeats:
 *   02:30 on 2026-03-29 does not exist   read with the offset before the change: 01:30Z
 *   02:30 on 2026-10-25 occurs twice     the first one: 00:30Z
 */
#ifndef L2A_BASE_TIME_ZONE_H
#define L2A_BASE_TIME_ZONE_H

#include "base/bytes.h"
#include "base/status.h"

#define INSTANT_MIN INT64_C(-2208988800) /* 1900-01-01T00:00:00Z */
#define INSTANT_MAX INT64_C(7258118399)  /* 2199-12-31T23:59:59Z */
#define INSTANT_NONE INT64_MIN

typedef struct time_zone time_zone;

/* Is there a zone of that name ("Europe/Berlin", "UTC")? */
bool time_zone_is_known(bytes name);

/* L2A_EINVAL (no such zone), L2A_ENOMEM. */
l2a_status time_zone_new(time_zone **out, bytes name, l2a_error *error);
void time_zone_free(time_zone *z);

/* Local time minus UTC at an instant, in seconds. */
int64_t time_zone_offset(const time_zone *z, int64_t instant);

/* The calendar day on which an instant falls. */
int64_t time_zone_day(const time_zone *z, int64_t instant);

/* The instant of a local time, given as seconds since 1970-01-01T00:00:00 of the local clock. */
int64_t time_zone_from_local(const time_zone *z, int64_t local);

/* The first instant of a day; INSTANT_NONE for a day that the zone has skipped. */
int64_t time_zone_day_start(const time_zone *z, int64_t day);

/* Version of the tz database ("2022b"); static. For fingerprints. */
const char *time_zone_version(void);

#endif
