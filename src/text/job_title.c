/* SPDX-License-Identifier: MIT */
#include "text/job_title.h"

#include <stdlib.h>

#include "base/arena.h"
#include "text/dictionary.h"

enum { TITLE_TEXT_LIMIT = 256 }; /* bytes of a title that are read; a longer one is a text about a person */

typedef struct compiled_rule {
  title_dimension dimension;
  uint16_t name;
  regex *pattern;
} compiled_rule;

struct title_rules {
  arena memory; /* the names */
  bytes *names[TITLE_DIMENSION_COUNT];
  size_t name_count[TITLE_DIMENSION_COUNT];
  size_t count;
  compiled_rule rules[];
};

const char *title_dimension_name(title_dimension dimension)
{
  static const char *const names[] = { "seniority", "department", "role" };

  return (size_t)dimension < TITLE_DIMENSION_COUNT ? names[dimension] : "";
}

/* The number of a name, which is added when it is new. */
static uint16_t name_number(title_rules *rules, title_dimension dimension, bytes name)
{
  size_t n = 0;

  while (n < rules->name_count[dimension] && !bytes_equal(rules->names[dimension][n], name)) n++;
  if (n == rules->name_count[dimension]) rules->names[dimension][rules->name_count[dimension]++] = arena_copy(&rules->memory, name);
  return (uint16_t)n;
}

static l2a_status add_rule(title_rules *rules, const char *file, const title_rule *rule, l2a_error *error)
{
  compiled_rule *to = &rules->rules[rules->count];
  l2a_error inner = L2A_ERROR_INIT;
  l2a_status status;

  if ((size_t)rule->dimension >= TITLE_DIMENSION_COUNT || !rule->name.size || !rule->pattern.size)
    return error_set_at(error, L2A_ESYNTAX, file, rule->line, 0, "expected a dimension, a name and a pattern");
  status = regex_compile(&to->pattern, rule->pattern, NULL, &inner);
  if (status != L2A_OK) return error_set_at(error, status, file, rule->line, 0, "%s", inner.message);
  to->dimension = rule->dimension;
  to->name = name_number(rules, rule->dimension, rule->name);
  rules->count++;
  return rules->memory.failed ? error_no_memory(error) : L2A_OK;
}

l2a_status title_rules_new(title_rules **out, const char *file, const title_rule *list, size_t count, l2a_error *error)
{
  title_rules *rules = NULL;
  l2a_status status = L2A_OK;

  if (count > TITLE_RULE_LIMIT) status = error_set_at(error, L2A_ELIMIT, file, 0, 0, "more than %d title rules", TITLE_RULE_LIMIT);
  if (status == L2A_OK && !(rules = calloc(1, sizeof *rules + count * sizeof rules->rules[0]))) status = error_no_memory(error);
  if (status == L2A_OK) {
    arena_init(&rules->memory, 4096);
    for (size_t d = 0; d < TITLE_DIMENSION_COUNT; d++) rules->names[d] = arena_take_array(&rules->memory, count, sizeof(bytes));
    if (rules->memory.failed) status = error_no_memory(error);
  }
  for (size_t i = 0; status == L2A_OK && i < count; i++) status = add_rule(rules, file, &list[i], error);
  if (status != L2A_OK) {
    title_rules_free(rules);
    rules = NULL;
  }
  *out = rules;
  return status;
}

/* "seniority|vp|pattern": the pattern is the rest of the line, whatever it holds. */
static l2a_status read_rule(title_rule *out, const dictionary *d, bytes entry, l2a_error *error)
{
  bytes field;

  *out = (title_rule){ .dimension = TITLE_DIMENSION_COUNT, .line = d->line };
  if (dictionary_field(&entry, &field))
    for (unsigned i = 0; i < TITLE_DIMENSION_COUNT; i++)
      if (bytes_equal(field, bytes_of(title_dimension_name((title_dimension)i)))) out->dimension = (title_dimension)i;
  if (!dictionary_field(&entry, &out->name)) return dictionary_error(d, "expected dimension|name|pattern", error);
  out->pattern = bytes_trim(entry);
  return L2A_OK;
}

l2a_status title_rules_new_builtin(title_rules **out, l2a_error *error)
{
  static const char name[] = "title_rules.txt";
  title_rule *list = malloc(TITLE_RULE_LIMIT * sizeof *list);
  l2a_status status = list ? L2A_OK : error_no_memory(error);
  size_t count = 0;
  dictionary d;
  bytes entry;

  *out = NULL;
  if (status == L2A_OK) status = dictionary_open(&d, name, error);
  while (status == L2A_OK) {
    status = dictionary_next(&d, &entry, error);
    if (status != L2A_OK || !entry.data) break;
    if (count == TITLE_RULE_LIMIT) status = dictionary_error(&d, "too many title rules", error);
    else status = read_rule(&list[count++], &d, entry, error);
  }
  if (status == L2A_OK) status = title_rules_new(out, name, list, count, error);
  free(list);
  return status;
}

void title_rules_free(title_rules *rules)
{
  if (!rules) return;
  for (size_t i = 0; i < rules->count; i++) regex_free(rules->rules[i].pattern);
  arena_free(&rules->memory);
  free(rules);
}

size_t title_rules_count(const title_rules *rules, title_dimension dimension)
{
  return (size_t)dimension < TITLE_DIMENSION_COUNT ? rules->name_count[dimension] : 0;
}

bytes title_rules_name(const title_rules *rules, title_dimension dimension, uint16_t number)
{
  return number < title_rules_count(rules, dimension) ? rules->names[dimension][number] : (bytes){ NULL, 0 };
}

l2a_status title_classify(title_class *out, bytes title, const title_rules *rules, regex_scratch *scratch, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t d = 0; d < TITLE_DIMENSION_COUNT; d++) out->names[d] = TITLE_NONE;
  title = bytes_trim(title);
  if (title.size > TITLE_TEXT_LIMIT) {
    title.size = TITLE_TEXT_LIMIT;
    while (title.size && ((unsigned char)title.data[title.size] & 0xC0) == 0x80) title.size--; /* never inside a character */
  }
  for (size_t i = 0; title.size && status == L2A_OK && i < rules->count; i++) {
    const compiled_rule *rule = &rules->rules[i];
    bool found = false;
    if (out->names[rule->dimension] != TITLE_NONE) continue;
    status = regex_find(&found, rule->pattern, scratch, title, NULL, error);
    if (status == L2A_ELIMIT) status = L2A_OK;
    else if (status == L2A_OK && found) out->names[rule->dimension] = rule->name;
  }
  return status;
}
