/* SPDX-License-Identifier: MIT */
#include "report/mqa_html.h"

#include <stdio.h>

#include "base/civil.h"
#include "report/figure.h"
#include "report/funnel_view.h"
#include "report/html_chart.h"
#include "report/html_page.h"
#include "report/sla_view.h"

enum { TREND_WEEKS = 26, WEEK_SECONDS = 7 * DAY_SECONDS, NAME_SIZE = 16 };

typedef struct page_run {
  buffer *out;
  const mqa_page *page;
  const mqa *m;
  sheet_set sla, funnel;
} page_run;

/* ---- cards --------------------------------------------------------------------------------------------------------------------------- */

static void card(buffer *out, const char *what, const sheet_cell *c, cell_form form)
{
  buffer_append_text(out, "<div class=\"card\"><span>");
  html_text(out, bytes_of(what));
  buffer_append_text(out, "</span><b>");
  if (c->empty) buffer_append_text(out, "&ndash;");
  else sheet_cell_write(out, c, form);
  buffer_append_text(out, "</b></div>");
}

/* The row of a sheet whose first cell is name; its cell in a column. */
static sheet_cell cell_of(const sheet_set *s, const char *sheet_name, const char *row_name, uint32_t column)
{
  const sheet *t = sheet_find(s, bytes_of(sheet_name));

  for (size_t row = 0; t && row < sheet_rows(t); row++)
    if (bytes_equal(sheet_at(t, row, 0)->text, bytes_of(row_name))) return *sheet_at(t, row, column);
  return (sheet_cell){ .empty = true };
}

static void write_cards(page_run *r)
{
  sheet_cell all = { .number = 0 };
  size_t count;
  sheet_cell qualified = cell_of(r->page->standup, "temperature", "qualified", 1);
  sheet_cell untouched = cell_of(r->page->standup, "temperature", "qualified", 6);
  sheet_cell pipeline = cell_of(r->page->standup, "temperature", "in_pipeline", 1);
  sheet_cell attainment = cell_of(&r->sla, "level", "all", 6);
  sheet_cell delivery = cell_of(&r->sla, "marketing", "all", 3);

  mqa_accounts(r->m, &count);
  all.number = (int64_t)count;
  buffer_append_text(r->out, "<div class=\"cards\">");
  card(r->out, "accounts", &all, FORM_COUNT);
  card(r->out, "qualified now", &qualified, FORM_COUNT);
  card(r->out, "of them untouched", &untouched, FORM_COUNT);
  card(r->out, "in pipeline", &pipeline, FORM_COUNT);
  card(r->out, "followed up in time", &attainment, FORM_SHARE);
  card(r->out, "of marketing's promise", &delivery, FORM_SHARE);
  buffer_append_text(r->out, "</div>\n");
}

/* ---- sections ------------------------------------------------------------------------------------------------------------------------ */

static void table_section(page_run *r, const sheet_set *s, const char *name)
{
  const sheet *t = sheet_find(s, bytes_of(name));

  html_section(r->out, t->title, t->note);
  if (sheet_rows(t)) sheet_write_html(r->out, t, NULL);
  else buffer_append_text(r->out, "<p>none</p>");
  html_section_end(r->out);
}

static void write_temperature(page_run *r)
{
  const sheet *t = sheet_find(r->page->standup, BYTES("temperature"));
  chart_value values[MQA_TEMPERATURE_COUNT];

  html_section(r->out, t->title, "red: qualified, and nobody touched them since");
  for (size_t row = 0; row < MQA_TEMPERATURE_COUNT; row++) {
    const sheet_cell *untouched = sheet_at(t, row, 6);
    values[row] =
      (chart_value){ sheet_at(t, row, 0)->text, (uint64_t)sheet_at(t, row, 1)->number, untouched->empty ? 0 : (uint64_t)untouched->number };
  }
  chart_bars(r->out, values, MQA_TEMPERATURE_COUNT, "Accounts by temperature; the table below has the figures");
  sheet_write_html(r->out, t, NULL);
  html_section_end(r->out);
}

/* MQAs by week; red is what nobody touched. The last week ends with the instant of the report. */
static void write_trend(page_run *r)
{
  chart_value values[TREND_WEEKS] = { { { NULL, 0 }, 0, 0 } };
  char names[TREND_WEEKS][NAME_SIZE];
  int64_t end = mqa_as_of(r->m);
  size_t count;
  const mqa_sla_row *rows = mqa_sla(r->m, &count);

  for (int w = 0; w < TREND_WEEKS; w++) {
    civil_date d = civil_from_day(time_zone_day(mqa_zone(r->m), end - (int64_t)(TREND_WEEKS - w) * WEEK_SECONDS + 1));
    snprintf(names[w], NAME_SIZE, "%02d-%02d", (int)d.month, (int)d.day);
    values[w].name = bytes_of(names[w]);
  }
  for (size_t i = 0; i < count; i++) {
    int64_t week = TREND_WEEKS - 1 - (end - rows[i].mqa_at) / WEEK_SECONDS;
    if (rows[i].mqa_at > end || week < 0) continue;
    values[week].value++;
    values[week].marked += rows[i].first_touch_at == INSTANT_NONE;
  }
  html_section(r->out, "Newly qualified, by week", "weeks by their first day, the last 26; red: not touched so far");
  chart_columns(r->out, values, TREND_WEEKS, 5, "Accounts that became qualified in each of the last 26 weeks");
  html_section_end(r->out);
}

static void write_minutes(page_run *r)
{
  static const struct {
    const char *name;
    int64_t below; /* milliminutes */
  } classes[] = { { "0", 1 },         { "<10", 10000 },   { "<25", 25000 },   { "<50", 50000 },
                  { "<100", 100000 }, { "<200", 200000 }, { "<400", 400000 }, { "400+", INT64_MAX } };
  enum { CLASS_COUNT = sizeof classes / sizeof *classes };
  chart_value values[CLASS_COUNT];
  size_t count;
  const mqa_account_row *accounts = mqa_accounts(r->m, &count);

  for (size_t c = 0; c < CLASS_COUNT; c++) values[c] = (chart_value){ bytes_of(classes[c].name), 0, 0 };
  for (size_t a = 0; a < count; a++) {
    size_t c = 0;
    if (accounts[a].temperature == MQA_EXCLUDED) continue;
    while (accounts[a].minutes >= classes[c].below) c++;
    values[c].value++;
  }
  html_section(r->out, "Minutes of engagement", "accounts by their minutes now, without excluded ones");
  chart_columns(r->out, values, CLASS_COUNT, 1, "Accounts by minutes of engagement");
  html_section_end(r->out);
}

static void write_funnel(page_run *r)
{
  const sheet *t = sheet_find(&r->funnel, BYTES("funnel"));
  chart_value values[8];
  size_t count = sheet_rows(t) < 8 ? sheet_rows(t) : 8;

  html_section(r->out, t->title, t->note);
  for (size_t i = 0; i < count; i++) values[i] = (chart_value){ sheet_at(t, i, 0)->text, (uint64_t)sheet_at(t, i, 1)->number, 0 };
  chart_bars(r->out, values, count, "Accounts at each step of the funnel; the table below has the figures");
  sheet_write_html(r->out, t, NULL);
  html_section_end(r->out);
}

static void write_sla(page_run *r)
{
  static const struct {
    const char *name;
    uint32_t column;
    bool marked;
  } parts[] = { { "in time", 2, false }, { "late", 3, true }, { "no touch", 4, true }, { "not due yet", 5, false } };
  chart_value values[4];

  for (size_t i = 0; i < 4; i++) {
    sheet_cell c = cell_of(&r->sla, "level", "all", parts[i].column);
    values[i] = (chart_value){ bytes_of(parts[i].name), (uint64_t)c.number, parts[i].marked ? (uint64_t)c.number : 0 };
  }
  html_section(r->out, "Service level: was every qualified account followed up?", NULL);
  buffer_append_text(r->out, "<p class=\"soft\">");
  html_text(r->out, buffer_bytes(&r->sla.heading));
  buffer_append_text(r->out, "</p>");
  chart_bars(r->out, values, 4, "Qualified accounts by outcome of the service level");
  sheet_write_html(r->out, sheet_find(&r->sla, BYTES("level")), NULL);
  html_section_end(r->out);
}

static void write_page(page_run *r)
{
  static const char *const standup[] = { "untouched", "qualified", "left", "falling", "next" };
  static const char *const service[] = { "speed", "verdicts", "reasons", "marketing" };
  static const char *const funnel[] = { "stages", "conversion", "cohorts", "pipeline" };

  html_begin(r->out, "Qualified accounts");
  buffer_append_text(r->out, "<h1>Qualified accounts</h1><p class=\"soft\">");
  html_text(r->out, buffer_bytes(&r->page->standup->heading));
  buffer_append_text(r->out, "; definitions ");
  html_text(r->out, bytes_of(l2a_rules_fingerprint(mqa_get_rules(r->m))));
  buffer_append_text(r->out, "</p>\n");
  write_cards(r);
  write_temperature(r);
  for (size_t i = 0; i < sizeof standup / sizeof *standup; i++) table_section(r, r->page->standup, standup[i]);
  buffer_append_text(r->out, "<div class=\"pair\">");
  write_trend(r);
  write_minutes(r);
  buffer_append_text(r->out, "</div>\n");
  write_funnel(r);
  for (size_t i = 0; i < sizeof funnel / sizeof *funnel; i++) table_section(r, &r->funnel, funnel[i]);
  write_sla(r);
  for (size_t i = 0; i < sizeof service / sizeof *service; i++) table_section(r, &r->sla, service[i]);
  html_end(r->out);
}

l2a_status mqa_html_write(buffer *out, const mqa_page *page, l2a_error *error)
{
  page_run r = { .out = out, .page = page, .m = page->m };
  l2a_status status;

  sheet_set_init(&r.sla);
  sheet_set_init(&r.funnel);
  status = sla_view(&r.sla, page->m, page->since, error);
  if (status == L2A_OK) status = funnel_view(&r.funnel, page->m, page->since, error);
  if (status == L2A_OK) write_page(&r);
  sheet_set_free(&r.sla);
  sheet_set_free(&r.funnel);
  if (status != L2A_OK) return status;
  return out->failed ? error_no_memory(error) : L2A_OK;
}
