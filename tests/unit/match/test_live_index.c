/* SPDX-License-Identifier: MIT */
/* An index that is updated answers as one that is built from the same accounts. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../index/account_fixture.h"
#include "index/index.h"
#include "match/matcher.h"
#include "match_fixture.h"
#include "support/work_folder.h"

enum { WORLD = 400, CONTACTS = 300 };

/* The accounts as they should be, by number. */
typedef struct world {
  fixture_row rows[WORLD];
  bool there[WORLD];
} world;

static l2a_index *world_index(const world *w, const char *path, const l2a_rules *rules)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_writer *writer = NULL;
  l2a_index *index = NULL;

  cr_assert_eq(l2a_index_writer_new(&writer, path, rules, fixture_columns, FIXTURE_COLUMNS, &error), L2A_OK, "%s", error.message);
  for (uint32_t i = 0; i < WORLD; i++) {
    l2a_string cells[FIXTURE_COLUMNS];
    if (!w->there[i]) continue;
    fixture_cells(cells, &w->rows[i]);
    cr_assert_eq(l2a_index_writer_add(writer, cells, &error), L2A_OK, "%s", error.message);
  }
  cr_assert_eq(l2a_index_writer_finish(path ? NULL : &index, writer, &error), L2A_OK, "%s", error.message);
  return index;
}

/* Some accounts deleted, some replaced (with a name, site and parent of another), some that come back or are new. */
static void change(world *w, l2a_index *index, uint32_t *seed, uint32_t count)
{
  l2a_index_update_options options = L2A_INDEX_UPDATE_OPTIONS_INIT;
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_update *update = NULL;

  options.no_merge = options.no_sync = 1;
  cr_assert_eq(l2a_index_update_begin(&update, index, fixture_columns, FIXTURE_COLUMNS, &options, &error), L2A_OK, "%s", error.message);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t n = fixture_random(seed) % WORLD, like = fixture_random(seed) % WORLD;
    l2a_string cells[FIXTURE_COLUMNS];
    if (fixture_random(seed) % 4 == 0) {
      l2a_status status;
      fixture_row deleted;
      fixture_account(&deleted, n, WORLD);
      status = l2a_index_update_delete(update, bytes_of(deleted.cells[0]), &error);
      cr_assert_eq(status, w->there[n] ? L2A_OK : L2A_ENOTFOUND, "%s", error.message);
      w->there[n] = false;
      continue;
    }
    fixture_account(&w->rows[n], n, WORLD);
    if (fixture_random(seed) % 2) {
      fixture_row other;
      fixture_account(&other, like, WORLD);
      memcpy(w->rows[n].cells[1], other.cells[1], sizeof other.cells[1]);
      memcpy(w->rows[n].cells[3], other.cells[3], sizeof other.cells[3]);
      if (fixture_random(seed) % 2) fixture_account(&other, like / 2, WORLD);
      memcpy(w->rows[n].cells[10], other.cells[0], sizeof other.cells[10]);
    }
    w->there[n] = true;
    fixture_cells(cells, &w->rows[n]);
    cr_assert_eq(l2a_index_update_put(update, cells, &error), L2A_OK, "%s", error.message);
  }
  cr_assert_eq(l2a_index_update_commit(update, &error), L2A_OK, "%s", error.message);
}

/* Contact n: parts of an account, some of them spoiled. */
static l2a_contact contact_like(const world *w, uint32_t n, char email[64], char company[FIXTURE_CELL])
{
  uint32_t seed = n * 77u + 5, a = fixture_random(&seed) % WORLD;
  l2a_contact c = L2A_CONTACT_INIT;
  const fixture_row *like = &w->rows[a];

  snprintf(company, FIXTURE_CELL, "%s", like->cells[1]);
  snprintf(email, 64, "jo@%s-%u.%s", a % 2 ? "acme" : "shop", fixture_random(&seed) % 300, a % 7 ? "com" : "co.uk");
  if (n % 3 && strlen(company) > 8) memmove(company + 4, company + 5, strlen(company + 5) + 1);
  if (n % 4) c.company = bytes_of(company);
  if (n % 3 == 0 || n % 4 == 0) c.email = bytes_of(email);
  if (n % 5 == 0) c.country = BYTES("Germany");
  return c;
}

static l2a_matcher *new_matcher(const l2a_rules *rules, l2a_index *index)
{
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  l2a_error error = L2A_ERROR_INIT;
  l2a_matcher *m = NULL;

  options.candidate_limit = 8;
  cr_assert_eq(l2a_matcher_new(&m, rules, index, &options, &error), L2A_OK, "%s", error.message);
  return m;
}

/* How many of count contacts get another decision, account, reason or ultimate parent; nobody who is matched in both to another account. */
static uint32_t differences(const world *w, const l2a_rules *rules, l2a_matcher *live, uint32_t count)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *fresh = world_index(w, NULL, rules);
  l2a_matcher *m = new_matcher(rules, fresh);
  uint32_t different = 0;

  for (uint32_t i = 0; i < count; i++) {
    char email[64], company[FIXTURE_CELL];
    l2a_contact c = contact_like(w, i, email, company);
    const l2a_result *a, *b;
    cr_assert_eq(l2a_match(&a, live, &c, &error), L2A_OK, "%s", error.message);
    cr_assert_eq(l2a_match(&b, m, &c, &error), L2A_OK, "%s", error.message);
    if (a->decision == b->decision && a->reason == b->reason && bytes_equal(a->account_id, b->account_id) &&
        bytes_equal(a->rollup_id, b->rollup_id))
      continue;
    if (getenv("L2A_TEST_SHOW"))
      fprintf(stderr, "%.*s | %.*s: %d %s %.*s %u %.*s / %d %s %.*s %u %.*s\n", (int)c.email.size, c.email.data, (int)c.company.size,
              c.company.data, a->decision, l2a_reason_name(a->reason), (int)a->account_id.size, a->account_id.data, a->score,
              (int)a->rollup_id.size, a->rollup_id.data, b->decision, l2a_reason_name(b->reason), (int)b->account_id.size,
              b->account_id.data, b->score, (int)b->rollup_id.size, b->rollup_id.data);
    different++;
    if (a->decision != L2A_DECISION_MATCH || b->decision != L2A_DECISION_MATCH) continue; /* of rows for review another may stand first */
    cr_expect(bytes_equal(a->account_id, b->account_id), "%s: %.*s or %.*s", company, (int)a->account_id.size, a->account_id.data,
              (int)b->account_id.size, b->account_id.data);
  }
  l2a_matcher_free(m);
  l2a_index_close(fresh);
  return different;
}

static void assert_same_sections(const world *w, const l2a_rules *rules, l2a_index *live)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *fresh = world_index(w, NULL, rules);
  file_view *f = NULL;

  cr_assert_eq(file_view_begin(&f, live->file, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(f->meta.delta_count, 0);
  for (unsigned i = 0; i < SECTION_COUNT; i++) {
    const section_header *a = f->sections[0].headers[i], *b = &fresh->image.headers[i];
    cr_assert_eq(a->size, b->size, "section %s", section_name((section_id)i));
    cr_assert(a->size == 0 || memcmp(f->sections[0].payloads[i], fresh->image.payloads[i], a->size) == 0, "section %s",
              section_name((section_id)i));
  }
  file_view_end(f);
  l2a_index_close(fresh);
}

static world *new_world(void)
{
  world *w = calloc(1, sizeof *w);

  cr_assert_not_null(w);
  for (uint32_t i = 0; i < WORLD; i++) {
    fixture_account(&w->rows[i], i, WORLD);
    w->there[i] = i % 4 != 3;
  }
  return w;
}

/* Answers that differ per 1000, over rounds of that many changes each; then the index is merged and must be a fresh one, byte for byte. */
static uint32_t run_world(l2a_rules *rules, uint32_t rounds, uint32_t changes)
{
  world *w = new_world();
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;
  l2a_matcher *m;
  uint32_t seed = 4711, different = 0, asked = 0;
  char path[WORK_PATH_SIZE];

  work_path(path, "accounts.l2a");
  world_index(w, path, rules);
  cr_assert_eq(l2a_index_open_writable(&index, path, rules, &error), L2A_OK, "%s", error.message);
  m = new_matcher(rules, index);
  for (uint32_t round = 0; round < rounds; round++) {
    change(w, index, &seed, round % 10 == 9 ? 10 * changes : 1 + round % (2 * changes));
    if (round % 6 != 5) continue;
    different += differences(w, rules, m, CONTACTS);
    asked += CONTACTS;
    cr_assert_eq(l2a_index_verify(index, &error), L2A_OK, "%s", error.message);
  }
  cr_assert_eq(l2a_index_merge(index, &error), L2A_OK, "%s", error.message);
  assert_same_sections(w, rules, index);
  cr_expect_eq(differences(w, rules, m, CONTACTS), 0);
  l2a_matcher_free(m);
  l2a_index_close(index);
  l2a_rules_free(rules);
  free(w);
  return different * 1000 / asked;
}

TestSuite(live_index, .fini = work_folder_remove);

/* Rarity of words apart (an updated index knows it from its base), nothing may differ: more than the whole world changes. */
Test(live_index, answers_are_those_of_a_fresh_index)
{
  cr_expect_eq(run_world(plain_rules(NULL, NULL), 60, 3), 0);
}

/* With it, few answers do as long as the deltas are small beside the base: beyond a sixty-fourth it is merged. */
Test(live_index, rarity_changes_few_answers)
{
  cr_expect_leq(run_world(fixture_rules(), 24, 1), 60);
}
