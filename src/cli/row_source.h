/* SPDX-License-Identifier: MIT */
/*
 * Row source: several files with the same header as one stream of chunks, for an ordered_pipeline.
 *
 *   paths   a.csv  b.csv.gz             row_chunk 0  rows of a.csv
 *             |      |                  row_chunk 1  rows of a.csv
 *           table, column_map           row_chunk 2  rows of b.csv.gz
 *
 * A file is closed when no chunk needs it any more. The first one stays open: its header is that of the whole.
 */
#ifndef L2A_CLI_ROW_SOURCE_H
#define L2A_CLI_ROW_SOURCE_H

#include "cli/option.h"
#include "io/columns.h"
#include "io/table.h"

typedef struct row_file {
  table *table;
  column_map *map;
  const char *name;      /* for messages and the rejects file; borrowed from the table */
  uint64_t number;       /* of the files, from 0 */
  uint64_t bytes_before; /* stored bytes of the files before it */
  size_t references;
  struct row_file *next;
} row_file;

/* A chunk with its records. Reused from chunk to chunk. */
typedef struct row_chunk {
  row_file *file;
  chunk text;
  record_batch rows;
  uint64_t consumed; /* stored bytes of all files read when this chunk was cut */
} row_chunk;

typedef struct row_source_options {
  column_object object;
  const option_list *map; /* field=Column */
  const char *map_option; /* its name, for messages: "map" */
  const char *encoding;   /* as typed; NULL: by content */
  const char *delimiter;  /* as typed; NULL: by content */
  size_t chunk_size;      /* 0: IO_CHUNK_SIZE */
} row_source_options;

typedef struct row_source row_source;

/* Opens the first file; paths and options are borrowed. Statuses of table_open and column_map_detect; L2A_EINVAL (a --map, --encoding or
 * --delimiter that cannot be understood). */
l2a_status row_source_open(row_source **out, const char *const *paths, size_t count, const row_source_options *options, l2a_error *error);
void row_source_close(row_source *s);

const row_file *row_source_first(const row_source *s);
uint64_t row_source_total(const row_source *s); /* stored bytes of all files; 0 when one of them is no file */

void row_chunk_init(row_chunk *c);
void row_chunk_free(row_chunk *c);

/* The next chunk; *end when there is none. One thread at a time. Statuses of table_next; L2A_EINVAL when a file has another header. */
l2a_status row_source_next(row_source *s, row_chunk *c, bool *end, l2a_error *error);

/* Its records, into c->rows. Any thread. */
l2a_status row_chunk_parse(row_chunk *c, l2a_error *error);

/* Reads, parses (on thread_count threads) and hands each row_chunk to write, in order and one at a time.
 * Statuses of row_source_next, row_chunk_parse and write; L2A_ENOMEM. */
typedef l2a_status row_source_write(void *payload, void *chunk, l2a_error *error);
l2a_status row_source_run(row_source *s, size_t thread_count, row_source_write *write, void *payload, l2a_error *error);

/* One line on standard error: system, and the column of every field that was found; with reasons also why. */
void row_file_report(const row_file *f, bool with_reasons);

#endif
