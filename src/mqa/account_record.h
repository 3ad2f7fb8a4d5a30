/* SPDX-License-Identifier: MIT */
/*
 * What is remembered of an account from run to run: its rows of the tables, and until when they hold.
 *
 *   next i64 | events u64 | stage, flags, instants, minutes ... (varint.h) | missing | changes of stage | place, place without weak rows
 *
 * A record holds while the instant of the run is before `next`, its deals and touches are the same, and nobody touched the account. What
 * depends on the instant itself (the service level) is no part of it. Where it does not hold because of later activities alone, or of the
 * time, the account goes on from its place (timeline.h).
 */
#ifndef L2A_MQA_ACCOUNT_RECORD_H
#define L2A_MQA_ACCOUNT_RECORD_H

#include "mqa/account_run.h"

/* The row is m->rows[account], filled; changes are all of the account. */
void account_record_put(buffer *out, const account_runner *r, uint32_t account, const mqa_history_row *changes, size_t count);

/* Whether it says what a run would. */
bool account_record_holds(bytes record, const mqa *m, uint32_t account);

/* Fills m->rows[account] and adds its changes; texts point into the record. L2A_ECORRUPT, L2A_ENOMEM. */
l2a_status account_record_take(bytes record, mqa *m, uint32_t account, block_result *out, l2a_error *error);

/* Where a record that does not hold lets the account go on: *out->all.at INT64_MIN, where it does not. Then as account_record_take, with texts
 * in the arena. */
l2a_status account_record_resume(bytes record, mqa *m, uint32_t account, account_past *past, block_result *out, arena *texts,
                                 l2a_error *error);

#endif
