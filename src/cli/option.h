/* SPDX-License-Identifier: MIT */
/*
 * Options of the command line. One table per command (option_group of option_spec) makes the parser, --help, the man page and the shell
 * completions:
 *
 *   command -> groups[] -> options[] { "output", 'o', OPTION_TEXT, "FILE", help, offset into cli_options }
 *                                                     |
 *                                     parse_options writes there
 *
 * All commands fill the same cli_options, so an option of one name means the same thing everywhere.
 */
#ifndef L2A_CLI_OPTION_H
#define L2A_CLI_OPTION_H

#include "base/bytes.h"
#include "base/limits.h"

enum { OPTION_GROUP_LIMIT = 8 };

typedef enum option_kind {
  OPTION_FLAG,   /* bool */
  OPTION_TEXT,   /* const char * */
  OPTION_CHOICE, /* const char *, one of choices */
  OPTION_NUMBER, /* uint32_t between min and max */
  OPTION_LIST    /* option_list: may be repeated */
} option_kind;

typedef struct option_list {
  size_t count;
  const char *items[OPTION_LIST_LIMIT]; /* borrowed from argv */
} option_list;

/* What the command line said. Texts are borrowed from argv; NULL and 0 where nothing was said. */
typedef struct cli_options {
  bool help, quiet, verbose, strict, print, keep_skipped, man, unmapped, hash_output, safe_cells, presets;
  const char *index, *output, *format, *columns, *overrides, *rejects, *policy, *definitions, *encoding, *delimiter, *completion, *against,
    *as_of, *since, *compare_to, *date_order, *table, *minutes, *people, *window, *pipeline, *revenue, *by, *preset;
  uint32_t candidates, threads, horizon, capacity, sourced;
  option_list accounts, account_contacts, map, map_accounts, contacts, matches, activities, opportunities, touches;
  option_list map_activities, map_opportunities, map_touches;
  const char *checkpoint; /* of match */
  const char *id, *email, *website, *company, *country, *state, *city, *postal_code, *phone, *title, *linkedin;
  /* of eval, diff and review */
  const char *memory, *temp_dir, *state_file, *partial; /* of mqa */
  option_list merge;
  const char *label, *html, *at_precision, *filled, *labels_out;
  uint32_t errors, sample;
  option_list segments, require;
  /* of tune and domains */
  const char *labels, *precision, *match_threshold, *weights, *suggestions, *predictions;
  option_list answers;
  uint32_t folds, levels, suggest, min_companies;
  /* of update */
  bool merge_now;
  bool no_check;
  const char *delete_column, *sync, *wait;
  uint32_t batch;
  option_list deletes;
  /* of serve */
  bool no_auth, open_reconcile, log_personal;
  const char *bind, *port, *tokens, *cors, *access_log;
  uint32_t max_body, max_batch, max_header, max_connections, max_held, max_client, max_rate, max_wait, memo, timeout, idle_timeout, drain;
  const char **operands; /* inside argv */
  size_t operand_count;
} cli_options;

typedef struct option_spec {
  const char *name; /* without the two dashes */
  char letter;      /* 0: no short form */
  option_kind kind;
  const char *argument; /* what --help calls the value: FILE asks the completion for files; NULL for a flag */
  size_t offset;        /* of the value in cli_options */
  const char *choices;  /* OPTION_CHOICE: "csv|ndjson" */
  uint32_t min, max;    /* OPTION_NUMBER */
  const char *help;
} option_spec;

typedef struct option_group {
  const char *title;
  const option_spec *options;
  size_t count;
} option_group;

#define OPTION_GROUP(title, table) \
  { \
    title, table, sizeof(table) / sizeof *(table) \
  }
#define OPTION_AT(member) offsetof(cli_options, member)

struct command;

/* Groups of a command in order, the one that every command has (--help) last; NULL past the end. */
const option_group *command_group(const struct command *c, size_t n);

/*
 * Reads the arguments behind the command's name. argv is rearranged: the operands move to its front, and out->operands points there.
 * L2A_EINVAL with one line that names the nearest option when one is unknown.
 */
l2a_status parse_options(cli_options *out, const struct command *c, int argc, char **argv, l2a_error *error);

/* True when a choice was made and is name. */
bool option_is(const char *value, const char *name);

#endif
