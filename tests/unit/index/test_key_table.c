/* SPDX-License-Identifier: MIT */
/* Every key table against a linear scan over what the text floor says of each account. */
#include "base/buffer.h"
#include "index/keys.h"
#include "index/snapshot.h"
#include "text/company_name.h"
#include "text/domain.h"
#include "text/phone.h"
#include "text/country.h"
#include "unit/index/account_fixture.h"

enum { ACCOUNTS = 2003, TEXTS_LIMIT = 40000 };

typedef struct expected_key {
  bytes text;
  uint32_t account;
} expected_key;

typedef struct oracle {
  const l2a_rules *rules;
  const snapshot *s;
  text_scratch *scratch;
  arena a;
  expected_key *keys[KEY_ID + 1];
  size_t counts[KEY_ID + 1];
} oracle;

static void expect(oracle *o, key_kind kind, bytes text, uint32_t account)
{
  if (text.size == 0) return;
  cr_assert_lt(o->counts[kind], TEXTS_LIMIT);
  o->keys[kind][o->counts[kind]++] = (expected_key){ text, account };
}

static void expect_name(oracle *o, bytes text, uint32_t account)
{
  company_name name;

  company_name_parse(&name, bytes_trim(text), NAME_OF_ACCOUNT, o->rules->lex, o->scratch, &o->a);
  for (uint32_t i = 0; i < name.form_count; i++) {
    const name_form *form = &name.forms[i];
    if (form->kind == NAME_SEGMENT || (form->kind == NAME_BRACKET && form->squashed.size < 3)) continue;
    expect(o, KEY_SQUASHED, form->squashed, account);
    expect(o, KEY_SORTED, form->sorted, account);
    expect(o, KEY_NATIVE, form->native, account);
    for (uint32_t k = 0; k < form->acronym_count; k++) expect(o, KEY_ACRONYM, form->acronyms[k], account);
  }
}

static void expect_domain(oracle *o, bytes text, uint32_t account)
{
  domain_name domain;

  domain_from_url(&domain, text, o->rules->lex, o->scratch, &o->a);
  if (domain.kind == DOMAIN_NONE || domain.kind == DOMAIN_SITE_HOST) return;
  expect(o, KEY_DOMAIN, domain.registrable, account);
  if (domain.kind != DOMAIN_DENIED) expect(o, KEY_LABEL, domain.plain_label, account);
}

static void expect_account(oracle *o, uint32_t n, uint32_t account, const fixture_row *row)
{
  char aliases[FIXTURE_CELL], domains[FIXTURE_CELL], *save = NULL;
  uint16_t country = country_code(bytes_of(row->cells[5]), o->rules->lex, o->scratch);
  phone_number phone;

  (void)n;
  expect(o, KEY_ID, arena_copy(&o->a, bytes_of(row->cells[0])), account);
  expect_name(o, arena_copy(&o->a, bytes_of(row->cells[1])), account);
  memcpy(aliases, row->cells[2], sizeof aliases);
  for (char *at = strtok_r(aliases, ";|", &save); at; at = strtok_r(NULL, ";|", &save))
    expect_name(o, arena_copy(&o->a, bytes_of(at)), account);
  if (row->cells[3][0]) expect_domain(o, arena_copy(&o->a, bytes_of(row->cells[3])), account);
  memcpy(domains, row->cells[4], sizeof domains);
  for (char *at = strtok_r(domains, ",; |", &save); at; at = strtok_r(NULL, ",; |", &save))
    expect_domain(o, arena_copy(&o->a, bytes_of(at)), account);
  phone_parse(&phone, arena_copy(&o->a, bytes_of(row->cells[9])), country == COUNTRY_UNKNOWN ? 0 : country, &o->a);
  expect(o, KEY_PHONE, phone.line, account);
}

static int expected_compare(const void *a, const void *b)
{
  const expected_key *x = a, *y = b;
  int order = bytes_compare(x->text, y->text);

  return order ? order : (x->account > y->account) - (x->account < y->account);
}

static void check_table(const oracle *o, key_kind kind, const key_table *table)
{
  expected_key *keys = o->keys[kind];
  size_t count = o->counts[kind], distinct = 0, used = 0;

  cr_assert_gt(count, 0, "nothing to compare for kind %d", (int)kind);
  qsort(keys, count, sizeof *keys, expected_compare);
  for (size_t i = 0, end; i < count; i = end) {
    key_values found = key_find(table, key_hash(kind, keys[i].text));
    uint32_t n = 0;
    for (end = i; end < count && bytes_equal(keys[end].text, keys[i].text); end++) {
      if (end > i && keys[end].account == keys[end - 1].account) continue;
      cr_assert_lt(n, found.count, "kind %d, key %.*s: too few", (int)kind, (int)keys[i].text.size, keys[i].text.data);
      cr_assert_eq(found.at[n], keys[end].account);
      n++;
    }
    cr_assert_eq(n, found.count, "kind %d, key %.*s: too many", (int)kind, (int)keys[i].text.size, keys[i].text.data);
    distinct++;
  }
  for (uint64_t i = 0; i < table->slot_count; i++) used += (table->slots[i].low & SLOT_MARK) != 0;
  cr_assert_eq(used, distinct, "kind %d has %zu keys, expected %zu", (int)kind, used, distinct);
  cr_assert_eq(key_find(table, key_hash(kind, BYTES("no such key at all"))).count, 0);
}

Test(key_table, every_key_finds_the_accounts_a_scan_finds)
{
  l2a_rules *rules = fixture_rules();
  l2a_index *index = fixture_index(NULL, rules, ACCOUNTS, 7);
  oracle o = { .rules = rules };
  snapshot_ref *ref = NULL;

  cr_assert_eq(snapshot_acquire(&ref, index, NULL), L2A_OK);
  o.s = snapshot_get(ref);
  cr_assert_eq(text_scratch_new(&o.scratch, rules->lex, NULL), L2A_OK);
  arena_init(&o.a, 1 << 20);
  for (size_t i = 0; i <= KEY_ID; i++) o.keys[i] = calloc(TEXTS_LIMIT, sizeof *o.keys[i]);
  for (uint32_t n = 0; n < ACCOUNTS; n++) {
    fixture_row row;
    uint32_t account;
    fixture_account(&row, n, ACCOUNTS);
    account = snapshot_find_account(o.s, bytes_of(row.cells[0]));
    cr_assert_neq(account, INDEX_NONE);
    for (uint32_t k = 0; k < FIXTURE_COLUMNS; k++) cr_assert(bytes_equal(snapshot_cell(o.s, account, k), bytes_of(row.cells[k])));
    expect_account(&o, n, account, &row);
  }
  check_table(&o, KEY_ID, &o.s->by_id);
  check_table(&o, KEY_DOMAIN, &o.s->by_domain);
  check_table(&o, KEY_LABEL, &o.s->by_label);
  check_table(&o, KEY_SQUASHED, &o.s->by_squashed);
  check_table(&o, KEY_SORTED, &o.s->by_sorted);
  check_table(&o, KEY_ACRONYM, &o.s->by_acronym);
  check_table(&o, KEY_NATIVE, &o.s->by_native);
  check_table(&o, KEY_PHONE, &o.s->by_phone);
  for (size_t i = 0; i <= KEY_ID; i++) free(o.keys[i]);
  arena_free(&o.a);
  text_scratch_free(o.scratch);
  snapshot_release(ref);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
