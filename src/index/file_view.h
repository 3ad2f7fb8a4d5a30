/* SPDX-License-Identifier: MIT */
/*
 * One state of an index file: a transaction of the store, and views of the segments that it shows. Segments are immutable, so that the next
 * state takes over the views of those that it still has; accounts that died stay dead as long as their segment lives.
 */
#ifndef L2A_INDEX_FILE_VIEW_H
#define L2A_INDEX_FILE_VIEW_H

#include "index/delta.h"
#include "index/key_filter.h"
#include "index/snapshot_view.h"
#include "index/trigram_table.h"

typedef struct file_view {
  store_view *view;
  index_meta meta;
  section_views sections[DELTA_LIMIT + 1]; /* base, then deltas: meta.delta_count of them */
  const index_kill *kills[DELTA_LIMIT];
  uint64_t *dead[DELTA_LIMIT + 1]; /* NULL: all are live */
  snapshot s;                      /* base and whole */
  snapshot deltas[DELTA_LIMIT];
  key_filter *keys; /* of the deltas, and of earlier ones with this base; NULL without deltas */
  trigram_table *trigrams[DELTA_LIMIT];
} file_view;

/* The newest state. L2A_ECORRUPT, L2A_EVERSION, L2A_EBUSY, L2A_EIO, L2A_ENOMEM. */
l2a_status file_view_begin(file_view **out, store *file, l2a_error *error);

/* Moves on to the newest state; on failure *f stays what it was. L2A_EDEFINITIONS when it was built again with other keys. */
l2a_status file_view_renew(file_view **f, store *file, l2a_error *error);

void file_view_end(file_view *f);

/* L2A_EDEFINITIONS when its keys were made with other definitions than those of this fingerprint. */
l2a_status file_view_check_keys(const file_view *f, const char *fingerprint, const char *path, l2a_error *error);

#endif
