/* SPDX-License-Identifier: MIT */
/* Engine: rules and index as the options of match, lookup and explain ask for them. */
#ifndef L2A_CLI_ENGINE_H
#define L2A_CLI_ENGINE_H

#include "cli/account_table.h"

typedef struct engine {
  l2a_rules *rules;
  l2a_index *index;
  bool built; /* from --accounts, in memory */
  account_table_counts accounts;
} engine;

/* Options that ask for rules and accounts; the same in every command that matches. */
#define ENGINE_INDEX_OPTIONS                                                                                                            \
  { "index", 'i', OPTION_TEXT, "INDEX", OPTION_AT(index), NULL, 0, 0, "the accounts, as `l2a index` wrote them" },                       \
    { "accounts", 'a', OPTION_LIST, "FILE", OPTION_AT(accounts), NULL, 0, 0,                                                              \
      "the accounts as a file: an index is made in memory for this run; may be repeated for files with the same header" },               \
    { "map-accounts", 0, OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map_accounts), NULL, 0, 0,                                                \
      "the column of the account file that holds a field, where it is not recognised: id, name, aliases, website, domains, country, "    \
      "state, city, postal_code, phone, parent_id, owner, type, created_at, linkedin" }

#define ENGINE_RULES_OPTIONS                                                                                                            \
  { "definitions", 'd', OPTION_TEXT, "FILE", OPTION_AT(definitions), NULL, 0, 0, "definitions (l2a.yaml) instead of the built-in ones" }, \
    { "policy", 0, OPTION_CHOICE, NULL, OPTION_AT(policy), "balanced|name-first|domain-first|strict", 0, 0,                              \
      "which evidence may stand alone, instead of what the definitions say" },                                                          \
    { "overrides", 0, OPTION_TEXT, "FILE", OPTION_AT(overrides), NULL, 0, 0,                                                              \
      "what a person decided, as CSV: kind,field,value,account_id,note (kind always, never, bypass, alias; field id, email, domain, "    \
      "company, phone)" }

/* The two lines for a command that was given neither --index nor --accounts, or both; true when it was. */
bool engine_options_are_missing(const char *command_name, const cli_options *options);

/* Rules with policy and overrides. */
l2a_status engine_load_rules(engine *e, const cli_options *options, l2a_error *error);

/* The index, after the rules. report: say which columns of the accounts are used. */
l2a_status engine_open_index(engine *e, const cli_options *options, reject_log *rejects, bool report, l2a_error *error);

void engine_close(engine *e);

/* Threads to use: what was asked for, else one for each processor. */
size_t engine_thread_count(const cli_options *options);

#endif
