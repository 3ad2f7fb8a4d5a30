/* SPDX-License-Identifier: MIT */
/*
 * An engine's accounts, persons and what rows name, as a state file keeps them: read in the order in which they lie, without looking up or
 * comparing anything. Numbers are varint.h, texts stay where the file is mapped.
 *
 *   part 0  columns | accounts by id, with their files      part 2..4  account_ids, contact_ids, emails: capacity, entries by slot
 *   part 1  persons                                         part 5     what the whos mean
 */
#include "mqa/book.h"
#include "mqa/mqa_object.h"
#include "mqa/varint.h"

enum { PART_ACCOUNTS = 0, PART_PERSONS, PART_MAPS, PART_WHOS = PART_MAPS + 3 };
enum { PERSON_STRONG = 1, PERSON_KNOWN = 2, PERSON_MATCHED = 4, SMALLEST_ENTRY = 10 };

static l2a_status damaged(l2a_error *error)
{
  return error_set(error, L2A_ECORRUPT, "what the state says of accounts and contacts is damaged");
}

/* How many there are; no more than bytes. */
static size_t take_count(varint_reader *r)
{
  uint64_t count = varint_take(r);

  if (count > (uint64_t)(r->end - r->at)) r->failed = true;
  return r->failed ? 0 : (size_t)count;
}

/* ---- accounts -------------------------------------------------------------------------------------------------------------------------- */

static void put_accounts(buffer *out, const mqa *m)
{
  size_t words = m->def->leaf_count / 64 + 1;

  varint_put(out, m->columns.count);
  for (size_t i = 0; i < m->columns.count; i++) {
    varint_put(out, (uint64_t)m->columns.data[i].field);
    varint_put_text(out, m->columns.data[i].name);
  }
  varint_put(out, m->file_count);
  varint_put(out, words);
  varint_put(out, m->accounts.count);
  for (size_t i = 0; i < m->accounts.count; i++) {
    const account_entry *a = &m->accounts.data[i];
    const bytes texts[] = { a->id, a->name, a->owner, a->tier };

    for (size_t t = 0; t < 4; t++) varint_put_text(out, texts[t]);
    varint_put(out, a->weight);
    varint_put(out, a->excluded);
    varint_put(out, a->file);
    for (size_t w = 0; w < words; w++) varint_put(out, a->columns[w]);
  }
  varint_put(out, m->shadowed.count);
  for (size_t i = 0; i < m->shadowed.count; i++) varint_put_text(out, m->shadowed.data[i]);
}

/* The columns of the accounts; a rule that names one that is not there was told of when they came in. */
static l2a_status take_columns(mqa *m, varint_reader *r, l2a_error *error)
{
  size_t count = take_count(r);
  l2a_column *columns = calloc(count + 1, sizeof *columns);
  uint32_t ignored;
  l2a_status status;

  if (!columns) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) {
    columns[i].field = (l2a_account_field)varint_take_u32(r);
    columns[i].name = varint_take_text(r);
  }
  status = r->failed ? damaged(error) : mqa_set_columns(m, columns, count, &ignored, error);
  free(columns);
  return status;
}

static void take_account(varint_reader *r, account_entry *a, uint64_t *bits, size_t words, size_t kept_words)
{
  a->id = varint_take_text(r);
  a->name = varint_take_text(r);
  a->owner = varint_take_text(r);
  a->tier = varint_take_text(r);
  a->weight = varint_take_u32(r);
  a->excluded = varint_take(r) != 0;
  a->file = varint_take_u32(r);
  for (size_t w = 0; w < kept_words; w++) {
    uint64_t value = varint_take(r);
    if (w < words) bits[w] = value;
  }
  a->columns = bits;
}

static l2a_status take_accounts(mqa *m, varint_reader *r, l2a_error *error)
{
  size_t words = m->def->leaf_count / 64 + 1;
  l2a_status status = take_columns(m, r, error);
  size_t kept_words, count;
  uint64_t *bits;

  if (status != L2A_OK) return status;
  m->file_count = varint_take_u32(r);
  kept_words = take_count(r);
  count = take_count(r);
  bits = arena_take_zero(&m->texts, (count + 1) * words * sizeof *bits);
  m->accounts.data = malloc((count + 1) * sizeof *m->accounts.data);
  if (!bits || !m->accounts.data) return error_no_memory(error);
  m->accounts.capacity = count + 1;
  for (; m->accounts.count < count && !r->failed; bits += words) {
    account_entry *a = &m->accounts.data[m->accounts.count++];

    take_account(r, a, bits, words, kept_words);
    if (a->file >= m->file_count) r->failed = true;
  }
  count = take_count(r);
  for (size_t i = 0; i < count && !r->failed; i++)
    if (!VECTOR_ADD(&m->shadowed, varint_take_text(r))) return error_no_memory(error);
  return r->failed || m->file_count != m->accounts.count ? damaged(error) : mqa_number_files(m, error);
}

/* ---- persons --------------------------------------------------------------------------------------------------------------------------- */

static void put_persons(buffer *out, const mqa *m)
{
  varint_put(out, m->counts.contacts);
  varint_put(out, m->counts.persons);
  varint_put(out, m->persons.count);
  for (size_t i = 0; i < m->persons.count; i++) {
    const person_entry *p = &m->persons.data[i];

    varint_put(out, (uint32_t)(p->account + 1)); /* KEY_NONE: 0 */
    varint_put(out, p->match_weight);
    varint_put(out, p->role);
    varint_put(out, (p->strong ? PERSON_STRONG : 0u) | (p->known ? PERSON_KNOWN : 0u) | (p->matched ? PERSON_MATCHED : 0u));
  }
}

static l2a_status take_persons(mqa *m, varint_reader *r, l2a_error *error)
{
  size_t count;

  m->counts.contacts = varint_take(r);
  m->counts.persons = varint_take(r);
  count = take_count(r);
  m->persons.data = malloc((count + 1) * sizeof *m->persons.data);
  if (!m->persons.data) return error_no_memory(error);
  m->persons.capacity = count + 1;
  while (m->persons.count < count && !r->failed) {
    person_entry p = { .account = varint_take_u32(r) - 1 };
    uint64_t flags;

    p.match_weight = varint_take_u32(r);
    p.role = varint_take_u32(r);
    flags = varint_take(r);
    p.strong = flags & PERSON_STRONG;
    p.known = flags & PERSON_KNOWN;
    p.matched = flags & PERSON_MATCHED;
    m->persons.data[m->persons.count++] = p;
  }
  return r->failed || !count ? damaged(error) : L2A_OK;
}

/* ---- maps ------------------------------------------------------------------------------------------------------------------------------ */

static key_map *map_of(mqa *m, size_t part)
{
  return part == PART_MAPS ? &m->account_ids : part == PART_MAPS + 1 ? &m->contact_ids : &m->emails;
}

static void put_map(buffer *out, const key_map *map)
{
  varint_put(out, map->capacity);
  varint_put(out, map->count);
  for (size_t i = 0; i < map->capacity; i++) {
    const key_map_entry *e = &map->entries[i];

    if (e->value == KEY_NONE) continue;
    buffer_append(out, &e->hash, sizeof e->hash);
    varint_put(out, e->value);
    varint_put_text(out, bytes_from(e->data, e->size));
  }
}

static l2a_status take_map(key_map *map, varint_reader *r, l2a_error *error)
{
  uint64_t capacity = varint_take(r);
  uint64_t count = varint_take(r);
  bool good = !r->failed && count <= (uint64_t)(r->end - r->at) / SMALLEST_ENTRY && (capacity == 0 || (capacity & (capacity - 1)) == 0) &&
              capacity <= count * 4 + 1024 && count * 4 <= capacity * 3;

  if (!good) return damaged(error);
  if (!key_map_reserve(map, (size_t)capacity)) return error_no_memory(error);
  for (uint64_t i = 0; i < count && !r->failed; i++) {
    key_map_entry e;
    bytes text;

    if (r->end - r->at < (ptrdiff_t)sizeof e.hash) return damaged(error);
    memcpy(&e.hash, r->at, sizeof e.hash);
    r->at += sizeof e.hash;
    e.value = varint_take_u32(r);
    text = varint_take_text(r);
    if (text.size > UINT32_MAX || e.value == KEY_NONE) return damaged(error);
    e.data = text.data;
    e.size = (uint32_t)text.size;
    key_map_put(map, &e);
  }
  return r->failed ? damaged(error) : L2A_OK;
}

/* ---- what the whos mean ------------------------------------------------------------------------------------------------------------------ */

static void put_meanings(buffer *out, const mqa *m)
{
  varint_put(out, m->whos.resolved);
  for (size_t i = 0; i < m->whos.resolved; i++) {
    const who_entry *w = &m->whos.entries.data[i];

    varint_put(out, (uint32_t)(w->account + 1));
    varint_put(out, w->person);
    varint_put(out, w->match_weight);
    varint_put(out, (uint64_t)w->problem << 1 | w->strong);
  }
}

/* After the whos themselves. */
static l2a_status take_meanings(mqa *m, varint_reader *r, l2a_error *error)
{
  size_t count = take_count(r);

  if (count > m->whos.entries.count) return damaged(error);
  for (size_t i = 0; i < count && !r->failed; i++) {
    who_entry *w = &m->whos.entries.data[i];
    uint64_t flags;

    w->account = varint_take_u32(r) - 1;
    w->person = varint_take_u32(r);
    w->match_weight = varint_take_u32(r);
    flags = varint_take(r);
    w->strong = flags & 1;
    w->problem = subject_problem_is_known(flags >> 1) ? (uint8_t)(flags >> 1) : 1;
  }
  m->whos.resolved = count;
  return r->failed ? damaged(error) : L2A_OK;
}

/* ---- parts ------------------------------------------------------------------------------------------------------------------------------- */

l2a_status state_image_put(buffer *out, const mqa *m, size_t part, l2a_error *error)
{
  switch (part) {
  case PART_ACCOUNTS: put_accounts(out, m); break;
  case PART_PERSONS: put_persons(out, m); break;
  case PART_WHOS: put_meanings(out, m); break;
  default: put_map(out, map_of((mqa *)(uintptr_t)m, part)); break; /* only looked at */
  }
  return out->failed ? error_no_memory(error) : L2A_OK;
}

l2a_status state_image_take(mqa *m, size_t part, bytes data, l2a_error *error)
{
  varint_reader r = { data.data, data.data + data.size, false };

  switch (part) {
  case PART_ACCOUNTS: return take_accounts(m, &r, error);
  case PART_PERSONS: return take_persons(m, &r, error);
  case PART_WHOS: return take_meanings(m, &r, error);
  default: return take_map(map_of(m, part), &r, error);
  }
}

/* Numbers that a file says may be any. */
static bool map_is_good(const key_map *map, size_t limit)
{
  for (size_t i = 0; i < map->capacity; i++)
    if (map->entries[i].value != KEY_NONE && map->entries[i].value >= limit) return false;
  return true;
}

l2a_status state_image_check(const mqa *m, l2a_error *error)
{
  bool good = map_is_good(&m->account_ids, m->accounts.count) && map_is_good(&m->contact_ids, m->persons.count) &&
              map_is_good(&m->emails, m->persons.count);

  for (size_t i = 0; i < m->persons.count && good; i++) {
    const person_entry *p = &m->persons.data[i];
    good = (p->account == KEY_NONE || p->account < m->accounts.count) && p->role <= m->def->role_count;
  }
  for (size_t i = 0; i < m->whos.resolved && good; i++) {
    const who_entry *w = &m->whos.entries.data[i];
    good = w->problem || (w->account < m->accounts.count && w->person < m->persons.count);
  }
  return good ? L2A_OK : damaged(error);
}

/* ---- texts of the whos, kinds ------------------------------------------------------------------------------------------------------------ */

void whos_put(buffer *out, const mqa *m, size_t first)
{
  varint_put(out, m->whos.entries.count - first);
  for (size_t n = first; n < m->whos.entries.count; n++) {
    const who_entry *w = &m->whos.entries.data[n];
    const bytes texts[WHO_TEXTS] = { who_text(w, 0), who_text(w, 1), who_text(w, 2) };
    uint64_t hash = who_hash(texts);

    buffer_append(out, &hash, sizeof hash);
    varint_put(out, w->home);
    for (uint32_t i = 0; i < WHO_TEXTS; i++) varint_put(out, w->sizes[i]);
    for (uint32_t i = 0; i < WHO_TEXTS; i++) buffer_append_bytes(out, texts[i]);
  }
}

l2a_status whos_take(mqa *m, bytes data, l2a_error *error)
{
  varint_reader r = { data.data, data.data + data.size, false };
  size_t count = take_count(&r);

  if (!who_reserve(&m->whos, count)) return error_no_memory(error);
  for (size_t n = 0; n < count && !r.failed; n++) {
    who_entry w = { .account = UINT32_MAX };
    uint64_t hash, size = 0;

    if (r.end - r.at < (ptrdiff_t)sizeof hash) return damaged(error);
    memcpy(&hash, r.at, sizeof hash);
    r.at += sizeof hash;
    w.home = varint_take_u32(&r);
    for (uint32_t i = 0; i < WHO_TEXTS; i++) size += w.sizes[i] = varint_take_u32(&r);
    if (r.failed || size > (uint64_t)(r.end - r.at) || w.home == UINT32_MAX) return damaged(error);
    w.text = r.at;
    r.at += size;
    if (!who_put(&m->whos, &w, hash)) return error_no_memory(error);
  }
  return r.failed ? damaged(error) : L2A_OK;
}

void kinds_put(buffer *out, const mqa *m)
{
  uint32_t defined = m->def->activity_count;

  varint_put(out, m->unknown_types.count);
  for (size_t i = 0; i < m->unknown_types.count; i++) varint_put_text(out, m->unknown_types.data[i].name);
  varint_put(out, m->kinds.count);
  for (size_t i = 0; i < m->kinds.count; i++) {
    const activity_kind *k = &m->kinds.data[i];

    varint_put_text(out, k->text);
    varint_put(out, k->type < defined ? k->type + 1 : 0); /* 0: unknown */
    varint_put(out, k->count);
  }
}

l2a_status kinds_take(mqa *m, bytes data, l2a_error *error)
{
  varint_reader r = { data.data, data.data + data.size, false };
  size_t count = take_count(&r);

  for (size_t i = 0; i < count && !r.failed; i++)
    if (activities_unknown_type(m, varint_take_text(&r)) == KEY_NONE) return error_no_memory(error);
  count = take_count(&r);
  for (size_t i = 0; i < count && !r.failed; i++) {
    bytes text = varint_take_text(&r);
    uint32_t type = varint_take_u32(&r);
    uint64_t rows = varint_take(&r);
    uint32_t kind;

    if (type > m->def->activity_count) return damaged(error);
    kind = activities_kind(m, text, type ? type - 1 : (uint32_t)MQA_OTHER_TYPE);
    if (kind == KEY_NONE) return error_no_memory(error);
    if (kind != i) return damaged(error);
    m->kinds.data[kind].count = rows;
  }
  return r.failed ? damaged(error) : L2A_OK;
}
