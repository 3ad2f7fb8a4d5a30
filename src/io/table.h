/* SPDX-License-Identifier: MIT */
/*
 * A table: a CSV or NDJSON stream with its columns. The one entrance for commands.
 *
 *   table_open(&t, path, &options, error)          header, separator, encoding, sample
 *   column_map_detect(&map, ..., table_columns(t, &n), n, table_sample(t), ...)
 *   reader thread:   while (table_next(t, &chunk, error) == L2A_OK && chunk.size)  -> queue
 *   worker threads:  table_parse(t, &batch, &chunk, error); for each record: damage? reject : export_skip() ? count : match
 *   writer:          in order of chunk.number
 */
#ifndef L2A_IO_TABLE_H
#define L2A_IO_TABLE_H

#include "io/csv_rows.h"
#include "io/ndjson.h"

typedef struct table table;

typedef enum table_format { TABLE_AUTO = 0, TABLE_CSV, TABLE_NDJSON } table_format;

typedef struct table_options {
  table_format format;    /* TABLE_AUTO: by content ('{' begins NDJSON) */
  char separator;         /* 0: by content */
  text_encoding encoding; /* ENCODING_AUTO: by content */
  size_t chunk_size;      /* 0: IO_CHUNK_SIZE */
} table_options;

/*
 * Opens path ("-": standard input) and reads its head. options may be NULL.
 * Statuses of input_open; L2A_EIO also for a file without any record, a JSON array; L2A_ESYNTAX (quote never closed in the header);
 * L2A_ELIMIT (columns, record); L2A_ECORRUPT, L2A_ENOMEM.
 */
l2a_status table_open(table **out, const char *path, const table_options *options, l2a_error *error);
void table_close(table *t);

/* Names of the columns as in the file; borrowed. */
const bytes *table_columns(const table *t, uint32_t *count);

/* The first rows, at most IO_SAMPLE_LIMIT of the first IO_HEAD_SIZE bytes, whatever the chunk size. They come again in the chunks. */
const record_batch *table_sample(const table *t);

table_format table_get_format(const table *t);
csv_dialect table_get_dialect(const table *t);
const input *table_input(const table *t); /* name, encoding, progress */

/* The next chunk; size 0 at the end. Reader thread. Statuses of csv_chunker_next and ndjson_chunker_next. */
l2a_status table_next(table *t, chunk *c, l2a_error *error);

/* The records of a chunk. Any thread, each with a batch of its own. L2A_ENOMEM. */
l2a_status table_parse(const table *t, record_batch *batch, const chunk *c, l2a_error *error);

/* The rows of a chunk of CSV (csv_rows.h); *regular false: they are to be parsed. Any thread, each with rows of its own. L2A_ENOMEM. */
l2a_status table_find_rows(const table *t, csv_rows *rows, bool *regular, const chunk *c, l2a_error *error);

#endif
