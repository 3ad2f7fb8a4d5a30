/* SPDX-License-Identifier: MIT */
/*
 * The store: large immutable values in one LMDB file, by generation and section. The only floor that knows LMDB.
 *
 *   key    generation u64 big-endian | section u32 big-endian
 *   value  STORE_PAD zero bytes | data | zero bytes up to a page at least
 *
 * LMDB puts a value of half a page or more on pages of its own, 16 bytes behind the begin of the first one. Every value here is a page or
 * more, so data always begins at an address that is a multiple of 64.
 *
 * A value is smaller than 4 GiB (LMDB's limit): L2A_ELIMIT.
 *
 * Limits of LMDB that show through: a process opens a file once at a time (its locks are per process); L2A_EBUSY says so. Nothing here may
 * be used across fork(). The file lies on a local file system.
 */
#ifndef L2A_STORE_STORE_H
#define L2A_STORE_STORE_H

#include "base/bytes.h"
#include "base/limits.h"
#include "base/status.h"

/* A new file has this behind its name until it is complete. */
#define STORE_NEW_SUFFIX ".l2a-new"

enum { STORE_PAD = 48, STORE_ALIGN = 64 };

typedef struct store store;
typedef struct store_view store_view;
typedef struct store_writer store_writer;

/*
 * Opens a file for reading. Its pages are mapped, not read. May be shared by threads.
 * L2A_ENOTFOUND, L2A_EINVAL (no regular file), L2A_ECORRUPT (no LMDB file, truncated), L2A_EBUSY (open in this process), L2A_EIO, L2A_ENOMEM.
 */
l2a_status store_open(store **out, const char *path, l2a_error *error);

/* The same for reading and, one writer at a time (store_writer_attach), for writing. */
l2a_status store_open_writable(store **out, const char *path, l2a_error *error);
bool store_is_writable(const store *s);
void store_close(store *s); /* after all its views and writers */
const char *store_path(const store *s);

/* Number of the newest transaction; cheap. Differs from a view's when there is something newer. */
uint64_t store_newest(const store *s);

/*
 * A view of the newest transaction: what it gives stays in place until it ends. One thread at a time each; views of one store are
 * independent. The tree of values is checked first, so that damaged pages are an answer and no crash.
 * L2A_ECORRUPT, L2A_EBUSY (too many readers; or the file outgrew its map while other views live), L2A_EIO, L2A_ENOMEM.
 */
l2a_status store_view_begin(store_view **out, store *s, l2a_error *error);
uint64_t store_view_number(const store_view *view);
void store_view_end(store_view *view);

/* Data of a value with the zero bytes behind it. L2A_ENOTFOUND (with no message: error is left alone), L2A_ECORRUPT. */
l2a_status store_view_get(const store_view *view, uint64_t generation, uint32_t section, bytes *data, l2a_error *error);

/*
 * Becomes the only writer of a file, or of a new one, that is made beside it and takes its name when it is complete. Nothing is written
 * before store_writer_begin. *exists tells which.
 * L2A_EBUSY (another writer, or open in this process), L2A_EINVAL (there is something else), L2A_ECORRUPT, L2A_EIO, L2A_ENOMEM.
 */
l2a_status store_writer_open(store_writer **out, const char *path, bool *exists, l2a_error *error);

/*
 * Becomes the only writer of a store that was opened writable: no other thread, no other process writes until it is closed. Waits wait_ms for
 * others. Begin and commit (or close) in the same thread. What was deleted is used again when nobody reads it any more.
 * L2A_EBUSY (another writer), L2A_EIO, L2A_ENOMEM.
 */
l2a_status store_writer_attach(store_writer **out, store *s, uint32_t wait_ms, l2a_error *error);

/*
 * The same for the merge of an index. It is no other writer to those of its process: who comes while it writes waits for its end, however
 * little it would wait for others.
 */
l2a_status store_writer_attach_merge(store_writer **out, store *s, uint32_t wait_ms, l2a_error *error);

/* Begins the transaction; data_bytes and count: of all values that will be put. */
l2a_status store_writer_begin(store_writer *w, uint64_t data_bytes, size_t count, l2a_error *error);

/* As store_view_get, within the transaction. */
l2a_status store_writer_get(const store_writer *w, uint64_t generation, uint32_t section, bytes *data, l2a_error *error);

/* Room for size bytes of data, to be filled before the next call. L2A_ELIMIT (4 GiB). */
l2a_status store_writer_put(store_writer *w, uint64_t generation, uint32_t section, uint64_t size, char **data, l2a_error *error);

/* Deletes the values of one generation. */
l2a_status store_writer_delete(store_writer *w, uint64_t generation, l2a_error *error);

/* Deletes every generation from 1 on but the one to keep. Readers of the others go on; their pages are used again when they have ended. */
l2a_status store_writer_keep_only(store_writer *w, uint64_t generation, l2a_error *error);

/* Makes it durable and visible, at once. The writer stays to be closed, whatever the status. L2A_EIO (disk full ...). */
l2a_status store_writer_commit(store_writer *w, l2a_error *error);

/* Of an attached writer: the same, but the system may still hold the page that says that this transaction is the newest: a power cut then
 * brings back the one before. A process that is killed loses nothing. */
l2a_status store_writer_commit_fast(store_writer *w, l2a_error *error);

/* Of an attached writer, after a commit: what was deleted can be used again by the next transaction, and everything is durable. */
l2a_status store_writer_age(store_writer *w, l2a_error *error);

/* Gives up what is not committed: a file that existed is unchanged, of a new one nothing is left. */
void store_writer_close(store_writer *w);

#endif
