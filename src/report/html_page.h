/* SPDX-License-Identifier: MIT */
/*
 * One HTML page that needs nothing else: no script, no font, no picture, no request. Light and dark by the reader's setting, one column on a
 * phone. Errors: out->failed.
 */
#ifndef L2A_REPORT_HTML_PAGE_H
#define L2A_REPORT_HTML_PAGE_H

#include "base/buffer.h"

void html_begin(buffer *out, const char *title);
void html_end(buffer *out);

/* Text with <, >, &, quotes and control characters made harmless; also inside attributes. */
void html_text(buffer *out, bytes text);

void html_section(buffer *out, const char *title, const char *note); /* note may be NULL */
void html_section_end(buffer *out);

/* A table that scrolls sideways on its own when it is too wide; heads separated by |, the first column is text. */
void html_table(buffer *out, const char *heads);
void html_table_end(buffer *out);
void html_row(buffer *out);
void html_cell(buffer *out, bytes text);

#endif
