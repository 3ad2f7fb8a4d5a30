/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "report/hidden_email.h"

/* sha256("jane@acme.com"), sha256("bob@x.de") and sha256("n/a") */
#define JANE "7bb9e30283184c3b4bbbf2262a600be7165d7e6f50e424a611aa64394e7ecdb5"
#define BOB "a1081bdc32c02fe816c43c40a7a133db282060800a13cdb7d3ec468ffb87b89e"
#define NONE "a683c5c5349f6f7fb903ba8a9e7e55d0ba1b8f03579f95be83f4954c33e81098"

typedef struct email_case {
  const char *text;
  bool whole;
  const char *hidden; /* NULL: as it was */
} email_case;

Test(hidden_email, hashes_every_address_in_a_text)
{
  static const email_case cases[] = {
    { "jane@acme.com", false, JANE },
    { " Jane@ACME.com ", true, " " JANE " " },
    { "Jane <jane@acme.com>, bob@x.de.", false, "Jane <" JANE ">, " BOB "." },
    { "mailto:jane@acme.com?x=1", false, "mailto:" JANE "?x=1" },
    { "{\"a\":\"jane@acme.com\"}", false, "{\"a\":\"" JANE "\"}" },
    { "n/a", true, NONE },
    { "n/a", false, NULL },
    { "", true, NULL },
    { "  ", true, NULL },
    { "@acme", false, NULL },
    { "jane@", false, NULL },
    { "@@@@ @ a@ @b", false, NULL },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    buffer scratch = BUFFER_INIT;
    bytes text = bytes_of(cases[i].text), hidden = hide_emails(text, cases[i].whole, &scratch);
    const char *expected = cases[i].hidden ? cases[i].hidden : cases[i].text;

    cr_expect(bytes_equal(hidden, bytes_of(expected)), "%s: %.*s", cases[i].text, (int)hidden.size, hidden.data);
    if (!cases[i].hidden) cr_expect_eq(hidden.data, text.data);
    buffer_free(&scratch);
  }
}

Test(hidden_email, long_texts_and_many_signs_end)
{
  static char text[200000];
  buffer scratch = BUFFER_INIT;

  memset(text, '@', sizeof text);
  cr_expect_eq(hide_emails(bytes_from(text, sizeof text), false, &scratch).size, sizeof text);
  memset(text, 'a', sizeof text);
  text[100000] = '@';
  cr_expect_eq(hide_emails(bytes_from(text, sizeof text), false, &scratch).size, 64);
  buffer_free(&scratch);
}

Test(hidden_email, no_field_of_a_contact_keeps_one)
{
  l2a_contact c = L2A_CONTACT_INIT;
  buffer texts = BUFFER_INIT;

  c.id = c.company = bytes_of("jane@acme.com");
  c.email = bytes_of("n/a");
  c.title = bytes_of("VP (jane@acme.com)");
  c.country = bytes_of("US");
  hide_contact_emails(&c, &texts);
  cr_expect(bytes_equal(c.id, bytes_of(JANE)) && bytes_equal(c.company, bytes_of(JANE)));
  cr_expect(bytes_equal(c.email, bytes_of(NONE)));
  cr_expect(bytes_equal(c.title, bytes_of("VP (" JANE ")")));
  cr_expect(bytes_equal(c.country, bytes_of("US")));
  cr_expect_eq(c.city.size, 0);
  buffer_free(&texts);
}
