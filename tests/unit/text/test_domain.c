/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/builtin.h"
#include "text/domain.h"
#include "text/domain_class.h"
#include "text/fold.h"
#include "text/public_suffix.h"

typedef struct fixture {
  lexicon lex; /* the parts that domains need */
  text_scratch *scratch;
  arena memory;
} fixture;

static void fixture_open(fixture *f, const lexicon_overlay *overlay)
{
  l2a_error error = L2A_ERROR_INIT;

  f->lex = (lexicon){ 0 };
  arena_init(&f->memory, 65536);
  cr_assert_eq(public_suffix_new(&f->lex.suffixes, "list", builtin_file("public_suffix_list.dat"), &error), L2A_OK, "%s", error.message);
  cr_assert_eq(domain_class_list_new(&f->lex.domains, &f->lex, overlay, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(fold_table_new(&f->lex.folds, &f->lex, overlay, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(text_scratch_new(&f->scratch, &f->lex, &error), L2A_OK, "%s", error.message);
}

static void fixture_close(fixture *f)
{
  text_scratch_free(f->scratch);
  fold_table_free(f->lex.folds);
  domain_class_list_free(f->lex.domains);
  public_suffix_free(f->lex.suffixes);
  arena_free(&f->memory);
}

typedef void parse_call(domain_name *out, bytes text, const lexicon *lex, text_scratch *scratch, arena *a);

typedef struct host_case {
  const char *text, *host, *registrable;
} host_case;

static void expect_hosts(parse_call *parse, const host_case *cases, size_t count)
{
  fixture f;

  fixture_open(&f, NULL);
  for (size_t i = 0; i < count; i++) {
    domain_name d;
    parse(&d, bytes_of(cases[i].text), &f.lex, f.scratch, &f.memory);
    cr_expect(bytes_equal(d.host, bytes_of(cases[i].host)), "\"%s\": host \"%.*s\"", cases[i].text, (int)d.host.size, d.host.data);
    cr_expect(bytes_equal(d.registrable, bytes_of(cases[i].registrable)), "\"%s\": registrable \"%.*s\"", cases[i].text,
              (int)d.registrable.size, d.registrable.data);
    cr_expect_eq(d.kind == DOMAIN_NONE, d.host.size == 0, "\"%s\"", cases[i].text);
    arena_reset(&f.memory);
  }
  fixture_close(&f);
}

#define COUNT(table) (sizeof(table) / sizeof *(table))

Test(domain, reads_email_addresses)
{
  static const host_case cases[] = {
    { "jane@acme.com", "acme.com", "acme.com" },
    { "Jane.Doe+x@Mail.EU.Acme.Co.UK", "mail.eu.acme.co.uk", "acme.co.uk" },
    { "Jane Doe <jane@Acme.de>", "acme.de", "acme.de" },
    { "\"Doe, Jane\" <jane@acme.de>", "acme.de", "acme.de" },
    { "Doe, Jane <jane@acme.de>", "acme.de", "acme.de" },
    { "Jane @ Acme <jane@acme.de>", "acme.de", "acme.de" },
    { "mailto:jane@acme.com?subject=x@y.com", "acme.com", "acme.com" },
    { "MAILTO:jane@acme.com", "acme.com", "acme.com" },
    { "jane@acme.com.", "acme.com", "acme.com" },
    { "jane@acme.com;", "acme.com", "acme.com" },
    { "  jane@acme.com,  ", "acme.com", "acme.com" },
    { "jane@acme.com; joe@other.com", "acme.com", "acme.com" },
    { "jane@acme.com,joe@other.com", "acme.com", "acme.com" },
    { "jane@localhost, joe@other.com", "other.com", "other.com" },
    { "\"jane@home.org\"@acme.com", "acme.com", "acme.com" },
    { "\"jane doe\"@acme.com", "acme.com", "acme.com" },
    { "\"a\\\"b@c.com\"@acme.com", "acme.com", "acme.com" },
    { "o'brien@acme.ie", "acme.ie", "acme.ie" },
    { "jane@@acme.com", "acme.com", "acme.com" },
    { "jane@gmail.com@acme.com", "acme.com", "acme.com" },
    { "jane%40acme.com", "acme.com", "acme.com" },
    { "jane@ acme.com", "acme.com", "acme.com" },
    { "(jane@acme.com)", "acme.com", "acme.com" },
    { "[jane@acme.com]", "acme.com", "acme.com" },
    { "jane@acme.com (work)", "acme.com", "acme.com" },
    { "jane@acme.com\tjoe@other.com", "acme.com", "acme.com" },
    { "jane@acme.com\r\n", "acme.com", "acme.com" },
    { "jane@m\xC3\xBCller.de", "xn--mller-kva.de", "xn--mller-kva.de" },
    { "jane@M\xC3\x9CLLER.de", "xn--mller-kva.de", "xn--mller-kva.de" },
    { "jane@stra\xC3\x9F"
      "e.de",
      "xn--strae-oqa.de", "xn--strae-oqa.de" },
    { "jane@\xE4\xBE\x8B\xE5\xAD\x90\xE3\x80\x82\xE4\xB8\xAD\xE5\x9B\xBD", "xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s" },
    { "jane@acme.github.io", "acme.github.io", "github.io" },
    { "jane@acme.uk.com", "acme.uk.com", "acme.uk.com" },
    { "jane@mail.kstu.edu.ru", "mail.kstu.edu.ru", "kstu.edu.ru" },
    { "jane@acme.example-unknown-tld", "", "" },
    { "jane@acme.unknowntld", "acme.unknowntld", "acme.unknowntld" },
  };
  expect_hosts(domain_from_email, cases, COUNT(cases));
}

Test(domain, refuses_what_is_no_email_address)
{
  static const char *const texts[] = {
    "",
    " ",
    "@",
    "jane",
    "acme.com",
    "jane@",
    "jane@acme",
    "jane@.com",
    "jane@acme..com",
    "jane@-acme.com",
    "jane@acme-.com",
    "jane@127.0.0.1",
    "jane@[127.0.0.1]",
    "jane@[IPv6:2001:db8::1]",
    "jane@acme.c",
    "jane@ac me.com",
    "jane@acme.123",
    "jane@acme.c0m",
    "jane@a\001b.com",
    "jane@a_b.com",
    "n/a",
    "none",
    "jane@co.uk",
    "jane@com",
    "jane@\xFF\xFE.com",
    "@@@@@@@@",
    "jane@acme,com",
    "jane@acme.com%00.evil",
    "<>",
    "<@>",
    "\"",
    "\"@",
    "\"\\",
    "jane@xn--a.com\x7F",
  };
  fixture f;

  fixture_open(&f, NULL);
  for (size_t i = 0; i < COUNT(texts); i++) {
    domain_name d;
    domain_from_email(&d, bytes_of(texts[i]), &f.lex, f.scratch, &f.memory);
    cr_expect(d.kind == DOMAIN_NONE && !d.host.size && !d.registrable.size && !d.label.size, "\"%s\": \"%.*s\"", texts[i], (int)d.host.size,
              d.host.data);
  }
  fixture_close(&f);
}

Test(domain, reads_web_sites)
{
  static const host_case cases[] = {
    { "acme.com", "acme.com", "acme.com" },
    { "https://www.acme.com/", "acme.com", "acme.com" },
    { "HTTPS://WWW.ACME.COM", "acme.com", "acme.com" },
    { "http:/acme.com", "acme.com", "acme.com" },
    { "http:acme.com", "acme.com", "acme.com" },
    { "http//acme.com", "acme.com", "acme.com" },
    { "http://http://acme.com", "acme.com", "acme.com" },
    { "http:\\\\acme.com\\de", "acme.com", "acme.com" },
    { "//acme.com/x", "acme.com", "acme.com" },
    { "ftp://ftp.acme.com/x", "ftp.acme.com", "acme.com" },
    { "acme.com/de, acme.fr", "acme.com", "acme.com" },
    { "acme.com;acme.fr", "acme.com", "acme.com" },
    { "acme.com|acme.fr", "acme.com", "acme.com" },
    { "acme.com acme.fr", "acme.com", "acme.com" },
    { "www.acme.com (Germany)", "acme.com", "acme.com" },
    { "(www.acme.com)", "acme.com", "acme.com" },
    { "<a href=\"https://acme.com/\">Acme</a>", "acme.com", "acme.com" },
    { "mailto:x@y.org", "y.org", "y.org" },
    { "info@acme.com", "acme.com", "acme.com" },
    { "https://user:pa:ss@acme.com:8080/a@b.org", "acme.com", "acme.com" },
    { "https://user@evil.com@acme.com/", "acme.com", "acme.com" },
    { "acme.com:8080", "acme.com", "acme.com" },
    { "acme.com?x=http://other.com", "acme.com", "acme.com" },
    { "acme.com#top", "acme.com", "acme.com" },
    { "Website: www.acme.com", "acme.com", "acme.com" },
    { "Acme Inc. www.acme.com", "acme.com", "acme.com" },
    { "see acme.com", "acme.com", "acme.com" },
    { "www2.acme.com", "acme.com", "acme.com" },
    { "www.com", "www.com", "www.com" },
    { "www.de", "www.de", "www.de" },
    { "wwwacme.com", "wwwacme.com", "wwwacme.com" },
    { "acme%2Ecom", "acme.com", "acme.com" },
    { "http://m%C3%BCller.de/", "xn--mller-kva.de", "xn--mller-kva.de" },
    { "m\xC3\xBCller.de", "xn--mller-kva.de", "xn--mller-kva.de" },
    { "acme.github.io", "acme.github.io", "acme.github.io" },
    { "https://acme.myshopify.com/collections", "acme.myshopify.com", "acme.myshopify.com" },
    { "acme.uk.com", "acme.uk.com", "acme.uk.com" },
    { "shop.acme.co.jp.", "shop.acme.co.jp", "acme.co.jp" },
    { "my_shop.acme.com", "my_shop.acme.com", "acme.com" },
    { "N/A; acme.com", "acme.com", "acme.com" },
    { "https://sites.google.com/view/acme", "sites.google.com", "google.com" },
  };
  expect_hosts(domain_from_url, cases, COUNT(cases));
}

Test(domain, refuses_what_is_no_web_site)
{
  static const char *const texts[] = {
    "",
    " ",
    "http://",
    "https://www.",
    "n/a",
    "none",
    "-",
    "null",
    "www",
    "acme",
    "http://acme",
    "localhost:8080",
    "http://10.0.0.1/",
    "10.0.0.1",
    "http://[2001:db8::1]/",
    "[::1]:80",
    "::1",
    "acme..com",
    ".acme.com.",
    ".com",
    "com",
    "co.uk",
    "github.io",
    "a.b",
    "x.1",
    "http://%00.com",
    "http://acme\x01.com",
    "http:///",
    "@",
    "://",
    "%",
    "%4",
    "%zz.com.%",
    "a%20b.com%00",
    "C:\\acme\\site.d",
    "tbd.",
    "Acme, Inc.",
  };
  fixture f;

  fixture_open(&f, NULL);
  for (size_t i = 0; i < COUNT(texts); i++) {
    domain_name d;
    domain_from_url(&d, bytes_of(texts[i]), &f.lex, f.scratch, &f.memory);
    cr_expect(d.kind == DOMAIN_NONE && !d.host.size, "\"%s\": \"%.*s\"", texts[i], (int)d.host.size, d.host.data);
  }
  fixture_close(&f);
}

Test(domain, finds_hosts_inside_company_names)
{
  static const host_case cases[] = {
    { "acme.com", "acme.com", "acme.com" },
    { "www.acme.io Inc", "acme.io", "acme.io" },
    { "Amazon.com Services", "amazon.com", "amazon.com" },
    { "Booking.com B.V.", "booking.com", "booking.com" },
    { "AMAZON.COM, INC.", "amazon.com", "amazon.com" },
    { "https://acme.de/impressum", "acme.de", "acme.de" },
    { "Acme (acme.co.uk)", "acme.co.uk", "acme.co.uk" },
    { "jane@acme.com", "acme.com", "acme.com" },
    { "x.ai", "x.ai", "x.ai" },
    { "Acme www.acme.technology", "acme.technology", "acme.technology" },
    { "Inc.", "", "" },
    { "St.Gallen", "", "" },
    { "St.Moritz", "", "" },
    { "A.B.C. Ltd", "", "" },
    { "A.B.C.", "", "" },
    { "Acme S.A.de C.V.", "", "" },
    { "Acme Co.KG", "", "" },
    { "Acme Co.Ltd", "", "" },
    { "Acme.Inc", "", "" },
    { "Acme Soc.Coop", "", "" },
    { "Smith.Associates", "", "" },
    { "Dr.Reddys Laboratories", "", "" },
    { "J.P.Morgan", "", "" },
    { "E.ON SE", "", "" },
    { "Yahoo! Inc.", "", "" },
    { "Acme GmbH & Co. KG", "", "" },
    { "node.js foundation", "", "" },
    { "Acme v2.0", "", "" },
    { "Acme...", "", "" },
    { ".", "", "" },
    { "", "", "" },
    { "Acme", "", "" },
  };
  expect_hosts(domain_from_text, cases, COUNT(cases));
}

Test(domain, gives_labels_and_countries)
{
  static const struct {
    const char *url, *label, *plain, *country;
  } cases[] = {
    { "www.coca-cola.com", "coca-cola", "cocacola", "" },
    { "acme.co.uk", "acme", "acme", "GB" },
    { "acme.de", "acme", "acme", "DE" },
    { "acme.io", "acme", "acme", "" },
    { "acme.ai", "acme", "acme", "" },
    { "acme.co", "acme", "acme", "" },
    { "acme.com.co", "acme", "acme", "" },
    { "acme.eu", "acme", "acme", "" },
    { "acme.gov", "acme", "acme", "US" },
    { "army.mil", "army", "army", "US" },
    { "acme.zz", "acme", "acme", "" },
    { "acme.com.br", "acme", "acme", "BR" },
    { "m\xC3\xBCller-bau.de", "xn--mller-bau-q9a", "mullerbau", "DE" },
    { "\xD1\x8F\xD0\xBD\xD0\xB4\xD0\xB5\xD0\xBA\xD1\x81.\xD1\x80\xD1\x84", "xn--d1acpjx3f", "yandeks", "RU" },
    { "a--b.com", "a--b", "ab", "" },
  };
  fixture f;

  fixture_open(&f, NULL);
  for (size_t i = 0; i < COUNT(cases); i++) {
    domain_name d;
    domain_from_url(&d, bytes_of(cases[i].url), &f.lex, f.scratch, &f.memory);
    cr_expect(bytes_equal(d.label, bytes_of(cases[i].label)), "%s: label %.*s", cases[i].url, (int)d.label.size, d.label.data);
    cr_expect(bytes_equal(d.plain_label, bytes_of(cases[i].plain)), "%s: plain %.*s", cases[i].url, (int)d.plain_label.size,
              d.plain_label.data);
    cr_expect(bytes_equal(bytes_from(d.country, d.country[0] ? 2 : 0), bytes_of(cases[i].country)), "%s: %.2s", cases[i].url, d.country);
  }
  fixture_close(&f);
}

Test(domain, long_and_hostile_input_is_cheap_and_safe)
{
  fixture f;
  domain_name d;
  size_t size = 1 << 20;
  char *text = malloc(size);
  static const char fills[] = { '@', '.', 'a', '%', '"', '<', ' ', ',', '\0', '/', ':', '\\', '-', '\xC3', '\xFF', '[' };

  cr_assert_not_null(text);
  fixture_open(&f, NULL);
  for (size_t i = 0; i < sizeof fills; i++) {
    memset(text, fills[i], size);
    domain_from_email(&d, bytes_from(text, size), &f.lex, f.scratch, &f.memory);
    cr_expect_eq(d.kind, DOMAIN_NONE, "email of %02x", (unsigned char)fills[i]);
    domain_from_url(&d, bytes_from(text, size), &f.lex, f.scratch, &f.memory);
    cr_expect_eq(d.kind, DOMAIN_NONE, "url of %02x", (unsigned char)fills[i]);
    domain_from_text(&d, bytes_from(text, size), &f.lex, f.scratch, &f.memory);
    cr_expect_eq(d.kind, DOMAIN_NONE, "text of %02x", (unsigned char)fills[i]);
    cr_expect_not(email_is_role(bytes_from(text, size), &f.lex));
    arena_reset(&f.memory);
  }
  free(text);
  fixture_close(&f);
}

Test(domain, every_short_input_of_hard_characters_is_safe)
{
  static const char letters[] = "a.@:/%2\"<-\xC3\xBC";
  enum { LETTERS = sizeof letters - 1, LENGTH = 5 };
  fixture f;
  domain_name d;
  size_t total = 1;

  fixture_open(&f, NULL);
  for (int i = 0; i < LENGTH; i++) total *= LETTERS;
  for (size_t n = 0; n < total; n++) {
    char *text = malloc(LENGTH); /* an own block, so that the sanitizer sees a read behind it */
    size_t rest = n;
    cr_assert_not_null(text);
    for (int i = 0; i < LENGTH; i++, rest /= LETTERS) text[i] = letters[rest % LETTERS];
    domain_from_email(&d, bytes_from(text, LENGTH), &f.lex, f.scratch, &f.memory);
    domain_from_url(&d, bytes_from(text, LENGTH), &f.lex, f.scratch, &f.memory);
    domain_from_text(&d, bytes_from(text, LENGTH), &f.lex, f.scratch, &f.memory);
    cr_assert(d.registrable.size <= d.host.size);
    (void)email_is_role(bytes_from(text, LENGTH), &f.lex);
    free(text);
    arena_reset(&f.memory);
  }
  fixture_close(&f);
}

Test(domain, length_limits_are_those_of_the_dns)
{
  fixture f;
  domain_name d;
  char text[400];
  int n;

  fixture_open(&f, NULL);
  n = snprintf(text, sizeof text, "x@%063d.com", 0);
  domain_from_email(&d, bytes_from(text, (size_t)n), &f.lex, f.scratch, &f.memory);
  cr_expect_eq(d.label.size, 63);
  n = snprintf(text, sizeof text, "x@%064d.com", 0);
  domain_from_email(&d, bytes_from(text, (size_t)n), &f.lex, f.scratch, &f.memory);
  cr_expect_eq(d.kind, DOMAIN_NONE);
  n = snprintf(text, sizeof text, "x@%060d.%060d.%060d.%060d.acme.com", 0, 0, 0, 0); /* 253 */
  domain_from_email(&d, bytes_from(text, (size_t)n), &f.lex, f.scratch, &f.memory);
  cr_expect_eq(d.host.size, 252);
  n = snprintf(text, sizeof text, "x@%060d.%060d.%060d.%062d.acme.com", 0, 0, 0, 0);
  domain_from_email(&d, bytes_from(text, (size_t)n), &f.lex, f.scratch, &f.memory);
  cr_expect_eq(d.kind, DOMAIN_NONE);
  fixture_close(&f);
}

Test(domain, knows_role_mailboxes)
{
  static const struct {
    const char *email;
    bool role;
  } cases[] = {
    { "info@acme.com", true },
    { "INFO@acme.com", true },
    { "Sales <sales@acme.com>", true },
    { "mailto:info@acme.com", true },
    { "sales-emea@acme.com", true },
    { "info.de@acme.com", true },
    { "info2@acme.com", true },
    { "no-reply@acme.com", true },
    { "no_reply@acme.com", true },
    { "vertrieb@acme.de", true },
    { "ventas@acme.es", true },
    { "buero@acme.de", true },
    { "b\xC3\xBCro@acme.de", true },
    { "contabilidade@acme.pt", true },
    { "accueil@acme.fr", true },
    { "ufficio.stampa@acme.it", true },
    { "verkoop@acme.nl", true },
    { "info+crm@acme.com", true },
    { "jane@acme.com", false },
    { "jane.sales@acme.com", false },
    { "info.jones@acme.com", false },
    { "infomaniac@acme.com", false },
    { "@acme.com", false },
    { "", false },
    { "info", false },
    { "salesh@acme.com", false },
    { "it.jones@acme.com", false },
    { "123@acme.com", false },
  };
  fixture f;

  fixture_open(&f, NULL);
  for (size_t i = 0; i < COUNT(cases); i++)
    cr_expect_eq(email_is_role(bytes_of(cases[i].email), &f.lex), cases[i].role, "%s", cases[i].email);
  fixture_close(&f);
}
