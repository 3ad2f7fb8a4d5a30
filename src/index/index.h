/* SPDX-License-Identifier: MIT */
/* Inside of l2a_index. */
#ifndef L2A_INDEX_INDEX_H
#define L2A_INDEX_INDEX_H

#include <pthread.h>
#include <stdatomic.h>

#include "index/file_view.h"
#include "index/hot_copy.h"
#include "index/image.h"
#include "index/snapshot_view.h"
#include "store/store.h"

/* What the sections hold, kept for l2a_index_get_info and l2a_index_get_section. */
typedef struct index_description {
  uint64_t transaction; /* of the file */
  l2a_index_info info;
  uint64_t sizes[SECTION_COUNT + 1]; /* of the base; then all deltas */
  uint64_t entries[SECTION_COUNT + 1];
} index_description;

struct l2a_index {
  store *file; /* NULL: in memory */
  const l2a_rules *rules;
  char keys_fingerprint[17];
  pthread_mutex_t lock; /* of description */
  index_description description;
  l2a_column *columns; /* as of the opening; in texts */
  size_t column_count;
  arena texts;
  index_image image; /* in memory */
  snapshot whole;    /* in memory */
  hot_copy hot;      /* of a file: made by index_heat, before any snapshot is taken */
  /* Of an index that is open for writing: used by who holds the store's writer. */
  file_view *known;      /* as of the last update; NULL: none yet */
  text_scratch *scratch; /* NULL: none yet */
  /* The merge in the background. */
  pthread_mutex_t merge_lock; /* of the two below */
  bool merge_runs;
  bool merge_to_join; /* merge_thread was started */
  pthread_t merge_thread;
  atomic_bool closing; /* a merge gives up */
};

/* An index in memory around an image, which moves into it (also on failure). L2A_ENOMEM. */
l2a_status index_from_image(l2a_index **out, index_image *image, const char *fingerprint, l2a_error *error);

/*
 * Writes an image as the next generation of a store (exists: of one that was there before) and commits it; section by section the image is
 * given back on the way. L2A_EINVAL (the file is no l2a index), L2A_EIO, L2A_ELIMIT, L2A_ENOMEM.
 */
l2a_status index_save(store_writer *w, bool exists, index_image *image, const l2a_rules *rules, l2a_error *error);

/* Writes the sections of a base under an id, within a transaction; the image is given back on the way. */
l2a_status index_save_base(store_writer *w, uint64_t id, index_image *image, l2a_error *error);

/* Writes the table of segments, sealed. */
l2a_status index_save_meta(store_writer *w, index_meta *meta, l2a_error *error);

/* The newest state into index->known, for who holds the writer. */
l2a_status index_renew_known(l2a_index *index, l2a_error *error);

/* The deltas have grown large beside the base; with more accounts in them: they would have. */
bool index_merge_is_due(const index_meta *meta, uint64_t more);

/* They have grown so large that a commit should wait a little for the merge that is under way: index_merge_make_way. */
bool index_is_crowded(const index_meta *meta);
void index_merge_make_way(l2a_index *index);

/* Starts a merge in the background, unless one is under way. */
void index_merge_start(l2a_index *index);

/* Makes a merge in the background give up, and waits for its end. */
void index_merge_stop(l2a_index *index);

#endif
