/* SPDX-License-Identifier: MIT */
/*
 * NDJSON: one JSON object a line (RFC 8259, strict). Members with a string, number, true, false or null are fields; arrays and objects are
 * checked and kept as their text. The columns of the table are the keys found in its head, in order of first appearance; keys that come up
 * later stay available as members without column, and in record.raw.
 *
 *   {"id":7,"name":"Acme","tags":["a"]}   columns id, name, tags   fields [7][Acme][["a"]]   kinds number, string, nested
 */
#ifndef L2A_IO_NDJSON_H
#define L2A_IO_NDJSON_H

#include "base/limits.h"
#include "io/chunk.h"
#include "io/column_keys.h"
#include "io/record.h"

typedef struct ndjson_chunker ndjson_chunker;

/* As csv_chunker_*; cuts behind newlines. L2A_ELIMIT (a line longer than IO_RECORD_LIMIT), statuses of input_read. */
l2a_status ndjson_chunker_new(ndjson_chunker **out, input *in, bytes head, uint64_t line, uint64_t offset, size_t chunk_size,
                              l2a_error *error);
void ndjson_chunker_free(ndjson_chunker *chunker);
l2a_status ndjson_chunker_next(ndjson_chunker *chunker, chunk *c, l2a_error *error);

/* The records of a chunk. A line that is no object is a damaged record. Of a key given twice the last counts. L2A_ENOMEM. */
l2a_status ndjson_parse_chunk(record_batch *batch, const chunk *c, const column_keys *keys, l2a_error *error);

#endif
