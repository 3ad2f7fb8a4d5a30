/* SPDX-License-Identifier: MIT */
/*
 * CSV: RFC 4180 as it occurs. Fields separated by , ; tab | or (if nothing else) blank; a field that begins with a quote may hold
 * separators, line ends and doubled quotes. A quote anywhere else is text. Text behind a closing quote belongs to the field
 * ("a"b is ab). Lines end with LF or CRLF; in files whose header ends with a lone CR, with CR.
 *
 *          START --"--> QUOTED --"--> AFTER --"--> QUOTED           START: a field begins (state at the begin of every record)
 *            | text                    | text                       separator or line end: from START, TEXT, AFTER to START
 *            v                         v
 *           TEXT                      TEXT
 */
#ifndef L2A_IO_CSV_H
#define L2A_IO_CSV_H

#include "base/limits.h"
#include "io/chunk.h"
#include "io/record.h"

typedef struct csv_dialect {
  char separator;
  char newline; /* '\n' (also for CRLF) or '\r' */
} csv_dialect;

/* Separator and line end by the first line that is not empty, outside quotes. separator not 0 is kept. */
csv_dialect csv_dialect_detect(bytes head, char separator);

/* ---- cutting: the reader thread -------------------------------------------------------------------------------------------------- */

typedef struct csv_chunker csv_chunker;

/*
 * Cuts the stream in; head is what was already read from it and comes first (copied). line and offset are those of the first byte of head.
 * column_count is for recognising footers. chunk_size 0 takes IO_CHUNK_SIZE. in is borrowed. L2A_ENOMEM.
 */
l2a_status csv_chunker_new(csv_chunker **out, input *in, bytes head, csv_dialect dialect, uint32_t column_count, uint64_t line,
                           uint64_t offset, size_t chunk_size, l2a_error *error);
void csv_chunker_free(csv_chunker *chunker);

/*
 * The next chunk (content of *c is replaced); size 0 is the end. One thread at a time.
 * L2A_ESYNTAX (quote unclosed to the end: error has the line where it opened), L2A_ELIMIT (IO_RECORD_LIMIT), statuses of input_read.
 * When a later chunk fails, what came before was complete: it may be parsed and written.
 */
l2a_status csv_chunker_next(csv_chunker *chunker, chunk *c, l2a_error *error);

/* ---- parsing: any number of threads, each with its own batch --------------------------------------------------------------------- */

/*
 * The records of a chunk (replaces those of the batch). column_count: fields of the header; more fields are damage of the row.
 * column_count 0: any number up to IO_COLUMN_LIMIT. Damaged rows are in the batch, in their place. L2A_ENOMEM.
 */
l2a_status csv_parse_chunk(record_batch *batch, const chunk *c, csv_dialect dialect, uint32_t column_count, l2a_error *error);

/*
 * The first record of text (the header), into an empty batch; *used gets how many bytes it takes, its line end included; leading
 * blank lines are skipped. whole: nothing follows text. batch->count is 0 when text holds none, or not a whole one.
 */
l2a_status csv_parse_first(record_batch *batch, bytes text, bool whole, csv_dialect dialect, size_t *used, l2a_error *error);

#endif
