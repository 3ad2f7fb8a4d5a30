/* SPDX-License-Identifier: MIT */
/* The file under a store: what must hold before LMDB may look at it. Private to this floor. */
#ifndef L2A_STORE_STORE_FILE_H
#define L2A_STORE_STORE_FILE_H

#include "base/bytes.h"
#include "base/status.h"

/* The two facts of LMDB's meta page that a transaction depends on. */
typedef struct store_meta {
  uint64_t number; /* of the transaction */
  uint64_t map_size;
  uint64_t page_size;
  uint64_t last_page;
  uint64_t file_bytes;
  uint64_t roots[2]; /* free list, values; UINT64_MAX: empty */
  uint32_t depths[2];
} store_meta;

/* Message and status of what LMDB answered. */
l2a_status store_error(int rc, const char *path, const char *what, l2a_error *error);

/* L2A_EBUSY when this process has mapped the file. */
l2a_status store_file_unused(int fd, const char *path, l2a_error *error);

/* Reads both meta pages and takes the newest one. A file may be shorter than its last page says: free pages at its end need never have been
 * written; store_pages_check finds out. L2A_ECORRUPT. */
l2a_status store_file_meta(store_meta *meta, int fd, const char *path, l2a_error *error);

/* The meta page of transaction `number` of a file whose pages have that size. L2A_ENOTFOUND without a message when no meta page has that
 * number (any more). */
l2a_status store_file_meta_of(store_meta *meta, int fd, const char *path, uint64_t number, uint64_t page_size, l2a_error *error);

/* Large values whose first page was found good: a reader that moves on to the next transaction meets most of them again. */
enum { STORE_KNOWN_LIMIT = 128 };

typedef struct store_known {
  struct {
    uint64_t page, size;
  } values[STORE_KNOWN_LIMIT];
  uint32_t count;
  uint32_t next; /* to be replaced */
} store_known;

/* Where pages are read from. */
typedef struct store_pages {
  const store_meta *meta;
  const char *path;
  int fd;
  store_known *known; /* NULL: none */
} store_pages;

/*
 * Checks every page of the tree of values (and of the free list with it) that LMDB would walk: bounds of pages, nodes and large values.
 * After L2A_OK LMDB neither reads outside the file nor stops the process. L2A_ECORRUPT (also when the file is cut), L2A_EIO, L2A_ENOMEM.
 */
l2a_status store_pages_check(const store_pages *pages, bool with_free_list, l2a_error *error);

#endif
