/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/store_file.h"
#include "store/store_inside.h"
#include "store/store_key.h"

/* Address space beyond the file, so that what coming builds and updates write fits without a new map. */
enum { MAP_TIMES = 8 };
#define MAP_MORE (UINT64_C(64) << 30)
#define MAP_LESS (UINT64_C(1) << 30) /* where address space is limited */

struct store_view {
  store *s;
  MDB_txn *txn;
  MDB_dbi dbi;
};

static l2a_status check_file(const char *path, store_meta *meta, l2a_error *error)
{
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  l2a_status status;

  if (fd < 0) return store_error(errno, path, "cannot be opened", error);
  status = store_file_meta(meta, fd, path, error);
  if (status == L2A_OK) status = store_file_unused(fd, path, error);
  close(fd); /* LMDB's locks are on another file, so closing this one gives none of them up */
  return status;
}

static int env_open_once(MDB_env **out, const char *path, uint64_t map_size, unsigned more_flags)
{
  MDB_env *env = NULL;
  int rc = mdb_env_create(&env);

  if (rc == MDB_SUCCESS) rc = mdb_env_set_maxreaders(env, STORE_READER_LIMIT);
  if (rc == MDB_SUCCESS && map_size) rc = mdb_env_set_mapsize(env, map_size);
  if (rc == MDB_SUCCESS) rc = mdb_env_open(env, path, MDB_NOSUBDIR | MDB_NOTLS | more_flags, 0666);
  if (rc != MDB_SUCCESS) {
    mdb_env_close(env);
    env = NULL;
  }
  *out = env;
  return rc;
}

/*
 * Who may read the file but not write beside it (another user's folder, a container) cannot take part in LMDB's table of readers: it is then
 * opened without. A build over the same file by its owner may reuse pages under such a reader; checksums name that as damage.
 */
static int env_open(MDB_env **out, const char *path, uint64_t map_size)
{
  int rc = env_open_once(out, path, map_size, MDB_RDONLY);

  return rc == EACCES ? env_open_once(out, path, map_size, MDB_RDONLY | MDB_NOLOCK) : rc;
}

/* Pages are checked at each new state: noting the time of that in the file's inode would make readers write. Its owner alone may ask for it. */
static void leave_no_trace(MDB_env *env)
{
  int fd, flags;

  if (mdb_env_get_fd(env, &fd) != MDB_SUCCESS) return;
  flags = fcntl(fd, F_GETFL);
  if (flags >= 0) (void)fcntl(fd, F_SETFL, flags | O_NOATIME);
}

/* Less and less address space, until there is enough of it (EINVAL: valgrind's answer to more than it has). */
static int env_open_fitting(store *s, uint64_t file_bytes)
{
  const uint64_t sizes[] = { file_bytes * MAP_TIMES + MAP_MORE, file_bytes * 2 + MAP_LESS, s->fd < 0 ? 0 : file_bytes + file_bytes / 2 };
  int rc = ENOMEM, dead;

  for (size_t i = 0; i < sizeof sizes / sizeof *sizes && (rc == ENOMEM || rc == EINVAL); i++)
    rc = s->fd < 0 ? env_open(&s->env, s->path, sizes[i]) : env_open_once(&s->env, s->path, sizes[i], 0);
  if (rc == MDB_SUCCESS && s->fd >= 0) rc = mdb_reader_check(s->env, &dead);
  if (rc == MDB_SUCCESS) leave_no_trace(s->env);
  return rc;
}

static l2a_status view_begin(store_view **out, store *s, bool whole, l2a_error *error);

/* Before anybody writes: trees and free list, of a state that writers of other processes keep while this reads it. */
static l2a_status check_whole(store *s, l2a_error *error)
{
  store_view *view = NULL;
  l2a_status status = view_begin(&view, s, true, error);

  store_view_end(view);
  return status;
}

static l2a_status open_any(store **out, const char *path, bool writable, l2a_error *error)
{
  pthread_condattr_t monotonic;
  store *s = NULL;
  store_meta meta;
  l2a_status status = check_file(path, &meta, error);

  *out = NULL;
  if (status != L2A_OK) return status;
  s = calloc(1, sizeof *s);
  if (!s) return error_no_memory(error);
  s->fd = -1;
  s->page_size = meta.page_size;
  pthread_mutex_init(&s->lock, NULL);
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&s->turn, &monotonic);
  pthread_condattr_destroy(&monotonic);
  s->path = strdup(path);
  if (!s->path) {
    status = error_no_memory(error);
    goto done;
  }
  if (writable) {
    s->fd = open(path, O_RDWR | O_CLOEXEC);
    if (s->fd < 0) {
      status = error_set_errno(error, errno, path, "cannot be written");
      goto done;
    }
  }
  status =
    store_error(env_open_fitting(s, (meta.last_page + 1) * meta.page_size), path, "cannot be opened, or its lock file beside it", error);
  if (status == L2A_OK && writable) status = check_whole(s, error);
  if (status != L2A_OK) goto done;
  *out = s;
  s = NULL;
done:
  store_close(s);
  return status;
}

l2a_status store_open(store **out, const char *path, l2a_error *error)
{
  return open_any(out, path, false, error);
}

l2a_status store_open_writable(store **out, const char *path, l2a_error *error)
{
  return open_any(out, path, true, error);
}

bool store_is_writable(const store *s)
{
  return s->fd >= 0;
}

void store_close(store *s)
{
  if (!s) return;
  if (s->env) mdb_env_close(s->env);
  if (s->fd >= 0) close(s->fd);
  pthread_cond_destroy(&s->turn);
  pthread_mutex_destroy(&s->lock);
  free(s->path);
  free(s);
}

const char *store_path(const store *s)
{
  return s->path;
}

uint64_t store_newest(const store *s)
{
  MDB_envinfo info;

  return mdb_env_info(s->env, &info) == MDB_SUCCESS ? (uint64_t)info.me_last_txnid : 0;
}

/* A transaction, after a new map when a writer of another process has made the file larger than this one. */
static int begin_txn(store *s, MDB_txn **txn)
{
  int rc = mdb_txn_begin(s->env, NULL, MDB_RDONLY, txn);

  if (rc == MDB_MAP_RESIZED && s->views == 0) {
    rc = mdb_env_set_mapsize(s->env, 0);
    if (rc == MDB_SUCCESS) rc = mdb_txn_begin(s->env, NULL, MDB_RDONLY, txn);
  }
  return rc;
}

/* whole: the free list too, and nothing that is known from before. */
static l2a_status check_txn(const store_view *view, bool whole, l2a_error *error)
{
  store_meta meta;
  store_pages pages = { .meta = &meta, .path = view->s->path, .known = whole ? NULL : &view->s->known };
  l2a_status status = store_error(mdb_env_get_fd(view->s->env, &pages.fd), view->s->path, "cannot be examined", error);

  if (status == L2A_OK)
    status = store_file_meta_of(&meta, pages.fd, view->s->path, (uint64_t)mdb_txn_id(view->txn), view->s->page_size, error);
  if (status == L2A_OK) status = store_pages_check(&pages, whole, error);
  return status;
}

/* The transaction that LMDB says is the newest is on neither page, again and again. */
static l2a_status why_never_found(const store *s, l2a_error *error)
{
  store_meta meta;
  int fd = -1;
  l2a_status status = store_error(mdb_env_get_fd(s->env, &fd), s->path, "cannot be examined", error);

  if (status == L2A_OK) status = store_file_meta(&meta, fd, s->path, error);
  return status == L2A_OK ? error_set_at(error, L2A_EBUSY, s->path, 0, 0, "is being written all the time") : status;
}

static l2a_status view_begin(store_view **out, store *s, bool whole, l2a_error *error)
{
  enum { TRIES = 100 }; /* writers would have to commit twice during each */
  store_view *view = calloc(1, sizeof *view);
  l2a_status status = L2A_ENOTFOUND;

  *out = NULL;
  if (!view) return error_no_memory(error);
  view->s = s;
  pthread_mutex_lock(&s->lock);
  for (int i = 0; i < TRIES && status == L2A_ENOTFOUND; i++) {
    int rc;
    if (view->txn) mdb_txn_abort(view->txn);
    view->txn = NULL;
    rc = begin_txn(s, &view->txn);
    if (rc == MDB_MAP_RESIZED) {
      status = error_set_at(error, L2A_EBUSY, s->path, 0, 0, "has outgrown its map; open it again");
      break;
    }
    status = store_error(rc, s->path, "cannot be read", error);
    if (status == L2A_OK) status = check_txn(view, whole, error);
  }
  if (status == L2A_OK) status = store_error(mdb_dbi_open(view->txn, NULL, 0, &view->dbi), s->path, "cannot be read", error);
  if (status == L2A_ENOTFOUND) status = why_never_found(s, error);
  if (status == L2A_OK) {
    s->views++;
    *out = view;
  } else if (view->txn) {
    mdb_txn_abort(view->txn);
  }
  pthread_mutex_unlock(&s->lock);
  if (status != L2A_OK) free(view);
  return status;
}

l2a_status store_view_begin(store_view **out, store *s, l2a_error *error)
{
  return view_begin(out, s, false, error);
}

uint64_t store_view_number(const store_view *view)
{
  return (uint64_t)mdb_txn_id(view->txn);
}

void store_view_end(store_view *view)
{
  if (!view) return;
  pthread_mutex_lock(&view->s->lock);
  mdb_txn_abort(view->txn);
  view->s->views--;
  pthread_mutex_unlock(&view->s->lock);
  free(view);
}

l2a_status store_view_get(const store_view *view, uint64_t generation, uint32_t section, bytes *data, l2a_error *error)
{
  return store_get(view->txn, view->dbi, view->s->path, &(store_key){ generation, section }, data, error);
}
