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

/* A piece of the stream that holds whole records. Owns its memory; reuse it, give it to another thread, free it with chunk_free. */
typedef struct chunk {
  char *data;
  size_t size;
  size_t capacity;
  uint64_t number; /* 0, 1, 2 ... */
  uint64_t line;   /* of the first byte; counts from 1 */
  uint64_t offset; /* of the first byte in the stream */
  bool footer;     /* the short rows before it follow a blank line: so do those at its begin */
} chunk;

#define CHUNK_INIT \
  { \
    NULL, 0, 0, 0, 0, 0, false \
  }

void chunk_free(chunk *c); /* leaves an empty, usable chunk */

/* Room for capacity bytes; false when memory is out. Keeps the content. */
bool chunk_reserve(chunk *c, size_t capacity);

/* ---- for the chunkers ------------------------------------------------------------------------------------------------------------ */

/* The stream as chunkers see it: bytes that were read too far come again, before those of the input. */
typedef struct chunk_source {
  input *in; /* borrowed */
  char *carry;
  size_t carry_size;
  size_t carry_at;
  uint64_t line; /* of the next chunk */
  uint64_t offset;
  uint64_t number;
} chunk_source;

/* head comes before what in still gives (copied). L2A_ENOMEM. */
l2a_status chunk_source_init(chunk_source *s, input *in, bytes head, uint64_t line, uint64_t offset, l2a_error *error);
void chunk_source_free(chunk_source *s);

/* An empty chunk at the place the source has reached. */
void chunk_source_begin(const chunk_source *s, chunk *c);

/* Fills c up to size bytes; *end when the stream ended before. Statuses of input_read, L2A_ENOMEM. */
l2a_status chunk_source_fill(chunk_source *s, chunk *c, size_t size, bool *end, l2a_error *error);

/* Ends c behind `size` bytes, which hold `lines` line ends; the rest comes again with the next chunk. L2A_ENOMEM. */
l2a_status chunk_source_cut(chunk_source *s, chunk *c, size_t size, uint64_t lines, l2a_error *error);

#endif
