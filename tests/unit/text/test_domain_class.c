/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "base/builtin.h"
#include "text/dictionary.h"
#include "text/domain_class.h"
#include "text/fold.h"
#include "text/public_suffix.h"

static void open_parts(lexicon *lex, const lexicon_overlay *overlay)
{
  l2a_error error = L2A_ERROR_INIT;

  *lex = (lexicon){ 0 };
  cr_assert_eq(public_suffix_new(&lex->suffixes, "list", builtin_file("public_suffix_list.dat"), &error), L2A_OK, "%s", error.message);
  cr_assert_eq(domain_class_list_new(&lex->domains, lex, overlay, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(fold_table_new(&lex->folds, lex, overlay, &error), L2A_OK, "%s", error.message);
}

static void close_parts(lexicon *lex)
{
  fold_table_free(lex->folds);
  domain_class_list_free(lex->domains);
  public_suffix_free(lex->suffixes);
}

static domain_class of_email(const lexicon *lex, const char *email, arena *a)
{
  domain_name d;

  domain_from_email(&d, bytes_of(email), lex, NULL, a);
  return d.kind;
}

static domain_class of_url(const lexicon *lex, const char *url, arena *a)
{
  domain_name d;

  domain_from_url(&d, bytes_of(url), lex, NULL, a);
  return d.kind;
}

Test(domain_class, of_mail)
{
  static const struct {
    const char *email;
    domain_class kind;
  } cases[] = {
    { "x@gmail.com", DOMAIN_FREE_MAIL },
    { "x@GMAIL.COM", DOMAIN_FREE_MAIL },
    { "x@sub.gmail.com", DOMAIN_FREE_MAIL },
    { "x@yahoo.co.uk", DOMAIN_FREE_MAIL },
    { "x@qq.com", DOMAIN_FREE_MAIL },
    { "x@web.de", DOMAIN_FREE_MAIL },
    { "x@starbucks.com", DOMAIN_FREE_MAIL },
    { "x@zoho.com", DOMAIN_FREE_MAIL },
    { "x@bt.com", DOMAIN_FREE_MAIL },
    { "x@mailinator.com", DOMAIN_DISPOSABLE },
    { "x@yopmail.com", DOMAIN_DISPOSABLE },
    { "x@test.com", DOMAIN_DISPOSABLE },
    { "x@machine.local", DOMAIN_DISPOSABLE },
    { "x@comcast.net", DOMAIN_PROVIDER },
    { "x@t-online.de", DOMAIN_PROVIDER },
    { "x@tampabay.rr.com", DOMAIN_PROVIDER },
    { "x@mit.edu", DOMAIN_EDUCATION },
    { "x@cs.ox.ac.uk", DOMAIN_EDUCATION },
    { "x@unam.edu.mx", DOMAIN_EDUCATION },
    { "x@school.k12.ca.us", DOMAIN_EDUCATION },
    { "x@u-tokyo.ac.jp", DOMAIN_EDUCATION },
    { "x@nasa.gov", DOMAIN_GOVERNMENT },
    { "x@navy.mil", DOMAIN_GOVERNMENT },
    { "x@home-office.gov.uk", DOMAIN_GOVERNMENT },
    { "x@sat.gob.mx", DOMAIN_GOVERNMENT },
    { "x@finances.gouv.fr", DOMAIN_GOVERNMENT },
    { "x@meti.go.jp", DOMAIN_GOVERNMENT },
    { "x@bmf.gv.at", DOMAIN_GOVERNMENT },
    { "x@ec.europa.eu", DOMAIN_GOVERNMENT },
    { "x@acme.com", DOMAIN_COMPANY },
    { "x@acme.de", DOMAIN_COMPANY },
    { "x@google.com", DOMAIN_COMPANY },
    { "x@microsoft.com", DOMAIN_COMPANY },
    { "x@gmail.com.acme.com", DOMAIN_COMPANY },
    { "x@notgmail.com", DOMAIN_COMPANY },
    { "x@edu.com", DOMAIN_COMPANY },
    { "x@go.it", DOMAIN_NONE },
    { "x@acme.go.it", DOMAIN_COMPANY },
    { "x@acme.mi.it", DOMAIN_COMPANY },
    { "x@acme.uk.com", DOMAIN_COMPANY },
    { "x@uk.com", DOMAIN_SITE_HOST },
    { "x@kstu.edu.ru", DOMAIN_EDUCATION },
    { "x@acme.github.io", DOMAIN_SITE_HOST },
    { "x@linkedin.com", DOMAIN_SITE_HOST },
    { "x@localhost", DOMAIN_NONE },
  };
  lexicon lex;
  arena a;

  arena_init(&a, 4096);
  open_parts(&lex, NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    domain_class kind = of_email(&lex, cases[i].email, &a);
    cr_expect_eq(kind, cases[i].kind, "%s: %s", cases[i].email, domain_class_name(kind));
  }
  arena_free(&a);
  close_parts(&lex);
}

Test(domain_class, of_web_sites)
{
  static const struct {
    const char *url;
    domain_class kind;
  } cases[] = {
    { "https://www.linkedin.com/company/acme", DOMAIN_SITE_HOST },
    { "https://de.linkedin.com/company/acme", DOMAIN_SITE_HOST },
    { "facebook.com/acme", DOMAIN_SITE_HOST },
    { "https://sites.google.com/view/acme", DOMAIN_SITE_HOST },
    { "https://www.google.com", DOMAIN_COMPANY },
    { "acme.wixsite.com/acme", DOMAIN_COMPANY },
    { "acme.github.io", DOMAIN_COMPANY },
    { "acme.blogspot.com", DOMAIN_COMPANY },
    { "acme.myshopify.com", DOMAIN_COMPANY },
    { "bit.ly/xyz", DOMAIN_SITE_HOST },
    { "acme.uk.com", DOMAIN_COMPANY },
    { "github.io", DOMAIN_NONE },
    { "www.mit.edu", DOMAIN_EDUCATION },
    { "acme.com", DOMAIN_COMPANY },
  };
  lexicon lex;
  arena a;

  arena_init(&a, 4096);
  open_parts(&lex, NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    domain_class kind = of_url(&lex, cases[i].url, &a);
    cr_expect_eq(kind, cases[i].kind, "%s: %s", cases[i].url, domain_class_name(kind));
  }
  arena_free(&a);
  close_parts(&lex);
}

Test(domain_class, the_overlay_wins)
{
  const bytes allow[] = { BYTES("Gmail.com"), BYTES("mit.edu"), BYTES("both.com"), BYTES("@test.com") };
  const bytes deny[] = { BYTES("acme.com"), BYTES("both.com"), BYTES("m\xC3\xBCller.de"), BYTES(" *.wild.org ") };
  const lexicon_overlay overlay = { .domain_allow = allow, .domain_allow_count = 4, .domain_deny = deny, .domain_deny_count = 4 };
  lexicon lex;
  arena a;

  arena_init(&a, 4096);
  open_parts(&lex, &overlay);
  cr_expect_eq(of_email(&lex, "x@gmail.com", &a), DOMAIN_COMPANY);
  cr_expect_eq(of_email(&lex, "x@cs.mit.edu", &a), DOMAIN_COMPANY);
  cr_expect_eq(of_email(&lex, "x@test.com", &a), DOMAIN_COMPANY);
  cr_expect_eq(of_email(&lex, "x@harvard.edu", &a), DOMAIN_EDUCATION);
  cr_expect_eq(of_email(&lex, "x@mail.acme.com", &a), DOMAIN_DENIED);
  cr_expect_eq(of_email(&lex, "x@both.com", &a), DOMAIN_DENIED);
  cr_expect_eq(of_email(&lex, "x@m\xC3\xBCller.de", &a), DOMAIN_DENIED);
  cr_expect_eq(of_email(&lex, "x@a.wild.org", &a), DOMAIN_DENIED);
  arena_free(&a);
  close_parts(&lex);
}

Test(domain_class, an_overlay_entry_that_is_no_domain_is_named)
{
  static const char *const bad[] = { "", "gmail", "not a domain", "http://acme.com/", "a..b.com" };
  lexicon lex;

  open_parts(&lex, NULL);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    const bytes deny[] = { bytes_of(bad[i]) };
    const lexicon_overlay overlay = { .domain_deny = deny, .domain_deny_count = 1 };
    domain_class_list *list;
    l2a_error error = L2A_ERROR_INIT;
    cr_expect_eq(domain_class_list_new(&list, &lex, &overlay, &error), L2A_ESYNTAX, "\"%s\"", bad[i]);
    cr_expect_null(list);
    cr_expect_not_null(strstr(error.message, "expected a domain"), "%s", error.message);
  }
  close_parts(&lex);
}

/* A person edits these files: what breaks their order or says a thing twice is seen here. */
Test(domain_class, the_lists_are_sorted_and_disjoint)
{
  static const char *const files[] = { "domains_free_mail.txt", "domains_disposable.txt", "domains_provider.txt", "domains_site_host.txt" };
  lexicon lex;

  open_parts(&lex, NULL);
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    dictionary d;
    bytes entry;
    bytes last = { NULL, 0 };
    size_t count = 0;
    cr_assert_eq(dictionary_open(&d, files[i], NULL), L2A_OK);
    while (dictionary_next(&d, &entry, NULL) == L2A_OK && entry.data) {
      cr_expect_lt(bytes_compare(last, entry), 0, "%s:%zu: not sorted", files[i], (size_t)d.line);
      cr_expect_eq(domain_class_of(lex.domains, entry, entry), (domain_class)(DOMAIN_FREE_MAIL + i), "%s: %.*s is in two lists", files[i],
                   (int)entry.size, entry.data);
      last = entry;
      count++;
    }
    cr_expect_gt(count, 200, "%s", files[i]);
  }
  close_parts(&lex);
}
