/* SPDX-License-Identifier: MIT */
#include "cli/contact_row.h"

void contact_from_record(l2a_contact *contact, const column_map *map, const record *r)
{
  static const struct {
    contact_field field;
    size_t offset;
  } fields[] = {
    { CONTACT_ID, offsetof(l2a_contact, id) },
    { CONTACT_EMAIL, offsetof(l2a_contact, email) },
    { CONTACT_WEBSITE, offsetof(l2a_contact, website) },
    { CONTACT_COMPANY, offsetof(l2a_contact, company) },
    { CONTACT_COUNTRY, offsetof(l2a_contact, country) },
    { CONTACT_STATE, offsetof(l2a_contact, state) },
    { CONTACT_CITY, offsetof(l2a_contact, city) },
    { CONTACT_POSTAL_CODE, offsetof(l2a_contact, postal_code) },
    { CONTACT_PHONE, offsetof(l2a_contact, phone) },
    { CONTACT_TITLE, offsetof(l2a_contact, title) },
    { CONTACT_LINKEDIN, offsetof(l2a_contact, linkedin) },
  };

  *contact = (l2a_contact)L2A_CONTACT_INIT;
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    if (map->fields[fields[i].field].count == 0) continue;
    *(l2a_string *)(void *)((char *)contact + fields[i].offset) = column_value(map, r, fields[i].field);
  }
}
