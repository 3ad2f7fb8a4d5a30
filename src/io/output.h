/* SPDX-License-Identifier: MIT */
/*
 * Output: a file that appears complete or not at all. It is written beside its place (FILE.XXXXXX.tmp, readable only by its owner) and
 * brought to the disk and renamed at the end. "-" is standard output. What is no regular file (a pipe, /dev/null) is written in place.
 */
#ifndef L2A_IO_OUTPUT_H
#define L2A_IO_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

typedef struct output output;

/* Open before other threads start (it reads the umask). L2A_EIO (no such folder, no permission, a directory), L2A_ENOMEM. */
l2a_status output_open(output **out, const char *path, l2a_error *error);

/*
 * The same, but what is written beside its place is called FILE.part and stays there when the run fails or is killed, so that a later one
 * can go on with it: call output_resume before the first write. L2A_EBUSY (another process writes it), L2A_EINVAL (no regular file).
 */
l2a_status output_open_part(output **out, const char *path, l2a_error *error);

/* Goes on behind the first size bytes of what an earlier run left; what is behind them is cut off. L2A_ECORRUPT: there are fewer. */
l2a_status output_resume(output *o, uint64_t size, l2a_error *error);

/* Whether FILE.part stays when the output is discarded. */
void output_keep(output *o, bool keep);

/* Bytes written, with those of output_resume. */
uint64_t output_size(const output *o);

/* What was written so far reaches the disk. L2A_EIO. */
l2a_status output_sync(output *o, l2a_error *error);

/*
 * L2A_EIO (disk full, ...). When the reader of a pipe has gone (EPIPE) the rest is dropped silently and L2A_OK returned: see
 * output_is_closed. The program must ignore SIGPIPE.
 */
l2a_status output_write(output *o, const void *data, size_t size, l2a_error *error);

/* true when nobody reads any more: stop without a message. */
bool output_is_closed(const output *o);

/* Ends the file, gives it the mode of the umask and its name; frees o, whatever the status. L2A_EIO leaves nothing behind. */
l2a_status output_commit(output *o, l2a_error *error);

/* Removes what was written, but for FILE.part (a file that was there before stays as it was), and frees o. */
void output_discard(output *o);

/* The file to unlink when a signal ends the program; NULL without one, and for FILE.part. Borrowed. */
const char *output_temporary(const output *o);

#endif
