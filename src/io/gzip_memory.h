/* SPDX-License-Identifier: MIT */
/* gzip in memory: what a program receives and sends piece by piece (HTTP bodies). Files are read by gzip.h. */
#ifndef L2A_IO_GZIP_MEMORY_H
#define L2A_IO_GZIP_MEMORY_H

#include "base/buffer.h"

typedef struct gzip_inflater gzip_inflater;

/* One stream of one or several members. L2A_ENOMEM. */
l2a_status gzip_inflater_new(gzip_inflater **out, l2a_error *error);
void gzip_inflater_free(gzip_inflater *g);

/*
 * Appends what the next piece of the stream holds to text, which grows to `limit` bytes at most: L2A_ELIMIT beyond, since a few bytes may
 * stand for gigabytes. L2A_ECORRUPT, L2A_ENOMEM.
 */
l2a_status gzip_inflate(gzip_inflater *g, buffer *text, size_t limit, bytes piece, l2a_error *error);

/* true when every member that began has ended. */
bool gzip_inflater_is_complete(const gzip_inflater *g);

/* Appends text as one member, compressed at the fastest level. Errors: out->failed. */
void gzip_deflate(buffer *out, bytes text);

#endif
