/* SPDX-License-Identifier: MIT */
/* Contacts for mqa: matched on the fly, in every thread, or read with their accounts from the output of `l2a match`. */
#include <stdlib.h>

#include "base/thread_pool.h"
#include "io/answer_column.h"
#include "cli/mqa_feed.h"
#include "cli/contact_row.h"
#include "io/progress.h"

enum { CONTACT_BATCH = 256, CONTACT_DEPTH_PER_THREAD = 2, CONTACT_TEXT_BLOCK = 65536 };

/* A chunk and, when contacts are matched, the contacts of its good rows: account ids live in texts. */
typedef struct contact_item {
  row_chunk chunk;
  mqa_contact *contacts;
  const record **records;
  size_t count, capacity;
  arena texts;
} contact_item;

typedef struct contact_read {
  mqa_feed *f;
  row_source *source;
  l2a_index *index; /* NULL: a match output */
  uint32_t file_number;
  bool answers_known; /* of the file with this number */
  uint32_t answers_of;
  uint32_t answers[ANSWER_COLUMN_COUNT];
  uint64_t rows;
  progress progress;
} contact_read;

static skip_reason skip_of(const row_file *file, const record *r)
{
  skip_reason skip = export_skip(file->map, r);

  return skip == SKIP_CONVERTED ? SKIP_NOT : skip; /* a converted lead is a person all the same */
}

static void read_contact(mqa_contact *c, const row_file *file, const record *r)
{
  *c = (mqa_contact){ .id = column_value(file->map, r, CONTACT_ID),
                      .email = column_value(file->map, r, CONTACT_EMAIL),
                      .title = column_value(file->map, r, CONTACT_TITLE),
                      .raw = r->raw };
}

/* ---- matched on the fly -------------------------------------------------------------------------------------------------------------- */

static l2a_status match_some(l2a_matcher *matcher, contact_item *item, size_t first, size_t count, l2a_error *error)
{
  l2a_contact contacts[CONTACT_BATCH] = { L2A_CONTACT_INIT };
  const l2a_result *results;
  l2a_status status;

  for (size_t i = 0; i < count; i++) contact_from_record(&contacts[i], item->chunk.file->map, item->records[first + i]);
  status = l2a_match_batch(&results, matcher, contacts, count, error);
  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    mqa_contact *c = &item->contacts[first + i];

    c->decision = results[i].decision;
    c->score = results[i].score;
    c->account_id = arena_copy(&item->texts, results[i].account_id);
  }
  return status == L2A_OK && item->texts.failed ? error_no_memory(error) : status;
}

static l2a_status reserve(contact_item *item, size_t count, l2a_error *error)
{
  if (count <= item->capacity) return L2A_OK;
  free(item->contacts);
  free(item->records);
  item->contacts = malloc(count * sizeof *item->contacts);
  item->records = malloc(count * sizeof *item->records);
  item->capacity = item->contacts && item->records ? count : 0;
  return item->capacity ? L2A_OK : error_no_memory(error);
}

static l2a_status work_item(void *state, void *payload, l2a_error *error)
{
  contact_item *item = payload;
  l2a_matcher *matcher = state;
  l2a_status status = row_chunk_parse(&item->chunk, error);

  item->count = 0;
  arena_reset(&item->texts);
  if (status != L2A_OK || !matcher) return status;
  status = reserve(item, item->chunk.rows.count, error);
  for (size_t i = 0; i < item->chunk.rows.count && status == L2A_OK; i++) {
    const record *r = &item->chunk.rows.records[i];

    if (r->damage != RECORD_GOOD || skip_of(item->chunk.file, r) != SKIP_NOT) continue;
    item->records[item->count] = r;
    read_contact(&item->contacts[item->count++], item->chunk.file, r);
  }
  for (size_t i = 0; i < item->count && status == L2A_OK; i += CONTACT_BATCH)
    status = match_some(matcher, item, i, item->count - i < CONTACT_BATCH ? item->count - i : CONTACT_BATCH, error);
  return status;
}

/* ---- match output -------------------------------------------------------------------------------------------------------------------- */

static void find_answers(contact_read *t, const row_file *file)
{
  uint32_t count;
  const bytes *names = table_columns(file->table, &count);

  for (uint32_t n = 0; n < ANSWER_COLUMN_COUNT; n++) t->answers[n] = RECORD_NO_COLUMN;
  for (uint32_t i = count; i-- > 0;) {
    answer_column column = answer_column_find(names[i]);
    if (column < ANSWER_COLUMN_COUNT) t->answers[column] = i;
  }
  t->answers_known = true;
  t->answers_of = t->file_number;
}

static bytes answer_of(const contact_read *t, const record *r, answer_column column)
{
  return t->answers[column] == RECORD_NO_COLUMN ? BYTES("") : bytes_trim(record_field(r, t->answers[column]));
}

/* "0.9973" as 9973; what stands behind four decimals is cut off. */
static bool parse_score(uint32_t *out, bytes text)
{
  uint32_t digits = 0;
  bool point = false;

  *out = 0;
  for (size_t i = 0; i < text.size; i++) {
    char c = text.data[i];
    if (c == '.' && !point && i > 0) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9' || *out > 10000) return false;
    if (point && digits == 4) continue;
    *out = *out * 10 + (uint32_t)(c - '0');
    digits += point;
  }
  for (; digits < 4 && *out <= 10000; digits++) *out *= 10;
  return *out <= 10000;
}

static l2a_status add_matched(contact_read *t, const row_file *file, const record *r, l2a_error *error)
{
  bytes decision;
  mqa_source source = { t->file_number, r->line, r->offset };
  mqa_contact c;

  if (!t->answers_known || t->answers_of != t->file_number) find_answers(t, file);
  decision = answer_of(t, r, ANSWER_DECISION);
  read_contact(&c, file, r);
  c.account_id = answer_of(t, r, ANSWER_ACCOUNT_ID);
  if (bytes_equal(decision, BYTES("match"))) c.decision = L2A_DECISION_MATCH;
  else if (bytes_equal(decision, BYTES("review"))) c.decision = L2A_DECISION_REVIEW;
  else if (decision.size && !bytes_equal(decision, BYTES("none")))
    return mqa_feed_reject(t->f, source, c.id, "l2a_decision is none of match, review, none", error);
  if (!parse_score(&c.score, answer_of(t, r, ANSWER_SCORE)))
    return mqa_feed_reject(t->f, source, c.id, "l2a_score is no number from 0 to 1", error);
  return mqa_add_contact(t->f->m, &c, error);
}

static l2a_status check_answers(const row_file *file, l2a_error *error)
{
  static const answer_column needed[] = { ANSWER_ACCOUNT_ID, ANSWER_DECISION, ANSWER_SCORE };
  uint32_t count;
  const bytes *names = table_columns(file->table, &count);

  for (size_t n = 0; n < sizeof needed / sizeof *needed; n++) {
    uint32_t i = 0;
    while (i < count && answer_column_find(names[i]) != needed[n]) i++;
    if (i == count)
      return error_set_at(error, L2A_ENOTFOUND, file->name, 0, 0, "is no output of l2a match: it has no column %s",
                          answer_column_name(needed[n]));
  }
  return L2A_OK;
}

/* ---- pipeline ------------------------------------------------------------------------------------------------------------------------ */

static l2a_status read_item(void *reader, void *payload, bool *end, l2a_error *error)
{
  return row_source_next(reader, &((contact_item *)payload)->chunk, end, error);
}

static l2a_status add_row(contact_read *t, const row_file *file, const record *r, l2a_error *error)
{
  char reason[REJECT_REASON_SIZE];
  skip_reason skip = skip_of(file, r);

  t->rows++;
  if (skip == SKIP_FOOTER || (skip != SKIP_NOT && r->damage == RECORD_GOOD)) {
    t->f->skipped[skip]++;
    return L2A_OK;
  }
  if (r->damage != RECORD_GOOD) {
    reject_reason(reason, r);
    return mqa_feed_reject(t->f, (mqa_source){ t->file_number, r->line, r->offset }, BYTES(""), reason, error);
  }
  return t->index ? L2A_OK : add_matched(t, file, r, error);
}

static l2a_status write_item(void *writer, void *payload, l2a_error *error)
{
  contact_read *t = writer;
  contact_item *item = payload;
  l2a_status status = L2A_OK;

  t->file_number = mqa_feed_file(t->f, item->chunk.file->name);
  if (t->file_number == UINT32_MAX) return error_no_memory(error);
  if (!t->index) status = check_answers(item->chunk.file, error);
  for (size_t i = 0; i < item->chunk.rows.count && status == L2A_OK; i++)
    status = add_row(t, item->chunk.file, &item->chunk.rows.records[i], error);
  for (size_t i = 0; i < item->count && status == L2A_OK; i++) status = mqa_add_contact(t->f->m, &item->contacts[i], error);
  progress_update(&t->progress, t->rows, item->chunk.consumed);
  return status;
}

static l2a_status make_states(void **states, const contact_read *t, size_t count, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; t->index && i < count && status == L2A_OK; i++) {
    l2a_matcher *matcher;
    status = l2a_matcher_new(&matcher, t->f->rules, t->index, NULL, error);
    states[i] = matcher;
  }
  return status;
}

static l2a_status run_pipeline(contact_read *t, l2a_error *error)
{
  size_t thread_count = t->f->thread_count;
  size_t depth = thread_count * CONTACT_DEPTH_PER_THREAD;
  contact_item *chunks = calloc(depth, sizeof *chunks);
  void **items = calloc(depth, sizeof *items);
  void **states = calloc(thread_count, sizeof *states);
  ordered_pipeline pipeline = { read_item, work_item, write_item, t->source, t, states, items, thread_count, depth };
  l2a_status status;

  if (!chunks || !items || !states) {
    status = error_no_memory(error);
    goto done;
  }
  for (size_t i = 0; i < depth; i++) {
    row_chunk_init(&chunks[i].chunk);
    arena_init(&chunks[i].texts, CONTACT_TEXT_BLOCK);
    items[i] = &chunks[i];
  }
  status = make_states(states, t, thread_count, error);
  if (status == L2A_OK) status = ordered_pipeline_run(&pipeline, error);
  for (size_t i = 0; i < depth; i++) {
    row_chunk_free(&chunks[i].chunk);
    arena_free(&chunks[i].texts);
    free(chunks[i].contacts);
    free(chunks[i].records);
  }
  for (size_t i = 0; i < thread_count; i++) l2a_matcher_free(states[i]);
done:
  free(chunks);
  free(items);
  free(states);
  return status;
}

static l2a_status feed(mqa_feed *f, const option_list *files, l2a_index *index, l2a_error *error)
{
  const cli_options *o = f->options;
  row_source_options source = { index ? COLUMN_CONTACT : COLUMN_MATCHED, &o->map, "map", o->encoding, o->delimiter, 0 };
  contact_read t = { .f = f, .index = index };
  l2a_status status = row_source_open(&t.source, files->items, files->count, &source, error);

  if (status == L2A_OK && !index) status = check_answers(row_source_first(t.source), error);
  if (status == L2A_OK) {
    if (!o->quiet) row_file_report(row_source_first(t.source), o->verbose);
    progress_start(&t.progress, "contacts", row_source_total(t.source), !o->quiet);
    status = run_pipeline(&t, error);
    progress_finish(&t.progress);
  }
  row_source_close(t.source);
  return status;
}

l2a_status mqa_feed_contacts(mqa_feed *f, l2a_index *index, l2a_error *error)
{
  return feed(f, &f->options->contacts, index, error);
}

l2a_status mqa_feed_matches(mqa_feed *f, l2a_error *error)
{
  return feed(f, &f->options->matches, NULL, error);
}
