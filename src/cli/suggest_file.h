/* SPDX-License-Identifier: MIT */
/* Suggestions as a CSV for a person to fill in, which is a labels file once it is filled. */
#ifndef L2A_CLI_SUGGEST_FILE_H
#define L2A_CLI_SUGGEST_FILE_H

#include "base/buffer.h"
#include "learn/suggest.h"

/* contact_id,account_id (? until it is filled),also_ok,company,email,country,city,score and the candidates. Errors: out->failed. */
void suggest_file_write(buffer *out, const suggestion *list, size_t count, const snapshot *s);

#endif
