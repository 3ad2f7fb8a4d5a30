/* SPDX-License-Identifier: MIT */
#include "cli/review_sheet.h"

#include "io/answer_column.h"
#include "index/snapshot.h"
#include "io/csv_write.h"
#include "report/hidden_email.h"
#include "report/safe_cell.h"

static const char *const names[SHEET_COLUMNS] = {
  "contact_id",
  "company",
  "email",
  "website",
  "country",
  "city",
  "candidate_1_id",
  "candidate_1_name",
  "candidate_1_country",
  "candidate_1_city",
  "candidate_1_website",
  "candidate_1_score",
  "candidate_1_grade",
  "candidate_2_id",
  "candidate_2_name",
  "candidate_2_country",
  "candidate_2_city",
  "candidate_2_website",
  "candidate_2_score",
  "candidate_2_grade",
  "candidate_3_id",
  "candidate_3_name",
  "candidate_3_country",
  "candidate_3_city",
  "candidate_3_website",
  "candidate_3_score",
  "candidate_3_grade",
  "answer",
  "note",
};

const char *sheet_column_name(uint32_t column)
{
  return names[column];
}

void sheet_write_header(buffer *out)
{
  for (uint32_t i = 0; i < SHEET_COLUMNS; i++) buffer_printf(out, "%s%s", i ? "," : "", names[i]);
  buffer_append_char(out, '\n');
}

static void cell(buffer *out, bytes text)
{
  buffer scratch = BUFFER_INIT;

  csv_write_field(out, safe_cell(text, &scratch), ',');
  buffer_append_char(out, ',');
  out->failed |= scratch.failed;
  buffer_free(&scratch);
}

/* Letters of a candidate; none when it was not compared (an override decided). */
static bytes grade_of(char grade[GRADE_SIZE], const l2a_matcher *m, bytes account_id)
{
  const snapshot *s = snapshot_get(m->ref);

  for (uint32_t i = 0; i < m->count; i++) {
    if (!bytes_equal(snapshot_field(s, m->scores[i].comparison->account, L2A_ACCOUNT_ID), account_id)) continue;
    answer_grade(grade, m->scores[i].comparison->features);
    return bytes_from(grade, GRADE_SIZE);
  }
  return BYTES("");
}

static void put_contact(buffer *out, const l2a_contact *c)
{
  const bytes fields[] = { c->id, c->company, c->email, c->website, c->country, c->city };

  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) cell(out, fields[i]);
}

/* What tells accounts of one name apart. */
static void put_place(buffer *out, const l2a_candidate *c, const snapshot *s)
{
  static const l2a_account_field fields[] = { L2A_ACCOUNT_COUNTRY, L2A_ACCOUNT_CITY, L2A_ACCOUNT_WEBSITE };
  uint32_t account = c ? snapshot_find_account(s, c->account_id) : INDEX_NONE;

  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    cell(out, account != INDEX_NONE ? snapshot_field(s, account, fields[i]) : BYTES(""));
}

l2a_status sheet_write_row(buffer *out, l2a_matcher *m, const l2a_contact *contact, bool hide_emails, l2a_error *error)
{
  l2a_contact shown = *contact;
  buffer texts = BUFFER_INIT;
  const l2a_result *r;
  l2a_status status = l2a_match(&r, m, contact, error);

  if (status != L2A_OK) return status;
  if (hide_emails) hide_contact_emails(&shown, &texts);
  out->failed |= texts.failed;
  put_contact(out, &shown);
  buffer_free(&texts);
  for (size_t i = 0; i < SHEET_CANDIDATES; i++) {
    const l2a_candidate *c = i < r->candidate_count ? &r->candidates[i] : NULL;
    char grade[GRADE_SIZE];

    cell(out, c ? c->account_id : BYTES(""));
    cell(out, c ? c->account_name : BYTES(""));
    put_place(out, c, snapshot_get(m->ref));
    if (c) append_score(out, c->score);
    buffer_append_char(out, ',');
    cell(out, c ? grade_of(grade, m, c->account_id) : BYTES(""));
  }
  buffer_append_text(out, ",\n"); /* answer and note are empty */
  return out->failed ? error_no_memory(error) : L2A_OK;
}
