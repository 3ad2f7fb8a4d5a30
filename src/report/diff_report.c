/* SPDX-License-Identifier: MIT */
#include "report/diff_report.h"

#include <stdlib.h>

#include "io/csv_write.h"
#include "io/json_write.h"
#include "report/figure.h"
#include "report/grid.h"
#include "report/safe_cell.h"

enum { REASON_ROW_LIMIT = CHANGE_COUNT * L2A_REASON_COUNT * L2A_REASON_COUNT, SCORE_DECIMALS = 4 };

typedef struct reason_row {
  change what;
  l2a_reason a, b;
  uint64_t count;
} reason_row;

static int by_count(const void *x, const void *y)
{
  const reason_row *a = x, *b = y;

  if (a->what != b->what) return a->what < b->what ? -1 : 1;
  if (a->count != b->count) return a->count > b->count ? -1 : 1;
  if (a->a != b->a) return a->a < b->a ? -1 : 1;
  return a->b < b->b ? -1 : a->b > b->b;
}

/* Changes with their reasons, most contacts first; the caller frees them. NULL when memory is out. */
static reason_row *reason_rows(const change_set *set, size_t *count)
{
  reason_row *rows = calloc(REASON_ROW_LIMIT, sizeof *rows);

  *count = 0;
  if (!rows) return NULL;
  for (int c = 0; c < CHANGE_SAME; c++)
    for (int a = 0; a < L2A_REASON_COUNT; a++)
      for (int b = 0; b < L2A_REASON_COUNT; b++)
        if (set->reasons[c][a][b]) rows[(*count)++] = (reason_row){ (change)c, (l2a_reason)a, (l2a_reason)b, set->reasons[c][a][b] };
  qsort(rows, *count, sizeof *rows, by_count);
  return rows;
}

/* ---- text ---------------------------------------------------------------------------------------------------------------------------- */

static void text_cell(grid *g, const char *text)
{
  grid_cell(g, bytes_of(text));
}

static void write_counts(buffer *out, const change_set *set)
{
  grid g;

  grid_init(&g, "lrrl");
  for (int c = 0; c < CHANGE_COUNT; c++) {
    text_cell(&g, change_name((change)c));
    figure_count(&g.text, set->counts[c]);
    grid_end_cell(&g);
    figure_percent(&g.text, (ratio){ set->counts[c], set->rows ? set->rows : 1 }, 2);
    buffer_append_text(&g.text, " %");
    grid_end_cell(&g);
    text_cell(&g, change_meaning((change)c));
  }
  grid_write(&g, out);
  grid_free(&g);
}

static void write_reasons(buffer *out, const change_set *set)
{
  size_t count;
  reason_row *rows = reason_rows(set, &count);
  grid g;

  out->failed |= !rows;
  if (count) buffer_append_text(out, "\nReasons\n");
  grid_init(&g, "lrlll");
  for (size_t i = 0; i < count; i++) {
    text_cell(&g, change_name(rows[i].what));
    figure_count(&g.text, rows[i].count);
    grid_end_cell(&g);
    text_cell(&g, l2a_reason_name(rows[i].a));
    text_cell(&g, "->");
    text_cell(&g, l2a_reason_name(rows[i].b));
  }
  grid_write(&g, out);
  grid_free(&g);
  free(rows);
}

static void side_cells(grid *g, const change_side *s)
{
  buffer_append_bytes(&g->text, s->account_id.size ? s->account_id : BYTES("-"));
  if (s->account_name.size) buffer_append_char(&g->text, ' ');
  buffer_append_bytes(&g->text, s->account_name);
  grid_end_cell(g);
  buffer_printf(&g->text, "%s ", l2a_decision_name(s->decision));
  figure_decimal(&g->text, s->score, SCORE_DECIMALS);
  buffer_printf(&g->text, " %s", l2a_reason_name(s->reason));
  grid_end_cell(g);
}

static void write_samples(buffer *out, const change_set *set)
{
  for (int c = 0; c < CHANGE_SAME; c++) {
    grid g;

    if (!set->kept[c]) continue;
    buffer_printf(out, "\n%s: %s\n", change_name((change)c), change_meaning((change)c));
    grid_init(&g, "lllllll");
    for (uint32_t i = 0; i < set->kept[c]; i++) {
      const changed_row *r = &set->samples[c][i];

      grid_cell(&g, r->contact_id);
      grid_cell(&g, r->company);
      grid_cell(&g, r->email.size ? r->email : r->website);
      side_cells(&g, &r->a);
      side_cells(&g, &r->b);
    }
    grid_write(&g, out);
    grid_free(&g);
  }
}

void diff_report_text(buffer *out, const diff_report *r)
{
  buffer_printf(out, "A %s (%s)\nB %s (%s)\n", r->name_a, l2a_rules_fingerprint(r->rules_a), r->name_b, l2a_rules_fingerprint(r->rules_b));
  figure_count(out, r->changes->rows);
  buffer_append_text(out, " contacts");
  if (r->rejected) buffer_printf(out, ", rejected %llu", (unsigned long long)r->rejected);
  if (r->skipped) buffer_printf(out, ", skipped %llu", (unsigned long long)r->skipped);
  buffer_append_text(out, "\n\n");
  write_counts(out, r->changes);
  write_reasons(out, r->changes);
  write_samples(out, r->changes);
  if (r->mqas) mqa_changes_text(out, r->mqas, r->sample);
}

/* ---- JSON ---------------------------------------------------------------------------------------------------------------------------- */

static void number(buffer *out, const char *key, uint64_t n)
{
  json_write_key(out, key);
  buffer_append_u64(out, n);
}

static void write_side(buffer *out, const char *key, const change_side *s)
{
  json_write_key(out, key);
  buffer_append_char(out, '{');
  json_write_member(out, "account_id", s->account_id);
  json_write_member(out, "account_name", s->account_name);
  json_write_member(out, "decision", bytes_of(l2a_decision_name(s->decision)));
  json_write_key(out, "score");
  figure_decimal(out, s->score, SCORE_DECIMALS);
  json_write_member(out, "reason", bytes_of(l2a_reason_name(s->reason)));
  buffer_append_char(out, '}');
}

static void json_reasons(buffer *out, const change_set *set)
{
  size_t count;
  reason_row *rows = reason_rows(set, &count);

  out->failed |= !rows;
  json_write_key(out, "reasons");
  buffer_append_char(out, '[');
  for (size_t i = 0; i < count; i++) {
    buffer_append_text(out, i ? ",{" : "{");
    json_write_member(out, "change", bytes_of(change_name(rows[i].what)));
    json_write_member(out, "a", bytes_of(l2a_reason_name(rows[i].a)));
    json_write_member(out, "b", bytes_of(l2a_reason_name(rows[i].b)));
    number(out, "contacts", rows[i].count);
    buffer_append_char(out, '}');
  }
  buffer_append_char(out, ']');
  free(rows);
}

static void json_samples(buffer *out, const change_set *set)
{
  bool first = true;

  json_write_key(out, "sample");
  buffer_append_char(out, '[');
  for (int c = 0; c < CHANGE_SAME; c++) {
    for (uint32_t i = 0; i < set->kept[c]; i++, first = false) {
      const changed_row *r = &set->samples[c][i];

      buffer_append_text(out, first ? "{" : ",{");
      json_write_member(out, "change", bytes_of(change_name((change)c)));
      json_write_member(out, "contact_id", r->contact_id);
      json_write_member(out, "company", r->company);
      json_write_member(out, "email", r->email);
      json_write_member(out, "website", r->website);
      write_side(out, "a", &r->a);
      write_side(out, "b", &r->b);
      buffer_append_char(out, '}');
    }
  }
  buffer_append_char(out, ']');
}

void diff_report_json(buffer *out, const diff_report *r)
{
  buffer_append_char(out, '{');
  json_write_member(out, "a", bytes_of(r->name_a));
  json_write_member(out, "a_definitions", bytes_of(l2a_rules_fingerprint(r->rules_a)));
  json_write_member(out, "b", bytes_of(r->name_b));
  json_write_member(out, "b_definitions", bytes_of(l2a_rules_fingerprint(r->rules_b)));
  number(out, "contacts", r->changes->rows);
  number(out, "rejected", r->rejected);
  number(out, "skipped", r->skipped);
  json_write_key(out, "changes");
  buffer_append_char(out, '{');
  for (int c = 0; c < CHANGE_COUNT; c++) number(out, change_name((change)c), r->changes->counts[c]);
  buffer_append_char(out, '}');
  json_reasons(out, r->changes);
  json_samples(out, r->changes);
  if (r->mqas) {
    json_write_key(out, "mqas");
    mqa_changes_json(out, r->mqas, r->sample);
  }
  buffer_append_text(out, "}\n");
}

/* ---- CSV ----------------------------------------------------------------------------------------------------------------------------- */

void diff_csv_header(buffer *out)
{
  buffer_append_text(out, "change,contact_id,company,email,website,a_account_id,a_account_name,a_decision,a_score,a_reason,"
                          "b_account_id,b_account_name,b_decision,b_score,b_reason\n");
}

/* scratch NULL: as it is. */
static void csv_text(buffer *out, bytes text, buffer *scratch)
{
  buffer_append_char(out, ',');
  csv_write_field(out, scratch ? safe_cell(text, scratch) : text, ',');
}

static void csv_side(buffer *out, const change_side *s, buffer *scratch)
{
  csv_text(out, s->account_id, scratch);
  csv_text(out, s->account_name, scratch);
  csv_text(out, bytes_of(l2a_decision_name(s->decision)), NULL);
  buffer_append_char(out, ',');
  figure_decimal(out, s->score, SCORE_DECIMALS);
  csv_text(out, bytes_of(l2a_reason_name(s->reason)), NULL);
}

void diff_csv_row(buffer *out, change c, const changed_row *r, bool safe_cells)
{
  buffer scratch = BUFFER_INIT;
  buffer *safe = safe_cells ? &scratch : NULL;

  buffer_append_text(out, change_name(c));
  csv_text(out, r->contact_id, safe);
  csv_text(out, r->company, safe);
  csv_text(out, r->email, safe);
  csv_text(out, r->website, safe);
  csv_side(out, &r->a, safe);
  csv_side(out, &r->b, safe);
  buffer_append_char(out, '\n');
  out->failed |= scratch.failed;
  buffer_free(&scratch);
}
