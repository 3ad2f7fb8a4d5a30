/* SPDX-License-Identifier: MIT */
/* An account's stage as JSON: the names of l2a mqa's table of accounts. */
#ifndef L2A_SERVER_MQA_JSON_H
#define L2A_SERVER_MQA_JSON_H

#include "io/json_write.h"

void mqa_account_write(buffer *out, const l2a_mqa_account *account);

/* "2026-11-01T09:30:00Z", or another form that exports know; without an offset UTC. False when it is none. */
bool instant_read(int64_t *instant, bytes text);

/* Appends `,"name":"2026-11-01T09:30:00Z"`, or null for INT64_MIN. */
void instant_write(buffer *out, const char *name, int64_t instant);

#endif
