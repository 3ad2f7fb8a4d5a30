/* SPDX-License-Identifier: MIT */
#include "cli/engine.h"

#include "base/thread_pool.h"
#include "cli/message.h"
#include "cli/override_file.h"
#include "index/index_check.h"
#include "rules/fingerprint.h"
#include "rules/rules_words.h"

enum { HEAT_SIZE = 256 << 20 }; /* bytes of contacts for which the hot part of an index is copied: two million of them */

const option_spec engine_account_options[4] = {
  { "index", 'i', OPTION_TEXT, "INDEX", OPTION_AT(index), NULL, 0, 0, "the accounts, as `l2a index` wrote them" },
  { "accounts", 'a', OPTION_LIST, "FILE", OPTION_AT(accounts), NULL, 0, 0,
    "the accounts as a file: an index is made in memory for this run; may be repeated for files with the same header" },
  { "map-accounts", 0, OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map_accounts), NULL, 0, 0,
    "the column of the account file that holds a field, where it is not recognised: id, name, aliases, website, domains, country, state, "
    "city, postal_code, phone, parent_id, owner, type, created_at, linkedin" },
  { "account-contacts", 0, OPTION_LIST, "FILE", OPTION_AT(account_contacts), NULL, 0, 0, ACCOUNT_CONTACTS_HELP },
};

const option_spec engine_check_options[1] = {
  { "no-check", 0, OPTION_FLAG, NULL, OPTION_AT(no_check), NULL, 0, 0,
    "answer without reading all of the index first (.15 s of a million accounts): for who asks often and has seen l2a verify pass" },
};

const option_spec engine_rules_options[3] = {
  { "definitions", 'd', OPTION_TEXT, "FILE", OPTION_AT(definitions), NULL, 0, 0, "definitions (l2a.yaml) instead of the built-in ones" },
  { "policy", 0, OPTION_CHOICE, NULL, OPTION_AT(policy), "balanced|name-first|domain-first|strict", 0, 0,
    "which evidence may stand alone, instead of what the definitions say" },
  { "overrides", 0, OPTION_TEXT, "FILE", OPTION_AT(overrides), NULL, 0, 0,
    "what a person decided, as CSV: kind,field,value,account_id,note (kind always, never, bypass, alias; field id, email, domain, "
    "company, phone)" },
};

bool engine_options_are_missing(const char *command_name, const cli_options *options)
{
  if (options->index && options->accounts.count) {
    message_print("%s: the accounts come from --index or from --accounts, not from both", command_name);
    return true;
  }
  if (options->index || options->accounts.count) return false;
  message_print("%s: where are the accounts? Give an account export with --accounts accounts.csv,", command_name);
  message_print("or an index with -i accounts.l2a (l2a index accounts.csv -o accounts.l2a makes one).");
  return true;
}

static l2a_status apply_policy(l2a_rules *rules, const char *policy, l2a_error *error)
{
  for (size_t i = 0; i < POLICY_COUNT; i++)
    if (option_is(policy, policy_names[i])) rules->match.policy = (match_policy)i;
  return fingerprint_make(rules, error);
}

l2a_status engine_load_rules(engine *e, const cli_options *options, l2a_error *error)
{
  l2a_status status = rules_load_over(&e->rules, options->preset, options->definitions, error);

  if (status == L2A_OK && options->policy) status = apply_policy(e->rules, options->policy, error);
  if (status == L2A_OK && options->overrides) status = override_file_read(e->rules, options->overrides, error);
  return status;
}

size_t engine_thread_count(const cli_options *options)
{
  return options->threads ? options->threads : thread_pool_default_count();
}

l2a_status engine_read_contacts(account_contacts **out, const engine *e, const cli_options *options, l2a_error *error)
{
  account_contacts_counts counts;
  l2a_status status;

  *out = NULL;
  if (!options->account_contacts.count) return L2A_OK;
  status = account_contacts_read(out, &counts, &options->account_contacts, e->rules, error);
  if (status != L2A_OK || options->quiet) return status;
  message_print("contacts of accounts %llu, with an account and a company's domain %llu: domains %llu; %llu more have too few contacts or "
                "belong to others",
                (unsigned long long)counts.rows, (unsigned long long)counts.used, (unsigned long long)counts.domains,
                (unsigned long long)counts.weak);
  if (counts.rejected) message_print("%llu contacts of accounts could not be read", (unsigned long long)counts.rejected);
  return status;
}

l2a_status engine_open_index(engine *e, const cli_options *options, reject_log *rejects, bool report, l2a_error *error)
{
  account_table_options build = { .paths = options->accounts.items,
                                  .count = options->accounts.count,
                                  .map = &options->map_accounts,
                                  .map_option = "map-accounts",
                                  .open = true,
                                  .report = report,
                                  .with_reasons = options->verbose,
                                  .progress = !options->quiet,
                                  .thread_count = engine_thread_count(options) };

  account_contacts *contacts;
  l2a_status status;

  if (options->index && options->account_contacts.count)
    return error_set(error, L2A_EINVAL, "--account-contacts goes with --accounts, or with l2a index when the index is made");
  if (options->index) return l2a_index_open(&e->index, options->index, e->rules, error);
  e->built = true;
  status = engine_read_contacts(&contacts, e, options, error);
  build.contacts = contacts;
  if (status == L2A_OK) status = account_table_build(&e->index, &e->accounts, &build, e->rules, rejects, error);
  account_contacts_free(contacts);
  return status;
}

static l2a_status check_for(const l2a_index *index, index_use use, index_checked *done, const cli_options *options, l2a_error *error)
{
  const char *path = options->index;
  l2a_error damage = L2A_ERROR_INIT;

  if (index_check(index, use, done, engine_thread_count(options), &damage) == L2A_OK) return L2A_OK;
  if (damage.status != L2A_ECORRUPT) return error_set_at(error, damage.status, path, 0, 0, "%s", damage.message);
  return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "%s; build it again with l2a index", damage.message);
}

l2a_status engine_check_index(l2a_index **index, const cli_options *options, l2a_error *error)
{
  l2a_status status = check_for(*index, INDEX_USE_ALL, NULL, options, error);

  if (status == L2A_OK) return L2A_OK;
  l2a_index_close(*index);
  *index = NULL;
  return status;
}

static l2a_status require(void *payload, index_use use, l2a_error *error)
{
  engine *e = payload;
  l2a_status status = L2A_OK;

  pthread_mutex_lock(&e->checking);
  if (e->checked.use < use) status = check_for(e->index, use, &e->checked, e->options, error);
  pthread_mutex_unlock(&e->checking);
  return status;
}

l2a_status engine_open_checked_index(engine *e, const cli_options *options, reject_log *rejects, bool report, l2a_error *error)
{
  l2a_status status = engine_open_index(e, options, rejects, report, error);

  if (status == L2A_OK && !e->built && !options->no_check) status = engine_check_index(&e->index, options, error);
  return status;
}

l2a_status engine_open_guarded_index(engine *e, const cli_options *options, reject_log *rejects, uint64_t input_size, l2a_error *error)
{
  l2a_status status = engine_open_index(e, options, rejects, !options->quiet, error);

  e->options = options;
  e->guard = (match_guard){ require, e };
  if (status != L2A_OK || e->built) return status;
  e->is_guarded = pthread_mutex_init(&e->checking, NULL) == 0;
  if (!e->is_guarded) return error_no_memory(error);
  if (input_size >= HEAT_SIZE) status = index_heat(e->index, engine_thread_count(options), error);
  return status == L2A_OK ? require(e, INDEX_USE_CHOICES, error) : status;
}

void engine_close(engine *e)
{
  l2a_index_close(e->index);
  if (e->is_guarded) pthread_mutex_destroy(&e->checking);
  l2a_rules_free(e->rules);
  *e = (engine){ .rules = NULL };
}
