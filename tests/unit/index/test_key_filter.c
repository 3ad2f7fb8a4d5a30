/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "index/index.h"
#include "index/key_filter.h"
#include "index/keys.h"
#include "index/trigram_table.h"
#include "unit/index/account_fixture.h"

enum { ACCOUNTS = 600 };

/* An index in memory, its snapshot taken for a delta. */
typedef struct opened {
  l2a_rules *rules;
  l2a_index *index;
  snapshot delta;
} opened;

static opened open_random(void)
{
  opened o = { .rules = fixture_rules() };

  o.index = fixture_index(NULL, o.rules, ACCOUNTS, 11);
  o.delta = o.index->whole;
  return o;
}

static void close_random(opened *o)
{
  l2a_index_close(o->index);
  l2a_rules_free(o->rules);
}

static void expect_all(const snapshot *whole, const key_table *t, const char *name)
{
  for (uint64_t i = 0; i < t->slot_count; i++)
    if (t->slots[i].low & SLOT_MARK)
      cr_expect(deltas_may_have(whole, ((uint64_t)t->slots[i].high << 32 | t->slots[i].low) | SLOT_MARK), "slot %llu of %s",
                (unsigned long long)i, name);
}

Test(key_filter, denies_no_key_that_is_there_and_nearly_all_others)
{
  opened o = open_random();
  const snapshot *d = &o.delta;
  key_filter *f = key_filter_new(key_filter_need(d));
  snapshot whole = { .delta_count = 1, .deltas = d, .delta_keys = f };
  uint32_t wrong = 0;

  cr_assert_not_null(f);
  key_filter_add(f, d);
  cr_expect_not(key_filter_is_full(f));
  expect_all(&whole, &d->by_domain, "domains");
  expect_all(&whole, &d->by_label, "labels");
  expect_all(&whole, &d->by_squashed, "squashed names");
  expect_all(&whole, &d->by_sorted, "sorted names");
  expect_all(&whole, &d->by_acronym, "acronyms");
  expect_all(&whole, &d->by_native, "native names");
  expect_all(&whole, &d->by_phone, "phones");
  expect_all(&whole, &d->by_id, "ids");
  expect_all(&whole, &d->by_word, "words");
  expect_all(&whole, &d->edits, "edits");
  for (uint32_t i = 0; i < 10000; i++) {
    char text[16];
    snprintf(text, sizeof text, "nobody%u", i);
    wrong += deltas_may_have(&whole, key_hash(KEY_WORD, bytes_of(text)));
  }
  cr_expect_lt(wrong, 1000, "%u of 10000 keys that are not there are not denied", wrong);
  whole.delta_count = 0;
  cr_expect_not(deltas_may_have(&whole, key_hash(KEY_ID, BYTES("x"))));
  free(f);
  close_random(&o);
}

Test(key_filter, is_full_behind_the_keys_that_it_was_made_for)
{
  opened o = open_random();
  key_filter *f = key_filter_new(1);

  cr_assert_not_null(f);
  key_filter_add(f, &o.delta);
  cr_expect(key_filter_is_full(f));
  free(f);
  close_random(&o);
}

Test(trigram_table, finds_what_is_there_and_nothing_else)
{
  opened o = open_random();
  snapshot *d = &o.delta;
  trigram_table *t = trigram_table_new(d);
  uint32_t found = 0;

  cr_assert_not_null(t);
  d->trigram_table = t;
  for (uint32_t key = 0; key < 1u << 24; key++) {
    const index_trigram *at = trigram_find(d, key);
    if (!at) continue;
    cr_expect_eq(at->key, key);
    found++;
  }
  cr_expect_eq(found, d->trigram_count);
  free(t);
  *d = (snapshot){ .trigram_count = 0 };
  t = trigram_table_new(d);
  d->trigram_table = t;
  cr_expect_null(trigram_find(d, 'a' << 16 | 'b' << 8 | 'c'));
  free(t);
  close_random(&o);
}
