/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "report/safe_cell.h"

Test(safe_cell, no_cell_is_a_formula_and_every_one_comes_back)
{
  static const char *const cells[] = { "",    "plain", "=1+1", "+49 201",  "-x", "@cmd", "\tx",
                                       "\rx", "'=1",   "''=1", "'quoted'", "'",  "a=b",  "''" };
  buffer scratch = BUFFER_INIT;

  for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
    bytes text = bytes_of(cells[i]), safe = safe_cell(text, &scratch);

    cr_expect(!safe.size || !memchr("=+-@\t\r", safe.data[0], 6), "'%s'", cells[i]);
    cr_expect(bytes_equal(safe_cell_undo(safe), text), "'%s'", cells[i]);
  }
  buffer_free(&scratch);
}
