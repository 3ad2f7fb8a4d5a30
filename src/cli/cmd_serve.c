/* SPDX-License-Identifier: MIT */
/* l2a serve: the lookup server. */
#include "cli/command.h"
#include "cli/engine.h"
#include "cli/message.h"
#include "cli/run_summary.h"
#include "io/timestamp.h"
#include "server/server.h"
#include "server/server_limits.h"

static const option_spec mqa_options[] = {
  { "state", 0, OPTION_TEXT, "FILE", OPTION_AT(state_file), NULL, 0, 0,
    "keeps contacts, activities, opportunities and touches for MQA; made when it is not there" },
  { "as-of", 0, OPTION_TEXT, "TIME", OPTION_AT(as_of), NULL, 0, 0,
    "the instant of the qualified accounts, 2026-11-01T00:00:00Z; now without it" },
};

static const option_spec listen_options[] = {
  { "bind", 0, OPTION_TEXT, "ADDRESS", OPTION_AT(bind), NULL, 0, 0,
    "address to listen on: 127.0.0.1 without it; another one needs --tokens, or --no-auth" },
  { "port", 'p', OPTION_TEXT, "N", OPTION_AT(port), NULL, 0, 0, "port; 0 takes a free one; 8520 without it" },
  { "threads", 't', OPTION_NUMBER, "N", OPTION_AT(threads), NULL, 1, 256, "threads that answer; one for each processor without it" },
};

static const option_spec access_options[] = {
  { "tokens", 0, OPTION_TEXT, "FILE", OPTION_AT(tokens), NULL, 0, 0,
    "who may ask: one `read TOKEN` or `admin TOKEN` a line; requests then carry Authorization: Bearer TOKEN, admin may change accounts" },
  { "no-auth", 0, OPTION_FLAG, NULL, OPTION_AT(no_auth), NULL, 0, 0, "everybody who reaches the server may use it" },
  { "open-reconcile", 0, OPTION_FLAG, NULL, OPTION_AT(open_reconcile), NULL, 0, 0,
    "/reconcile needs no token, for clients that send none, like OpenRefine" },
  { "cors", 0, OPTION_TEXT, "ORIGIN", OPTION_AT(cors), NULL, 0, 0,
    "web pages of this origin (https://crm.example.com) may call the API; /reconcile is open to every page, as its specification asks" },
  { "access-log", 0, OPTION_TEXT, "FILE", OPTION_AT(access_log), NULL, 0, 0,
    "a JSON object for each request, without personal data; - is standard error; SIGHUP opens the file again" },
  { "log-personal", 0, OPTION_FLAG, NULL, OPTION_AT(log_personal), NULL, 0, 0, "also log addresses, paths and queries" },
};

static const option_spec limit_options[] = {
  { "max-body", 0, OPTION_NUMBER, "MIB", OPTION_AT(max_body), NULL, 1, 4095, "largest body, unpacked: 64 without it; beyond it 413" },
  { "max-batch", 0, OPTION_NUMBER, "N", OPTION_AT(max_batch), NULL, 1, 100000000,
    "records of one NDJSON body: 500000 without it; beyond it 413" },
  { "max-header", 0, OPTION_NUMBER, "KIB", OPTION_AT(max_header), NULL, 4, 1024,
    "memory of a connection for its header: 16 without it; beyond it 431" },
  { "max-connections", 0, OPTION_NUMBER, "N", OPTION_AT(max_connections), NULL, 1, 1000000, "4096 without it; beyond it 503" },
  { "max-client", 0, OPTION_NUMBER, "N", OPTION_AT(max_client), NULL, 1, 1000000,
    "connections of one client (IPv4 address, IPv6 /64): half of --max-connections without it; beyond it 429" },
  { "max-rate", 0, OPTION_NUMBER, "N", OPTION_AT(max_rate), NULL, 1, 1000000,
    "requests a second of one client (its token, or its address without one): any number without it; beyond it 429" },
  { "max-wait", 0, OPTION_NUMBER, "MS", OPTION_AT(max_wait), NULL, 1, 600000,
    "that a request may wait for its turn when there is more to do than time: 5000 without it; beyond it 503" },
  { "max-held", 0, OPTION_NUMBER, "MIB", OPTION_AT(max_held), NULL, 1, 1048576,
    "bodies and answers of all requests together: 1024 without it; beyond it 503" },
  { "memo", 0, OPTION_NUMBER, "MIB", OPTION_AT(memo), NULL, 1, 65536,
    "memory for decisions that are remembered, of all threads together: 64 without it" },
  { "timeout", 0, OPTION_NUMBER, "SECONDS", OPTION_AT(timeout), NULL, 1, 86400, "from the header to the end of the answer: 60 without it" },
  { "idle-timeout", 0, OPTION_NUMBER, "SECONDS", OPTION_AT(idle_timeout), NULL, 1, 86400,
    "from the connection or the last answer to the end of the next header: 30 without it" },
  { "drain", 0, OPTION_NUMBER, "SECONDS", OPTION_AT(drain), NULL, 1, 3600, "what SIGTERM gives running requests: 10 without it" },
};

static l2a_status load_rules(l2a_rules **out, void *payload, l2a_error *error)
{
  engine e = { .rules = NULL };
  l2a_status status = engine_load_rules(&e, payload, error);

  *out = e.rules;
  if (status != L2A_OK) {
    l2a_rules_free(e.rules);
    *out = NULL;
  }
  return status;
}

static l2a_status open_index(l2a_index **out, const l2a_rules *rules, void *payload, l2a_error *error)
{
  engine e = { .rules = (l2a_rules *)(uintptr_t)rules };
  reject_log rejects = { .file = NULL };
  const cli_options *o = payload;
  l2a_status status;

  /* Updates need to write; an index that may only be read is served all the same. */
  if (o->index) {
    status = l2a_index_open_writable(out, o->index, rules, error);
    if (status == L2A_EIO) status = l2a_index_open(out, o->index, rules, error);
    return status == L2A_OK ? engine_check_index(out, o, error) : status;
  }
  status = engine_open_index(&e, o, &rejects, false, error);

  if (status == L2A_OK && e.built) summary_print_rejects(&rejects, e.accounts.rejected, "account", NULL);
  *out = status == L2A_OK ? e.index : NULL;
  return status;
}

static void say(const char *line)
{
  message_print("%s", line);
}

static void watch_files(server_source *source, const cli_options *o)
{
  size_t n = 0;

  source->watched[n++] = o->index;
  source->watched[n++] = o->definitions;
  source->watched[n++] = o->overrides;
  for (size_t i = 0; i < o->accounts.count && n < SERVER_WATCH_LIMIT; i++) source->watched[n++] = o->accounts.items[i];
}

static bool read_port(uint32_t *out, const char *text)
{
  uint32_t port = 0;

  if (!text) return true;
  for (const char *c = text; *c; c++) {
    if (*c < '0' || *c > '9' || port > 65535) return false;
    port = port * 10 + (uint32_t)(*c - '0');
  }
  *out = port;
  return *text && port <= 65535;
}

static bool read_instant(int64_t *out, const char *text)
{
  time_zone *utc = NULL;
  bool good =
    time_zone_new(&utc, BYTES("UTC"), NULL) == L2A_OK && timestamp_parse(out, bytes_of(text), DATE_ORDER_UNKNOWN, utc) == TIMESTAMP_GOOD;

  time_zone_free(utc);
  return good;
}

static exit_code run_serve(const command *c, const cli_options *o)
{
  server_source source = { .load_rules = load_rules, .open_index = open_index, .payload = (void *)(uintptr_t)o, .in_memory = !o->index };
  server_options options = { .bind = o->bind,
                             .port = SERVER_PORT,
                             .thread_count = o->threads,
                             .tokens = o->tokens,
                             .no_auth = o->no_auth,
                             .open_reconcile = o->open_reconcile,
                             .cors = o->cors,
                             .access_log = o->access_log,
                             .log_personal = o->log_personal,
                             .body_mib = o->max_body,
                             .header_kib = o->max_header,
                             .batch_records = o->max_batch,
                             .connections = o->max_connections,
                             .held_mib = o->max_held,
                             .memo_mib = o->memo,
                             .client_connections = o->max_client,
                             .client_rate = o->max_rate,
                             .wait_ms = o->max_wait,
                             .timeout_s = o->timeout,
                             .idle_timeout_s = o->idle_timeout,
                             .drain_s = o->drain,
                             .state = o->state_file,
                             .as_of = INT64_MIN,
                             .say = say };
  l2a_error error = L2A_ERROR_INIT;

  if (engine_options_are_missing(c->name, o)) return EXIT_FAILED;
  if (!read_port(&options.port, o->port)) {
    message_print("%s: --port takes a number from 0 to 65535, not '%s'", c->name, o->port);
    return EXIT_FAILED;
  }
  if (o->as_of && !read_instant(&options.as_of, o->as_of)) {
    message_print("%s: --as-of takes an instant like 2026-11-01T00:00:00Z, not '%s'", c->name, o->as_of);
    return EXIT_FAILED;
  }
  watch_files(&source, o);
  return server_run(&options, &source, &error) == L2A_OK ? EXIT_DONE : message_failed(&error);
}

const command command_serve = {
  .name = "serve",
  .summary = "answer over HTTP",
  .operands = "",
  .description =
    "Serves the accounts over HTTP: single contacts, batches as JSON or NDJSON, explanations, changes to accounts, qualified accounts, "
    "reconciliation (OpenRefine), and what monitoring asks for. GET /openapi.json describes every route, GET / is a page to try it.\n\n"
    "Without --tokens it answers this machine alone. The index, the definitions, the overrides and the tokens are loaded again when their files "
    "change, and at SIGHUP, without a failed request. What is too large, too often or too much is answered 413, 429 or 503, the last two with "
    "Retry-After. SIGTERM ends the server when the running requests are answered.",
  .exit_codes = "0 ended by SIGTERM or SIGINT, 2 failed.",
  .groups = { OPTION_GROUP("Accounts", engine_account_options), OPTION_GROUP("Qualified accounts", mqa_options), OPTION_GROUP("Address", listen_options), OPTION_GROUP("Access", access_options),
              OPTION_GROUP("Limits", limit_options), OPTION_GROUP("Rules", engine_rules_options) },
  .examples = {
    { "l2a serve -i accounts.l2a", "For this machine, at http://127.0.0.1:8520:" },
    { "l2a serve -i accounts.l2a --bind 0.0.0.0 --tokens tokens.txt --access-log access.ndjson", "For other machines, with tokens:" },
  },
  .run = run_serve,
};
