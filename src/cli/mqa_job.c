/* SPDX-License-Identifier: MIT */
#include "cli/mqa_job.h"

#include <errno.h>
#include <stdio.h>

#include "base/clock.h"
#include "cli/message.h"
#include "cli/run_summary.h"
#include "io/output.h"
#include "mqa/mqa_object.h"

const option_spec mqa_people_options[3] = {
  { "contacts", 0, OPTION_LIST, "FILE", OPTION_AT(contacts), NULL, 0, 0,
    "contacts or leads, matched to the accounts in this run; may be repeated for files with the same header" },
  { "matches", 0, OPTION_LIST, "FILE", OPTION_AT(matches), NULL, 0, 0, "contacts with their accounts: the output of l2a match" },
  { "map", 'm', OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map), NULL, 0, 0,
    "the column of the contacts that holds a field, where it is not recognised: id, email, title, company ..." },
};

const option_spec mqa_event_options[9] = {
  { "activities", 0, OPTION_LIST, "FILE", OPTION_AT(activities), NULL, 0, 0,
    "what contacts did: campaign members, tasks, events, engagements; may be repeated for files with the same header" },
  { "opportunities", 0, OPTION_LIST, "FILE", OPTION_AT(opportunities), NULL, 0, 0, "opportunities or deals of the accounts" },
  { "touches", 0, OPTION_LIST, "FILE", OPTION_AT(touches), NULL, 0, 0,
    "what sales did: account_id, contact_id or email, occurred_at, kind, rep, "
    "disposition (empty, accepted, rejected:REASON, recycled)" },
  { "map-activities", 0, OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map_activities), NULL, 0, 0,
    "activity_id, contact_id, email, account_id, type, occurred_at, minutes, subtype, campaign_type, status, subject" },
  { "map-opportunities", 0, OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map_opportunities), NULL, 0, 0,
    "opportunity_id, account_id, created_at, closed_at, is_closed, is_won, amount, stage" },
  { "map-touches", 0, OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map_touches), NULL, 0, 0,
    "account_id, contact_id, email, occurred_at, kind, rep, disposition" },
  { "date-order", 0, OPTION_CHOICE, NULL, OPTION_AT(date_order), "day|month", 0, 0,
    "of dates such as 3/4/2026, where no value says whether day or month comes first" },
  { "encoding", 0, OPTION_TEXT, "NAME", OPTION_AT(encoding), NULL, 0, 0, "of the files, instead of what their bytes look like" },
  { "delimiter", 0, OPTION_TEXT, "CHARACTER", OPTION_AT(delimiter), NULL, 0, 0, "between fields, instead of what the headers look like" },
};

const option_spec mqa_preset_options[1] = {
  { "preset", 0, OPTION_TEXT, "NAME", OPTION_AT(preset), NULL, 0, 0,
    "begin with what a vendor documents of its qualified accounts, --definitions over it; l2a rules --presets lists them" },
};

const option_spec mqa_run_options[6] = {
  { "threads", 't', OPTION_NUMBER, "N", OPTION_AT(threads), NULL, 1, 256, "without it one for each processor; the output is the same" },
  { "memory", 0, OPTION_TEXT, "SIZE", OPTION_AT(memory), NULL, 0, 0,
    "for activities, such as 500M or 2G; what does not fit waits in temporary files; 1G without it" },
  { "temp-dir", 0, OPTION_TEXT, "FOLDER", OPTION_AT(temp_dir), NULL, 0, 0, "for temporary files; TMPDIR without it, else /tmp" },
  { "strict", 0, OPTION_FLAG, NULL, OPTION_AT(strict), NULL, 0, 0, "fail when a row was rejected: exit 2, nothing is written" },
  { "quiet", 'q', OPTION_FLAG, NULL, OPTION_AT(quiet), NULL, 0, 0, "no progress, no summary; errors only" },
  { "verbose", 'v', OPTION_FLAG, NULL, OPTION_AT(verbose), NULL, 0, 0, "say why each column was taken for what it is" },
};

static l2a_status read_instant(int64_t *out, const mqa_job *job, const char *option, const char *text, l2a_error *error)
{
  *out = INSTANT_NONE;
  if (!text || timestamp_parse(out, bytes_of(text), DATE_ORDER_UNKNOWN, job->zone) == TIMESTAMP_GOOD) return L2A_OK;
  return error_set(error, L2A_EINVAL, "--%s %s: expected an instant such as 2026-11-01 or 2026-11-01T09:30:00Z", option, text);
}

static l2a_status check_instants(const mqa_job *job, l2a_error *error)
{
  bool since_is_late = job->since != INSTANT_NONE && job->since >= job->as_of;

  if (job->as_of == INSTANT_NONE || (!since_is_late && (job->compare_to == INSTANT_NONE || job->compare_to <= job->as_of))) return L2A_OK;
  return error_set(error, L2A_EINVAL, "--%s must lie before --as-of", since_is_late ? "since" : "compare-to");
}

/* 500M, 2G, 65536; 0 without one. */
static l2a_status read_memory(uint64_t *out, const char *text, l2a_error *error)
{
  static const char units[] = "KMGT";
  uint64_t value = 0;
  const char *at = text;
  const char *unit;

  *out = 0;
  if (!text) return L2A_OK;
  while (*at >= '0' && *at <= '9' && value < UINT64_C(1) << 40) value = value * 10 + (uint64_t)(*at++ - '0');
  unit = at > text && *at ? strchr(units, *at >= 'a' ? *at - 'a' + 'A' : *at) : NULL;
  if (unit) {
    value <<= 10 * (unit - units + 1);
    at++;
    if (*at == 'i' && at[1] == 'B') at++;
    if (*at == 'B') at++;
  }
  if (at == text || *at || value == 0 || value > UINT64_C(1) << 50)
    return error_set(error, L2A_EINVAL, "--memory %s: expected a size such as 500M or 2G", text);
  *out = value;
  return L2A_OK;
}

static bool as_of_is_missing(const char *name, const cli_options *o)
{
  if (!o->as_of) message_print("%s: as of when? Give an instant with --as-of 2026-11-01", name);
  return !o->as_of;
}

bool mqa_job_options_are_missing(const char *name, const cli_options *o)
{
  if (o->partial && (o->state_file || o->merge.count)) {
    message_print("%s: --partial goes with neither --state nor --merge", name);
    return true;
  }
  if (!o->activities.count && !(o->state_file && !o->unmapped) && !o->merge.count) {
    message_print("%s: where are the activities? Give an export with --activities activities.csv", name);
    return true;
  }
  if (o->unmapped || o->partial) return false;
  if (o->state_file && !o->index && !o->accounts.count && !o->contacts.count) return as_of_is_missing(name, o);
  if (engine_options_are_missing(name, o)) return true;
  if (o->contacts.count > 0 && o->matches.count > 0) {
    message_print("%s: the contacts come from --contacts or from --matches, not from both", name);
    return true;
  }
  if (!o->contacts.count && !o->matches.count && !o->state_file) {
    message_print("%s: where are the contacts? Give an export with --contacts contacts.csv, or the output of l2a match with --matches",
                  name);
    return true;
  }
  return as_of_is_missing(name, o);
}

/* ---- rows ----------------------------------------------------------------------------------------------------------------------------- */

static l2a_status take_account_reject(void *payload, const char *file, const record *r, const char *reason, l2a_error *error)
{
  mqa_feed *f = payload;

  return mqa_feed_reject(f, (mqa_source){ mqa_feed_file(f, file), r->line, r->offset }, BYTES(""), reason, error);
}

static l2a_status add_shadowed(mqa_job *job, l2a_error *error)
{
  l2a_status status = L2A_OK;
  bytes id;

  for (size_t n = 0; (id = mqa_shadowed_account(job->m, n)).size && status == L2A_OK; n++)
    status = mqa_feed_reject(&job->feed, (mqa_source){ UINT32_MAX, 0, 0 }, id, "another account has this id in its other length", error);
  return status;
}

/* ---- partial states -------------------------------------------------------------------------------------------------------------------- */

/* A partial state while it is read. */
typedef struct partial_file {
  FILE *f;
  const char *path;
  buffer rows;
  merge_listener listener;
} partial_file;

static l2a_status take_file(void *payload, bytes name, uint32_t *number, l2a_error *error)
{
  mqa_feed *f = payload;
  bytes text = arena_copy(&f->texts, name);

  *number = text.data ? mqa_feed_file(f, text.data) : UINT32_MAX;
  return *number != UINT32_MAX ? L2A_OK : error_no_memory(error);
}

static l2a_status take_reject(void *payload, mqa_source source, int64_t at, bytes key, bytes reason, l2a_error *error)
{
  mqa_feed *f = payload;
  bytes text = arena_copy(&f->texts, reason);

  if (!text.data) return error_no_memory(error);
  return at == INSTANT_NONE ? mqa_feed_reject(f, source, key, text.data, error) : mqa_feed_warn(f, source, at, key, text.data, error);
}

static void take_skipped(void *payload, int64_t reason, uint64_t count)
{
  mqa_feed *f = payload;

  if (reason >= 0 && reason < SKIP_REASON_COUNT) f->skipped[reason] += count;
}

static l2a_status read_whole(partial_file *p, char *out, size_t size, l2a_error *error)
{
  if (fread(out, 1, size, p->f) == size) return L2A_OK;
  if (ferror(p->f)) return error_set_errno(error, errno, p->path, "cannot be read");
  return error_set(error, L2A_ECORRUPT, "this is no partial state of l2a mqa, or its end is missing");
}

/* The next block's rows into the run; *end: there was none. */
static l2a_status read_block(mqa_job *job, partial_file *p, bool *end, l2a_error *error)
{
  char head[PARTIAL_BLOCK_HEAD_SIZE];
  uint64_t size = 0;
  l2a_status status = read_whole(p, head, sizeof head, error);

  if (status == L2A_OK) status = partial_block_size(head, &size, error);
  *end = size == 0;
  buffer_clear(&p->rows);
  if (status != L2A_OK || *end) return status;
  if (!buffer_reserve(&p->rows, (size_t)size)) return error_no_memory(error);
  status = read_whole(p, p->rows.data, (size_t)size, error);
  if (status != L2A_OK) return status;
  p->rows.size = (size_t)size;
  status = partial_check_block(head, buffer_bytes(&p->rows), error);
  return status == L2A_OK ? log_merge(job->journal, job->m, buffer_bytes(&p->rows), &p->listener, error) : status;
}

static l2a_status read_partial(mqa_job *job, const char *path, l2a_error *error)
{
  partial_file p = { fopen(path, "rb"), path, BUFFER_INIT, { &job->feed, take_file, take_reject, take_skipped, UINT32_MAX } };
  char head[PARTIAL_HEAD_SIZE];
  l2a_error inner = L2A_ERROR_INIT;
  bool end = false;
  l2a_status status;

  if (!p.f) return error_set_errno(error, errno, path, "cannot be opened");
  status = read_whole(&p, head, sizeof head, &inner);
  if (status == L2A_OK) status = partial_check_head(job->journal, head, &inner);
  while (status == L2A_OK && !end) status = read_block(job, &p, &end, &inner);
  if (status == L2A_OK && fgetc(p.f) != EOF)
    status = error_set(&inner, L2A_ECORRUPT, "something stands behind the end of the partial state");
  if (status == L2A_ECORRUPT || status == L2A_EDEFINITIONS) error_set_at(error, status, path, 0, 0, "%s", inner.message);
  else if (status != L2A_OK && error) *error = inner;
  fclose(p.f);
  buffer_free(&p.rows);
  return status;
}

/* ---- tables ----------------------------------------------------------------------------------------------------------------------------- */

static l2a_status read_beings(mqa_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  reject_listener listener = { take_account_reject, &job->feed };
  reject_log log = { .listener = &listener };
  l2a_status status = L2A_OK;

  if (o->index || o->accounts.count) {
    status = engine_open_checked_index(&job->engine, o, &log, !o->quiet, error);
    if (status != L2A_OK) return status;
    for (int i = 0; i < SKIP_REASON_COUNT; i++) job->feed.skipped[i] += job->engine.accounts.skipped[i];
    status = mqa_feed_accounts(&job->feed, job->engine.index, error);
  }
  if (status == L2A_OK && o->matches.count) status = mqa_feed_matches(&job->feed, error);
  if (status == L2A_OK && o->contacts.count) status = mqa_feed_contacts(&job->feed, job->engine.index, error);
  if (status != L2A_OK) return status;
  l2a_index_close(job->engine.index); /* its accounts are copied: activities need the memory */
  job->engine.index = NULL;
  return mqa_prepare(job->m, error);
}

l2a_status mqa_job_read(mqa_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  l2a_status status = o->partial ? L2A_OK : read_beings(job, error);

  for (size_t i = 0; i < o->merge.count && status == L2A_OK; i++) status = read_partial(job, o->merge.items[i], error);
  if (status == L2A_OK) status = mqa_feed_table(&job->feed, COLUMN_ACTIVITY, error);
  if (status == L2A_OK) status = mqa_feed_table(&job->feed, COLUMN_OPPORTUNITY, error);
  if (status == L2A_OK) status = mqa_feed_table(&job->feed, COLUMN_TOUCH, error);
  return status;
}

static l2a_status open_journal(mqa_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  l2a_mqa_options options = L2A_MQA_OPTIONS_INIT;
  l2a_status status;

  if (!o->state_file && !o->partial && !o->merge.count) return L2A_OK;
  options.state_path = o->state_file;
  status = l2a_mqa_new(&job->journal, job->engine.rules, &options, error);
  if (status == L2A_OK) mqa_set_journal(job->m, job->journal);
  return status;
}

static l2a_status write_partial(void *payload, const char *data, size_t size)
{
  mqa_job *job = payload;

  return output_write(job->partial, data, size, &job->partial_error);
}

/* The rows of the files go into the partial state as they come. */
static l2a_status open_partial(mqa_job *job, l2a_error *error)
{
  l2a_status status;

  if (!job->options->partial) return L2A_OK;
  status = output_open(&job->partial, job->options->partial, error);
  return status == L2A_OK ? partial_begin(job->journal, write_partial, job, &job->partial_error, error) : status;
}

static l2a_status check_strict(const mqa_job *job, l2a_error *error)
{
  uint64_t rejected = job->feed.reject_count - job->feed.warnings;

  if (!job->options->strict || !rejected) return L2A_OK;
  return error_set(error, L2A_EINVAL, "%llu row%s rejected, and --strict asks for none", (unsigned long long)rejected,
                   rejected == 1 ? " was" : "s were");
}

static void report_partial(const mqa_job *job)
{
  uint64_t rejected = job->feed.reject_count - job->feed.warnings;
  buffer line = BUFFER_INIT;

  append_grouped(&line, rejected);
  buffer_append_text(&line, " rows rejected: the run that merges lists them; ");
  summary_append_cost(&line, job->start_ns);
  if (!line.failed) message_print("%.*s", (int)line.size, line.data);
  buffer_free(&line);
}

l2a_status mqa_job_save(mqa_job *job, l2a_error *error)
{
  output *out = job->partial;
  l2a_status status = check_strict(job, error);

  for (int i = 0; i < SKIP_REASON_COUNT && status == L2A_OK; i++)
    if (job->feed.skipped[i]) status = log_skipped(job->journal, i, job->feed.skipped[i], error);
  if (status == L2A_OK) status = partial_end(job->journal, error);
  if (status != L2A_OK) return status;
  job->partial = NULL;
  status = output_commit(out, error);
  if (status == L2A_OK && !job->options->quiet) report_partial(job);
  return status;
}

l2a_status mqa_job_open(mqa_job *job, const cli_options *o, bool types_only, l2a_error *error)
{
  uint64_t memory = 0;
  l2a_status status;

  *job = (mqa_job){ .options = o, .start_ns = clock_now_ns() };
  status = engine_load_rules(&job->engine, o, error);
  if (status == L2A_OK) status = time_zone_new(&job->zone, job->engine.rules->mqa.timezone, error);
  if (status == L2A_OK) status = read_instant(&job->as_of, job, "as-of", o->as_of, error);
  if (status == L2A_OK) status = read_instant(&job->since, job, "since", o->since, error);
  if (status == L2A_OK) status = read_instant(&job->compare_to, job, "compare-to", o->compare_to, error);
  if (status == L2A_OK) status = check_instants(job, error);
  if (status == L2A_OK) status = read_memory(&memory, o->memory, error);
  if (status == L2A_OK && !types_only) status = mqa_new(&job->m, job->engine.rules, o->partial ? INSTANT_MAX : job->as_of, error);
  if (status == L2A_OK && job->m) mqa_set_limits(job->m, memory, o->temp_dir, engine_thread_count(o));
  if (status == L2A_OK && job->m) status = open_journal(job, error);
  if (status == L2A_OK && job->m) status = open_partial(job, error);
  if (status == L2A_OK) status = mqa_feed_init(&job->feed, o, job->engine.rules, job->m, job->zone, error);
  if (status == L2A_OK && o->partial) job->feed.journal = job->journal;
  return status;
}

l2a_status mqa_job_run(mqa_job *job, l2a_error *error)
{
  l2a_status status = mqa_run(job->m, job->feed.thread_count, error);

  if (status == L2A_OK) status = add_shadowed(job, error);
  if (status != L2A_OK) return status;
  mqa_feed_finish(&job->feed);
  return check_strict(job, error);
}

void mqa_job_report(const mqa_job *job)
{
  const mqa_counts *c = mqa_get_counts(job->m);
  size_t count;
  const mqa_account_row *rows = mqa_accounts(job->m, &count);
  const mqa_feed *f = &job->feed;
  uint64_t qualified = 0;
  buffer line = BUFFER_INIT;

  for (size_t i = 0; i < count; i++) qualified += rows[i].is_mqa;
  append_grouped(&line, count);
  buffer_append_text(&line, " accounts, ");
  append_grouped(&line, qualified);
  buffer_append_text(&line, " qualified; ");
  append_grouped(&line, c->rows[MQA_ACTIVITIES]);
  buffer_append_text(&line, " activities, ");
  append_grouped(&line, c->unmatched[MQA_ACTIVITIES] + c->unmatched[MQA_OPPORTUNITIES] + c->unmatched[MQA_TOUCHES]);
  buffer_append_text(&line, " rows unmatched, ");
  append_grouped(&line, f->reject_count - f->warnings);
  buffer_append_text(&line, " rejected; ");
  summary_append_cost(&line, job->start_ns);
  if (!line.failed) message_print("%.*s", (int)line.size, line.data);
  buffer_free(&line);
}

void mqa_job_close(mqa_job *job)
{
  if (job->partial) output_discard(job->partial);
  l2a_mqa_free(job->journal);
  mqa_free(job->m);
  mqa_feed_free(&job->feed);
  time_zone_free(job->zone);
  engine_close(&job->engine);
}
