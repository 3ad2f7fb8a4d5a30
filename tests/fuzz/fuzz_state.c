/* SPDX-License-Identifier: MIT */
/*
 * A state file of l2a mqa that was damaged: the input is a list of changes to the bytes of one that is whole. It opens and runs, or says what
 * is wrong; a writer that adds to it does the same.
 *
 *   | where u32 | value u8 |  ...   little-endian; where: of the file, wrapped around; value: xor, 0 cuts the file off there
 */
#include "fuzz/fuzz_support.h"
#include "l2a.h"

enum { CHANGE_SIZE = 5, CHANGE_LIMIT = 32 };
#define AS_OF INT64_C(1783000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct shared {
  l2a_rules *rules;
  kept_file file;
  char *damaged; /* as large */
} shared;

static l2a_status open_state(l2a_mqa **out, const shared *s, l2a_error *error)
{
  l2a_mqa_options options = L2A_MQA_OPTIONS_INIT;

  options.thread_count = 1;
  options.state_path = s->file.path;
  return l2a_mqa_new(out, s->rules, &options, error);
}

static l2a_status add_day(l2a_mqa *m, int day, l2a_error *error)
{
  l2a_mqa_activity a = { .struct_size = sizeof a, .email = bytes_of("x@a.example"), .type = bytes_of("webinar_attended") };
  char when[32], id[16];

  snprintf(when, sizeof when, "2026-06-%02dT10:00:00Z", day);
  snprintf(id, sizeof id, "T%d", day);
  a.occurred_at = bytes_of(when);
  a.activity_id = bytes_of(id);
  return l2a_mqa_add_activity(m, &a, error);
}

static shared *shared_of(void)
{
  static shared s;

  return &s;
}

static void remove_files(void)
{
  kept_file_remove(&shared_of()->file);
}

/* Three commits of a small case. */
static const shared *shared_state(void)
{
  static const l2a_column columns[] = { { { "id", 2 }, L2A_ACCOUNT_ID } };
  const l2a_string cells[] = { BYTES("A1") };
  l2a_mqa_contact c = { .struct_size = sizeof c, .decision = L2A_DECISION_MATCH, .score = 9990 };
  shared *s = shared_of();
  l2a_mqa *m = NULL;

  if (s->rules) return s;
  require(l2a_rules_load(&s->rules, NULL, NULL) == L2A_OK);
  kept_file_name(&s->file, "state");
  atexit(remove_files);
  require(open_state(&m, s, NULL) == L2A_OK && l2a_mqa_set_columns(m, columns, 1, NULL) == L2A_OK);
  c.id = bytes_of("C1"), c.email = bytes_of("x@a.example"), c.account_id = cells[0];
  require(l2a_mqa_add_account(m, cells, NULL) == L2A_OK && l2a_mqa_add_contact(m, &c, NULL) == L2A_OK);
  for (int day = 1; day < 25; day++) {
    require(add_day(m, day, NULL) == L2A_OK);
    if (day % 8 == 0) require(l2a_mqa_commit(m, NULL) == L2A_OK);
  }
  l2a_mqa_free(m);
  kept_file_take(&s->file);
  s->damaged = malloc(s->file.size);
  require(s->damaged);
  return s;
}

static void write_damaged(const shared *s, bytes changes)
{
  size_t size = s->file.size;

  memcpy(s->damaged, s->file.before, size);
  for (int n = 0; n < CHANGE_LIMIT && changes.size >= CHANGE_SIZE; n++) {
    const unsigned char *at = (const unsigned char *)changes.data;
    size_t where = (at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24) % s->file.size;
    if (at[4]) s->damaged[where] = (char)(s->damaged[where] ^ at[4]);
    else size = where;
    changes = bytes_from(changes.data + CHANGE_SIZE, changes.size - CHANGE_SIZE);
  }
  kept_file_put(&s->file, s->damaged, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const shared *s = shared_state();
  l2a_error error = L2A_ERROR_INIT;
  l2a_mqa_account account;
  l2a_mqa *m = NULL;
  l2a_status status;

  write_damaged(s, (bytes){ (const char *)data, size });
  status = open_state(&m, s, &error);
  require((status == L2A_OK) == (m != NULL) && (m || error.message[0]));
  if (!m) return 0;
  status = l2a_mqa_run(m, AS_OF, &error);
  require(status == L2A_OK || error.message[0]);
  for (size_t n = 0; status == L2A_OK && l2a_mqa_account_at(&account, m, n) == L2A_OK; n++) require(account.account_id.size > 0);
  status = add_day(m, 26, &error);
  if (status == L2A_OK) status = l2a_mqa_commit(m, &error);
  require(status == L2A_OK || error.message[0]);
  l2a_mqa_free(m);
  return 0;
}
