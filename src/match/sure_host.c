/* SPDX-License-Identifier: MIT */
#include "match/sure_host.h"

#include "index/keys.h"
#include "match/sure_choice.h"
#include "text/domain_class.h"
#include "text/public_suffix.h"

static uint16_t hint_of(const domain_name *d)
{
  return d->country[0] ? (uint16_t)((unsigned)(unsigned char)d->country[0] << 8 | (unsigned char)d->country[1]) : 0;
}

/* Whose label or state the bounds do not know: another script, local government. */
static bool is_special(const domain_name *d)
{
  if (bytes_starts_with(d->label, BYTES("xn--"))) return true;
  return bytes_ends_with(d->host, BYTES(".gov")) || bytes_ends_with(d->host, BYTES(".us"));
}

static void keys_of_label(uint64_t keys[SURE_LABEL_KEYS], bytes label)
{
  static const key_kind kinds[SURE_LABEL_KEYS] = { KEY_LABEL, KEY_SQUASHED, KEY_ACRONYM };

  for (int i = 0; i < SURE_LABEL_KEYS; i++) keys[i] = key_hash(kinds[i], label);
}

static void host_make(sure_host *out, bytes email, const host_tools *t)
{
  domain_name d;

  text_memo_email(&d, t->tools->texts, email, t->rules->lex, t->tools->scratch, t->memory); /* whoever goes on asks it again */
  out->kind = (uint8_t)(d.registrable.size ? d.kind : DOMAIN_NONE);
  out->is_special = is_special(&d);
  out->key = d.registrable.size ? key_hash(KEY_DOMAIN, d.registrable) : 0;
  out->country = hint_of(&d);
  out->is_domain = bytes_equal(d.host, d.registrable);
  out->subdomain = out->is_domain ? 0 : hash_bytes(d.host);
  out->is_long = d.plain_label.size >= 4;
  out->has_labels = true;
  memset(out->labels, 0, sizeof out->labels);
  if (d.plain_label.size >= 2) keys_of_label(out->labels, d.plain_label);
}

/* What a host of any kind is read as; NULL when it is too long. */
static const sure_host *host_find(bytes host, bytes email, const host_tools *t)
{
  sure_host *at;

  if (host.size > SURE_HOST_SIZE) return NULL;
  at = &t->hosts->at[hash_bytes(host) % SURE_HOSTS];
  if (at->size == host.size && memcmp(at->host, host.data, host.size) == 0) return at;
  host_make(at, email, t);
  at->size = t->memory->failed ? 0 : (uint8_t)host.size;
  memcpy(at->host, host.data, host.size);
  return at;
}

static uint16_t hint_of_top_level(bytes host, const host_tools *t)
{
  const char *top = host.data + host.size - 2;
  size_t n = (size_t)(top[0] - 'a') * 26 + (size_t)(top[1] - 'a');
  domain_name d;

  if (t->hosts->known[n]) return t->hosts->countries[n];
  domain_country(&d, host, t->rules->lex);
  t->hosts->known[n] = true;
  t->hosts->countries[n] = hint_of(&d);
  return t->hosts->countries[n];
}

/* Where the top level may say more than a country, or the label is of another script. */
static bool is_told_by_more(const char *lower, size_t size, size_t dot)
{
  if (dot > 4 && memcmp(lower, "xn--", 4) == 0) return true;
  return memcmp(lower + size - 3, "gov", 3) == 0 || memcmp(lower + size - 3, "mil", 3) == 0 || memcmp(lower + size - 3, ".us", 3) == 0;
}

static void class_find(sure_host *out, bytes name, size_t dot, const host_tools *t)
{
  sure_class *known = &t->hosts->classes[out->key % SURE_CLASSES_KNOWN];

  if (known->key != out->key) {
    known->key = out->key;
    known->kind = (uint8_t)domain_class_of(t->rules->lex->domains, name, name);
    known->country = name.size - dot == 3 ? hint_of_top_level(name, t) : 0;
  }
  out->kind = known->kind;
  out->country = known->country;
}

/*
 * A host of two labels is its own registrable domain wherever an account has it as one: an account's is by the same list, and more of it. So
 * only the class is left to be asked for. false: it is not of two plain labels.
 */
static bool host_read(sure_host *out, bytes host, const host_tools *t)
{
  two_labels found = t->letters->read(out->host, host);
  bytes name = { out->host, host.size };

  if (!found.dot || is_told_by_more(out->host, host.size, found.dot)) return false;
  out->size = (uint8_t)host.size;
  out->key = key_hash(KEY_DOMAIN, name);
  class_find(out, name, found.dot, t);
  out->is_domain = true;
  out->subdomain = 0;
  out->is_special = out->has_labels = false;
  out->is_long = found.dot - found.hyphens >= 4;
  return true;
}

bool sure_host_of_email(sure_host *out, bytes email, const host_tools *t)
{
  size_t local = t->letters->local(email);
  bytes host = local ? bytes_from(email.data + local, email.size - local) : text_memo_host(email);
  const sure_host *known;

  if (host.size == email.size) return false;
  if (host_read(out, bytes_from(host.data + 1, host.size - 1), t)) return true;
  known = host_find(host, email, t);
  if (known) *out = *known;
  return known != NULL;
}

static bool is_path_letter(char c)
{
  char lower = lower_ascii(c);

  if ((lower >= 'a' && lower <= 'z') || (c >= '-' && c <= '9')) return true; /* - . / and digits */
  return c == '_' || c == '?' || c == '=' || c == '&' || c == '%' || c == '#';
}

/* Behind the host nothing may stand that ends a piece of the cell: a second piece could give the host instead. */
static bool is_plain_path(bytes path)
{
  bool plain = true;

  for (size_t i = 0; i < path.size; i++) plain = plain && is_path_letter(path.data[i]);
  return plain;
}

bool sure_host_of_website(sure_host *out, bytes website, const host_tools *t)
{
  bytes text = website, host;
  size_t n = 0;

  if (text.size > 8 && bytes_equal_nocase(bytes_from(text.data, 7), BYTES("http://"))) text = bytes_from(text.data + 7, text.size - 7);
  else if (text.size > 8 && bytes_equal_nocase(bytes_from(text.data, 8), BYTES("https://")))
    text = bytes_from(text.data + 8, text.size - 8);
  while (n < text.size && text.data[n] != '/') n++;
  host = bytes_from(text.data, n);
  if (!is_plain_path(bytes_from(text.data + n, text.size - n))) return false;
  if (host.size > 4 && bytes_equal_nocase(bytes_from(host.data, 4), BYTES("www."))) host = bytes_from(host.data + 4, host.size - 4);
  if (!host_read(out, host, t) || sure_kind_of((domain_class)out->kind) == SURE_OWN_KINDS) return false;
  host = bytes_from(out->host, out->size);
  return public_suffix_registrable(t->rules->lex->suffixes, host, SUFFIX_ICANN_AND_PRIVATE).size == host.size;
}

bool sure_host_label(uint64_t keys[SURE_LABEL_KEYS], const sure_host *host)
{
  char label[SURE_HOST_SIZE];
  size_t size = 0;

  if (host->has_labels) {
    memcpy(keys, host->labels, sizeof host->labels);
    return (keys[0] | keys[1] | keys[2]) != 0;
  }
  for (size_t i = 0; host->host[i] != '.'; i++)
    if (host->host[i] != '-') label[size++] = host->host[i];
  if (size < 2) return false;
  keys_of_label(keys, bytes_from(label, size));
  return true;
}
