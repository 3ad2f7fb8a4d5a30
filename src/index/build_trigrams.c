/* SPDX-License-Identifier: MIT */
/* Trigrams by counting: a key has 24 bits, so counts and last forms are plain arrays over all keys. */
#include <stdlib.h>

#include "base/fixed_log.h"
#include "index/build_names.h"

enum { TRIGRAM_KEYS = 1 << 24 };

typedef struct trigram_counts {
  uint32_t *next; /* by key: count, then the place of the next form */
  uint32_t *seen; /* by key: last form + 1 */
  uint32_t *lists;
} trigram_counts;

static void see(trigram_counts *t, uint32_t key, uint32_t form)
{
  if (t->seen[key] == form + 1) return;
  t->seen[key] = form + 1;
  if (t->lists) t->lists[t->next[key]++] = form;
  else t->next[key]++;
}

/* Blanks stand at both ends of every word of core, so none is needed between words. */
static void see_form(trigram_counts *t, bytes core, uint32_t form)
{
  uint32_t window = ' ';

  for (size_t i = 0; i <= core.size; i++) {
    unsigned char c = i < core.size ? (unsigned char)core.data[i] : ' ';
    window = (window << 8 | c) & 0xFFFFFF;
    if (i >= 1 && (window >> 8 & 0xFF) != ' ') see(t, window, form);
  }
}

static void see_all(trigram_counts *t, const index_image *image, const collection *c)
{
  const index_form *forms = (const index_form *)(const void *)image->payloads[SECTION_FORMS];
  size_t count = image->headers[SECTION_FORMS].entries;

  memset(t->seen, 0, TRIGRAM_KEYS * sizeof *t->seen);
  for (size_t i = 0; i < count; i++) see_form(t, (bytes){ c->text.data + forms[i].core, forms[i].core_size }, (uint32_t)i);
}

static l2a_status make_table(index_image *image, trigram_counts *t, l2a_error *error)
{
  uint64_t form_count = image->headers[SECTION_FORMS].entries, keys = 0, sum = 0;
  index_trigram *table;

  for (uint32_t key = 0; key < TRIGRAM_KEYS; key++) {
    keys += t->next[key] > 0;
    sum += t->next[key];
  }
  if (sum > UINT32_MAX) return error_set(error, L2A_ELIMIT, "the names have more than 2^32 trigrams");
  table = image_take(image, SECTION_TRIGRAMS, keys * sizeof *table, keys);
  t->lists = image_take(image, SECTION_TRIGRAM_FORMS, sum * sizeof *t->lists, sum);
  if (!table || !t->lists) return error_no_memory(error);
  sum = 0;
  for (uint32_t key = 0; key < TRIGRAM_KEYS; key++) {
    uint32_t n = t->next[key];
    if (n == 0) continue;
    *table++ = (index_trigram){ key, (uint32_t)sum, n, fixed_log_ratio(2 * (form_count + 1), 2 * (uint64_t)n + 1) };
    t->next[key] = (uint32_t)sum;
    sum += n;
  }
  return L2A_OK;
}

l2a_status build_trigrams(index_image *image, const collection *c, l2a_error *error)
{
  trigram_counts t = { calloc(TRIGRAM_KEYS, sizeof *t.next), malloc(TRIGRAM_KEYS * sizeof *t.seen), NULL };
  l2a_status status;

  if (!t.next || !t.seen) {
    status = error_no_memory(error);
    goto done;
  }
  see_all(&t, image, c);
  status = make_table(image, &t, error);
  if (status == L2A_OK) see_all(&t, image, c);
done:
  free(t.next);
  free(t.seen);
  return status;
}
