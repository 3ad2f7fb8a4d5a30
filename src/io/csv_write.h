/* SPDX-License-Identifier: MIT */
/* CSV out: RFC 4180, quotes only where they are needed, LF at the end of a row. Errors: out->failed. */
#ifndef L2A_IO_CSV_WRITE_H
#define L2A_IO_CSV_WRITE_H

#include "base/buffer.h"

/* One field without separator around it; quoted when it holds the separator, a quote, CR, LF, or blanks at an end. */
void csv_write_field(buffer *out, bytes value, char separator);

/* A whole row with its line end. A row of one empty field is written as "" (an empty line would be no row). */
void csv_write_row(buffer *out, const bytes *fields, size_t count, char separator);

#endif
