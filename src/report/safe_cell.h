/* SPDX-License-Identifier: MIT */
/*
 * Safe cells: a spreadsheet takes a cell that begins with = + - @ (or a tab or CR) for a formula, and a formula can ask a server or start a
 * program. Such a cell gets an apostrophe in front. The change can be undone: what begins with apostrophes before such a sign gets one more.
 */
#ifndef L2A_REPORT_SAFE_CELL_H
#define L2A_REPORT_SAFE_CELL_H

#include "base/buffer.h"

/* The text to write: text itself, or a copy in scratch (which is cleared). Errors: scratch->failed. */
bytes safe_cell(bytes text, buffer *scratch);

/* What safe_cell was given. Borrows from text. */
bytes safe_cell_undo(bytes text);

#endif
