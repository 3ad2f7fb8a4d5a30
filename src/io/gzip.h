/* SPDX-License-Identifier: MIT */
/*
 * gzip: zlib.h is included here and by gzip_memory.c alone. By zlib and not by libarchive, which does not look at the checksum behind the data: a damaged
 * export would be read as if it were whole. Files of several members (cat a.gz b.gz) are one stream.
 */
#ifndef L2A_IO_GZIP_H
#define L2A_IO_GZIP_H

#include "base/bytes.h"
#include "base/status.h"

typedef struct gzip_stream gzip_stream;

/* Opens the stream that begins with head (already read, copied) and goes on in fd (borrowed). name is borrowed too. L2A_ENOMEM. */
l2a_status gzip_open(gzip_stream **out, int fd, bytes head, const char *name, l2a_error *error);
void gzip_close(gzip_stream *g);

/* Reads at most capacity bytes; *size 0 at the end. L2A_EIO, L2A_ECORRUPT (damaged or cut short: message has the place), L2A_ENOMEM. */
l2a_status gzip_read(gzip_stream *g, char *data, size_t capacity, size_t *size, l2a_error *error);

/* Bytes of the file that were used. */
uint64_t gzip_consumed(const gzip_stream *g);

#endif
