/* SPDX-License-Identifier: MIT */
#include "cli/domain_role_file.h"

#include <inttypes.h>

#include "io/csv_write.h"
#include "rules/rules_print.h"

enum { EXAMPLE_SIZE = 60, CSV_COLUMN_COUNT = 11, NUMBER_SIZE = 24 };

static const char *const advice_names[] = { "none", "deny", "look", "allow" };

static unsigned percent(uint64_t part, uint64_t whole)
{
  return whole ? (unsigned)((part * 100 + whole / 2) / whole) : 0;
}

/* Names of others stand in a comment: nothing in them may end it. Cut between characters. */
static void append_example(buffer *out, bytes text)
{
  size_t size = text.size;

  if (size > EXAMPLE_SIZE) {
    size = EXAMPLE_SIZE;
    while (size && ((unsigned char)text.data[size] & 0xC0) == 0x80) size--;
  }
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)text.data[i];
    bool ends = c < ' ' || c == 0x7F;
    /* NEL and the separators of lines and paragraphs, which YAML takes for ends of lines */
    ends |= c == 0xC2 && i + 1 < size && (unsigned char)text.data[i + 1] == 0x85;
    ends |= c == 0xE2 && i + 2 < size && (unsigned char)text.data[i + 1] == 0x80 && ((unsigned char)text.data[i + 2] & 0xFE) == 0xA8;
    if (ends && c == 0xE2) i += 2;
    else if (ends && c == 0xC2) i++;
    buffer_append_char(out, ends ? ' ' : (char)c);
  }
}

static void append_evidence(buffer *out, const domain_role *r)
{
  buffer_printf(out, "%s; %" PRIu64 " contacts, %" PRIu64 " companies, largest %u %%, like the domain %u %%", r->role, r->contacts,
                r->companies, percent(r->largest, r->contacts), percent(r->own, r->contacts));
  if (r->accounts) buffer_printf(out, ", accounts %" PRIu32, r->accounts);
  for (uint32_t i = 0; i < r->example_count; i++) {
    buffer_append_text(out, i ? " | " : ": ");
    append_example(out, r->examples[i]);
  }
  buffer_append_char(out, '\n');
}

static void append_list(buffer *out, const char *key, const domain_role *roles, size_t count, role_advice advice, const bytes *keep,
                        size_t keep_count)
{
  bool any = keep_count > 0;

  for (size_t i = 0; i < count; i++) any |= roles[i].advice == advice;
  buffer_printf(out, "  %s:%s\n", key, any ? "" : " []");
  for (size_t i = 0; i < keep_count; i++) {
    buffer_append_text(out, "    - ");
    rules_print_text(out, keep[i]);
    buffer_append_char(out, '\n');
  }
  for (size_t i = 0; i < count; i++) {
    if (roles[i].advice != advice) continue;
    buffer_append_text(out, "    - ");
    rules_print_text(out, roles[i].domain);
    buffer_append_text(out, "  # ");
    append_evidence(out, &roles[i]);
  }
}

void domain_role_write_yaml(buffer *out, const domain_role *roles, size_t count, const lexicon_overlay *keep)
{
  buffer_append_text(out,
                     "# Made by l2a domains: e-mail domains behind which the contacts state companies that have nothing in common.\n"
                     "# Review it, then put it into a definitions file: deny says nothing about the company, allow is a company's own.\n"
                     "version: 1\ndomains:\n");
  append_list(out, "deny", roles, count, ADVICE_DENY, keep->domain_deny, keep->domain_deny_count);
  for (size_t i = 0; i < count; i++) {
    if (roles[i].advice != ADVICE_LOOK) continue;
    buffer_printf(out, "    # - %.*s  # ", (int)roles[i].domain.size, roles[i].domain.data);
    append_evidence(out, &roles[i]);
  }
  append_list(out, "allow", roles, count, ADVICE_ALLOW, keep->domain_allow, keep->domain_allow_count);
}

static bytes number_text(char out[NUMBER_SIZE], uint64_t value)
{
  size_t at = NUMBER_SIZE;

  do out[--at] = (char)('0' + value % 10);
  while ((value /= 10) != 0);
  return (bytes){ out + at, NUMBER_SIZE - at };
}

void domain_role_write_csv(buffer *out, const domain_role *roles, size_t count)
{
  buffer_append_text(out, "domain,advice,role,contacts,names,companies,own,largest,accounts,families,examples\n");
  for (size_t i = 0; i < count; i++) {
    const domain_role *r = &roles[i];
    const uint64_t values[] = { r->contacts, r->names, r->companies, r->own, r->largest, r->accounts, r->families };
    char numbers[sizeof values / sizeof *values][NUMBER_SIZE];
    bytes fields[CSV_COLUMN_COUNT] = { r->domain, bytes_of(advice_names[r->advice]), bytes_of(r->role) };
    buffer examples = BUFFER_INIT;
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) fields[3 + k] = number_text(numbers[k], values[k]);
    for (uint32_t k = 0; k < r->example_count; k++) {
      if (k) buffer_append_text(&examples, " | ");
      buffer_append_bytes(&examples, r->examples[k]);
    }
    fields[CSV_COLUMN_COUNT - 1] = buffer_bytes(&examples);
    csv_write_row(out, fields, CSV_COLUMN_COUNT, ',');
    out->failed |= examples.failed;
    buffer_free(&examples);
  }
}
