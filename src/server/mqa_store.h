/* SPDX-License-Identifier: MIT */
/*
 * The MQA side of the server: one l2a_mqa with its state file behind one lock. Rows come in as they arrive; the stages are made when they are
 * asked for and something has changed, a row or the time.
 *
 *   accounts of the index --(when its generation moved)--+
 *   contacts, activities, opportunities, touches --------+--> l2a_mqa --(asked, and changed)--> stages
 */
#ifndef L2A_SERVER_MQA_STORE_H
#define L2A_SERVER_MQA_STORE_H

#include "io/json_write.h"
#include "server/edition.h"

struct worker;
typedef struct mqa_store mqa_store;

/* as_of: the instant of every answer, INT64_MIN: now. Statuses of l2a_mqa_new. */
l2a_status mqa_store_open(mqa_store **out, const char *path, edition *e, int64_t as_of, l2a_error *error);
void mqa_store_close(mqa_store *m);

/* Goes over to other rules; when the state does not fit them the old ones stay, and the status says why. */
l2a_status mqa_store_change_edition(mqa_store *m, edition *e, l2a_error *error);

/* The object, until mqa_store_unlock. With `current` the accounts are those of the index and the stages are made. NULL with error. */
l2a_mqa *mqa_store_lock(mqa_store *m, struct worker *w, bool current, l2a_error *error);
void mqa_store_unlock(mqa_store *m);

/* While locked: rows were added and are to be seen by the next answer. */
void mqa_store_touch(mqa_store *m);

/* While locked: the instant of the answers; accounts by stage, as the members of a JSON object. */
int64_t mqa_store_as_of(const mqa_store *m);
void mqa_store_write_stages(buffer *out, const mqa_store *m);

#endif
