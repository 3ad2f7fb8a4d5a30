/* SPDX-License-Identifier: MIT */
#include "cli/review_answer.h"

#include "cli/message.h"
#include "cli/review_sheet.h"
#include "cli/table_rows.h"
#include "index/snapshot.h"
#include "io/csv_write.h"
#include "learn/label.h"
#include "report/safe_cell.h"

typedef struct answer_reader {
  review_answers *answers;
  const char *file;
  uint32_t columns[SHEET_COLUMNS]; /* of the table; RECORD_NO_COLUMN where it is not needed and not there */
  label_set decided;               /* to find contacts that stand in the sheet twice */
} answer_reader;

enum { SHOWN_LIMIT = 60 };

static bool is_needed(uint32_t column)
{
  return column == 0 || column == SHEET_ANSWER ||
         (column >= SHEET_FIRST_CANDIDATE && column < SHEET_ANSWER && (column - SHEET_FIRST_CANDIDATE) % SHEET_CANDIDATE_COLUMNS == 0);
}

static l2a_status begin_sheet(void *payload, const table *t, l2a_error *error)
{
  answer_reader *r = payload;

  r->file = input_name(table_input(t));
  for (uint32_t i = 0; i < SHEET_COLUMNS; i++) {
    r->columns[i] = table_find_column(t, bytes_of(sheet_column_name(i)));
    if (r->columns[i] == RECORD_NO_COLUMN && is_needed(i)) return table_no_column(t, "review sheet", bytes_of(sheet_column_name(i)), error);
  }
  return L2A_OK;
}

static bytes cell(const answer_reader *r, const record *row, uint32_t column)
{
  return r->columns[column] == RECORD_NO_COLUMN ? BYTES("") : bytes_trim(safe_cell_undo(bytes_trim(record_field(row, r->columns[column]))));
}

static bytes candidate_id(const answer_reader *r, const record *row, uint32_t n)
{
  return cell(r, row, SHEET_FIRST_CANDIDATE + SHEET_CANDIDATE_COLUMNS * n);
}

static void reject(answer_reader *r, const record *row, const char *why, bytes what)
{
  int shown = (int)(what.size < SHOWN_LIMIT ? what.size : SHOWN_LIMIT);

  if (r->answers->rejected++ < REVIEW_MESSAGE_LIMIT)
    message_print("%s:%llu: answer '%.*s': %s", r->file, (unsigned long long)row->line, shown, what.data ? what.data : "", why);
}

static bool index_has(const review_answers *a, bytes account_id)
{
  return a->accounts && snapshot_find_account(snapshot_get(a->accounts->ref), account_id) != INDEX_NONE;
}

/* The account that the answer means; NULL, or why it means none. */
static const char *resolve(const answer_reader *r, const record *row, bytes typed, bytes *account)
{
  bool is_number = typed.size == 1 && typed.data[0] >= '1' && typed.data[0] < '1' + SHEET_CANDIDATES;
  uint32_t n = is_number ? (uint32_t)(typed.data[0] - '1') : SHEET_CANDIDATES, by_id = SHEET_CANDIDATES;

  for (uint32_t i = 0; i < SHEET_CANDIDATES; i++)
    if (bytes_equal(candidate_id(r, row, i), typed)) by_id = i;
  if (is_number && by_id < SHEET_CANDIDATES && by_id != n) return "it is the number of one candidate and the id of another";
  if (by_id < SHEET_CANDIDATES) n = by_id;
  if (n < SHEET_CANDIDATES) {
    *account = candidate_id(r, row, n);
    return account->size ? NULL : "the row has no such candidate";
  }
  *account = typed;
  if (index_has(r->answers, typed)) return NULL;
  return r->answers->accounts ? "expected 1, 2, 3, none, skip or the id of an account; the index has no such account"
                              : "expected 1, 2, 3, none, skip or the id of a candidate; ids of other accounts are checked with -i INDEX";
}

static void write_decision(answer_reader *r, const record *row, bytes contact, bytes account)
{
  const bytes override_[] = { account.size ? BYTES("always") : BYTES("never"), BYTES("id"), contact, account, cell(r, row, SHEET_NOTE) };
  const bytes label_[] = { contact, account };

  csv_write_row(&r->answers->overrides, override_, sizeof override_ / sizeof *override_, ',');
  csv_write_row(&r->answers->labels, label_, sizeof label_ / sizeof *label_, ',');
  if (account.size) r->answers->decided++;
  else r->answers->none++;
}

static l2a_status take_answer(void *payload, const record *row, l2a_error *error)
{
  answer_reader *r = payload;
  bytes typed = cell(r, row, SHEET_ANSWER), contact = cell(r, row, 0), account = { NULL, 0 };
  uint64_t repeated = r->decided.repeated;
  label l = { .line = row->line };
  const char *why = NULL;
  l2a_error twice = L2A_ERROR_INIT;
  l2a_status status;

  if (!typed.size || bytes_equal_nocase(typed, BYTES("skip"))) {
    r->answers->skipped++;
    return L2A_OK;
  }
  if (!contact.size) why = "the row has no contact id";
  else if (!bytes_equal_nocase(typed, BYTES("none"))) why = resolve(r, row, typed, &account);
  if (!why) {
    l.account_id = account;
    status = label_set_add(&r->decided, contact, &l, NULL, r->file, &twice);
    if (status == L2A_ENOMEM) return error_no_memory(error);
    if (status != L2A_OK) why = "another row of the same contact says something else";
  }
  if (why) reject(r, row, why, typed);
  else if (r->decided.repeated == repeated) write_decision(r, row, contact, account);
  return L2A_OK;
}

l2a_status review_answers_read(review_answers *answers, const char *path, l2a_error *error)
{
  answer_reader r = { .answers = answers };
  table_rows rows = { .begin = begin_sheet, .row = take_answer, .payload = &r };
  l2a_status status;

  label_set_init(&r.decided);
  buffer_append_text(&answers->overrides, "kind,field,value,account_id,note\n");
  buffer_append_text(&answers->labels, "contact_id,account_id\n");
  status = table_rows_read(&rows, path, error);
  if (status == L2A_OK && (answers->overrides.failed || answers->labels.failed)) status = error_no_memory(error);
  if (answers->rejected > REVIEW_MESSAGE_LIMIT)
    message_print("... and %llu more answers", (unsigned long long)(answers->rejected - REVIEW_MESSAGE_LIMIT));
  label_set_free(&r.decided);
  return status;
}
