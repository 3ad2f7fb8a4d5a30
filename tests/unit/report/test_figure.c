/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "report/figure.h"
#include "report/grid.h"
#include "report/html_page.h"

static void expect_text(buffer *out, const char *want)
{
  cr_expect(bytes_equal(buffer_bytes(out), bytes_of(want)), "'%.*s', expected '%s'", (int)out->size, out->data, want);
  buffer_clear(out);
}

Test(figure, numbers_are_rounded_half_up_and_need_no_locale)
{
  buffer out = BUFFER_INIT;

  figure_ratio(&out, (ratio){ 2, 3 }, 4), expect_text(&out, "0.6667");
  figure_ratio(&out, (ratio){ 1, 2 }, 0), expect_text(&out, "1");
  figure_percent(&out, (ratio){ 99995, 100000 }, 2), expect_text(&out, "100.00");
  figure_percent(&out, (ratio){ 0, 7 }, 2), expect_text(&out, "0.00");
  figure_decimal(&out, -5, 3), expect_text(&out, "-0.005");
  figure_decimal(&out, 12345, 3), expect_text(&out, "12.345");
  figure_decimal(&out, INT64_MIN, 0), expect_text(&out, "-9223372036854775808");
  figure_count(&out, 1234567), expect_text(&out, "1,234,567");
  figure_count(&out, 0), expect_text(&out, "0");
  figure_ratio(&out, (ratio){ UINT64_MAX / 2, UINT64_MAX }, 9), expect_text(&out, "0.500000000");
  buffer_free(&out);
}

Test(figure, a_grid_is_aligned_by_letters_not_bytes)
{
  buffer out = BUFFER_INIT;
  grid g;

  grid_init(&g, "lr");
  grid_cell(&g, BYTES("caf\xC3\xA9"));
  grid_cell(&g, BYTES("1"));
  grid_cell(&g, BYTES("bar"));
  grid_cell(&g, BYTES("100"));
  grid_cell(&g, BYTES("left over"));
  grid_write(&g, &out);
  expect_text(&out, "caf\xC3\xA9    1\nbar   100\n");
  grid_free(&g);
  buffer_free(&out);
}

Test(figure, html_text_cannot_become_markup)
{
  buffer out = BUFFER_INIT;

  html_text(&out, BYTES("<b a=\"1\" c='2'>&\n\x7F"));
  expect_text(&out, "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;  ");
  buffer_free(&out);
}
