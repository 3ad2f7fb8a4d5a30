/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "base/civil.h"
#include "base/time_zone.h"

/* Seconds of a local or UTC time: year, month, day, hour, minute. */
static int64_t at(int32_t year, int32_t month, int32_t day, int hour, int minute)
{
  return civil_to_day((civil_date){ year, month, day }) * DAY_SECONDS + hour * 3600 + minute * 60;
}

static time_zone *zone_of(const char *name)
{
  time_zone *z = NULL;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(time_zone_new(&z, bytes_of(name), &error), L2A_OK, "%s", error.message);
  return z;
}

Test(civil, days_and_dates_are_each_others_inverse_over_four_centuries)
{
  civil_date d = { 1899, 12, 31 };

  for (int64_t day = civil_to_day(d); day < civil_to_day((civil_date){ 2200, 1, 2 }); day++) {
    civil_date back = civil_from_day(day);
    cr_assert(back.year == d.year && back.month == d.month && back.day == d.day, "day %lld", (long long)day);
    cr_assert_eq(civil_to_day(back), day);
    if (++d.day > civil_month_days(d.year, d.month)) d = (civil_date){ d.month == 12 ? d.year + 1 : d.year, d.month % 12 + 1, 1 };
  }
  cr_assert_eq(civil_to_day((civil_date){ 1970, 1, 1 }), 0);
  cr_assert_eq(civil_weekday(0), 3);
}

Test(time_zone, unknown_names_and_offsets_are_refused)
{
  static const char *const names[] = { "", "Berlin", "GMT+5", "GMT+05:30", "Europe/Nowhere", "Europe/Berlin ", "\xC3\xA9" };
  time_zone *z;

  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    cr_expect_not(time_zone_is_known(bytes_of(names[i])), "%s", names[i]);
    cr_expect_eq(time_zone_new(&z, bytes_of(names[i]), NULL), L2A_EINVAL);
    cr_expect_null(z);
  }
  cr_expect(time_zone_is_known(BYTES("UTC")));
}

Test(time_zone, a_local_time_that_is_skipped_or_repeated_is_read_as_written)
{
  time_zone *z = zone_of("Europe/Berlin");

  cr_expect_eq(time_zone_from_local(z, at(2026, 3, 29, 1, 59)), at(2026, 3, 29, 0, 59));
  cr_expect_eq(time_zone_from_local(z, at(2026, 3, 29, 2, 30)), at(2026, 3, 29, 1, 30)); /* skipped: +1h, as before the change */
  cr_expect_eq(time_zone_from_local(z, at(2026, 3, 29, 3, 0)), at(2026, 3, 29, 1, 0));
  cr_expect_eq(time_zone_from_local(z, at(2026, 10, 25, 2, 30)), at(2026, 10, 25, 0, 30)); /* twice: the first */
  cr_expect_eq(time_zone_from_local(z, at(2026, 10, 25, 3, 0)), at(2026, 10, 25, 2, 0));
  cr_expect_eq(time_zone_offset(z, at(2026, 10, 25, 0, 59)), 7200);
  cr_expect_eq(time_zone_offset(z, at(2026, 10, 25, 1, 0)), 3600);
  time_zone_free(z);
}

Test(time_zone, a_day_begins_at_its_first_instant)
{
  static const struct {
    const char *zone;
    int32_t year, month, day;
    int64_t start; /* UTC, minutes behind 00:00Z of the day */
  } cases[] = {
    { "UTC", 2026, 6, 1, 0 },
    { "Europe/Berlin", 2026, 6, 1, -120 },
    { "America/Sao_Paulo", 2018, 11, 4, 180 }, /* 00:00 to 01:00 is skipped: the day begins at 01:00 */
    { "America/Havana", 2020, 11, 1, 240 },    /* 00:00 to 01:00 occurs twice */
    { "America/St_Johns", 2010, 11, 7, 150 },  /* 00:01 back to 23:01: the day begins, ends and begins again */
    { "Asia/Kolkata", 2026, 1, 1, -330 },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    time_zone *z = zone_of(cases[i].zone);
    int64_t day = civil_to_day((civil_date){ cases[i].year, cases[i].month, cases[i].day });
    int64_t start = time_zone_day_start(z, day);
    cr_expect_eq(start, day * DAY_SECONDS + cases[i].start * 60, "%s", cases[i].zone);
    cr_expect_eq(time_zone_day(z, start), day);
    cr_expect_eq(time_zone_day(z, start - 1), day - 1, "%s", cases[i].zone);
    time_zone_free(z);
  }
}

Test(time_zone, a_day_that_the_zone_skipped_has_no_start)
{
  time_zone *z = zone_of("Pacific/Apia");
  int64_t day = civil_to_day((civil_date){ 2011, 12, 30 });

  cr_expect_eq(time_zone_day_start(z, day), INSTANT_NONE);
  cr_expect_eq(time_zone_day_start(z, day + 1), at(2011, 12, 30, 10, 0));
  cr_expect_eq(time_zone_day(z, at(2011, 12, 30, 10, 0)), day + 1);
  cr_expect_eq(time_zone_day(z, at(2011, 12, 30, 9, 59)), day - 1);
  time_zone_free(z);
}
