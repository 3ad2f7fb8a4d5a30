/* SPDX-License-Identifier: MIT */
#include "report/sheet.h"

#include <stdlib.h>

#include "base/civil.h"
#include "io/csv_write.h"
#include "io/json_write.h"
#include "learn/interval.h"
#include "report/figure.h"
#include "report/grid.h"
#include "report/html_page.h"

enum { SHEET_TEXT_BLOCK = 16384, RATIO_DECIMALS = 4 };

void sheet_set_init(sheet_set *s)
{
  *s = (sheet_set){ .count = 0, .heading = BUFFER_INIT };
  arena_init(&s->texts, SHEET_TEXT_BLOCK);
}

void sheet_set_free(sheet_set *s)
{
  for (size_t i = 0; i < s->count; i++) free(s->sheets[i].cells);
  buffer_free(&s->heading);
  arena_free(&s->texts);
}

sheet *sheet_begin(sheet_set *s, const char *name, const char *title, const char *note, const sheet_column *columns, size_t column_count)
{
  sheet *t = &s->sheets[s->count];

  if (s->count + 1 < SHEET_LIMIT) s->count++;
  *t = (sheet){ .name = name, .title = title, .note = note, .columns = columns, .column_count = (uint32_t)column_count };
  return t;
}

/* ---- cells --------------------------------------------------------------------------------------------------------------------------- */

static void add_cell(sheet_set *s, sheet_cell cell)
{
  sheet *t = &s->sheets[s->count - 1];

  if (t->cell_count == t->capacity) {
    size_t wanted = t->capacity ? t->capacity * 2 : 64;
    sheet_cell *larger = realloc(t->cells, wanted * sizeof *larger);

    if (!larger) {
      s->failed = true;
      return;
    }
    t->cells = larger;
    t->capacity = wanted;
  }
  t->cells[t->cell_count++] = cell;
}

void sheet_text(sheet_set *s, bytes text)
{
  add_cell(s, (sheet_cell){ .text = text });
}

void sheet_copy(sheet_set *s, bytes text)
{
  bytes copy = arena_copy(&s->texts, text);

  if (!copy.data) s->failed = true;
  add_cell(s, (sheet_cell){ .text = copy });
}

void sheet_number(sheet_set *s, int64_t number)
{
  add_cell(s, (sheet_cell){ .number = number });
}

void sheet_share(sheet_set *s, uint64_t of, uint64_t total)
{
  add_cell(s, (sheet_cell){ .empty = total == 0, .number = (int64_t)of, .total = total });
}

void sheet_instant(sheet_set *s, int64_t instant)
{
  add_cell(s, (sheet_cell){ .empty = instant == INSTANT_NONE, .number = instant });
}

void sheet_empty(sheet_set *s)
{
  add_cell(s, (sheet_cell){ .empty = true });
}

void sheet_interval(sheet_set *s, uint64_t of, uint64_t total)
{
  interval i = interval_wilson((ratio){ of, total });

  sheet_share(s, i.low, total ? MILLION : 0);
  sheet_share(s, i.high, total ? MILLION : 0);
}

const sheet *sheet_find(const sheet_set *s, bytes name)
{
  for (size_t i = 0; i < s->count; i++)
    if (bytes_equal(bytes_of(s->sheets[i].name), name)) return &s->sheets[i];
  return NULL;
}

size_t sheet_rows(const sheet *t)
{
  return t->cell_count / t->column_count;
}

const sheet_cell *sheet_at(const sheet *t, size_t row, size_t column)
{
  return &t->cells[row * t->column_count + column];
}

/* ---- values -------------------------------------------------------------------------------------------------------------------------- */

static void write_instant(buffer *out, int64_t at, bool exact)
{
  int64_t day = civil_day_of(at);
  civil_date d = civil_from_day(day);
  int64_t second = at - day * DAY_SECONDS;

  buffer_printf(out, "%04d-%02d-%02d%c%02d:%02d", (int)d.year, (int)d.month, (int)d.day, exact ? 'T' : ' ', (int)(second / 3600),
                (int)(second / 60 % 60));
  if (exact) buffer_printf(out, ":%02dZ", (int)(second % 60));
}

/* Rounded half up to a tenth, or to a whole. */
static int64_t rounded(int64_t thousandths, int64_t unit)
{
  return (thousandths + (thousandths < 0 ? -unit / 2 : unit / 2)) / unit;
}

void sheet_cell_write(buffer *out, const sheet_cell *c, cell_form form)
{
  if (c->empty) return;
  switch (form) {
  case FORM_TEXT: buffer_append_bytes(out, c->text); break;
  case FORM_COUNT: figure_count(out, (uint64_t)c->number); break;
  case FORM_SHARE:
    figure_percent(out, (ratio){ (uint64_t)c->number, c->total }, 1);
    buffer_append_text(out, " %");
    break;
  case FORM_DECIMAL: figure_decimal(out, rounded(c->number, 100), 1); break;
  case FORM_MONEY:
    if (c->number < 0) buffer_append_char(out, '-');
    figure_count(out, (uint64_t)rounded(c->number < 0 ? -c->number : c->number, 1000));
    break;
  case FORM_INSTANT: write_instant(out, c->number, false); break;
  }
}

/* For programs: exact, and the same in every locale. */
static void write_value(buffer *out, const sheet_cell *c, cell_form form)
{
  switch (form) {
  case FORM_TEXT: buffer_append_bytes(out, c->text); break;
  case FORM_COUNT: figure_decimal(out, c->number, 0); break;
  case FORM_SHARE: figure_ratio(out, (ratio){ (uint64_t)c->number, c->total }, RATIO_DECIMALS); break;
  case FORM_DECIMAL:
  case FORM_MONEY: figure_decimal(out, c->number, 3); break;
  case FORM_INSTANT: write_instant(out, c->number, true); break;
  }
}

/* ---- text ---------------------------------------------------------------------------------------------------------------------------- */

static size_t reader_rows(const sheet *t)
{
  size_t rows = sheet_rows(t);

  return t->row_limit && rows > t->row_limit ? t->row_limit : rows;
}

static bool is_left(const sheet_column *c)
{
  return c->form == FORM_TEXT || c->form == FORM_INSTANT;
}

/* A name from a file must not move the cursor of a terminal, or break the row. */
static void write_shown(buffer *out, const sheet_cell *c, cell_form form)
{
  size_t first = out->size;

  sheet_cell_write(out, c, form);
  for (size_t i = first; i < out->size; i++)
    if ((unsigned char)out->data[i] < 0x20 || out->data[i] == 0x7F) out->data[i] = '?';
}

static void write_text(buffer *out, const sheet *t)
{
  char alignment[GRID_COLUMN_LIMIT + 1] = "";
  size_t shown = 0;
  grid g;

  for (uint32_t c = 0; c < t->column_count; c++)
    if (!t->columns[c].data_only) alignment[shown++] = is_left(&t->columns[c]) ? 'l' : 'r';
  grid_init(&g, alignment);
  for (uint32_t c = 0; c < t->column_count; c++)
    if (!t->columns[c].data_only) grid_cell(&g, bytes_of(t->columns[c].title));
  for (size_t row = 0; row < reader_rows(t); row++)
    for (uint32_t c = 0; c < t->column_count; c++) {
      if (t->columns[c].data_only) continue;
      write_shown(&g.text, sheet_at(t, row, c), t->columns[c].form);
      grid_end_cell(&g);
    }
  grid_write(&g, out);
  out->failed |= g.text.failed;
  grid_free(&g);
  if (reader_rows(t) < sheet_rows(t))
    buffer_printf(out, "... and %zu more: --format csv --table %s\n", sheet_rows(t) - reader_rows(t), t->name);
}

void sheet_set_write_text(buffer *out, const sheet_set *s)
{
  buffer_append_bytes(out, buffer_bytes(&s->heading));
  buffer_append_char(out, '\n');
  for (size_t i = 0; i < s->count; i++) {
    const sheet *t = &s->sheets[i];

    if (t->data_only) continue;
    buffer_printf(out, "\n%s\n", t->title);
    if (sheet_rows(t)) write_text(out, t);
    else buffer_append_text(out, "none\n");
    if (t->note) buffer_printf(out, "(%s)\n", t->note);
  }
  out->failed |= s->failed;
}

/* ---- CSV and JSON -------------------------------------------------------------------------------------------------------------------- */

void sheet_write_csv(buffer *out, const sheet *t)
{
  buffer value = BUFFER_INIT;

  for (uint32_t c = 0; c < t->column_count; c++) buffer_printf(out, "%s%s", c ? "," : "", t->columns[c].name);
  buffer_append_char(out, '\n');
  for (size_t row = 0; row < sheet_rows(t); row++) {
    for (uint32_t c = 0; c < t->column_count; c++) {
      const sheet_cell *cell = sheet_at(t, row, c);

      buffer_clear(&value);
      if (!cell->empty) write_value(&value, cell, t->columns[c].form);
      if (c) buffer_append_char(out, ',');
      csv_write_field(out, buffer_bytes(&value), ',');
      out->failed |= value.failed;
    }
    buffer_append_char(out, '\n');
  }
  buffer_free(&value);
}

static void write_json_row(buffer *out, const sheet *t, size_t row)
{
  buffer_append_char(out, '{');
  for (uint32_t c = 0; c < t->column_count; c++) {
    const sheet_cell *cell = sheet_at(t, row, c);
    bool quoted = t->columns[c].form == FORM_TEXT || t->columns[c].form == FORM_INSTANT;
    buffer value = BUFFER_INIT;

    json_write_key(out, t->columns[c].name);
    if (!cell->empty) write_value(&value, cell, t->columns[c].form);
    if (cell->empty) buffer_append_text(out, "null");
    else if (quoted) json_write_string(out, buffer_bytes(&value));
    else buffer_append_bytes(out, buffer_bytes(&value));
    out->failed |= value.failed;
    buffer_free(&value);
  }
  buffer_append_char(out, '}');
}

void sheet_write_ndjson(buffer *out, const sheet *t)
{
  for (size_t row = 0; row < sheet_rows(t); row++) {
    write_json_row(out, t, row);
    buffer_append_char(out, '\n');
  }
}

void sheet_set_write_json(buffer *out, const sheet_set *s)
{
  buffer_append_char(out, '{');
  for (size_t i = 0; i < s->count; i++) {
    const sheet *t = &s->sheets[i];

    if (i) buffer_append_text(out, ",\n ");
    buffer_printf(out, "\"%s\":[", t->name);
    for (size_t row = 0; row < sheet_rows(t); row++) {
      if (row) buffer_append_text(out, ",\n   ");
      write_json_row(out, t, row);
    }
    buffer_append_char(out, ']');
  }
  buffer_append_text(out, "}\n");
  out->failed |= s->failed;
}

/* ---- HTML ---------------------------------------------------------------------------------------------------------------------------- */

static void html_head(buffer *out, const sheet *t, const char *caption)
{
  buffer_append_text(out, "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"");
  html_text(out, bytes_of(caption ? caption : t->title));
  buffer_append_text(out, "\"><table>");
  if (caption) {
    buffer_append_text(out, "<caption>");
    html_text(out, bytes_of(caption));
    buffer_append_text(out, "</caption>");
  }
  buffer_append_text(out, "<thead><tr>");
  for (uint32_t c = 0; c < t->column_count; c++) {
    if (t->columns[c].data_only) continue;
    buffer_append_text(out, is_left(&t->columns[c]) ? "<th scope=\"col\" class=\"left\">" : "<th scope=\"col\">");
    html_text(out, bytes_of(t->columns[c].title));
    buffer_append_text(out, "</th>");
  }
  buffer_append_text(out, "</tr></thead><tbody>");
}

enum { LONG_TEXT = 28 /* bytes: a text that may be broken into lines */ };

static const char *cell_tag(cell_form form, size_t size)
{
  if (form == FORM_TEXT && size > LONG_TEXT) return "<td class=\"left text\">";
  return form == FORM_TEXT || form == FORM_INSTANT ? "<td class=\"left\">" : "<td>";
}

static void html_cells(buffer *out, const sheet *t, size_t row, buffer *value)
{
  bool first = true;

  for (uint32_t c = 0; c < t->column_count; c++) {
    if (t->columns[c].data_only) continue;
    buffer_clear(value);
    sheet_cell_write(value, sheet_at(t, row, c), t->columns[c].form);
    buffer_append_text(out, first ? "<th scope=\"row\">" : cell_tag(t->columns[c].form, value->size));
    html_text(out, buffer_bytes(value));
    buffer_append_text(out, first ? "</th>" : "</td>");
    out->failed |= value->failed;
    first = false;
  }
}

void sheet_write_html(buffer *out, const sheet *t, const char *caption)
{
  buffer value = BUFFER_INIT;

  html_head(out, t, caption);
  for (size_t row = 0; row < reader_rows(t); row++) {
    html_row(out);
    html_cells(out, t, row, &value);
    buffer_append_text(out, "</tr>");
  }
  html_table_end(out);
  if (reader_rows(t) < sheet_rows(t)) {
    buffer_append_text(out, "<p class=\"soft\">and ");
    buffer_append_u64(out, sheet_rows(t) - reader_rows(t));
    buffer_append_text(out, " more</p>");
  }
  buffer_free(&value);
}
