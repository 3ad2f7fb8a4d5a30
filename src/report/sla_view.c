/* SPDX-License-Identifier: MIT */
#include "report/sla_view.h"

#include "base/civil.h"
#include "report/figure.h"

enum { PROMISE_DAYS = 30 /* of a month, as in the summary of l2a mqa */, READER_ROWS = 20 };

static const sheet_column level_columns[] = {
  { "group", "group", FORM_TEXT, false },
  { "mqas", "MQAs", FORM_COUNT, false },
  { "met", "in time", FORM_COUNT, false },
  { "late", "late", FORM_COUNT, false },
  { "silent", "no touch", FORM_COUNT, false },
  { "pending", "not due yet", FORM_COUNT, false },
  { "attainment", "attainment", FORM_SHARE, false },
  { "attainment_low", "from", FORM_SHARE, false },
  { "attainment_high", "to", FORM_SHARE, false },
  { "untouched_share", "nobody touched", FORM_SHARE, false },
};
static const sheet_column speed_columns[] = {
  { "group", "group", FORM_TEXT, false },
  { "touched", "touched", FORM_COUNT, false },
  { "hours_median", "median h", FORM_DECIMAL, false },
  { "hours_p90", "90 % within h", FORM_DECIMAL, false },
  { "business_hours_median", "median working h", FORM_DECIMAL, false },
  { "business_hours_p90", "90 % within working h", FORM_DECIMAL, false },
};
static const sheet_column verdict_columns[] = {
  { "group", "group", FORM_TEXT, false },          { "accepted", "accepted", FORM_COUNT, false },
  { "rejected", "rejected", FORM_COUNT, false },   { "recycled", "recycled", FORM_COUNT, false },
  { "none", "no word", FORM_COUNT, false },        { "acceptance", "acceptance", FORM_SHARE, false },
  { "acceptance_low", "from", FORM_SHARE, false }, { "acceptance_high", "to", FORM_SHARE, false },
};
static const sheet_column reason_columns[] = { { "reason", "reason", FORM_TEXT, false },
                                               { "mqas", "MQAs", FORM_COUNT, false },
                                               { "share", "of all verdicts", FORM_SHARE, false } };
static const sheet_column marketing_columns[] = {
  { "period", "period", FORM_TEXT, false },
  { "mqas", "MQAs", FORM_COUNT, false },
  { "promised", "promised", FORM_DECIMAL, false },
  { "delivery", "delivery", FORM_SHARE, false },
};
static const sheet_column entry_columns[] = {
  VIEW_ACCOUNT_COLUMNS,
  { "mqa_at", "qualified", FORM_INSTANT, false },
  { "due_at", "due", FORM_INSTANT, false },
  { "first_touch_at", "first touch", FORM_INSTANT, false },
  { "rep", "by", FORM_TEXT, true },
  { "outcome", "outcome", FORM_TEXT, false },
  { "disposition", "disposition", FORM_TEXT, true },
  { "hours_elapsed", "hours", FORM_DECIMAL, true },
  { "hours_business", "working hours", FORM_DECIMAL, false },
};

typedef struct view_run {
  sheet_set *out;
  const mqa *m;
  view_period period;
  const mqa_account_row *accounts;
  const mqa_sla_row *rows;
  size_t count;
  group_list owners, tiers, all; /* members are numbers of rows in the period */
  bool failed;
} view_run;

/* ---- groups -------------------------------------------------------------------------------------------------------------------------- */

typedef enum verdict { VERDICT_NONE, VERDICT_ACCEPTED, VERDICT_REJECTED, VERDICT_RECYCLED, VERDICT_COUNT } verdict;

static verdict verdict_of(const mqa_sla_row *row)
{
  if (bytes_equal(row->disposition, BYTES("accepted"))) return VERDICT_ACCEPTED;
  if (bytes_equal(row->disposition, BYTES("recycled"))) return VERDICT_RECYCLED;
  return bytes_starts_with(row->disposition, BYTES("rejected:")) ? VERDICT_REJECTED : VERDICT_NONE;
}

static void collect_groups(view_run *v)
{
  bool good = true;

  for (size_t i = 0; i < v->count && good; i++) {
    const mqa_account_row *account = &v->accounts[v->rows[i].account];

    if (!period_has(&v->period, v->rows[i].mqa_at)) continue;
    good = VECTOR_ADD(&v->all, ((group_entry){ BYTES(""), i }));
    if (good && account->owner.size) good = VECTOR_ADD(&v->owners, ((group_entry){ account->owner, i }));
    if (good && account->tier.size) good = VECTOR_ADD(&v->tiers, ((group_entry){ account->tier, i }));
  }
  v->failed |= !good;
  group_list_sort(&v->owners);
  group_list_sort(&v->tiers);
}

typedef void write_group(view_run *v, const group_entry *entries, size_t count);

static void name_cell(view_run *v, const char *kind, bytes name)
{
  buffer text = BUFFER_INIT;

  buffer_append_text(&text, kind);
  buffer_append_bytes(&text, name);
  v->failed |= text.failed;
  sheet_copy(v->out, buffer_bytes(&text));
  buffer_free(&text);
}

static void each_group(view_run *v, write_group *write)
{
  const struct {
    const char *kind;
    const group_list *list;
  } kinds[] = { { "all", &v->all }, { "owner ", &v->owners }, { "tier ", &v->tiers } };

  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
    const group_list *l = kinds[k].list;

    for (size_t first = 0; first < l->count; first = group_end(l, first)) {
      name_cell(v, kinds[k].kind, l->data[first].name);
      write(v, &l->data[first], group_end(l, first) - first);
    }
  }
}

static void write_level(view_run *v, const group_entry *entries, size_t count)
{
  uint64_t outcomes[MQA_OUTCOME_COUNT] = { 0 };
  uint64_t untouched = 0;
  uint64_t due;

  for (size_t i = 0; i < count; i++) {
    outcomes[v->rows[entries[i].member].outcome]++;
    untouched += v->rows[entries[i].member].first_touch_at == INSTANT_NONE;
  }
  due = outcomes[MQA_MET] + outcomes[MQA_LATE] + outcomes[MQA_SILENT];
  sheet_number(v->out, (int64_t)count);
  sheet_number(v->out, (int64_t)outcomes[MQA_MET]);
  sheet_number(v->out, (int64_t)outcomes[MQA_LATE]);
  sheet_number(v->out, (int64_t)outcomes[MQA_SILENT]);
  sheet_number(v->out, (int64_t)outcomes[MQA_PENDING]);
  sheet_share(v->out, outcomes[MQA_MET], due);
  sheet_interval(v->out, outcomes[MQA_MET], due);
  sheet_share(v->out, untouched, count);
}

static void hours_cell(sheet_set *out, const number_list *seconds, unsigned percent)
{
  if (seconds->count) sheet_number(out, number_list_rank(seconds, percent) * 1000 / 3600);
  else sheet_empty(out);
}

static void write_speed(view_run *v, const group_entry *entries, size_t count)
{
  number_list elapsed = { NULL, 0, 0 };
  number_list business = { NULL, 0, 0 };

  for (size_t i = 0; i < count; i++) {
    const mqa_sla_row *row = &v->rows[entries[i].member];

    if (row->first_touch_at == INSTANT_NONE) continue;
    v->failed |= !VECTOR_ADD(&elapsed, row->elapsed) || !VECTOR_ADD(&business, row->business);
  }
  number_list_sort(&elapsed);
  number_list_sort(&business);
  sheet_number(v->out, (int64_t)elapsed.count);
  hours_cell(v->out, &elapsed, 50);
  hours_cell(v->out, &elapsed, 90);
  hours_cell(v->out, &business, 50);
  hours_cell(v->out, &business, 90);
  free(elapsed.data);
  free(business.data);
}

static void write_verdicts(view_run *v, const group_entry *entries, size_t count)
{
  uint64_t verdicts[VERDICT_COUNT] = { 0 };
  uint64_t given;

  for (size_t i = 0; i < count; i++) verdicts[verdict_of(&v->rows[entries[i].member])]++;
  given = count - verdicts[VERDICT_NONE];
  sheet_number(v->out, (int64_t)verdicts[VERDICT_ACCEPTED]);
  sheet_number(v->out, (int64_t)verdicts[VERDICT_REJECTED]);
  sheet_number(v->out, (int64_t)verdicts[VERDICT_RECYCLED]);
  sheet_number(v->out, (int64_t)verdicts[VERDICT_NONE]);
  sheet_share(v->out, verdicts[VERDICT_ACCEPTED], given);
  sheet_interval(v->out, verdicts[VERDICT_ACCEPTED], given);
}

/* ---- reasons, marketing -------------------------------------------------------------------------------------------------------------- */

static void write_reasons(view_run *v)
{
  group_list reasons = { NULL, 0, 0 };
  uint64_t given = 0;

  for (size_t i = 0; i < v->all.count; i++) {
    const mqa_sla_row *row = &v->rows[v->all.data[i].member];

    given += verdict_of(row) != VERDICT_NONE;
    if (verdict_of(row) == VERDICT_NONE || verdict_of(row) == VERDICT_ACCEPTED) continue;
    v->failed |= !VECTOR_ADD(&reasons, ((group_entry){ row->disposition, i }));
  }
  group_list_sort(&reasons);
  SHEET_BEGIN(v->out, "reasons", "Why sales said no", NULL, reason_columns);
  for (size_t i = 0; i < reasons.count; i = group_end(&reasons, i)) {
    sheet_text(v->out, reasons.data[i].name);
    sheet_number(v->out, (int64_t)(group_end(&reasons, i) - i));
    sheet_share(v->out, group_end(&reasons, i) - i, given);
  }
  free(reasons.data);
}

static void write_marketing(view_run *v)
{
  const sla_rules *sla = &mqa_get_rules(v->m)->mqa.sla;
  int64_t seconds = v->period.until - v->period.since;
  int64_t promised = (int64_t)sla->mqas_per_month * 1000 * (seconds / 60) / (PROMISE_DAYS * DAY_SECONDS / 60);
  int64_t first = view_month(v->m, v->period.since + 1);
  int64_t last = view_month(v->m, v->period.until);

  SHEET_BEGIN(v->out, "marketing", "What marketing delivered", "a month of the promise is 30 days; months at the ends may be parts",
              marketing_columns);
  sheet_text(v->out, BYTES("all"));
  sheet_number(v->out, (int64_t)v->all.count);
  sheet_number(v->out, promised);
  sheet_share(v->out, v->all.count * 1000, (uint64_t)promised);
  for (int64_t month = first; month <= last; month++) {
    int64_t count = 0;

    for (size_t i = 0; i < v->all.count; i++) count += view_month(v->m, v->rows[v->all.data[i].member].mqa_at) == month;
    if (!count && month == last && view_month(v->m, v->period.until - 1) != last) break; /* it has just begun */
    view_month_cell(v->out, month);
    sheet_number(v->out, count);
    sheet_empty(v->out);
    sheet_empty(v->out);
  }
}

/* ---- entries ------------------------------------------------------------------------------------------------------------------------- */

static void entry_row(view_run *v, const mqa_sla_row *row)
{
  const mqa_account_row *account = &v->accounts[row->account];

  view_account_cells(v->out, account);
  sheet_instant(v->out, row->mqa_at);
  sheet_instant(v->out, row->due_at);
  sheet_instant(v->out, row->first_touch_at);
  sheet_text(v->out, row->rep);
  sheet_text(v->out, mqa_outcome_name(v->m, row->outcome));
  sheet_text(v->out, row->disposition);
  sheet_number(v->out, row->elapsed * 1000 / 3600);
  sheet_number(v->out, row->business * 1000 / 3600);
}

static int compare_overdue(const void *left, const void *right, void *payload)
{
  const mqa_sla_row *rows = payload;
  const mqa_sla_row *a = &rows[((const group_entry *)left)->member];
  const mqa_sla_row *b = &rows[((const group_entry *)right)->member];

  if (a->outcome != b->outcome) return a->outcome == MQA_SILENT ? -1 : 1;
  if (a->due_at != b->due_at) return a->due_at < b->due_at ? -1 : 1;
  return (a > b) - (a < b);
}

static void write_breaches(view_run *v)
{
  group_list breaches = { NULL, 0, 0 };

  for (size_t i = 0; i < v->all.count; i++) {
    const mqa_sla_row *row = &v->rows[v->all.data[i].member];

    if (row->outcome == MQA_LATE || row->outcome == MQA_SILENT) v->failed |= !VECTOR_ADD(&breaches, v->all.data[i]);
  }
  if (breaches.count) qsort_r(breaches.data, breaches.count, sizeof *breaches.data, compare_overdue, (void *)(uintptr_t)v->rows);
  SHEET_BEGIN(v->out, "breaches", "Breaches, the untouched and longest overdue first", NULL, entry_columns)->row_limit = READER_ROWS;
  for (size_t i = 0; i < breaches.count; i++) entry_row(v, &v->rows[breaches.data[i].member]);
  free(breaches.data);
}

static void write_heading(view_run *v)
{
  const sla_rules *sla = &mqa_get_rules(v->m)->mqa.sla;
  buffer *out = &v->out->heading;

  buffer_append_text(out, "Service level, ");
  view_append_period(out, v->m, &v->period);
  buffer_append_text(out, ": a touch of sales within ");
  figure_decimal(out, sla->follow_up * 10 / 3600, 1);
  buffer_printf(out, " hours%s", sla->business ? " of working time" : "");
}

l2a_status sla_view(sheet_set *out, const mqa *m, int64_t since, l2a_error *error)
{
  view_run v = { .out = out, .m = m, .period = view_period_of(m, since) };
  size_t accounts;

  v.accounts = mqa_accounts(m, &accounts);
  v.rows = mqa_sla(m, &v.count);
  collect_groups(&v);
  write_heading(&v);
  SHEET_BEGIN(out, "level", "Followed up?", "attainment is of the MQAs that were due, from and to its 95 % interval", level_columns);
  each_group(&v, write_level);
  SHEET_BEGIN(out, "speed", "How fast?", NULL, speed_columns);
  each_group(&v, write_speed);
  SHEET_BEGIN(out, "verdicts", "What did sales say?", NULL, verdict_columns);
  each_group(&v, write_verdicts);
  write_reasons(&v);
  write_marketing(&v);
  write_breaches(&v);
  SHEET_BEGIN(out, "ledger", "Ledger", NULL, entry_columns)->data_only = true;
  for (size_t i = 0; i < v.all.count; i++) entry_row(&v, &v.rows[v.all.data[i].member]);
  free(v.all.data);
  free(v.owners.data);
  free(v.tiers.data);
  return v.failed || out->failed || out->heading.failed ? error_no_memory(error) : L2A_OK;
}
