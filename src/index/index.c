/* SPDX-License-Identifier: MIT */
/*
 * An index is either sections in memory or an LMDB file. In a file every snapshot is a read transaction of its own; the handle itself holds
 * none (but for that of its last update), so that an old generation's pages are free as soon as no matcher looks at them.
 */
#include "index/index.h"
#include "index/index_check.h"

#include <stdlib.h>

#include "text/scratch.h"

struct snapshot_ref {
  l2a_index *index;
  file_view *current; /* of a file */
};

static void image_views(const index_image *image, section_views *views)
{
  for (size_t i = 0; i < SECTION_COUNT; i++) {
    views->headers[i] = &image->headers[i];
    views->payloads[i] = image->payloads[i];
  }
}

static void add_delta(index_description *d, const section_views *views)
{
  for (size_t i = 0; i < SECTION_COUNT; i++) d->sizes[SECTION_COUNT] += sizeof(section_header) + views->headers[i]->size;
  d->entries[SECTION_COUNT] += views->headers[SECTION_ACCOUNTS]->entries;
  d->info.name_count += views->headers[SECTION_FORMS]->entries;
}

/* Counts of distinct domains and words are the base's: those of deltas may be the same ones. */
static void describe(index_description *d, const section_views *views, uint32_t delta_count, const snapshot *s, const char *fingerprint)
{
  l2a_index_info *info = &d->info;

  *d = (index_description){ .info = { .format_version = INDEX_FORMAT_VERSION, .generation = s->generation } };
  for (size_t i = 0; i < SECTION_COUNT; i++) {
    d->sizes[i] = views->headers[i]->size;
    d->entries[i] = views->headers[i]->entries;
  }
  info->account_count = s->live_count;
  info->name_count = d->entries[SECTION_FORMS];
  info->domain_count = d->entries[SECTION_KEY_DOMAIN];
  info->token_count = d->entries[SECTION_WORDS];
  memcpy(info->fingerprint, fingerprint, sizeof info->fingerprint - 1);
  for (uint32_t n = 0; n < delta_count; n++) add_delta(d, &views[n + 1]);
  for (size_t i = 0; i <= SECTION_COUNT; i++) info->bytes += d->sizes[i];
}

static l2a_index *index_new(const l2a_rules *rules)
{
  l2a_index *index = calloc(1, sizeof *index);

  if (!index) return NULL;
  index->rules = rules;
  pthread_mutex_init(&index->lock, NULL);
  pthread_mutex_init(&index->merge_lock, NULL);
  atomic_init(&index->closing, false);
  return index;
}

static l2a_status copy_columns(l2a_index *index, const snapshot *s, l2a_error *error)
{
  arena_init(&index->texts, 1024);
  index->columns = arena_take_array(&index->texts, s->column_count, sizeof *index->columns);
  if (!index->columns) return error_no_memory(error);
  for (uint32_t i = 0; i < s->column_count; i++)
    index->columns[i] = (l2a_column){ arena_copy(&index->texts, s->columns[i].name), s->columns[i].field };
  index->column_count = s->column_count;
  return index->texts.failed ? error_no_memory(error) : L2A_OK;
}

l2a_status index_from_image(l2a_index **out, index_image *image, const char *fingerprint, l2a_error *error)
{
  l2a_index *index = index_new(NULL);
  section_views views;
  l2a_status status;

  *out = NULL;
  if (!index) {
    image_free(image);
    return error_no_memory(error);
  }
  index->image = *image;
  *image = (index_image){ 0 };
  image_views(&index->image, &views);
  status = snapshot_view(&index->whole, &views, 1, error);
  if (status == L2A_OK) status = copy_columns(index, &index->whole, error);
  if (status == L2A_OK) {
    describe(&index->description, &views, 0, &index->whole, fingerprint);
    *out = index;
  } else {
    l2a_index_close(index);
  }
  return status;
}

static l2a_status open_any(l2a_index **out, const char *path, const l2a_rules *rules, bool writable, l2a_error *error)
{
  l2a_index *index = NULL;
  file_view *f = NULL;
  l2a_status status;

  if (!out) return error_set(error, L2A_EINVAL, "l2a_index_open: out is NULL");
  *out = NULL;
  if (!path || !rules) return error_set(error, L2A_EINVAL, "l2a_index_open: path or rules is NULL");
  index = index_new(rules);
  if (!index) return error_no_memory(error);
  memcpy(index->keys_fingerprint, rules->keys_fingerprint, sizeof index->keys_fingerprint);
  status = writable ? store_open_writable(&index->file, path, error) : store_open(&index->file, path, error);
  if (status == L2A_OK) status = file_view_begin(&f, index->file, error);
  if (status != L2A_OK) goto done;
  status = file_view_check_keys(f, index->keys_fingerprint, path, error);
  if (status == L2A_OK) status = copy_columns(index, &f->s, error);
  if (status == L2A_OK) {
    describe(&index->description, f->sections, f->meta.delta_count, &f->s, f->meta.keys_fingerprint);
    index->description.transaction = store_view_number(f->view);
  }
  file_view_end(f);
  if (status != L2A_OK) goto done;
  *out = index;
  index = NULL;
done:
  l2a_index_close(index);
  return status;
}

l2a_status l2a_index_open(l2a_index **out, const char *path, const l2a_rules *rules, l2a_error *error)
{
  return open_any(out, path, rules, false, error);
}

l2a_status l2a_index_open_writable(l2a_index **out, const char *path, const l2a_rules *rules, l2a_error *error)
{
  return open_any(out, path, rules, true, error);
}

void l2a_index_close(l2a_index *index)
{
  if (!index) return;
  index_merge_stop(index);
  file_view_end(index->known);
  store_close(index->file);
  hot_copy_free(&index->hot);
  snapshot_view_free(&index->whole);
  image_free(&index->image);
  text_scratch_free(index->scratch);
  arena_free(&index->texts);
  pthread_mutex_destroy(&index->merge_lock);
  pthread_mutex_destroy(&index->lock);
  free(index);
}

/* ---- checks -------------------------------------------------------------------------------------------------------------------------- */

/* How far a check goes: verify, or what index_check does of these sections, in that many threads. */
typedef struct check_depth {
  bool whole;
  size_t thread_count;
  section_set sections;
  index_use use;
  index_checked *done; /* of index_check */
} check_depth;

static l2a_status check_one(const snapshot *s, const section_views *views, check_depth depth, l2a_error *error)
{
  return depth.whole ? snapshot_verify(s, views, error) : snapshot_check(s, views, depth.sections, depth.thread_count, error);
}

static l2a_status check_delta(const file_view *f, uint32_t n, check_depth depth, l2a_error *error)
{
  l2a_error inner = L2A_ERROR_INIT;
  l2a_status status = delta_check(&f->sections[n + 1], &f->meta.deltas[n], error);

  if (status != L2A_OK) return status;
  status = check_one(&f->deltas[n], &f->sections[n + 1], depth, &inner);
  if (status != L2A_OK) error_set(error, status, "delta %llu: %s", (unsigned long long)f->meta.deltas[n].id, inner.message);
  return status;
}

/* What choices by keys read: the keys that a domain, its label and a phone have, and the heads. */
static section_set sections_of_choices(void)
{
  static const section_id read[] = { SECTION_COLUMNS,     SECTION_ACCOUNT_HEADS,     SECTION_KEY_DOMAIN,   SECTION_KEY_DOMAIN_LISTS,
                                     SECTION_KEY_LABEL,   SECTION_KEY_LABEL_LISTS,   SECTION_KEY_SQUASHED, SECTION_KEY_SQUASHED_LISTS,
                                     SECTION_KEY_ACRONYM, SECTION_KEY_ACRONYM_LISTS, SECTION_KEY_PHONE,    SECTION_KEY_PHONE_LISTS };
  section_set set = 0;

  for (size_t i = 0; i < sizeof read / sizeof *read; i++) set |= section_bit(read[i]);
  return set;
}

/* What comparisons with a contact that has no name read besides. */
static section_set sections_of_plain(void)
{
  static const section_id read[] = {
    SECTION_ACCOUNTS, SECTION_ACCOUNT_COUNTRIES, SECTION_RECORDS, SECTION_RECORD_OFFSETS, SECTION_DOMAINS,
    SECTION_FORMS,    SECTION_ACCOUNT_FORMS,     SECTION_TEXT,    SECTION_FORM_KEYS,      SECTION_FORM_WORDS,
    SECTION_WORDS
  };
  section_set set = sections_of_choices();

  for (size_t i = 0; i < sizeof read / sizeof *read; i++) set |= section_bit(read[i]);
  return set;
}

static section_set sections_of(index_use use)
{
  switch (use) {
  case INDEX_USE_NOTHING: return 0;
  case INDEX_USE_CHOICES: return sections_of_choices();
  case INDEX_USE_PLAIN: return sections_of_plain();
  case INDEX_USE_ALL: break;
  }
  return SECTION_SET_ALL;
}

/* Of a generation: what is still to be checked for the use. */
static section_set sections_left(check_depth depth, uint64_t generation)
{
  bool same = depth.done && depth.done->generation == generation;

  return sections_of(depth.use) & ~sections_of(same ? depth.done->use : INDEX_USE_NOTHING);
}

/* Long ids stand in the records alone: then choices read these too. */
static bool has_long_ids(const snapshot *s)
{
  uint32_t n = 0;

  while (n < s->account_count && s->heads[n].id_size <= HEAD_ID_SIZE) n++;
  return n < s->account_count;
}

static l2a_status check_base(const file_view *f, check_depth depth, l2a_error *error)
{
  const section_set records = section_bit(SECTION_RECORDS) | section_bit(SECTION_RECORD_OFFSETS);
  l2a_status status;

  depth.sections = sections_left(depth, f->s.generation);
  status = check_one(&f->s, &f->sections[0], depth, error);
  if (status != L2A_OK || depth.whole || depth.use != INDEX_USE_CHOICES || !has_long_ids(&f->s)) return status;
  depth.sections = records;
  return check_one(&f->s, &f->sections[0], depth, error);
}

static l2a_status run_check(const l2a_index *index, check_depth depth, l2a_error *error)
{
  section_views views;
  file_view *f = NULL;
  l2a_status status;

  if (!index) return error_set(error, L2A_EINVAL, "l2a_index_verify: index is NULL");
  if (!index->file) {
    image_views(&index->image, &views);
    return check_one(&index->whole, &views, depth, error);
  }
  status = file_view_begin(&f, index->file, error);
  if (status != L2A_OK) return status;
  hot_copy_use(&index->hot, f);
  status = check_base(f, depth, error);
  for (uint32_t n = 0; n < f->meta.delta_count && status == L2A_OK; n++) status = check_delta(f, n, depth, error);
  if (status == L2A_OK && depth.whole) status = snapshot_verify_whole(&f->s, error);
  if (status == L2A_OK && depth.done) *depth.done = (index_checked){ depth.use, f->s.generation };
  file_view_end(f);
  return status;
}

l2a_status l2a_index_verify(const l2a_index *index, l2a_error *error)
{
  return run_check(index, (check_depth){ true, 1, SECTION_SET_ALL, INDEX_USE_ALL, NULL }, error);
}

l2a_status index_check(const l2a_index *index, index_use use, index_checked *done, size_t thread_count, l2a_error *error)
{
  return run_check(index, (check_depth){ false, thread_count, SECTION_SET_ALL, use, done }, error);
}

l2a_status l2a_index_check(const l2a_index *index, l2a_error *error)
{
  return index_check(index, INDEX_USE_ALL, NULL, 1, error);
}

l2a_status index_heat(l2a_index *index, size_t thread_count, l2a_error *error)
{
  file_view *f = NULL;
  l2a_status status;

  if (!index->file || index->hot.memory) return L2A_OK;
  status = file_view_begin(&f, index->file, error);
  if (status != L2A_OK) return status;
  hot_copy_make(&index->hot, f, thread_count);
  file_view_end(f);
  return L2A_OK;
}

/* ---- description --------------------------------------------------------------------------------------------------------------------- */

/* What the file holds by now; what it held when it cannot be read. */
static void refresh(l2a_index *index)
{
  file_view *f = NULL;

  if (!index->file || store_newest(index->file) == index->description.transaction) return;
  if (file_view_begin(&f, index->file, NULL) != L2A_OK) return;
  describe(&index->description, f->sections, f->meta.delta_count, &f->s, f->meta.keys_fingerprint);
  index->description.transaction = store_view_number(f->view);
  file_view_end(f);
}

void l2a_index_get_info(const l2a_index *index, l2a_index_info *info)
{
  l2a_index *mutable = (l2a_index *)(uintptr_t)index; /* what is described is the same for every caller */

  if (!index || !info) return;
  pthread_mutex_lock(&mutable->lock);
  refresh(mutable);
  *info = index->description.info;
  pthread_mutex_unlock(&mutable->lock);
}

l2a_status l2a_index_get_section(const l2a_index *index, size_t n, l2a_index_section *section)
{
  l2a_index *mutable = (l2a_index *)(uintptr_t)index;
  const index_description *d;

  if (!index || !section) return L2A_EINVAL;
  *section = (l2a_index_section){ { NULL, 0 }, 0, 0 };
  if (n > SECTION_COUNT) return L2A_ENOTFOUND;
  d = &index->description;
  pthread_mutex_lock(&mutable->lock);
  *section = (l2a_index_section){ bytes_of(n < SECTION_COUNT ? section_name((section_id)n) : "deltas"), d->sizes[n], d->entries[n] };
  pthread_mutex_unlock(&mutable->lock);
  return n == SECTION_COUNT && section->bytes == 0 ? L2A_ENOTFOUND : L2A_OK;
}

l2a_status l2a_index_get_column(const l2a_index *index, size_t n, l2a_column *column)
{
  if (!index || !column) return L2A_EINVAL;
  *column = n < index->column_count ? index->columns[n] : (l2a_column){ { NULL, 0 }, L2A_ACCOUNT_OTHER };
  return n < index->column_count ? L2A_OK : L2A_ENOTFOUND;
}

/* ---- snapshots ----------------------------------------------------------------------------------------------------------------------- */

l2a_status snapshot_acquire(snapshot_ref **out, l2a_index *index, l2a_error *error)
{
  snapshot_ref *ref = calloc(1, sizeof *ref);
  l2a_status status = L2A_OK;

  *out = NULL;
  if (!ref) return error_no_memory(error);
  ref->index = index;
  if (index->file) status = file_view_begin(&ref->current, index->file, error);
  if (status == L2A_OK && index->file) status = file_view_check_keys(ref->current, index->keys_fingerprint, store_path(index->file), error);
  if (status == L2A_OK && index->file) hot_copy_use(&index->hot, ref->current);
  if (status == L2A_OK) *out = ref;
  else snapshot_release(ref);
  return status;
}

l2a_status snapshot_renew(snapshot_ref *ref, bool *changed, l2a_error *error)
{
  store *file = ref->index->file;
  uint64_t before;
  l2a_status status;

  *changed = false;
  if (!file || store_newest(file) == store_view_number(ref->current->view)) return L2A_OK;
  before = ref->current->meta.generation;
  status = file_view_renew(&ref->current, file, error);
  *changed = ref->current->meta.generation != before;
  return status;
}

const snapshot *snapshot_get(const snapshot_ref *ref)
{
  return ref->index->file ? &ref->current->s : &ref->index->whole;
}

void snapshot_release(snapshot_ref *ref)
{
  if (!ref) return;
  file_view_end(ref->current);
  free(ref);
}
