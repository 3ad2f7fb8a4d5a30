/* SPDX-License-Identifier: MIT */
#include "server/mqa_store.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "server/worker.h"

enum {
  STALE_S = 60, /* answers are made again after that, since time alone changes stages */
  STAGE_LIMIT = 64,
  STAGE_NAME_BYTES = 64
};

typedef struct stage_count {
  char name[STAGE_NAME_BYTES];
  uint64_t accounts;
} stage_count;

struct mqa_store {
  pthread_mutex_t lock;
  const char *path;
  edition *edition;
  l2a_mqa *mqa; /* NULL: neither the new nor the old definitions could open it */
  int64_t fixed_as_of, as_of;
  uint64_t generation; /* of the index whose accounts it has; 0: none yet */
  bool changed;        /* rows since the last run */
  size_t stage_count;
  stage_count stages[STAGE_LIMIT];
};

static l2a_status open_mqa(mqa_store *m, edition *e, l2a_error *error)
{
  l2a_mqa_options options = L2A_MQA_OPTIONS_INIT;
  l2a_status status;

  options.thread_count = 1;
  options.state_path = m->path;
  status = l2a_mqa_new(&m->mqa, e->rules, &options, error);
  if (status != L2A_OK) return status;
  edition_share(e);
  edition_release(m->edition);
  m->edition = e;
  m->generation = 0;
  m->changed = true;
  return L2A_OK;
}

l2a_status mqa_store_open(mqa_store **out, const char *path, edition *e, int64_t as_of, l2a_error *error)
{
  mqa_store *m = calloc(1, sizeof *m);
  l2a_status status;

  *out = NULL;
  if (!m) return error_no_memory(error);
  *m = (mqa_store){ .lock = PTHREAD_MUTEX_INITIALIZER, .path = path, .fixed_as_of = as_of };
  status = open_mqa(m, e, error);
  if (status == L2A_OK) *out = m;
  else mqa_store_close(m);
  return status;
}

void mqa_store_close(mqa_store *m)
{
  if (!m) return;
  l2a_mqa_free(m->mqa);
  edition_release(m->edition);
  pthread_mutex_destroy(&m->lock);
  free(m);
}

l2a_status mqa_store_change_edition(mqa_store *m, edition *e, l2a_error *error)
{
  l2a_status status = L2A_OK;

  pthread_mutex_lock(&m->lock);
  if (e != m->edition) {
    l2a_mqa_free(m->mqa);
    m->mqa = NULL;
    status = open_mqa(m, e, error);
    if (status != L2A_OK) open_mqa(m, m->edition, NULL);
  }
  pthread_mutex_unlock(&m->lock);
  return status;
}

/* ---- accounts of the index ----------------------------------------------------------------------------------------------------------- */

static l2a_status set_columns(l2a_mqa *mqa, const l2a_index *index, l2a_error *error)
{
  l2a_column *columns = NULL, column;
  size_t count = 0;
  l2a_status status = L2A_OK;

  while (l2a_index_get_column(index, count, &column) == L2A_OK) count++;
  columns = calloc(count + 1, sizeof *columns);
  if (!columns) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) l2a_index_get_column(index, i, &columns[i]);
  status = l2a_mqa_set_columns(mqa, columns, count, error);
  free(columns);
  return status;
}

/* Every account again when the index has moved on. Those that are gone keep their rows; they are left out when they are shown. */
static l2a_status take_accounts(mqa_store *m, worker *w, l2a_error *error)
{
  l2a_account account;
  buffer last = BUFFER_INIT;
  uint64_t generation = 0;
  l2a_status status = l2a_matcher_next_account(&account, w->matcher, BYTES(""), error);

  if (status == L2A_OK && account.generation == m->generation) return L2A_OK;
  if (status == L2A_OK) status = set_columns(m->mqa, w->edition->index, error);
  if (status == L2A_OK) generation = account.generation;
  while (status == L2A_OK) {
    status = l2a_mqa_add_account(m->mqa, account.cells, error);
    if (status == L2A_EINVAL) status = L2A_OK;
    buffer_clear(&last);
    buffer_append_bytes(&last, account.id);
    if (last.failed) status = error_no_memory(error);
    if (status == L2A_OK) status = l2a_matcher_next_account(&account, w->matcher, buffer_bytes(&last), error);
  }
  buffer_free(&last);
  if (status != L2A_ENOTFOUND) return status;
  m->generation = generation; /* of the first: an update on the way is taken at the next look */
  m->changed = true;
  return L2A_OK;
}

/* ---- stages -------------------------------------------------------------------------------------------------------------------------- */

static void count_stage(mqa_store *m, bytes name)
{
  size_t i = 0;

  while (i < m->stage_count && !bytes_equal(bytes_of(m->stages[i].name), name)) i++;
  if (i == STAGE_LIMIT || name.size >= STAGE_NAME_BYTES) return;
  if (i == m->stage_count) {
    m->stages[i] = (stage_count){ .accounts = 0 };
    memcpy(m->stages[i].name, name.data, name.size);
    m->stage_count++;
  }
  m->stages[i].accounts++;
}

static l2a_status run(mqa_store *m, l2a_error *error)
{
  int64_t now = m->fixed_as_of == INT64_MIN ? (int64_t)time(NULL) : m->fixed_as_of;
  l2a_mqa_account account;
  l2a_status status;

  if (!m->changed && now - m->as_of < STALE_S && now >= m->as_of) return L2A_OK;
  status = l2a_mqa_run(m->mqa, now, error);
  if (status != L2A_OK) return status;
  m->as_of = now;
  m->changed = false;
  m->stage_count = 0;
  for (size_t n = 0; l2a_mqa_account_at(&account, m->mqa, n) == L2A_OK; n++) count_stage(m, account.stage);
  return L2A_OK;
}

l2a_mqa *mqa_store_lock(mqa_store *m, worker *w, bool current, l2a_error *error)
{
  l2a_status status = L2A_OK;

  pthread_mutex_lock(&m->lock);
  if (!m->mqa) status = error_set(error, L2A_EDEFINITIONS, "%s: cannot be opened with these definitions", m->path);
  if (status == L2A_OK) status = take_accounts(m, w, error);
  if (status == L2A_OK && current) status = run(m, error);
  if (status == L2A_OK) return m->mqa;
  pthread_mutex_unlock(&m->lock);
  return NULL;
}

void mqa_store_unlock(mqa_store *m)
{
  pthread_mutex_unlock(&m->lock);
}

void mqa_store_touch(mqa_store *m)
{
  m->changed = true;
}

int64_t mqa_store_as_of(const mqa_store *m)
{
  return m->as_of;
}

void mqa_store_write_stages(buffer *out, const mqa_store *m)
{
  for (size_t i = 0; i < m->stage_count; i++) {
    json_write_key(out, m->stages[i].name);
    buffer_append_u64(out, m->stages[i].accounts);
  }
}
