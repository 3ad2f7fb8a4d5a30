/* SPDX-License-Identifier: MIT */
/*
 * A sorted run of activities: by group, inside a group in the order of activities, packed (varint.h). In memory, in a state file that is
 * mapped, or in a temporary file that has no name any more, so that nothing is left however the program ends.
 *
 *   groups  | account 3 | account 7 | ... | unmatched who 12 | ...       starts  one more than groups: bytes of the data
 *   data    | row row | row | ...          row: flags | instant, from the row before | who | kind | id | minutes | place
 *   marks   fingerprint of each id and whose it is, ascending
 *
 * A group is where the rows of a who are filed for good (who_entry.home): what the account was called when the who was first seen.
 */
#ifndef L2A_MQA_ACTIVITY_RUN_H
#define L2A_MQA_ACTIVITY_RUN_H

#include "base/buffer.h"
#include "mqa/activity_batch.h"

/* Above it a group is an unmatched who. */
#define UNMATCHED_GROUP UINT32_C(0x80000000)

enum { MARK_PART_BITS = 8, MARK_PARTS = 1 << MARK_PART_BITS };

typedef struct id_mark {
  uint32_t high; /* of the fingerprint: all but the last 16 bits */
  uint32_t who;
  uint16_t low;
  uint16_t unused;
} id_mark;

static inline uint64_t mark_fingerprint(const id_mark *m)
{
  return (uint64_t)m->high << 16 | m->low;
}

/* What a run owns (in memory) is freed with it; what is mapped is only pointed to. */
typedef struct activity_run {
  int fd;           /* of the data and of the marks; -1: none */
  const char *data; /* NULL: in the file */
  uint64_t bytes;   /* of the data; in a file the marks stand behind it */
  const uint32_t *groups;
  const uint64_t *starts;
  size_t group_count;
  uint64_t row_count;
  const id_mark *marks; /* NULL: in the file, or none */
  uint64_t mark_starts[MARK_PARTS + 1];
  void *owned[4];
  bool kept;              /* of a state: its rows are known, and have no places */
  uint64_t generation;    /* of the state's file; 0: not there */
  VECTOR(uint64_t) voids; /* starts of activities that another run's row replaces, ascending */
} activity_run;

void activity_run_free(activity_run *r);

/* Sorted entries, the groups in their keys. marks: malloced and taken over, or NULL without. L2A_ENOMEM. */
l2a_status activity_run_make(activity_run *r, const activity_batch *b, id_mark *marks, size_t mark_count, size_t thread_count,
                             l2a_error *error);

/* Takes over what is malloced; data becomes empty. */
void activity_run_own(activity_run *r, buffer *data, uint32_t *groups, uint64_t *starts, size_t group_count, id_mark *marks,
                      size_t mark_count);

/* From memory into a file in the folder. L2A_EIO (disk full ...), L2A_ENOMEM. */
l2a_status activity_run_spill(activity_run *r, const char *folder, l2a_error *error);

/* What stands in a state file: sizes and orders are checked, rows when they are read. L2A_ECORRUPT. */
l2a_status activity_run_map(activity_run *r, bytes groups, bytes starts, bytes data, bytes marks, l2a_error *error);

/* Bytes of the file of a run that was spilled. L2A_EIO. */
l2a_status activity_run_read(const activity_run *r, uint64_t offset, char *out, size_t size, l2a_error *error);

/* Rows in their order into the data of a group. */
typedef struct row_packer {
  buffer *out;
  int64_t at;
  uint32_t who;
} row_packer;

void row_packer_add(row_packer *p, const activity_view *v);

/* A thread's place in a run. All zero is ready to use. */
typedef struct run_reader {
  const activity_run *run;
  size_t group, group_end; /* numbers in run->groups */
  char *loaded;            /* of the file */
  size_t capacity;
  const char *data;
  uint64_t begin;
  size_t next_void;
} run_reader;

/* A found activity and where it starts. */
typedef struct found_activity {
  activity_view a;
  uint64_t start;
} found_activity;

/* clang-format off */
typedef VECTOR(found_activity) found_list;
/* clang-format on */

void run_reader_free(run_reader *r);

/* Groups from first to end - 1 will be asked for, ascending. L2A_EIO, L2A_ENOMEM. */
l2a_status run_reader_seek(run_reader *r, const activity_run *run, uint32_t first, uint32_t end, l2a_error *error);

/* Adds the activities of a group from an instant on, without the void ones; valid until the next seek. L2A_ECORRUPT, L2A_ENOMEM. */
l2a_status run_reader_group(run_reader *r, uint32_t group, int64_t from, found_list *out, l2a_error *error);

/* The group at which the reader stands; UINT32_MAX at the end. */
uint32_t run_reader_next_group(const run_reader *r);

/* Marks of the run with where it stands among the runs. */
typedef struct run_mark {
  id_mark mark;
  uint32_t run;
} run_mark;

typedef struct mark_list {
  run_mark *data;
  size_t count, capacity;
} mark_list;

/* Marks of a part of the fingerprints, added to out (room is made). L2A_EIO, L2A_ENOMEM. */
l2a_status activity_run_marks(const activity_run *r, size_t part, uint32_t number, mark_list *out, l2a_error *error);

/* Adds those marks of a part of a run in memory that have a fingerprint of the first `count` marks of out. L2A_ENOMEM. */
l2a_status activity_run_same_marks(const activity_run *r, size_t part, uint32_t number, mark_list *out, size_t count, l2a_error *error);

#endif
