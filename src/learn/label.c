/* SPDX-License-Identifier: MIT */
#include "learn/label.h"

#include <stdlib.h>

enum { LABELS_AT_FIRST = 256 };

void label_set_init(label_set *set)
{
  memset(set, 0, sizeof *set);
  id_map_init(&set->contacts);
  arena_init(&set->texts, ID_BLOCK_SIZE);
}

void label_set_free(label_set *set)
{
  for (uint32_t i = 0; i < set->column_count; i++) id_map_free(&set->columns[i].values);
  id_map_free(&set->contacts);
  arena_free(&set->texts);
  free(set->labels);
  memset(set, 0, sizeof *set);
}

l2a_status label_set_add_column(label_set *set, bytes name, l2a_error *error)
{
  segment_column *c = &set->columns[set->column_count];

  if (set->column_count == SEGMENT_COLUMN_LIMIT) return error_set(error, L2A_ELIMIT, "more than %d segment columns", SEGMENT_COLUMN_LIMIT);
  c->name = arena_copy(&set->texts, name);
  if (!c->name.data) return error_no_memory(error);
  id_map_init(&c->values);
  set->column_count++;
  return L2A_OK;
}

static l2a_status reserve(label_set *set, l2a_error *error)
{
  uint32_t capacity = set->capacity ? set->capacity * 2 : LABELS_AT_FIRST;
  label *labels;

  if (set->contacts.count < set->capacity) return L2A_OK;
  labels = realloc(set->labels, capacity * sizeof *labels);
  if (!labels) return error_no_memory(error);
  set->labels = labels;
  set->capacity = capacity;
  return L2A_OK;
}

static l2a_status take_values(label_set *set, label *l, const bytes *values, const char *file, l2a_error *error)
{
  for (uint32_t i = 0; i < set->column_count; i++) {
    segment_column *c = &set->columns[i];

    l->values[i] = id_map_add(&c->values, values[i], NULL);
    if (l->values[i] == ID_NONE) return error_no_memory(error);
    if (c->values.count > SEGMENT_VALUE_LIMIT)
      return error_set_at(error, L2A_ELIMIT, file, l->line, 0, "the column %.*s has more than %d values: it is no segment",
                          (int)c->name.size, c->name.data, SEGMENT_VALUE_LIMIT);
  }
  return L2A_OK;
}

static uint32_t count_accounts(const label *l)
{
  bytes rest = l->also_ok;
  uint32_t count = l->account_id.size > 0;

  while (rest.data) count += bytes_trim(bytes_split(&rest, '|')).size > 0;
  return count;
}

static bool says_the_same(const label *a, const label *b)
{
  return bytes_equal(a->account_id, b->account_id) && bytes_equal(a->also_ok, b->also_ok) && a->weight == b->weight;
}

l2a_status label_set_add(label_set *set, bytes contact_id, const label *l, const bytes *values, const char *file, l2a_error *error)
{
  l2a_status status;
  uint32_t number;
  bool is_new;
  label *mine;

  if (!contact_id.size) return error_set_at(error, L2A_EINVAL, file, l->line, 0, "the contact id is empty");
  if (count_accounts(l) > LABEL_ACCOUNT_LIMIT)
    return error_set_at(error, L2A_ELIMIT, file, l->line, 0, "more than %d accounts", LABEL_ACCOUNT_LIMIT);
  status = reserve(set, error);
  if (status != L2A_OK) return status;
  number = id_map_add(&set->contacts, contact_id, &is_new);
  if (number == ID_NONE) return error_no_memory(error);
  mine = &set->labels[number];
  if (!is_new) {
    if (!says_the_same(mine, l))
      return error_set_at(error, L2A_EINVAL, file, l->line, 0, "contact %.*s is labelled twice, and line %llu says another %s",
                          (int)(contact_id.size < 80 ? contact_id.size : 80), contact_id.data, (unsigned long long)mine->line,
                          bytes_equal(mine->account_id, l->account_id) && bytes_equal(mine->also_ok, l->also_ok) ? "weight" : "account");
    set->repeated++;
    return L2A_OK;
  }
  *mine = (label){ .account_id = arena_copy(&set->texts, l->account_id),
                   .also_ok = arena_copy(&set->texts, l->also_ok),
                   .line = l->line,
                   .weight = l->weight };
  if (set->texts.failed) return error_no_memory(error);
  return take_values(set, mine, values, file, error);
}

const label *label_set_find(const label_set *set, bytes contact_id)
{
  uint32_t number = id_map_find(&set->contacts, contact_id);

  return number == ID_NONE ? NULL : &set->labels[number];
}

static void add_account(uint32_t *accounts, uint32_t *count, const snapshot *s, bytes id)
{
  uint32_t account = id.size ? snapshot_find_account(s, id) : INDEX_NONE;

  if (account != INDEX_NONE) accounts[(*count)++] = account;
}

l2a_status label_set_resolve(label_set *set, const snapshot *s, size_t *missing, l2a_error *error)
{
  *missing = 0;
  for (uint32_t i = 0; i < set->contacts.count; i++) {
    label *l = &set->labels[i];
    bytes rest = l->also_ok;
    uint32_t *accounts = arena_take_array(&set->texts, count_accounts(l) + 1, sizeof *accounts);
    if (!accounts) return error_no_memory(error);
    l->account_count = 0;
    add_account(accounts, &l->account_count, s, l->account_id);
    l->unknown = l->account_id.size && l->account_count == 0;
    while (rest.data) add_account(accounts, &l->account_count, s, bytes_trim(bytes_split(&rest, '|')));
    l->accounts = accounts;
    *missing += l->unknown;
  }
  return L2A_OK;
}

bool label_accepts(const label *l, bytes account_id)
{
  bytes rest = l->also_ok;

  if (!account_id.size) return false;
  if (bytes_equal(l->account_id, account_id)) return true;
  while (rest.data)
    if (bytes_equal(bytes_trim(bytes_split(&rest, '|')), account_id)) return true;
  return false;
}
