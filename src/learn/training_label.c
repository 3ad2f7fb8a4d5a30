/* SPDX-License-Identifier: MIT */
#include "learn/training_label.h"

#include <stdlib.h>

#include "base/hash.h"

enum { LABEL_BLOCK_SIZE = 65536, FIRST_SLOTS = 1024 };

struct training_labels {
  arena texts;
  training_label *list;
  size_t count, capacity;
  uint32_t *slots; /* number of a label plus 1, by hash of its contact id; 0: empty */
  size_t slot_count;
};

l2a_status training_labels_new(training_labels **out, l2a_error *error)
{
  training_labels *l = calloc(1, sizeof *l);

  *out = NULL;
  if (!l) return error_no_memory(error);
  arena_init(&l->texts, LABEL_BLOCK_SIZE);
  *out = l;
  return L2A_OK;
}

void training_labels_free(training_labels *l)
{
  if (!l) return;
  arena_free(&l->texts);
  free(l->list);
  free(l->slots);
  free(l);
}

size_t training_labels_count(const training_labels *l)
{
  return l->count;
}

/* The slot of that contact, or the empty one where it belongs. */
static size_t slot_of(const training_labels *l, bytes contact_id)
{
  size_t at = hash_bytes(contact_id) & (l->slot_count - 1);

  while (l->slots[at] && !bytes_equal(l->list[l->slots[at] - 1].contact_id, contact_id)) at = (at + 1) & (l->slot_count - 1);
  return at;
}

static bool grow(training_labels *l)
{
  size_t capacity = l->capacity ? 2 * l->capacity : FIRST_SLOTS / 2;
  training_label *list;
  uint32_t *slots;

  if (l->count < l->capacity) return true;
  if (capacity > UINT32_MAX / 2) return false;
  list = realloc(l->list, capacity * sizeof *list);
  if (!list) return false;
  l->list = list;
  slots = calloc(2 * capacity, sizeof *slots);
  if (!slots) return false;
  free(l->slots);
  l->slots = slots;
  l->slot_count = 2 * capacity;
  l->capacity = capacity;
  for (size_t i = 0; i < l->count; i++) l->slots[slot_of(l, l->list[i].contact_id)] = (uint32_t)i + 1;
  return true;
}

static uint32_t count_accounts(const training_label *label)
{
  bytes rest = label->also_ok;
  uint32_t count = label->account_id.size > 0;

  while (rest.data) count += bytes_trim(bytes_split(&rest, '|')).size > 0;
  return count;
}

l2a_status training_labels_add(training_labels *l, const training_label *label, l2a_error *error)
{
  training_label copy = *label;
  size_t slot;

  if (label->contact_id.size == 0) return error_set(error, L2A_EINVAL, "the contact id is empty");
  if (count_accounts(label) > LABEL_ACCOUNT_LIMIT) return error_set(error, L2A_EINVAL, "more than %d accounts", LABEL_ACCOUNT_LIMIT);
  if (!grow(l)) return error_no_memory(error);
  slot = slot_of(l, label->contact_id);
  if (l->slots[slot]) {
    const training_label *old = &l->list[l->slots[slot] - 1];
    if (bytes_equal(old->account_id, label->account_id) && bytes_equal(old->also_ok, label->also_ok) && old->weight == label->weight)
      return L2A_OK;
    return error_set(error, L2A_EINVAL, "contact '%.*s' has another label in line %llu", (int)label->contact_id.size,
                     label->contact_id.data, (unsigned long long)old->line);
  }
  copy.contact_id = arena_copy(&l->texts, label->contact_id);
  copy.account_id = arena_copy(&l->texts, label->account_id);
  copy.also_ok = arena_copy(&l->texts, label->also_ok);
  if (l->texts.failed) return error_no_memory(error);
  l->list[l->count++] = copy;
  l->slots[slot] = (uint32_t)l->count;
  return L2A_OK;
}

static void add_account(uint32_t *accounts, uint32_t *count, const snapshot *s, bytes id)
{
  uint32_t account = id.size ? snapshot_find_account(s, id) : INDEX_NONE;

  if (account != INDEX_NONE) accounts[(*count)++] = account;
}

l2a_status training_labels_resolve(training_labels *l, const snapshot *s, size_t *missing, l2a_error *error)
{
  *missing = 0;
  for (size_t i = 0; i < l->count; i++) {
    training_label *label = &l->list[i];
    bytes rest = label->also_ok;
    uint32_t *accounts = arena_take_array(&l->texts, count_accounts(label) + 1, sizeof *accounts);
    if (!accounts) return error_no_memory(error);
    label->account_count = 0;
    add_account(accounts, &label->account_count, s, label->account_id);
    label->unknown = label->account_id.size && label->account_count == 0;
    while (rest.data) add_account(accounts, &label->account_count, s, bytes_trim(bytes_split(&rest, '|')));
    label->accounts = accounts;
    *missing += label->unknown;
  }
  return L2A_OK;
}

const training_label *training_labels_find(const training_labels *l, bytes contact_id)
{
  uint32_t found = l->count && contact_id.size ? l->slots[slot_of(l, contact_id)] : 0;

  return found ? &l->list[found - 1] : NULL;
}
