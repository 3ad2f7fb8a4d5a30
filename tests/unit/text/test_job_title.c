/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <stdlib.h>

#include "text/job_title.h"

static void expect_name(const title_rules *rules, const title_class *class, title_dimension dimension, const char *title, const char *want)
{
  bytes got = title_rules_name(rules, dimension, class->names[dimension]);

  cr_expect(bytes_equal(got, bytes_of(want)), "\"%s\": %s %.*s, expected %s", title, title_dimension_name(dimension), (int)got.size,
            got.data ? got.data : "", want);
}

Test(job_title, built_in_rules_read_titles_in_seven_languages)
{
  static const struct {
    const char *title, *seniority, *department, *role;
  } cases[] = {
    { "VP of Marketing, EMEA", "vp", "marketing", "decision_maker" },
    { "SVP Sales", "vp", "sales", "decision_maker" },
    { "Vice President, Finance", "vp", "finance", "decision_maker" },
    { "Chief Executive Officer", "c_level", "management", "economic_buyer" },
    { "CEO & Co-Founder", "owner", "management", "economic_buyer" },
    { "CFO", "c_level", "finance", "economic_buyer" },
    { "cto", "c_level", "engineering", "technical_buyer" },
    { "CIO", "c_level", "it", "technical_buyer" },
    { "CISO", "c_level", "security", "technical_buyer" },
    { "Chief Marketing Officer", "c_level", "marketing", "decision_maker" },
    { "President", "c_level", "management", "economic_buyer" },
    { "Managing Director", "c_level", "management", "economic_buyer" },
    { "Head of IT", "director", "it", "technical_buyer" },
    { "Director of Business Development", "director", "sales", "decision_maker" },
    { "IT Manager", "manager", "it", "technical_buyer" },
    { "Marketing Manager", "manager", "marketing", "champion" },
    { "Senior Software Engineer", "lead", "engineering", "influencer" },
    { "Software Engineer", "staff", "engineering", "user" },
    { "Data Analyst", "staff", "data", "influencer" },
    { "Marketing Intern", "entry", "marketing", "none" },
    { "Executive Assistant to the CEO", "assistant", "administration", "gatekeeper" },
    { "Assistant to the Vice President", "assistant", "administration", "gatekeeper" },
    { "Procurement Specialist", "staff", "procurement", "procurement" },
    { "HR Business Partner", "partner", "hr", "decision_maker" },
    { "Partner Manager", "manager", NULL, "champion" },
    { "Owner", "owner", "management", "economic_buyer" },
    { "Gesch\xC3\xA4"
      "ftsf\xC3\xBChrer",
      "c_level", "management", "economic_buyer" },
    { "Geschaeftsfuehrer", "c_level", "management", "economic_buyer" },
    { "Leiterin Einkauf", "manager", "procurement", "procurement" },
    { "Vertriebsleiter", "manager", "sales", "champion" },
    { "Abteilungsleiter Buchhaltung", "director", "finance", "decision_maker" },
    { "Werkstudent Marketing", "entry", "marketing", "none" },
    { "IT-Leiter", "manager", "it", "technical_buyer" },
    { "Directeur g\xC3\xA9n\xC3\xA9ral", "c_level", "management", "economic_buyer" },
    { "Responsable achats", "manager", "procurement", "procurement" },
    { "D\xC3\xA9veloppeur", "staff", "engineering", "user" },
    { "Directora de Marketing", "director", "marketing", "decision_maker" },
    { "Jefe de Ventas", "manager", "sales", "champion" },
    { "Gerente de Compras", "manager", "procurement", "procurement" },
    { "Amministratore Delegato", "c_level", "management", "economic_buyer" },
    { "Responsabile Acquisti", "manager", "procurement", "procurement" },
    { "Diretor Financeiro", "director", "finance", "economic_buyer" },
    { "Gerente de TI", "manager", "it", "technical_buyer" },
    { "Hoofd Inkoop", "director", "procurement", "procurement" },
    { "Algemeen Directeur", "c_level", NULL, "economic_buyer" },
  };
  title_rules *rules = NULL;
  regex_scratch *scratch = NULL;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(title_rules_new_builtin(&rules, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(regex_scratch_new(&scratch, &error), L2A_OK);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    title_class class;
    cr_assert_eq(title_classify(&class, bytes_of(cases[i].title), rules, scratch, &error), L2A_OK, "%s", error.message);
    expect_name(rules, &class, TITLE_SENIORITY, cases[i].title, cases[i].seniority);
    if (cases[i].department) expect_name(rules, &class, TITLE_DEPARTMENT, cases[i].title, cases[i].department);
    expect_name(rules, &class, TITLE_ROLE, cases[i].title, cases[i].role);
  }
  regex_scratch_free(scratch);
  title_rules_free(rules);
}

Test(job_title, hostile_titles_have_no_class_and_do_no_harm)
{
  title_rules *rules = NULL;
  regex_scratch *scratch = NULL;
  title_class class;
  char *text = malloc(100000);

  cr_assert_not_null(text);
  cr_assert_eq(title_rules_new_builtin(&rules, NULL), L2A_OK);
  cr_assert_eq(regex_scratch_new(&scratch, NULL), L2A_OK);
  for (size_t i = 0; i < 100000; i++) text[i] = "\xC3\xA4"[i & 1];
  cr_expect_eq(title_classify(&class, bytes_from(text, 100000), rules, scratch, NULL), L2A_OK);
  memset(text, '\xFF', 100000);
  cr_expect_eq(title_classify(&class, bytes_from(text, 100000), rules, scratch, NULL), L2A_OK);
  cr_expect_eq(class.names[TITLE_SENIORITY], TITLE_NONE);
  memset(text, '\0', 100000);
  cr_expect_eq(title_classify(&class, bytes_from(text, 300), rules, scratch, NULL), L2A_OK);
  cr_expect_eq(class.names[TITLE_ROLE], TITLE_NONE);
  cr_expect_eq(title_classify(&class, (bytes){ NULL, 0 }, rules, scratch, NULL), L2A_OK);
  for (size_t d = 0; d < TITLE_DIMENSION_COUNT; d++) cr_expect_eq(class.names[d], TITLE_NONE);
  free(text);
  regex_scratch_free(scratch);
  title_rules_free(rules);
}

Test(job_title, the_first_rule_that_is_found_decides)
{
  const title_rule list[] = {
    { TITLE_SENIORITY, BYTES("vp"), BYTES("vice president"), 1 },
    { TITLE_SENIORITY, BYTES("c_level"), BYTES("president"), 2 },
    { TITLE_SENIORITY, BYTES("vp"), BYTES("\\bvp\\b"), 3 },
    { TITLE_ROLE, BYTES("any"), BYTES("."), 4 },
  };
  title_rules *rules = NULL;
  regex_scratch *scratch = NULL;
  title_class class;

  cr_assert_eq(title_rules_new(&rules, "list", list, 4, NULL), L2A_OK);
  cr_assert_eq(regex_scratch_new(&scratch, NULL), L2A_OK);
  cr_expect_eq(title_rules_count(rules, TITLE_SENIORITY), 2, "a name of two rules is one name");
  cr_expect_eq(title_rules_count(rules, TITLE_DEPARTMENT), 0);
  cr_expect_eq(title_classify(&class, BYTES("Vice President"), rules, scratch, NULL), L2A_OK);
  cr_expect_eq(class.names[TITLE_SENIORITY], 0);
  cr_expect_eq(class.names[TITLE_DEPARTMENT], TITLE_NONE);
  cr_expect_eq(class.names[TITLE_ROLE], 0);
  cr_expect_eq(title_classify(&class, BYTES("President, VP"), rules, scratch, NULL), L2A_OK);
  cr_expect_eq(class.names[TITLE_SENIORITY], 1);
  cr_expect_null(title_rules_name(rules, TITLE_SENIORITY, 2).data);
  cr_expect_null(title_rules_name(rules, TITLE_SENIORITY, TITLE_NONE).data);
  regex_scratch_free(scratch);
  title_rules_free(rules);
  title_rules_free(NULL);
}

Test(job_title, a_bad_pattern_is_named_with_its_place)
{
  const title_rule bad[] = { { TITLE_ROLE, BYTES("a"), BYTES("fine"), 7 }, { TITLE_ROLE, BYTES("b"), BYTES("(open"), 8 } };
  const title_rule empty[] = { { TITLE_ROLE, BYTES("a"), { NULL, 0 }, 3 } };
  title_rules *rules;
  l2a_error error = L2A_ERROR_INIT;

  cr_expect_eq(title_rules_new(&rules, "l2a.yaml", bad, 2, &error), L2A_ESYNTAX);
  cr_expect_null(rules);
  cr_expect_eq(strncmp(error.message, "l2a.yaml:8: ", 12), 0, "%s", error.message);
  cr_expect_eq(title_rules_new(&rules, "l2a.yaml", empty, 1, &error), L2A_ESYNTAX);
  cr_expect_eq(error.line, 3);
  cr_expect_eq(title_rules_new(&rules, "none", NULL, 0, &error), L2A_OK);
  title_rules_free(rules);
}
