/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "report/html_chart.h"
#include "report/sheet.h"

static const sheet_column columns[] = {
  { "name", "name of it", FORM_TEXT, false }, { "id", "id", FORM_TEXT, true },           { "count", "count", FORM_COUNT, false },
  { "share", "share", FORM_SHARE, false },    { "hours", "hours", FORM_DECIMAL, false }, { "value", "value", FORM_MONEY, false },
  { "at", "at", FORM_INSTANT, false },
};

static void fill(sheet_set *s)
{
  sheet_set_init(s);
  buffer_append_text(&s->heading, "Heading");
  SHEET_BEGIN(s, "first", "First", "a note", columns)->row_limit = 2;
  for (int i = 0; i < 3; i++) {
    sheet_text(s, i == 1 ? BYTES("a,\"b\"\n\033[31m<i>") : BYTES("plain"));
    sheet_copy(s, BYTES("7"));
    sheet_number(s, 1234567);
    sheet_share(s, (uint64_t)i, i == 2 ? 0 : 3);
    sheet_number(s, 12345);
    sheet_number(s, 1999500);
    sheet_instant(s, i == 1 ? INSTANT_NONE : INT64_C(1780315445)); /* 2026-06-01T12:04:05Z */
  }
}

static void expect_text(buffer *out, const char *expected)
{
  buffer_append_char(out, '\0');
  cr_expect_str_eq(out->data, expected);
  buffer_free(out);
}

Test(sheet, for_readers_it_is_short_rounded_and_without_control_characters)
{
  sheet_set s;
  buffer out = BUFFER_INIT;

  fill(&s);
  sheet_set_write_text(&out, &s);
  expect_text(&out, "Heading\n\nFirst\n"
                    "name of it          count   share  hours  value  at\n"
                    "plain           1,234,567   0.0 %   12.3  2,000  2026-06-01 12:04\n"
                    "a,\"b\"??[31m<i>  1,234,567  33.3 %   12.3  2,000\n"
                    "... and 1 more: --format csv --table first\n"
                    "(a note)\n");
  sheet_set_free(&s);
}

Test(sheet, for_programs_it_is_whole_and_exact)
{
  sheet_set s;
  buffer out = BUFFER_INIT;

  fill(&s);
  sheet_write_csv(&out, &s.sheets[0]);
  expect_text(&out, "name,id,count,share,hours,value,at\n"
                    "plain,7,1234567,0.0000,12.345,1999.500,2026-06-01T12:04:05Z\n"
                    "\"a,\"\"b\"\"\n\033[31m<i>\",7,1234567,0.3333,12.345,1999.500,\n"
                    "plain,7,1234567,,12.345,1999.500,2026-06-01T12:04:05Z\n");
  s.sheets[0].cell_count = s.sheets[0].column_count * 2;
  sheet_write_ndjson(&out, &s.sheets[0]);
  expect_text(
    &out, "{\"name\":\"plain\",\"id\":\"7\",\"count\":1234567,\"share\":0.0000,\"hours\":12.345,\"value\":1999.500,"
          "\"at\":\"2026-06-01T12:04:05Z\"}\n"
          "{\"name\":\"a,\\\"b\\\"\\n\\u001b[31m<i>\",\"id\":\"7\",\"count\":1234567,\"share\":0.3333,\"hours\":12.345,\"value\":1999.500,"
          "\"at\":null}\n");
  sheet_set_free(&s);
}

Test(sheet, of_a_share_the_interval_is_wilsons)
{
  sheet_set s;

  sheet_set_init(&s);
  SHEET_BEGIN(&s, "first", "First", NULL, columns);
  sheet_interval(&s, 1, 2); /* 0.0945 to 0.9055 */
  sheet_interval(&s, 0, 0); /* nothing is known */
  cr_expect_eq(sheet_at(&s.sheets[0], 0, 0)->number, 94531);
  cr_expect_eq(sheet_at(&s.sheets[0], 0, 1)->number, 905469);
  cr_expect(sheet_at(&s.sheets[0], 0, 2)->empty && sheet_at(&s.sheets[0], 0, 3)->empty);
  cr_expect_not_null(sheet_find(&s, BYTES("first")));
  cr_expect_null(sheet_find(&s, BYTES("second")));
  sheet_set_free(&s);
}

Test(sheet, a_chart_says_what_it_shows_and_escapes_names)
{
  const chart_value values[] = { { BYTES("<a>"), 10, 5 }, { BYTES("b"), 0, 0 } };
  buffer out = BUFFER_INIT;

  chart_bars(&out, values, 2, "What & why");
  buffer_append_char(&out, '\0');
  cr_expect_not_null(strstr(out.data, "role=\"img\" aria-label=\"What &amp; why\""));
  cr_expect_not_null(strstr(out.data, "<title>&lt;a&gt;: 10</title>"));
  cr_expect_null(strstr(out.data, "<a>"));
  buffer_clear(&out);
  chart_columns(&out, values, 0, 1, "empty");
  cr_expect(!out.failed);
  buffer_free(&out);
}
