/* SPDX-License-Identifier: MIT */
/*
 * Contacts that already sit on an account: the domains of their e-mails are evidence for the account's domains.
 *
 *   AccountId  Email                             account  domain    contacts   of the domain's
 *   A1         ann@acme.de, bob@acme.de     ->   A1       acme.de   2          2                further domain of A1
 *   A1         carl@gmail.com                                                                  nobody's domain
 *   A1         dora@agency.com                   A1       agency.com 1         40               too few, and others' too
 */
#ifndef L2A_CLI_ACCOUNT_CONTACTS_H
#define L2A_CLI_ACCOUNT_CONTACTS_H

#include "base/buffer.h"
#include "cli/option.h"
#include "rules/rules.h"

#define ACCOUNT_CONTACTS_HELP \
  "contacts that already sit on the accounts, with the account's id in a column: e-mail domains of two or more of them count as further " \
  "domains of the account; may be repeated"

typedef struct account_contacts account_contacts;

typedef struct account_contacts_counts {
  uint64_t rows, rejected;
  uint64_t used;          /* with an account, and an e-mail at a domain that speaks for an employer */
  uint64_t domains, weak; /* pairs of account and domain: taken, and too few contacts or too small a share */
} account_contacts_counts;

/* paths: contact exports with the account's id in a column (AccountId, Associated Company IDs, ...). L2A_EINVAL (no such column), statuses
 * of row_source_*; L2A_ENOMEM. */
l2a_status account_contacts_read(account_contacts **out, account_contacts_counts *counts, const option_list *paths, const l2a_rules *rules,
                                 l2a_error *error);
void account_contacts_free(account_contacts *contacts);

/* The domains of an account, joined by ; in the order of bytes; empty for none. Lives as long as the contacts. */
bytes account_contacts_domains(const account_contacts *contacts, bytes account_id);

#endif
