/* SPDX-License-Identifier: MIT */
/*
 * Checkpoint: how far a run of l2a match has come, in a small file, so that the same command goes on from there after it was killed and
 * writes the same bytes.
 *
 *   contacts.csv  |........rows written........|....          matches.csv.part  |........|     checkpoint: place, sizes, counts, and what the
 *                              file 0, offset  ^                          size  ^              run depends on, each as a hash
 *
 * It is replaced by renaming, after what it speaks of has reached the disk; it is removed before the output gets its name.
 */
#ifndef L2A_CLI_CHECKPOINT_H
#define L2A_CLI_CHECKPOINT_H

#include "cli/engine.h"
#include "cli/reject_log.h"
#include "cli/run_summary.h"

/* What must be the same when a run goes on. */
enum { CHECKPOINT_PROGRAM, CHECKPOINT_DEFINITIONS, CHECKPOINT_INDEX, CHECKPOINT_CONTACTS, CHECKPOINT_OPTIONS, CHECKPOINT_KEYS };

typedef struct checkpoint {
  const char *path;
  output *out;
  reject_log *rejects;
  uint64_t keys[CHECKPOINT_KEYS];
  bool resumed;         /* rows before the place below were written by an earlier run */
  uint64_t resume_file; /* number of the contact file, from 0 */
  uint64_t resume_offset;
  /* the place reached, for the thread that writes */
  uint64_t file;
  uint64_t offset;      /* bytes of its decoded stream */
  uint64_t output_size; /* bytes written up to there */
  uint64_t rejects_size;
  uint64_t saved_ns;
  run_counts counts;
} checkpoint;

/* Before files are opened: what --checkpoint needs is there. L2A_EINVAL. */
l2a_status checkpoint_check_options(const cli_options *o, l2a_error *error);

/*
 * Reads the file at path, when there is one, and brings the output and the rejects to the size it tells; else both begin anew. Borrows
 * everything. L2A_EINVAL (the run of the checkpoint was another one: message says in what), L2A_ECORRUPT, L2A_EIO, L2A_ENOMEM.
 */
l2a_status checkpoint_open(checkpoint *c, const cli_options *o, const engine *e, output *out, reject_log *rejects, l2a_error *error);

/* After rows up to a place were written; saves now and then. */
l2a_status checkpoint_reach(checkpoint *c, uint64_t file, uint64_t offset, const run_counts *counts, l2a_error *error);

/* Before the output gets its name. */
l2a_status checkpoint_remove(checkpoint *c, l2a_error *error);

#endif
