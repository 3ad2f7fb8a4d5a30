/* SPDX-License-Identifier: MIT */
#include "match/text_memo.h"

#include <stdlib.h>

#include "base/hash.h"
#include "index/place_key.h"
#include "text/country.h"

enum { ENTRIES = 1 << 12, KEY_LIMIT = 40, TEXT_LIMIT = 56, PLAIN_NAME_LIMIT = 64, PLAIN_EMAIL_LIMIT = 320 };

typedef enum text_kind { TEXT_FREE = 0, TEXT_EMAIL, TEXT_COUNTRY, TEXT_PLACE } text_kind;

/* Sizes of the parts of a domain: the registrable domain is the tail of the host, its label the begin of that; plain is kept behind the host
 * when it is not the label itself. */
typedef struct domain_parts {
  uint8_t host, registrable, label, plain;
  uint8_t kind;
  char country[2];
  bool plain_is_label;
} domain_parts;

typedef struct text_entry {
  uint64_t hash;
  uint8_t kind; /* text_kind */
  uint8_t key_size;
  uint16_t country;
  uint8_t text_size;
  domain_parts parts;
  char key[KEY_LIMIT];
  char text[TEXT_LIMIT];
} text_entry;

struct text_memo {
  text_entry entries[ENTRIES];
};

text_memo *text_memo_new(void)
{
  return calloc(1, sizeof(text_memo));
}

void text_memo_free(text_memo *m)
{
  free(m);
}

/* The place of a text; NULL when it is not kept. *known: it is there. */
static text_entry *find(text_memo *m, text_kind kind, bytes key, uint64_t *hash, bool *known)
{
  text_entry *e;

  *known = false;
  if (!m || key.size == 0 || key.size > KEY_LIMIT) return NULL;
  *hash = hash_bytes_seeded(key, (uint64_t)kind);
  e = &m->entries[*hash % ENTRIES];
  *known = e->hash == *hash && e->kind == kind && e->key_size == key.size && memcmp(e->key, key.data, key.size) == 0;
  return e;
}

static void begin(text_entry *e, text_kind kind, bytes key, uint64_t hash)
{
  e->hash = hash;
  e->kind = (uint8_t)kind;
  e->key_size = (uint8_t)key.size;
  memcpy(e->key, key.data, key.size);
}

static bool is_plain(char c)
{
  char lower = lower_ascii(c);

  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '+';
}

bytes text_memo_host(bytes email)
{
  size_t n = 0;

  while (n < email.size && n < PLAIN_NAME_LIMIT && is_plain(email.data[n])) n++;
  if (n == 0 || n == email.size || email.data[n] != '@' || email.size > PLAIN_EMAIL_LIMIT) return email;
  return (bytes){ email.data + n, email.size - n };
}

static void put_domain(text_entry *e, const domain_name *d)
{
  bool plain_is_label = d->plain_label.data == d->label.data;
  size_t size = d->host.size + (plain_is_label ? 0 : d->plain_label.size);

  e->kind = TEXT_FREE;
  if (size > sizeof e->text || d->registrable.size > d->host.size || d->label.data != d->registrable.data) return;
  if (d->host.size && d->registrable.data != d->host.data + (d->host.size - d->registrable.size)) return;
  e->kind = TEXT_EMAIL;
  e->parts = (domain_parts){ .host = (uint8_t)d->host.size,
                             .registrable = (uint8_t)d->registrable.size,
                             .label = (uint8_t)d->label.size,
                             .plain = (uint8_t)d->plain_label.size,
                             .kind = (uint8_t)d->kind,
                             .country = { d->country[0], d->country[1] },
                             .plain_is_label = plain_is_label };
  if (d->host.size) memcpy(e->text, d->host.data, d->host.size);
  if (!plain_is_label) memcpy(e->text + d->host.size, d->plain_label.data, d->plain_label.size);
  e->text_size = (uint8_t)size;
}

static void take_domain(domain_name *out, const text_entry *e, arena *a)
{
  const domain_parts *p = &e->parts;
  char *at;

  *out = (domain_name){ .kind = (domain_class)p->kind, .country = { p->country[0], p->country[1] } };
  at = e->text_size ? arena_take(a, e->text_size) : NULL;
  if (!at) return;
  memcpy(at, e->text, e->text_size);
  out->host = bytes_from(at, p->host);
  out->registrable = bytes_from(at + (p->host - p->registrable), p->registrable);
  out->label = bytes_from(out->registrable.data, p->label);
  out->plain_label = p->plain_is_label ? out->label : bytes_from(at + p->host, p->plain);
}

void text_memo_email(domain_name *out, text_memo *m, bytes email, const lexicon *lex, text_scratch *scratch, arena *a)
{
  bytes key = text_memo_host(email);
  uint64_t hash = 0;
  bool known;
  text_entry *e = find(m, TEXT_EMAIL, key, &hash, &known);

  if (known) {
    take_domain(out, e, a);
    return;
  }
  domain_from_email(out, email, lex, scratch, a);
  if (!e || a->failed) return;
  begin(e, TEXT_EMAIL, key, hash);
  put_domain(e, out);
}

uint16_t text_memo_country(text_memo *m, bytes text, const lexicon *lex, text_scratch *scratch)
{
  uint64_t hash = 0;
  bool known;
  text_entry *e = find(m, TEXT_COUNTRY, text, &hash, &known);
  uint16_t country;

  if (known) return e->country;
  country = country_code(text, lex, scratch);
  if (!e) return country;
  begin(e, TEXT_COUNTRY, text, hash);
  e->country = country;
  return country;
}

bytes text_memo_place(text_memo *m, bytes text, const lexicon *lex, text_scratch *scratch, arena *a)
{
  uint64_t hash = 0;
  bool known;
  text_entry *e = find(m, TEXT_PLACE, text, &hash, &known);
  bytes place;

  if (known) return e->text_size ? arena_copy(a, bytes_from(e->text, e->text_size)) : (bytes){ NULL, 0 };
  place = place_key(text, lex, scratch, a);
  if (!e || a->failed || place.size > sizeof e->text) return place;
  begin(e, TEXT_PLACE, text, hash);
  e->text_size = (uint8_t)place.size;
  if (place.size) memcpy(e->text, place.data, place.size);
  return place;
}
