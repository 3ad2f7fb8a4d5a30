/* SPDX-License-Identifier: MIT */
#include "io/answer_column.h"

#include "io/json_write.h"

typedef enum answer_kind {
  ANSWER_KIND_TEXT,
  ANSWER_KIND_DECISION,
  ANSWER_KIND_REASON,
  ANSWER_KIND_SCORE,
  ANSWER_KIND_IDS,
  ANSWER_KIND_SCORES
} answer_kind;

static const struct {
  const char *name;
  answer_kind kind;
  size_t offset; /* in l2a_result */
} columns[ANSWER_COLUMN_COUNT] = {
#define X(id, name, kind, member) { name, ANSWER_KIND_##kind, offsetof(l2a_result, member) },
  ANSWER_COLUMN_LIST(X)
#undef X
};

const char *answer_column_name(answer_column column)
{
  return columns[column].name;
}

answer_column answer_column_find(bytes name)
{
  size_t i = 0;

  if (name.size < 4 || lower_ascii(name.data[0]) != 'l') return ANSWER_COLUMN_COUNT;
  while (i < ANSWER_COLUMN_COUNT && !bytes_equal_nocase(bytes_of(columns[i].name), name)) i++;
  return (answer_column)i;
}

void append_score(buffer *out, uint32_t score)
{
  char text[6] = { (char)('0' + score / 10000 % 10), '.' };

  for (int i = 5; i > 1; i--, score /= 10) text[i] = (char)('0' + score % 10);
  buffer_append(out, text, sizeof text);
}

static const void *member(answer_column column, const l2a_result *result)
{
  return (const char *)result + columns[column].offset;
}

static bytes list_text(const l2a_result *result, bool scores, buffer *scratch)
{
  for (size_t i = 0; i < result->candidate_count; i++) {
    if (i) buffer_append_char(scratch, '|');
    if (scores) append_score(scratch, result->candidates[i].score);
    else buffer_append_bytes(scratch, result->candidates[i].account_id);
  }
  return buffer_bytes(scratch);
}

bytes answer_column_text(answer_column column, const l2a_result *result, buffer *scratch)
{
  answer_kind kind = columns[column].kind;

  buffer_clear(scratch);
  switch (kind) {
  case ANSWER_KIND_TEXT: return *(const bytes *)member(column, result);
  case ANSWER_KIND_DECISION: return bytes_of(l2a_decision_name(result->decision));
  case ANSWER_KIND_REASON: return bytes_of(l2a_reason_name(result->reason));
  case ANSWER_KIND_SCORE: append_score(scratch, *(const uint32_t *)member(column, result)); return buffer_bytes(scratch);
  case ANSWER_KIND_IDS:
  case ANSWER_KIND_SCORES: return list_text(result, kind == ANSWER_KIND_SCORES, scratch);
  }
  return BYTES("");
}

static void list_json(buffer *out, const l2a_result *result, bool scores)
{
  buffer_append_char(out, '[');
  for (size_t i = 0; i < result->candidate_count; i++) {
    if (i) buffer_append_char(out, ',');
    if (scores) append_score(out, result->candidates[i].score);
    else json_write_string(out, result->candidates[i].account_id);
  }
  buffer_append_char(out, ']');
}

void answer_column_json(buffer *out, answer_column column, const l2a_result *result)
{
  switch (columns[column].kind) {
  case ANSWER_KIND_TEXT: json_write_string(out, *(const bytes *)member(column, result)); break;
  case ANSWER_KIND_DECISION: json_write_string(out, bytes_of(l2a_decision_name(result->decision))); break;
  case ANSWER_KIND_REASON: json_write_string(out, bytes_of(l2a_reason_name(result->reason))); break;
  case ANSWER_KIND_SCORE: append_score(out, *(const uint32_t *)member(column, result)); break;
  case ANSWER_KIND_IDS: list_json(out, result, false); break;
  case ANSWER_KIND_SCORES: list_json(out, result, true); break;
  }
}
