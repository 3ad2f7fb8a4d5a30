/* SPDX-License-Identifier: MIT */
#include "cli/contact_option.h"

bool contact_from_options(l2a_contact *contact, const cli_options *options)
{
  bool any = false;

  *contact = (l2a_contact)L2A_CONTACT_INIT;
#define X(member, name, argument, help)           \
  contact->member = bytes_of(options->member);    \
  any |= options->member != NULL;
  CONTACT_OPTION_LIST(X)
#undef X
  return any;
}
