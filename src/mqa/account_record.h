/* SPDX-License-Identifier: MIT */
/*
 * What is remembered of an account from run to run: its rows of the tables, and until when they hold.
 *
 *   next i64 | events u64 | stage, flags, instants, minutes ... (varint.h) | missing | changes of stage
 *
 * A record holds while the instant of the run is before `next`, its deals and touches are the same, and nobody touched the account. What
 * depends on the instant itself (the service level) is no part of it.
 */
#ifndef L2A_MQA_ACCOUNT_RECORD_H
#define L2A_MQA_ACCOUNT_RECORD_H

#include "mqa/book.h"

/* The row is m->rows[account], filled; top is the number of top_activity, or UINT32_MAX. */
void account_record_put(buffer *out, const mqa *m, uint32_t account, int64_t next, uint32_t top, const mqa_history_row *changes,
                        size_t count);

/* Whether it says what a run would. */
bool account_record_holds(bytes record, const mqa *m, uint32_t account);

/* Fills m->rows[account] and adds its changes; texts point into the record. L2A_ECORRUPT, L2A_ENOMEM. */
l2a_status account_record_take(bytes record, mqa *m, uint32_t account, block_result *out, l2a_error *error);

#endif
