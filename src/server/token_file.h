/* SPDX-License-Identifier: MIT */
/*
 * Tokens: a file with one a line, `read TOKEN` or `admin TOKEN`; empty lines and lines that begin with # do not count. admin may do what
 * read may, and change accounts. Tokens are compared in a time that does not depend on their bytes.
 */
#ifndef L2A_SERVER_TOKEN_FILE_H
#define L2A_SERVER_TOKEN_FILE_H

#include "io/json_write.h"
#include "server/route.h"

typedef struct token_set token_set;

/* *open_to_others: other users may read the file. L2A_EIO, L2A_ESYNTAX, L2A_ELIMIT, L2A_ENOMEM. */
l2a_status token_set_read(token_set **out, const char *path, bool *open_to_others, l2a_error *error);
void token_set_free(token_set *t);

/*
 * What the value of an Authorization header opens: ACCESS_OPEN when it opens nothing. *number: the token's place among those of the file,
 * below SERVER_TOKENS; SERVER_TOKENS when it opens nothing.
 */
access_level token_set_check(const token_set *t, bytes authorization, size_t *number);

#endif
