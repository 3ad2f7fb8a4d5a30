/* SPDX-License-Identifier: MIT */
/* What an update has changed so far: by account id the new row, or that it is deleted. The last change of an id counts. */
#ifndef L2A_INDEX_ROW_CHANGES_H
#define L2A_INDEX_ROW_CHANGES_H

#include "index/account_rows.h"

typedef struct row_change {
  account_row row; /* of a deleted account the record is its id */
  bool deleted;
} row_change;

typedef struct row_changes {
  account_rows shape; /* columns, and the memory of records */
  buffer changes;     /* change[] */
  uint64_t *slots;    /* as account_rows.slots */
  size_t mask;
} row_changes;

void row_changes_init(row_changes *set, size_t column_count, size_t id_column);
void row_changes_free(row_changes *set);

static inline size_t row_changes_count(const row_changes *set)
{
  return set->changes.size / sizeof(row_change);
}

static inline row_change *row_change_at(const row_changes *set, size_t n)
{
  return (row_change *)(void *)set->changes.data + n;
}

static inline bytes row_change_id(const row_change *c)
{
  return (bytes){ c->row.record + c->row.id_offset, c->row.id_size };
}

/* NULL when the id was not changed. Valid until the next put or delete. */
row_change *row_changes_find(const row_changes *set, bytes id);

/* A row with one cell a column. same (may be {NULL, 0}) is the record that the account has: when the new one is equal, nothing is put.
 * Statuses of l2a_index_writer_add. */
l2a_status row_changes_put(row_changes *set, const l2a_string *cells, bytes same, l2a_error *error);
l2a_status row_changes_delete(row_changes *set, bytes id, l2a_error *error);

#endif
