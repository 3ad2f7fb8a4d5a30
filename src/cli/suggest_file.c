/* SPDX-License-Identifier: MIT */
#include "cli/suggest_file.h"

#include "io/csv_write.h"

enum { FIRST_COLUMNS = 8, COLUMNS_A_CANDIDATE = 5, COLUMN_COUNT = FIRST_COLUMNS + COLUMNS_A_CANDIDATE * SUGGESTION_CANDIDATES };

/* 1/10000 as 0.8250 */
static bytes probability_text(char out[8], uint32_t p)
{
  out[0] = (char)('0' + p / 10000);
  out[1] = '.';
  for (uint32_t i = 0, unit = 1000; i < 4; i++, unit /= 10) out[2 + i] = (char)('0' + p / unit % 10);
  return (bytes){ out, 6 };
}

static void write_one(buffer *out, const suggestion *x, const snapshot *s)
{
  static const l2a_account_field shown[] = { L2A_ACCOUNT_ID, L2A_ACCOUNT_NAME, L2A_ACCOUNT_COUNTRY, L2A_ACCOUNT_CITY };
  char score[1 + SUGGESTION_CANDIDATES][8];
  bytes fields[COLUMN_COUNT] = { x->contact->id,    BYTES("?"),          BYTES(""),        x->contact->company,
                                 x->contact->email, x->contact->country, x->contact->city, probability_text(score[0], x->probability) };

  for (uint32_t i = 0; i < x->candidate_count; i++) {
    bytes *at = fields + FIRST_COLUMNS + COLUMNS_A_CANDIDATE * i;
    snapshot_fields(at, shown, sizeof shown / sizeof *shown, s, x->accounts[i]);
    at[4] = probability_text(score[1 + i], x->probabilities[i]);
  }
  csv_write_row(out, fields, COLUMN_COUNT, ',');
}

void suggest_file_write(buffer *out, const suggestion *list, size_t count, const snapshot *s)
{
  buffer_append_text(out, "contact_id,account_id,also_ok,company,email,country,city,score");
  for (int i = 1; i <= SUGGESTION_CANDIDATES; i++)
    buffer_printf(out, ",candidate_%d,candidate_%d_name,candidate_%d_country,candidate_%d_city,candidate_%d_score", i, i, i, i, i);
  buffer_append_char(out, '\n');
  for (size_t i = 0; i < count; i++) write_one(out, &list[i], s);
}
