/* SPDX-License-Identifier: MIT */
/* Domain roles as a file: definitions to review, or a table. */
#ifndef L2A_CLI_DOMAIN_ROLE_FILE_H
#define L2A_CLI_DOMAIN_ROLE_FILE_H

#include "base/buffer.h"
#include "learn/domain_role.h"

/* `domains: {allow, deny}` with the evidence as comments, and what a person should look at as a comment. keep: the overlay the definitions
 * have already, which a list in a definitions file would replace. Errors: out->failed. */
void domain_role_write_yaml(buffer *out, const domain_role *roles, size_t count, const lexicon_overlay *keep);

void domain_role_write_csv(buffer *out, const domain_role *roles, size_t count);

#endif
