/* SPDX-License-Identifier: MIT */
/*
 * Input: a file, or standard input, as a stream of UTF-8 without byte order mark. Compression and encoding are recognised by content.
 *
 *   bytes of the file -> [gzip | zstd | zip] -> [UTF-16 | Windows-1252] -> input_read
 *
 * Memory is constant. One thread at a time, except input_consumed.
 */
#ifndef L2A_IO_INPUT_H
#define L2A_IO_INPUT_H

#include "io/encoding.h"
#include "io/file_kind.h"

typedef struct input input;

/*
 * Opens path ("-" is standard input) and reads its head. encoding ENCODING_AUTO decides by content; else it is forced.
 * L2A_ENOTFOUND (no such file), L2A_EIO (directory, no permission, read error, empty, a binary or office file, zip with several files),
 * L2A_ECORRUPT (damaged or truncated archive), L2A_ENOMEM.
 */
l2a_status input_open(input **out, const char *path, text_encoding encoding, l2a_error *error);
void input_close(input *in);

/*
 * Fills data with exactly capacity bytes, or fewer at the end of the stream; *size 0 is the end. L2A_EIO, L2A_ECORRUPT, L2A_ENOMEM;
 * after a failure the stream cannot be read further.
 */
l2a_status input_read(input *in, char *data, size_t capacity, size_t *size, l2a_error *error);

/* What messages call it: the path, or "standard input". Borrowed. */
const char *input_name(const input *in);

text_encoding input_encoding(const input *in);
file_kind input_kind(const input *in);

/* Size in bytes of the byte order mark that was taken off, so that offsets of a UTF-8 file are those of the file. */
size_t input_bom_size(const input *in);

/* Bytes of the file (as stored) that were read so far, and of how many; 0 when unknown (a pipe). Any thread. */
uint64_t input_consumed(const input *in);
uint64_t input_total(const input *in);

#endif
