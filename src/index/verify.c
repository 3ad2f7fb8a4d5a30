/* SPDX-License-Identifier: MIT */
/* After these checks no lookup reads outside the sections, whoever has written them. Order matters: each check relies on those before. */
#include "index/verify.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/thread_pool.h"
#include "base/utf8.h"
#include "index/account_rows.h"
#include "index/image.h"
#include "index/keys.h"

enum { CHECK_THREADS = 16 };

l2a_status verify_damaged(const verifier *v, section_id section, uint64_t entry, const char *what)
{
  return error_set(v->error, L2A_ECORRUPT, "section %s is damaged at entry %" PRIu64 ": %s", section_name(section), entry, what);
}

bool verify_text(const verifier *v, uint64_t offset, uint64_t size)
{
  if (offset > v->s->text_size || size > v->s->text_size - offset) return false;
  return utf8_is_valid((bytes){ v->s->text + offset, size });
}

static l2a_status verify_checksum(const verifier *v, section_id section)
{
  const section_header *header = v->views->headers[section];

  if (hash_bytes((bytes){ v->views->payloads[section], header->size }) == header->checksum) return L2A_OK;
  return error_set(v->error, L2A_ECORRUPT, "section %s is damaged: its %" PRIu64 " bytes have another checksum", section_name(section),
                   header->size);
}

static l2a_status verify_checksums(const verifier *v)
{
  l2a_status status = L2A_OK;

  for (unsigned i = 0; i < SECTION_COUNT && status == L2A_OK; i++) status = verify_checksum(v, (section_id)i);
  return status;
}

static l2a_status verify_columns(const verifier *v)
{
  for (uint32_t i = 0; i < v->s->column_count; i++)
    if (!utf8_is_valid(v->s->columns[i].name)) return verify_damaged(v, SECTION_COLUMNS, i, "its name is no valid UTF-8");
  return v->s->column_count > COLUMN_LIMIT ? verify_damaged(v, SECTION_COLUMNS, COLUMN_LIMIT, "there are too many") : L2A_OK;
}

static l2a_status verify_records(const verifier *v)
{
  const uint64_t *offsets = v->s->record_offsets;
  bytes *cells = malloc((v->s->column_count + 1) * sizeof *cells);
  bytes last = { NULL, 0 };
  uint32_t id_column = v->s->column_of[L2A_ACCOUNT_ID];
  l2a_status status = cells ? L2A_OK : error_no_memory(v->error);

  for (uint32_t i = 0; i < v->s->account_count && status == L2A_OK; i++) {
    bytes record;
    if (offsets[i + 1] < offsets[i] || offsets[i + 1] > v->views->headers[SECTION_RECORDS]->size) {
      status = verify_damaged(v, SECTION_RECORD_OFFSETS, i, "it is out of range");
      break;
    }
    record = (bytes){ v->s->records + offsets[i], offsets[i + 1] - offsets[i] };
    if (!record_cells(record, cells, v->s->column_count)) {
      status = verify_damaged(v, SECTION_RECORDS, i, "its cells do not fill it");
      break;
    }
    for (uint32_t k = 0; k < v->s->column_count && status == L2A_OK; k++)
      if (!utf8_is_valid(cells[k])) status = verify_damaged(v, SECTION_RECORDS, i, "a cell is no valid UTF-8");
    if (status == L2A_OK && i && bytes_compare(last, cells[id_column]) >= 0)
      status = verify_damaged(v, SECTION_RECORDS, i, "its id is not behind the id before");
    last = cells[id_column];
  }
  free(cells);
  return status;
}

/* Parents lead to the root in at most as many steps as there are accounts; done marks those that are known to. */
static l2a_status verify_family(const verifier *v)
{
  const index_account *accounts = v->s->accounts;
  uint32_t count = v->s->account_count;
  char *done = calloc((size_t)count + 1, 1);
  l2a_status status = done ? L2A_OK : error_no_memory(v->error);

  for (uint32_t i = 0; i < count && status == L2A_OK; i++) {
    uint32_t at = i, steps = 0;
    for (; !done[at] && accounts[at].parent != INDEX_NONE && steps <= count; steps++) at = accounts[at].parent;
    if (steps > count) {
      status = verify_damaged(v, SECTION_ACCOUNTS, i, "its parents go in a circle");
    } else if (accounts[at].root != accounts[i].root || (!done[at] && accounts[at].root != at)) {
      status = verify_damaged(v, SECTION_ACCOUNTS, i, "its ultimate parent is another one");
    } else {
      for (at = i; !done[at]; at = accounts[at].parent) {
        done[at] = 1;
        if (accounts[at].parent == INDEX_NONE) break;
      }
    }
  }
  free(done);
  return status;
}

static l2a_status verify_account(const verifier *v, uint32_t i, uint64_t first_form, uint64_t first_domain)
{
  const index_account *a = &v->s->accounts[i];

  if (a->first_form != first_form || a->first_domain != first_domain)
    return verify_damaged(v, SECTION_ACCOUNTS, i, "its names or domains do not follow those before");
  if ((a->parent != INDEX_NONE && a->parent >= v->s->account_count) || a->root >= v->s->account_count)
    return verify_damaged(v, SECTION_ACCOUNTS, i, "its parent is out of range");
  if (!verify_text(v, a->city, a->city_size) || !verify_text(v, a->state, a->state_size) ||
      !verify_text(v, a->postal_code, a->postal_code_size) || !verify_text(v, a->phone, a->phone_size))
    return verify_damaged(v, SECTION_ACCOUNTS, i, "a text is out of range or no valid UTF-8");
  return L2A_OK;
}

/* What a head says is what stands elsewhere. */
static l2a_status verify_heads(const verifier *v)
{
  const snapshot *s = v->s;

  for (uint32_t i = 0; i < s->account_count; i++) {
    const index_account *a = &s->accounts[i];
    const index_head *h = &s->heads[i];
    bytes id = snapshot_cell(s, i, s->column_of[L2A_ACCOUNT_ID]);
    bool has_area = a->phone && a->phone_size >= HEAD_PHONE_MIN;
    char area[2] = { 0, 0 };
    if (has_area) memcpy(area, s->text + a->phone, sizeof area);
    if (id.size > HEAD_ID_SIZE ? h->id_size != HEAD_ID_LONG : !bytes_equal(id, (bytes){ h->id, h->id_size }))
      return verify_damaged(v, SECTION_ACCOUNT_HEADS, i, "its id is not the record's");
    if (h->country != s->account_countries[i] || h->domain_country != a->domain_country || memcmp(h->area, area, sizeof area) != 0)
      return verify_damaged(v, SECTION_ACCOUNT_HEADS, i, "its countries or its phone are not the account's");
  }
  return L2A_OK;
}

static l2a_status verify_accounts(const verifier *v)
{
  uint64_t forms = 0, domains = 0;
  l2a_status status = L2A_OK;

  if (v->s->account_count > ACCOUNT_LIMIT) return verify_damaged(v, SECTION_ACCOUNTS, ACCOUNT_LIMIT, "there are too many");
  for (uint32_t i = 0; i < v->s->account_count && status == L2A_OK; i++) {
    status = verify_account(v, i, forms, domains);
    forms += v->s->accounts[i].form_count;
    domains += v->s->accounts[i].domain_count;
  }
  if (status != L2A_OK) return status;
  if (forms != v->s->form_count || domains != v->views->headers[SECTION_DOMAINS]->entries)
    return verify_damaged(v, SECTION_ACCOUNTS, v->s->account_count, "names or domains belong to no account");
  return verify_family(v);
}

static bool is_listed(key_values values, uint32_t account)
{
  for (uint32_t i = 0; i < values.count; i++)
    if (values.at[i] == account) return true;
  return false;
}

/* After the key tables: every domain and every id leads to its account. */
static l2a_status verify_findable(const verifier *v)
{
  const snapshot *s = v->s;

  for (uint32_t i = 0; i < s->account_count; i++) {
    if (segment_find_account(s, snapshot_cell(s, i, s->column_of[L2A_ACCOUNT_ID])) != i)
      return verify_damaged(v, SECTION_KEY_ID, i, "an account is not found by its id");
    for (uint32_t k = 0; k < s->accounts[i].domain_count; k++) {
      uint32_t n = s->accounts[i].first_domain + k;
      const index_domain *d = &s->domains[n];
      bytes name = { s->text + d->host + (d->host_size - d->registrable_size), d->registrable_size };
      if (!is_listed(key_find(&s->by_domain, key_hash(KEY_DOMAIN, name)), i))
        return verify_damaged(v, SECTION_KEY_DOMAIN, n, "an account is not found by its domain");
    }
  }
  return L2A_OK;
}

static l2a_status verify_domains(const verifier *v)
{
  for (uint64_t i = 0; i < v->views->headers[SECTION_DOMAINS]->entries; i++) {
    const index_domain *d = &v->s->domains[i];
    if (!verify_text(v, d->host, d->host_size) || d->registrable_size > d->host_size || d->label_size > d->registrable_size)
      return verify_damaged(v, SECTION_DOMAINS, i, "its host is out of range");
  }
  return L2A_OK;
}

l2a_status snapshot_verify(const snapshot *s, const section_views *views, l2a_error *error)
{
  static l2a_status (*const checks[])(const verifier *) = { verify_checksums, verify_bounds,   verify_columns, verify_records,
                                                            verify_accounts,  verify_heads,    verify_domains, verify_forms,
                                                            verify_words,     verify_trigrams, verify_keys,    verify_findable };
  verifier v = { s, views, error };
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < sizeof checks / sizeof *checks && status == L2A_OK; i++) status = checks[i](&v);
  return status;
}

typedef struct part_check {
  verifier v;
  section_set sections;
} part_check;

/* Part n: the checksum of a section, or what comes behind all of these. */
static l2a_status check_part(void *state, size_t n, l2a_error *error)
{
  const part_check *check = state;
  verifier v = check->v;
  section_id section = n < SECTION_COUNT ? (section_id)n : verify_bounds_section(n - SECTION_COUNT);

  v.error = error;
  if (!(check->sections & section_bit(section))) return L2A_OK;
  return n < SECTION_COUNT ? verify_checksum(&v, section) : verify_bounds_part(&v, n - SECTION_COUNT);
}

l2a_status snapshot_check(const snapshot *s, const section_views *views, section_set sections, size_t thread_count, l2a_error *error)
{
  part_check check = { { s, views, error }, sections };
  void *states[CHECK_THREADS];

  for (size_t i = 0; i < CHECK_THREADS; i++) states[i] = &check;
  if (thread_count > CHECK_THREADS) thread_count = CHECK_THREADS;
  return thread_pool_each(thread_count, states, SECTION_COUNT + VERIFY_BOUNDS_PARTS, check_part, error);
}

/* An account of a delta is dead in every older segment. */
static l2a_status verify_replaced(const snapshot *s, uint32_t n, uint32_t account, l2a_error *error)
{
  const snapshot *segment = &s->deltas[n];
  bytes id = snapshot_cell(s, segment->first_account + account, s->column_of[L2A_ACCOUNT_ID]);

  for (uint32_t i = 0; i <= n; i++) {
    const snapshot *older = snapshot_segment_at(s, i);
    uint32_t found = segment_find_account(older, id);
    if (found != INDEX_NONE && segment_is_live(older, found))
      return error_set(error, L2A_ECORRUPT, "delta %" PRIu64 " is damaged at account %u: its older version is still there",
                       segment->generation, account);
  }
  return L2A_OK;
}

l2a_status snapshot_verify_whole(const snapshot *s, l2a_error *error)
{
  uint64_t live = 0;
  l2a_status status = L2A_OK;

  for (uint32_t i = 0; i < snapshot_account_limit(s); i++) live += snapshot_is_live(s, i);
  if (live != s->live_count)
    return error_set(error, L2A_ECORRUPT, "the segments have %" PRIu64 " accounts, the index says %" PRIu64, live, s->live_count);
  for (uint32_t n = 0; n < s->delta_count; n++)
    for (uint32_t i = 0; i < s->deltas[n].account_count && status == L2A_OK; i++) status = verify_replaced(s, n, i, error);
  return status;
}
