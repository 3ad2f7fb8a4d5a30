/* SPDX-License-Identifier: MIT */
/*
 * Every rule, and every suffix that a longer rule passes through, is a key; its flags stand twice, for the ICANN section (low four bits) and
 * the private one (high four bits). A lookup walks from the top level to the left and stops where nothing deeper can match:
 *
 *   uk     RULE DEEPER          a.b.co.uk:  uk -> go on, co.uk -> suffix, nothing deeper: stop. Two probes.
 *   co.uk  RULE
 *   ck     WILDCARD DEEPER      any one label before it is a suffix ...
 *   www.ck EXCEPTION            ... but this is not
 */
#include "text/public_suffix.h"

#include <stdlib.h>

#include <unicode/uidna.h>

#include "text/text_table.h"

enum { RULE = 1, WILDCARD = 2, EXCEPTION = 4, DEEPER = 8, FLAG_MASK = 15, PRIVATE_SHIFT = 4 };
enum { EXPECTED_RULES = 16000, HOST_TEXT_LIMIT = 1024 };

struct public_suffix {
  text_table rules;
  UIDNA *idna; /* ICU documents it as usable by many threads at once */
};

static l2a_status add_flags(public_suffix *list, bytes key, unsigned flags, l2a_error *error)
{
  uint32_t old = text_table_get(&list->rules, key);

  return text_table_put(&list->rules, key, (old == TEXT_TABLE_NONE ? 0 : old) | flags, error);
}

/* Marks every parent of the key as one below which there is more. */
static l2a_status add_parents(public_suffix *list, bytes key, unsigned shift, l2a_error *error)
{
  l2a_status status = L2A_OK;
  const char *dot;

  while (status == L2A_OK && (dot = memchr(key.data, '.', key.size))) {
    key.size -= (size_t)(dot + 1 - key.data);
    key.data = dot + 1;
    status = add_flags(list, key, (unsigned)DEEPER << shift, error);
  }
  return status;
}

static l2a_status add_rule(public_suffix *list, bytes rule, unsigned shift, arena *a, l2a_error *error)
{
  unsigned flags = RULE;
  bytes key;
  l2a_status status;

  if (bytes_starts_with(rule, BYTES("*."))) {
    flags = WILDCARD;
    rule = bytes_from(rule.data + 2, rule.size - 2);
  } else if (bytes_starts_with(rule, BYTES("!"))) {
    flags = EXCEPTION;
    rule = bytes_from(rule.data + 1, rule.size - 1);
  }
  if (bytes_equal(rule, BYTES("*"))) return L2A_OK; /* the default rule, which a lookup knows */
  key = public_suffix_to_ascii(list, rule, a);
  if (a->failed) return error_no_memory(error);
  if (!key.size) return L2A_ESYNTAX;
  status = add_flags(list, key, flags << shift, error);
  return status == L2A_OK ? add_parents(list, key, shift, error) : status;
}

static l2a_status add_list(public_suffix *list, const char *name, bytes text, arena *a, l2a_error *error)
{
  l2a_status status = L2A_OK;
  unsigned shift = 0;

  for (uint64_t line = 1; status == L2A_OK && text.data; line++) {
    bytes rule = bytes_trim(bytes_split(&text, '\n'));
    if (bytes_starts_with(rule, BYTES("//"))) {
      if (memmem(rule.data, rule.size, "===BEGIN PRIVATE DOMAINS===", 27)) shift = PRIVATE_SHIFT;
      continue;
    }
    for (size_t i = 0; i < rule.size; i++)
      if (is_blank(rule.data[i])) rule.size = i;
    if (!rule.size) continue;
    status = add_rule(list, rule, shift, a, error);
    if (status == L2A_ESYNTAX) error_set_at(error, status, name, line, 0, "expected a rule of the Public Suffix List");
    arena_reset(a);
  }
  return status;
}

l2a_status public_suffix_new(public_suffix **out, const char *name, bytes text, l2a_error *error)
{
  public_suffix *list = calloc(1, sizeof *list);
  UErrorCode icu = U_ZERO_ERROR;
  l2a_status status = L2A_OK;
  arena a;

  arena_init(&a, 4096);
  if (!list) status = error_no_memory(error);
  if (status == L2A_OK) status = text_table_init(&list->rules, EXPECTED_RULES, error);
  if (status == L2A_OK) {
    list->idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE, &icu);
    if (U_FAILURE(icu)) status = error_set(error, L2A_ENOMEM, "ICU has no IDNA data: %s", u_errorName(icu));
  }
  if (status == L2A_OK) status = add_list(list, name, text, &a, error);
  if (status != L2A_OK) {
    public_suffix_free(list);
    list = NULL;
  }
  arena_free(&a);
  *out = list;
  return status;
}

void public_suffix_free(public_suffix *list)
{
  if (!list) return;
  text_table_free(&list->rules);
  uidna_close(list->idna);
  free(list);
}

static unsigned flags_of(const public_suffix *list, bytes key, suffix_sections sections)
{
  uint32_t flags = text_table_get(&list->rules, key);

  if (flags == TEXT_TABLE_NONE) return 0;
  return (flags | (sections == SUFFIX_ICANN_AND_PRIVATE ? flags >> PRIVATE_SHIFT : 0)) & FLAG_MASK;
}

/* Where the label before `end` begins. */
static size_t label_start(bytes host, size_t end)
{
  while (end && host.data[end - 1] != '.') end--;
  return end;
}

bytes public_suffix_registrable(const public_suffix *list, bytes host, suffix_sections sections)
{
  size_t start = label_start(host, host.size);
  size_t suffix = start;
  bool wildcard = false;
  unsigned flags;

  for (size_t behind = start;; behind = start, start = label_start(host, start - 1)) {
    flags = flags_of(list, bytes_from(host.data + start, host.size - start), sections);
    if (flags & EXCEPTION) {
      suffix = behind;
      break;
    }
    if (wildcard || (flags & (RULE | WILDCARD))) suffix = start;
    wildcard = (flags & WILDCARD) != 0;
    if (start == 0 || !(flags & (DEEPER | WILDCARD))) break;
  }
  if (suffix == 0) return (bytes){ NULL, 0 };
  start = label_start(host, suffix - 1);
  return bytes_from(host.data + start, host.size - start);
}

bool public_suffix_knows(const public_suffix *list, bytes top_level)
{
  return flags_of(list, top_level, SUFFIX_ICANN) != 0;
}

bool public_suffix_is_private(const public_suffix *list, bytes domain)
{
  uint32_t flags = text_table_get(&list->rules, domain);

  return flags != TEXT_TABLE_NONE && (flags >> PRIVATE_SHIFT & (RULE | WILDCARD)) != 0;
}

typedef int32_t idna_call(const UIDNA *, const char *, int32_t, char *, int32_t, UIDNAInfo *, UErrorCode *);

/* What UTS 46 finds wrong with a name only because it is old-fashioned or long; length is checked by the caller. */
static const uint32_t tolerated_errors = UIDNA_ERROR_HYPHEN_3_4 | UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN;

static bytes convert(const public_suffix *list, bytes text, idna_call *call, arena *a)
{
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode icu = U_ZERO_ERROR;
  char *out;
  int32_t size;

  if (text.size == 0 || text.size > HOST_TEXT_LIMIT) return (bytes){ NULL, 0 };
  out = arena_take(a, HOST_TEXT_LIMIT);
  if (!out) return (bytes){ NULL, 0 };
  size = call(list->idna, text.data, (int32_t)text.size, out, HOST_TEXT_LIMIT, &info, &icu);
  if (U_FAILURE(icu) || size <= 0 || size > HOST_TEXT_LIMIT || (info.errors & ~tolerated_errors)) return (bytes){ NULL, 0 };
  return bytes_from(out, (size_t)size);
}

bytes public_suffix_to_ascii(const public_suffix *list, bytes host, arena *a)
{
  return convert(list, host, uidna_nameToASCII_UTF8, a);
}

bytes public_suffix_label_to_unicode(const public_suffix *list, bytes label, arena *a)
{
  return convert(list, label, uidna_labelToUnicodeUTF8, a);
}
