/* SPDX-License-Identifier: MIT */
/*
 * Partial states of l2a mqa: the input is the rows of a block whose head fits them, so that what is merged is judged by its content. What is
 * taken can be run, and saved again it is taken as well; the head by itself is refused with a message whatever it is.
 */
#include "base/buffer.h"
#include "base/hash.h"
#include "fuzz/fuzz_support.h"
#include "l2a.h"

enum { HEAD_SIZE = 16, BLOCK_HEAD_SIZE = 16 };
#define AS_OF INT64_C(1783000000) /* July 2026 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static l2a_status append(void *payload, const char *data, size_t size)
{
  buffer_append((buffer *)payload, data, size);
  return L2A_OK;
}

static const l2a_rules *shared_rules(void)
{
  static l2a_rules *rules;

  if (!rules) require(l2a_rules_load(&rules, NULL, NULL) == L2A_OK);
  return rules;
}

/* An object with accounts and contacts; the rows come with the partial state. */
static l2a_mqa *object_new(void)
{
  static const l2a_column columns[] = { { { "id", 2 }, L2A_ACCOUNT_ID }, { { "tier", 4 }, L2A_ACCOUNT_OTHER } };
  l2a_mqa_contact c = { .struct_size = sizeof c, .decision = L2A_DECISION_MATCH, .score = 9990 };
  l2a_mqa_options options = L2A_MQA_OPTIONS_INIT;
  l2a_mqa *m = NULL;

  options.thread_count = 1;
  require(l2a_mqa_new(&m, shared_rules(), &options, NULL) == L2A_OK);
  require(l2a_mqa_set_columns(m, columns, 2, NULL) == L2A_OK);
  for (int i = 0; i < 2; i++) {
    const l2a_string cells[] = { i ? BYTES("A2") : BYTES("A1"), BYTES("A") };
    require(l2a_mqa_add_account(m, cells, NULL) == L2A_OK);
    c.id = i ? bytes_of("C2") : bytes_of("C1"), c.email = i ? bytes_of("jo@b.example") : bytes_of("x@a.example");
    c.title = bytes_of("VP"), c.account_id = cells[0];
    require(l2a_mqa_add_contact(m, &c, NULL) == L2A_OK);
  }
  return m;
}

static void put_u64(char *out, uint64_t value)
{
  for (size_t i = 0; i < 8; i++) out[i] = (char)(value >> 8 * i & 255);
}

/* A block of a partial state: size, hash, rows. */
static void put_block(buffer *out, bytes rows)
{
  char head[BLOCK_HEAD_SIZE];

  put_u64(head, rows.size);
  put_u64(head + 8, hash_bytes(rows));
  buffer_append(out, head, sizeof head);
  buffer_append_bytes(out, rows);
}

/* The head of an empty one, a block with the rows, and the end. */
static void seal(buffer *out, l2a_mqa *m, bytes rows)
{
  buffer empty = BUFFER_INIT;

  require(l2a_mqa_save(m, append, &empty, NULL) == L2A_OK && empty.size == HEAD_SIZE + BLOCK_HEAD_SIZE);
  buffer_append(out, empty.data, HEAD_SIZE);
  if (rows.size) put_block(out, rows);
  put_block(out, BYTES(""));
  require(!out->failed);
  buffer_free(&empty);
}

static void run(l2a_mqa *m)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_mqa_account account;
  l2a_mqa_change change;
  l2a_status status = l2a_mqa_run(m, AS_OF, &error);

  require(status == L2A_OK || (error.message[0] && status != L2A_ENOMEM));
  for (size_t n = 0; status == L2A_OK && l2a_mqa_account_at(&account, m, n) == L2A_OK; n++) require(account.account_id.size > 0);
  for (size_t n = 0; status == L2A_OK && l2a_mqa_change_at(&change, m, n) == L2A_OK; n++) require(change.at <= AS_OF);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  bytes rows = { (const char *)data, size };
  l2a_error error = L2A_ERROR_INIT;
  buffer text = BUFFER_INIT, again = BUFFER_INIT;
  l2a_mqa *m = object_new();
  l2a_status status = l2a_mqa_merge(m, rows.data, rows.size, &error);

  require(status != L2A_OK && error.message[0]);
  seal(&text, m, rows);
  status = l2a_mqa_merge(m, text.data, text.size, &error);
  require(status == L2A_OK || (error.message[0] && status == L2A_ECORRUPT));
  if (status == L2A_OK) {
    run(m);
    require(l2a_mqa_save(m, append, &again, NULL) == L2A_OK && !again.failed);
    require(l2a_mqa_merge(m, again.data, again.size, NULL) == L2A_OK);
    run(m);
  }
  l2a_mqa_free(m);
  buffer_free(&text);
  buffer_free(&again);
  return 0;
}
