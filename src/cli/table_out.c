/* SPDX-License-Identifier: MIT */
#include "cli/table_out.h"

#include "io/csv_write.h"
#include "io/json_write.h"
#include "io/timestamp.h"
#include "report/hidden_email.h"

enum { FLUSH_SIZE = 1 << 16 };

static l2a_status flush(table_out *t, l2a_error *error)
{
  l2a_status status = t->text.failed ? error_no_memory(error) : output_write(t->out, t->text.data, t->text.size, error);

  buffer_clear(&t->text);
  return status;
}

l2a_status table_out_begin(table_out *t, output *out, const table_column *columns, size_t count, bool json, l2a_error *error)
{
  *t = (table_out){ .out = out, .columns = columns, .count = count, .json = json, .text = BUFFER_INIT };
  for (size_t i = 0; i < count && !json; i++) {
    if (i) buffer_append_char(&t->text, ',');
    buffer_append_text(&t->text, columns[i].name);
  }
  if (!json) buffer_append_char(&t->text, '\n');
  return t->text.failed ? error_no_memory(error) : L2A_OK;
}

static void put_cell(table_out *t, bytes value)
{
  const table_column *column = &t->columns[t->at++];

  if (!t->json) {
    if (t->at > 1) buffer_append_char(&t->text, ',');
    csv_write_field(&t->text, value, ',');
    return;
  }
  if (t->at == 1) buffer_append_char(&t->text, '{');
  json_write_key(&t->text, column->name);
  if (column->kind == CELL_TEXT) json_write_string(&t->text, value);
  else if (value.size) buffer_append_bytes(&t->text, value);
  else buffer_append_text(&t->text, "null");
}

void table_out_cell(table_out *t, bytes value)
{
  buffer scratch = BUFFER_INIT;

  put_cell(t, t->hide_emails ? hide_emails(value, false, &scratch) : value);
  t->text.failed |= scratch.failed;
  buffer_free(&scratch);
}

/* The digits of a value, at least as many as asked for, up to the end of the text; answers where they begin. */
static char *write_digits(char *end, uint64_t value, int at_least)
{
  char *at = end;

  for (; value || at_least > 0; value /= 10, at_least--) *--at = (char)('0' + value % 10);
  return at;
}

void table_out_number(table_out *t, uint64_t value)
{
  char text[24];
  char *end = text + sizeof text;
  char *begin = write_digits(end, value, 1);

  table_out_cell(t, bytes_from(begin, (size_t)(end - begin)));
}

void table_out_thousandths(table_out *t, int64_t value)
{
  char text[24];
  char *end = text + sizeof text;
  uint64_t absolute = value < 0 ? -(uint64_t)value : (uint64_t)value;
  char *begin = write_digits(end, absolute % 1000, 3);

  *--begin = '.';
  begin = write_digits(begin, absolute / 1000, 1);
  if (value < 0) *--begin = '-';
  table_out_cell(t, bytes_from(begin, (size_t)(end - begin)));
}

void table_out_bool(table_out *t, bool value)
{
  table_out_cell(t, value ? BYTES("true") : BYTES("false"));
}

void table_out_instant(table_out *t, int64_t instant)
{
  char text[TIMESTAMP_SIZE] = "";

  if (instant != INSTANT_NONE) timestamp_write(text, instant);
  table_out_cell(t, bytes_of(text));
}

l2a_status table_out_row(table_out *t, l2a_error *error)
{
  buffer_append_text(&t->text, t->json ? "}\n" : "\n");
  t->at = 0;
  return t->text.size >= FLUSH_SIZE || t->text.failed ? flush(t, error) : L2A_OK;
}

l2a_status table_out_end(table_out *t, l2a_error *error)
{
  l2a_status status = flush(t, error);

  buffer_free(&t->text);
  return status;
}
