/* SPDX-License-Identifier: MIT */
/* Inside of l2a_index. */
#ifndef L2A_INDEX_INDEX_H
#define L2A_INDEX_INDEX_H

#include "index/image.h"
#include "index/snapshot_view.h"
#include "store/store.h"

/* An index in memory around an image, which moves into it (also on failure). L2A_ENOMEM. */
l2a_status index_from_image(l2a_index **out, index_image *image, const char *fingerprint, l2a_error *error);

/*
 * Writes an image as the next generation of a store (exists: of one that was there before) and commits it; section by section the image is
 * given back on the way. L2A_EINVAL (the file is no l2a index), L2A_EIO, L2A_ELIMIT, L2A_ENOMEM.
 */
l2a_status index_save(store_writer *w, bool exists, index_image *image, const l2a_rules *rules, l2a_error *error);

#endif
