/* SPDX-License-Identifier: MIT */
#include "cli/run_file.h"

#include <stdlib.h>

#include "io/answer_column.h"
#include "cli/contact_row.h"
#include "cli/table_rows.h"

typedef struct run_reader {
  run_file *run;
  column_map *map; /* NULL when the file has no contact columns */
  uint32_t contact, account, decision, score, reason, account_name;
} run_reader;

/* "account_id" as l2a_account_id or account_id; the former wins, since an export may hold the account of the CRM under the latter. */
static uint32_t find_answer(const table *t, const char *l2a_name)
{
  uint32_t column = table_find_column(t, bytes_of(l2a_name));

  return column != RECORD_NO_COLUMN ? column : table_find_column(t, bytes_of(l2a_name + strlen("l2a_")));
}

/*
 * Columns of contacts, to show the worst errors and to find the id of an export; a file without them is no error. id_only: a file that keeps
 * nothing but the id has no contact to detect; the column of the account then stands in for a company.
 */
static column_map *detect(const run_reader *r, const table *t, bool id_only)
{
  column_override overrides[OPTION_LIST_LIMIT];
  column_map *map = NULL;
  size_t override_count = 0;
  uint32_t count;
  const bytes *names = table_columns(t, &count);
  bytes *visible = calloc(count ? count : 1, sizeof *visible);

  if (!visible) return NULL;
  for (size_t i = 0; i < r->run->map->count; i++) {
    bytes rest = bytes_of(r->run->map->items[i]);
    bytes field = bytes_split(&rest, '=');

    overrides[override_count++] = (column_override){ field, rest };
  }
  for (uint32_t i = 0; i < count; i++) visible[i] = answer_column_find(names[i]) < ANSWER_COLUMN_COUNT ? BYTES("") : names[i];
  if (id_only && r->account != RECORD_NO_COLUMN) visible[r->account] = BYTES("company");
  column_map_detect(&map, COLUMN_CONTACT, input_name(table_input(t)), visible, count, id_only ? NULL : table_sample(t),
                    &(column_overrides){ NULL, overrides, override_count }, NULL);
  free(visible);
  return map;
}

/* The column of the contact's id: as mapped, by name, as detected; RECORD_NO_COLUMN. */
static uint32_t find_contact(const run_reader *r, const table *t)
{
  uint32_t column = table_find_column(t, BYTES("contact_id"));
  column_map *map;

  if (column == RECORD_NO_COLUMN && r->map && r->map->fields[CONTACT_ID].count) column = r->map->fields[CONTACT_ID].columns[0];
  if (column == RECORD_NO_COLUMN) column = table_find_column(t, BYTES("id"));
  if (column != RECORD_NO_COLUMN) return column;
  map = detect(r, t, true);
  if (map && map->fields[CONTACT_ID].count) column = map->fields[CONTACT_ID].columns[0];
  column_map_free(map);
  return column;
}

static l2a_status begin_run(void *payload, const table *t, l2a_error *error)
{
  run_reader *r = payload;
  const option_list *map = r->run->map;

  r->account = find_answer(t, "l2a_account_id");
  r->decision = find_answer(t, "l2a_decision");
  r->score = find_answer(t, "l2a_score");
  r->reason = find_answer(t, "l2a_reason");
  r->account_name = find_answer(t, "l2a_account_name");
  r->contact = RECORD_NO_COLUMN;
  r->map = detect(r, t, false);
  for (size_t i = 0; i < map->count; i++) {
    if (strncmp(map->items[i], "id=", 3) != 0) continue;
    r->contact = table_find_column(t, bytes_of(map->items[i] + 3));
    if (r->contact == RECORD_NO_COLUMN) return table_no_column(t, "--map", bytes_of(map->items[i] + 3), error);
  }
  if (r->contact == RECORD_NO_COLUMN) r->contact = find_contact(r, t);
  if (r->contact == RECORD_NO_COLUMN) return table_no_column(t, "answers", BYTES("contact_id"), error);
  if (r->account == RECORD_NO_COLUMN) return table_no_column(t, "answers", BYTES("account_id or l2a_account_id"), error);
  return L2A_OK;
}

static bytes cell(const record *row, uint32_t column)
{
  return column == RECORD_NO_COLUMN ? BYTES("") : bytes_trim(record_field(row, column));
}

static l2a_status take_row(void *payload, const record *row, l2a_error *error)
{
  run_reader *r = payload;
  labelled_answer a = { cell(row, r->contact), cell(row, r->account), cell(row, r->reason), L2A_DECISION_NONE, SCORE_NONE };
  bytes decision = cell(row, r->decision), score = cell(row, r->score);
  l2a_contact contact = L2A_CONTACT_INIT;

  if (decision_word_is_match(decision) || r->decision == RECORD_NO_COLUMN)
    a.decision = a.account_id.size ? L2A_DECISION_MATCH : L2A_DECISION_NONE;
  else if (bytes_equal_nocase(decision, BYTES("review"))) a.decision = L2A_DECISION_REVIEW;
  if (score.size && !score_read(&a.score, score)) {
    a.score = SCORE_NONE;
    r->run->unreadable_scores++;
  }
  if (r->map) contact_from_record(&contact, r->map, row);
  return r->run->take(r->run->payload, &a, cell(row, r->account_name), &contact, error);
}

l2a_status run_file_read(run_file *run, const char *path, l2a_error *error)
{
  run_reader r = { .run = run };
  table_rows rows = { .begin = begin_run, .row = take_row, .payload = &r, .tolerant = true };
  l2a_status status = table_rows_read(&rows, path, error);

  run->rejected = rows.rejected;
  column_map_free(r.map);
  return status;
}
