/* SPDX-License-Identifier: MIT */
#include "server/result_json.h"

#include "io/answer_column.h"

/* Room for the names and numbers of a result without its texts. */
enum { FRAME_BYTES = 512 };

typedef struct match_list {
  uint32_t limit;
  bool scores;
} match_list;

static const unsigned char *plain_until(const unsigned char *at, const unsigned char *end)
{
  while (at < end && *at >= 0x20 && *at != '"' && *at != '\\') at++;
  return at;
}

/* `"name":"text"`, room for the frame is there; a text that needs no escapes, nearly every one, is copied at once. */
static void member(buffer *out, const char *name, size_t name_size, bytes text)
{
  const unsigned char *begin = (const unsigned char *)text.data;

  buffer_append(out, name, name_size);
  if (text.size && plain_until(begin, begin + text.size) != begin + text.size) {
    json_write_string(out, text);
    return;
  }
  if (!buffer_reserve(out, text.size + 2)) return;
  out->data[out->size++] = '"';
  if (text.size) memcpy(out->data + out->size, text.data, text.size);
  out->size += text.size;
  out->data[out->size++] = '"';
}

static void score(buffer *out, const char *name, size_t name_size, uint32_t value)
{
  buffer_append(out, name, name_size);
  append_score(out, value);
}

static void list(buffer *out, const char *name, size_t name_size, const l2a_result *r, const match_list *what)
{
  size_t count = r->candidate_count < what->limit ? r->candidate_count : what->limit;

  if (what->limit == 0) return;
  buffer_append(out, name, name_size);
  buffer_append_char(out, '[');
  for (size_t i = 0; i < count; i++) {
    if (i) buffer_append_char(out, ',');
    if (what->scores) append_score(out, r->candidates[i].score);
    else json_write_string(out, r->candidates[i].account_id);
  }
  buffer_append_char(out, ']');
}

/* How a column of each kind is written; the table of columns is io/answer_column.h's. */
#define NAME(name) ",\"" name "\":", sizeof ",\"" name "\":" - 1
#define WRITE_TEXT(name, value) member(out, NAME(name), r->value);
#define WRITE_DECISION(name, value) member(out, NAME(name), bytes_of(l2a_decision_name(r->value)));
#define WRITE_REASON(name, value) member(out, NAME(name), bytes_of(l2a_reason_name(r->value)));
#define WRITE_SCORE(name, value) score(out, NAME(name), r->value);
#define WRITE_IDS(name, value) list(out, NAME(name), r, &(match_list){ limit, false });
#define WRITE_SCORES(name, value) list(out, NAME(name), r, &(match_list){ limit, true });

void result_write(buffer *out, const l2a_result *r, uint32_t limit)
{
  if (!buffer_reserve(out, FRAME_BYTES)) return;
#define X(id, name, kind, value) WRITE_##kind(name, value)
  ANSWER_COLUMN_LIST(X)
#undef X
}

static const char *word_of(char letter)
{
  switch (letter) {
  case 'A': return "same";
  case 'B': return "similar";
  case 'C': return "related";
  case 'F': return "different";
  default: return "missing";
  }
}

void result_write_summary(buffer *out, const l2a_result *r)
{
  bytes rest = BYTES(L2A_GRADE_FIELDS);

  buffer_append_text(out, ",\"l2a_explanation\":{");
  for (size_t i = 0; rest.data; i++) {
    bytes field = bytes_split(&rest, ' ');

    if (i) buffer_append_char(out, ',');
    json_write_string(out, field);
    buffer_append_char(out, ':');
    json_write_string(out, bytes_of(word_of(i < r->grade.size ? r->grade.data[i] : 'Z')));
  }
  buffer_append_char(out, '}');
}

const l2a_result *result_above(const l2a_result *r, uint32_t min_score, l2a_result *none)
{
  if (r->decision == L2A_DECISION_NONE || r->score >= min_score) return r;
  *none = *r;
  none->decision = L2A_DECISION_NONE;
  none->reason = L2A_REASON_BELOW_THRESHOLD;
  none->account_id = none->account_name = none->owner = none->tie_break = none->rollup_id = BYTES("");
  none->score = none->margin = 0;
  return none;
}
