/* SPDX-License-Identifier: MIT */
/*
 * A sorted run of activities: by group, inside a group in the order of activities. In memory, or in a temporary file that has no name any
 * more, so that nothing is left however the program ends.
 *
 *   groups  | account 3 | account 7 | ... | unmatched who 12 | ...       starts  one more than groups
 *   data    | activity activity | activity | ...                         marks   fingerprint of each id and whose it is, ascending
 */
#ifndef L2A_MQA_ACTIVITY_RUN_H
#define L2A_MQA_ACTIVITY_RUN_H

#include "mqa/activity_batch.h"

/* Above it a group is an unmatched who. */
#define UNMATCHED_GROUP UINT32_C(0x80000000)

enum { MARK_PART_BITS = 8, MARK_PARTS = 1 << MARK_PART_BITS };

typedef struct id_mark {
  uint64_t fingerprint;
  uint32_t who;
  uint32_t run; /* only while marks of several runs meet */
} id_mark;

typedef struct activity_run {
  arena blocks;        /* of a run in memory */
  sort_entry *entries; /* NULL: in the file */
  int fd;              /* -1: none */
  uint64_t bytes;      /* of the data in the file; the marks stand behind it */
  uint32_t *groups;
  uint64_t *starts; /* entry, or byte of the file */
  size_t group_count;
  id_mark *marks; /* NULL: in the file, or none */
  uint64_t mark_starts[MARK_PARTS + 1];
  VECTOR(uint64_t) voids; /* starts of activities that another run's row replaces, ascending */
} activity_run;

void activity_run_free(activity_run *r);

/* Takes sorted entries and the batch's memory over. marks: malloced, or NULL without; taken too. The groups are in entries[].key. L2A_ENOMEM. */
l2a_status activity_run_keep(activity_run *r, activity_batch *b, id_mark *marks, size_t mark_count, l2a_error *error);

/* The same into a file in the folder. L2A_EIO (disk full ...), L2A_ENOMEM. */
l2a_status activity_run_spill(activity_run *r, const activity_batch *b, const id_mark *marks, size_t mark_count, const char *folder,
                              l2a_error *error);

/* A thread's place in a run. All zero is ready to use. */
typedef struct run_reader {
  const activity_run *run;
  size_t group, group_end; /* numbers in run->groups */
  char *data;              /* of the file */
  size_t capacity;
  uint64_t begin;
  size_t next_void;
} run_reader;

/* A found activity and where it starts. */
typedef struct found_activity {
  const activity *a;
  uint64_t start;
} found_activity;

/* clang-format off */
typedef VECTOR(found_activity) found_list;
/* clang-format on */

void run_reader_free(run_reader *r);

/* Groups from first to end - 1 will be asked for, ascending. L2A_EIO, L2A_ENOMEM. */
l2a_status run_reader_seek(run_reader *r, const activity_run *run, uint32_t first, uint32_t end, l2a_error *error);

/* Adds the activities of a group, without the void ones; valid until the next seek. L2A_ENOMEM. */
l2a_status run_reader_group(run_reader *r, uint32_t group, found_list *out, l2a_error *error);

/* The group at which the reader stands; UINT32_MAX at the end. */
uint32_t run_reader_next_group(const run_reader *r);

/* Marks of a part of the fingerprints, added to out (room is made). L2A_EIO, L2A_ENOMEM. */
typedef struct mark_list {
  id_mark *data;
  size_t count, capacity;
} mark_list;

l2a_status activity_run_marks(const activity_run *r, size_t part, uint32_t number, mark_list *out, l2a_error *error);

#endif
