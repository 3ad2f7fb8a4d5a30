/* SPDX-License-Identifier: MIT */
/* What stands behind a domain, and behind a mailbox: the reviewable lists data/domains_*.txt and data/role_mailboxes.txt, with the user's overlay. */
#ifndef L2A_TEXT_DOMAIN_CLASS_H
#define L2A_TEXT_DOMAIN_CLASS_H

#include "text/domain.h"

/* partial: suffixes made. overlay may be NULL; of a domain both allowed and denied, denied wins. L2A_ENOMEM, L2A_ESYNTAX, L2A_ENOTFOUND. */
l2a_status domain_class_list_new(domain_class_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error);
void domain_class_list_free(domain_class_list *list);

/* registrable: a tail of host. The most specific list entry on the way from host to the top level decides; DOMAIN_COMPANY without one. */
domain_class domain_class_of(const domain_class_list *list, bytes host, bytes registrable);

/* Whether the local part of an address (any case) names a role. */
bool domain_class_is_role(const domain_class_list *list, bytes local);

/* "company", "free mail" ...; static. */
const char *domain_class_name(domain_class kind);

#endif
