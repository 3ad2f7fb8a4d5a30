/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "server/contact_member.h"

static bool read_contact(l2a_contact *c, number_texts *numbers, json_t **document, const char *text, const char **problem)
{
  *document = json_loads(text, JSON_DECODE_ANY, NULL);
  cr_assert(*document);
  return contact_from_json(c, numbers, *document, problem);
}

Test(contact_member, texts_numbers_and_booleans_are_texts)
{
  l2a_contact c;
  number_texts numbers;
  json_t *d;
  const char *problem = NULL;

  cr_expect(read_contact(&c, &numbers, &d,
                         "{\"company\":\"A\",\"phone\":49301234567,\"postal_code\":1.5,\"city\":null,\"title\":true,\"x\":[]}", &problem));
  cr_expect(bytes_equal(c.company, BYTES("A")));
  cr_expect(bytes_equal(c.phone, BYTES("49301234567")));
  cr_expect(bytes_equal(c.postal_code, BYTES("1.5")));
  cr_expect_eq(c.city.size, 0);
  cr_expect(bytes_equal(c.title, BYTES("true")));
  json_decref(d);
}

Test(contact_member, lists_and_what_is_no_object_are_refused)
{
  l2a_contact c;
  number_texts numbers;
  json_t *d;
  const char *problem = NULL;

  cr_expect(!read_contact(&c, &numbers, &d, "{\"company\":[\"A\"]}", &problem));
  cr_expect_str_eq(problem, "a member of a record is a text or a number");
  json_decref(d);
  cr_expect(!read_contact(&c, &numbers, &d, "5", &problem));
  cr_expect_str_eq(problem, "a record is an object");
  json_decref(d);
}

Test(contact_member, every_name_is_found_at_its_place)
{
  l2a_contact c = L2A_CONTACT_INIT;

  for (size_t n = 0; n < CONTACT_MEMBER_COUNT; n++) cr_expect_eq(contact_member_find(bytes_of(contact_member_name(n))), n);
  cr_expect_eq(contact_member_find(BYTES("emial")), (size_t)CONTACT_MEMBER_COUNT);
  cr_expect_null(contact_member_name(CONTACT_MEMBER_COUNT));
  cr_expect_eq(contact_member(&c, CONTACT_MEMBER_email), &c.email);
  cr_expect_eq(contact_member(&c, CONTACT_MEMBER_linkedin), &c.linkedin);
}
