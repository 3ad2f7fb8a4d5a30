/* SPDX-License-Identifier: MIT */
#include "cli/account_contacts.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/limits.h"
#include "cli/row_source.h"
#include "io/export_rules.h"
#include "io/null_tokens.h"
#include "learn/id_map.h"
#include "rules/rules.h"
#include "text/domain.h"

/*
 * One contact may have left, or have been put on the wrong account: a domain is an account's from CONTACTS_MIN contacts on, when these are at
 * least one in SHARE_PARTS of all contacts of the domain.
 */
enum { CONTACTS_MIN = 2, SHARE_PARTS = 4, WORK_BLOCK_SIZE = 1 << 16 };

typedef struct account_domain {
  uint32_t account, domain, count;
} account_domain;

struct account_contacts {
  id_map accounts, domains, pairs; /* pairs: both numbers as bytes */
  account_domain *list;            /* by pair */
  uint32_t capacity;
  uint32_t *domain_counts; /* contacts, by domain */
  uint32_t domain_capacity;
  bytes *joined; /* by account */
  arena texts, work;
  text_scratch *scratch;
  const l2a_rules *rules;
};

void account_contacts_free(account_contacts *c)
{
  if (!c) return;
  id_map_free(&c->accounts);
  id_map_free(&c->domains);
  id_map_free(&c->pairs);
  arena_free(&c->texts);
  arena_free(&c->work);
  text_scratch_free(c->scratch);
  free(c->list);
  free(c->domain_counts);
  free(c->joined);
  free(c);
}

static bool speaks_for_an_employer(const domain_name *d)
{
  return d->kind == DOMAIN_COMPANY || d->kind == DOMAIN_EDUCATION || d->kind == DOMAIN_GOVERNMENT;
}

static bool reserve(account_contacts *c)
{
  if (c->pairs.count + 1 > c->capacity) {
    uint32_t capacity = c->capacity ? 2 * c->capacity : 1024;
    account_domain *list = realloc(c->list, capacity * sizeof *list);
    if (!list) return false;
    c->list = list;
    c->capacity = capacity;
  }
  if (c->domains.count + 1 > c->domain_capacity) {
    uint32_t capacity = c->domain_capacity ? 2 * c->domain_capacity : 1024;
    uint32_t *counts = realloc(c->domain_counts, capacity * sizeof *counts);
    if (!counts) return false;
    c->domain_counts = counts;
    c->domain_capacity = capacity;
  }
  return true;
}

static l2a_status count_pair(account_contacts *c, bytes account_id, bytes domain, l2a_error *error)
{
  uint32_t key[2], pair;
  bool new_domain = false, new_pair = false;

  if (!reserve(c)) return error_no_memory(error);
  key[0] = id_map_add(&c->accounts, account_id, NULL);
  key[1] = id_map_add(&c->domains, domain, &new_domain);
  pair = id_map_add(&c->pairs, (bytes){ (const char *)key, sizeof key }, &new_pair);
  if (key[0] == ID_NONE || key[1] == ID_NONE || pair == ID_NONE) return error_no_memory(error);
  if (new_domain) c->domain_counts[key[1]] = 0;
  if (new_pair) c->list[pair] = (account_domain){ key[0], key[1], 0 };
  c->list[pair].count++;
  c->domain_counts[key[1]]++;
  return L2A_OK;
}

/* Associations may be several ids (HubSpot: 1;2); the e-mail speaks for each of them. */
static l2a_status take_contact(account_contacts *c, account_contacts_counts *counts, const column_map *map, const record *r,
                               l2a_error *error)
{
  bytes ids = value_or_empty(column_value(map, r, CONTACT_ACCOUNT_ID));
  domain_name domain;
  l2a_status status = L2A_OK;

  arena_reset(&c->work);
  if (!ids.size) return L2A_OK;
  domain_from_email(&domain, value_or_empty(column_value(map, r, CONTACT_EMAIL)), c->rules->lex, c->scratch, &c->work);
  if (c->work.failed) return error_no_memory(error);
  if (!domain.registrable.size || !speaks_for_an_employer(&domain)) return L2A_OK;
  counts->used++;
  while (ids.data && status == L2A_OK) {
    bytes id = bytes_trim(bytes_split(&ids, ';'));
    if (id.size && id.size <= ID_SIZE_LIMIT) status = count_pair(c, id, domain.registrable, error);
  }
  return status;
}

static bool is_gone(const column_map *map, const record *r)
{
  skip_reason skip = export_skip(map, r);

  return skip == SKIP_DELETED || skip == SKIP_MERGED;
}

static l2a_status read_rows(account_contacts *c, account_contacts_counts *counts, row_source *source, l2a_error *error)
{
  row_chunk part;
  bool end = false;
  l2a_status status = L2A_OK;

  row_chunk_init(&part);
  while (status == L2A_OK) {
    status = row_source_next(source, &part, &end, error);
    if (status != L2A_OK || end) break;
    status = row_chunk_parse(&part, error);
    for (size_t i = 0; i < part.rows.count && status == L2A_OK; i++) {
      const record *r = &part.rows.records[i];
      if (r->damage == RECORD_GOOD && r->footer) continue;
      counts->rows++;
      if (r->damage != RECORD_GOOD) counts->rejected++;
      else if (!is_gone(part.file->map, r)) status = take_contact(c, counts, part.file->map, r, error);
    }
  }
  row_chunk_free(&part);
  return status;
}

static int by_account_and_domain(const void *x, const void *y, void *contacts)
{
  const account_domain *a = x, *b = y;
  const account_contacts *c = contacts;

  if (a->account != b->account) return a->account < b->account ? -1 : 1;
  return bytes_compare(c->domains.ids[a->domain], c->domains.ids[b->domain]);
}

static bool is_taken(const account_contacts *c, const account_domain *p)
{
  return p->count >= CONTACTS_MIN && (uint64_t)p->count * SHARE_PARTS >= c->domain_counts[p->domain];
}

/* One cell for each account. */
static l2a_status join(account_contacts *c, account_contacts_counts *counts, l2a_error *error)
{
  uint32_t count = c->pairs.count;
  buffer cell = BUFFER_INIT;

  c->joined = calloc(c->accounts.count + 1u, sizeof *c->joined);
  if (!c->joined) return error_no_memory(error);
  if (count) qsort_r(c->list, count, sizeof *c->list, by_account_and_domain, c);
  for (uint32_t i = 0; i < count; i++) {
    const account_domain *p = &c->list[i];
    bool last = i + 1 == count || c->list[i + 1].account != p->account;
    if (is_taken(c, p)) {
      if (cell.size) buffer_append_text(&cell, ";");
      buffer_append(&cell, c->domains.ids[p->domain].data, c->domains.ids[p->domain].size);
      counts->domains++;
    } else counts->weak++;
    if (!last) continue;
    c->joined[p->account] = arena_copy(&c->texts, buffer_bytes(&cell));
    buffer_clear(&cell);
  }
  buffer_free(&cell);
  return cell.failed || c->texts.failed ? error_no_memory(error) : L2A_OK;
}

l2a_status account_contacts_read(account_contacts **out, account_contacts_counts *counts, const option_list *paths, const l2a_rules *rules,
                                 l2a_error *error)
{
  row_source_options options = { .object = COLUMN_CONTACT };
  account_contacts *c = calloc(1, sizeof *c);
  row_source *source = NULL;
  l2a_status status;

  *out = NULL;
  *counts = (account_contacts_counts){ .rows = 0 };
  if (!c) return error_no_memory(error);
  id_map_init(&c->accounts);
  id_map_init(&c->domains);
  id_map_init(&c->pairs);
  arena_init(&c->texts, WORK_BLOCK_SIZE);
  arena_init(&c->work, WORK_BLOCK_SIZE);
  c->rules = rules;
  status = text_scratch_new(&c->scratch, rules->lex, error);
  if (status == L2A_OK) status = row_source_open(&source, paths->items, paths->count, &options, error);
  if (status == L2A_OK) {
    const row_file *first = row_source_first(source);
    const char *missing = !first->map->fields[CONTACT_ACCOUNT_ID].count ? "account"
                          : !first->map->fields[CONTACT_EMAIL].count    ? "e-mail"
                                                                        : NULL;
    if (missing)
      status = error_set_at(error, L2A_EINVAL, first->name, 1, 0, "--account-contacts: no column is the %s of the contact%s", missing,
                            missing[0] == 'a' ? " (AccountId, Associated Company IDs)" : "");
  }
  if (status == L2A_OK) status = read_rows(c, counts, source, error);
  if (status == L2A_OK) status = join(c, counts, error);
  row_source_close(source);
  if (status == L2A_OK) *out = c;
  else account_contacts_free(c);
  return status;
}

bytes account_contacts_domains(const account_contacts *c, bytes account_id)
{
  uint32_t number = id_map_find(&c->accounts, account_id);

  return number == ID_NONE ? BYTES("") : c->joined[number];
}
