/* SPDX-License-Identifier: MIT */
/*
 * The summary: metric, group, value. Metrics in a fixed order, groups in the order of the definitions or of their bytes; shares are rounded
 * down to thousandths, percentiles are by nearest rank. The rows are described in l2a-mqa(1).
 */
#include "mqa/summary.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/civil.h"

enum { COUNTED_GROUPS = 32 };
#define AMOUNT_LIMIT INT64_C(1000000000000000) /* thousandths */

/* ---- rows ---------------------------------------------------------------------------------------------------------------------------- */

void summary_put(summary *s, const char *metric, bytes group, bytes value)
{
  if (s->status == L2A_OK) s->status = s->sink(s->payload, bytes_of(metric), group, value);
}

void summary_count(summary *s, const char *metric, bytes group, uint64_t value)
{
  char text[32];

  snprintf(text, sizeof text, "%" PRIu64, value);
  summary_put(s, metric, group, bytes_of(text));
}

void summary_thousandths(summary *s, const char *metric, bytes group, int64_t value)
{
  char text[40];

  snprintf(text, sizeof text, "%" PRId64 ".%03d", value / 1000, (int)(value % 1000));
  summary_put(s, metric, group, bytes_of(text));
}

void summary_share(summary *s, const char *metric, bytes group, uint64_t part, uint64_t whole)
{
  if (whole) summary_thousandths(s, metric, group, (int64_t)((unsigned __int128)part * 1000u / whole));
}

bytes summary_join(summary *s, bytes a, const char *between, bytes b)
{
  size_t middle = strlen(between);
  char *out = arena_take(&s->texts, a.size + middle + b.size + 1);

  if (!out) {
    s->status = error_no_memory(s->error);
    return BYTES("");
  }
  if (a.size) memcpy(out, a.data, a.size);
  memcpy(out + a.size, between, middle);
  if (b.size) memcpy(out + a.size + middle, b.data, b.size);
  return bytes_from(out, a.size + middle + b.size);
}

/* ---- counters ------------------------------------------------------------------------------------------------------------------------ */

void tally_add(summary *s, tally *t, bytes group, int64_t value)
{
  if (!VECTOR_ADD(&t->entries, ((tally_entry){ group, value }))) s->status = error_no_memory(s->error);
}

static int compare_entries(const void *left, const void *right)
{
  const tally_entry *a = left;
  const tally_entry *b = right;
  int order = a->group.data == b->group.data && a->group.size == b->group.size ? 0 : bytes_compare(a->group, b->group);

  return order ? order : (a->value > b->value) - (a->value < b->value);
}

/* Few groups, most often that of one of the last: those that are text for text (or place for place) one are counted together. */
void tally_count(summary *s, tally *t, bytes group)
{
  for (size_t i = 0; i < t->entries.count && i < COUNTED_GROUPS; i++) {
    tally_entry *e = &t->entries.data[i];
    if ((e->group.data != group.data || e->group.size != group.size) && !bytes_equal(e->group, group)) continue;
    e->value++;
    return;
  }
  tally_add(s, t, group, 1);
}

void tally_put_sums(summary *s, tally *t, const char *metric)
{
  tally_sort(t);
  for (size_t i = 0, end; i < t->entries.count; i = end) {
    uint64_t sum = 0;
    end = tally_end(t, i);
    for (size_t k = i; k < end; k++) sum += (uint64_t)t->entries.data[k].value;
    summary_count(s, metric, t->entries.data[i].group, sum);
  }
  t->entries.count = 0;
}

void tally_sort(tally *t)
{
  if (t->entries.count) qsort(t->entries.data, t->entries.count, sizeof *t->entries.data, compare_entries);
}

size_t tally_end(const tally *t, size_t first)
{
  size_t end = first;

  while (end < t->entries.count && bytes_equal(t->entries.data[end].group, t->entries.data[first].group)) end++;
  return end;
}

int64_t tally_rank(const tally *t, size_t first, size_t end, unsigned percent)
{
  size_t count = end - first;
  size_t rank = (count * percent + 99) / 100;

  return t->entries.data[first + (rank ? rank - 1 : 0)].value;
}

void tally_put_counts(summary *s, tally *t, const char *metric)
{
  tally_sort(t);
  for (size_t i = 0; i < t->entries.count; i = tally_end(t, i)) summary_count(s, metric, t->entries.data[i].group, tally_end(t, i) - i);
  t->entries.count = 0;
}

/* ---- what came in -------------------------------------------------------------------------------------------------------------------- */

static void put_rows(summary *s)
{
  static const char *const tables[MQA_TABLE_COUNT] = { "activities", "opportunities", "touches" };
  const mqa_counts *c = mqa_get_counts(s->m);
  const mqa_unknown_type *types;
  size_t type_count;

  summary_count(s, "contacts", BYTES(""), c->contacts);
  summary_count(s, "persons", BYTES(""), c->persons);
  for (int t = 0; t < MQA_TABLE_COUNT; t++) summary_count(s, "rows", bytes_of(tables[t]), c->rows[t]);
  for (int t = 0; t < MQA_TABLE_COUNT; t++) summary_count(s, "rows_after", bytes_of(tables[t]), c->after[t]);
  for (int t = 0; t < MQA_TABLE_COUNT; t++) summary_count(s, "duplicates", bytes_of(tables[t]), c->duplicates[t]);
  for (int t = 0; t < MQA_TABLE_COUNT; t++) summary_count(s, "unmatched", bytes_of(tables[t]), c->unmatched[t]);
  types = mqa_unknown_types(s->m, &type_count);
  for (size_t i = 0; i < type_count; i++)
    if (types[i].count) summary_count(s, "unknown_type", types[i].name, types[i].count);
}

/* ---- accounts now -------------------------------------------------------------------------------------------------------------------- */

static void put_accounts(summary *s)
{
  const mqa *m = s->m;
  uint64_t stages[MQA_STAGE_LIMIT + 1] = { 0 };
  uint64_t temperatures[MQA_TEMPERATURE_COUNT] = { 0 };
  uint64_t fragile = 0;
  tally tiers = { { NULL, 0, 0 } };

  for (size_t i = 0; i < m->accounts.count; i++) {
    const mqa_account_row *row = &m->rows[i];
    stages[row->stage]++;
    temperatures[row->temperature]++;
    fragile += row->fragile;
    if (row->tier.size) tally_add(s, &tiers, summary_join(s, mqa_stage_name(m, row->stage), "|", row->tier), 1);
  }
  for (uint32_t n = 0; n < m->def->stage_count; n++) summary_count(s, "accounts", m->def->stages[n].name, stages[n]);
  summary_count(s, "accounts", BYTES("excluded"), stages[MQA_STAGE_LIMIT]);
  tally_put_counts(s, &tiers, "accounts_tier");
  for (int t = 0; t < MQA_TEMPERATURE_COUNT; t++)
    summary_count(s, "temperature", bytes_of(mqa_temperature_name((mqa_temperature)t)), temperatures[t]);
  summary_count(s, "fragile", BYTES(""), fragile);
  free(tiers.entries.data);
}

/* ---- movements ----------------------------------------------------------------------------------------------------------------------- */

static bool in_period(const summary *s, int64_t at)
{
  return at > s->since && at <= s->m->as_of;
}

/* "from>to" of two stages, made once. */
typedef struct step_names {
  bytes names[(MQA_STAGE_LIMIT + 1) * (MQA_STAGE_LIMIT + 1)];
} step_names;

static bytes step_name(summary *s, step_names *steps, uint32_t from, uint32_t to)
{
  bytes *name = &steps->names[from * (MQA_STAGE_LIMIT + 1) + to];

  if (!name->size) *name = summary_join(s, mqa_stage_name(s->m, from), ">", mqa_stage_name(s->m, to));
  return *name;
}

static void put_changes(summary *s, step_names *names)
{
  const mqa *m = s->m;
  tally entries = { { NULL, 0, 0 } }, exits = { { NULL, 0, 0 } }, reasons = { { NULL, 0, 0 } }, steps = { { NULL, 0, 0 } };

  for (size_t i = 0; i < m->history.count; i++) {
    const mqa_history_row *h = &m->history.data[i];
    if (!in_period(s, h->at)) continue;
    tally_count(s, &entries, mqa_stage_name(m, h->to));
    tally_count(s, &exits, mqa_stage_name(m, h->from));
    tally_count(s, &reasons, h->reason);
    tally_count(s, &steps, step_name(s, names, h->from, h->to));
  }
  tally_put_sums(s, &entries, "entries");
  tally_put_sums(s, &exits, "exits");
  tally_put_sums(s, &reasons, "reasons");
  tally_put_sums(s, &steps, "steps");
  free(entries.entries.data);
  free(exits.entries.data);
  free(reasons.entries.data);
  free(steps.entries.data);
}

/* Of the stays in a stage that began in the period (and of those that it ended): where they led, and after how many days. */
static void put_conversion(summary *s, step_names *names)
{
  const mqa *m = s->m;
  tally begun = { { NULL, 0, 0 } }, steps = { { NULL, 0, 0 } };

  for (size_t i = 0; i < m->history.count; i++) {
    const mqa_history_row *h = &m->history.data[i];
    const mqa_history_row *next = i + 1 < m->history.count && h[1].account == h->account ? h + 1 : NULL;
    if (!in_period(s, h->at)) continue;
    tally_add(s, &begun, mqa_stage_name(m, h->to), 1);
    if (next) tally_add(s, &steps, step_name(s, names, h->to, next->to), next->at - h->at);
  }
  tally_sort(&begun);
  tally_sort(&steps);
  for (size_t i = 0; i < steps.entries.count && s->status == L2A_OK; i = tally_end(&steps, i)) {
    size_t end = tally_end(&steps, i);
    bytes rest = steps.entries.data[i].group;
    bytes from = bytes_split(&rest, '>');
    size_t k = 0;
    while (!bytes_equal(begun.entries.data[k].group, from)) k++;
    summary_share(s, "conversion", steps.entries.data[i].group, end - i, tally_end(&begun, k) - k);
    summary_thousandths(s, "velocity_days", steps.entries.data[i].group, tally_rank(&steps, i, end, 50) * 1000 / DAY_SECONDS);
  }
  free(begun.entries.data);
  free(steps.entries.data);
}

/* ---- pipeline ------------------------------------------------------------------------------------------------------------------------ */

/*
 * Where the fraction of an amount begins: 1,200.50 and 1.200,50 have it behind the last mark; of marks of one kind a comma before groups of
 * three digits, or one that comes twice, parts thousands.
 */
static size_t fraction_at(bytes text)
{
  size_t comma = text.size, point = text.size, commas = 0, points = 0;

  for (size_t i = 0; i < text.size; i++) {
    if (text.data[i] == ',') comma = i, commas++;
    if (text.data[i] == '.') point = i, points++;
  }
  if (commas && points) return comma > point ? comma : point;
  if (points) return points > 1 ? text.size : point;
  return commas == 1 && text.size - comma != 4 ? comma : text.size;
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

/* The bytes beside the digits may be a currency: $, EUR, US$, kr; a single letter may be anything (2M). */
static bool is_currency(bytes text)
{
  size_t letters = 0;

  for (size_t i = 0; i < text.size; i++) {
    char c = lower_ascii(text.data[i]);
    letters += c >= 'a' && c <= 'z';
    if (c == '-' || c == '(' || c == ')') return false;
  }
  return letters != 1 && letters <= 3;
}

static bytes without_currency(bytes text)
{
  size_t begin = 0;
  size_t end = text.size;

  while (begin < end && !is_digit(text.data[begin])) begin++;
  while (end > begin && !is_digit(text.data[end - 1]) && text.data[end - 1] != '.') end--;
  if (!is_currency(bytes_from(text.data, begin)) || !is_currency(bytes_from(text.data + end, text.size - end))) return BYTES("");
  return bytes_from(text.data + begin, end - begin);
}

bool mqa_read_amount(int64_t *out, bytes text)
{
  size_t fraction;
  int digits = 0;

  *out = 0;
  text = without_currency(text);
  fraction = fraction_at(text);
  for (size_t i = 0; i < text.size; i++) {
    char c = text.data[i];

    if (is_digit(c)) {
      if (digits < 3) *out = *out * 10 + (c - '0');
      digits += i > fraction;
    } else if (i > fraction || !(c == ',' || c == '.' || c == ' ' || c == '\'' || (unsigned char)c >= 0x80)) {
      goto bad; /* before the fraction marks part thousands, blanks that do not break as well */
    }
    if (*out > AMOUNT_LIMIT) goto bad;
  }
  for (; digits < 3; digits++) *out *= 10;
  if (text.size && *out <= AMOUNT_LIMIT) return true;
bad:
  *out = 0;
  return false;
}

int64_t mqa_parse_amount(bytes text)
{
  int64_t value;

  mqa_read_amount(&value, text);
  return value;
}

/* The first MQA entry of an account before (not at) an instant; INSTANT_NONE. sla rows are sorted by account. */
static int64_t first_entry(const mqa *m, size_t *at, uint32_t account)
{
  while (*at < m->sla.count && m->sla.data[*at].account < account) ++*at;
  return *at < m->sla.count && m->sla.data[*at].account == account ? m->sla.data[*at].mqa_at : INSTANT_NONE;
}

static bytes month_of(summary *s, int64_t instant)
{
  civil_date d = civil_from_day(time_zone_day(s->m->zone, instant));
  char text[16];

  snprintf(text, sizeof text, "%04d-%02d", (int)d.year, (int)d.month);
  return summary_join(s, bytes_of(text), "", BYTES(""));
}

static void put_cohorts(summary *s, tally *cohorts)
{
  tally_sort(cohorts);
  for (size_t i = 0; i < cohorts->entries.count; i = tally_end(cohorts, i)) {
    size_t end = tally_end(cohorts, i);
    int64_t sum = 0;
    for (size_t k = i; k < end; k++) sum += cohorts->entries.data[k].value;
    summary_count(s, "cohort_opportunities", cohorts->entries.data[i].group, end - i);
    summary_thousandths(s, "cohort_pipeline", cohorts->entries.data[i].group, sum);
  }
}

static void put_pipeline(summary *s)
{
  const mqa *m = s->m;
  tally cohorts = { { NULL, 0, 0 } };
  int64_t whole = 0;
  int64_t qualified = 0;
  size_t at = 0;

  for (uint32_t a = 0; a < m->accounts.count; a++) {
    int64_t entry = first_entry(m, &at, a);
    for (uint32_t i = m->deal_start[a]; i < m->deal_start[a + 1]; i++) {
      const mqa_deal *d = &m->deals[i];
      int64_t amount = mqa_parse_amount(d->amount);
      bool before = entry != INSTANT_NONE && entry < d->created;
      if (before) tally_add(s, &cohorts, month_of(s, entry), amount);
      if (!in_period(s, d->created)) continue;
      whole += amount;
      qualified += before ? amount : 0;
    }
  }
  put_cohorts(s, &cohorts);
  summary_thousandths(s, "pipeline", BYTES(""), whole);
  summary_thousandths(s, "pipeline_qualified", BYTES(""), qualified);
  summary_share(s, "pipeline_qualified_share", BYTES(""), (uint64_t)qualified, (uint64_t)whole);
  free(cohorts.entries.data);
}

/* ---- compared with a day ------------------------------------------------------------------------------------------------------------- */

static void put_moves(summary *s, int64_t compare_to)
{
  static const char *const names[] = { "progressed", "regressed", "unchanged", "new" };
  const mqa *m = s->m;
  uint64_t counts[4] = { 0 };
  size_t h = 0;

  for (uint32_t a = 0; a < m->accounts.count; a++) {
    const mqa_account_row *row = &m->rows[a];
    uint32_t stage = h < m->history.count && m->history.data[h].account == a ? m->history.data[h].from : row->stage;

    for (; h < m->history.count && m->history.data[h].account == a; h++)
      if (m->history.data[h].at <= compare_to) stage = m->history.data[h].to;
    if (row->has_events && row->first_event > compare_to) counts[3]++;
    else counts[row->stage < stage ? 0 : row->stage > stage ? 1 : 2]++;
  }
  for (int i = 0; i < 4; i++) summary_count(s, "moved", bytes_of(names[i]), counts[i]);
}

l2a_status mqa_summary(const mqa *m, int64_t since, int64_t compare_to, mqa_summary_sink *sink, void *payload, l2a_error *error)
{
  step_names *names = calloc(1, sizeof *names);
  summary s = { .m = m, .since = since, .sink = sink, .payload = payload, .status = L2A_OK, .error = error };

  if (since == INSTANT_NONE) s.since = m->as_of - (int64_t)m->def->window * DAY_SECONDS;
  if (!names) return error_no_memory(error);
  arena_init(&s.texts, 1 << 16);
  put_rows(&s);
  put_accounts(&s);
  put_changes(&s, names);
  summary_sla(&s);
  put_conversion(&s, names);
  put_pipeline(&s);
  if (compare_to != INSTANT_NONE) put_moves(&s, compare_to);
  arena_free(&s.texts);
  free(names);
  return s.status;
}
