/* SPDX-License-Identifier: MIT */
/*
 *   entries  [always email jane@acme.de -> A1] [never domain acme.de -> A2] [never domain acme.de -> A3] ...   in the order they came
 *               ^                                 ^  sibling ----------------^
 *   slots    [1][ ][2][ ] ...     number of the first entry of a (kind, field, value), plus 1; linear probing, at most half full
 */
#include "rules/override.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "text/company_name.h"
#include "text/domain.h"
#include "text/phone.h"

enum { FIRST_SLOT_COUNT = 64, TEXT_BLOCK_SIZE = 16384 };

#define NO_ENTRY SIZE_MAX

typedef struct entry_slot {
  override_entry entry; /* first: override_find hands out its address */
  size_t sibling;       /* next entry of the same kind, field and value, or NO_ENTRY */
} entry_slot;

struct override_list {
  entry_slot *entries;
  size_t count, capacity;
  uint32_t *slots;
  size_t slot_count; /* a power of two, or 0 */
  uint64_t hash;     /* sum over the entries: their order does not change an answer */
  arena texts;
  text_scratch *scratch; /* for normalising; made by the first add */
};

const char *const override_kind_names[OVERRIDE_KIND_COUNT] = { "always", "never", "bypass", "alias" };
const char *const override_field_names[OVERRIDE_FIELD_COUNT] = { "id", "email", "domain", "company", "phone" };

l2a_status override_list_new(override_list **out, l2a_error *error)
{
  override_list *list = calloc(1, sizeof *list);

  *out = list;
  if (!list) return error_no_memory(error);
  arena_init(&list->texts, TEXT_BLOCK_SIZE);
  return L2A_OK;
}

void override_list_free(override_list *list)
{
  if (!list) return;
  text_scratch_free(list->scratch);
  arena_free(&list->texts);
  free(list->slots);
  free(list->entries);
  free(list);
}

size_t override_list_count(const override_list *list)
{
  return list->count;
}

const override_entry *override_list_at(const override_list *list, size_t n)
{
  return n < list->count ? &list->entries[n].entry : NULL;
}

uint64_t override_list_hash(const override_list *list)
{
  return list->hash;
}

/* ---- normalising ----------------------------------------------------------------------------------------------------------------- */

/* "Jane <Jane@ACME.de>" -> jane@acme.de. A host that is none stays as it is written, in lower case. */
static bytes normalise_email(bytes value, const lexicon *lex, text_scratch *scratch, arena *a)
{
  domain_name domain;
  const char *open = memchr(value.data, '<', value.size);
  size_t local;
  size_t size;
  char *out;
  bytes host;

  if (open) {
    const char *close = memchr(open, '>', value.size - (size_t)(open - value.data));
    value = bytes_trim((bytes){ open + 1, (size_t)((close ? close : value.data + value.size) - open - 1) });
  }
  if (value.size >= 7 && bytes_equal_nocase((bytes){ value.data, 7 }, BYTES("mailto:")))
    value = bytes_trim((bytes){ value.data + 7, value.size - 7 });
  for (local = value.size; local && value.data[local - 1] != '@'; local--) {
  }
  if (local < 2 || local == value.size) return (bytes){ NULL, 0 };
  domain_from_email(&domain, value, lex, scratch, a);
  host = domain.host.size ? domain.host : (bytes){ value.data + local, value.size - local };
  size = local + host.size;
  out = arena_take(a, size);
  if (!out) return (bytes){ NULL, 0 };
  for (size_t i = 0; i < size; i++) out[i] = lower_ascii(i < local ? value.data[i] : host.data[i - local]);
  return (bytes){ out, size };
}

/* A host that the private section of the suffix list calls a suffix (github.io) is a domain of its own as a mail host. */
static bytes normalise_domain(bytes value, const lexicon *lex, text_scratch *scratch, arena *a)
{
  domain_name domain;
  char *address;

  domain_from_url(&domain, value, lex, scratch, a);
  if (domain.registrable.size || memchr(value.data, '@', value.size)) return domain.registrable;
  address = arena_take(a, value.size + 2);
  if (!address) return (bytes){ NULL, 0 };
  memcpy(address, "x@", 2);
  memcpy(address + 2, value.data, value.size);
  domain_from_email(&domain, (bytes){ address, value.size + 2 }, lex, scratch, a);
  return domain.registrable;
}

/* A placeholder ("self employed") has no form as a contact's company, but as a name it has one, and a person may well decide about it. */
static bytes normalise_company(bytes value, const lexicon *lex, text_scratch *scratch, arena *a)
{
  company_name name;

  company_name_parse(&name, value, NAME_OF_CONTACT, lex, scratch, a);
  if (name.form_count == 0) company_name_parse(&name, value, NAME_OF_ACCOUNT, lex, scratch, a);
  return name.form_count ? name.forms[0].squashed : (bytes){ NULL, 0 };
}

static bytes normalise_phone(bytes value, arena *a)
{
  phone_number phone;

  phone_parse(&phone, value, 0, a);
  return phone.digits;
}

bytes override_normalise(l2a_override_field field, bytes value, const lexicon *lex, text_scratch *scratch, arena *a)
{
  bytes trimmed = bytes_trim(value);
  bytes out = { NULL, 0 };

  if (trimmed.size == 0) return out;
  switch (field) {
  case L2A_FIELD_ID: out = value; break;
  case L2A_FIELD_EMAIL: out = normalise_email(trimmed, lex, scratch, a); break;
  case L2A_FIELD_DOMAIN: out = normalise_domain(trimmed, lex, scratch, a); break;
  case L2A_FIELD_COMPANY: out = normalise_company(trimmed, lex, scratch, a); break;
  case L2A_FIELD_PHONE: out = normalise_phone(trimmed, a); break;
  }
  return out;
}

/* ---- looking up ------------------------------------------------------------------------------------------------------------------ */

static uint64_t key_hash(l2a_override_kind kind, l2a_override_field field, bytes value)
{
  return hash_bytes_seeded(value, (uint64_t)kind * OVERRIDE_FIELD_COUNT + (uint64_t)field);
}

static bool is_key(const override_entry *e, l2a_override_kind kind, l2a_override_field field, bytes value)
{
  return e->kind == kind && e->field == field && bytes_equal(e->value, value);
}

/* The slot of the key, or the empty one where it belongs. The table is never full. */
static uint32_t *find_slot(const override_list *list, l2a_override_kind kind, l2a_override_field field, bytes value)
{
  size_t at = (size_t)key_hash(kind, field, value) & (list->slot_count - 1);

  while (list->slots[at] && !is_key(&list->entries[list->slots[at] - 1].entry, kind, field, value)) at = (at + 1) & (list->slot_count - 1);
  return &list->slots[at];
}

const override_entry *override_find(const override_list *list, l2a_override_kind kind, l2a_override_field field, bytes value, size_t *next)
{
  size_t found = NO_ENTRY;
  uint32_t slot;

  if (list->slot_count == 0 || value.size == 0) return NULL;
  if (next && *next) {
    found = list->entries[*next - 1].sibling;
  } else {
    slot = *find_slot(list, kind, field, value);
    if (slot) found = slot - 1;
  }
  if (found == NO_ENTRY) return NULL;
  if (next) *next = found + 1;
  return &list->entries[found].entry;
}

/* ---- adding ---------------------------------------------------------------------------------------------------------------------- */

static uint64_t entry_hash(const override_entry *e)
{
  uint64_t h = key_hash(e->kind, e->field, e->given);

  return hash_join(h, hash_bytes(e->account_id));
}

static l2a_status make_room(override_list *list, l2a_error *error)
{
  size_t capacity = list->capacity ? list->capacity * 2 : FIRST_SLOT_COUNT / 2;
  entry_slot *entries;
  uint32_t *slots;

  if (list->count < list->capacity) return L2A_OK;
  if (list->count >= OVERRIDE_LIMIT) return error_set(error, L2A_ELIMIT, "more than %d overrides", OVERRIDE_LIMIT);
  slots = calloc(capacity * 2, sizeof *slots);
  entries = slots ? realloc(list->entries, capacity * sizeof *entries) : NULL;
  if (!entries) {
    free(slots);
    return error_no_memory(error);
  }
  free(list->slots);
  list->entries = entries;
  list->capacity = capacity;
  list->slots = slots;
  list->slot_count = capacity * 2;
  for (size_t i = 0; i < list->count; i++) {
    const override_entry *e = &list->entries[i].entry;
    uint32_t *slot = find_slot(list, e->kind, e->field, e->value);
    if (*slot == 0) *slot = (uint32_t)i + 1; /* siblings come after their first */
  }
  return L2A_OK;
}

static bool is_text(bytes text)
{
  return utf8_is_valid(text) && !(text.size && memchr(text.data, '\0', text.size));
}

static l2a_status check(const l2a_override *o, l2a_error *error)
{
  const char *kind;

  if (o->struct_size < sizeof *o)
    return error_set(error, L2A_EINVAL, "override: struct_size is %u, expected %zu", (unsigned)o->struct_size, sizeof *o);
  if ((unsigned)o->kind >= OVERRIDE_KIND_COUNT) return error_set(error, L2A_EINVAL, "override: unknown kind %d", (int)o->kind);
  if ((unsigned)o->field >= OVERRIDE_FIELD_COUNT) return error_set(error, L2A_EINVAL, "override: unknown field %d", (int)o->field);
  kind = override_kind_names[o->kind];
  if (o->value.size == 0) return error_set(error, L2A_EINVAL, "override %s: a value is missing", kind);
  if (o->value.size > OVERRIDE_TEXT_LIMIT || o->account_id.size > OVERRIDE_TEXT_LIMIT)
    return error_set(error, L2A_ELIMIT, "override %s: a text is longer than %d bytes", kind, OVERRIDE_TEXT_LIMIT);
  if (!is_text(o->value) || !is_text(o->account_id))
    return error_set(error, L2A_EINVAL, "override %s: a text is no valid UTF-8 or holds NUL", kind);
  if ((o->kind == L2A_OVERRIDE_ALWAYS || o->kind == L2A_OVERRIDE_ALIAS) && o->account_id.size == 0)
    return error_set(error, L2A_EINVAL, "override %s: an account id is missing", kind);
  if (o->kind == L2A_OVERRIDE_BYPASS && o->account_id.size) return error_set(error, L2A_EINVAL, "override bypass: takes no account id");
  if (o->kind == L2A_OVERRIDE_ALIAS && o->field != L2A_FIELD_COMPANY && o->field != L2A_FIELD_DOMAIN)
    return error_set(error, L2A_EINVAL, "override alias: goes with the field company or domain, not %s", override_field_names[o->field]);
  return L2A_OK;
}

static l2a_status nothing_there(const l2a_override *o, l2a_error *error)
{
  static const char *const expected[OVERRIDE_FIELD_COUNT] = {
    "an id", "an address such as jane@example.com", "a domain such as example.com", "a company name", "a phone number",
  };

  return error_set(error, L2A_EINVAL, "override %s: expected %s, found '%.*s'", override_kind_names[o->kind], expected[o->field],
                   (int)(o->value.size < 60 ? o->value.size : 60), o->value.data);
}

/* Puts the entry in: over an earlier one that says the same thing (of `never`: about the same account), else behind its siblings. */
static void put(override_list *list, const override_entry *e)
{
  uint32_t *slot = find_slot(list, e->kind, e->field, e->value);
  size_t last = NO_ENTRY;
  size_t at = *slot ? *slot - 1 : NO_ENTRY;

  while (at != NO_ENTRY && e->kind == L2A_OVERRIDE_NEVER && !bytes_equal(list->entries[at].entry.account_id, e->account_id)) {
    last = at;
    at = list->entries[at].sibling;
  }
  list->hash += entry_hash(e);
  if (at != NO_ENTRY) {
    list->hash -= entry_hash(&list->entries[at].entry);
    list->entries[at].entry = *e;
    return;
  }
  list->entries[list->count] = (entry_slot){ *e, NO_ENTRY };
  if (last != NO_ENTRY) list->entries[last].sibling = list->count;
  else *slot = (uint32_t)list->count + 1;
  list->count++;
}

l2a_status override_list_add(override_list *list, const l2a_override *o, const lexicon *lex, l2a_error *error)
{
  override_entry e;
  arena work;
  bytes value;
  l2a_status status = check(o, error);

  if (status != L2A_OK) return status;
  arena_init(&work, TEXT_BLOCK_SIZE);
  if (!list->scratch) status = text_scratch_new(&list->scratch, lex, error);
  if (status == L2A_OK) status = make_room(list, error);
  if (status != L2A_OK) goto done;
  value = override_normalise(o->field, o->value, lex, list->scratch, &work);
  if (work.failed || value.size == 0) {
    status = work.failed ? error_no_memory(error) : nothing_there(o, error);
    goto done;
  }
  e = (override_entry){
    o->kind, o->field, o->line, arena_copy(&list->texts, value), arena_copy(&list->texts, o->value), arena_copy(&list->texts, o->account_id)
  };
  if (!e.value.data || !e.given.data || !e.account_id.data) {
    status = error_no_memory(error);
    goto done;
  }
  put(list, &e);
done:
  arena_free(&work);
  return status;
}
