/* SPDX-License-Identifier: MIT */
/*
 * The definitions file (rules.h has every key). A map of known keys is a table of readers:
 *
 *   top_keys:    version  match  domains  names  overrides  weights  margin  calibration  (timezone ... sla: mqa_read.c)
 *   match_keys:             +- policy  conflict  thresholds  tie_breakers  tie_margin  budgets
 */
#include "rules/rules_read.h"

#include <stdio.h>

#include "base/builtin.h"

#include "rules/mqa_read.h"
#include "rules/override.h"
#include "rules/rules_words.h"
#include "rules/yaml_tree.h"

enum { READ_BLOCK_SIZE = 65536, KEYS_OF_ONE_MAP = 16, DEFINITIONS_VERSION = 1 };

typedef struct key_reader {
  const char *key;
  l2a_status (*read)(rules_draft *draft, const tree_node *value, l2a_error *error);
} key_reader;

static const tree_number probability_number = { 4, 0, 10000 };
static const tree_number weight_number = { 3, -WEIGHT_LIMIT, WEIGHT_LIMIT };
static const tree_number cut_number = { 0, -CUT_LIMIT, CUT_LIMIT };

/* ---- helpers --------------------------------------------------------------------------------------------------------------------- */

static l2a_status read_map(rules_draft *draft, const tree_node *map, const key_reader *readers, size_t count, l2a_error *error)
{
  const char *names[KEYS_OF_ONE_MAP];
  l2a_status status = tree_expect_map(map, error);

  for (size_t i = 0; i < count; i++) names[i] = readers[i].key;
  for (const tree_node *child = map->first; child && status == L2A_OK; child = child->next) {
    size_t key;
    status = tree_key(&key, child, names, count, error);
    if (status == L2A_OK) status = readers[key].read(draft, child, error);
  }
  return status;
}

static l2a_status read_number(int32_t *out, const tree_node *node, tree_number allowed, l2a_error *error)
{
  int64_t value;
  l2a_status status = tree_decimal(&value, node, allowed, error);

  if (status == L2A_OK) *out = (int32_t)value;
  return status;
}

/* A copy that outlives the tree. */
static l2a_status read_text(bytes *out, rules_draft *draft, const tree_node *node, l2a_error *error)
{
  l2a_status status = tree_text(out, node, TEXT_LIMIT, error);

  if (status != L2A_OK) return status;
  *out = arena_copy(draft->texts, *out);
  return out->data ? L2A_OK : error_no_memory(error);
}

static l2a_status expect_list_of(const tree_node *node, size_t min, size_t max, l2a_error *error)
{
  l2a_status status = tree_expect_list(node, error);

  if (status != L2A_OK || (node->count >= min && node->count <= max)) return status;
  if (min == max) return tree_error(node, error, "expected a list of %zu values, found %u", min, (unsigned)node->count);
  return tree_error(node, error, "expected a list of %zu to %zu values, found %u", min, max, (unsigned)node->count);
}

/* The child of that key, which must be there. */
static l2a_status need_child(const tree_node **out, const tree_node *map, const char *key, l2a_error *error)
{
  *out = tree_child(map, key);
  return *out ? L2A_OK : tree_error(map, error, "the key '%s' is missing", key);
}

/* ---- match: ---------------------------------------------------------------------------------------------------------------------- */

static l2a_status read_policy(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  size_t word;
  l2a_status status = tree_word(&word, node, policy_names, POLICY_COUNT, error);

  if (status == L2A_OK) draft->match.policy = (match_policy)word;
  return status;
}

static l2a_status read_conflict(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  size_t word;
  l2a_status status = tree_word(&word, node, conflict_names, CONFLICT_COUNT, error);

  if (status == L2A_OK) draft->match.conflict = (conflict_policy)word;
  return status;
}

static l2a_status read_thresholds(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  static const char *const names[] = { "match", "review" };
  uint32_t *const places[] = { &draft->match.match_threshold, &draft->match.review_threshold };
  l2a_status status = tree_expect_map(node, error);

  for (const tree_node *child = node->first; child && status == L2A_OK; child = child->next) {
    size_t key;
    int32_t value = 0;
    status = tree_key(&key, child, names, 2, error);
    if (status == L2A_OK) status = read_number(&value, child, probability_number, error);
    if (status == L2A_OK) *places[key] = (uint32_t)value;
  }
  if (status == L2A_OK && draft->match.review_threshold > draft->match.match_threshold)
    status = tree_error(node, error, "expected review to be at most match, found review %u.%04u and match %u.%04u",
                        (unsigned)(draft->match.review_threshold / 10000), (unsigned)(draft->match.review_threshold % 10000),
                        (unsigned)(draft->match.match_threshold / 10000), (unsigned)(draft->match.match_threshold % 10000));
  return status;
}

static l2a_status read_tie_margin(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  return read_number(&draft->match.tie_margin, node, (tree_number){ 3, 0, WEIGHT_LIMIT }, error);
}

static l2a_status read_tie_word(tie_breaker *out, const tree_node *node, l2a_error *error)
{
  size_t word = 0;

  if (node->kind == TREE_TEXT)
    while (word < TIE_KIND_COUNT && (tie_has_column((tie_kind)word) || !bytes_equal(node->text, bytes_of(tie_names[word])))) word++;
  if (node->kind != TREE_TEXT || word == TIE_KIND_COUNT)
    return tree_error_expected(
      node,
      "name, country, state, city, postal_code, parent, child, id, {prefer: [customer], column: type}, {most: COLUMN}, "
      "{least: COLUMN}, {oldest: COLUMN} or {newest: COLUMN}",
      error);
  out->kind = (tie_kind)word;
  if (out->kind == TIE_ID && node->next) return tree_error(node, error, "id decides always: expected it to be the last tie-breaker");
  return L2A_OK;
}

static l2a_status read_prefer(tie_breaker *out, rules_draft *draft, const tree_node *map, const tree_node *list, l2a_error *error)
{
  const tree_node *column = NULL;
  l2a_status status = need_child(&column, map, "column", error);

  if (status == L2A_OK) status = read_text(&out->column, draft, column, error);
  if (status == L2A_OK) status = expect_list_of(list, 1, TIE_VALUE_LIMIT, error);
  for (const tree_node *value = list->first; value && status == L2A_OK; value = value->next)
    status = read_text(&out->values[out->value_count++], draft, value, error);
  return status;
}

/* {prefer: [customer, prospect], column: type} or {most: COLUMN}: one of the kinds, and `column` with `prefer` alone. */
static l2a_status read_tie_map(tie_breaker *out, rules_draft *draft, const tree_node *node, l2a_error *error)
{
  static const char *const names[] = { "prefer", "most", "least", "oldest", "newest", "column" };
  const tree_node *value = NULL;
  const tree_node *column = tree_child(node, "column");
  l2a_status status = L2A_OK;

  for (const tree_node *child = node->first; child && status == L2A_OK; child = child->next) {
    size_t key;
    status = tree_key(&key, child, names, sizeof names / sizeof *names, error);
    if (status != L2A_OK || child == column) continue;
    if (value) status = tree_error(node, error, "expected one of prefer, most, least, oldest and newest, found several");
    value = child;
    out->kind = (tie_kind)(TIE_PREFER + key);
  }
  if (status != L2A_OK) return status;
  if (!value) return tree_error(node, error, "expected one of the keys prefer, most, least, oldest, newest");
  if (out->kind == TIE_PREFER) return read_prefer(out, draft, node, value, error);
  if (column) return tree_error(node, error, "the key 'column' goes with prefer; of %s the column is the value", tie_names[out->kind]);
  return read_text(&out->column, draft, value, error);
}

static l2a_status read_tie_breakers(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  l2a_status status = expect_list_of(node, 0, TIE_BREAKER_LIMIT, error);

  if (status != L2A_OK) return status;
  memset(draft->match.tie_breakers, 0, sizeof draft->match.tie_breakers);
  draft->match.tie_breaker_count = 0;
  for (const tree_node *item = node->first; item && status == L2A_OK; item = item->next) {
    tie_breaker *tie = &draft->match.tie_breakers[draft->match.tie_breaker_count++];
    status = item->kind == TREE_MAP ? read_tie_map(tie, draft, item, error) : read_tie_word(tie, item, error);
  }
  return status;
}

static l2a_status read_budgets(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  l2a_status status = tree_expect_map(node, error);

  for (const tree_node *child = node->first; child && status == L2A_OK; child = child->next) {
    size_t key;
    int32_t value = 0;
    status = tree_key(&key, child, budget_names, BUDGET_COUNT, error);
    if (status == L2A_OK) status = read_number(&value, child, (tree_number){ 0, 1, BUDGET_LIMIT }, error);
    if (status == L2A_OK) budget_set(&draft->match.budgets, key, (uint32_t)value);
  }
  return status;
}

static l2a_status read_match(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  static const key_reader readers[] = {
    { "policy", read_policy },         { "conflict", read_conflict },
    { "thresholds", read_thresholds }, { "tie_breakers", read_tie_breakers },
    { "tie_margin", read_tie_margin }, { "budgets", read_budgets },
  };

  return read_map(draft, node, readers, sizeof readers / sizeof *readers, error);
}

/* ---- domains:, names: ------------------------------------------------------------------------------------------------------------ */

typedef bool text_check(bytes text);

/* The list's texts in draft->texts; check says whether one will do, expected is the sentence for one that will not. */
static l2a_status read_texts(const bytes **out, size_t *out_count, rules_draft *draft, const tree_node *node, text_check *check,
                             const char *expected, l2a_error *error)
{
  l2a_status status = expect_list_of(node, 0, LIST_LIMIT, error);
  bytes *texts;
  size_t count = 0;

  if (status != L2A_OK) return status;
  texts = arena_take_array(draft->texts, node->count, sizeof *texts);
  if (!texts) return error_no_memory(error);
  for (const tree_node *item = node->first; item && status == L2A_OK; item = item->next) {
    status = read_text(&texts[count], draft, item, error);
    if (status == L2A_OK && !check(texts[count++])) status = tree_error_expected(item, expected, error);
  }
  *out = texts;
  *out_count = count;
  return status;
}

static bool is_line(bytes text)
{
  for (size_t i = 0; i < text.size; i++)
    if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7F) return false;
  return true;
}

static bool is_domain(bytes text)
{
  bytes rest = text;
  size_t labels = 0;

  if (!is_line(text) || text.size > 253) return false;
  for (size_t i = 0; i < text.size; i++)
    if (strchr(" @/:,;|\\", text.data[i])) return false;
  for (; rest.data; labels++)
    if (bytes_split(&rest, '.').size == 0) return false;
  return labels > 1;
}

/* One line of a dictionary: canonical|variant|variant, none of them empty, no comment. */
static bool is_entry(bytes text)
{
  bytes rest = text;

  if (!is_line(text) || text.data[0] == '#') return false;
  while (rest.data)
    if (bytes_trim(bytes_split(&rest, '|')).size == 0) return false;
  return true;
}

static bool is_value(bytes text)
{
  return is_line(text) && !memchr(text.data, '|', text.size) && text.data[0] != '#';
}

static l2a_status read_domains(const bytes **out, size_t *count, rules_draft *draft, const tree_node *node, l2a_error *error)
{
  return read_texts(out, count, draft, node, is_domain, "a domain such as example.com", error);
}

static l2a_status read_allow(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  return read_domains(&draft->overlay.domain_allow, &draft->overlay.domain_allow_count, draft, node, error);
}

static l2a_status read_deny(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  return read_domains(&draft->overlay.domain_deny, &draft->overlay.domain_deny_count, draft, node, error);
}

static l2a_status read_placeholders(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  return read_texts(&draft->overlay.placeholders, &draft->overlay.placeholder_count, draft, node, is_value, "a text of one line without |",
                    error);
}

static l2a_status read_legal_forms(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  return read_texts(&draft->overlay.legal_forms, &draft->overlay.legal_form_count, draft, node, is_entry, "canonical|variant|variant",
                    error);
}

static l2a_status read_words(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  return read_texts(&draft->overlay.words, &draft->overlay.word_count, draft, node, is_entry, "canonical|variant|variant", error);
}

static l2a_status read_domain_lists(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  static const key_reader readers[] = { { "allow", read_allow }, { "deny", read_deny } };

  return read_map(draft, node, readers, sizeof readers / sizeof *readers, error);
}

static l2a_status read_names(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  static const key_reader readers[] = { { "placeholders", read_placeholders },
                                        { "legal_forms", read_legal_forms },
                                        { "words", read_words } };

  return read_map(draft, node, readers, sizeof readers / sizeof *readers, error);
}

/* ---- overrides: ------------------------------------------------------------------------------------------------------------------ */

static l2a_status read_override(override_draft *out, rules_draft *draft, const tree_node *node, l2a_error *error)
{
  static const char *const names[] = { "kind", "field", "value", "account" };
  const tree_node *parts[4] = { NULL };
  l2a_status status = tree_expect_map(node, error);
  size_t kind = 0;
  size_t field = 0;

  for (const tree_node *child = node->first; child && status == L2A_OK; child = child->next) {
    size_t key;
    status = tree_key(&key, child, names, 4, error);
    if (status == L2A_OK) parts[key] = child;
  }
  for (size_t i = 0; i < 3 && status == L2A_OK; i++)
    if (!parts[i]) status = tree_error(node, error, "the key '%s' is missing", names[i]);
  if (status == L2A_OK) status = tree_word(&kind, parts[0], override_kind_names, OVERRIDE_KIND_COUNT, error);
  if (status == L2A_OK) status = tree_word(&field, parts[1], override_field_names, OVERRIDE_FIELD_COUNT, error);
  *out =
    (override_draft){ { sizeof(l2a_override), (l2a_override_kind)kind, (l2a_override_field)field, node->line, { NULL, 0 }, { NULL, 0 } },
                      node->column };
  if (status == L2A_OK) status = read_text(&out->value.value, draft, parts[2], error);
  if (status == L2A_OK && parts[3]) status = read_text(&out->value.account_id, draft, parts[3], error);
  return status;
}

static l2a_status read_overrides(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  l2a_status status = expect_list_of(node, 0, YAML_NODE_LIMIT, error);

  if (status != L2A_OK) return status;
  draft->override_count = 0;
  draft->override_file = node->file;
  draft->overrides = arena_take_array(draft->texts, node->count, sizeof *draft->overrides);
  if (!draft->overrides) return error_no_memory(error);
  for (const tree_node *item = node->first; item && status == L2A_OK; item = item->next)
    status = read_override(&draft->overrides[draft->override_count++], draft, item, error);
  return status;
}

/* ---- weights:, margin:, calibration: --------------------------------------------------------------------------------------------- */

static l2a_status read_levels(weight_table *out, const tree_node *cuts, const tree_node *weights, l2a_error *error)
{
  l2a_status status = expect_list_of(cuts, 0, WEIGHT_LEVEL_LIMIT, error);

  if (status != L2A_OK) return status;
  for (const tree_node *cut = cuts->first; cut && status == L2A_OK; cut = cut->next) {
    int32_t *at = &out->cuts[out->cut_count++];
    status = read_number(at, cut, cut_number, error);
    if (status == L2A_OK && cut->number > 0 && *at <= at[-1])
      status = tree_error(cut, error, "expected the cuts to grow, found %d after %d", *at, at[-1]);
  }
  if (status == L2A_OK) status = tree_expect_list(weights, error);
  if (status == L2A_OK && weights->count != out->cut_count + 1)
    status = tree_error(weights, error, "expected %u weights (one more than cuts), found %u", (unsigned)out->cut_count + 1,
                        (unsigned)weights->count);
  for (const tree_node *weight = weights->first; weight && status == L2A_OK; weight = weight->next)
    status = read_number(&out->weights[weight->number], weight, weight_number, error);
  return status;
}

/* {cuts: [...], weights: [...]}, or the word none. The table of an earlier file is replaced as a whole. */
static l2a_status read_table(weight_table *out, const tree_node *node, l2a_error *error)
{
  static const char *const names[] = { "cuts", "weights" };
  const tree_node *cuts = NULL;
  const tree_node *weights = NULL;
  l2a_status status;

  memset(out, 0, sizeof *out);
  if (node->kind == TREE_TEXT && bytes_equal(node->text, BYTES("none"))) return L2A_OK;
  if (node->kind != TREE_MAP) return tree_error_expected(node, "{cuts: [...], weights: [...]} or none", error);
  for (const tree_node *child = node->first; child; child = child->next) {
    size_t key;
    status = tree_key(&key, child, names, 2, error);
    if (status != L2A_OK) return status;
  }
  status = need_child(&cuts, node, "cuts", error);
  if (status == L2A_OK) status = need_child(&weights, node, "weights", error);
  if (status == L2A_OK) status = read_levels(out, cuts, weights, error);
  out->used = status == L2A_OK;
  return status;
}

static l2a_status read_weights(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  const char *names[FEATURE_COUNT + 1];
  l2a_status status = tree_expect_map(node, error);

  names[0] = "prior";
  for (int f = 0; f < FEATURE_COUNT; f++) names[f + 1] = feature_name((feature)f);
  for (const tree_node *child = node->first; child && status == L2A_OK; child = child->next) {
    size_t key;
    status = tree_key(&key, child, names, FEATURE_COUNT + 1, error);
    if (status != L2A_OK) return status;
    status =
      key == 0 ? read_number(&draft->match.prior, child, weight_number, error) : read_table(&draft->match.weights[key - 1], child, error);
  }
  return status;
}

static l2a_status read_margin(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  return read_table(&draft->match.margin, node, error);
}

static l2a_status read_calibration(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  static const tree_number total = { 0, -CUT_LIMIT, CUT_LIMIT };
  calibration_point *points = draft->match.calibration;
  l2a_status status = expect_list_of(node, 1, CALIBRATION_LIMIT, error);
  uint32_t count = 0;

  for (const tree_node *item = node->first; item && status == L2A_OK; item = item->next) {
    int32_t probability = 0;
    status = expect_list_of(item, 2, 2, error);
    if (status == L2A_OK) status = read_number(&points[count].total, item->first, total, error);
    if (status == L2A_OK) status = read_number(&probability, item->last, probability_number, error);
    if (status != L2A_OK) return status;
    points[count].probability = (uint32_t)probability;
    if (count && points[count].total <= points[count - 1].total) return tree_error(item, error, "expected the totals to grow");
    if (count && points[count].probability < points[count - 1].probability)
      return tree_error(item, error, "expected the probabilities not to fall");
    count++;
  }
  if (status == L2A_OK) draft->match.calibration_count = count;
  return status;
}

/* ---- the whole file -------------------------------------------------------------------------------------------------------------- */

static l2a_status read_version(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  int32_t version = 0;

  (void)draft;
  return read_number(&version, node, (tree_number){ 0, DEFINITIONS_VERSION, DEFINITIONS_VERSION }, error);
}

/* The keys of accounts and their stages: mqa_read.c. */
static l2a_status read_mqa(rules_draft *draft, size_t n, const tree_node *node, l2a_error *error)
{
  mqa_reader reader = { &draft->mqa, draft->texts, node->file, draft->builtin };
  bytes file = arena_copy(draft->texts, bytes_of(node->file));

  if (!file.data) return error_no_memory(error);
  reader.file = file.data;
  return mqa_read_key(&reader, n, node, error);
}

/* Read before all others: read_preset. */
static l2a_status skip_preset(rules_draft *draft, const tree_node *node, l2a_error *error)
{
  (void)draft, (void)node, (void)error;
  return L2A_OK;
}

static const key_reader top_keys[] = {
  { "version", read_version },      { "preset", skip_preset }, { "match", read_match },
  { "domains", read_domain_lists }, { "names", read_names },   { "overrides", read_overrides },
  { "weights", read_weights },      { "margin", read_margin }, { "calibration", read_calibration },
};

enum { PRESET_PREFIX = sizeof "preset_" - 1, PRESET_SUFFIX = sizeof ".yaml" - 1, PRESET_NAMES = 512 };
enum { TOP_KEY_COUNT = sizeof top_keys / sizeof *top_keys };

/* ---- presets ------------------------------------------------------------------------------------------------------------------------- */

const char *rules_preset_name(size_t n, bytes *name)
{
  bytes content;
  const char *file;

  for (size_t i = 0; (file = builtin_name(i, &content)) != NULL; i++) {
    bytes text = bytes_of(file);
    if (!bytes_starts_with(text, BYTES("preset_")) || !bytes_ends_with(text, BYTES(".yaml")) || n-- > 0) continue;
    *name = bytes_from(text.data + PRESET_PREFIX, text.size - PRESET_PREFIX - PRESET_SUFFIX);
    return file;
  }
  return NULL;
}

static l2a_status no_preset(bytes preset, const tree_node *place, l2a_error *error)
{
  char names[PRESET_NAMES] = "";
  size_t used = 0;
  bytes name;

  for (size_t n = 0; rules_preset_name(n, &name) && used < sizeof names; n++)
    used += (size_t)snprintf(names + used, sizeof names - used, "%s%.*s", n ? ", " : "", (int)name.size, name.data);
  if (place) return tree_error(place, error, "expected one of %s", names);
  return error_set(error, L2A_EINVAL, "preset %.*s: expected one of %s", (int)(preset.size < 64 ? preset.size : 64), preset.data, names);
}

l2a_status rules_read_preset(rules_draft *draft, bytes preset, const tree_node *place, l2a_error *error)
{
  bool builtin = draft->builtin;
  const char *file = NULL;
  bytes name;
  l2a_status status;

  for (size_t n = 0; (file = rules_preset_name(n, &name)) != NULL && !bytes_equal(name, preset); n++) continue;
  if (!file) return no_preset(preset, place, error);
  draft->builtin = true;
  status = rules_read(draft, builtin_file(file), file, error);
  draft->builtin = builtin;
  return status;
}

static l2a_status read_preset(rules_draft *draft, const tree_node *root, l2a_error *error)
{
  const tree_node *node = tree_child(root, "preset");
  bytes name;
  l2a_status status;

  if (!node) return L2A_OK;
  status = tree_text(&name, node, TEXT_LIMIT, error);
  if (status == L2A_OK && draft->builtin) return tree_error(node, error, "expected none in built-in definitions");
  return status == L2A_OK ? rules_read_preset(draft, name, node, error) : status;
}

/* What a preset says comes before what the file itself says, wherever the key stands. */
static l2a_status read_top(rules_draft *draft, const tree_node *root, l2a_error *error)
{
  const char *names[TOP_KEY_COUNT + MQA_KEY_COUNT];
  l2a_status status = tree_expect_map(root, error);

  for (size_t i = 0; i < TOP_KEY_COUNT; i++) names[i] = top_keys[i].key;
  for (size_t i = 0; i < MQA_KEY_COUNT; i++) names[TOP_KEY_COUNT + i] = mqa_key_names[i];
  if (status == L2A_OK) status = read_preset(draft, root, error);
  for (const tree_node *child = root->first; child && status == L2A_OK; child = child->next) {
    size_t key;
    status = tree_key(&key, child, names, TOP_KEY_COUNT + MQA_KEY_COUNT, error);
    if (status == L2A_OK && key < TOP_KEY_COUNT) status = top_keys[key].read(draft, child, error);
    else if (status == L2A_OK) status = read_mqa(draft, key - TOP_KEY_COUNT, child, error);
  }
  return status;
}

l2a_status rules_read(rules_draft *draft, bytes text, const char *name, l2a_error *error)
{
  arena nodes;
  tree_node *root;
  l2a_status status;

  arena_init(&nodes, READ_BLOCK_SIZE);
  status = yaml_tree_parse(&root, text, name, &nodes, error);
  if (status == L2A_OK && root->kind != TREE_NOTHING) status = read_top(draft, root, error);
  arena_free(&nodes);
  return status;
}
