/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "learn/metric.h"

Test(metric, counts_follow_the_four_ways_to_answer)
{
  static const outcome rows[] = {
    { .wanted = true, .named = true, .matched = true, .accepted = true },   /* right */
    { .wanted = true, .named = true, .matched = true },                     /* wrong */
    { .wanted = true, .named = true, .in_review = true, .accepted = true }, /* missed, the review would help */
    { .named = true, .matched = true },                                     /* false */
    { .wanted = false },                                                    /* left alone */
    { .named = true, .matched = true, .accepted = true },                   /* no account is right: also_ok changes nothing */
  };
  metric_counts c = { .rows = 0 };
  ratio f1;

  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) metric_counts_add(&c, &rows[i]);
  cr_expect(c.rows == 6 && c.with_account == 3 && c.right == 1 && c.wrong == 3 && c.no_match_rows == 3 && c.false_matches == 2);
  cr_expect(c.abstained == 2 && c.in_review == 1 && c.review_right == 1);
  f1 = metric_value(&c, METRIC_F1);
  cr_expect(f1.of == 2 && f1.total == 7);
}

Test(metric, without_rows_there_is_no_value)
{
  metric_counts c = { .rows = 0 };

  for (int m = 0; m < METRIC_COUNT; m++) cr_expect(metric_value(&c, (metric)m).total == 0, "%s", metric_name((metric)m));
}

Test(metric, scores_are_read_as_others_write_them)
{
  static const struct {
    const char *text;
    bool good;
    int64_t score;
  } cases[] = {
    { "0.9973", true, 997300000 },
    { "1", true, 1000000000 },
    { " 99.5 ", true, INT64_C(99500000000) },
    { ".5", true, 500000000 },
    { "-0.25", true, -250000000 },
    { "1e-3", true, 1000000 },
    { "9.5E1", true, INT64_C(95000000000) },
    { "0e999", true, 0 },
    { "0.12345678999", true, 123456789 },
    { "1e-30", true, 0 },
    { "", false, 0 },
    { "abc", false, 0 },
    { "1.2.3", false, 0 },
    { "0,9", false, 0 },
    { "1e", false, 0 },
    { "1e12", false, 0 },
    { "nan", false, 0 },
    { "-", false, 0 },
    { "12 34", false, 0 },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int64_t got = 0;
    bool good = score_read(&got, bytes_of(cases[i].text));

    cr_expect(good == cases[i].good, "'%s'", cases[i].text);
    cr_expect(!good || got == cases[i].score, "'%s' is %lld", cases[i].text, (long long)got);
  }
}
