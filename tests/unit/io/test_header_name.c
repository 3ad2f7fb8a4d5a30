/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "io/header_name.h"

Test(header_name, makes_spellings_equal)
{
  static const struct {
    const char *name;
    const char *key;
    const char *prefix;
  } rows[] = {
    { "State/Region", "stateregion", "" },
    { "\xEF\xBB\xBF"
      "E-Mail ",
      "email", "" },
    { "Stra\xC3\x9F"
      "e",
      "strasse", "" },
    { "Soci\xC3\xA9t\xC3\xA9", "societe", "" },
    { "Socie\xCC\x81te\xCC\x81", "societe", "" },
    { "\xEF\xBC\xA9\xEF\xBC\xA4", "id", "" },
    { "Person - Email - Work", "emailwork", "person" },
    { "Account: Account Name", "accountname", "account" },
    { "Account Tier (Account Name) (Account)", "accounttier", "" },
    { "Company (Account)", "companyaccount", "" },
    { "\xE4\xBC\x9A\xE7\xA4\xBE", "\xE4\xBC\x9A\xE7\xA4\xBE", "" },
  };
  arena a;

  arena_init(&a, 1024);
  for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
    header_name h;
    header_name_parse(&h, bytes_of(rows[n].name), &a);
    cr_expect(bytes_equal(h.key, bytes_of(rows[n].key)), "%s: %.*s", rows[n].name, (int)h.key.size, h.key.data);
    cr_expect(bytes_equal(h.prefix, bytes_of(rows[n].prefix)), "%s", rows[n].name);
  }
  arena_free(&a);
}
