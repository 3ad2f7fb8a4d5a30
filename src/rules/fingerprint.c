/* SPDX-License-Identifier: MIT */
/*
 *   keys_fingerprint   dictionaries (built-in files but the .yaml) - domains and names of the definitions - ICU - PCRE2 - KEY_VERSION
 *   fingerprint        keys_fingerprint's hash - definitions as they are printed - tz database - sum over the overrides
 */
#include "rules/fingerprint.h"

#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include "base/builtin.h"
#include "base/hash.h"
#include "base/regex.h"
#include "base/time_zone.h"
#include "rules/mqa_print.h"
#include "rules/override.h"
#include "rules/rules_print.h"

static uint64_t hash_versions(void)
{
  UVersionInfo icu;
  UVersionInfo unicode;
  char pcre2[REGEX_VERSION_SIZE];
  uint64_t h;

  u_getVersion(icu);
  u_getUnicodeVersion(unicode);
  regex_version(pcre2);
  h = hash_join(hash_bytes((bytes){ (const char *)icu, sizeof icu }), hash_bytes((bytes){ (const char *)unicode, sizeof unicode }));
  return hash_join(hash_join(h, hash_bytes(bytes_of(pcre2))), KEY_VERSION);
}

static uint64_t hash_dictionaries(void)
{
  uint64_t h = 0;
  bytes content;
  const char *name;

  for (size_t n = 0; (name = builtin_name(n, &content)) != NULL; n++)
    if (!bytes_ends_with(bytes_of(name), BYTES(".yaml"))) h = hash_join(hash_join(h, hash_bytes(bytes_of(name))), hash_bytes(content));
  return h;
}

static uint64_t hash_texts(uint64_t h, const bytes *texts, size_t count)
{
  h = hash_join(h, count);
  for (size_t i = 0; i < count; i++) h = hash_join(h, hash_bytes(texts[i]));
  return h;
}

static uint64_t hash_overlay(const lexicon_overlay *o)
{
  uint64_t h = hash_texts(0, o->domain_allow, o->domain_allow_count);

  h = hash_texts(h, o->domain_deny, o->domain_deny_count);
  h = hash_texts(h, o->placeholders, o->placeholder_count);
  h = hash_texts(h, o->legal_forms, o->legal_form_count);
  return hash_texts(h, o->words, o->word_count);
}

static void write_hash(char out[17], uint64_t hash)
{
  for (int i = 15; i >= 0; i--, hash >>= 4) out[i] = "0123456789abcdef"[hash & 15];
  out[16] = '\0';
}

void fingerprint_update(l2a_rules *rules)
{
  write_hash(rules->fingerprint, hash_join(rules->base_hash, override_list_hash(rules->overrides)));
}

l2a_status fingerprint_make(l2a_rules *rules, l2a_error *error)
{
  uint64_t keys = hash_join(hash_join(hash_versions(), hash_dictionaries()), hash_overlay(&rules->overlay));
  buffer text = BUFFER_INIT;
  l2a_status status = L2A_OK;

  rules_print_definitions(&text, &rules->match, &rules->overlay);
  mqa_print(&text, &rules->mqa);
  if (text.failed) {
    status = error_no_memory(error);
    goto done;
  }
  rules->base_hash = hash_join(hash_join(keys, hash_bytes(buffer_bytes(&text))), hash_bytes(bytes_of(time_zone_version())));
  write_hash(rules->keys_fingerprint, keys);
  fingerprint_update(rules);
done:
  buffer_free(&text);
  return status;
}
