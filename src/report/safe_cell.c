/* SPDX-License-Identifier: MIT */
#include "report/safe_cell.h"

static bool is_formula(bytes text)
{
  while (text.size && text.data[0] == '\'') text.data++, text.size--;
  return text.size && memchr("=+-@\t\r", text.data[0], 6) != NULL;
}

bytes safe_cell(bytes text, buffer *scratch)
{
  if (!is_formula(text)) return text;
  buffer_clear(scratch);
  buffer_append_char(scratch, '\'');
  buffer_append_bytes(scratch, text);
  return buffer_bytes(scratch);
}

bytes safe_cell_undo(bytes text)
{
  return text.size && text.data[0] == '\'' && is_formula(text) ? bytes_from(text.data + 1, text.size - 1) : text;
}
