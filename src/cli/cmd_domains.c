/* SPDX-License-Identifier: MIT */
/* l2a domains: e-mail domains that do not speak for one company, learned from the contacts. */
#include <stdlib.h>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/contact_options.h"
#include "cli/contact_scan.h"
#include "cli/domain_role_file.h"
#include "cli/engine.h"
#include "cli/file_clash.h"
#include "cli/message.h"
#include "cli/signal_guard.h"

enum { DEFAULT_COMPANY_MIN = 5, CHUNK_PAIR_LIMIT = DOMAIN_PAIR_LIMIT, ARENA_BLOCK_SIZE = 16384 };

static const option_spec input_options[] = {
  CONTACT_MAP_OPTION,
  CONTACT_READING_OPTIONS,
  { "definitions", 'd', OPTION_TEXT, "FILE", OPTION_AT(definitions), NULL, 0, 0,
    "definitions (l2a.yaml) instead of the built-in ones; the domains they list stay in the lists" },
};

static const option_spec output_options[] = {
  { "output", 'o', OPTION_TEXT, "FILE", OPTION_AT(output), NULL, 0, 0, "write here, complete or not at all, instead of standard output" },
  { "format", 'f', OPTION_CHOICE, NULL, OPTION_AT(format), "yaml|csv", 0, 0,
    "yaml without it: lists for a definitions file; csv: the counts" },
  { "min-companies", 0, OPTION_NUMBER, "N", OPTION_AT(min_companies), NULL, 2, 1000000,
    "companies behind a domain from which on it is looked at; 5 without it" },
};

static const option_spec run_options[] = {
  { "threads", 't', OPTION_NUMBER, "N", OPTION_AT(threads), NULL, 1, 256, "without it one for each processor; the output is the same" },
  { "quiet", 'q', OPTION_FLAG, NULL, OPTION_AT(quiet), NULL, 0, 0, "no progress, no summary; errors only" },
  COLUMNS_VERBOSE_OPTION,
};

/* Everything a run holds, so that there is one way out. */
typedef struct domains_job {
  const cli_options *options;
  engine engine;
  row_source *source;
  snapshot_ref *snapshot;
  reject_log rejects;
  domain_pairs pairs;
  domain_role *roles;
  size_t role_count;
  output *out;
  signal_guard guard;
  uint64_t start_ns;
} domains_job;

typedef struct domains_state {
  const lexicon *lex;
  text_scratch *scratch;
  arena work;
} domains_state;

/* ---- scan --------------------------------------------------------------------------------------------------------------------------- */

static void state_free(void *state)
{
  domains_state *s = state;

  if (!s) return;
  text_scratch_free(s->scratch);
  arena_free(&s->work);
  free(s);
}

static void *state_new(void *payload, l2a_error *error)
{
  const domains_job *job = payload;
  domains_state *s = calloc(1, sizeof *s);

  if (!s) return NULL;
  s->lex = job->engine.rules->lex;
  arena_init(&s->work, ARENA_BLOCK_SIZE);
  if (text_scratch_new(&s->scratch, s->lex, error) == L2A_OK) return s;
  state_free(s);
  return NULL;
}

static void *finding_new(void)
{
  domain_pairs *p = malloc(sizeof *p);

  if (p) domain_pairs_init(p, CHUNK_PAIR_LIMIT);
  return p;
}

static void finding_free(void *finding)
{
  if (finding) domain_pairs_free(finding);
  free(finding);
}

static void finding_clear(void *finding)
{
  domain_pairs_clear(finding);
}

static l2a_status look(void *state, void *finding, const l2a_contact *contact, l2a_error *error)
{
  domains_state *s = state;
  domain_name email;
  company_name company;

  if (contact->email.size == 0 || contact->company.size == 0) return L2A_OK;
  arena_reset(&s->work);
  domain_from_email(&email, contact->email, s->lex, s->scratch, &s->work);
  if (email.registrable.size == 0) return L2A_OK;
  company_name_parse(&company, contact->company, NAME_OF_CONTACT, s->lex, s->scratch, &s->work);
  return s->work.failed ? error_no_memory(error) : domain_pairs_add(finding, &email, &company, error);
}

static l2a_status collect(void *payload, const void *finding, l2a_error *error)
{
  domains_job *job = payload;

  return domain_pairs_append(&job->pairs, finding, error);
}

/* ---- run ---------------------------------------------------------------------------------------------------------------------------- */

static l2a_status open_files(domains_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  row_source_options source = { COLUMN_CONTACT, &o->map, "map", o->encoding, o->delimiter, 0 };
  l2a_status status = file_clash_check(o, "output", o->output, false, error);

  if (status == L2A_OK) status = row_source_open(&job->source, o->operands, o->operand_count, &source, error);
  if (status == L2A_OK) status = output_open(&job->out, o->output ? o->output : "-", error);
  if (status == L2A_OK && !o->quiet) row_file_report(row_source_first(job->source), o->verbose);
  return status;
}

static l2a_status scan(domains_job *job, l2a_error *error)
{
  contact_scan s = { .source = job->source,
                     .thread_count = engine_thread_count(job->options),
                     .payload = job,
                     .state_new = state_new,
                     .state_free = state_free,
                     .finding_new = finding_new,
                     .finding_free = finding_free,
                     .finding_clear = finding_clear,
                     .look = look,
                     .collect = collect,
                     .show_progress = !job->options->quiet,
                     .title = "domains",
                     .rejects = &job->rejects };
  domain_role_options options = { job->options->min_companies ? job->options->min_companies : DEFAULT_COMPANY_MIN };
  l2a_status status = contact_scan_run(&s, error);

  if (status == L2A_OK)
    status = domain_roles_find(&job->roles, &job->role_count, &job->pairs, snapshot_get(job->snapshot), &options, error);
  if (status != L2A_OK || job->options->quiet) return status;
  summary_print_rejects(&job->rejects, s.counts.rejected, "contact", NULL);
  summary_print_skipped(s.counts.skipped, "contact");
  return status;
}

static void report(const domains_job *job)
{
  size_t counts[ADVICE_ALLOW + 1] = { 0 };
  buffer line = BUFFER_INIT;

  if (job->options->quiet) return;
  for (size_t i = 0; i < job->role_count; i++) counts[job->roles[i].advice]++;
  if (job->pairs.halvings)
    message_print("more than %d pairs of domain and name: counts are estimates from one name in %llu", DOMAIN_PAIR_LIMIT,
                  (unsigned long long)(UINT64_C(1) << job->pairs.halvings));
  buffer_printf(&line, "domains to deny %zu, to look at %zu, to allow %zu; ", counts[ADVICE_DENY], counts[ADVICE_LOOK],
                counts[ADVICE_ALLOW]);
  summary_append_cost(&line, job->start_ns);
  if (!line.failed) message_print("%.*s", (int)line.size, line.data);
  buffer_free(&line);
}

static l2a_status write_roles(domains_job *job, l2a_error *error)
{
  buffer text = BUFFER_INIT;
  output *out = job->out;
  l2a_status status;

  if (option_is(job->options->format, "csv")) domain_role_write_csv(&text, job->roles, job->role_count);
  else domain_role_write_yaml(&text, job->roles, job->role_count, &job->engine.rules->overlay);
  status = text.failed ? error_no_memory(error) : output_write(out, text.data, text.size, error);
  buffer_free(&text);
  if (status != L2A_OK) return status;
  signal_guard_stop(&job->guard);
  job->out = NULL;
  return output_commit(out, error);
}

static void close_job(domains_job *job)
{
  signal_guard_stop(&job->guard);
  if (job->out) output_discard(job->out);
  reject_log_discard(&job->rejects);
  row_source_close(job->source);
  free(job->roles);
  domain_pairs_free(&job->pairs);
  snapshot_release(job->snapshot);
  engine_close(&job->engine);
}

static exit_code run_domains(const command *c, const cli_options *options)
{
  domains_job job = { .options = options, .start_ns = clock_now_ns() };
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status;

  if (engine_options_are_missing(c->name, options)) return EXIT_FAILED;
  domain_pairs_init(&job.pairs, DOMAIN_PAIR_LIMIT);
  status = engine_load_rules(&job.engine, options, &error);
  if (status == L2A_OK) status = open_files(&job, &error);
  if (status == L2A_OK) {
    signal_guard_start(&job.guard, output_temporary(job.out), NULL);
    status = engine_open_checked_index(&job.engine, options, &job.rejects, !options->quiet, &error);
  }
  if (status == L2A_OK) status = snapshot_acquire(&job.snapshot, job.engine.index, &error);
  if (status == L2A_OK) status = scan(&job, &error);
  if (status == L2A_OK) status = write_roles(&job, &error);
  if (status == L2A_OK) report(&job);
  close_job(&job);
  return status == L2A_OK ? EXIT_DONE : message_failed(&error);
}

const command command_domains = {
  .name = "domains",
  .summary = "find e-mail domains that do not speak for one company",
  .operands = "CONTACTS...",
  .description =
    "Counts the company names that the contacts of each e-mail domain state. Where they have nothing in common (providers, resellers, "
    "incubators) the domain says nothing about the company, and belongs in the list domains: deny of the definitions. Domains of accounts, "
    "universities and authorities are written as comments, for a person to look at. A domain that the built-in lists take for free mail "
    "but whose contacts nearly all state the company it is named after is written to allow.\n"
    "\n"
    "Nothing is changed: review what is written, then use it as definitions.",
  .exit_codes = "0 done, 2 failed.",
  .operand_min = 1,
  .operand_max = SIZE_MAX,
  .groups = { OPTION_GROUP("Accounts", engine_account_options), OPTION_GROUP("Contacts", input_options), OPTION_GROUP("Output", output_options),
              OPTION_GROUP("Run", run_options) },
  .examples = {
    { "l2a domains --accounts accounts.csv contacts.csv -o domains.yaml", "Lists to review:" },
    { "l2a domains -i accounts.l2a contacts.csv --format csv", "The counts behind them:" },
  },
  .run = run_domains,
};
