/* SPDX-License-Identifier: MIT */
#include "learn/domain_role.h"

#include <stdlib.h>

#include "base/hash.h"
#include "index/keys.h"
#include "match/similarity.h"

enum {
  TEXT_BLOCK_SIZE = 65536,
  FIRST_SLOTS = 256,
  LABEL_LIKE = 850,      /* thousandths: label and name are alike */
  LABEL_PART_MIN = 4,    /* letters of a word that is looked for in a label, or the other way round */
  DENY_OWN_SHARE = 50,   /* per cent: at most so many contacts belong to the largest company, or to that of the label */
  ALLOW_OWN_SHARE = 80,  /* at least */
  FAMILY_SCAN_LIMIT = 64 /* accounts of a domain whose parents are counted */
};

/* ---- pairs -------------------------------------------------------------------------------------------------------------------------- */

void domain_pairs_init(domain_pairs *p, size_t limit)
{
  *p = (domain_pairs){ .limit = limit };
  arena_init(&p->texts, TEXT_BLOCK_SIZE);
}

void domain_pairs_free(domain_pairs *p)
{
  arena_free(&p->texts);
  free(p->slots);
  *p = (domain_pairs){ .limit = 0 };
}

void domain_pairs_clear(domain_pairs *p)
{
  arena_reset(&p->texts);
  if (p->slot_count) memset(p->slots, 0, p->slot_count * sizeof *p->slots);
  p->count = 0;
  p->halvings = 0;
}

static bool is_left_out(const domain_pairs *p, uint64_t name_hash)
{
  return p->halvings && name_hash >> (64 - p->halvings);
}

static domain_pair *slot_of(const domain_pairs *p, uint64_t key)
{
  size_t at = key & (p->slot_count - 1);

  while (p->slots[at].key && p->slots[at].key != key) at = (at + 1) & (p->slot_count - 1);
  return &p->slots[at];
}

static bool copy_texts(arena *texts, domain_pair *pair)
{
  pair->domain = arena_copy(texts, pair->domain);
  pair->name = arena_copy(texts, pair->name);
  pair->head = arena_copy(texts, pair->head);
  pair->shown = arena_copy(texts, pair->shown);
  return !texts->failed;
}

/* Into a new table of slot_count slots: with texts of its own, since those left out are to be given back. */
static l2a_status rebuild(domain_pairs *p, size_t slot_count, l2a_error *error)
{
  domain_pairs next;

  domain_pairs_init(&next, p->limit);
  next.halvings = p->halvings;
  next.slot_count = slot_count;
  next.slots = calloc(slot_count, sizeof *next.slots);
  for (size_t i = 0; next.slots && i < p->slot_count && !next.texts.failed; i++) {
    domain_pair *slot, *old = &p->slots[i];
    if (!old->key || is_left_out(&next, old->name_hash)) continue;
    slot = slot_of(&next, old->key);
    *slot = *old;
    copy_texts(&next.texts, slot);
    next.count++;
  }
  if (!next.slots || next.texts.failed) {
    domain_pairs_free(&next);
    return error_no_memory(error);
  }
  domain_pairs_free(p);
  *p = next;
  return L2A_OK;
}

static l2a_status make_room(domain_pairs *p, l2a_error *error)
{
  l2a_status status = L2A_OK;

  if (p->slot_count == 0) return rebuild(p, FIRST_SLOTS, error);
  while (status == L2A_OK && p->count >= p->limit && p->halvings < 63) {
    p->halvings++;
    status = rebuild(p, p->slot_count, error);
  }
  return status == L2A_OK && p->count >= p->slot_count / 2 ? rebuild(p, 2 * p->slot_count, error) : status;
}

static bool keep_smaller(arena *texts, bytes *kept, bytes other)
{
  if (bytes_compare(other, *kept) < 0) *kept = arena_copy(texts, other);
  return !texts->failed;
}

/* The same name once more, perhaps typed in another way: what is kept does not depend on which came first. */
static bool join(domain_pairs *p, domain_pair *slot, const domain_pair *pair)
{
  slot->contacts += pair->contacts;
  slot->own |= pair->own;
  if (pair->kind > slot->kind) slot->kind = pair->kind;
  return keep_smaller(&p->texts, &slot->shown, pair->shown) && keep_smaller(&p->texts, &slot->head, pair->head);
}

static l2a_status put(domain_pairs *p, const domain_pair *pair, l2a_error *error)
{
  domain_pair *slot;
  l2a_status status;

  if (is_left_out(p, pair->name_hash)) return L2A_OK;
  status = make_room(p, error);
  if (status != L2A_OK || is_left_out(p, pair->name_hash)) return status;
  slot = slot_of(p, pair->key);
  if (slot->key) return join(p, slot, pair) ? L2A_OK : error_no_memory(error);
  *slot = *pair;
  p->count++;
  return copy_texts(&p->texts, slot) ? L2A_OK : error_no_memory(error);
}

static bytes head_of(const name_form *form)
{
  const uint8_t plain = TOKEN_STOP | TOKEN_NUMBER | TOKEN_DIRECTION | TOKEN_COUNTRY | TOKEN_GENERIC;

  for (uint32_t i = 0; i < form->token_count; i++)
    if (!(form->tokens[i].flags & plain)) return form->tokens[i].canon;
  return form->tokens[0].canon;
}

static bool holds(bytes text, bytes part)
{
  return part.size >= LABEL_PART_MIN && similarity_find(text, part) != SIZE_MAX;
}

/* Whether one of the name's forms is what the label says. */
static bool is_own(bytes label, const company_name *company)
{
  for (uint32_t i = 0; i < company->form_count; i++) {
    const name_form *form = &company->forms[i];
    if (similarity_ratio(label, form->squashed) >= LABEL_LIKE || holds(label, head_of(form)) || holds(form->squashed, label)) return true;
    for (uint32_t k = 0; k < form->acronym_count; k++)
      if (bytes_equal(label, form->acronyms[k])) return true;
  }
  return false;
}

l2a_status domain_pairs_add(domain_pairs *p, const domain_name *email, const company_name *company, l2a_error *error)
{
  domain_pair pair;

  if (email->registrable.size == 0 || company->form_count == 0 || company->status != NAME_GOOD) return L2A_OK;
  pair = (domain_pair){ .domain = email->registrable,
                        .name = company->forms[0].sorted,
                        .head = head_of(&company->forms[0]),
                        .shown = company->cleaned,
                        .contacts = 1,
                        .kind = (uint8_t)email->kind,
                        .own = is_own(email->plain_label, company) };
  pair.name_hash = hash_bytes(pair.name);
  pair.key = hash_join(hash_bytes(pair.domain), pair.name_hash) | 1;
  return put(p, &pair, error);
}

l2a_status domain_pairs_append(domain_pairs *p, const domain_pairs *more, l2a_error *error)
{
  l2a_status status = L2A_OK;

  while (status == L2A_OK && p->halvings < more->halvings) {
    p->halvings++;
    status = rebuild(p, p->slot_count ? p->slot_count : FIRST_SLOTS, error);
  }
  for (size_t i = 0; i < more->slot_count && status == L2A_OK; i++)
    if (more->slots[i].key) status = put(p, &more->slots[i], error);
  return status;
}

/* ---- roles -------------------------------------------------------------------------------------------------------------------------- */

static int by_domain_and_head(const void *x, const void *y)
{
  const domain_pair *a = x, *b = y;
  int order = bytes_compare(a->domain, b->domain);

  if (order == 0) order = bytes_compare(a->head, b->head);
  return order ? order : bytes_compare(a->name, b->name);
}

/* The pairs alone at the front, in order. */
static void sort_pairs(domain_pairs *p)
{
  size_t count = 0;

  for (size_t i = 0; i < p->slot_count; i++)
    if (p->slots[i].key) p->slots[count++] = p->slots[i];
  if (count) qsort(p->slots, count, sizeof *p->slots, by_domain_and_head);
}

typedef struct example {
  bytes shown;
  uint64_t contacts;
} example;

/* Keeps the most frequent ones; of equals the first. */
static void offer_example(example list[DOMAIN_EXAMPLE_COUNT], bytes shown, uint64_t contacts)
{
  example next = { shown, contacts };

  for (int i = 0; i < DOMAIN_EXAMPLE_COUNT; i++)
    if (next.contacts > list[i].contacts) {
      example swap = list[i];
      list[i] = next;
      next = swap;
    }
}

static void count_pairs(domain_role *role, const domain_pair *pairs, size_t count, uint32_t halvings)
{
  example examples[DOMAIN_EXAMPLE_COUNT] = { { { NULL, 0 }, 0 } };
  uint64_t names = 0;

  for (size_t i = 0, end; i < count; i = end) {
    uint64_t company = 0, best = 0;
    bytes shown = { NULL, 0 };
    for (end = i; end < count && bytes_equal(pairs[end].head, pairs[i].head); end++) {
      company += pairs[end].contacts;
      names++;
      role->own += pairs[end].own ? pairs[end].contacts : 0;
      if (pairs[end].contacts > best) {
        best = pairs[end].contacts;
        shown = pairs[end].shown;
      }
    }
    role->companies++;
    role->contacts += company;
    if (company > role->largest) role->largest = company;
    offer_example(examples, shown, company);
  }
  for (int i = 0; i < DOMAIN_EXAMPLE_COUNT && examples[i].contacts; i++) role->examples[role->example_count++] = examples[i].shown;
  role->names = names << halvings;
  role->companies <<= halvings;
  role->contacts <<= halvings;
  role->own <<= halvings;
  role->largest <<= halvings;
}

static void count_accounts(domain_role *role, const snapshot *s, arena *a)
{
  key_values accounts = SNAPSHOT_FIND(s, by_domain, key_hash(KEY_DOMAIN, role->domain), a);
  uint32_t scanned = accounts.count < FAMILY_SCAN_LIMIT ? accounts.count : FAMILY_SCAN_LIMIT;

  role->accounts = accounts.count;
  for (uint32_t i = 0; i < scanned; i++) {
    bool seen = false;
    for (uint32_t k = 0; k < i; k++) seen |= snapshot_root(s, accounts.at[k]) == snapshot_root(s, accounts.at[i]);
    role->families += !seen;
  }
}

static bool is_listed(domain_class kind)
{
  return kind == DOMAIN_FREE_MAIL || kind == DOMAIN_DISPOSABLE || kind == DOMAIN_PROVIDER || kind == DOMAIN_SITE_HOST ||
         kind == DOMAIN_DENIED;
}

/* Only what nobody else vouches for is denied outright: a person should look at accounts' own domains, universities and authorities. */
static void advise(domain_role *role, const domain_role_options *o)
{
  uint64_t most = role->own > role->largest ? role->own : role->largest;

  if (is_listed(role->kind)) {
    if (role->contacts < o->company_min || role->own * 100 < role->contacts * ALLOW_OWN_SHARE) return;
    role->advice = ADVICE_ALLOW;
    role->role = "a company's own, though it is on a list";
    return;
  }
  if (role->companies < o->company_min || most * 100 > role->contacts * DENY_OWN_SHARE) return;
  role->advice = role->accounts || role->kind != DOMAIN_COMPANY ? ADVICE_LOOK : ADVICE_DENY;
  if (role->kind == DOMAIN_EDUCATION) role->role = "university: departments, or mail of former students";
  else if (role->kind == DOMAIN_GOVERNMENT) role->role = "authorities that share a domain";
  else if (role->families > 1) role->role = "shared by accounts that are not of one family";
  else if (role->accounts) role->role = "an account's: holding, reseller or incubator";
  else role->role = "provider, reseller or incubator";
}

static int by_contacts(const void *x, const void *y)
{
  const domain_role *a = x, *b = y;

  if (a->contacts != b->contacts) return a->contacts > b->contacts ? -1 : 1;
  return bytes_compare(a->domain, b->domain);
}

l2a_status domain_roles_find(domain_role **out, size_t *count, domain_pairs *p, const snapshot *s, const domain_role_options *options,
                             l2a_error *error)
{
  domain_role *roles = calloc(p->count + 1, sizeof *roles);
  arena lists;

  *out = roles;
  *count = 0;
  if (!roles) return error_no_memory(error);
  arena_init(&lists, 4096);
  sort_pairs(p);
  for (size_t i = 0, end; i < p->count; i = end) {
    domain_role *role = &roles[*count];
    for (end = i; end < p->count && bytes_equal(p->slots[end].domain, p->slots[i].domain);) end++;
    *role = (domain_role){ .domain = p->slots[i].domain, .kind = (domain_class)p->slots[i].kind, .role = "" };
    count_pairs(role, p->slots + i, end - i, p->halvings);
    arena_reset(&lists);
    count_accounts(role, s, &lists);
    advise(role, options);
    *count += role->advice != ADVICE_NONE;
  }
  arena_free(&lists);
  if (*count) qsort(roles, *count, sizeof *roles, by_contacts);
  return L2A_OK;
}
