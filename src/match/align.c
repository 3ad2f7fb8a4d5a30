/* SPDX-License-Identifier: MIT */
#include "match/align.h"

#include "match/similarity.h"

enum { PAIR_LIMIT = 200, JOINED_LETTERS = 5, JOINED_SIMILARITY = 950, FUZZY_SHARED_MIN = 700 };

typedef struct aligner {
  const probe_word *c, *a;
  uint32_t c_count, a_count;
  bool c_used[ALIGN_LIMIT], a_used[ALIGN_LIMIT];
  uint32_t exact_sum;        /* weight of identical words */
  uint64_t fuzzy_c, fuzzy_a; /* weight x similarity */
  alignment *out;
} aligner;

static void share(alignment *out, uint32_t weight)
{
  out->shared_sum += weight;
  if (weight > out->shared_rarest) out->shared_rarest = weight;
}

static bool is_same(const probe_word *x, const probe_word *y)
{
  return x->word != INDEX_NONE ? x->word == y->word : bytes_equal(x->text, y->text);
}

static void take_identical(aligner *m)
{
  for (uint32_t i = 0; i < m->c_count; i++)
    for (uint32_t j = 0; j < m->a_count; j++) {
      if (m->a_used[j] || !is_same(&m->c[i], &m->a[j])) continue;
      m->c_used[i] = m->a_used[j] = true;
      m->exact_sum += m->a[j].weight;
      share(m->out, m->a[j].weight);
      break;
    }
}

static void take_pair(aligner *m, uint32_t i, uint32_t j, int32_t similarity)
{
  uint32_t rarer = m->c[i].weight < m->a[j].weight ? m->c[i].weight : m->a[j].weight;

  m->c_used[i] = m->a_used[j] = true;
  m->fuzzy_c += (uint64_t)similarity * m->c[i].weight;
  m->fuzzy_a += (uint64_t)similarity * m->a[j].weight;
  m->out->fuzzy_count++;
  if (m->c[i].word != INDEX_NONE) m->out->fuzzy_known = true;
  if (m->c[i].text.data[0] != m->a[j].text.data[0]) m->out->fuzzy_first_differs = true;
  if (similarity < m->out->fuzzy_worst) m->out->fuzzy_worst = similarity;
  if (similarity > FUZZY_SHARED_MIN) share(m->out, rarer * (uint32_t)similarity / 1000);
}

/* The most similar free pair again and again; of equals the first by position. */
static void take_similar(aligner *m)
{
  int32_t table[PAIR_LIMIT];
  uint32_t free_c[ALIGN_LIMIT], free_a[ALIGN_LIMIT], n = 0, k = 0;

  for (uint32_t i = 0; i < m->c_count; i++)
    if (!m->c_used[i]) free_c[n++] = i;
  for (uint32_t j = 0; j < m->a_count; j++)
    if (!m->a_used[j]) free_a[k++] = j;
  if (n == 0 || k == 0 || n * k > PAIR_LIMIT) return;
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t j = 0; j < k; j++) table[i * k + j] = similarity_words(m->c[free_c[i]].text, m->a[free_a[j]].text);
  for (;;) {
    uint32_t best = 0;
    for (uint32_t x = 1; x < n * k; x++)
      if (table[x] > table[best]) best = x;
    if (table[best] <= 0) break;
    take_pair(m, free_c[best / k], free_a[best % k], table[best]);
    for (uint32_t j = 0; j < k; j++) table[best / k * k + j] = 0;
    for (uint32_t i = 0; i < n; i++) table[i * k + best % k] = 0;
  }
}

static bool is_joined(bytes one, bytes first, bytes second)
{
  return one.size == first.size + second.size && bytes_starts_with(one, first) && bytes_ends_with(one, second);
}

/* One word of one side written as two of the other. */
static void take_joined(const probe_word *one, bool *one_used, uint32_t one_count, const probe_word *two, bool *two_used,
                        uint32_t two_count, uint64_t *fuzzy_one, uint64_t *fuzzy_two, alignment *out)
{
  for (uint32_t i = 0; i < one_count; i++) {
    if (one_used[i] || one[i].text.size < JOINED_LETTERS) continue;
    for (uint32_t j = 0; j + 1 < two_count; j++) {
      if (two_used[j] || two_used[j + 1] || !is_joined(one[i].text, two[j].text, two[j + 1].text)) continue;
      one_used[i] = two_used[j] = two_used[j + 1] = true;
      *fuzzy_one += (uint64_t)JOINED_SIMILARITY * one[i].weight;
      *fuzzy_two += (uint64_t)JOINED_SIMILARITY * (two[j].weight + two[j + 1].weight);
      share(out, (uint32_t)one[i].weight * JOINED_SIMILARITY / 1000);
      out->fuzzy_count++;
      if (JOINED_SIMILARITY < out->fuzzy_worst) out->fuzzy_worst = JOINED_SIMILARITY;
      break;
    }
  }
}

static uint32_t weight_of(const probe_word *words, uint32_t count)
{
  uint32_t sum = 0;

  for (uint32_t i = 0; i < count; i++) sum += words[i].weight;
  return sum ? sum : 1;
}

static int32_t share_of(uint64_t part, uint64_t whole)
{
  uint64_t value = part / whole;

  return value > 1000 ? 1000 : (int32_t)value;
}

void align_words(alignment *out, const probe_word *contact, uint32_t contact_count, const probe_word *account, uint32_t account_count)
{
  aligner m = { .c = contact, .a = account, .out = out };
  uint32_t wc, wa;

  m.c_count = contact_count < ALIGN_LIMIT ? contact_count : ALIGN_LIMIT;
  m.a_count = account_count < ALIGN_LIMIT ? account_count : ALIGN_LIMIT;
  *out = (alignment){ .fuzzy_worst = 1000 };
  take_identical(&m);
  take_joined(m.c, m.c_used, m.c_count, m.a, m.a_used, m.a_count, &m.fuzzy_c, &m.fuzzy_a, out);
  take_joined(m.a, m.a_used, m.a_count, m.c, m.c_used, m.c_count, &m.fuzzy_a, &m.fuzzy_c, out);
  take_similar(&m); /* after the joined ones: "master" would be taken for a beginning of "mastercard" */
  wc = weight_of(contact, m.c_count);
  wa = weight_of(account, m.a_count);
  out->exact_contact = share_of((uint64_t)m.exact_sum * 1000, wc);
  out->exact_account = share_of((uint64_t)m.exact_sum * 1000, wa);
  out->coverage_contact = share_of((uint64_t)m.exact_sum * 1000 + m.fuzzy_c, wc);
  out->coverage_account = share_of((uint64_t)m.exact_sum * 1000 + m.fuzzy_a, wa);
  for (uint32_t i = 0; i < m.c_count; i++)
    if (!m.c_used[i]) out->left_contact[out->left_contact_count++] = (uint8_t)i;
  for (uint32_t j = 0; j < m.a_count; j++)
    if (!m.a_used[j]) out->left_account[out->left_account_count++] = (uint8_t)j;
}
