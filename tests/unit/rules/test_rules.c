/* SPDX-License-Identifier: MIT */
#include "rules/rules.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buffer.h"
#include "rules/override.h"

static l2a_rules *parse(const char *text)
{
  l2a_rules *rules = NULL;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(l2a_rules_parse(&rules, text, strlen(text), "f.yaml", &error), L2A_OK, "%s", error.message);
  return rules;
}

static l2a_rules *print_and_parse(const l2a_rules *rules)
{
  buffer text = BUFFER_INIT;
  l2a_rules *again;

  cr_assert_eq(l2a_rules_print(rules, buffer_sink, &text), L2A_OK);
  buffer_append_char(&text, '\0');
  again = parse(text.data);
  buffer_free(&text);
  return again;
}

static bool is_fingerprint(const char *text)
{
  return strlen(text) == 16 && strspn(text, "0123456789abcdef") == 16;
}

Test(rules, printed_rules_have_the_same_fingerprint_when_read_back)
{
  static const char *const texts[] = {
    "",
    "match: {policy: strict, thresholds: {match: 0.95}, tie_breakers: [{prefer: [Customer], column: Type}, id]}\n",
    "weights: {country: none, prior: -3}\nmargin: none\n",
    "domains: {allow: [bt.com]}\nnames: {placeholders: ['walk-in customer'], words: ['widget|widgets']}\n",
    "overrides:\n  - {kind: always, field: email, value: ' Jane@Example.com', account: A1}\n"
    "  - {kind: never, field: domain, value: example.org}\n  - {kind: bypass, field: company, value: 'Agency: \"X\"'}\n"
    "  - {kind: alias, field: company, value: Example Labs, account: '007'}\n",
  };
  char seen[sizeof texts / sizeof *texts][17];

  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    l2a_rules *rules = parse(texts[i]);
    l2a_rules *again = print_and_parse(rules);
    cr_expect(is_fingerprint(l2a_rules_fingerprint(rules)));
    cr_expect_str_eq(l2a_rules_fingerprint(rules), l2a_rules_fingerprint(again), "text %zu", i);
    cr_expect_str_eq(rules->keys_fingerprint, again->keys_fingerprint, "text %zu", i);
    cr_expect_eq(override_list_count(rules->overrides), override_list_count(again->overrides));
    memcpy(seen[i], l2a_rules_fingerprint(rules), 17);
    for (size_t j = 0; j < i; j++) cr_expect_str_neq(seen[i], seen[j]);
    l2a_rules_free(again);
    l2a_rules_free(rules);
  }
}

Test(rules, only_what_makes_keys_changes_the_fingerprint_of_keys)
{
  static const struct {
    const char *text;
    bool same;
  } cases[] = {
    { "weights: {prior: -9}\n", true },
    { "match: {policy: strict}\n", true },
    { "overrides: [{kind: never, field: id, value: x}]\n", true },
    { "domains: {deny: [example.org]}\n", false },
    { "names: {placeholders: ['walk-in']}\n", false },
    { "names: {legal_forms: ['zzz|z.z.z.']}\n", false },
  };
  l2a_rules *base = parse("");

  cr_assert(is_fingerprint(base->keys_fingerprint));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    l2a_rules *rules = parse(cases[i].text);
    cr_expect_str_neq(l2a_rules_fingerprint(rules), l2a_rules_fingerprint(base), "%s", cases[i].text);
    cr_expect_eq(strcmp(rules->keys_fingerprint, base->keys_fingerprint) == 0, cases[i].same, "%s", cases[i].text);
    l2a_rules_free(rules);
  }
  l2a_rules_free(base);
}

Test(rules, an_added_override_is_like_one_of_the_file)
{
  l2a_rules *rules = parse("");
  l2a_rules *file = parse("overrides:\n  - {kind: always, field: domain, value: example.com, account: A1}\n");
  l2a_override o = { sizeof o, L2A_OVERRIDE_ALWAYS, L2A_FIELD_DOMAIN, 7, BYTES("example.com"), BYTES("A1") };
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_str_neq(l2a_rules_fingerprint(rules), l2a_rules_fingerprint(file));
  cr_assert_eq(l2a_rules_add_override(rules, &o, &error), L2A_OK, "%s", error.message);
  cr_assert_str_eq(l2a_rules_fingerprint(rules), l2a_rules_fingerprint(file));
  o.value = BYTES("");
  cr_assert_eq(l2a_rules_add_override(rules, &o, &error), L2A_EINVAL);
  cr_assert_str_eq(l2a_rules_fingerprint(rules), l2a_rules_fingerprint(file));
  cr_assert_eq(l2a_rules_add_override(NULL, &o, &error), L2A_EINVAL);
  l2a_rules_free(file);
  l2a_rules_free(rules);
}

Test(rules, a_bad_override_of_the_file_is_named_with_its_place)
{
  static const struct {
    const char *text;
    const char *message;
  } cases[] = {
    { "overrides:\n  - {kind: alias, field: email, value: a@b.com, account: A1}\n",
      "f.yaml:2:5: override alias: goes with the field company or domain, not email" },
    { "overrides:\n  - kind: always\n    field: domain\n    value: acme\n    account: A1\n",
      "f.yaml:2:5: override always: expected a domain such as example.com, found 'acme'" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    l2a_rules *rules = (l2a_rules *)&error_set; /* anything but NULL: a failure must clear it */
    l2a_error error = L2A_ERROR_INIT;
    cr_expect_eq(l2a_rules_parse(&rules, cases[i].text, strlen(cases[i].text), "f.yaml", &error), L2A_ESYNTAX);
    cr_expect_null(rules);
    cr_expect_str_eq(error.message, cases[i].message, "%s", error.message);
  }
}

Test(rules, loads_files_and_says_why_it_cannot)
{
  char path[64];
  int fd = memfd_create("rules", 0);
  l2a_rules *rules = NULL;
  l2a_rules *builtin = NULL;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_geq(fd, 0);
  cr_assert_eq(write(fd, "match: {policy: strict}\n", 24), 24);
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  cr_assert_eq(l2a_rules_load(&rules, path, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(rules->match.policy, POLICY_STRICT);
  cr_assert_eq(l2a_rules_load(&builtin, NULL, &error), L2A_OK);
  cr_assert_eq(builtin->match.policy, POLICY_BALANCED);
  l2a_rules_free(builtin);
  l2a_rules_free(rules);
  close(fd);
  cr_assert_eq(l2a_rules_load(&rules, path, &error), L2A_EIO);
  cr_assert_null(rules);
  cr_assert_not_null(strstr(error.message, path));
  cr_assert_not_null(strstr(error.message, "No such file"));
  cr_assert_eq(l2a_rules_load(&rules, "/", &error), L2A_EIO);
  cr_assert_not_null(strstr(error.message, "Is a directory"));
  cr_assert_eq(l2a_rules_load(NULL, NULL, &error), L2A_EINVAL);
  l2a_rules_free(NULL);
}

static l2a_status stop(void *payload, const char *data, size_t size)
{
  (void)payload;
  (void)data;
  (void)size;
  return L2A_EIO;
}

Test(rules, print_returns_what_the_sink_returned)
{
  l2a_rules *rules = parse("");

  cr_assert_eq(l2a_rules_print(rules, stop, NULL), L2A_EIO);
  l2a_rules_free(rules);
}
