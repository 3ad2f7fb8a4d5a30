/* SPDX-License-Identifier: MIT */
/*
 * Chunks: the stream cut at record boundaries, so that threads parse the pieces independently. The reader thread cuts (serial, cheap: only
 * quotes and line ends are looked at), workers parse, the writer puts the answers back in order by chunk.number.
 *
 *   stream   ....record\n record\n rec | ord\n record\n ...
 *   chunk 0  [record\nrecord\n]  rest -> chunk 1  [record\nrecord\n]
 */
#ifndef L2A_IO_CHUNK_H
#define L2A_IO_CHUNK_H

#include "io/input.h"

enum { CHUNK_PADDING = 64 }; /* readable bytes behind the last one, for vector loads */

/* A piece of the stream that holds whole records. Owns its memory; reuse it, give it to another thread, free it with chunk_free. */
typedef struct chunk {
  char *data;
  size_t size;
  size_t capacity;
  uint64_t number;     /* 0, 1, 2 ... */
  uint64_t line;       /* of the first byte; counts from 1 */
  uint64_t offset;     /* of the first byte in the stream */
  bool footer;         /* the short rows before it follow a blank line: so do those at its begin */
} chunk;

#define CHUNK_INIT { NULL, 0, 0, 0, 0, 0, false }

void chunk_free(chunk *c); /* leaves an empty, usable chunk */

/* Room for capacity bytes and the padding; false when memory is out. Keeps the content. */
bool chunk_reserve(chunk *c, size_t capacity);

#endif
