/* SPDX-License-Identifier: MIT */
/* What a file is by its first bytes: what can be read (plain, gzip, zstd, zip), and what people pass by mistake. Pure functions. */
#ifndef L2A_IO_FILE_KIND_H
#define L2A_IO_FILE_KIND_H

#include "base/bytes.h"

typedef enum file_kind { FILE_PLAIN = 0, FILE_GZIP, FILE_ZSTD, FILE_ZIP, FILE_FOREIGN } file_kind;

/*
 * The kind of a stream by its head. FILE_FOREIGN sets *what to a static text that follows "is " in a message ("a PDF document",
 * "an Excel workbook: save it as CSV"); other kinds leave it NULL.
 */
file_kind file_kind_detect(bytes head, const char **what);

/* The same for the name of a member of a zip archive: an office document betrays itself by its parts. NULL for ordinary names. */
const char *file_kind_of_member(bytes name);

/* true when the head, already decoded to UTF-8, holds so many control characters that it is no text. */
bool file_kind_is_binary(bytes head);

#endif
