/* SPDX-License-Identifier: MIT */
/* Inside of the state file: its sections, and a transaction. */
#ifndef L2A_MQA_STATE_SECTION_H
#define L2A_MQA_STATE_SECTION_H

#include "mqa/activity_run.h"
#include "mqa/mqa_object.h"

enum {
  SECTION_HEAD = 0,
  SECTION_ROWS = 1,
  SECTION_WHOS = 2,
  SECTION_LOSERS = 3,
  SECTION_GROUPS = 4,
  SECTION_STARTS,
  SECTION_DATA,
  SECTION_MARKS,
  SECTION_IMAGE = 8, /* and the parts behind it */
  SECTION_KINDS = 32,
  SECTION_WHO_ROWS,
  SECTION_VOIDS
};

enum { GENERATION_CURRENT = 1, GENERATION_RECORDS = 2 };

/* What is written: bytes, or bytes of the file of a run. */
typedef struct section_put {
  uint64_t generation;
  uint32_t section;
  bool hashed;
  const char *data;
  const activity_run *run; /* NULL: data */
  uint64_t offset;
  uint64_t size;
} section_put;

/* Puts of new generations first. All or nothing. The file is not open in this process. L2A_EBUSY, L2A_EIO, L2A_ENOMEM. */
l2a_status state_write(l2a_mqa *o, const section_put *puts, size_t count, const number_list *deleted, const state_head *head,
                       l2a_error *error);

/* A section whose hash is right. */
l2a_status state_checked_section(const l2a_mqa *o, uint64_t generation, uint32_t section, bytes *out, l2a_error *error);
l2a_status state_check_rows(const l2a_mqa *o, const bytes_list *rows, bool events, l2a_error *error);

bool state_head_copy(state_head *to, const state_head *from); /* false when memory is out; to is freed all the same */
void state_head_free(state_head *h);
void state_head_put(buffer *out, const state_head *h, const l2a_rules *rules);

#endif
