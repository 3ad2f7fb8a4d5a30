/* SPDX-License-Identifier: MIT */
/*
 * New accounts or contacts: an engine is made anew from all their rows, and takes over from the one before what that had taken in. What a
 * who means is found out again; accounts that get or lose one, or whose weight, columns or persons are others, are touched.
 *
 *   old: who 7 -> A1, person 3 (manager)         m: who 7 -> A2, person 4 (manager)         touched: A1, A2
 */
#include "mqa/book.h"
#include "mqa/mqa_object.h"

/* Which person of m an old one is, and the other way round; KEY_NONE: not seen yet. */
typedef struct person_match {
  uint32_t *new_of, *old_of;
} person_match;

l2a_status mqa_number_files(mqa *m, l2a_error *error)
{
  for (size_t i = 0; i < m->accounts.count; i++)
    if (m->accounts.data[i].file == UINT32_MAX) m->accounts.data[i].file = m->file_count++;
  free(m->file_accounts);
  free(m->touched);
  m->file_accounts = malloc((m->file_count + 1) * sizeof *m->file_accounts);
  m->touched = calloc(m->file_count + 1, 1);
  if (!m->file_accounts || !m->touched) return error_no_memory(error);
  for (uint32_t f = 0; f < m->file_count; f++) m->file_accounts[f] = UINT32_MAX;
  for (size_t i = 0; i < m->accounts.count; i++) m->file_accounts[m->accounts.data[i].file] = (uint32_t)i;
  for (uint32_t f = 0; f < m->file_count; f++)
    if (m->file_accounts[f] == UINT32_MAX) return error_set(error, L2A_ECORRUPT, "two accounts of the state have one file");
  return L2A_OK;
}

static bool is_same_account(const mqa *m, const account_entry *a, const account_entry *b)
{
  return a->weight == b->weight && a->excluded == b->excluded &&
         memcmp(a->columns, b->columns, (m->def->leaf_count / 64 + 1) * sizeof *a->columns) == 0;
}

/* Both are sorted by id. Accounts of old are all in m, but for those of a file that nobody vouches for. */
static l2a_status inherit_files(mqa *m, const mqa *old, uint8_t *changed, l2a_error *error)
{
  size_t k = 0;
  size_t found = 0;

  m->file_count = old->file_count;
  for (size_t i = 0; i < m->accounts.count; i++) {
    account_entry *a = &m->accounts.data[i];

    while (k < old->accounts.count && bytes_compare(old->accounts.data[k].id, a->id) < 0) k++;
    a->file = UINT32_MAX;
    if (k == old->accounts.count || !bytes_equal(old->accounts.data[k].id, a->id)) continue;
    a->file = old->accounts.data[k].file;
    changed[a->file] = old->touched[a->file] || !is_same_account(m, a, &old->accounts.data[k]) ? TOUCHED_ANYHOW : TOUCHED_NOT;
    k++;
    found++;
  }
  if (found != old->accounts.count) return error_set(error, L2A_ECORRUPT, "an account of the state has no row");
  return mqa_number_files(m, error);
}

/* Whether the who's person is the one that it was, with the same role. */
static bool is_same_person(const mqa *m, const mqa *old, const person_match *p, const who_entry *now, const who_entry *before)
{
  bool good;

  if (before->person >= old->persons.count || now->person >= m->persons.count) return false;
  if ((now->person == NO_PERSON) != (before->person == NO_PERSON)) return false;
  if (p->new_of[before->person] == KEY_NONE) p->new_of[before->person] = now->person;
  if (p->old_of[now->person] == KEY_NONE) p->old_of[now->person] = before->person;
  good = p->new_of[before->person] == now->person && p->old_of[now->person] == before->person;
  return good && m->persons.data[now->person].role == old->persons.data[before->person].role;
}

static void compare_who(mqa *m, const mqa *old, const person_match *p, const who_entry *now, const who_entry *before)
{
  bool known = !before->problem && before->account < old->accounts.count;
  bool same = now->problem == before->problem && now->strong == before->strong && now->match_weight == before->match_weight;

  if (same && !now->problem)
    same =
      known && m->accounts.data[now->account].file == old->accounts.data[before->account].file && is_same_person(m, old, p, now, before);
  if (same) return;
  if (!now->problem) m->touched[m->accounts.data[now->account].file] = TOUCHED_ANYHOW;
  if (known) m->touched[old->accounts.data[before->account].file] = TOUCHED_ANYHOW;
}

static l2a_status inherit_whos(mqa *m, mqa *old, l2a_error *error)
{
  size_t resolved = old->whos.resolved;
  size_t room = old->whos.entries.count + m->persons.count + 1; /* a who makes one person at most */
  person_match p = { malloc((old->persons.count + 1) * sizeof *p.new_of), malloc(room * sizeof *p.old_of) };
  l2a_status status = p.new_of && p.old_of ? L2A_OK : error_no_memory(error);

  who_free(&m->whos);
  m->whos = old->whos;
  who_init(&old->whos);
  for (size_t i = 0; i < old->persons.count && status == L2A_OK; i++) p.new_of[i] = KEY_NONE;
  for (size_t i = 0; i < room && status == L2A_OK; i++) p.old_of[i] = KEY_NONE;
  for (m->whos.resolved = 0; m->whos.resolved < resolved && status == L2A_OK; m->whos.resolved++) {
    who_entry *w = &m->whos.entries.data[m->whos.resolved];
    who_entry before = *w;

    status = subject_resolve(m, w, error);
    if (status == L2A_OK) compare_who(m, old, &p, w, &before);
  }
  free(p.new_of);
  free(p.old_of);
  return status;
}

#define MOVE(to, from, what) ((to)->what = (from)->what, memset(&(from)->what, 0, sizeof(from)->what))

static void inherit_rows(mqa *m, mqa *old)
{
  arena_free(&m->kind_texts);
  m->kind_texts = old->kind_texts;
  arena_init(&old->kind_texts, m->kind_texts.block_size);
  MOVE(m, old, kinds);
  MOVE(m, old, kind_numbers);
  MOVE(m, old, type_names);
  MOVE(m, old, unknown_types);
  MOVE(m, old, runs);
  MOVE(m, old, later);
  MOVE(m, old, losers);
  MOVE(m, old, old_losers);
  for (int t = 0; t < MQA_TABLE_COUNT; t++) {
    m->counts.rows[t] = old->counts.rows[t];
    m->counts.after[t] = old->counts.after[t];
    m->counts.duplicates[t] = old->counts.duplicates[t];
  }
  m->horizon = old->horizon;
  m->kept_whos = old->kept_whos;
  if (old->first_at < m->first_at) m->first_at = old->first_at;
}

l2a_status mqa_inherit(mqa *m, mqa *old, bool same_rules, l2a_error *error)
{
  uint8_t *changed = calloc((size_t)old->file_count + 1, 1);
  l2a_status status = changed ? subject_resolve_all(old, error) : error_no_memory(error);

  if (status == L2A_OK) status = inherit_files(m, old, changed, error);
  if (status == L2A_OK) {
    memcpy(m->touched, changed, old->file_count);
    status = inherit_whos(m, old, error);
  }
  free(changed);
  inherit_rows(m, old);
  if (!same_rules) return status;
  m->records = old->records;
  m->record_block_count = old->record_block_count;
  old->records = NULL;
  old->record_block_count = 0;
  return status;
}
