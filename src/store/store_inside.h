/* SPDX-License-Identifier: MIT */
/* An open store, as its readers and its writer see it. Private to this floor. */
#ifndef L2A_STORE_STORE_INSIDE_H
#define L2A_STORE_STORE_INSIDE_H

#include <lmdb.h>
#include <pthread.h>

#include "store/store.h"
#include "store/store_file.h"

typedef struct store_waiter {
  struct store_waiter *next;
  bool merges;
  bool mine; /* the turn: it is in the list no more */
} store_waiter;

struct store {
  MDB_env *env;
  char *path;
  pthread_mutex_t lock; /* of views: a new map must not be made while one lives; and of writing */
  pthread_cond_t turn;  /* the turn was given to the first of `waiting` */
  size_t views;
  uint64_t page_size;
  bool writing;                 /* a writer of this process is attached */
  bool merging;                 /* it is a merge, and waits for no other process */
  struct store_waiter *waiting; /* writers of this process, first come first served; on their stacks */
  int fd;                       /* holds flock() while writing; -1: opened for reading only */
  store_known known;            /* values that a view of this store has checked */
  uint64_t clean_ns;            /* when readers that died were last looked for */
};

#endif
