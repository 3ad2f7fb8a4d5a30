/* SPDX-License-Identifier: MIT */
/*
 * Two ways to the same file:
 *
 *   there is none   PATH.l2a-new is made, filled in one transaction, synced, and renamed to PATH
 *   there is one    one transaction in it, beside its readers
 *
 * or joins a store that this process has open for reading and writing (store_writer_attach).
 *
 * The writer holds flock() on the data file, which LMDB itself does not lock, so that a second one is told at once instead of waiting. Those
 * that wait are served in turn: nobody that writes all the time keeps the others out.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/store_file.h"
#include "store/store_inside.h"
#include "store/store_key.h"

#define MAP_SLACK (UINT64_C(64) << 20)
#define DOOR_AT (INT64_C(1) << 62)
#define VALUE_LIMIT (UINT64_C(0xFFFFFFFF) - 65536)

struct store_writer {
  char *path;
  char *new_path; /* NULL when the file exists */
  int fd;         /* holds the lock */
  uint64_t old_bytes;
  uint64_t page_size;
  MDB_env *env;
  MDB_txn *txn;
  MDB_dbi dbi;
  bool complete;
  store *shared; /* NULL: a file of its own */
};

static l2a_status lock_file(store_writer *w, const char *path, int flags, l2a_error *error)
{
  struct stat ours, there;

  w->fd = open(path, flags | O_CLOEXEC, 0666);
  if (w->fd < 0) return error_set_errno(error, errno, path, "cannot be written");
  if (flock(w->fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return error_set_errno(error, errno, path, "cannot be locked");
    return error_set_at(error, L2A_EBUSY, w->path, 0, 0, "another writer is at work");
  }
  if (fstat(w->fd, &ours) != 0 || stat(path, &there) != 0 || ours.st_ino != there.st_ino || ours.st_dev != there.st_dev)
    return error_set_at(error, L2A_EBUSY, w->path, 0, 0, "another writer has just been at work");
  return L2A_OK;
}

static l2a_status open_existing(store_writer *w, l2a_error *error)
{
  store_meta meta;
  l2a_status status = lock_file(w, w->path, O_RDWR, error);

  if (status == L2A_OK) status = store_file_meta(&meta, w->fd, w->path, error);
  if (status == L2A_OK) status = store_file_unused(w->fd, w->path, error);
  if (status == L2A_OK) status = store_pages_check(&(store_pages){ .meta = &meta, .path = w->path, .fd = w->fd }, true, error);
  if (status == L2A_OK) w->old_bytes = (meta.last_page + 1) * meta.page_size;
  return status;
}

static l2a_status open_new(store_writer *w, l2a_error *error)
{
  size_t size = strlen(w->path) + sizeof STORE_NEW_SUFFIX;
  char *new_path = malloc(size);
  l2a_status status;

  if (!new_path) return error_no_memory(error);
  memcpy(new_path, w->path, size - sizeof STORE_NEW_SUFFIX);
  memcpy(new_path + size - sizeof STORE_NEW_SUFFIX, STORE_NEW_SUFFIX, sizeof STORE_NEW_SUFFIX);
  status = lock_file(w, new_path, O_RDWR | O_CREAT, error);
  if (status != L2A_OK) {
    free(new_path);
    return status;
  }
  w->new_path = new_path; /* ours: removed on the way out */
  if (ftruncate(w->fd, 0) != 0) status = error_set_errno(error, errno, new_path, "cannot be written");
  return status;
}

l2a_status store_writer_open(store_writer **out, const char *path, bool *exists, l2a_error *error)
{
  store_writer *w = calloc(1, sizeof *w);
  struct stat st;
  l2a_status status = L2A_OK;

  *out = NULL;
  if (!w) return error_no_memory(error);
  w->fd = -1;
  w->path = strdup(path);
  if (!w->path) {
    status = error_no_memory(error);
    goto done;
  }
  *exists = stat(path, &st) == 0;
  if (!*exists && errno != ENOENT) status = error_set_errno(error, errno, path, "cannot be written");
  if (*exists && !S_ISREG(st.st_mode)) status = error_set_at(error, L2A_EINVAL, path, 0, 0, "is no regular file");
  if (*exists && st.st_size == 0) *exists = false; /* nothing in it to keep */
  if (status == L2A_OK) status = *exists ? open_existing(w, error) : open_new(w, error);
  if (status != L2A_OK) goto done;
  *out = w;
  w = NULL;
done:
  store_writer_close(w);
  return status;
}

/* The turn goes to the writer of this process that waits longest: one that asks again at once would keep it for ever. */
static void give_turn(store *s)
{
  store_waiter *first;

  pthread_mutex_lock(&s->lock);
  first = s->waiting;
  s->writing = first != NULL;
  s->merging = first && first->merges;
  if (first) {
    s->waiting = first->next;
    first->mine = true;
    pthread_cond_broadcast(&s->turn);
  }
  pthread_mutex_unlock(&s->lock);
}

/* Until the turn is mine, or stop has passed and no merge of this process has it. */
static void wait_in_line(store *s, store_waiter *me, const struct timespec *stop)
{
  store_waiter **at = &s->waiting;
  int rc = 0;

  while (*at) at = &(*at)->next;
  *at = me;
  while (!me->mine) {
    bool own = s->merging && !me->merges;
    if (!own && rc != 0) break;
    rc = own ? pthread_cond_wait(&s->turn, &s->lock) : pthread_cond_timedwait(&s->turn, &s->lock, stop);
  }
  for (at = &s->waiting; *at; at = &(*at)->next) {
    if (*at != me) continue;
    *at = me->next;
    break;
  }
}

static bool take_turn(store *s, uint64_t stop_ns, bool merges)
{
  struct timespec stop = { (time_t)(stop_ns / UINT64_C(1000000000)), (long)(stop_ns % UINT64_C(1000000000)) };
  store_waiter me = { NULL, merges, false };

  pthread_mutex_lock(&s->lock);
  if (s->writing) {
    wait_in_line(s, &me, &stop);
  } else {
    me.mine = s->writing = true;
    s->merging = merges;
  }
  pthread_mutex_unlock(&s->lock);
  return me.mine;
}

/* A merge that waits for another process is as good as that: who waits for it has to be told. */
static void set_merging(store *s, bool merging)
{
  pthread_mutex_lock(&s->lock);
  s->merging = merging;
  pthread_cond_broadcast(&s->turn);
  pthread_mutex_unlock(&s->lock);
}

/*
 * The same between processes: who waits for the file holds the door, a lock on one byte far behind its end, so that the writer that leaves
 * finds the door closed and cannot be the next one again. *busy: somebody else has it.
 */
static l2a_status lock_door(const store *s, short type, bool *busy, l2a_error *error)
{
  struct flock door = { .l_type = type, .l_whence = SEEK_SET, .l_start = DOOR_AT, .l_len = 1 };

  *busy = false;
  if (fcntl(s->fd, F_OFD_SETLK, &door) == 0 || errno == EINVAL) return L2A_OK; /* a kernel without such locks: no door, no order */
  *busy = errno == EAGAIN || errno == EACCES || errno == EINTR;
  return *busy ? L2A_OK : error_set_errno(error, errno, s->path, "cannot be locked");
}

static l2a_status lock_shared(const store *s, bool *busy, l2a_error *error)
{
  *busy = false;
  if (flock(s->fd, LOCK_EX | LOCK_NB) == 0) return L2A_OK;
  *busy = errno == EWOULDBLOCK || errno == EINTR;
  return *busy ? L2A_OK : error_set_errno(error, errno, s->path, "cannot be locked");
}

/* Until stop_ns no other process may be writing. */
static l2a_status wait_for_file(store *s, uint64_t stop_ns, bool merges, l2a_error *error)
{
  const struct timespec pause = { 0, 500000 };
  bool busy, at_door = true, waited = false, ignored;
  l2a_status status;

  for (;;) {
    status = at_door ? lock_door(s, F_WRLCK, &busy, error) : lock_shared(s, &busy, error);
    if (status != L2A_OK) break;
    if (!busy && !at_door) break;
    if (!busy) {
      at_door = false;
      continue;
    }
    if (clock_now_ns() >= stop_ns) {
      status = error_set_at(error, L2A_EBUSY, s->path, 0, 0, "another writer is at work");
      break;
    }
    if (merges && !waited) set_merging(s, false);
    waited = true;
    nanosleep(&pause, NULL);
  }
  if (merges && waited && status == L2A_OK) set_merging(s, true);
  if (!at_door) (void)lock_door(s, F_UNLCK, &ignored, NULL);
  return status;
}

/* Until stop_ns no other thread of the process, then no other process may be writing. */
static l2a_status wait_for_turn(store *s, uint64_t stop_ns, bool merges, l2a_error *error)
{
  l2a_status status;

  if (!take_turn(s, stop_ns, merges)) return error_set_at(error, L2A_EBUSY, s->path, 0, 0, "another writer of this process is at work");
  status = wait_for_file(s, stop_ns, merges, error);
  if (status != L2A_OK) give_turn(s);
  return status;
}

static l2a_status attach(store_writer **out, store *s, uint32_t wait_ms, bool merges, l2a_error *error)
{
  store_writer *w = calloc(1, sizeof *w);
  l2a_status status;

  *out = NULL;
  if (!w) return error_no_memory(error);
  w->fd = -1;
  w->path = strdup(s->path);
  status = w->path ? wait_for_turn(s, clock_now_ns() + wait_ms * UINT64_C(1000000), merges, error) : error_no_memory(error);
  if (status == L2A_OK) {
    w->shared = s;
    w->env = s->env;
    *out = w;
  } else {
    store_writer_close(w);
  }
  return status;
}

l2a_status store_writer_attach(store_writer **out, store *s, uint32_t wait_ms, l2a_error *error)
{
  return attach(out, s, wait_ms, false, error);
}

l2a_status store_writer_attach_merge(store_writer **out, store *s, uint32_t wait_ms, l2a_error *error)
{
  return attach(out, s, wait_ms, true, error);
}

/* Readers that died keep pages from being used again until somebody looks. */
static int clear_readers(store *s)
{
  enum { CLEAN_SECONDS = 5 };
  uint64_t now = clock_now_ns();
  int dead;

  if (s->clean_ns && now - s->clean_ns < CLEAN_SECONDS * UINT64_C(1000000000)) return MDB_SUCCESS;
  s->clean_ns = now;
  return mdb_reader_check(s->env, &dead);
}

static l2a_status begin_shared(store_writer *w, l2a_error *error)
{
  int rc = clear_readers(w->shared);

  if (rc == MDB_SUCCESS) rc = mdb_txn_begin(w->env, NULL, 0, &w->txn);
  if (rc == MDB_MAP_RESIZED || rc == MDB_MAP_FULL)
    return error_set_at(error, L2A_ELIMIT, w->path, 0, 0, "has outgrown its map; close it and open it again");
  if (rc == MDB_SUCCESS) rc = mdb_dbi_open(w->txn, NULL, 0, &w->dbi);
  if (rc == MDB_SUCCESS) {
    MDB_stat stat_;
    rc = mdb_stat(w->txn, w->dbi, &stat_);
    if (rc == MDB_SUCCESS) w->page_size = stat_.ms_psize;
  }
  return store_error(rc, w->path, "cannot be written", error);
}

l2a_status store_writer_begin(store_writer *w, uint64_t data_bytes, size_t count, l2a_error *error)
{
  const char *path = w->new_path ? w->new_path : w->path;
  unsigned flags = MDB_NOSUBDIR | MDB_NOTLS | (w->new_path ? MDB_NOLOCK : 0u); /* nobody else knows a new file */
  uint64_t total = w->old_bytes + data_bytes + (uint64_t)count * (2 * 65536);
  MDB_stat stat_;
  int dead, rc;

  if (w->shared) return begin_shared(w, error);
  if (data_bytes > UINT64_C(1) << 45) return error_set_at(error, L2A_ELIMIT, w->path, 0, 0, "an index of more than 32 TiB");
  rc = mdb_env_create(&w->env);
  if (rc == MDB_SUCCESS) rc = mdb_env_set_maxreaders(w->env, STORE_READER_LIMIT);
  if (rc == MDB_SUCCESS) rc = mdb_env_set_mapsize(w->env, (total + total / 8 + MAP_SLACK) / 65536 * 65536);
  if (rc == MDB_SUCCESS) rc = mdb_env_open(w->env, path, flags, 0666);
  if (rc == MDB_SUCCESS && !w->new_path) rc = mdb_reader_check(w->env, &dead);
  if (rc == MDB_SUCCESS) rc = mdb_txn_begin(w->env, NULL, 0, &w->txn);
  if (rc == MDB_SUCCESS) rc = mdb_dbi_open(w->txn, NULL, 0, &w->dbi);
  if (rc == MDB_SUCCESS) rc = mdb_stat(w->txn, w->dbi, &stat_);
  if (rc == MDB_SUCCESS) w->page_size = stat_.ms_psize;
  return store_error(rc, w->path, "cannot be written", error);
}

l2a_status store_writer_get(const store_writer *w, uint64_t generation, uint32_t section, bytes *data, l2a_error *error)
{
  return store_get(w->txn, w->dbi, w->path, &(store_key){ generation, section }, data, error);
}

l2a_status store_writer_put(store_writer *w, uint64_t generation, uint32_t section, uint64_t size, char **data, l2a_error *error)
{
  char text[STORE_KEY_SIZE];
  MDB_val key = { sizeof text, text }, value = { STORE_PAD + size, NULL };
  int rc;

  *data = NULL;
  if (size > VALUE_LIMIT)
    return error_set_at(error, L2A_ELIMIT, w->path, 0, 0, "a section of %llu bytes: LMDB holds at most 4 GiB in one",
                        (unsigned long long)size);
  if (value.mv_size < w->page_size) value.mv_size = w->page_size;
  store_key_put(text, &(store_key){ generation, section });
  rc = mdb_put(w->txn, w->dbi, &key, &value, MDB_RESERVE);
  if (rc != MDB_SUCCESS) return store_error(rc, w->path, "cannot be written", error);
  memset(value.mv_data, 0, STORE_PAD);
  memset((char *)value.mv_data + STORE_PAD + size, 0, value.mv_size - STORE_PAD - size);
  *data = (char *)value.mv_data + STORE_PAD;
  return L2A_OK;
}

/* Moves to the first key from this one on. */
static int seek(MDB_cursor *cursor, store_key *key)
{
  char text[STORE_KEY_SIZE];
  MDB_val k = { sizeof text, text }, value;
  int rc;

  store_key_put(text, key);
  rc = mdb_cursor_get(cursor, &k, &value, MDB_SET_RANGE);
  if (rc == MDB_SUCCESS) *key = store_key_take(k.mv_data);
  return rc;
}

l2a_status store_writer_delete(store_writer *w, uint64_t generation, l2a_error *error)
{
  MDB_cursor *cursor = NULL;
  int rc = mdb_cursor_open(w->txn, w->dbi, &cursor);

  while (rc == MDB_SUCCESS) {
    store_key key = { generation, 0 };
    rc = seek(cursor, &key);
    if (rc == MDB_SUCCESS && key.generation != generation) break;
    if (rc == MDB_SUCCESS) rc = mdb_cursor_del(cursor, 0);
  }
  if (rc == MDB_NOTFOUND) rc = MDB_SUCCESS;
  if (cursor) mdb_cursor_close(cursor);
  return store_error(rc, w->path, "cannot be written", error);
}

l2a_status store_writer_keep_only(store_writer *w, uint64_t generation, l2a_error *error)
{
  MDB_cursor *cursor = NULL;
  int rc = mdb_cursor_open(w->txn, w->dbi, &cursor);

  while (rc == MDB_SUCCESS) {
    store_key key = { 1, 0 };
    rc = seek(cursor, &key);
    if (rc == MDB_SUCCESS && key.generation == generation) {
      key = (store_key){ generation + 1, 0 };
      rc = seek(cursor, &key);
    }
    if (rc == MDB_SUCCESS) rc = mdb_cursor_del(cursor, 0);
  }
  if (rc == MDB_NOTFOUND) rc = MDB_SUCCESS;
  if (cursor) mdb_cursor_close(cursor);
  return store_error(rc, w->path, "cannot be written", error);
}

/* The new file takes its name; the name is made durable with the directory. */
static l2a_status publish(store_writer *w, l2a_error *error)
{
  char *copy = strdup(w->path);
  int directory = -1;
  l2a_status status = L2A_OK;

  if (!copy) return error_no_memory(error);
  if (rename(w->new_path, w->path) != 0) {
    status = error_set_errno(error, errno, w->path, "cannot be written");
    goto done;
  }
  directory = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) (void)fsync(directory); /* not every file system can; the data itself is synced */
done:
  if (directory >= 0) close(directory);
  free(copy);
  return status;
}

/*
 * LMDB gives pages of a transaction out again only two transactions later. A second, small one (the first value written as it is) lets
 * the next build use the pages of the generation deleted now, so that a file that is built again and again stays at twice its data.
 * That is all: when it fails, nothing is lost.
 */
static void age_free_pages(store_writer *w)
{
  MDB_txn *txn = NULL;
  MDB_cursor *cursor = NULL;
  MDB_val key, value, copy;
  char text[STORE_KEY_SIZE];
  int rc = mdb_txn_begin(w->env, NULL, 0, &txn);

  copy.mv_data = NULL;
  if (rc != MDB_SUCCESS) return;
  rc = mdb_cursor_open(txn, w->dbi, &cursor);
  if (rc == MDB_SUCCESS) rc = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
  if (cursor) mdb_cursor_close(cursor);
  if (rc != MDB_SUCCESS || key.mv_size != sizeof text) goto done;
  copy = (MDB_val){ value.mv_size, malloc(value.mv_size) };
  if (!copy.mv_data) goto done;
  memcpy(copy.mv_data, value.mv_data, value.mv_size);
  memcpy(text, key.mv_data, sizeof text);
  key.mv_data = text;
  rc = mdb_put(txn, w->dbi, &key, &copy, 0);
  if (rc != MDB_SUCCESS) goto done;
  (void)mdb_txn_commit(txn);
  txn = NULL;
done:
  if (txn) mdb_txn_abort(txn);
  free(copy.mv_data);
}

l2a_status store_writer_commit(store_writer *w, l2a_error *error)
{
  int rc = mdb_txn_commit(w->txn);
  l2a_status status = L2A_OK;

  w->txn = NULL;
  if (rc != MDB_SUCCESS) return store_error(rc, w->path, "cannot be written", error);
  if (w->shared) return L2A_OK;
  if (!w->new_path) age_free_pages(w);
  mdb_env_close(w->env);
  w->env = NULL;
  if (w->new_path) status = publish(w, error);
  w->complete = status == L2A_OK;
  return status;
}

l2a_status store_writer_commit_fast(store_writer *w, l2a_error *error)
{
  l2a_status status;

  mdb_env_set_flags(w->env, MDB_NOMETASYNC, 1);
  status = store_writer_commit(w, error);
  mdb_env_set_flags(w->shared->env, MDB_NOMETASYNC, 0);
  return status;
}

l2a_status store_writer_age(store_writer *w, l2a_error *error)
{
  age_free_pages(w);
  return store_error(mdb_env_sync(w->env, 1), w->path, "cannot be written", error);
}

/* The lock is given back before another thread of the process may take it. */
static void detach(store *s)
{
  (void)flock(s->fd, LOCK_UN);
  give_turn(s);
}

void store_writer_close(store_writer *w)
{
  if (!w) return;
  if (w->txn) mdb_txn_abort(w->txn);
  if (w->env && !w->shared) mdb_env_close(w->env);
  if (w->shared) detach(w->shared);
  if (w->new_path && !w->complete) unlink(w->new_path);
  if (w->fd >= 0) close(w->fd);
  free(w->new_path);
  free(w->path);
  free(w);
}
