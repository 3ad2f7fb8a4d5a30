/* SPDX-License-Identifier: MIT */
#include "match/matcher.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "match/decide.h"

enum { WORK_BLOCK_SIZE = 1 << 16, OUT_BLOCK_SIZE = 1 << 16, TIE_NAME_SIZE = 96, PROBABILITY_ONE = 10000 };

/* Contacts without a company are soon answered, and their answers are short: they get this part of the memo's memory. */
enum { PLAIN_MEMO_SHARE = 8 };

/* Budgets whose cut hides accounts that share an exact key; the others only shorten lists of names that are alike. */
#define EXACT_BUDGETS (1u << BUDGET_domain | 1u << BUDGET_label | 1u << BUDGET_name | 1u << BUDGET_acronym)

void l2a_matcher_free(l2a_matcher *m)
{
  if (!m) return;
  snapshot_release(m->ref);
  text_scratch_free(m->tools.scratch);
  text_memo_free(m->tools.texts);
  accumulator_free(m->acc);
  memo_free(m->known);
  memo_free(m->plain_known);
  free(m->sure);
  arena_free(&m->work);
  arena_free(&m->out);
  free(m);
}

uint64_t l2a_matcher_generation(const l2a_matcher *matcher)
{
  return matcher ? snapshot_get(matcher->ref)->generation : 0;
}

l2a_status l2a_matcher_new(l2a_matcher **out, const l2a_rules *rules, l2a_index *index, const l2a_matcher_options *options,
                           l2a_error *error)
{
  static const l2a_matcher_options defaults = L2A_MATCHER_OPTIONS_INIT;
  l2a_matcher *m = NULL;
  l2a_status status;

  if (!out) return error_set(error, L2A_EINVAL, "l2a_matcher_new: out is NULL");
  *out = NULL;
  if (!options) options = &defaults;
  if (!rules || !index || options->struct_size < sizeof defaults || options->candidate_limit > ANSWER_CANDIDATE_LIMIT)
    return error_set(error, L2A_EINVAL, "l2a_matcher_new: rules and index are required, candidate_limit is at most %d",
                     ANSWER_CANDIDATE_LIMIT);
  m = calloc(1, sizeof *m);
  if (!m) return error_no_memory(error);
  m->rules = rules;
  score_table_make(&m->table, &rules->match);
  m->candidate_limit = options->candidate_limit;
  atomic_flag_clear(&m->busy);
  arena_init(&m->work, WORK_BLOCK_SIZE);
  arena_init(&m->out, OUT_BLOCK_SIZE);
  m->acc = accumulator_new();
  if (options->memo_bytes) m->known = memo_new(options->memo_bytes, options->candidate_limit);
  if (options->memo_bytes) m->plain_known = memo_new_short(options->memo_bytes / PLAIN_MEMO_SHARE, options->candidate_limit);
  if (options->memo_bytes) m->tools.texts = text_memo_new();
  status = m->acc && ((m->known && m->plain_known && m->tools.texts) || !options->memo_bytes) ? L2A_OK : error_no_memory(error);
  if (status == L2A_OK) status = text_scratch_new(&m->tools.scratch, rules->lex, error);
  if (status == L2A_OK) status = snapshot_acquire(&m->ref, index, error);
  if (status != L2A_OK) {
    l2a_matcher_free(m);
    return status;
  }
  *out = m;
  return L2A_OK;
}

l2a_status matcher_enter(l2a_matcher *m, l2a_error *error)
{
  if (!atomic_flag_test_and_set(&m->busy)) return L2A_OK;
  return error_set(error, L2A_EBUSY, "the matcher is in use by another call: make one for each thread");
}

void matcher_leave(l2a_matcher *m)
{
  atomic_flag_clear(&m->busy);
}

static bool is_clean(l2a_string text)
{
  const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
  uint64_t word, seen = 0;
  size_t i = 0;

  /* Nearly all are ASCII: a byte with its high bit, or a zero, shows in `seen`. */
  for (; i + 8 <= text.size; i += 8) {
    memcpy(&word, text.data + i, 8);
    seen |= (word | ((word - ones) & ~word)) & highs;
  }
  for (; i < text.size; i++) seen |= (unsigned char)text.data[i] - 1u >= 0x7F;
  return seen == 0 || (memchr(text.data, '\0', text.size) == NULL && utf8_is_valid(text));
}

bool matcher_contact_is_valid(const l2a_contact *c)
{
  return is_clean(c->id) && is_clean(c->email) && is_clean(c->website) && is_clean(c->company) && is_clean(c->country) &&
         is_clean(c->state) && is_clean(c->city) && is_clean(c->postal_code) && is_clean(c->phone) && is_clean(c->linkedin);
}

static void answer_plain(answer *out, l2a_decision decision, l2a_reason reason)
{
  *out = (answer){ .account = INDEX_NONE, .runner_up = INDEX_NONE, .decision = (uint8_t)decision, .reason = (uint8_t)reason };
  memset(out->grade, 'Z', sizeof out->grade);
}

static void add_line(answer *out, const char *what, const override_entry *e)
{
  if (e->line) answer_add_detail(out, "%s, line %" PRIu64, what, e->line);
  else answer_add_detail(out, "%s", what);
}

/* true when the overrides alone answer. */
static bool answer_by_override(answer *out, const override_outcome *o)
{
  if (o->decided) {
    answer_plain(out, L2A_DECISION_MATCH, L2A_REASON_OVERRIDE);
    out->account = o->account;
    out->probability = out->margin = PROBABILITY_ONE;
    add_line(out, o->decided->kind == L2A_OVERRIDE_ALIAS ? "alias" : "always", o->decided);
    return true;
  }
  if (o->rejected) {
    answer_plain(out, L2A_DECISION_NONE, L2A_REASON_NEVER);
    add_line(out, "never", o->rejected);
    return true;
  }
  return false;
}

static void compare_and_score(l2a_matcher *m, const match_slot *slot, const snapshot *s)
{
  m->count = 0;
  for (uint32_t i = 0; i < slot->count; i++) compare_account(&m->comparisons[m->count++], &slot->probe, &slot->candidates[i], s, &m->work);
  if (m->work.failed) return;
  compare_rivals(m->comparisons, m->count, &slot->probe, s);
  score_all_by(m->scores, m->comparisons, m->count, &m->rules->match, &m->table);
}

static void add_cuts(answer *out, uint32_t cuts)
{
  if (out->decision == L2A_DECISION_MATCH) cuts &= EXACT_BUDGETS;

  for (uint32_t i = 0; i < BUDGET_COUNT; i++)
    if (cuts >> i & 1u) answer_add_detail(out, "budget %s cut", budget_name(i));
}

static void add_candidates(answer *out, const l2a_matcher *m)
{
  out->candidate_count = 0;
  for (uint32_t i = 0; i < m->count && i < m->candidate_limit; i++)
    out->candidates[out->candidate_count++] = (answer_candidate){ m->scores[i].comparison->account, m->scores[i].probability };
}

/* ---- steps of one contact: each asks for the memory of the next ---------------------------------------------------------------------- */

/* true when the overrides alone answer. */
static bool slot_begin(answer *out, match_slot *slot, l2a_matcher *m, const l2a_contact *given, bool may_answer)
{
  const snapshot *s = snapshot_get(m->ref);

  slot->contact = *given;
  slot->count = slot->cuts = 0;
  slot->excluded = false;
  overrides_check(&slot->overrides, &slot->contact, s, m->rules, m->tools.scratch, &m->work);
  if (may_answer && answer_by_override(out, &slot->overrides)) return true;
  probe_parse(&slot->probe, &slot->contact, s, m->rules, &m->tools, &m->work);
  return false;
}

static void slot_find(match_slot *slot, l2a_matcher *m, uint32_t asked)
{
  candidate_set *set = &m->set;

  if (m->work.failed) return;
  candidates_find(set, &slot->probe, snapshot_get(m->ref), &m->rules->match, m->acc);
  slot->excluded = overrides_exclude(set, &slot->overrides);
  if (asked != INDEX_NONE) {
    if (set->count >= CANDIDATE_LIMIT) set->count = CANDIDATE_LIMIT - 1;
    candidates_add(set, asked, ROUTE_ASKED);
    candidates_sort(set, snapshot_get(m->ref));
  }
  slot->count = set->count < CANDIDATE_LIMIT ? set->count : CANDIDATE_LIMIT;
  slot->cuts = set->cuts;
  slot->candidates = arena_take_array(&m->work, slot->count, sizeof *slot->candidates);
  if (slot->candidates && slot->count) memcpy(slot->candidates, set->items, slot->count * sizeof *slot->candidates);
}

/* Asks for what comparisons read of the candidates of all slots; those of contacts with and without a name apart. */
static void slots_prefetch(const match_slot *const *slots, size_t count, const l2a_matcher *m)
{
  const snapshot *s = snapshot_get(m->ref);
  uint32_t accounts[2][CANDIDATE_LIMIT], n[2] = { 0, 0 };

  for (size_t i = 0; i < count && !m->work.failed; i++) {
    bool words = slots[i]->probe.form_count > 0;
    for (uint32_t k = 0; k < slots[i]->count; k++) {
      if (slots[i]->candidates[k].account >= s->account_count) continue; /* deltas are small */
      accounts[words][n[words]++] = slots[i]->candidates[k].account;
      if (n[words] < CANDIDATE_LIMIT) continue;
      account_view_prefetch(s, accounts[words], n[words], words);
      n[words] = 0;
    }
  }
  for (int words = 0; words < 2; words++) account_view_prefetch(s, accounts[words], n[words], words);
}

static void slot_settle(answer *out, match_slot *slot, l2a_matcher *m)
{
  const snapshot *s = snapshot_get(m->ref);

  if (slot->count) probe_places(&slot->probe, m->rules, &m->tools, &m->work);
  if (!m->work.failed) compare_and_score(m, slot, s);
  if (m->work.failed) return;
  memset(out, 0, offsetof(answer, detail)); /* decide begins a detail of no size */
  decide(out, m->scores, m->count, &slot->probe, s, &m->rules->match);
  if (m->count == 0 && slot->excluded) out->reason = L2A_REASON_NEVER;
  else if (m->count == 0 && slot->overrides.bypassed) out->reason = L2A_REASON_BYPASSED;
  if (slot->overrides.bypassed) add_line(out, "bypass", slot->overrides.bypassed);
  if (slot->overrides.unknown) add_line(out, "override of an unknown account", slot->overrides.unknown);
  add_cuts(out, slot->cuts);
  add_candidates(out, m);
}

l2a_status matcher_run(answer *out, l2a_matcher *m, const l2a_contact *given, uint32_t asked, l2a_error *error)
{
  match_slot *slot = &m->slots[0];
  const match_slot *one = slot;

  arena_reset(&m->work);
  m->count = 0;
  if (!slot_begin(out, slot, m, given, asked == INDEX_NONE)) {
    probe_resolve(&slot->probe, snapshot_get(m->ref), &m->work);
    slot_find(slot, m, asked);
    if (slot->count == 0) probe_places(&slot->probe, m->rules, &m->tools, &m->work); /* an explanation shows them */
    slots_prefetch(&one, 1, m);
    slot_settle(out, slot, m);
  }
  return m->work.failed ? error_no_memory(error) : L2A_OK;
}

/* ---- a group -------------------------------------------------------------------------------------------------------------------------- */

/* Matches the slots in which an answer is missing. */
static l2a_status match_slots(l2a_matcher *m, answer **answers, match_slot *const *slots, size_t count, l2a_error *error)
{
  const snapshot *s = snapshot_get(m->ref);

  for (size_t i = 0; i < count && !m->work.failed; i++) probe_resolve(&slots[i]->probe, s, &m->work);
  for (size_t i = 0; i < count && !m->work.failed; i++) slot_find(slots[i], m, INDEX_NONE);
  slots_prefetch((const match_slot *const *)slots, count, m);
  for (size_t i = 0; i < count && !m->work.failed; i++) slot_settle(answers[i], slots[i], m);
  return m->work.failed ? error_no_memory(error) : L2A_OK;
}

/* A contact without a company, whose candidates are found; false when it has to go the long way. */
static bool plain_settle(answer *out, plain_slot *slot, l2a_matcher *m)
{
  const snapshot *s = snapshot_get(m->ref);
  const l2a_contact *c = slot->probe.contact;

  if (slot->count && (c->city.size || c->state.size || c->postal_code.size)) probe_places(&slot->probe, m->rules, &m->tools, &m->work);
  else slot->probe.city = slot->probe.state = slot->probe.postal_code = (bytes){ NULL, 0 };
  for (m->count = 0; m->count < slot->count; m->count++)
    if (!plain_compare(&m->comparisons[m->count], slot, &slot->candidates[m->count], s)) return false;
  compare_rivals(m->comparisons, m->count, &slot->probe, s);
  score_all_by(m->scores, m->comparisons, m->count, &m->rules->match, &m->table);
  memset(out, 0, offsetof(answer, detail));
  decide(out, m->scores, m->count, &slot->probe, s, &m->rules->match);
  add_candidates(out, m);
  return true;
}

/* The group's contacts that are still to be answered: those without a company, and all others. Numbers in the group. */
typedef struct group_todo {
  size_t plain[MATCH_GROUP], open[MATCH_GROUP];
  size_t plain_count, open_count;
  bool is_plain[MATCH_GROUP];
} group_todo;

/* Contacts without a company; those that have to go the long way join the others. */
static void match_plain(l2a_matcher *m, group_todo *todo, const l2a_contact *contacts)
{
  const snapshot *s = snapshot_get(m->ref);
  const plain_slot *found[MATCH_GROUP];
  fetch_list fetch = { .count = 0 };
  bool known[MATCH_GROUP];
  size_t n = 0;

  for (size_t i = 0; i < todo->plain_count; i++)
    plain_parse(&m->plain[i], &contacts[todo->plain[i]], s, m->rules, &m->tools, &m->work, &fetch);
  fetch_list_flush(&fetch);
  if (m->work.failed) return;
  for (size_t i = 0; i < todo->plain_count; i++) {
    known[i] = plain_find(&m->plain[i], s, &m->rules->match.budgets);
    if (known[i]) found[n++] = &m->plain[i];
  }
  plain_fetch(found, n, s);
  for (size_t i = 0; i < todo->plain_count && !m->work.failed; i++)
    if (!known[i] || !plain_settle(&m->answers[todo->plain[i]], &m->plain[i], m)) todo->open[todo->open_count++] = todo->plain[i];
}

/* The memo that a contact belongs to; NULL: none. */
static memo *memo_for(const l2a_matcher *m, bool plain)
{
  return plain ? m->plain_known : m->known;
}

/* The contacts that need no more than a look: invalid ones, those of a known key. */
static void match_known(l2a_matcher *m, group_todo *todo, memo_key *keys, const l2a_contact *contacts, size_t count)
{
  bool exact = override_list_count(m->rules->overrides) > 0, valid[MATCH_GROUP];
  bool *plain = todo->is_plain;
  const snapshot *s = snapshot_get(m->ref);

  for (size_t i = 0; i < count; i++) {
    valid[i] = matcher_contact_is_valid(&contacts[i]);
    plain[i] = !exact && !m->long_way && plain_is(&contacts[i], s);
    if (!valid[i] || !m->known) continue;
    keys[i] = memo_key_of(&contacts[i], exact);
    memo_prefetch(memo_for(m, plain[i]), keys[i]);
  }
  for (size_t i = 0; i < count; i++) {
    answer *out = &m->answers[i];
    if (!valid[i]) {
      answer_plain(out, L2A_DECISION_NONE, L2A_REASON_INVALID);
      answer_add_detail(out, "a field is no valid UTF-8 or has a NUL");
    } else if (!m->known || !memo_find(out, memo_for(m, plain[i]), keys[i])) {
      if (plain[i]) todo->plain[todo->plain_count++] = i;
      else todo->open[todo->open_count++] = i;
    }
  }
}

/* Answers of at most MATCH_GROUP contacts. */
void matcher_set_guard(l2a_matcher *m, const match_guard *guard)
{
  m->guard = guard;
}

/* What of the index the contacts may ask for. */
static index_use use_for(const l2a_matcher *m, const l2a_contact *contacts, size_t count)
{
  const snapshot *s = snapshot_get(m->ref);
  bool plain = override_list_count(m->rules->overrides) == 0;

  for (size_t i = 0; i < count && plain; i++) plain = plain_is(&contacts[i], s);
  return plain ? INDEX_USE_PLAIN : INDEX_USE_ALL;
}

static l2a_status require(l2a_matcher *m, index_use use, l2a_error *error)
{
  l2a_status status;

  if (!m->guard || m->checked >= use) return L2A_OK;
  status = m->guard->require(m->guard->payload, use, error);
  if (status == L2A_OK) m->checked = use;
  return status;
}

l2a_status matcher_group(l2a_matcher *m, const l2a_contact *contacts, size_t count, l2a_error *error)
{
  memo_key keys[MATCH_GROUP];
  group_todo todo = { .plain_count = 0, .open_count = 0 };
  match_slot *open[MATCH_GROUP];
  answer *answers[MATCH_GROUP];
  size_t open_count = 0;
  l2a_status status = require(m, use_for(m, contacts, count), error);

  if (status != L2A_OK) return status;
  arena_reset(&m->work);
  m->count = 0;
  match_known(m, &todo, keys, contacts, count);
  if (todo.plain_count) match_plain(m, &todo, contacts);
  for (size_t i = 0; i < todo.open_count; i++) {
    size_t n = todo.open[i];
    if (slot_begin(&m->answers[n], &m->slots[n], m, &contacts[n], true)) continue;
    answers[open_count] = &m->answers[n];
    open[open_count++] = &m->slots[n];
  }
  status = match_slots(m, answers, open, open_count, error);
  if (!m->known || status != L2A_OK) return status;
  for (size_t i = 0; i < open_count; i++) {
    size_t n = (size_t)(open[i] - m->slots);
    memo_put(memo_for(m, todo.is_plain[n]), keys[n], answers[i]);
  }
  for (size_t i = 0; i < todo.plain_count; i++) memo_put(m->plain_known, keys[todo.plain[i]], &m->answers[todo.plain[i]]);
  return status;
}

/* ---- results --------------------------------------------------------------------------------------------------------------------------- */

static bytes id_of(const snapshot *s, uint32_t account)
{
  return account == INDEX_NONE ? (bytes){ NULL, 0 } : snapshot_id(s, account);
}

static void result_candidates(l2a_result *out, const answer *a, const snapshot *s, arena *memory)
{
  l2a_candidate *list = a->candidate_count ? arena_take_array(memory, a->candidate_count, sizeof *list) : NULL;

  if (!list) return;
  for (uint32_t i = 0; i < a->candidate_count; i++) {
    list[i].account_id = id_of(s, a->candidates[i].account);
    list[i].account_name = snapshot_field(s, a->candidates[i].account, L2A_ACCOUNT_NAME);
    list[i].score = a->candidates[i].probability;
  }
  out->candidates = list;
  out->candidate_count = a->candidate_count;
}

static void result_make(l2a_result *out, const answer *a, const l2a_matcher *m, arena *memory)
{
  static const l2a_account_field fields[] = { L2A_ACCOUNT_ID, L2A_ACCOUNT_NAME, L2A_ACCOUNT_OWNER };
  const snapshot *s = snapshot_get(m->ref);
  char tie[TIE_NAME_SIZE];
  bytes cells[3];

  *out =
    (l2a_result){ .decision = (l2a_decision)a->decision, .reason = (l2a_reason)a->reason, .score = a->probability, .margin = a->margin };
  out->grade = arena_copy(memory, (bytes){ a->grade, GRADE_SIZE });
  if (a->detail_size) out->detail = arena_copy(memory, (bytes){ a->detail, a->detail_size });
  if (a->account != INDEX_NONE) {
    uint32_t root = snapshot_root(s, a->account);
    snapshot_fields(cells, fields, 3, s, a->account);
    out->account_id = cells[0];
    out->account_name = cells[1];
    out->owner = cells[2];
    out->rollup_id = root == a->account ? cells[0] : id_of(s, root);
  }
  out->runner_up_id = id_of(s, a->runner_up);
  if (a->tie_break) out->tie_break = arena_copy(memory, (bytes){ tie, decide_tie_name(tie, sizeof tie, &m->rules->match, a->tie_break) });
  result_candidates(out, a, s, memory);
}

static void results_make(l2a_result *out, size_t count, const l2a_matcher *m, arena *memory)
{
  const snapshot *s = snapshot_get(m->ref); /* memory is asked for of its base alone */

  for (size_t i = 0; i < count; i++) {
    const answer *a = &m->answers[i];
    if (a->account < s->account_count) {
      __builtin_prefetch(&s->accounts[a->account]);
      __builtin_prefetch(&s->record_offsets[a->account]);
    }
    if (a->runner_up < s->account_count) __builtin_prefetch(&s->record_offsets[a->runner_up]);
  }
  for (size_t i = 0; i < count; i++) {
    const answer *a = &m->answers[i];
    if (a->account < s->account_count) __builtin_prefetch(s->records + s->record_offsets[a->account]);
    if (a->runner_up < s->account_count) __builtin_prefetch(s->records + s->record_offsets[a->runner_up]);
  }
  for (size_t i = 0; i < count; i++) result_make(&out[i], &m->answers[i], m, memory);
}

/* Contacts of a caller whose header may know a longer struct are copied into group; NULL when one has another size than the first. */
static const l2a_contact *contacts_take(l2a_contact *group, const l2a_contact *contacts, size_t from, size_t count)
{
  size_t size = contacts->struct_size;
  bool as_they_are = size == sizeof *contacts;

  for (size_t i = 0; i < count; i++) {
    if (!as_they_are) memcpy(&group[i], (const char *)contacts + (from + i) * size, sizeof group[i]);
    if ((as_they_are ? contacts[from + i].struct_size : group[i].struct_size) != size) return NULL;
  }
  return as_they_are ? contacts + from : group;
}

l2a_status matcher_renew(l2a_matcher *m, l2a_error *error)
{
  bool changed = false;
  l2a_status status = snapshot_renew(m->ref, &changed, error);

  if (status != L2A_OK) return status;
  if (changed && m->known) memo_clear(m->known);
  if (changed && m->plain_known) memo_clear(m->plain_known);
  if (changed && m->sure) sure_forget(m->sure);
  return L2A_OK;
}

static l2a_status match_all(l2a_result *results, l2a_matcher *m, const l2a_contact *contacts, size_t count, l2a_error *error)
{
  l2a_contact group[MATCH_GROUP];
  l2a_status status = L2A_OK;

  for (size_t from = 0, n; from < count && status == L2A_OK; from += n) {
    const l2a_contact *taken;
    n = count - from < MATCH_GROUP ? count - from : MATCH_GROUP;
    taken = contacts_take(group, contacts, from, n);
    status = taken ? matcher_group(m, taken, n, error) : error_set(error, L2A_EINVAL, "l2a_match: begin a contact with L2A_CONTACT_INIT");
    if (status == L2A_OK) results_make(results + from, n, m, &m->out);
  }
  return status;
}

l2a_status l2a_match_batch(const l2a_result **out, l2a_matcher *m, const l2a_contact *contacts, size_t count, l2a_error *error)
{
  l2a_result *results = NULL;
  l2a_status status;

  if (!out) return error_set(error, L2A_EINVAL, "l2a_match: out is NULL");
  *out = NULL;
  if (!m || (!contacts && count)) return error_set(error, L2A_EINVAL, "l2a_match: matcher and contacts are required");
  if (count && contacts->struct_size < sizeof *contacts)
    return error_set(error, L2A_EINVAL, "l2a_match: begin a contact with L2A_CONTACT_INIT");
  status = matcher_enter(m, error);
  if (status != L2A_OK) return status;
  arena_reset(&m->out);
  status = matcher_renew(m, error);
  if (status == L2A_OK) {
    results = arena_take_array(&m->out, count, sizeof *results);
    status = results ? match_all(results, m, contacts, count, error) : error_no_memory(error);
  }
  if (status == L2A_OK && m->out.failed) status = error_no_memory(error);
  if (status == L2A_OK) *out = results;
  matcher_leave(m);
  return status;
}

l2a_status l2a_match(const l2a_result **out, l2a_matcher *m, const l2a_contact *contact, l2a_error *error)
{
  return l2a_match_batch(out, m, contact, 1, error);
}
