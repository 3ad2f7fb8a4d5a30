/* SPDX-License-Identifier: MIT */
/* Compressed files: the only place that includes archive.h (zlib.h: gzip.c). One stream out of .gz, .zst, or the one file of a .zip. */
#ifndef L2A_IO_COMPRESSED_H
#define L2A_IO_COMPRESSED_H

#include "io/file_kind.h"
#include "base/status.h"

typedef struct compressed compressed;

/*
 * Opens the stream that begins with head (already read, copied) and goes on in fd (borrowed). seekable: fd is a regular file, so that a zip
 * is listed first. name is what messages call it (borrowed). L2A_EIO (several files, office document, encrypted), L2A_ECORRUPT, L2A_ENOMEM.
 */
l2a_status compressed_open(compressed **out, file_kind kind, int fd, bool seekable, bytes head, const char *name, l2a_error *error);
void compressed_close(compressed *z);

/* Reads at most capacity bytes; *size 0 at the end. L2A_EIO, L2A_ECORRUPT (damaged or cut short: message has the place). */
l2a_status compressed_read(compressed *z, char *data, size_t capacity, size_t *size, l2a_error *error);

/* Bytes of the file that were used. */
uint64_t compressed_consumed(const compressed *z);

#endif
