/* SPDX-License-Identifier: MIT */
/* Engine: rules and index as the options of match, lookup and explain ask for them. */
#ifndef L2A_CLI_ENGINE_H
#define L2A_CLI_ENGINE_H

#include <pthread.h>

#include "cli/account_table.h"
#include "match/match_guard.h"

typedef struct engine {
  l2a_rules *rules;
  l2a_index *index;
  bool built; /* from --accounts, in memory */
  account_table_counts accounts;
  /* of engine_open_guarded_index */
  bool is_guarded; /* the index is checked as far as it is used */
  match_guard guard;
  pthread_mutex_t checking; /* of checked */
  index_checked checked;
  const cli_options *options;
} engine;

/* Options that ask for accounts and rules; the same in every command that matches. */
extern const option_spec engine_account_options[4], engine_rules_options[3];

/* For commands that ask one question. */
extern const option_spec engine_check_options[1];

/* The two lines for a command that was given neither --index nor --accounts, or both; true when it was. */
bool engine_options_are_missing(const char *command_name, const cli_options *options);

/* Reads --account-contacts, and says what was found unless quiet; *out stays NULL without it. */
l2a_status engine_read_contacts(account_contacts **out, const engine *e, const cli_options *options, l2a_error *error);

/* Rules with policy and overrides. */
l2a_status engine_load_rules(engine *e, const cli_options *options, l2a_error *error);

/* The index, after the rules. report: say which columns of the accounts are used. */
l2a_status engine_open_index(engine *e, const cli_options *options, reject_log *rejects, bool report, l2a_error *error);

/* The same; an index file is read whole and checked for damage first, unless --no-check says not to. */
l2a_status engine_open_checked_index(engine *e, const cli_options *options, reject_log *rejects, bool report, l2a_error *error);

/* The same for choices alone (match/choose.h): only what they read at first is checked here, the rest by e->guard before a matcher reads it,
 * when is_guarded. e must stay where it is. input_size: bytes of the contacts, 0 not known. */
l2a_status engine_open_guarded_index(engine *e, const cli_options *options, reject_log *rejects, uint64_t input_size, l2a_error *error);

/* That check: on damage the index is closed and *index NULL. */
l2a_status engine_check_index(l2a_index **index, const cli_options *options, l2a_error *error);

void engine_close(engine *e);

/* Threads to use: what was asked for, else one for each processor. */
size_t engine_thread_count(const cli_options *options);

#endif
