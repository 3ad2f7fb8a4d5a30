/* SPDX-License-Identifier: MIT */
#include "match/matcher.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "match/decide.h"

enum { WORK_BLOCK_SIZE = 1 << 16, OUT_BLOCK_SIZE = 1 << 16, TIE_NAME_SIZE = 96, PROBABILITY_ONE = 10000 };

/* Budgets whose cut hides accounts that share an exact key; the others only shorten lists of names that are alike. */
#define EXACT_BUDGETS (1u << BUDGET_domain | 1u << BUDGET_label | 1u << BUDGET_name | 1u << BUDGET_acronym)

void l2a_matcher_free(l2a_matcher *m)
{
  if (!m) return;
  snapshot_release(m->ref);
  text_scratch_free(m->scratch);
  accumulator_free(m->acc);
  memo_free(m->known);
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
  m->candidate_limit = options->candidate_limit;
  atomic_flag_clear(&m->busy);
  arena_init(&m->work, WORK_BLOCK_SIZE);
  arena_init(&m->out, OUT_BLOCK_SIZE);
  m->acc = accumulator_new();
  if (options->memo_bytes) m->known = memo_new(options->memo_bytes, options->candidate_limit);
  status = m->acc && (m->known || !options->memo_bytes) ? L2A_OK : error_no_memory(error);
  if (status == L2A_OK) status = text_scratch_new(&m->scratch, rules->lex, error);
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
  return text.size == 0 || (memchr(text.data, '\0', text.size) == NULL && utf8_is_valid(text));
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

static void compare_and_score(l2a_matcher *m, const snapshot *s)
{
  uint32_t accounts[CANDIDATE_LIMIT], known = m->set.count < CANDIDATE_LIMIT ? m->set.count : CANDIDATE_LIMIT;
  uint32_t of_base = 0;

  for (uint32_t i = 0; i < known; i++)
    if (m->set.items[i].account < s->account_count) accounts[of_base++] = m->set.items[i].account;
  account_view_prefetch(s, accounts, of_base);
  m->count = 0;
  for (uint32_t i = 0; i < m->set.count && i < CANDIDATE_LIMIT; i++)
    compare_account(&m->comparisons[m->count++], &m->contact, &m->set.items[i], s, &m->work);
  if (m->work.failed) return;
  compare_rivals(m->comparisons, m->count, &m->contact, s);
  score_all(m->scores, m->comparisons, m->count, &m->rules->match);
}

static void add_cuts(answer *out, const candidate_set *set)
{
  uint32_t cuts = out->decision == L2A_DECISION_MATCH ? set->cuts & EXACT_BUDGETS : set->cuts;

  for (uint32_t i = 0; i < BUDGET_COUNT; i++)
    if (cuts >> i & 1u) answer_add_detail(out, "budget %s cut", budget_name(i));
}

static void add_candidates(answer *out, const l2a_matcher *m)
{
  out->candidate_count = 0;
  for (uint32_t i = 0; i < m->count && i < m->candidate_limit; i++)
    out->candidates[out->candidate_count++] = (answer_candidate){ m->scores[i].comparison->account, m->scores[i].probability };
}

l2a_status matcher_run(answer *out, l2a_matcher *m, const l2a_contact *given, uint32_t asked, l2a_error *error)
{
  const snapshot *s = snapshot_get(m->ref);
  l2a_contact contact = *given;
  bool excluded;

  arena_reset(&m->work);
  m->count = m->set.count = m->set.cuts = 0;
  overrides_check(&m->overrides, &contact, s, m->rules, m->scratch, &m->work);
  if (asked == INDEX_NONE && answer_by_override(out, &m->overrides)) return m->work.failed ? error_no_memory(error) : L2A_OK;
  probe_make(&m->contact, &contact, s, m->rules, m->scratch, &m->work);
  if (m->work.failed) return error_no_memory(error);
  candidates_find(&m->set, &m->contact, s, &m->rules->match, m->acc);
  excluded = overrides_exclude(&m->set, &m->overrides);
  if (asked != INDEX_NONE) {
    if (m->set.count >= CANDIDATE_LIMIT) m->set.count = CANDIDATE_LIMIT - 1;
    candidates_add(&m->set, asked, ROUTE_ASKED);
    candidates_sort(&m->set, s);
  }
  compare_and_score(m, s);
  if (m->work.failed) return error_no_memory(error);
  *out = (answer){ 0 };
  decide(out, m->scores, m->count, &m->contact, s, &m->rules->match);
  if (m->count == 0 && excluded) out->reason = L2A_REASON_NEVER;
  else if (m->count == 0 && m->overrides.bypassed) out->reason = L2A_REASON_BYPASSED;
  if (m->overrides.bypassed) add_line(out, "bypass", m->overrides.bypassed);
  if (m->overrides.unknown) add_line(out, "override of an unknown account", m->overrides.unknown);
  add_cuts(out, &m->set);
  add_candidates(out, m);
  return L2A_OK;
}

static l2a_status match_one(answer *out, l2a_matcher *m, const l2a_contact *contact, l2a_error *error)
{
  memo_key key;
  l2a_status status;

  if (!matcher_contact_is_valid(contact)) {
    answer_plain(out, L2A_DECISION_NONE, L2A_REASON_INVALID);
    answer_add_detail(out, "a field is no valid UTF-8 or has a NUL");
    return L2A_OK;
  }
  if (m->known) {
    key = memo_key_of(contact, override_list_count(m->rules->overrides) > 0);
    if (memo_find(out, m->known, key)) return L2A_OK;
  }
  status = matcher_run(out, m, contact, INDEX_NONE, error);
  if (status == L2A_OK && m->known) memo_put(m->known, key, out);
  return status;
}

static bytes id_of(const snapshot *s, uint32_t account)
{
  return account == INDEX_NONE ? (bytes){ NULL, 0 } : snapshot_field(s, account, L2A_ACCOUNT_ID);
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
  const snapshot *s = snapshot_get(m->ref);
  char tie[TIE_NAME_SIZE];

  *out =
    (l2a_result){ .decision = (l2a_decision)a->decision, .reason = (l2a_reason)a->reason, .score = a->probability, .margin = a->margin };
  out->grade = arena_copy(memory, (bytes){ a->grade, GRADE_SIZE });
  if (a->detail_size) out->detail = arena_copy(memory, (bytes){ a->detail, a->detail_size });
  if (a->account != INDEX_NONE) {
    out->account_id = id_of(s, a->account);
    out->account_name = snapshot_field(s, a->account, L2A_ACCOUNT_NAME);
    out->owner = snapshot_field(s, a->account, L2A_ACCOUNT_OWNER);
    out->rollup_id = id_of(s, snapshot_root(s, a->account));
  }
  out->runner_up_id = id_of(s, a->runner_up);
  if (a->tie_break) out->tie_break = arena_copy(memory, (bytes){ tie, decide_tie_name(tie, sizeof tie, &m->rules->match, a->tie_break) });
  result_candidates(out, a, s, memory);
}

l2a_status l2a_match_batch(const l2a_result **out, l2a_matcher *m, const l2a_contact *contacts, size_t count, l2a_error *error)
{
  l2a_result *results = NULL;
  answer a = { 0 };
  bool changed = false;
  l2a_status status;

  if (!out) return error_set(error, L2A_EINVAL, "l2a_match: out is NULL");
  *out = NULL;
  if (!m || (!contacts && count)) return error_set(error, L2A_EINVAL, "l2a_match: matcher and contacts are required");
  if (count && contacts->struct_size < sizeof *contacts)
    return error_set(error, L2A_EINVAL, "l2a_match: begin a contact with L2A_CONTACT_INIT");
  status = matcher_enter(m, error);
  if (status != L2A_OK) return status;
  arena_reset(&m->out);
  status = snapshot_renew(m->ref, &changed, error);
  if (status != L2A_OK) goto done;
  if (changed && m->known) memo_clear(m->known);
  results = arena_take_array(&m->out, count, sizeof *results);
  if (!results) status = error_no_memory(error);
  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    l2a_contact contact = L2A_CONTACT_INIT;
    const void *at = (const char *)contacts + i * contacts->struct_size; /* a later header may know a longer struct */
    memcpy(&contact, at, sizeof contact);
    if (contact.struct_size != contacts->struct_size) {
      status = error_set(error, L2A_EINVAL, "l2a_match: begin a contact with L2A_CONTACT_INIT");
      break;
    }
    status = match_one(&a, m, &contact, error);
    if (status == L2A_OK) result_make(&results[i], &a, m, &m->out);
  }
  if (status == L2A_OK && m->out.failed) status = error_no_memory(error);
  if (status == L2A_OK) *out = results;
done:
  matcher_leave(m);
  return status;
}

l2a_status l2a_match(const l2a_result **out, l2a_matcher *m, const l2a_contact *contact, l2a_error *error)
{
  return l2a_match_batch(out, m, contact, 1, error);
}
