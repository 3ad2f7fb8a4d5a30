/* SPDX-License-Identifier: MIT */
/*
 * The rows of an account table while an index is built: each row once, packed as the index stores it.
 *
 *   chunk 0 [record][record]...[record|free]  ->  chunk 1 ...
 *              ^ rows[n].record
 *   record: size of every cell as LEB128, then the bytes of all cells
 */
#ifndef L2A_INDEX_ACCOUNT_ROWS_H
#define L2A_INDEX_ACCOUNT_ROWS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"

typedef struct account_row {
  const char *record;
  uint32_t size;
  uint32_t id_offset; /* in record */
  uint32_t id_size;
} account_row;

typedef struct account_rows {
  size_t column_count;
  size_t id_column;
  arena chunks;
  buffer rows;     /* account_row[], in the order of adding */
  uint64_t bytes;  /* of all records */
  uint64_t *slots; /* by id: high half of the hash << 32 | row + 1; 0 free. At most half full. */
  size_t mask;
} account_rows;

void account_rows_init(account_rows *rows, size_t column_count, size_t id_column);
void account_rows_free(account_rows *rows);

/* Whether cells can be a row, and the bytes of its record. Statuses of l2a_index_writer_add. */
l2a_status account_cells_check(const account_rows *rows, const l2a_string *cells, size_t *size, l2a_error *error);

/* The record of cells that were checked, at a place of that many bytes, and the row that points to it. */
void account_record_write(const account_rows *rows, const l2a_string *cells, char *at, account_row *row);

/* As much of an id as a message takes. */
int account_id_shown(bytes id);

/* As l2a_index_writer_add. */
l2a_status account_rows_add(account_rows *rows, const l2a_string *cells, l2a_error *error);

/* The rows in the order of their ids (bytes), freed by the caller; NULL when memory is out (or there are none). */
account_row *account_rows_sorted(const account_rows *rows);

static inline size_t account_rows_count(const account_rows *rows)
{
  return rows->rows.size / sizeof(account_row);
}

/* Cells of a record into cells[count]; false when the record is damaged. */
bool record_cells(bytes record, bytes *cells, size_t count);

#endif
