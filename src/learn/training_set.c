/* SPDX-License-Identifier: MIT */
#include "learn/training_set.h"

#include <stdlib.h>

#include "base/hash.h"

enum { TEXT_BLOCK_SIZE = 65536, FIRST_CAPACITY = 256 };

void training_set_init(training_set *set)
{
  *set = (training_set){ .contacts = NULL };
  arena_init(&set->texts, TEXT_BLOCK_SIZE);
}

void training_set_free(training_set *set)
{
  arena_free(&set->texts);
  free(set->contacts);
  free(set->accounts);
  free(set->right);
  free(set->values);
  *set = (training_set){ .contacts = NULL };
}

void training_set_clear(training_set *set)
{
  arena_reset(&set->texts);
  set->contact_count = set->pair_count = set->repeated = 0;
}

static bool resize(void *array, size_t count, size_t size)
{
  void **at = array;
  void *more = realloc(*at, count * size);

  if (more) *at = more;
  return more != NULL;
}

static l2a_status reserve(training_set *set, size_t contacts, size_t pairs, l2a_error *error)
{
  size_t room = set->contact_capacity ? set->contact_capacity : FIRST_CAPACITY;

  if (pairs > TRAINING_PAIR_LIMIT - set->pair_count)
    return error_set(error, L2A_ELIMIT, "the contacts have more than %d candidates in all: give fewer of them", TRAINING_PAIR_LIMIT);
  while (room < set->contact_count + contacts) room *= 2;
  if (room > set->contact_capacity) {
    if (!resize(&set->contacts, room, sizeof *set->contacts)) return error_no_memory(error);
    set->contact_capacity = room;
  }
  room = set->pair_capacity ? set->pair_capacity : FIRST_CAPACITY;
  while (room < set->pair_count + pairs) room *= 2;
  if (room > set->pair_capacity) {
    if (!resize(&set->accounts, room, sizeof *set->accounts) || !resize(&set->right, room, sizeof *set->right) ||
        !resize(&set->values, room, FEATURE_COUNT * sizeof *set->values))
      return error_no_memory(error);
    set->pair_capacity = room;
  }
  return L2A_OK;
}

static uint64_t hash_contact(const l2a_contact *c)
{
  const bytes fields[] = {
    c->email, c->website, c->company, c->country, c->state, c->city, c->postal_code, c->phone, c->title, c->linkedin
  };
  uint64_t h = 0;

  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) h = hash_join(h, hash_bytes(fields[i]));
  return h;
}

static bool is_right(const label *known, uint32_t account)
{
  for (uint32_t i = 0; known && i < known->account_count; i++)
    if (known->accounts[i] == account) return true;
  return false;
}

static void add_pair(training_set *set, const comparison *c, bool right)
{
  int16_t *values = set->values + set->pair_count * FEATURE_COUNT;

  for (int f = 0; f < FEATURE_COUNT; f++) {
    int32_t v = c->features[f];
    values[f] = (int16_t)(v < INT16_MIN ? INT16_MIN : v > INT16_MAX ? INT16_MAX : v);
  }
  set->accounts[set->pair_count] = c->account;
  set->right[set->pair_count++] = right;
}

l2a_status training_set_add(training_set *set, const l2a_matcher *m, const l2a_contact *contact, const label *known, l2a_error *error)
{
  training_contact *c;
  l2a_status status = reserve(set, 1, m->count, error);

  if (status != L2A_OK) return status;
  c = &set->contacts[set->contact_count];
  *c = (training_contact){ .id = arena_copy(&set->texts, contact->id),
                           .content = hash_contact(contact),
                           .labelled = known != NULL,
                           .has_account = known && known->account_id.size,
                           .weight = known ? known->weight : 1000,
                           .pair_count = m->count,
                           .first_pair = set->pair_count };
  if (!known) {
    uint32_t p = m->count ? m->scores[0].probability : 0, threshold = m->rules->match.match_threshold;
    c->distance = p > threshold ? p - threshold : threshold - p;
    c->email = arena_copy(&set->texts, contact->email);
    c->company = arena_copy(&set->texts, contact->company);
    c->country = arena_copy(&set->texts, contact->country);
    c->city = arena_copy(&set->texts, contact->city);
  }
  if (set->texts.failed) return error_no_memory(error);
  c->fold_key = hash_bytes_seeded(c->has_account ? known->account_id : c->id, c->has_account);
  for (uint32_t i = 0; i < m->count; i++) {
    bool right = is_right(known, m->comparisons[i].account);
    c->found |= right;
    add_pair(set, &m->comparisons[i], right);
  }
  set->contact_count++;
  return L2A_OK;
}

static l2a_status copy_texts(training_set *set, training_contact *c, l2a_error *error)
{
  c->id = arena_copy(&set->texts, c->id);
  if (c->email.size) c->email = arena_copy(&set->texts, c->email);
  if (c->company.size) c->company = arena_copy(&set->texts, c->company);
  if (c->country.size) c->country = arena_copy(&set->texts, c->country);
  if (c->city.size) c->city = arena_copy(&set->texts, c->city);
  return set->texts.failed ? error_no_memory(error) : L2A_OK;
}

static void copy_pairs(training_set *set, const training_set *more, size_t first, size_t count)
{
  if (count == 0) return;
  memcpy(set->accounts + set->pair_count, more->accounts + first, count * sizeof *set->accounts);
  memcpy(set->right + set->pair_count, more->right + first, count);
  memcpy(set->values + set->pair_count * FEATURE_COUNT, more->values + first * FEATURE_COUNT, count * FEATURE_COUNT * sizeof *set->values);
  set->pair_count += count;
}

l2a_status training_set_append(training_set *set, const training_set *more, l2a_error *error)
{
  l2a_status status = reserve(set, more->contact_count, more->pair_count, error);

  for (size_t i = 0; i < more->contact_count && status == L2A_OK; i++) {
    training_contact *c = &set->contacts[set->contact_count + i];
    *c = more->contacts[i];
    c->first_pair += set->pair_count;
    status = copy_texts(set, c, error);
  }
  if (status != L2A_OK) return status;
  copy_pairs(set, more, 0, more->pair_count);
  set->contact_count += more->contact_count;
  return L2A_OK;
}

l2a_status training_set_append_contacts(training_set *set, const training_set *more, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < more->contact_count && status == L2A_OK; i++) {
    const training_contact *from = &more->contacts[i];
    training_contact *c;
    status = reserve(set, 1, from->pair_count, error);
    if (status != L2A_OK) return status;
    c = &set->contacts[set->contact_count];
    *c = *from;
    c->first_pair = set->pair_count;
    status = copy_texts(set, c, error);
    if (status != L2A_OK) return status;
    copy_pairs(set, more, from->first_pair, from->pair_count);
    set->contact_count++;
  }
  return status;
}

static int by_id(const void *x, const void *y)
{
  const training_contact *a = x, *b = y;
  int order = bytes_compare(a->id, b->id);

  if (order) return order;
  return (a->content > b->content) - (a->content < b->content);
}

void training_set_prepare(training_set *set)
{
  size_t kept = 0;

  if (set->contact_count) qsort(set->contacts, set->contact_count, sizeof *set->contacts, by_id);
  for (size_t i = 0; i < set->contact_count; i++) {
    if (kept && bytes_equal(set->contacts[kept - 1].id, set->contacts[i].id)) set->repeated++;
    else set->contacts[kept++] = set->contacts[i];
  }
  set->contact_count = kept;
}
