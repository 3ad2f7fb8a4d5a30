/* SPDX-License-Identifier: MIT */
#include "report/standup_view.h"

#include "base/civil.h"

enum { FALL_DAYS = 14, NEXT_ROWS = 15, READER_ROWS = 25 };

typedef enum move { MOVE_UP, MOVE_DOWN, MOVE_NONE, MOVE_NEW, MOVE_COUNT } move;

static const sheet_column temperature_columns[] = {
  { "temperature", "temperature", FORM_TEXT, false },
  { "accounts", "accounts", FORM_COUNT, false },
  { "progressed", "progressed", FORM_COUNT, false },
  { "regressed", "regressed", FORM_COUNT, false },
  { "unchanged", "unchanged", FORM_COUNT, false },
  { "new", "new", FORM_COUNT, false },
  { "untouched", "qualified, untouched", FORM_COUNT, false },
};
static const sheet_column untouched_columns[] = {
  VIEW_ACCOUNT_COLUMNS,
  { "mqa_at", "qualified", FORM_INSTANT, false },
  { "due_at", "due", FORM_INSTANT, false },
  { "hours_business", "working hours since", FORM_DECIMAL, false },
  { "minutes", "minutes", FORM_DECIMAL, false },
  { "people", "people", FORM_COUNT, false },
  { "top_activity", "most of it", FORM_TEXT, false },
  { "fragile", "fragile", FORM_TEXT, false },
};
static const sheet_column account_columns[] = {
  VIEW_ACCOUNT_COLUMNS,
  { "stage", "stage", FORM_TEXT, false },
  { "at", "at", FORM_INSTANT, false },
  { "minutes", "minutes", FORM_DECIMAL, false },
  { "people", "people", FORM_COUNT, false },
  { "why", "why", FORM_TEXT, false },
};

typedef struct view_run {
  sheet_set *out;
  const mqa *m;
  int64_t compare_to;
  const mqa_account_row *accounts;
  size_t account_count;
  uint8_t *moves;           /* by account */
  const mqa_sla_row **last; /* by account: its last qualification */
  bool failed;
} view_run;

/* ---- what moved ---------------------------------------------------------------------------------------------------------------------- */

/* A smaller number is a higher stage; excluded accounts do not move. */
static void find_moves(view_run *v)
{
  size_t count;
  const mqa_history_row *history = mqa_history(v->m, &count);
  size_t h = 0;

  for (uint32_t a = 0; a < v->account_count; a++) {
    const mqa_account_row *row = &v->accounts[a];
    uint32_t then = h < count && history[h].account == a ? history[h].from : row->stage;

    for (; h < count && history[h].account == a; h++)
      if (history[h].at <= v->compare_to) then = history[h].to;
    if (row->has_events && row->first_event > v->compare_to) v->moves[a] = MOVE_NEW;
    else v->moves[a] = row->stage < then ? MOVE_UP : row->stage > then ? MOVE_DOWN : MOVE_NONE;
  }
}

static void find_last(view_run *v)
{
  size_t count;
  const mqa_sla_row *rows = mqa_sla(v->m, &count);

  for (size_t i = 0; i < count; i++) v->last[rows[i].account] = &rows[i];
}

static bool is_untouched(const view_run *v, size_t account)
{
  const mqa_sla_row *row = v->last[account];

  return v->accounts[account].is_mqa && row && row->first_touch_at == INSTANT_NONE;
}

static void write_temperature(view_run *v)
{
  for (int t = MQA_CUSTOMER; t <= MQA_TEMPERATURE_COUNT; t++) {
    mqa_temperature temperature = t == MQA_TEMPERATURE_COUNT ? MQA_EXCLUDED : (mqa_temperature)t;
    int64_t moves[MOVE_COUNT] = { 0 };
    int64_t accounts = 0;
    int64_t untouched = 0;

    for (size_t a = 0; a < v->account_count; a++) {
      if (v->accounts[a].temperature != temperature) continue;
      accounts++;
      moves[v->moves[a]]++;
      untouched += is_untouched(v, a);
    }
    sheet_text(v->out, bytes_of(mqa_temperature_name(temperature)));
    sheet_number(v->out, accounts);
    for (int i = 0; i < MOVE_COUNT; i++) {
      if (temperature == MQA_EXCLUDED) sheet_empty(v->out);
      else sheet_number(v->out, moves[i]);
    }
    if (temperature == MQA_QUALIFIED) sheet_number(v->out, untouched);
    else sheet_empty(v->out);
  }
}

/* ---- lists --------------------------------------------------------------------------------------------------------------------------- */

/* Accounts in the order of a number, then by id. */
typedef struct ranked {
  int64_t rank;
  uint32_t account;
} ranked;

typedef VECTOR(ranked) ranked_list;

static int compare_ranked(const void *left, const void *right)
{
  const ranked *a = left;
  const ranked *b = right;

  if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
  return (a->account > b->account) - (a->account < b->account);
}

static void add_ranked(view_run *v, ranked_list *l, int64_t rank, size_t account)
{
  v->failed |= !VECTOR_ADD(l, ((ranked){ rank, (uint32_t)account }));
}

static void sort_ranked(ranked_list *l)
{
  if (l->count) qsort(l->data, l->count, sizeof *l->data, compare_ranked);
}

static void write_untouched(view_run *v)
{
  ranked_list l = { NULL, 0, 0 };

  for (size_t a = 0; a < v->account_count; a++)
    if (is_untouched(v, a)) add_ranked(v, &l, v->last[a]->due_at, a);
  sort_ranked(&l);
  for (size_t i = 0; i < l.count; i++) {
    const mqa_account_row *row = &v->accounts[l.data[i].account];
    const mqa_sla_row *sla = v->last[l.data[i].account];

    view_account_cells(v->out, row);
    sheet_instant(v->out, sla->mqa_at);
    sheet_instant(v->out, sla->due_at);
    sheet_number(v->out, sla->business * 1000 / 3600);
    sheet_number(v->out, row->minutes);
    sheet_number(v->out, row->people);
    sheet_text(v->out, row->top_activity);
    sheet_text(v->out, row->fragile ? BYTES("yes") : BYTES(""));
  }
  free(l.data);
}

static void account_row(view_run *v, uint32_t account, int64_t at, bytes why)
{
  const mqa_account_row *row = &v->accounts[account];

  view_account_cells(v->out, row);
  sheet_text(v->out, mqa_stage_name(v->m, row->stage));
  sheet_instant(v->out, at);
  sheet_number(v->out, row->minutes);
  sheet_number(v->out, row->people);
  sheet_text(v->out, why);
}

static void write_qualified(view_run *v)
{
  ranked_list l = { NULL, 0, 0 };

  for (size_t a = 0; a < v->account_count; a++)
    if (v->last[a] && v->last[a]->mqa_at > v->compare_to) add_ranked(v, &l, v->last[a]->mqa_at, a);
  sort_ranked(&l);
  for (size_t i = 0; i < l.count; i++)
    account_row(v, l.data[i].account, v->last[l.data[i].account]->mqa_at, v->accounts[l.data[i].account].top_activity);
  free(l.data);
}

static void write_left(view_run *v)
{
  const mqa_rules *def = &mqa_get_rules(v->m)->mqa;
  size_t count;
  const mqa_history_row *history = mqa_history(v->m, &count);

  for (size_t i = 0; i < count; i++) {
    const mqa_history_row *h = &history[i];

    if (h->at <= v->compare_to || !def->stages[h->from].mqa || def->stages[h->to].mqa || v->accounts[h->account].is_mqa) continue;
    account_row(v, h->account, h->at, h->reason);
  }
}

static void write_falling(view_run *v)
{
  ranked_list l = { NULL, 0, 0 };
  int64_t limit = mqa_as_of(v->m) + FALL_DAYS * DAY_SECONDS;

  for (size_t a = 0; a < v->account_count; a++) {
    const mqa_account_row *row = &v->accounts[a];
    if (row->is_mqa && row->falls_at != INSTANT_NONE && row->falls_at <= limit) add_ranked(v, &l, row->falls_at, a);
  }
  sort_ranked(&l);
  for (size_t i = 0; i < l.count; i++)
    account_row(v, l.data[i].account, v->accounts[l.data[i].account].falls_at, v->accounts[l.data[i].account].top_activity);
  free(l.data);
}

static void write_next(view_run *v)
{
  ranked_list l = { NULL, 0, 0 };

  for (size_t a = 0; a < v->account_count; a++)
    if (v->accounts[a].temperature == MQA_WARM && v->accounts[a].missing.size) add_ranked(v, &l, -v->accounts[a].minutes, a);
  sort_ranked(&l);
  for (size_t i = 0; i < l.count && i < NEXT_ROWS; i++)
    account_row(v, l.data[i].account, v->accounts[l.data[i].account].stage_since, v->accounts[l.data[i].account].missing);
  free(l.data);
}

static void write_all(view_run *v)
{
  sheet_set *out = v->out;
  view_period period = { v->compare_to, mqa_as_of(v->m) };

  buffer_append_text(&out->heading, "Stand-up, ");
  view_append_period(&out->heading, v->m, &period);
  SHEET_BEGIN(out, "temperature", "Accounts by temperature, and how they moved", NULL, temperature_columns);
  write_temperature(v);
  SHEET_BEGIN(out, "untouched", "Qualified, and nobody touched them since", NULL, untouched_columns)->row_limit = READER_ROWS;
  write_untouched(v);
  SHEET_BEGIN(out, "qualified", "Became qualified", NULL, account_columns)->row_limit = READER_ROWS;
  write_qualified(v);
  SHEET_BEGIN(out, "left", "No longer qualified", NULL, account_columns)->row_limit = READER_ROWS;
  write_left(v);
  SHEET_BEGIN(out, "falling", "Fall within two weeks if nothing more happens", NULL, account_columns)->row_limit = READER_ROWS;
  write_falling(v);
  SHEET_BEGIN(out, "next", "Warm, with the most minutes, and what they lack", NULL, account_columns);
  write_next(v);
}

l2a_status standup_view(sheet_set *out, const mqa *m, int64_t compare_to, l2a_error *error)
{
  view_run v = { .out = out, .m = m, .compare_to = compare_to };

  v.accounts = mqa_accounts(m, &v.account_count);
  v.moves = calloc(v.account_count + 1, sizeof *v.moves);
  v.last = calloc(v.account_count + 1, sizeof *v.last);
  v.failed = !v.moves || !v.last;
  if (!v.failed) {
    find_moves(&v);
    find_last(&v);
    write_all(&v);
  }
  free(v.moves);
  free(v.last);
  return v.failed || out->failed || out->heading.failed ? error_no_memory(error) : L2A_OK;
}
