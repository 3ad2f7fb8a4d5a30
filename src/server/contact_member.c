/* SPDX-License-Identifier: MIT */
#include "server/contact_member.h"

#include <stdio.h>

static const struct {
  const char *name;
  size_t offset;
} members[CONTACT_MEMBER_COUNT] = {
#define X(name) { #name, offsetof(l2a_contact, name) },
  CONTACT_MEMBER_LIST(X)
#undef X
};

const char *contact_member_name(size_t n)
{
  return n < CONTACT_MEMBER_COUNT ? members[n].name : NULL;
}

size_t contact_member_find(bytes name)
{
  size_t n = 0;

  while (n < CONTACT_MEMBER_COUNT && !bytes_equal(bytes_of(members[n].name), name)) n++;
  return n;
}

bytes *contact_member(l2a_contact *contact, size_t n)
{
  return (bytes *)(void *)((char *)contact + members[n].offset);
}

bool contact_from_json(l2a_contact *contact, number_texts *numbers, const json_t *object, const char **problem)
{
  *contact = (l2a_contact)L2A_CONTACT_INIT;
  if (!json_is_object(object)) {
    *problem = "a record is an object";
    return false;
  }
  for (size_t n = 0; n < CONTACT_MEMBER_COUNT; n++) {
    const json_t *value = json_object_get(object, members[n].name);
    char *text = numbers->texts[n];

    if (!value || json_is_null(value)) continue;
    if (json_is_string(value)) {
      *contact_member(contact, n) = bytes_from(json_string_value(value), json_string_length(value));
    } else if (json_is_integer(value)) {
      snprintf(text, sizeof numbers->texts[n], "%" JSON_INTEGER_FORMAT, json_integer_value(value));
      *contact_member(contact, n) = bytes_of(text);
    } else if (json_is_real(value)) {
      snprintf(text, sizeof numbers->texts[n], "%.17g", json_real_value(value));
      *contact_member(contact, n) = bytes_of(text);
    } else if (json_is_boolean(value)) {
      *contact_member(contact, n) = json_is_true(value) ? BYTES("true") : BYTES("false");
    } else {
      *problem = "a member of a record is a text or a number";
      return false;
    }
  }
  return true;
}
