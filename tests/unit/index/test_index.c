/* SPDX-License-Identifier: MIT */
/* An index in a file: the same as in memory, one generation after the other, beside its readers. */
#include <sys/wait.h>
#include <unistd.h>

#include "index/snapshot.h"
#include "support/work_folder.h"
#include "unit/index/account_fixture.h"

typedef struct place {
  char path[WORK_PATH_SIZE];
  l2a_rules *rules;
} place;

static place place_new(void)
{
  place p;

  work_path(p.path, "index");
  p.rules = fixture_rules();
  return p;
}

/* Builds in a process of its own, begun before this one opens the index, when a byte comes through the pipe. */
static pid_t build_later(const place *p, uint32_t count, const int go[2])
{
  pid_t pid = fork();
  char c;

  if (pid == 0) {
    l2a_index_writer *writer = NULL;
    l2a_status status;
    close(go[1]);
    if (read(go[0], &c, 1) != 1) _exit(9);
    status = l2a_index_writer_new(&writer, p->path, p->rules, fixture_columns, FIXTURE_COLUMNS, NULL);
    if (status == L2A_OK) {
      fixture_fill(writer, count, 1);
      status = l2a_index_writer_finish(NULL, writer, NULL);
    }
    _exit(status == L2A_OK ? 0 : 1);
  }
  return pid;
}

TestSuite(index, .fini = work_folder_remove);

Test(index, a_file_holds_the_sections_that_memory_holds)
{
  place p = place_new();
  l2a_index *memory = fixture_index(NULL, p.rules, 400, 1), *file = fixture_index(p.path, p.rules, 400, 3);
  l2a_index_section a, b;
  l2a_error error = L2A_ERROR_INIT;
  snapshot_ref *in_memory, *in_file;

  for (size_t i = 0; l2a_index_get_section(memory, i, &a) == L2A_OK; i++) {
    cr_assert_eq(l2a_index_get_section(file, i, &b), L2A_OK);
    cr_assert_eq(a.bytes, b.bytes);
    cr_assert_eq(a.entries, b.entries);
  }
  cr_assert_eq(l2a_index_verify(memory, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_verify(file, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(snapshot_acquire(&in_memory, memory, NULL), L2A_OK);
  cr_assert_eq(snapshot_acquire(&in_file, file, NULL), L2A_OK);
  cr_assert_eq((uintptr_t)snapshot_get(in_file)->accounts % SECTION_ALIGN, 0);
  cr_assert_eq((uintptr_t)snapshot_get(in_file)->by_squashed.slots % SECTION_ALIGN, 0);
  cr_assert_eq(memcmp(snapshot_get(in_memory)->forms, snapshot_get(in_file)->forms, snapshot_get(in_file)->form_count * sizeof(index_form)),
               0);
  snapshot_release(in_memory);
  snapshot_release(in_file);
  l2a_index_close(memory);
  l2a_index_close(file);
  l2a_rules_free(p.rules);
}

Test(index, a_reader_keeps_its_generation_until_it_renews)
{
  place p = place_new();
  l2a_index *index;
  snapshot_ref *ref = NULL;
  const index_account *before;
  uint32_t checked = 0;
  bool changed = true;
  int go[2], status;
  pid_t pid;

  l2a_index_close(fixture_index(p.path, p.rules, 300, 1));
  cr_assert_eq(pipe(go), 0);
  pid = build_later(&p, 200, go);
  cr_assert_eq(l2a_index_open(&index, p.path, p.rules, NULL), L2A_OK);
  cr_assert_eq(snapshot_acquire(&ref, index, NULL), L2A_OK);
  before = snapshot_get(ref)->accounts;
  cr_assert_eq(snapshot_renew(ref, &changed, NULL), L2A_OK);
  cr_assert_not(changed);
  cr_assert_eq(snapshot_get(ref)->accounts, before, "nothing new: nothing moves");
  cr_assert_eq(write(go[1], "x", 1), 1);
  cr_assert_eq(waitpid(pid, &status, 0), pid);
  cr_assert_eq(status, 0, "the other process could not build: %d", status);

  for (uint32_t i = 0; i < 300; i++) {
    fixture_row row;
    fixture_account(&row, i, 300);
    checked += snapshot_find_account(snapshot_get(ref), bytes_of(row.cells[0])) != INDEX_NONE;
  }
  cr_assert_eq(checked, 300, "the old generation is whole");
  cr_assert_eq(snapshot_renew(ref, &changed, NULL), L2A_OK);
  cr_assert(changed);
  cr_assert_eq(snapshot_get(ref)->generation, 2);
  cr_assert_eq(snapshot_get(ref)->account_count, 200);
  snapshot_release(ref);
  l2a_index_close(index);
  l2a_rules_free(p.rules);
}

Test(index, a_second_writer_and_a_second_opening_are_told_that_it_is_in_use)
{
  place p = place_new();
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_writer *first = NULL, *second = NULL;
  l2a_index *index = NULL, *again = NULL;

  cr_assert_eq(l2a_index_writer_new(&first, p.path, p.rules, fixture_columns, FIXTURE_COLUMNS, &error), L2A_OK);
  cr_assert_eq(l2a_index_writer_new(&second, p.path, p.rules, fixture_columns, FIXTURE_COLUMNS, &error), L2A_EBUSY);
  fixture_fill(first, 20, 1);
  cr_assert_eq(l2a_index_writer_finish(&index, first, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_open(&again, p.path, p.rules, &error), L2A_EBUSY);
  cr_assert_eq(l2a_index_writer_new(&second, p.path, p.rules, fixture_columns, FIXTURE_COLUMNS, &error), L2A_EBUSY);
  l2a_index_close(index);
  cr_assert_eq(l2a_index_open(&again, p.path, p.rules, &error), L2A_OK, "%s", error.message);
  l2a_index_close(again);
  l2a_rules_free(p.rules);
}

Test(index, a_file_built_again_and_again_stays_small)
{
  place p = place_new();
  long sizes[6];

  for (int i = 0; i < 6; i++) {
    FILE *f;
    l2a_index_close(fixture_index(p.path, p.rules, 500, 1));
    f = fopen(p.path, "rb");
    cr_assert_not_null(f);
    fseek(f, 0, SEEK_END);
    sizes[i] = ftell(f);
    fclose(f);
  }
  cr_assert_lt(sizes[5], 3 * sizes[0], "%ld bytes, at first %ld", sizes[5], sizes[0]);
  l2a_rules_free(p.rules);
}

Test(index, other_definitions_and_other_files_are_named)
{
  static const char definitions[] = "version: 1\nnames:\n  words: [\"widget|wdgt\"]\n";
  place p = place_new();
  l2a_error error = L2A_ERROR_INIT;
  l2a_rules *other = NULL;
  l2a_index *index = NULL;
  l2a_index_writer *writer = NULL;
  char path[WORK_PATH_SIZE];
  FILE *f;

  l2a_index_close(fixture_index(p.path, p.rules, 20, 1));
  cr_assert_eq(l2a_rules_parse(&other, definitions, sizeof definitions - 1, "d.yaml", &error), L2A_OK, "%s", error.message);
  cr_assert_eq(l2a_index_open(&index, p.path, other, &error), L2A_EDEFINITIONS);
  cr_assert_not_null(strstr(error.message, p.rules->keys_fingerprint));
  cr_assert_not_null(strstr(error.message, other->keys_fingerprint));
  work_path(path, "");
  cr_assert_eq(l2a_index_open(&index, path, p.rules, &error), L2A_EINVAL, "%s", error.message);
  work_path(path, "missing");
  cr_assert_eq(l2a_index_open(&index, path, p.rules, &error), L2A_ENOTFOUND, "%s", error.message);
  work_path(path, "text");
  f = fopen(path, "wb");
  cr_assert_not_null(f);
  for (int i = 0; i < 4000; i++) fputs("id,name\n", f);
  fclose(f);
  cr_assert_eq(l2a_index_open(&index, path, p.rules, &error), L2A_ECORRUPT);
  cr_assert_not_null(strstr(error.message, "is not an l2a index"), "%s", error.message);
  cr_assert_neq(l2a_index_writer_new(&writer, path, p.rules, fixture_columns, FIXTURE_COLUMNS, &error), L2A_OK, "it is not overwritten");
  cr_assert_null(writer);
  l2a_rules_free(other);
  l2a_rules_free(p.rules);
}
