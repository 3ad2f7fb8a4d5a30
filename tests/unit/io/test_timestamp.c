/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "io/timestamp.h"

static time_zone *berlin(void)
{
  time_zone *z = NULL;

  cr_assert_eq(time_zone_new(&z, BYTES("Europe/Berlin"), NULL), L2A_OK);
  return z;
}

typedef struct time_case {
  const char *text;
  const char *instant; /* NULL: bad */
} time_case;

static void check(const time_case *cases, size_t count, date_order order)
{
  time_zone *z = berlin();

  for (size_t i = 0; i < count; i++) {
    int64_t at = 0;
    char shown[TIMESTAMP_SIZE];
    timestamp_shape shape = timestamp_parse(&at, bytes_of(cases[i].text), order, z);

    cr_expect_eq(shape == TIMESTAMP_BAD, cases[i].instant == NULL, "%s", cases[i].text);
    if (shape == TIMESTAMP_BAD || !cases[i].instant) continue;
    timestamp_write(shown, at);
    cr_expect_str_eq(shown, cases[i].instant, "%s: %s", cases[i].text, shown);
  }
  time_zone_free(z);
}

Test(timestamp, reads_what_exports_write)
{
  static const time_case cases[] = {
    { "2026-03-12T09:14:00Z", "2026-03-12T09:14:00Z" },
    { " 2026-03-12T09:14:00.999Z ", "2026-03-12T09:14:00Z" },
    { "2026-03-12T09:14:00.000+0000", "2026-03-12T09:14:00Z" },
    { "2026-03-12T09:14:00+05:30", "2026-03-12T03:44:00Z" },
    { "2026-03-12T23:14:00-08", "2026-03-13T07:14:00Z" },
    { "2026-03-12 09:14", "2026-03-12T08:14:00Z" },
    { "2026-03-12 09:14:05 UTC", "2026-03-12T09:14:05Z" },
    { "2026-06-12", "2026-06-11T22:00:00Z" },
    { "2026/06/12", "2026-06-11T22:00:00Z" },
    { "2026-03-29 02:30", "2026-03-29T01:30:00Z" },
    { "2026-10-25T02:30", "2026-10-25T00:30:00Z" },
    { "15.03.2026", "2026-03-14T23:00:00Z" },
    { "1.2.2026 14:30", "2026-02-01T13:30:00Z" },
    { "15/03/2026", "2026-03-14T23:00:00Z" },
    { "3/15/2026 2:30 PM", "2026-03-15T13:30:00Z" },
    { "3/15/2026, 12:05 am", "2026-03-14T23:05:00Z" },
    { "3/3/2026", "2026-03-02T23:00:00Z" },
    { "2000-02-29", "2000-02-28T23:00:00Z" },
  };

  check(cases, sizeof cases / sizeof *cases, DATE_ORDER_UNKNOWN);
}

Test(timestamp, refuses_what_is_no_time)
{
  static const time_case cases[] = {
    { "", NULL },
    { "never", NULL },
    { "2026-02-29", NULL },
    { "2026-13-01", NULL },
    { "2026-00-10", NULL },
    { "2026-06-31", NULL },
    { "2026-06-12T24:00", NULL },
    { "2026-06-12T12:60", NULL },
    { "2026-06-12T12", NULL },
    { "2026-06-12Z", NULL },
    { "2026-06-12 13:00 PM", NULL },
    { "2026-06-12T12:00+25:00", NULL },
    { "2026-06-12T12:00:00.Z", NULL },
    { "2026-06-12T12:00 x", NULL },
    { "13/13/2026", NULL },
    { "1899-12-31", NULL },
    { "2200-01-01", NULL },
    { "1/2/26", NULL },
    { "20260612", NULL },
    { "2026-06/12", NULL },
    { "32.01.2026", NULL },
    { "01.13.2026", NULL },
    { "2026-06-12T12:00:00+", NULL },
  };

  check(cases, sizeof cases / sizeof *cases, DATE_ORDER_UNKNOWN);
}

Test(timestamp, the_column_decides_between_day_and_month)
{
  time_zone *z = berlin();
  int64_t day, month;

  cr_expect_eq(timestamp_parse(&day, BYTES("3/4/2026"), DATE_ORDER_UNKNOWN, z), TIMESTAMP_EITHER);
  cr_expect_eq(timestamp_parse(&day, BYTES("13/4/2026"), DATE_ORDER_UNKNOWN, z), TIMESTAMP_DAY_FIRST);
  cr_expect_eq(timestamp_parse(&day, BYTES("4/13/2026"), DATE_ORDER_UNKNOWN, z), TIMESTAMP_MONTH_FIRST);
  cr_expect_eq(timestamp_parse(&day, BYTES("4/13/2026"), DATE_DAY_FIRST, z), TIMESTAMP_BAD);
  cr_expect_eq(timestamp_parse(&day, BYTES("3/4/2026"), DATE_DAY_FIRST, z), TIMESTAMP_EITHER);
  cr_expect_eq(timestamp_parse(&month, BYTES("3/4/2026"), DATE_MONTH_FIRST, z), TIMESTAMP_EITHER);
  cr_expect_eq(day - month, INT64_C(30) * 86400 - 3600);
  time_zone_free(z);
}

Test(timestamp, no_part_of_a_time_is_read_behind_its_end)
{
  static const char text[] = "2026-03-12T09:14:00.123+05:30";
  time_zone *z = berlin();

  for (size_t size = 0; size < sizeof text; size++) {
    char *copy = malloc(size ? size : 1); /* an overrun is seen by AddressSanitizer */
    int64_t at;
    memcpy(copy, text, size);
    (void)timestamp_parse(&at, bytes_from(copy, size), DATE_ORDER_UNKNOWN, z);
    free(copy);
  }
  time_zone_free(z);
}
