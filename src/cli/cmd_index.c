/* SPDX-License-Identifier: MIT */
/* l2a index: account files in, index out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/engine.h"
#include "cli/file_clash.h"
#include "cli/message.h"
#include "cli/run_summary.h"
#include "cli/signal_guard.h"
#include "store/store.h"

static const option_spec output_options[] = {
  { "output", 'o', OPTION_TEXT, "INDEX", OPTION_AT(output), NULL, 0, 0,
    "the index; one that is there gets a new generation, and who reads the old one reads on" },
  { "rejects", 'r', OPTION_TEXT, "FILE", OPTION_AT(rejects), NULL, 0, 0,
    "write rows that cannot be used here, as CSV: file,line,byte_offset,reason" },
  { "strict", 0, OPTION_FLAG, NULL, OPTION_AT(strict), NULL, 0, 0, "exit 2 when a row was rejected" },
};

static const option_spec input_options[] = {
  { "map", 'm', OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map), NULL, 0, 0,
    "the column that holds a field, where it is not recognised: id, name, aliases, website, domains, country, state, city, postal_code, "
    "phone, parent_id, owner, type, created_at, linkedin; FIELD= says that there is none" },
  { "account-contacts", 0, OPTION_LIST, "FILE", OPTION_AT(account_contacts), NULL, 0, 0, ACCOUNT_CONTACTS_HELP },
  { "encoding", 0, OPTION_TEXT, "NAME", OPTION_AT(encoding), NULL, 0, 0,
    "instead of what the bytes look like: UTF-8, UTF-16LE, UTF-16BE, Windows-1252" },
  { "delimiter", 0, OPTION_TEXT, "CHARACTER", OPTION_AT(delimiter), NULL, 0, 0, "between fields, instead of what the header looks like" },
  { "definitions", 'd', OPTION_TEXT, "FILE", OPTION_AT(definitions), NULL, 0, 0, "definitions (l2a.yaml) instead of the built-in ones" },
};

static const option_spec run_options[] = {
  { "threads", 't', OPTION_NUMBER, "N", OPTION_AT(threads), NULL, 1, 256, "without it one for each processor; the index is the same" },
  { "quiet", 'q', OPTION_FLAG, NULL, OPTION_AT(quiet), NULL, 0, 0, "no progress, no summary; errors only" },
  { "verbose", 'v', OPTION_FLAG, NULL, OPTION_AT(verbose), NULL, 0, 0, "say why each column was taken for what it is" },
};

static void report(const cli_options *o, const engine *e, const reject_log *rejects, uint64_t start_ns)
{
  buffer line = BUFFER_INIT;
  l2a_index_info info;

  if (o->quiet) return;
  l2a_index_get_info(e->index, &info);
  append_counted(&line, e->accounts.rows, "row");
  buffer_append_text(&line, " in ");
  summary_append_cost(&line, start_ns);
  if (!line.failed) message_print("%.*s", (int)line.size, line.data);
  summary_print_rejects(rejects, e->accounts.rejected, "account", o->rejects);
  summary_print_skipped(e->accounts.skipped, "account");
  buffer_clear(&line);
  buffer_printf(&line, "%s: accounts ", o->output);
  append_grouped(&line, info.account_count);
  buffer_append_text(&line, ", generation ");
  buffer_append_u64(&line, info.generation);
  buffer_printf(&line, ", definitions %s", info.fingerprint);
  if (!line.failed) message_print("%.*s", (int)line.size, line.data);
  buffer_free(&line);
}

static l2a_status build(engine *e, const cli_options *o, reject_log *rejects, l2a_error *error)
{
  account_table_options options = { .paths = o->operands,
                                    .count = o->operand_count,
                                    .map = &o->map,
                                    .map_option = "map",
                                    .encoding = o->encoding,
                                    .delimiter = o->delimiter,
                                    .index_path = o->output,
                                    .open = true,
                                    .report = !o->quiet,
                                    .with_reasons = o->verbose,
                                    .progress = !o->quiet,
                                    .thread_count = engine_thread_count(o) };
  account_contacts *contacts;
  l2a_status status = engine_read_contacts(&contacts, e, o, error);

  options.contacts = contacts;
  if (status == L2A_OK) status = account_table_build(&e->index, &e->accounts, &options, e->rules, rejects, error);
  account_contacts_free(contacts);
  return status;
}

/* Where the store makes a new index before it gets its name. */
static l2a_status name_unfinished(char **out, const char *path, l2a_error *error)
{
  size_t size = strlen(path) + sizeof STORE_NEW_SUFFIX;

  *out = malloc(size);
  if (!*out) return error_no_memory(error);
  snprintf(*out, size, "%s%s", path, STORE_NEW_SUFFIX);
  return L2A_OK;
}

static exit_code run_index(const command *c, const cli_options *o)
{
  uint64_t start_ns = clock_now_ns();
  engine e = { .rules = NULL };
  reject_log rejects = { .file = NULL };
  signal_guard guard = { .running = false };
  l2a_error error = L2A_ERROR_INIT;
  char *unfinished = NULL;
  l2a_status status;

  if (!o->output) {
    message_print("%s: where to? Name the index with -o accounts.l2a", c->name);
    return EXIT_FAILED;
  }
  status = file_clash_check(o, "output", o->output, false, &error);
  if (status == L2A_OK) status = file_clash_check(o, "rejects", o->rejects, false, &error);
  if (status == L2A_OK) status = engine_load_rules(&e, o, &error);
  if (status == L2A_OK) status = reject_log_open(&rejects, o->rejects, &error);
  if (status == L2A_OK) status = name_unfinished(&unfinished, o->output, &error);
  if (status == L2A_OK) {
    signal_guard_start(&guard, unfinished, rejects.file ? output_temporary(rejects.file) : NULL);
    status = build(&e, o, &rejects, &error);
  }
  signal_guard_stop(&guard);
  if (status == L2A_OK) status = reject_log_commit(&rejects, &error);
  if (status == L2A_OK) report(o, &e, &rejects, start_ns);
  if (status == L2A_OK && o->strict && rejects.count)
    status = error_set(&error, L2A_EINVAL, "%llu row%s rejected, and --strict asks for none", (unsigned long long)rejects.count,
                       rejects.count == 1 ? " was" : "s were");
  reject_log_discard(&rejects);
  engine_close(&e);
  free(unfinished);
  return status == L2A_OK ? EXIT_DONE : message_failed(&error);
}

const command command_index = {
  .name = "index",
  .summary = "make an index of account exports",
  .operands = "ACCOUNTS...",
  .description =
    "Reads accounts (CSV with any separator, or NDJSON; .gz, .zst and .zip as they are; - is standard input) and writes an index that l2a "
    "match, lookup and explain open at once. Several files with the same header are one input. Every column is kept, since tie-breakers "
    "may name any. Deleted and merged accounts are skipped and counted; two different rows with one id are a reject.",
  .exit_codes = "0 done, 2 failed; an index that was there before is then as it was (but for --strict, which looks at the end).",
  .operand_min = 1,
  .operand_max = SIZE_MAX,
  .groups = { OPTION_GROUP("Output", output_options), OPTION_GROUP("Input", input_options), OPTION_GROUP("Run", run_options) },
  .examples = {
    { "l2a index accounts.csv -o accounts.l2a", "An export of any of the known systems:" },
    { "l2a index customers.csv -o accounts.l2a --map id=Kundennummer --map name=Firma", "Columns that are not recognised:" },
  },
  .run = run_index,
};
