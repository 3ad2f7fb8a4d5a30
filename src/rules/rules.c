/* SPDX-License-Identifier: MIT */
/*
 *   l2a.yaml (built-in) -> weights.yaml, mqa.yaml (built-in) -> preset -> the user's file      each over the one before, into one draft
 *                                                        |
 *                            lexicon (dictionaries + overlay), overrides, fingerprints
 */
#include "rules/rules.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/builtin.h"
#include "rules/fingerprint.h"
#include "rules/override.h"
#include "rules/rules_read.h"
#include "rules/yaml_tree.h"

enum { TEXT_BLOCK_SIZE = 16384, READ_SIZE = 65536 };

static const char *const builtin_definitions[] = { "l2a.yaml", "weights.yaml", "mqa.yaml" };

static l2a_status read_builtin(rules_draft *draft, l2a_error *error)
{
  l2a_status status = L2A_OK;

  draft->builtin = true;
  for (size_t i = 0; i < sizeof builtin_definitions / sizeof *builtin_definitions && status == L2A_OK; i++) {
    bytes text = builtin_file(builtin_definitions[i]);
    status = text.data ? rules_read(draft, text, builtin_definitions[i], error)
                       : error_set_at(error, L2A_ENOTFOUND, builtin_definitions[i], 0, 0, "the library was built without this file");
  }
  draft->builtin = false;
  return status;
}

/* In a definitions file a wrong value is a mistake of the text, with its place. */
static l2a_status add_overrides(l2a_rules *rules, const rules_draft *draft, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < draft->override_count && status == L2A_OK; i++) {
    const override_draft *o = &draft->overrides[i];
    l2a_error inner = L2A_ERROR_INIT;
    status = override_list_add(rules->overrides, &o->value, rules->lex, &inner);
    if (status == L2A_EINVAL) status = L2A_ESYNTAX;
    if (status != L2A_OK) error_set_at(error, status, draft->override_file, o->value.line, o->column, "%s", inner.message);
  }
  return status;
}

/* A value of the lists that the dictionaries refuse has no place of its own: the message at least names the file. */
static l2a_status make_lexicon(l2a_rules *rules, const char *name, l2a_error *error)
{
  l2a_error inner = L2A_ERROR_INIT;
  l2a_status status = lexicon_new(&rules->lex, &rules->overlay, &inner);

  if (status != L2A_OK && name && !inner.file[0]) error_set_at(error, status, name, 0, 0, "%s", inner.message);
  else if (status != L2A_OK && error) *error = inner;
  return status;
}

static l2a_status compile(l2a_rules *rules, const rules_draft *draft, const char *name, l2a_error *error)
{
  l2a_status status;

  rules->match = draft->match;
  rules->overlay = draft->overlay;
  rules->mqa = draft->mqa;
  status = mqa_rules_resolve(&rules->mqa, &rules->texts, error);
  if (status == L2A_OK) status = make_lexicon(rules, name, error);
  if (status == L2A_OK) status = override_list_new(&rules->overrides, error);
  if (status == L2A_OK) status = add_overrides(rules, draft, error);
  if (status == L2A_OK) status = fingerprint_make(rules, error);
  return status;
}

/* name NULL: the built-in definitions alone. */
static l2a_status make(l2a_rules **out, const char *preset, bytes text, const char *name, l2a_error *error)
{
  l2a_rules *rules = calloc(1, sizeof *rules);
  rules_draft *draft = calloc(1, sizeof *draft);
  l2a_status status;

  *out = NULL;
  if (!rules || !draft) {
    status = error_no_memory(error);
    goto done;
  }
  arena_init(&rules->texts, TEXT_BLOCK_SIZE);
  draft->texts = &rules->texts;
  status = read_builtin(draft, error);
  if (status == L2A_OK && preset) status = rules_read_preset(draft, bytes_of(preset), NULL, error);
  if (status == L2A_OK && name) status = rules_read(draft, text, name, error);
  if (status == L2A_OK) status = compile(rules, draft, name, error);
  if (status == L2A_OK) {
    *out = rules;
    rules = NULL;
  }
done:
  free(draft);
  l2a_rules_free(rules);
  return status;
}

void l2a_rules_free(l2a_rules *rules)
{
  if (!rules) return;
  override_list_free(rules->overrides);
  mqa_rules_free(&rules->mqa);
  lexicon_free(rules->lex);
  arena_free(&rules->texts);
  free(rules);
}

l2a_status l2a_rules_parse(l2a_rules **out, const char *text, size_t size, const char *name, l2a_error *error)
{
  if (!out) return error_set(error, L2A_EINVAL, "l2a_rules_parse: out is NULL");
  *out = NULL;
  if (!text && size) return error_set(error, L2A_EINVAL, "l2a_rules_parse: text is NULL");
  return make(out, NULL, (bytes){ text, size }, name ? name : "definitions", error);
}

/* At most one byte more than the limit, by which the reader sees that the file is too large. */
static l2a_status read_file(buffer *out, const char *path, l2a_error *error)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  l2a_status status = L2A_OK;
  ssize_t n = 1;

  if (fd < 0) return error_set_errno(error, errno, path, "cannot be opened");
  while (n != 0 && out->size <= YAML_SIZE_LIMIT && status == L2A_OK) {
    if (!buffer_reserve(out, READ_SIZE)) {
      status = error_no_memory(error);
      break;
    }
    n = read(fd, out->data + out->size, READ_SIZE);
    if (n > 0) out->size += (size_t)n;
    else if (n < 0 && errno != EINTR) status = error_set_errno(error, errno, path, "cannot be read");
  }
  close(fd);
  return status;
}

l2a_status l2a_rules_load(l2a_rules **out, const char *path, l2a_error *error)
{
  if (!out) return error_set(error, L2A_EINVAL, "l2a_rules_load: out is NULL");
  return rules_load_over(out, NULL, path, error);
}

l2a_status rules_load_over(l2a_rules **out, const char *preset, const char *path, l2a_error *error)
{
  buffer text = BUFFER_INIT;
  l2a_status status = L2A_OK;

  *out = NULL;
  if (path) status = read_file(&text, path, error);
  if (status == L2A_OK) status = make(out, preset, buffer_bytes(&text), path, error);
  buffer_free(&text);
  return status;
}

l2a_status l2a_rules_add_override(l2a_rules *rules, const l2a_override *override_, l2a_error *error)
{
  l2a_status status;

  if (!rules || !override_) return error_set(error, L2A_EINVAL, "l2a_rules_add_override: an argument is NULL");
  status = override_list_add(rules->overrides, override_, rules->lex, error);
  if (status == L2A_OK) fingerprint_update(rules);
  return status;
}

const char *l2a_rules_fingerprint(const l2a_rules *rules)
{
  return rules->fingerprint;
}
