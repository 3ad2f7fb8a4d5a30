/* SPDX-License-Identifier: MIT */
/*
 * Changes of an index as anybody may send them, one a line, cells apart by tabs: whatever they are, the index verifies afterwards, and holds
 * what a plain list of rows would.
 *
 *   +                              commit
 *   *                              commit and merge
 *   -<id>                          delete
 *   <id> name website country ...  put; cells that are missing are empty
 */
#include "base/utf8.h"
#include "fuzz/fuzz_support.h"
#include "index/index.h"
#include "index/snapshot.h"
#include "match/matcher.h"
#include "rules/rules.h"

enum { COLUMNS = 5, FIRST = 12, ROW_LIMIT = 96, COMMITS = 24 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const l2a_column columns[COLUMNS] = { { { "Id", 2 }, L2A_ACCOUNT_ID },
                                             { { "Name", 4 }, L2A_ACCOUNT_NAME },
                                             { { "Website", 7 }, L2A_ACCOUNT_WEBSITE },
                                             { { "Country", 7 }, L2A_ACCOUNT_COUNTRY },
                                             { { "Parent", 6 }, L2A_ACCOUNT_PARENT_ID } };

typedef struct shared {
  l2a_rules *rules;
  kept_file file;
} shared;

/* What must be in the index: the newest row of an id, or that it was deleted. */
typedef struct model {
  bytes cells[ROW_LIMIT + FIRST][COLUMNS];
  bool there[ROW_LIMIT + FIRST];
  size_t count;
} model;

static void first_row(char text[COLUMNS][32], int n)
{
  static const char *const names[] = { "Harbor Quartz Inc.", "Lumen Orchard GmbH", "Meridian Falcon Services" };

  snprintf(text[0], 32, "A%d", n);
  snprintf(text[1], 32, "%s", names[n % 3]);
  snprintf(text[2], 32, "www%d.example.com", n / 2);
  snprintf(text[3], 32, "%s", n % 2 ? "US" : "Germany");
  snprintf(text[4], 32, "A%d", n / 2);
}

static shared *shared_of(void)
{
  static shared s;

  return &s;
}

static void remove_files(void)
{
  kept_file_remove(&shared_of()->file);
}

static const shared *shared_index(void)
{
  shared *s = shared_of();
  l2a_index_writer *writer = NULL;

  if (s->rules) return s;
  require(l2a_rules_load(&s->rules, NULL, NULL) == L2A_OK);
  kept_file_name(&s->file, "update");
  require(l2a_index_writer_new(&writer, s->file.path, s->rules, columns, COLUMNS, NULL) == L2A_OK);
  for (int i = 0; i < FIRST; i++) {
    char text[COLUMNS][32];
    l2a_string cells[COLUMNS];
    first_row(text, i);
    for (size_t k = 0; k < COLUMNS; k++) cells[k] = bytes_of(text[k]);
    require(l2a_index_writer_add(writer, cells, NULL) == L2A_OK);
  }
  require(l2a_index_writer_finish(NULL, writer, NULL) == L2A_OK);
  atexit(remove_files);
  kept_file_take(&s->file);
  return s;
}

static size_t model_find(model *m, bytes id)
{
  size_t i = 0;

  while (i < m->count && !bytes_equal(m->cells[i][0], id)) i++;
  if (i == m->count) {
    m->cells[i][0] = id;
    m->there[i] = false;
    m->count++;
  }
  return i;
}

static void model_begin(model *m, char first[FIRST][COLUMNS][32])
{
  m->count = 0;
  for (int i = 0; i < FIRST; i++) {
    first_row(first[i], i);
    for (size_t k = 0; k < COLUMNS; k++) m->cells[i][k] = bytes_of(first[i][k]);
    m->there[i] = true;
    m->count++;
  }
}

static void compare(l2a_index *index, const model *m)
{
  l2a_error error = L2A_ERROR_INIT;
  snapshot_ref *ref = NULL;
  const snapshot *s;
  uint64_t live = 0;
  l2a_status status = l2a_index_verify(index, &error);

  if (status != L2A_OK) fprintf(stderr, "%s\n", error.message);
  require(status == L2A_OK);
  require(snapshot_acquire(&ref, index, NULL) == L2A_OK);
  s = snapshot_get(ref);
  for (size_t i = 0; i < m->count; i++) {
    uint32_t account = snapshot_find_account(s, m->cells[i][0]);
    require((account != INDEX_NONE) == m->there[i]);
    live += m->there[i];
    for (uint32_t k = 0; k < COLUMNS && m->there[i]; k++) require(bytes_equal(snapshot_cell(s, account, k), m->cells[i][k]));
  }
  require(s->live_count == live);
  snapshot_release(ref);
}

/* Lookups in the segments as they are: one matcher moves from index to index. */
static void look_up(l2a_index *index, const model *m, const l2a_rules *rules)
{
  enum { LOOKED_UP = 12 };
  static l2a_matcher *kept;
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  l2a_contact batch[LOOKED_UP];
  const l2a_result *results;
  size_t count = m->count < LOOKED_UP ? m->count : LOOKED_UP;

  options.memo_bytes = 0;
  if (kept) require(snapshot_acquire(&kept->ref, index, NULL) == L2A_OK);
  else require(l2a_matcher_new(&kept, rules, index, &options, NULL) == L2A_OK);
  for (size_t i = 0; i < count; i++) {
    const bytes *cells = m->cells[m->count - 1 - i];
    batch[i] = (l2a_contact)L2A_CONTACT_INIT;
    batch[i].company = cells[1];
    if (i % 2) batch[i].website = cells[2];
    batch[i].country = cells[3];
  }
  require(l2a_match_batch(&results, kept, batch, count, NULL) == L2A_OK);
  for (size_t i = 0; i < count; i++)
    if (results[i].decision == L2A_DECISION_MATCH)
      require(snapshot_find_account(snapshot_get(kept->ref), results[i].account_id) != INDEX_NONE);
  snapshot_release(kept->ref);
  kept->ref = NULL;
}

static l2a_index_update *begin(l2a_index *index)
{
  l2a_index_update_options options = L2A_INDEX_UPDATE_OPTIONS_INIT;
  l2a_index_update *u = NULL;

  options.no_sync = options.no_merge = 1;
  require(l2a_index_update_begin(&u, index, columns, COLUMNS, &options, NULL) == L2A_OK);
  return u;
}

/* What is refused changes nothing; the model takes what was not. */
static void change(l2a_index_update *u, model *m, bytes line)
{
  l2a_error error = L2A_ERROR_INIT;
  bytes cells[COLUMNS];
  size_t at;
  l2a_status status;

  if (line.data[0] == '-') {
    bytes id = bytes_from(line.data + 1, line.size - 1);
    status = l2a_index_update_delete(u, id, &error);
    if (status == L2A_OK) m->there[model_find(m, id)] = false;
  } else {
    for (size_t k = 0; k < COLUMNS; k++) cells[k] = bytes_split(&line, '\t');
    status = l2a_index_update_put(u, cells, &error);
    if (status == L2A_OK) {
      at = model_find(m, cells[0]);
      memcpy(m->cells[at], cells, sizeof cells);
      m->there[at] = true;
    }
  }
  require(status == L2A_OK || (error.message[0] && (status == L2A_EINVAL || status == L2A_ELIMIT || status == L2A_ENOTFOUND)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static model m;
  const shared *s = shared_index();
  char first[FIRST][COLUMNS][32];
  bytes rest = { (const char *)data, size };
  l2a_index *index = NULL;
  l2a_index_update *u;
  int commits = 0;

  kept_file_put(&s->file, s->file.before, s->file.size);
  require(l2a_index_open_writable(&index, s->file.path, s->rules, NULL) == L2A_OK);
  model_begin(&m, first);
  u = begin(index);
  for (int rows = 0; rest.size && rows < ROW_LIMIT && commits < COMMITS; rows++) {
    bytes line = bytes_split(&rest, '\n');
    if (!line.size) continue;
    if (line.size > 1 || (*line.data != '+' && *line.data != '*')) {
      change(u, &m, line);
      continue;
    }
    require(l2a_index_update_commit(u, NULL) == L2A_OK);
    commits++;
    if (*line.data == '*') require(l2a_index_merge(index, NULL) == L2A_OK);
    u = begin(index);
  }
  require(l2a_index_update_commit(u, NULL) == L2A_OK);
  compare(index, &m);
  look_up(index, &m, s->rules);
  require(l2a_index_merge(index, NULL) == L2A_OK);
  compare(index, &m);
  l2a_index_close(index);
  return 0;
}
