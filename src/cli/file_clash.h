/* SPDX-License-Identifier: MIT */
/* File clash: a file to be written that is one of those to be read, and would be lost. */
#ifndef L2A_CLI_FILE_CLASH_H
#define L2A_CLI_FILE_CLASH_H

#include "cli/option.h"
#include "l2a.h"

/* The same regular file, also under another name or through a link. NULL is none. */
bool file_is_same(const char *a, const char *b);

/*
 * L2A_EINVAL when path, which --option is to write, is any file that an option of the run reads; or, unless
 * in_place, one of its operands. path NULL is fine.
 */
l2a_status file_clash_check(const cli_options *o, const char *option, const char *path, bool in_place, l2a_error *error);

#endif
