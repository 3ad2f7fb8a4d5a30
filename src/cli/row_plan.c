/* SPDX-License-Identifier: MIT */
#include "cli/row_plan.h"

#include <stdlib.h>

#include "cli/nearest.h"
#include "io/csv_write.h"
#include "io/json_write.h"
#include "report/hidden_email.h"
#include "report/safe_cell.h"

enum { NAMES_BLOCK_SIZE = 4096 };

/* ---- making -------------------------------------------------------------------------------------------------------------------------- */

static void add_column(row_plan *plan, bool is_answer, uint32_t column, bytes name)
{
  plan->columns[plan->count++] = (plan_column){ .is_answer = is_answer, .column = column, .name = name };
}

static void mark_emails(row_plan *plan, const column_map *map)
{
  const column_list *emails = &map->fields[CONTACT_EMAIL];

  for (size_t i = 0; i < plan->count; i++)
    for (uint32_t k = 0; k < emails->count && !plan->columns[i].is_answer; k++)
      if (plan->columns[i].column == emails->columns[k]) plan->columns[i].is_email = true;
}

static size_t answer_count(const row_plan_options *o)
{
  return o->candidates ? ANSWER_COLUMN_COUNT : ANSWER_COLUMNS_ALWAYS;
}

static void take_all(row_plan *plan, const row_plan_options *o)
{
  for (uint32_t i = 0; i < o->count; i++)
    if (answer_column_find(o->names[i]) == ANSWER_COLUMN_COUNT) add_column(plan, false, i, o->names[i]);
  for (size_t i = 0; i < answer_count(o); i++) add_column(plan, true, (uint32_t)i, bytes_of(answer_column_name((answer_column)i)));
  plan->all_members = true;
  plan->whole = !plan->has_old_answers;
}

/* A column of the input by its exact name, else without case; o->count when there is none. */
static uint32_t find_input(const row_plan_options *o, bytes name)
{
  for (uint32_t i = 0; i < o->count; i++)
    if (bytes_equal(o->names[i], name)) return i;
  for (uint32_t i = 0; i < o->count; i++)
    if (bytes_equal_nocase(o->names[i], name)) return i;
  return o->count;
}

static l2a_status unknown_column(const row_plan_options *o, bytes name, l2a_error *error)
{
  nearest n = NEAREST_OF(name);
  char copy[64];

  if (answer_column_find(name) < ANSWER_COLUMN_COUNT)
    return error_set(error, L2A_ENOTFOUND, "--columns: %.*s is there with --candidates N only", (int)name.size, name.data);
  for (size_t i = 0; i < answer_count(o); i++) nearest_offer(&n, answer_column_name((answer_column)i));
  for (uint32_t i = 0; i < o->count; i++) {
    const char *before = n.name;

    if (o->names[i].size >= sizeof copy) continue;
    memcpy(copy, o->names[i].data ? o->names[i].data : "", o->names[i].size);
    copy[o->names[i].size] = '\0';
    nearest_offer(&n, copy);
    if (n.name == copy && before != copy)
      return error_set(error, L2A_ENOTFOUND, "--columns: no column %.*s; did you mean %s?", (int)name.size, name.data, copy);
  }
  if (n.name) return error_set(error, L2A_ENOTFOUND, "--columns: no column %.*s; did you mean %s?", (int)name.size, name.data, n.name);
  return error_set(error, L2A_ENOTFOUND, "--columns: no column %.*s", (int)name.size, name.data);
}

static l2a_status take_listed(row_plan *plan, const row_plan_options *o, l2a_error *error)
{
  bytes rest = bytes_of(o->columns);

  while (rest.data) {
    bytes name = bytes_trim(bytes_split(&rest, ','));
    answer_column answer = answer_column_find(name);
    uint32_t column;

    if (answer < answer_count(o)) {
      add_column(plan, true, answer, bytes_of(answer_column_name(answer)));
      continue;
    }
    column = answer == ANSWER_COLUMN_COUNT ? find_input(o, name) : o->count;
    if (column == o->count) return unknown_column(o, name, error);
    add_column(plan, false, column, o->names[column]);
  }
  return L2A_OK;
}

static bool name_is_taken(const row_plan *plan, size_t n, bytes name)
{
  for (size_t i = 0; i < n; i++)
    if (bytes_equal(plan->columns[i].name, name)) return true;
  return false;
}

/* "Phone", 2 -> "Phone_2" */
static bytes numbered_name(row_plan *plan, bytes name, unsigned n)
{
  buffer text = BUFFER_INIT;
  bytes copy;

  buffer_append_bytes(&text, name);
  buffer_printf(&text, "_%u", n);
  copy = arena_copy(&plan->names, buffer_bytes(&text));
  if (text.failed) plan->names.failed = true;
  buffer_free(&text);
  return copy;
}

/* A CSV header may repeat a name; a JSON object may not: the second "Phone" becomes "Phone_2". */
static void make_names_unique(row_plan *plan)
{
  for (size_t i = 1; i < plan->count; i++) {
    plan_column *c = &plan->columns[i];
    bytes name = c->name;

    for (unsigned n = 2; name_is_taken(plan, i, name) && !plan->names.failed; n++) name = numbered_name(plan, c->name, n);
    c->name = name;
  }
}

static size_t listed_count(const char *columns)
{
  size_t n = 1;

  for (; *columns; columns++) n += *columns == ',';
  return n;
}

l2a_status row_plan_make(row_plan *plan, const row_plan_options *o, l2a_error *error)
{
  size_t capacity = o->columns ? listed_count(o->columns) : o->count + (size_t)ANSWER_COLUMN_COUNT;
  l2a_status status = L2A_OK;

  *plan = (row_plan){ .json = o->json,
                      .input_json = o->input_json,
                      .separator = o->separator,
                      .input_count = o->count,
                      .hash_emails = o->hash_emails,
                      .safe_cells = o->safe_cells };
  arena_init(&plan->names, NAMES_BLOCK_SIZE);
  plan->columns = calloc(capacity, sizeof *plan->columns);
  if (!plan->columns) return error_no_memory(error);
  for (uint32_t i = 0; i < o->count; i++)
    if (answer_column_find(o->names[i]) < ANSWER_COLUMN_COUNT) plan->has_old_answers = true;
  if (o->columns) status = take_listed(plan, o, error);
  else take_all(plan, o);
  if (status == L2A_OK && o->hash_emails && o->map) mark_emails(plan, o->map);
  if (status == L2A_OK && plan->json && !plan->input_json) make_names_unique(plan);
  if (plan->names.failed) status = error_no_memory(error);
  if (status != L2A_OK) row_plan_free(plan);
  return status;
}

void row_plan_free(row_plan *plan)
{
  free(plan->columns);
  arena_free(&plan->names);
  *plan = (row_plan){ .columns = NULL };
}

/* ---- CSV ----------------------------------------------------------------------------------------------------------------------------- */

static void end_row(const row_plan *plan, buffer *out, size_t start)
{
  if (out->size == start && plan->count == 1) buffer_append_text(out, "\"\""); /* an empty line would be no row */
  buffer_append_char(out, '\n');
}

void row_plan_write_header(const row_plan *plan, buffer *out)
{
  size_t start = out->size;

  if (plan->json) return;
  for (size_t i = 0; i < plan->count; i++) {
    if (i) buffer_append_char(out, plan->separator);
    csv_write_field(out, plan->columns[i].name, plan->separator);
  }
  end_row(plan, out, start);
}

/* A row without quotes and lone line ends means the same to every reader: it is copied, and filled up when it is short. Returns how many
 * columns that made; 0 when the row must be written field by field. */
static size_t copy_row(const row_writer *w, const record *r)
{
  const row_plan *plan = w->plan;

  if (!plan->whole || plan->hash_emails || w->raw_separator != plan->separator || r->field_count == 0 || r->field_count > plan->input_count)
    return 0;
  if (memchr(r->raw.data, '"', r->raw.size) || memchr(r->raw.data, '\r', r->raw.size) || memchr(r->raw.data, '\n', r->raw.size)) return 0;
  buffer_append_bytes(w->out, r->raw);
  for (uint32_t i = r->field_count; i < plan->input_count; i++) buffer_append_char(w->out, plan->separator);
  return plan->input_count;
}

/* Where an NDJSON record has a column; field_count when it has not. By key: another file may number its keys differently. */
static uint32_t find_member(const record *r, const plan_column *c)
{
  uint32_t i = 0;

  if (c->column < r->field_count && bytes_equal(r->keys[c->column], c->name)) return c->column;
  while (i < r->field_count && !bytes_equal(r->keys[i], c->name)) i++;
  return i;
}

static bytes input_text(const row_plan *plan, const plan_column *c, const record *r)
{
  uint32_t i;

  if (!plan->input_json) return record_field(r, c->column);
  i = find_member(r, c);
  return i < r->field_count && r->kinds[i] != VALUE_NULL ? r->fields[i] : BYTES("");
}

static bytes hidden(row_writer *w, const plan_column *c, bytes text)
{
  return w->plan->hash_emails ? hide_emails(text, c->is_email, &w->safe) : text;
}

static bytes answer_text(row_writer *w, const plan_column *c, const l2a_result *result)
{
  bytes text = answer_column_text((answer_column)c->column, result, &w->scratch);

  return w->plan->safe_cells ? safe_cell(text, &w->safe) : text;
}

static void write_csv(row_writer *w, const record *r, const l2a_result *result)
{
  const row_plan *plan = w->plan;
  size_t start = w->out->size;

  for (size_t i = r ? copy_row(w, r) : 0; i < plan->count; i++) {
    const plan_column *c = &plan->columns[i];

    if (i) buffer_append_char(w->out, plan->separator);
    csv_write_field(w->out, c->is_answer ? answer_text(w, c, result) : hidden(w, c, input_text(plan, c, r)), plan->separator);
  }
  end_row(plan, w->out, start);
}

/* ---- NDJSON -------------------------------------------------------------------------------------------------------------------------- */

static void write_key(buffer *out, bytes key)
{
  if (out->size && out->data[out->size - 1] != '{') buffer_append_char(out, ',');
  json_write_string(out, key);
  buffer_append_char(out, ':');
}

/* A member of an NDJSON record with the kind of value it had. */
static void write_member(row_writer *w, const record *r, uint32_t i, bytes key, bool is_email)
{
  bytes text = w->plan->hash_emails ? hide_emails(r->fields[i], is_email && r->kinds[i] == VALUE_STRING, &w->safe) : r->fields[i];

  write_key(w->out, key);
  if (r->kinds[i] == VALUE_STRING) json_write_string(w->out, text);
  else if (r->kinds[i] == VALUE_NULL) buffer_append_text(w->out, "null");
  else buffer_append_bytes(w->out, text);
}

static void write_json_column(row_writer *w, const plan_column *c, const record *r)
{
  uint32_t i;

  if (!w->plan->input_json) {
    write_key(w->out, c->name);
    json_write_string(w->out, hidden(w, c, record_field(r, c->column)));
    return;
  }
  i = find_member(r, c);
  if (i < r->field_count) write_member(w, r, i, c->name, c->is_email);
}

/* Whether the member has a column that holds addresses. */
static bool is_email_member(const row_plan *plan, const record *r, uint32_t i)
{
  for (size_t n = 0; n < plan->count; n++)
    if (plan->columns[n].is_email && bytes_equal(plan->columns[n].name, r->keys[i])) return true;
  return false;
}

/* All members that the record had, also those without a column. */
static void write_all_members(row_writer *w, const record *r)
{
  buffer *out = w->out;
  bool old_answers = false;

  for (uint32_t i = 0; i < r->field_count; i++) old_answers |= answer_column_find(r->keys[i]) < ANSWER_COLUMN_COUNT;
  if (!old_answers && !w->plan->hash_emails) {
    json_write_reopened(out, r->raw);
    return;
  }
  buffer_append_char(out, '{');
  for (uint32_t i = 0; i < r->field_count; i++)
    if (answer_column_find(r->keys[i]) == ANSWER_COLUMN_COUNT) write_member(w, r, i, r->keys[i], is_email_member(w->plan, r, i));
}

static void write_json(row_writer *w, const record *r, const l2a_result *result)
{
  const row_plan *plan = w->plan;
  buffer *out = w->out;
  bool members = plan->input_json && plan->all_members;

  if (members) write_all_members(w, r);
  else buffer_append_char(out, '{');
  for (size_t i = 0; i < plan->count; i++) {
    const plan_column *c = &plan->columns[i];

    if (c->is_answer) {
      write_key(out, c->name);
      answer_column_json(out, (answer_column)c->column, result);
    } else if (!members) {
      write_json_column(w, c, r);
    }
  }
  buffer_append_text(out, "}\n");
}

void row_writer_write(row_writer *w, const record *r, const l2a_result *result)
{
  if (w->plan->json) write_json(w, r, result);
  else write_csv(w, r, result);
}

bool row_writer_failed(const row_writer *w)
{
  return w->scratch.failed || w->safe.failed;
}

void row_writer_free(row_writer *w)
{
  buffer_free(&w->scratch);
  buffer_free(&w->safe);
}
