/* SPDX-License-Identifier: MIT */
/*
 * Trigrams by counting: a key has 24 bits, so what is known of each is found in an array over all keys, of which only the pages of letters
 * and digits are ever touched. Two walks over the forms: one counts, one fills. A few names (an update) are not worth that array: their
 * trigrams are sorted. Both ways make the same sections.
 */
#include <stdlib.h>

#include "base/fixed_log.h"
#include "index/build_names.h"

enum { TRIGRAM_KEYS = 1 << 24, TRIGRAM_BEGINS = 1 << 16, BLOCK_BITS = 16, SORTED_LETTERS = 1 << 16 };

typedef struct trigram_count {
  uint32_t seen;   /* last form + 1 */
  uint32_t forms;  /* counted; when filling: where the next one goes */
  uint32_t blocks; /* the same */
} trigram_count;

typedef struct trigram_builder {
  trigram_count *keys;
  char *begins; /* by the first two letters: some key has them */
  uint16_t *lists;
  form_block *blocks;
} trigram_builder;

static void count_form(trigram_builder *t, uint32_t key, uint32_t form)
{
  trigram_count *k = &t->keys[key];

  if (k->seen == form + 1) return;
  k->blocks += k->seen == 0 || (k->seen - 1) >> BLOCK_BITS != form >> BLOCK_BITS;
  k->seen = form + 1;
  k->forms++;
  t->begins[key >> 8] = 1;
}

static void fill_form(trigram_builder *t, uint32_t key, uint32_t form)
{
  trigram_count *k = &t->keys[key];
  bool first = k->seen == 0 || (k->seen - 1) >> BLOCK_BITS != form >> BLOCK_BITS;

  if (k->seen == form + 1) return;
  k->seen = form + 1;
  t->lists[k->forms++] = (uint16_t)form;
  if (first) t->blocks[k->blocks++] = (form_block){ (uint16_t)(form >> BLOCK_BITS), 0 };
  else t->blocks[k->blocks - 1].last++;
}

/* Blanks stand at both ends of every word of core, so none is needed between words. */
static void see_form(trigram_builder *t, bytes core, uint32_t form)
{
  uint32_t window = ' ';

  for (size_t i = 0; i <= core.size; i++) {
    unsigned char c = i < core.size ? (unsigned char)core.data[i] : ' ';
    window = (window << 8 | c) & 0xFFFFFF;
    if (i < 1 || (window >> 8 & 0xFF) == ' ') continue;
    if (t->lists) fill_form(t, window, form);
    else count_form(t, window, form);
  }
}

static void see_all(trigram_builder *t, const index_image *image, const collection *c)
{
  enum { AHEAD = 16 };
  const index_form *forms = (const index_form *)(const void *)image->payloads[SECTION_FORMS];
  size_t count = image->headers[SECTION_FORMS].entries;

  for (size_t i = 0; i < count; i++) {
    if (i + AHEAD < count) __builtin_prefetch(c->text.data + forms[i + AHEAD].core);
    see_form(t, (bytes){ c->text.data + forms[i].core, forms[i].core_size }, (uint32_t)i);
  }
}

static l2a_status count_all(const trigram_builder *t, uint64_t *keys, uint64_t *forms, uint64_t *blocks, l2a_error *error)
{
  *keys = *forms = *blocks = 0;
  for (uint32_t key = 0; key < TRIGRAM_KEYS; key++) {
    if (!t->begins[key >> 8]) {
      key |= 0xFF;
      continue;
    }
    *keys += t->keys[key].forms > 0;
    *forms += t->keys[key].forms;
    *blocks += t->keys[key].blocks;
  }
  return *forms > UINT32_MAX ? error_set(error, L2A_ELIMIT, "the names have more than 2^32 trigrams") : L2A_OK;
}

/* The table of trigrams; the counts become places, and nothing is seen. */
static l2a_status make_table(index_image *image, trigram_builder *t, l2a_error *error)
{
  uint64_t form_count = image->headers[SECTION_FORMS].entries, keys, forms, blocks;
  uint32_t form = 0, block = 0;
  index_trigram *table;
  l2a_status status = count_all(t, &keys, &forms, &blocks, error);

  if (status != L2A_OK) return status;
  table = image_take(image, SECTION_TRIGRAMS, keys * sizeof *table, keys);
  t->blocks = image_take(image, SECTION_TRIGRAM_BLOCKS, blocks * sizeof *t->blocks, blocks);
  t->lists = image_take(image, SECTION_TRIGRAM_FORMS, forms * sizeof *t->lists, forms);
  if (!table || !t->blocks || !t->lists) return error_no_memory(error);
  for (uint32_t key = 0; key < TRIGRAM_KEYS; key++) {
    trigram_count n;
    if (!t->begins[key >> 8]) {
      key |= 0xFF;
      continue;
    }
    n = t->keys[key];
    if (n.forms == 0) continue;
    *table++ = (index_trigram){ key, form, n.forms, block, fixed_log_ratio(2 * (form_count + 1), 2 * (uint64_t)n.forms + 1) };
    t->keys[key] = (trigram_count){ 0, form, block };
    form += n.forms;
    block += n.blocks;
  }
  return L2A_OK;
}

static int by_value(const void *x, const void *y)
{
  const uint64_t *a = x, *b = y;

  return *a < *b ? -1 : *a > *b;
}

/* key << 32 | form of every trigram, sorted, each once. */
static bool collect_pairs(buffer *pairs, const index_image *image, const collection *c)
{
  const index_form *forms = (const index_form *)(const void *)image->payloads[SECTION_FORMS];
  size_t count = image->headers[SECTION_FORMS].entries, kept = 0;
  uint64_t *p;

  for (size_t i = 0; i < count; i++) {
    bytes core = { c->text.data + forms[i].core, forms[i].core_size };
    uint32_t window = ' ';
    for (size_t k = 0; k <= core.size; k++) {
      uint64_t pair;
      window = (window << 8 | (k < core.size ? (unsigned char)core.data[k] : ' ')) & 0xFFFFFF;
      pair = (uint64_t)window << 32 | i;
      if (k >= 1 && (window >> 8 & 0xFF) != ' ') buffer_append(pairs, &pair, sizeof pair);
    }
  }
  if (pairs->failed) return false;
  count = pairs->size / sizeof *p;
  p = (uint64_t *)(void *)pairs->data;
  if (count) qsort(p, count, sizeof *p, by_value);
  for (size_t i = 0; i < count; i++)
    if (!kept || p[i] != p[kept - 1]) p[kept++] = p[i];
  pairs->size = kept * sizeof *p;
  return true;
}

/* Of fewer forms than a block spans, so that each trigram has one block. */
static l2a_status build_sorted(index_image *image, const collection *c, l2a_error *error)
{
  uint64_t form_count = image->headers[SECTION_FORMS].entries, keys = 0;
  buffer pairs = BUFFER_INIT;
  const uint64_t *p;
  index_trigram *table = NULL;
  form_block *blocks = NULL;
  uint16_t *lists = NULL;
  size_t count;

  if (!collect_pairs(&pairs, image, c)) goto done;
  p = (const uint64_t *)(const void *)pairs.data;
  count = pairs.size / sizeof *p;
  for (size_t i = 0; i < count; i++) keys += i == 0 || p[i] >> 32 != p[i - 1] >> 32;
  table = image_take(image, SECTION_TRIGRAMS, keys * sizeof *table, keys);
  blocks = image_take(image, SECTION_TRIGRAM_BLOCKS, keys * sizeof *blocks, keys);
  lists = image_take(image, SECTION_TRIGRAM_FORMS, count * sizeof *lists, count);
  if (!table || !blocks || !lists) goto done;
  for (size_t begin = 0, end, n = 0; begin < count; begin = end, n++) {
    for (end = begin; end < count && p[end] >> 32 == p[begin] >> 32; end++) lists[end] = (uint16_t)p[end];
    table[n] = (index_trigram){ (uint32_t)(p[begin] >> 32), (uint32_t)begin, (uint32_t)(end - begin), (uint32_t)n,
                                fixed_log_ratio(2 * (form_count + 1), 2 * (uint64_t)(end - begin) + 1) };
    blocks[n] = (form_block){ 0, (uint16_t)(end - begin - 1) };
  }
done:
  buffer_free(&pairs);
  return table && blocks && lists ? L2A_OK : error_no_memory(error);
}

static uint64_t letters_of(const index_image *image)
{
  const index_form *forms = (const index_form *)(const void *)image->payloads[SECTION_FORMS];
  uint64_t sum = 0;

  for (size_t i = 0; i < image->headers[SECTION_FORMS].entries && sum <= SORTED_LETTERS; i++) sum += forms[i].core_size + 1u;
  return sum;
}

static l2a_status build_counted(index_image *image, const collection *c, l2a_error *error)
{
  trigram_builder t = { .keys = calloc(TRIGRAM_KEYS, sizeof *t.keys), .begins = calloc(TRIGRAM_BEGINS, 1) };
  l2a_status status;

  if (!t.keys || !t.begins) {
    status = error_no_memory(error);
    goto done;
  }
  see_all(&t, image, c);
  status = make_table(image, &t, error);
  if (status == L2A_OK) see_all(&t, image, c);
done:
  free(t.keys);
  free(t.begins);
  return status;
}

l2a_status build_trigrams(index_image *image, const collection *c, l2a_error *error)
{
  return letters_of(image) <= SORTED_LETTERS ? build_sorted(image, c, error) : build_counted(image, c, error);
}
