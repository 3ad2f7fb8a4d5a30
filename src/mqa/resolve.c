/* SPDX-License-Identifier: MIT */
/*
 * Rows to what belongs to an account:
 *
 *   rows in order -> up to the instant -> first of each id -> person and account, or unmatched -> scattered by account, order kept
 */
#include "base/civil.h"
#include "mqa/book.h"

/* ---- accounts ------------------------------------------------------------------------------------------------------------------------ */

static int compare_accounts(const void *left, const void *right)
{
  const account_entry *a = left;
  const account_entry *b = right;

  return bytes_compare(a->id, b->id);
}

static l2a_status index_accounts(mqa *m, l2a_error *error)
{
  if (m->accounts.count) qsort(m->accounts.data, m->accounts.count, sizeof *m->accounts.data, compare_accounts);
  for (size_t i = 0; i < m->accounts.count; i++) {
    uint32_t number = key_map_add(&m->account_ids, id_canonical(m->accounts.data[i].id), (uint32_t)i);

    if (number == KEY_NONE) return error_no_memory(error);
    if (number != i && !VECTOR_ADD(&m->shadowed, m->accounts.data[i].id)) return error_no_memory(error);
  }
  return L2A_OK;
}

/* ---- who a row is about -------------------------------------------------------------------------------------------------------------- */

typedef struct subject {
  uint32_t account, person;
  uint32_t match_weight;
  bool strong;
  const char *problem; /* static; NULL when it is matched */
  bytes key;           /* of the problem */
} subject;

/* The person that a contact row has; KEY_NONE without one. */
static uint32_t known_person(const mqa *m, bytes contact_id, bytes email)
{
  uint32_t n = contact_id.size ? key_map_find(&m->contact_ids, id_canonical(contact_id)) : KEY_NONE;

  if (n != KEY_NONE && m->persons.data[n].known) return n;
  n = email.size ? key_map_find(&m->emails, email) : KEY_NONE;
  return n != KEY_NONE && m->persons.data[n].known ? n : KEY_NONE;
}

static void match_person(const mqa *m, subject *s)
{
  const person_entry *p = &m->persons.data[s->person];

  s->account = p->account;
  s->match_weight = p->match_weight;
  s->strong = p->strong;
  if (!p->matched) s->problem = "contact has no account";
  else if (p->match_weight == 0) s->problem = "match does not count";
  else if (p->account == KEY_NONE) s->problem = "account of the contact is unknown";
}

/* The account that the row itself names wins. */
static subject subject_of(const mqa *m, bytes account_id, bytes contact_id, bytes email)
{
  subject s = { KEY_NONE, NO_PERSON, 1000, true, NULL, contact_id.size ? contact_id : email };
  uint32_t known = known_person(m, contact_id, email);

  if (known != KEY_NONE) s.person = known;
  if (account_id.size) {
    s.account = key_map_find(&m->account_ids, id_canonical(account_id));
    if (s.account == KEY_NONE) {
      s.problem = "unknown account";
      s.key = account_id;
    }
  } else if (known != KEY_NONE) {
    match_person(m, &s);
  } else {
    s.problem = s.key.size ? "unknown contact" : "names no contact and no account";
  }
  return s;
}

static l2a_status add_unmatched(mqa *m, mqa_table table, mqa_source source, const subject *s, l2a_error *error)
{
  mqa_unmatched_row row = { table, source, arena_copy(&m->texts, s->key), s->problem };

  m->counts.unmatched[table]++;
  return row.key.data && VECTOR_ADD(&m->unmatched, row) ? L2A_OK : error_no_memory(error);
}

/* ---- activities ---------------------------------------------------------------------------------------------------------------------- */

typedef struct row_order {
  int64_t at;
  uint32_t row;
} row_order;

static int compare_activities(const void *left, const void *right, void *payload)
{
  const mqa *m = payload;
  const row_order *a = left;
  const row_order *b = right;
  const activity_row *x = &m->activities.data[a->row];
  const activity_row *y = &m->activities.data[b->row];

  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  for (uint32_t i = 0; i < ACTIVITY_TEXTS; i++) {
    int order = bytes_compare(activity_text(x, i), activity_text(y, i));
    if (order) return order;
  }
  if (x->type != y->type) return x->type < y->type ? -1 : 1;
  return (a->row > b->row) - (a->row < b->row);
}

/* The row's own minutes in milliminutes, rounded half to even; false when they are none ([0-9]+(\.[0-9]*)?, at most a million). */
static bool parse_minutes(int64_t *out, bytes text)
{
  int64_t value = 0;
  size_t i = 0;
  size_t digits = 0;
  int half = 0; /* of what is cut off: below, at, above half a milliminute */
  bool rest = false;

  for (; i < text.size && text.data[i] >= '0' && text.data[i] <= '9'; i++)
    if (value <= MQA_MINUTES_LIMIT) value = value * 10 + (text.data[i] - '0');
  if (i == 0 || (i < text.size && text.data[i++] != '.')) return false;
  if (value > MQA_MINUTES_LIMIT / 1000) return false;
  for (; i < text.size; i++, digits++) {
    char c = text.data[i];
    if (c < '0' || c > '9') return false;
    if (digits < 3) value = value * 10 + (c - '0');
    else if (digits == 3) half = c - '5';
    if (digits >= 3 && c != '0') rest = true;
    if (digits > 3 && half == 0 && c != '0') half = 1;
  }
  if (digits <= 3) half = -1;
  for (; digits < 3; digits++) value *= 10;
  if (value == MQA_MINUTES_LIMIT && rest) return false;
  if (value > MQA_MINUTES_LIMIT) return false;
  *out = value + (half > 0 || (half == 0 && value % 2));
  return true;
}

static int64_t base_of(const mqa *m, const activity_row *row)
{
  const activity_rule *rule = row->type < m->def->activity_count ? &m->def->activities[row->type] : &m->def->unknown_activity;
  int64_t minutes = rule->minutes;

  if (!rule->actual) return minutes;
  parse_minutes(&minutes, activity_text(row, ACTIVITY_MINUTES));
  return rule->max_minutes >= 0 && minutes > rule->max_minutes ? rule->max_minutes : minutes;
}

static l2a_status find_subject(mqa *m, const activity_row *row, subject *s, l2a_error *error)
{
  bytes contact_id = activity_text(row, ACTIVITY_CONTACT);
  bytes email = people_email(m, activity_text(row, ACTIVITY_EMAIL), &m->texts);

  if (!email.data) return error_no_memory(error);
  *s = subject_of(m, activity_text(row, ACTIVITY_ACCOUNT), contact_id, email);
  if (s->problem || s->person != NO_PERSON) return L2A_OK;
  if (email.size) s->person = people_add_unknown(m, &m->emails, email);
  else if (contact_id.size) s->person = people_add_unknown(m, &m->contact_ids, id_canonical(contact_id));
  return s->person == KEY_NONE ? error_no_memory(error) : L2A_OK;
}

static item make_item(const mqa *m, const activity_row *row, const subject *s)
{
  item it = { .at = row->at, .day = (int32_t)time_zone_day(m->zone, row->at), .person = s->person, .type = row->type, .strong = s->strong };
  unsigned __int128 units = (uint64_t)base_of(m, row);

  units = units * m->def->roles[m->persons.data[s->person].role].weight * m->accounts.data[s->account].weight * s->match_weight;
  it.units = (int64_t)(units / 1000000000u);
  return it;
}

/* What is placed, in order, and to which account. */
typedef struct placed {
  size_t count;
  uint32_t *accounts;
  void *things;
} placed;

/* start[a] .. start[a + 1] of the result are the account's; order is kept. out has room for all. */
static void scatter(const placed *p, size_t size, uint32_t *start, size_t account_count, char *out)
{
  for (size_t i = 0; i < p->count; i++) start[p->accounts[i] + 1]++;
  for (size_t a = 0; a < account_count; a++) start[a + 1] += start[a];
  for (size_t i = 0; i < p->count; i++) {
    uint32_t at = start[p->accounts[i]]++;
    memcpy(out + at * size, (const char *)p->things + i * size, size);
  }
  for (size_t a = account_count; a > 0; a--) start[a] = start[a - 1];
  start[0] = 0;
}

/* Memory for count things; free_placed frees p. */
static l2a_status make_placed(placed *p, uint32_t **start, void *out_place, size_t count, size_t size, size_t account_count,
                              l2a_error *error)
{
  void **out = out_place;

  p->accounts = malloc((count + 1) * sizeof *p->accounts);
  p->things = malloc((count + 1) * size);
  *start = calloc(account_count + 2, sizeof **start);
  *out = malloc((count + 1) * size);
  return p->accounts && p->things && *start && *out ? L2A_OK : error_no_memory(error);
}

static void free_placed(placed *p)
{
  free(p->accounts);
  free(p->things);
}

static l2a_status place_activity(mqa *m, placed *p, const activity_row *row, key_map *seen, l2a_error *error)
{
  bytes id = id_canonical(activity_text(row, ACTIVITY_ID));
  subject s;
  l2a_status status;

  if (id.size) {
    size_t before = seen->count;
    if (key_map_add(seen, id, 0) == KEY_NONE) return error_no_memory(error);
    if (seen->count == before) {
      m->counts.duplicates[MQA_ACTIVITIES]++;
      return L2A_OK;
    }
  }
  if (row->type >= m->def->activity_count) m->unknown_types.data[row->type - m->def->activity_count].count++;
  status = find_subject(m, row, &s, error);
  if (status != L2A_OK) return status;
  if (s.problem) return add_unmatched(m, MQA_ACTIVITIES, row->source, &s, error);
  p->accounts[p->count] = s.account;
  ((item *)p->things)[p->count++] = make_item(m, row, &s);
  return L2A_OK;
}

static l2a_status place_activities(mqa *m, l2a_error *error)
{
  size_t count = m->activities.count;
  row_order *order = malloc((count + 1) * sizeof *order);
  placed p = { 0, NULL, NULL };
  key_map seen = { NULL, 0, 0 };
  l2a_status status = make_placed(&p, &m->item_start, &m->items, count, sizeof(item), m->accounts.count, error);

  if (!order) status = error_no_memory(error);
  if (status != L2A_OK) goto done;
  for (size_t i = 0; i < count; i++) order[i] = (row_order){ m->activities.data[i].at, (uint32_t)i };
  qsort_r(order, count, sizeof *order, compare_activities, m);
  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    if (order[i].at > m->as_of) m->counts.after[MQA_ACTIVITIES]++;
    else status = place_activity(m, &p, &m->activities.data[order[i].row], &seen, error);
  }
  if (status == L2A_OK) scatter(&p, sizeof(item), m->item_start, m->accounts.count, (char *)m->items);
done:
  key_map_free(&seen);
  free_placed(&p);
  free(order);
  return status;
}

/* ---- opportunities ------------------------------------------------------------------------------------------------------------------- */

static int compare_i64(int64_t a, int64_t b)
{
  return (a > b) - (a < b);
}

static int compare_opportunities(const void *left, const void *right)
{
  const mqa_opportunity *a = left;
  const mqa_opportunity *b = right;
  int order = compare_i64(a->created_at, b->created_at);

  if (!order) order = compare_i64(a->closed_at, b->closed_at); /* none is before all */
  if (!order) order = a->is_closed - b->is_closed;
  if (!order) order = a->is_won - b->is_won;
  if (!order) order = bytes_compare(a->amount, b->amount);
  if (!order) order = bytes_compare(a->account_id, b->account_id);
  if (!order) order = bytes_compare(a->opportunity_id, b->opportunity_id);
  if (!order) order = (a->source.file > b->source.file) - (a->source.file < b->source.file);
  return order ? order : (a->source.line > b->source.line) - (a->source.line < b->source.line);
}

static mqa_deal make_deal(const mqa *m, const mqa_opportunity *o)
{
  mqa_deal d = { o->created_at, INSTANT_NONE, false, o->amount };

  if (!o->is_closed) return d;
  d.closed = o->closed_at == INSTANT_NONE || o->closed_at < o->created_at ? o->created_at : o->closed_at;
  if (d.closed > m->as_of) d.closed = INSTANT_NONE;
  else d.won = o->is_won;
  return d;
}

static l2a_status place_opportunity(mqa *m, placed *p, const mqa_opportunity *o, key_map *seen, l2a_error *error)
{
  bytes id = id_canonical(o->opportunity_id);
  size_t before = seen->count;
  subject s;

  if (id.size && key_map_add(seen, id, 0) == KEY_NONE) return error_no_memory(error);
  if (id.size && seen->count == before) {
    m->counts.duplicates[MQA_OPPORTUNITIES]++;
    return L2A_OK;
  }
  s = subject_of(m, o->account_id, BYTES(""), BYTES(""));
  if (s.problem) {
    if (!o->account_id.size) s.problem = "names no account";
    s.key = o->account_id.size ? o->account_id : o->opportunity_id;
    return add_unmatched(m, MQA_OPPORTUNITIES, o->source, &s, error);
  }
  p->accounts[p->count] = s.account;
  ((mqa_deal *)p->things)[p->count++] = make_deal(m, o);
  return L2A_OK;
}

static l2a_status place_opportunities(mqa *m, l2a_error *error)
{
  size_t count = m->opportunities.count;
  placed p = { 0, NULL, NULL };
  key_map seen = { NULL, 0, 0 };
  l2a_status status = make_placed(&p, &m->deal_start, &m->deals, count, sizeof(mqa_deal), m->accounts.count, error);

  if (count) qsort(m->opportunities.data, count, sizeof *m->opportunities.data, compare_opportunities);
  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    const mqa_opportunity *o = &m->opportunities.data[i];

    if (o->created_at > m->as_of) m->counts.after[MQA_OPPORTUNITIES]++;
    else status = place_opportunity(m, &p, o, &seen, error);
  }
  if (status == L2A_OK) scatter(&p, sizeof(mqa_deal), m->deal_start, m->accounts.count, (char *)m->deals);
  key_map_free(&seen);
  free_placed(&p);
  return status;
}

/* ---- touches ------------------------------------------------------------------------------------------------------------------------- */

static int compare_touches(const void *left, const void *right)
{
  const touch_row *a = left;
  const touch_row *b = right;
  int order = compare_i64(a->at, b->at);

  for (uint32_t i = 0; i < TOUCH_TEXTS && !order; i++) order = bytes_compare(a->texts[i], b->texts[i]);
  if (!order) order = (a->source.file > b->source.file) - (a->source.file < b->source.file);
  return order ? order : (a->source.line > b->source.line) - (a->source.line < b->source.line);
}

static l2a_status place_touch(mqa *m, placed *p, const touch_row *row, l2a_error *error)
{
  bytes email = people_email(m, row->texts[TOUCH_EMAIL], &m->texts);
  subject s;

  if (!email.data) return error_no_memory(error);
  s = subject_of(m, row->texts[TOUCH_ACCOUNT], row->texts[TOUCH_CONTACT], email);
  if (s.problem) return add_unmatched(m, MQA_TOUCHES, row->source, &s, error);
  p->accounts[p->count] = s.account;
  ((touch *)p->things)[p->count++] =
    (touch){ row->at, row->texts[TOUCH_KIND], row->texts[TOUCH_REP], row->texts[TOUCH_DISPOSITION], s.strong };
  return L2A_OK;
}

static l2a_status place_touches(mqa *m, l2a_error *error)
{
  size_t count = m->touch_rows.count;
  placed p = { 0, NULL, NULL };
  l2a_status status = make_placed(&p, &m->touch_start, &m->touches, count, sizeof(touch), m->accounts.count, error);

  if (count) qsort(m->touch_rows.data, count, sizeof *m->touch_rows.data, compare_touches);
  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    if (m->touch_rows.data[i].at > m->as_of) m->counts.after[MQA_TOUCHES]++;
    else status = place_touch(m, &p, &m->touch_rows.data[i], error);
  }
  if (status == L2A_OK) scatter(&p, sizeof(touch), m->touch_start, m->accounts.count, (char *)m->touches);
  free_placed(&p);
  return status;
}

/* ---- all ----------------------------------------------------------------------------------------------------------------------------- */

static int compare_unmatched(const void *left, const void *right)
{
  const mqa_unmatched_row *a = left;
  const mqa_unmatched_row *b = right;

  if (a->source.file != b->source.file) return a->source.file < b->source.file ? -1 : 1;
  if (a->source.line != b->source.line) return a->source.line < b->source.line ? -1 : 1;
  return (a->source.offset > b->source.offset) - (a->source.offset < b->source.offset);
}

static int compare_types(const void *left, const void *right)
{
  return bytes_compare(((const mqa_unknown_type *)left)->name, ((const mqa_unknown_type *)right)->name);
}

/* Unknown types get their numbers by name, so that ties between types do not depend on the order of rows. */
static l2a_status number_types(mqa *m, l2a_error *error)
{
  size_t count = m->unknown_types.count;
  uint32_t *new_numbers = malloc((count + 1) * sizeof *new_numbers);
  mqa_unknown_type *types = m->unknown_types.data;

  if (!new_numbers) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) types[i].count = i;
  if (count) qsort(types, count, sizeof *types, compare_types);
  for (size_t i = 0; i < count; i++) new_numbers[types[i].count] = (uint32_t)i;
  for (size_t i = 0; i < count; i++) types[i].count = 0;
  for (size_t i = 0; i < m->activities.count; i++) {
    uint32_t *type = &m->activities.data[i].type;
    if (*type >= m->def->activity_count) *type = m->def->activity_count + new_numbers[*type - m->def->activity_count];
  }
  free(new_numbers);
  return L2A_OK;
}

l2a_status book_resolve(mqa *m, l2a_error *error)
{
  l2a_status status = index_accounts(m, error);

  if (status == L2A_OK) status = people_make(m, error);
  if (status == L2A_OK) status = number_types(m, error);
  if (status == L2A_OK) status = place_activities(m, error);
  if (status == L2A_OK) status = place_opportunities(m, error);
  if (status == L2A_OK) status = place_touches(m, error);
  if (m->unmatched.count) qsort(m->unmatched.data, m->unmatched.count, sizeof *m->unmatched.data, compare_unmatched);
  return status;
}
