/* SPDX-License-Identifier: MIT */
#include "learn/domain_role.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "rules/rules.h"

typedef struct world {
  l2a_rules *rules;
  text_scratch *scratch;
  arena memory;
  snapshot empty;
} world;

static void open_world(world *w)
{
  l2a_error error = L2A_ERROR_INIT;

  memset(w, 0, sizeof *w);
  cr_assert_eq(l2a_rules_load(&w->rules, NULL, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(text_scratch_new(&w->scratch, w->rules->lex, &error), L2A_OK);
  arena_init(&w->memory, 65536);
}

static void close_world(world *w)
{
  text_scratch_free(w->scratch);
  l2a_rules_free(w->rules);
  arena_free(&w->memory);
}

static void add(world *w, domain_pairs *pairs, const char *email, const char *company)
{
  domain_name domain;
  company_name name;

  domain_from_email(&domain, bytes_of(email), w->rules->lex, w->scratch, &w->memory);
  company_name_parse(&name, bytes_of(company), NAME_OF_CONTACT, w->rules->lex, w->scratch, &w->memory);
  cr_assert_eq(domain_pairs_add(pairs, &domain, &name, NULL), L2A_OK);
}

static const struct {
  const char *email, *company;
} rows[] = {
  { "a@mail.fastwire-net.com", "Bakery Jonesford" },
  { "b@mail.fastwire-net.com", "Quillfeather Instruments" },
  { "c@mail.fastwire-net.com", "Brasswick Mining" },
  { "d@mail.fastwire-net.com", "Ottermoor Foods" },
  { "e@mail.fastwire-net.com", "Tessellate Logistics" },
  { "f@brasswick.com", "Brasswick Mining" },
  { "g@brasswick.com", "Brasswick Mining Polska" },
  { "h@brasswick.com", "Brasswick AG" },
  { "i@brasswick.com", "Brasswick Services" },
  { "j@brasswick.com", "Brasswick Trading" },
  { "k@brasswick.com", "n/a" },
  { "l@gmail.com", "Quillfeather Instruments" },
};
enum { ROWS = sizeof rows / sizeof *rows };

Test(domain_role, tells_a_provider_from_a_company)
{
  world w;
  domain_pairs pairs;
  domain_role *roles = NULL;
  domain_role_options options = { 5 };
  size_t count;

  open_world(&w);
  domain_pairs_init(&pairs, 1000);
  for (size_t i = 0; i < ROWS; i++) add(&w, &pairs, rows[i].email, rows[i].company);
  cr_assert_eq(domain_roles_find(&roles, &count, &pairs, &w.empty, &options, NULL), L2A_OK);
  cr_assert_eq(count, 1);
  cr_assert(bytes_equal(roles[0].domain, BYTES("fastwire-net.com")));
  cr_assert_eq(roles[0].advice, ADVICE_DENY);
  cr_assert_eq(roles[0].contacts, 5);
  cr_assert_eq(roles[0].companies, 5);
  cr_assert_eq(roles[0].own, 0);
  free(roles);
  domain_pairs_free(&pairs);
  close_world(&w);
}

Test(domain_role, lets_a_listed_domain_be_its_companys)
{
  world w;
  domain_pairs pairs;
  domain_role *roles = NULL;
  domain_role_options options = { 3 };
  size_t count;

  open_world(&w);
  domain_pairs_init(&pairs, 1000);
  for (int i = 0; i < 4; i++) add(&w, &pairs, "x@zoho.com", "Zoho Corporation");
  cr_assert_eq(domain_roles_find(&roles, &count, &pairs, &w.empty, &options, NULL), L2A_OK);
  cr_assert_eq(count, 1);
  cr_assert_eq(roles[0].advice, ADVICE_ALLOW);
  free(roles);
  domain_pairs_free(&pairs);
  close_world(&w);
}

/* Beyond the limit names are left out by their hash: counts become estimates, the same in any order and however the rows were parted. */
Test(domain_role, samples_names_when_there_are_too_many)
{
  world w;
  domain_pairs pairs[2], part;
  domain_role *roles[2];
  domain_role_options options = { 5 };
  size_t count[2];
  char company[64];

  open_world(&w);
  for (int order = 0; order < 2; order++) {
    domain_pairs_init(&pairs[order], 200);
    domain_pairs_init(&part, 150);
    for (int i = 0; i < 1000; i++) {
      int n = order ? 999 - i : i;
      snprintf(company, sizeof company, "Qu%cx%cv%c Works", 'a' + n % 10, 'a' + n / 10 % 10, 'a' + n / 100);
      add(&w, order ? &part : &pairs[0], "x@fastwire-net.com", company);
      if (order == 0 || (i + 1) % 250) continue;
      cr_assert_eq(domain_pairs_append(&pairs[1], &part, NULL), L2A_OK);
      domain_pairs_clear(&part);
    }
    domain_pairs_free(&part);
    cr_assert(pairs[order].halvings > 0);
    cr_assert(pairs[order].count <= 200);
    cr_assert_eq(domain_roles_find(&roles[order], &count[order], &pairs[order], &w.empty, &options, NULL), L2A_OK);
    cr_assert_eq(count[order], 1);
    cr_assert(roles[order]->names > 700 && roles[order]->names < 1300, "%lu", (unsigned long)roles[order]->names);
  }
  cr_assert_eq(roles[0]->names, roles[1]->names);
  cr_assert(bytes_equal(roles[0]->examples[0], roles[1]->examples[0]));
  for (int order = 0; order < 2; order++) {
    free(roles[order]);
    domain_pairs_free(&pairs[order]);
  }
  close_world(&w);
}
