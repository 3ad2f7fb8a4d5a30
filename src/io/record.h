/* SPDX-License-Identifier: MIT */
/*
 * Records: what the CSV and the NDJSON reader give. A batch holds the records of one chunk; the views point into the memory of the chunk
 * (or, where text had to be unescaped, into the arena of the batch), so both must outlive their use.
 *
 *   chunk   id;name\n 7;"Acme ""X"" Ltd"\n 8;Foo\n            record 0  fields [7][Acme "X" Ltd]   (second field in the arena)
 *            ^ line 1, offset 0                                record 1  fields [8][Foo]            (views into the chunk)
 *
 *   CSV     fields[i] is column i; a short row has fewer fields than the table has columns
 *   NDJSON  fields[i] is column columns[i]; keys[i] its key; columns[i] is RECORD_NO_COLUMN for keys the table does not know
 */
#ifndef L2A_IO_RECORD_H
#define L2A_IO_RECORD_H

#include "base/arena.h"
#include "base/buffer.h"

typedef enum record_damage {
  RECORD_GOOD = 0,
  RECORD_BAD_ENCODING,    /* a byte that is no valid UTF-8 */
  RECORD_NUL,             /* a NUL byte, or \u0000 */
  RECORD_TOO_MANY_FIELDS, /* more fields than the header */
  RECORD_BAD_JSON,        /* message says what was expected */
  RECORD_DAMAGE_COUNT
} record_damage;

typedef enum value_kind { VALUE_STRING = 0, VALUE_NUMBER, VALUE_BOOL, VALUE_NULL, VALUE_NESTED } value_kind;

#define RECORD_NO_COLUMN UINT32_MAX

typedef struct record {
  bytes raw;            /* as it stands in the decoded stream, without its line end */
  uint64_t line;        /* of its first byte; counts from 1, embedded newlines count */
  uint64_t offset;      /* of its first byte in the stream; bytes, from 0. For UTF-8 that is the offset in the (uncompressed) file */
  uint32_t field_count; /* fields there are; 0 when damaged */
  record_damage damage;
  const char *message;    /* of the damage, static; NULL when good */
  uint64_t damage_offset; /* bytes from the begin of the record to the damage */
  bool footer;            /* a short row after a blank line: the footer of a report, no data */
  const bytes *fields;
  const uint32_t *columns; /* NDJSON; NULL for CSV */
  const bytes *keys;       /* NDJSON; NULL for CSV */
  const uint8_t *kinds;    /* NDJSON: value_kind; NULL for CSV */
} record;

/* Reused from chunk to chunk by one thread; all zero is ready to use, after record_batch_init. */
typedef struct record_batch {
  record *records;
  size_t count;
  uint64_t blank_lines; /* skipped */
  arena text;           /* unescaped text */
  size_t record_capacity;
  bytes *fields;
  size_t field_count;
  size_t field_capacity;
  bytes *keys;
  uint32_t *columns;
  uint8_t *kinds;
  size_t member_capacity;
  uint32_t *seen; /* NDJSON: by column, where the current record has it */
  size_t seen_capacity;
} record_batch;

void record_batch_init(record_batch *batch);
void record_batch_free(record_batch *batch);
void record_batch_clear(record_batch *batch); /* keeps the memory */

/* "bad encoding", "NUL byte", "too many fields", "invalid JSON"; static. For the rejects file, with record.message as its detail. */
const char *record_damage_name(record_damage damage);

/* The value of a column; empty when the record has none. */
static inline bytes record_field(const record *r, uint32_t column)
{
  uint32_t i;

  if (!r->columns) return column < r->field_count ? r->fields[column] : (bytes){ NULL, 0 };
  if (column < r->field_count && r->columns[column] == column) return r->fields[column];
  for (i = 0; i < r->field_count; i++)
    if (r->columns[i] == column) return r->fields[i];
  return (bytes){ NULL, 0 };
}

/* ---- for the readers ------------------------------------------------------------------------------------------------------------- */

/* A new record, all zero; NULL when memory is out. Pointers to earlier ones may move. */
record *record_batch_add(record_batch *batch);

/* Room for count more records; false when memory is out. Records of which room was made are added without a call. */
bool record_batch_reserve_records(record_batch *batch, size_t count);

/* Room for count more fields (and members); false when memory is out. */
bool record_batch_reserve_fields(record_batch *batch, size_t count);
bool record_batch_reserve_members(record_batch *batch, size_t count);

#endif
