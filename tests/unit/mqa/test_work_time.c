/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "base/civil.h"
#include "mqa/work_time.h"

static int64_t at(int32_t month, int32_t day, int hour, int minute)
{
  return civil_to_day((civil_date){ 2026, month, day }) * DAY_SECONDS + hour * 3600 + minute * 60;
}

static sla_rules calendar(uint32_t days, int32_t from, int32_t to)
{
  return (sla_rules){ .days = days, .from = from, .to = to, .timezone = BYTES("Europe/Berlin") };
}

/* Second by second: what the two functions say in one step. */
static int64_t counted(const work_time *w, int64_t begin, int64_t end)
{
  int64_t sum = 0;

  for (int64_t t = begin; t < end; t += 60) sum += work_time_between(w, t, t + 60);
  return sum;
}

Test(work_time, weekends_and_holidays_do_not_count)
{
  int64_t holiday = civil_to_day((civil_date){ 2026, 6, 8 });
  sla_rules sla = calendar(31, 540, 1020); /* Monday to Friday, 09:00 to 17:00 */
  work_time w;

  sla.holidays = &holiday;
  sla.holiday_count = 1;
  cr_assert_eq(work_time_init(&w, &sla, NULL), L2A_OK);
  /* Friday 16:00 in Berlin, Monday is a holiday: an hour on Friday, the rest on Tuesday */
  cr_expect_eq(work_time_after(&w, at(6, 5, 14, 0), 3600), at(6, 5, 15, 0)); /* the earliest instant: still on Friday */
  cr_expect_eq(work_time_after(&w, at(6, 5, 14, 0), 3601), at(6, 9, 7, 0) + 1);
  cr_expect_eq(work_time_after(&w, at(6, 5, 14, 0), 0), at(6, 5, 14, 0));
  cr_expect_eq(work_time_after(&w, at(6, 6, 14, 0), 60), at(6, 9, 7, 1));
  cr_expect_eq(work_time_between(&w, at(6, 5, 14, 0), at(6, 9, 8, 0)), 7200);
  cr_expect_eq(work_time_between(&w, at(6, 9, 8, 0), at(6, 5, 14, 0)), 0);
  work_time_free(&w);
}

Test(work_time, the_clock_change_makes_a_night_shift_shorter_or_longer)
{
  sla_rules sla = calendar(127, 0, 1440);
  work_time w;

  cr_assert_eq(work_time_init(&w, &sla, NULL), L2A_OK);
  cr_expect_eq(work_time_between(&w, at(3, 28, 23, 0), at(3, 29, 22, 0)), 23 * 3600);
  cr_expect_eq(work_time_between(&w, at(10, 24, 22, 0), at(10, 25, 23, 0)), 25 * 3600);
  work_time_free(&w);
}

Test(work_time, after_and_between_agree)
{
  static const struct {
    int32_t from, to;
  } hours[] = { { 540, 1020 }, { 0, 1440 }, { 150, 735 }, { 120, 180 } };

  for (size_t i = 0; i < sizeof hours / sizeof *hours; i++) {
    sla_rules sla = calendar(i % 2 ? 127 : 73, hours[i].from, hours[i].to);
    work_time w;
    cr_assert_eq(work_time_init(&w, &sla, NULL), L2A_OK);
    for (int64_t begin = at(3, 27, 0, 0); begin < at(3, 31, 0, 0); begin += 4567) {
      int64_t due = work_time_after(&w, begin, 9000);
      cr_assert_eq(work_time_between(&w, begin, due), 9000);
      cr_assert_eq(work_time_between(&w, begin, due - 1), 8999);
      cr_assert_eq(counted(&w, begin, begin + 86400), work_time_between(&w, begin, begin + 86400));
    }
    work_time_free(&w);
  }
}

/* Also where the table ends, and across both changes of the clock. */
Test(work_time, the_table_says_what_counting_says)
{
  static const struct {
    int32_t from, to;
  } hours[] = { { 540, 1020 }, { 0, 1440 }, { 150, 735 }, { 120, 180 } };
  int64_t holiday = civil_to_day((civil_date){ 2026, 10, 26 });

  for (size_t i = 0; i < sizeof hours / sizeof *hours; i++) {
    sla_rules sla = calendar(i % 2 ? 127 : 31, hours[i].from, hours[i].to);
    work_time counting, table;
    sla.holidays = &holiday;
    sla.holiday_count = 1;
    cr_assert_eq(work_time_init(&counting, &sla, NULL), L2A_OK);
    cr_assert_eq(work_time_init(&table, &sla, NULL), L2A_OK);
    cr_assert_eq(work_time_cover(&table, civil_to_day((civil_date){ 2026, 3, 20 }), civil_to_day((civil_date){ 2026, 11, 5 }), NULL),
                 L2A_OK);
    for (int64_t begin = at(3, 18, 0, 0); begin < at(11, 8, 0, 0); begin += 40009)
      for (int64_t end = begin - 7201; end < at(11, 9, 0, 0); end += 1234567)
        cr_assert_eq(work_time_between(&table, begin, end), work_time_between(&counting, begin, end));
    work_time_free(&counting);
    work_time_free(&table);
  }
}
