/* SPDX-License-Identifier: MIT */
/* The effective definitions as a file: what rules_read reads back to the same rules. Every value is written, so nothing depends on defaults. */
#include "rules/rules_print.h"

#include <inttypes.h>

#include "base/utf8.h"
#include "rules/mqa_print.h"
#include "rules/override.h"
#include "rules/rules_words.h"

/* ---- values ---------------------------------------------------------------------------------------------------------------------- */

/* An integer of 10^-digits as a decimal with all its digits: -1250 of 3 is -1.250. */
void rules_print_decimal(buffer *out, int64_t value, unsigned digits)
{
  uint64_t magnitude = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
  uint64_t unit = 1;

  for (unsigned i = 0; i < digits; i++) unit *= 10;
  buffer_printf(out, "%s%" PRIu64 ".%0*" PRIu64, value < 0 ? "-" : "", magnitude / unit, (int)digits, magnitude % unit);
}

/* What YAML reads back unchanged between single quotes on one line. */
static bool is_printable(uint32_t c)
{
  return (c >= 0x20 && c < 0x7F) || (c >= 0xA0 && c < 0xD800 && c != 0x2028 && c != 0x2029) || (c >= 0xE000 && c < 0xFFF0 && c != 0xFEFF);
}

/* What needs no quotes, here or in other readers of YAML, which see more than texts in some words. */
static bool is_word(bytes text)
{
  static const char *const special[] = { "null", "true", "false", "yes", "no", "on", "off", "y", "n", "none" };

  for (size_t i = 0; i < sizeof special / sizeof *special; i++)
    if (bytes_equal_nocase(text, bytes_of(special[i]))) return false;
  for (size_t i = 0; i < text.size; i++) {
    char c = lower_ascii(text.data[i]);
    bool letter = c >= 'a' && c <= 'z';
    bool inner = (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    if (!letter && !(inner && i > 0)) return false;
  }
  return text.size > 0;
}

static void put_quoted(buffer *out, bytes text)
{
  buffer_append_char(out, '\'');
  for (size_t i = 0; i < text.size; i++) {
    if (text.data[i] == '\'') buffer_append_char(out, '\'');
    buffer_append_char(out, text.data[i]);
  }
  buffer_append_char(out, '\'');
}

static void put_escaped(buffer *out, bytes text)
{
  const char *at = text.data;
  const char *end = text.data + text.size;

  buffer_append_char(out, '"');
  while (at < end) {
    uint32_t c = utf8_next(&at, end);
    if (c == '"' || c == '\\') buffer_printf(out, "\\%c", (int)c);
    else if (c >= 0x20 && c < 0x7F) buffer_append_char(out, (char)c);
    else buffer_printf(out, "\\U%08" PRIX32, c);
  }
  buffer_append_char(out, '"');
}

/* Texts are valid UTF-8 without NUL: their readers see to that. */
void rules_print_text(buffer *out, bytes text)
{
  const char *at = text.data;
  const char *end = text.data + text.size;
  bool printable = true;

  while (at < end) printable = is_printable(utf8_next(&at, end)) && printable;
  if (is_word(text)) buffer_append_bytes(out, text);
  else if (printable) put_quoted(out, text);
  else put_escaped(out, text);
}

/* "key: []", or a line a text, since such lists grow long and are reviewed. */
static void put_texts(buffer *out, const char *key, const bytes *texts, size_t count)
{
  buffer_printf(out, "  %s:%s\n", key, count ? "" : " []");
  for (size_t i = 0; i < count; i++) {
    buffer_append_text(out, "    - ");
    rules_print_text(out, texts[i]);
    buffer_append_char(out, '\n');
  }
}

/* "{cuts: [300, 500], weights: [-1.250, 0.100, 0.900]}" or "none". */
void rules_print_table(buffer *out, const weight_table *table)
{
  if (!table->used) {
    buffer_append_text(out, "none\n");
    return;
  }
  buffer_append_text(out, "{cuts: [");
  for (uint32_t i = 0; i < table->cut_count; i++) buffer_printf(out, "%s%" PRId32, i ? ", " : "", table->cuts[i]);
  buffer_append_text(out, "], weights: [");
  for (uint32_t i = 0; i <= table->cut_count; i++) {
    if (i) buffer_append_text(out, ", ");
    rules_print_decimal(out, table->weights[i], 3);
  }
  buffer_append_text(out, "]}\n");
}

/* ---- sections -------------------------------------------------------------------------------------------------------------------- */

static void put_tie_breaker(buffer *out, const tie_breaker *tie)
{
  if (!tie_has_column(tie->kind)) {
    buffer_append_text(out, tie_names[tie->kind]);
    return;
  }
  buffer_printf(out, "{%s: ", tie_names[tie->kind]);
  if (tie->kind == TIE_PREFER) {
    for (uint32_t i = 0; i < tie->value_count; i++) {
      buffer_append_text(out, i ? ", " : "[");
      rules_print_text(out, tie->values[i]);
    }
    buffer_append_text(out, "], column: ");
  }
  rules_print_text(out, tie->column);
  buffer_append_char(out, '}');
}

static void put_match(buffer *out, const match_rules *match)
{
  buffer_append_text(out, "match:\n"
                          "  # Which evidence may stand alone: balanced | name-first | domain-first | strict (name and domain agree).\n");
  buffer_printf(out, "  policy: %s\n", policy_names[match->policy]);
  buffer_append_text(out, "  # E-mail domain and stated company are different accounts: company | domain | review decides.\n");
  buffer_printf(out, "  conflict: %s\n", conflict_names[match->conflict]);
  buffer_append_text(out, "  # Probability asked of a row, 0 to 1: from `match` on it is a match, from `review` on a person should look.\n"
                          "  thresholds: {match: ");
  rules_print_decimal(out, match->match_threshold, 4);
  buffer_append_text(out, ", review: ");
  rules_print_decimal(out, match->review_threshold, 4);
  buffer_append_text(
    out, "}\n"
         "  # Between accounts with equal evidence the first of these that differs decides: name (written as by the contact), country,\n"
         "  # state, city, postal_code (agrees with the contact), parent, child, {prefer: [customer, prospect], column: type}, {most: "
         "COLUMN}, {least: COLUMN},\n"
         "  # {oldest: COLUMN}, {newest: COLUMN}, id (decides always). If none does, the row is for review.\n"
         "  tie_breakers: [");
  for (uint32_t i = 0; i < match->tie_breaker_count; i++) {
    if (i) buffer_append_text(out, ", ");
    put_tie_breaker(out, &match->tie_breakers[i]);
  }
  buffer_append_text(out, "]\n"
                          "  # Evidence is equal when it differs by at most this (nats; 2.3 nats are odds of 10 to 1).\n"
                          "  tie_margin: ");
  rules_print_decimal(out, match->tie_margin, 3);
  buffer_append_text(out, "\n"
                          "  # How much is looked at for one contact; a row says when a budget cut something off.\n"
                          "  budgets:\n");
  for (size_t i = 0; i < BUDGET_COUNT; i++)
    buffer_printf(out, "    %s: %" PRIu32 " # %s\n", budget_names[i], budget_get(&match->budgets, i), budget_descriptions[i]);
}

static void put_lists(buffer *out, const lexicon_overlay *overlay)
{
  buffer_append_text(out, "\ndomains:\n"
                          "  # allow: a company's own domain, whatever the built-in lists say. deny: says nothing about the company.\n");
  put_texts(out, "allow", overlay->domain_allow, overlay->domain_allow_count);
  put_texts(out, "deny", overlay->domain_deny, overlay->domain_deny_count);
  buffer_append_text(
    out, "\nnames:\n"
         "  # placeholders: further values that mean \"no company\". legal_forms and words: further lines canonical|variant|variant.\n");
  put_texts(out, "placeholders", overlay->placeholders, overlay->placeholder_count);
  put_texts(out, "legal_forms", overlay->legal_forms, overlay->legal_form_count);
  put_texts(out, "words", overlay->words, overlay->word_count);
}

static void put_weights(buffer *out, const match_rules *match)
{
  buffer_append_text(
    out, "\n"
         "# Evidence in nats, added up. A feature's value falls into a level: below the first cut, from the first cut on, and so on;\n"
         "# each level has its weight, one more than cuts. none: the feature does not count.\n"
         "weights:\n  # before any evidence\n  prior: ");
  rules_print_decimal(out, match->prior, 3);
  buffer_append_char(out, '\n');
  for (int f = 0; f < FEATURE_COUNT; f++) {
    buffer_printf(out, "  # %s\n  %s: ", feature_description((feature)f), feature_name((feature)f));
    rules_print_table(out, &match->weights[f]);
  }
  buffer_append_text(out, "\n# The evidence for an account minus the runner-up's, in thousandths of a nat.\nmargin: ");
  rules_print_table(out, &match->margin);
  buffer_append_text(
    out, "\n# All evidence (thousandths of a nat) and the probability that such a match is right; straight lines between.\ncalibration:\n");
  for (uint32_t i = 0; i < match->calibration_count; i++) {
    buffer_printf(out, "  - [%" PRId32 ", ", match->calibration[i].total);
    rules_print_decimal(out, match->calibration[i].probability, 4);
    buffer_append_text(out, "]\n");
  }
}

static void put_overrides(buffer *out, const override_list *list)
{
  size_t count = override_list_count(list);

  buffer_append_text(
    out,
    "\n"
    "# What a person decided, before all evidence: {kind: always | never | bypass | alias, field: id | email | domain | company | phone,\n"
    "# value: ..., account: ID}. bypass takes no account; never without one means no account at all.\n");
  buffer_append_text(out, count ? "overrides:\n" : "overrides: []\n");
  for (size_t i = 0; i < count; i++) {
    const override_entry *e = override_list_at(list, i);
    buffer_printf(out, "  - {kind: %s, field: %s, value: ", override_kind_names[e->kind], override_field_names[e->field]);
    rules_print_text(out, e->given);
    if (e->account_id.size) buffer_append_text(out, ", account: ");
    if (e->account_id.size) rules_print_text(out, e->account_id);
    buffer_append_text(out, "}\n");
  }
}

void rules_print_definitions(buffer *out, const match_rules *match, const lexicon_overlay *overlay)
{
  buffer_append_text(out, "# Definitions of l2a: how contacts are matched to accounts. Keys that are left out keep their built-in value.\n"
                          "# Check a changed file with `l2a rules FILE`.\nversion: 1\n\n");
  put_match(out, match);
  put_lists(out, overlay);
  put_weights(out, match);
}

l2a_status l2a_rules_print(const l2a_rules *rules, l2a_sink sink, void *payload)
{
  buffer out = BUFFER_INIT;
  l2a_status status;

  rules_print_definitions(&out, &rules->match, &rules->overlay);
  mqa_print(&out, &rules->mqa);
  put_overrides(&out, rules->overrides);
  status = out.failed ? L2A_ENOMEM : sink(payload, out.data, out.size);
  buffer_free(&out);
  return status;
}
