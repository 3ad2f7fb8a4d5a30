/* SPDX-License-Identifier: MIT */
/* Inside of l2a_index. */
#ifndef L2A_INDEX_INDEX_H
#define L2A_INDEX_INDEX_H

#include "index/image.h"
#include "index/snapshot_view.h"

/* An index in memory around an image, which moves into it (also on failure). L2A_ENOMEM. */
l2a_status index_from_image(l2a_index **out, index_image *image, const char *fingerprint, l2a_error *error);

#endif
