/* SPDX-License-Identifier: MIT */
/*
 * One table from domain to class. An entry counts for the domain and what lies below it, down from the host to the registrable domain:
 *
 *   host mail.acme.gmail.com   mail.acme.gmail.com? acme.gmail.com? gmail.com -> FREE_MAIL
 *
 * Above the registrable domain only entries of institution suffixes and reserved names count (INHERITED), for github.io is a site host but
 * acme.github.io is a company's. There "ac.*" stands for "ac" below any country code.
 */
#include "text/domain_class.h"

#include <stdlib.h>

#include "text/dictionary.h"
#include "text/public_suffix.h"
#include "text/text_table.h"

enum { CLASS_MASK = 15, INHERITED = 16 };
enum { EXPECTED_DOMAINS = 20000, EXPECTED_ROLES = 1000, LOCAL_LIMIT = 64, PATTERN_LIMIT = 32 };
enum { ROLE_WORD = 1, ROLE_REGION = 2 };

struct domain_class_list {
  text_table domains;
  uint64_t inherited; /* sketch of the INHERITED entries without "*": most suffixes are none of them, seen without a probe */
  text_table roles;
};

const char *domain_class_name(domain_class kind)
{
  static const char *const names[] = { "none",      "company",   "free mail",  "disposable", "provider",
                                       "site host", "education", "government", "denied" };

  return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "none";
}

static l2a_status read_domains(domain_class_list *list, const char *file, uint32_t value, l2a_error *error)
{
  dictionary d;
  bytes entry, domain;
  l2a_status status = dictionary_open(&d, file, error);

  while (status == L2A_OK) {
    status = dictionary_next(&d, &entry, error);
    if (status != L2A_OK || !entry.data) break;
    while (status == L2A_OK && dictionary_field(&entry, &domain)) {
      if (domain.size == 0 || memchr(domain.data, ' ', domain.size)) status = dictionary_error(&d, "expected a domain", error);
      else status = text_table_put(&list->domains, domain, value, error);
    }
  }
  return status;
}

static uint64_t sketch_bit(bytes suffix)
{
  return UINT64_C(1) << (((unsigned char)suffix.data[0] * 5u + suffix.size) & 63u);
}

static l2a_status read_institutions(domain_class_list *list, l2a_error *error)
{
  dictionary d;
  bytes entry, field;
  l2a_status status = dictionary_open(&d, "domains_institution_suffixes.txt", error);

  while (status == L2A_OK) {
    uint32_t value = INHERITED;
    status = dictionary_next(&d, &entry, error);
    if (status != L2A_OK || !dictionary_field(&entry, &field)) break;
    if (bytes_equal(field, BYTES("education"))) value |= DOMAIN_EDUCATION;
    else if (bytes_equal(field, BYTES("government"))) value |= DOMAIN_GOVERNMENT;
    else if (bytes_equal(field, BYTES("reserved"))) value |= DOMAIN_DISPOSABLE;
    else status = dictionary_error(&d, "expected education, government or reserved", error);
    while (status == L2A_OK && dictionary_field(&entry, &field)) {
      if (field.size == 0) status = dictionary_error(&d, "expected a suffix", error);
      else status = text_table_put(&list->domains, field, value, error);
      if (status == L2A_OK) list->inherited |= sketch_bit(field);
    }
  }
  return status;
}

static l2a_status read_roles(domain_class_list *list, l2a_error *error)
{
  dictionary d;
  bytes entry, field;
  l2a_status status = dictionary_open(&d, "role_mailboxes.txt", error);

  while (status == L2A_OK) {
    uint32_t value = ROLE_WORD;
    status = dictionary_next(&d, &entry, error);
    if (status != L2A_OK || !dictionary_field(&entry, &field)) break;
    if (bytes_equal(field, BYTES("region"))) value = ROLE_REGION;
    else if (!bytes_equal(field, BYTES("role"))) status = dictionary_error(&d, "expected role or region", error);
    while (status == L2A_OK && dictionary_field(&entry, &field)) status = text_table_put(&list->roles, field, value, error);
  }
  return status;
}

static l2a_status add_overlay(domain_class_list *list, const lexicon *partial, const bytes *domains, size_t count, domain_class kind,
                              l2a_error *error)
{
  l2a_status status = L2A_OK;
  arena a;

  arena_init(&a, 4096);
  for (size_t i = 0; status == L2A_OK && i < count; i++) {
    bytes text = bytes_trim(domains[i]);
    bytes ascii;
    if (bytes_starts_with(text, BYTES("@"))) text = bytes_from(text.data + 1, text.size - 1);
    if (bytes_starts_with(text, BYTES("*."))) text = bytes_from(text.data + 2, text.size - 2);
    ascii = public_suffix_to_ascii(partial->suffixes, text, &a);
    if (a.failed) status = error_no_memory(error);
    else if (!ascii.size || !memchr(ascii.data, '.', ascii.size) || memchr(ascii.data, ' ', ascii.size) ||
             memchr(ascii.data, '/', ascii.size))
      status = error_set(error, L2A_ESYNTAX, "expected a domain, found \"%.*s\"", (int)(text.size < 80 ? text.size : 80),
                         text.data ? text.data : "");
    else status = text_table_put(&list->domains, ascii, kind, error);
    arena_reset(&a);
  }
  arena_free(&a);
  return status;
}

l2a_status domain_class_list_new(domain_class_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error)
{
  static const struct {
    const char *file;
    domain_class kind;
  } files[] = {
    /* a later file wins */
    { "domains_free_mail.txt", DOMAIN_FREE_MAIL },
    { "domains_disposable.txt", DOMAIN_DISPOSABLE },
    { "domains_provider.txt", DOMAIN_PROVIDER },
    { "domains_site_host.txt", DOMAIN_SITE_HOST },
  };
  domain_class_list *list = calloc(1, sizeof *list);
  l2a_status status = list ? L2A_OK : error_no_memory(error);

  if (status == L2A_OK) status = text_table_init(&list->domains, EXPECTED_DOMAINS, error);
  if (status == L2A_OK) status = text_table_init(&list->roles, EXPECTED_ROLES, error);
  for (size_t i = 0; status == L2A_OK && i < sizeof files / sizeof *files; i++)
    status = read_domains(list, files[i].file, files[i].kind, error);
  if (status == L2A_OK) status = read_institutions(list, error);
  if (status == L2A_OK) status = read_roles(list, error);
  if (status == L2A_OK && overlay) {
    status = add_overlay(list, partial, overlay->domain_allow, overlay->domain_allow_count, DOMAIN_COMPANY, error);
    if (status == L2A_OK) status = add_overlay(list, partial, overlay->domain_deny, overlay->domain_deny_count, DOMAIN_DENIED, error);
  }
  if (status != L2A_OK) {
    domain_class_list_free(list);
    list = NULL;
  }
  *out = list;
  return status;
}

void domain_class_list_free(domain_class_list *list)
{
  if (!list) return;
  text_table_free(&list->domains);
  text_table_free(&list->roles);
  free(list);
}

/* The tail behind the first label; empty when there is none. */
static bytes parent_of(bytes domain)
{
  const char *dot = domain.size ? memchr(domain.data, '.', domain.size) : NULL;

  if (!dot) return (bytes){ NULL, 0 };
  return bytes_from(dot + 1, domain.size - (size_t)(dot + 1 - domain.data));
}

/* "ac.uk" by the entry "ac.*". */
static uint32_t pattern_value(const domain_class_list *list, bytes tail)
{
  char key[PATTERN_LIMIT];
  bytes country = parent_of(tail);

  if (country.size != 2 || tail.size >= PATTERN_LIMIT) return TEXT_TABLE_NONE;
  memcpy(key, tail.data, tail.size - 2);
  key[tail.size - 2] = '*';
  return text_table_get(&list->domains, bytes_from(key, tail.size - 1));
}

domain_class domain_class_of(const domain_class_list *list, bytes host, bytes registrable)
{
  uint32_t value;

  for (bytes tail = host; tail.size; tail = parent_of(tail)) {
    bool above = tail.size < registrable.size;
    value = !above || (list->inherited & sketch_bit(tail)) ? text_table_get(&list->domains, tail) : TEXT_TABLE_NONE;
    if (value == TEXT_TABLE_NONE && above) value = pattern_value(list, tail);
    if (value != TEXT_TABLE_NONE && (!above || (value & INHERITED))) return (domain_class)(value & CLASS_MASK);
  }
  return DOMAIN_COMPANY;
}

/* A word of a local part: digits at its end do not count ("info2"). */
static uint32_t role_word(const domain_class_list *list, bytes word)
{
  while (word.size && word.data[word.size - 1] >= '0' && word.data[word.size - 1] <= '9') word.size--;
  return text_table_get(&list->roles, word);
}

bool domain_class_is_role(const domain_class_list *list, bytes local)
{
  char lower[LOCAL_LIMIT];
  bytes rest = { lower, 0 };
  bytes word;

  if (local.size == 0 || local.size > LOCAL_LIMIT) return false;
  for (; rest.size < local.size && local.data[rest.size] != '+'; rest.size++) {
    char c = lower_ascii(local.data[rest.size]);
    lower[rest.size] = c == '_' || c == '.' ? '-' : c;
  }
  if (role_word(list, rest) == ROLE_WORD) return true;
  word = bytes_split(&rest, '-');
  if (role_word(list, word) != ROLE_WORD || !rest.data) return false;
  while (rest.data) { /* every further word must be a role, a region or a country code: "sales-emea", "info.de" */
    word = bytes_split(&rest, '-');
    if (word.size > 2 && role_word(list, word) == TEXT_TABLE_NONE) return false;
  }
  return true;
}
