/* SPDX-License-Identifier: MIT */
/* l2a stat: what is in an index. */
#include <inttypes.h>

#include "cli/command.h"
#include "cli/engine.h"
#include "cli/help_page.h"
#include "cli/message.h"
#include "cli/run_summary.h"
#include "io/json_write.h"

static const option_spec stat_options[] = {
  { "format", 'f', OPTION_CHOICE, NULL, OPTION_AT(format), "text|json", 0, 0, "text without it" },
  { "definitions", 'd', OPTION_TEXT, "FILE", OPTION_AT(definitions), NULL, 0, 0,
    "those the index was made with, if they are not the built-in ones" },
};

typedef struct stat_line {
  const char *name; /* of the member in JSON; blanks for underscores in the text */
  uint64_t value;
} stat_line;

enum { STAT_LINE_COUNT = 7, STAT_NAME_WIDTH = 24 };

static void stat_lines(stat_line lines[STAT_LINE_COUNT], const l2a_index_info *info)
{
  lines[0] = (stat_line){ "accounts", info->account_count };
  lines[1] = (stat_line){ "names", info->name_count };
  lines[2] = (stat_line){ "domains", info->domain_count };
  lines[3] = (stat_line){ "words", info->token_count };
  lines[4] = (stat_line){ "bytes", info->bytes };
  lines[5] = (stat_line){ "generation", info->generation };
  lines[6] = (stat_line){ "format_version", info->format_version };
}

/* Bytes for each account with one decimal. */
static void append_per_account(buffer *out, uint64_t bytes_total, uint64_t accounts)
{
  uint64_t tenths = accounts ? bytes_total * 10 / accounts : 0;

  buffer_append_u64(out, tenths / 10);
  buffer_append_char(out, '.');
  buffer_append_u64(out, tenths % 10);
}

static void append_text(buffer *out, const l2a_index *index, const l2a_index_info *info)
{
  stat_line lines[STAT_LINE_COUNT];
  l2a_index_section section;

  stat_lines(lines, info);
  for (size_t i = 0; i < STAT_LINE_COUNT; i++) {
    for (const char *c = lines[i].name; *c; c++) buffer_append_char(out, *c == '_' ? ' ' : *c);
    for (size_t n = strlen(lines[i].name); n < STAT_NAME_WIDTH; n++) buffer_append_char(out, ' ');
    append_grouped(out, lines[i].value);
    buffer_append_char(out, '\n');
  }
  buffer_printf(out, "%-*s%s\n\n%-*s%14s%14s%18s\n", STAT_NAME_WIDTH, "definitions", info->fingerprint, STAT_NAME_WIDTH, "section",
                "entries", "bytes", "bytes/account");
  for (size_t n = 0; l2a_index_get_section(index, n, &section) == L2A_OK; n++) {
    buffer per_account = BUFFER_INIT;

    append_per_account(&per_account, section.bytes, info->account_count);
    buffer_printf(out, "%-*.*s%14" PRIu64 "%14" PRIu64 "%18.*s\n", STAT_NAME_WIDTH, (int)section.name.size, section.name.data,
                  section.entries, section.bytes, (int)per_account.size, per_account.data ? per_account.data : "");
    out->failed |= per_account.failed;
    buffer_free(&per_account);
  }
}

static void append_json(buffer *out, const l2a_index *index, const l2a_index_info *info)
{
  stat_line lines[STAT_LINE_COUNT];
  l2a_index_section section;

  stat_lines(lines, info);
  buffer_append_char(out, '{');
  for (size_t i = 0; i < STAT_LINE_COUNT; i++) {
    json_write_key(out, lines[i].name);
    buffer_append_u64(out, lines[i].value);
  }
  json_write_member(out, "definitions", bytes_of(info->fingerprint));
  json_write_key(out, "sections");
  buffer_append_char(out, '[');
  for (size_t n = 0; l2a_index_get_section(index, n, &section) == L2A_OK; n++) {
    buffer_append_text(out, n ? ",{" : "{");
    json_write_member(out, "name", section.name);
    json_write_key(out, "entries");
    buffer_append_u64(out, section.entries);
    json_write_key(out, "bytes");
    buffer_append_u64(out, section.bytes);
    json_write_key(out, "bytes_per_account");
    append_per_account(out, section.bytes, info->account_count);
    buffer_append_char(out, '}');
  }
  buffer_append_text(out, "]}\n");
}

static exit_code run_stat(const command *c, const cli_options *o)
{
  cli_options with_index = *o;
  engine e = { .rules = NULL };
  l2a_error error = L2A_ERROR_INIT;
  buffer out = BUFFER_INIT;
  l2a_index_info info;
  l2a_status status;

  (void)c;
  with_index.index = o->operands[0];
  status = engine_load_rules(&e, &with_index, &error);
  if (status == L2A_OK) status = engine_open_index(&e, &with_index, NULL, false, &error);
  if (status == L2A_OK) {
    l2a_index_get_info(e.index, &info);
    if (option_is(o->format, "json")) append_json(&out, e.index, &info);
    else append_text(&out, e.index, &info);
  }
  engine_close(&e);
  return status == L2A_OK ? help_flush(&out) : message_failed(&error);
}

const command command_stat = {
  .name = "stat",
  .summary = "say what is in an index",
  .operands = "INDEX",
  .description =
    "Prints counts, generation, format version, the fingerprint of the definitions its keys depend on, and the size of each section.",
  .exit_codes = "0 done, 2 failed.",
  .operand_min = 1,
  .operand_max = 1,
  .groups = { OPTION_GROUP("Output", stat_options) },
  .examples = { { "l2a stat accounts.l2a", "As a table:" }, { "l2a stat accounts.l2a --format json", "As JSON:" } },
  .run = run_stat,
};
