/* SPDX-License-Identifier: MIT */
#include "cli/contact_option.h"

const option_spec contact_options[CONTACT_OPTION_COUNT] = {
#define X(member, name, argument, help) { name, 0, OPTION_TEXT, argument, OPTION_AT(member), NULL, 0, 0, help },
  CONTACT_OPTION_LIST(X)
#undef X
};

bool contact_from_options(l2a_contact *contact, const cli_options *options)
{
  bool any = false;

  *contact = (l2a_contact)L2A_CONTACT_INIT;
#define X(member, name, argument, help) \
  contact->member = bytes_of(options->member); \
  any |= options->member != NULL;
  CONTACT_OPTION_LIST(X)
#undef X
  return any;
}
