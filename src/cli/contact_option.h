/* SPDX-License-Identifier: MIT */
/* A contact on the command line: --email, --company ... of lookup and explain. */
#ifndef L2A_CLI_CONTACT_OPTION_H
#define L2A_CLI_CONTACT_OPTION_H

#include "cli/option.h"

/* X(member of l2a_contact and cli_options, name, argument, help) */
#define CONTACT_OPTION_LIST(X) \
  X(email, "email", "ADDRESS", "e-mail address")                                     \
  X(website, "website", "URL", "web site, or its host")                              \
  X(company, "company", "NAME", "company as the contact states it")                  \
  X(country, "country", "NAME", "name or code")                                      \
  X(state, "state", "NAME", "state or province")                                     \
  X(city, "city", "NAME", "city")                                                    \
  X(postal_code, "postal-code", "CODE", "postal code")                               \
  X(phone, "phone", "NUMBER", "phone number")                                        \
  X(title, "title", "TEXT", "job title")                                             \
  X(linkedin, "linkedin", "URL", "LinkedIn page of the company")                     \
  X(id, "id", "ID", "id of the contact; only overrides look at it")

#define CONTACT_OPTION_SPEC(member, name, argument, help) { name, 0, OPTION_TEXT, argument, OPTION_AT(member), NULL, 0, 0, help },

/* The rows of an option table. */
#define CONTACT_OPTIONS CONTACT_OPTION_LIST(CONTACT_OPTION_SPEC)

/* The contact that the options describe, borrowed from them; false when they say nothing. */
bool contact_from_options(l2a_contact *contact, const cli_options *options);

#endif
