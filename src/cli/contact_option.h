/* SPDX-License-Identifier: MIT */
/* A contact on the command line: --email, --company ... of lookup and explain. */
#ifndef L2A_CLI_CONTACT_OPTION_H
#define L2A_CLI_CONTACT_OPTION_H

#include "cli/option.h"

/* X(member of l2a_contact and cli_options, name, argument, help) */
#define CONTACT_OPTION_LIST(X) \
  X(email, "email", "ADDRESS", "e-mail address") \
  X(website, "website", "URL", "web site, or its host") \
  X(company, "company", "NAME", "company as the contact states it") \
  X(country, "country", "NAME", "name or code") \
  X(state, "state", "NAME", "state or province") \
  X(city, "city", "NAME", "city") \
  X(postal_code, "postal-code", "CODE", "postal code") \
  X(phone, "phone", "NUMBER", "phone number") \
  X(title, "title", "TEXT", "job title") \
  X(linkedin, "linkedin", "URL", "LinkedIn page of the company") \
  X(id, "id", "ID", "id of the contact; only overrides look at it")

enum {
#define X(member, name, argument, help) CONTACT_OPTION_##member,
  CONTACT_OPTION_LIST(X)
#undef X
    CONTACT_OPTION_COUNT
};

extern const option_spec contact_options[CONTACT_OPTION_COUNT];

/* The contact that the options describe, borrowed from them; false when they say nothing. */
bool contact_from_options(l2a_contact *contact, const cli_options *options);

#endif
