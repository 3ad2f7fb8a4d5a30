/* SPDX-License-Identifier: MIT */
/*
 * Choices from an index file that is checked only as far as they read it (match/choose.h): a changed byte is named, by the check at the begin
 * or by the guard before more is read, or the choices are those of the whole file.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "index/index.h"
#include "match/choose.h"
#include "support/work_folder.h"
#include "unit/index/account_fixture.h"

enum { ACCOUNTS = 60, CONTACTS = 48, FLIPS = 4000, CELL = 64 };

typedef struct patient {
  char path[WORK_PATH_SIZE];
  char *data;
  size_t size;
  l2a_rules *rules;
  char emails[CONTACTS][CELL];
  l2a_contact contacts[CONTACTS];
  uint64_t answers; /* of the whole file */
  size_t named_first, named_later, same;
} patient;

/* As the command checks: the sections of choices first, others when the matcher asks for them. */
typedef struct checker {
  l2a_index *index;
  index_checked done;
  bool asked;
} checker;

static l2a_status require(void *payload, index_use use, l2a_error *error)
{
  checker *c = payload;

  c->asked = true;
  return index_check(c->index, use, &c->done, 1, error);
}

static void make_contacts(patient *p)
{
  uint32_t rng = 5;

  for (uint32_t i = 0; i < CONTACTS; i++) {
    uint32_t n = fixture_random(&rng) % 300;
    p->contacts[i] = (l2a_contact)L2A_CONTACT_INIT;
    snprintf(p->emails[i], CELL, i % 5 == 0 ? "jane@gmail.com" : "jane@%s-%u.%s", i % 2 ? "acme" : "shop", n, i % 3 ? "com" : "co.uk");
    p->contacts[i].email = bytes_of(p->emails[i]);
    if (i % 7 == 0) p->contacts[i].phone = BYTES("+49 30 12340110");
  }
}

/* A hash of all choices; 0 with what was named. */
static uint64_t choose_all(checker *c, patient *p, l2a_status *status, l2a_error *error)
{
  const match_guard guard = { require, c };
  l2a_matcher *m = NULL;
  match_choice choices[CONTACTS];
  uint64_t hash = 1;

  *status = l2a_matcher_new(&m, p->rules, c->index, NULL, error);
  if (*status != L2A_OK) return 0;
  matcher_set_guard(m, &guard);
  *status = match_choose(choices, m, p->contacts, CONTACTS, error);
  for (uint32_t i = 0; i < CONTACTS && *status == L2A_OK; i++)
    hash = hash_join(hash_join(hash, hash_bytes(choices[i].account_id)), (uint64_t)choices[i].decision);
  l2a_matcher_free(m);
  return *status == L2A_OK ? hash : 0;
}

/* Its contacts point into it. */
static void patient_init(patient *p)
{
  char path[WORK_PATH_SIZE];
  l2a_error error = L2A_ERROR_INIT;
  checker c = { .index = NULL };
  l2a_status status;
  struct stat st;
  int fd;

  *p = (patient){ .same = 0 };
  work_path(path, "whole");
  work_path(p->path, "damaged");
  p->rules = fixture_rules();
  make_contacts(p);
  c.index = fixture_index(path, p->rules, ACCOUNTS, 1);
  cr_assert_eq(index_check(c.index, INDEX_USE_CHOICES, &c.done, 1, &error), L2A_OK, "%s", error.message);
  p->answers = choose_all(&c, p, &status, &error);
  cr_assert_eq(status, L2A_OK, "%s", error.message);
  cr_assert(c.asked, "some contacts read more than the keys");
  l2a_index_close(c.index);
  fd = open(path, O_RDONLY);
  cr_assert(fd >= 0 && fstat(fd, &st) == 0);
  p->size = (size_t)st.st_size;
  p->data = malloc(p->size);
  cr_assert_eq(read(fd, p->data, p->size), (ssize_t)p->size);
  close(fd);
}

/* heated: what is asked of most is copied first, as for a job of many contacts. */
static void examine(patient *p, size_t at, bool heated)
{
  l2a_error error = L2A_ERROR_INIT;
  checker c = { .index = NULL };
  uint64_t answers;
  l2a_status status;
  int fd = open(p->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

  cr_assert(fd >= 0);
  cr_assert_eq(write(fd, p->data, p->size), (ssize_t)p->size);
  close(fd);
  if (l2a_index_open(&c.index, p->path, p->rules, &error) != L2A_OK) return; /* test_index_damage.c */
  status = heated ? index_heat(c.index, 2, &error) : L2A_OK;
  if (status == L2A_OK) status = index_check(c.index, INDEX_USE_CHOICES, &c.done, 1, &error);
  if (status != L2A_OK) {
    cr_assert(status == L2A_ECORRUPT && error.message[0]);
    p->named_first++;
  } else {
    answers = choose_all(&c, p, &status, &error);
    if (status == L2A_OK) cr_assert_eq(answers, p->answers, "byte %zu changed a choice, and nobody named it", at);
    else cr_assert(status == L2A_ECORRUPT && error.message[0], "byte %zu: %d", at, (int)status);
    if (status == L2A_OK) p->same++;
    else p->named_later++;
  }
  l2a_index_close(c.index);
}

TestSuite(choice_damage, .fini = work_folder_remove);

Test(choice_damage, a_changed_byte_is_named_before_an_answer_or_changes_no_choice)
{
  patient p;
  uint32_t rng = 99;

  patient_init(&p);
  for (size_t i = 0; i < FLIPS; i += getenv("L2A_TEST_LONG") ? 1 : 5) {
    size_t at = (size_t)fixture_random(&rng) * 251 % p.size;
    char before = p.data[at];
    p.data[at] = (char)(before ^ (i % 3 ? 1 << fixture_random(&rng) % 8 : 0xFF));
    examine(&p, at, i % 2);
    p.data[at] = before;
  }
  cr_expect(p.named_first > 10, "%zu", p.named_first);
  cr_expect(p.named_later > 10, "%zu", p.named_later);
  cr_expect(p.same > 10, "%zu", p.same);
  free(p.data);
  l2a_rules_free(p.rules);
}

Test(choice_damage, what_is_read_from_the_copy_is_what_was_checked)
{
  l2a_error error = L2A_ERROR_INIT;
  checker c = { .index = NULL };
  l2a_status status;
  patient p;
  FILE *file;

  patient_init(&p);
  file = fopen(p.path, "w");
  cr_assert(file && fwrite(p.data, 1, p.size, file) == p.size && fclose(file) == 0);
  cr_assert_eq(l2a_index_open(&c.index, p.path, p.rules, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(index_heat(c.index, 2, &error), L2A_OK, "%s", error.message);
  cr_assert_not_null(c.index->hot.memory);
  ((char *)(uintptr_t)c.index->hot.payloads[SECTION_ACCOUNT_HEADS])[0] ^= 1;
  cr_assert_eq(index_check(c.index, INDEX_USE_CHOICES, &c.done, 1, &error), L2A_ECORRUPT);
  cr_assert_not_null(strstr(error.message, "account_heads"), "%s", error.message);
  ((char *)(uintptr_t)c.index->hot.payloads[SECTION_ACCOUNT_HEADS])[0] ^= 1;
  cr_assert_eq(index_check(c.index, INDEX_USE_CHOICES, &c.done, 1, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(choose_all(&c, &p, &status, &error), p.answers);
  l2a_index_close(c.index);
  free(p.data);
  l2a_rules_free(p.rules);
}

Test(choice_damage, contacts_whose_keys_answer_read_no_more)
{
  l2a_rules *rules = fixture_rules();
  l2a_index *index = fixture_index(NULL, rules, ACCOUNTS, 1);
  checker c = { .index = index };
  const match_guard guard = { require, &c };
  l2a_contact contact = L2A_CONTACT_INIT;
  l2a_matcher *m = NULL;
  match_choice choice;

  cr_assert_eq(l2a_matcher_new(&m, rules, index, NULL, NULL), L2A_OK);
  matcher_set_guard(m, &guard);
  contact.email = BYTES("jane@nobody-has-this.com");
  cr_assert_eq(match_choose(&choice, m, &contact, 1, NULL), L2A_OK);
  cr_assert_eq(choice.decision, L2A_DECISION_NONE);
  cr_assert_not(c.asked);
  contact.company = BYTES("Lumen Quartz");
  cr_assert_eq(match_choose(&choice, m, &contact, 1, NULL), L2A_OK);
  cr_assert(c.asked);
  cr_assert_eq(m->checked, INDEX_USE_ALL);
  l2a_matcher_free(m);
  l2a_index_close(index);
  l2a_rules_free(rules);
}
