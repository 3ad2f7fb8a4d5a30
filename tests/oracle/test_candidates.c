/* SPDX-License-Identifier: MIT */
/* The engine against comparing a contact with every account: routes lose next to nothing, and what they bring is compared the same. */
#include "unit/match/demo_accounts.h"

enum { CONTACTS = 300, STEP = 7, ACCOUNT_MOST = 1000 };

typedef struct oracle {
  const l2a_rules *rules;
  l2a_matcher *matcher;
  uint32_t account_count;
  uint32_t strong; /* contacts whose best account by brute force is probable */
  uint32_t lost;   /* of these: that account is not among the candidates */
  uint32_t weaker; /* the engine's best has clearly less evidence */
  comparison all[ACCOUNT_MOST];
  scored scores[ACCOUNT_MOST];
} oracle;

static const comparison *find(const comparison *all, uint32_t count, uint32_t account)
{
  for (uint32_t i = 0; i < count; i++)
    if (all[i].account == account) return &all[i];
  return NULL;
}

/* What depends on the other candidates may differ: here all accounts are candidates. */
static bool is_relative(int f)
{
  static const feature relative[] = { FEATURE_RIVALS,        FEATURE_FAMILY,         FEATURE_WHOLE_ELSEWHERE,
                                      FEATURE_DOMAIN_OTHERS, FEATURE_OTHERS_BY_LEFT, FEATURE_FAMILY_BY_RIVALS };

  for (size_t i = 0; i < sizeof relative / sizeof *relative; i++)
    if (f == (int)relative[i]) return true;
  return false;
}

static void check_contact(const l2a_contact *c, void *payload)
{
  oracle *o = payload;
  l2a_matcher *m = o->matcher;
  const snapshot *s = snapshot_get(m->ref);
  answer a;
  arena memory;
  int32_t best = INT32_MIN, engine = INT32_MIN;
  uint32_t best_account = INDEX_NONE;

  cr_assert_eq(matcher_run(&a, m, c, INDEX_NONE, NULL), L2A_OK);
  arena_init(&memory, 1 << 16);
  for (uint32_t i = 0; i < o->account_count; i++) {
    candidate one = { .account = i };
    compare_account(&o->all[i], &m->slots[0].probe, &one, s, &memory);
  }
  cr_assert_not(memory.failed);
  for (uint32_t i = 0; i < m->count; i++) {
    const comparison *mine = &m->comparisons[i], *theirs = &o->all[mine->account];
    for (int f = 0; f < FEATURE_COUNT; f++)
      if (!is_relative(f))
        cr_assert_eq(mine->features[f], theirs->features[f], "%.*s: %s", (int)c->company.size, c->company.data, feature_name((feature)f));
    /* with the candidates' own relative features the scores are comparable */
    for (int f = 0; f < FEATURE_COUNT; f++)
      if (is_relative(f)) o->all[mine->account].features[f] = mine->features[f];
  }
  score_all(o->scores, o->all, o->account_count, &o->rules->match);
  for (uint32_t i = 0; i < o->account_count; i++) {
    int32_t evidence = o->scores[i].evidence;
    uint32_t account = o->scores[i].comparison->account;
    if (evidence > best) {
      best = evidence;
      best_account = account;
    }
    if (find(m->comparisons, m->count, account) && evidence > engine) engine = evidence;
  }
  if (score_calibrate(&o->rules->match, best) >= o->rules->match.match_threshold) {
    bool found = find(m->comparisons, m->count, best_account) != NULL;
    o->strong++;
    o->lost += !found;
    o->weaker += engine < best - 500;
    if (!found)
      fprintf(stderr, "lost: \"%.*s\" <%.*s>: %.*s (evidence %d, engine %d)\n", (int)c->company.size, c->company.data, (int)c->email.size,
              c->email.data, (int)snapshot_field(s, best_account, L2A_ACCOUNT_NAME).size,
              snapshot_field(s, best_account, L2A_ACCOUNT_NAME).data, best, engine);
  }
  arena_free(&memory);
}

Test(candidates, bring_the_account_that_brute_force_finds)
{
  static oracle o;
  l2a_rules *rules = rules_from(NULL);
  l2a_index_writer *writer = rows_begin(rules);
  l2a_index *index;
  uint32_t count;

  o.account_count = demo_add_accounts(writer);
  cr_assert(o.account_count >= 250 && o.account_count <= ACCOUNT_MOST);
  index = rows_end(writer);
  o.rules = rules;
  o.matcher = matcher_of(rules, index, 0, 0);
  o.account_count = snapshot_get(o.matcher->ref)->account_count;
  count = demo_contacts(CONTACTS, STEP, check_contact, &o);
  fprintf(stderr, "%u contacts, %u with a probable account, %u of these not among the candidates, %u with clearly less evidence\n", count,
          o.strong, o.lost, o.weaker);
  cr_assert_eq(count, CONTACTS);
  cr_expect_geq(o.strong, CONTACTS / 3);
  cr_expect_leq(o.lost * 100, o.strong, "more than 1 in 100 is lost: %u of %u", o.lost, o.strong);
  cr_expect_leq(o.weaker * 100, o.strong, "%u of %u", o.weaker, o.strong);
  l2a_matcher_free(o.matcher);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
