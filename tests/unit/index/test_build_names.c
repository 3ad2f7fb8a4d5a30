/* SPDX-License-Identifier: MIT */
/* Words, lists of words, trigrams and edits against linear scans over the forms. */
#include <math.h>

#include "index/rarity.h"
#include "index/keys.h"
#include "index/snapshot.h"
#include "text/company_name.h"
#include "unit/index/account_fixture.h"

enum { ACCOUNTS = 1201 };

typedef struct opened {
  l2a_rules *rules;
  l2a_index *index;
  snapshot_ref *ref;
  const snapshot *s;
} opened;

static opened open_fixture(void)
{
  opened o = { 0 };

  o.rules = fixture_rules();
  o.index = fixture_index(NULL, o.rules, ACCOUNTS, 11);
  cr_assert_eq(snapshot_acquire(&o.ref, o.index, NULL), L2A_OK);
  o.s = snapshot_get(o.ref);
  return o;
}

static void close_fixture(opened *o)
{
  snapshot_release(o->ref);
  l2a_index_close(o->index);
  l2a_rules_free(o->rules);
}

static bool has_word(const snapshot *s, uint32_t form, uint32_t word)
{
  bool found = false;

  for (uint32_t i = 0; i < s->forms[form].word_count; i++) found |= s->form_words[s->forms[form].first_word + i] == word;
  return found;
}

Test(build_names, a_word_lists_exactly_the_forms_that_have_it)
{
  opened o = open_fixture();

  for (uint32_t w = 0; w < o.s->word_count; w += 3) {
    const index_word *word = &o.s->words[w];
    uint32_t n = 0;
    for (uint32_t f = 0; f < o.s->form_count; f++) {
      if (!has_word(o.s, f, w)) continue;
      cr_assert_lt(n, word->form_count);
      cr_assert_eq(o.s->word_forms[word->first_form + n], f);
      n++;
    }
    cr_assert_eq(n, word->form_count);
  }
  close_fixture(&o);
}

Test(build_names, the_weight_of_a_word_is_its_rarity_among_the_accounts)
{
  opened o = open_fixture();

  for (uint32_t w = 0; w < o.s->word_count; w += 3) {
    uint32_t accounts = 0;
    for (uint32_t a = 0; a < o.s->account_count; a++) {
      bool has = false;
      for (uint32_t k = 0; k < o.s->accounts[a].form_count; k++) {
        uint32_t form = o.s->account_forms[o.s->accounts[a].first_form + k];
        has |= (o.s->forms[form].kind & ~FORM_ALIAS) != NAME_BRACKET && has_word(o.s, form, w);
      }
      accounts += has;
    }
    cr_assert_eq(o.s->words[w].weight, rarity_of(o.s->account_count, accounts, o.s->words[w].flags), "word %u", w);
  }
  close_fixture(&o);
}

Test(build_names, rarity_is_a_share_of_the_logarithms_with_ceilings)
{
  for (uint32_t accounts = 1; accounts < 3000000; accounts = accounts * 3 + 1)
    for (uint32_t with = 0; with <= accounts; with = with * 2 + 1) {
      double share = 1200 * log((accounts + 1.0) / (with + 0.5)) / log((accounts + 1.0) / 0.5);
      uint16_t rarity = rarity_of(accounts, with, 0);
      cr_assert(fabs(rarity - fmax(1, share)) <= 1 + 1200 / (100 * log(2 * (accounts + 1.0))), "%lu of %lu: %u, expected %f",
                (unsigned long)with, (unsigned long)accounts, rarity, share);
      cr_assert_leq(rarity_of(accounts, with, TOKEN_GENERIC), RARITY_GENERIC);
      cr_assert_leq(rarity_of(accounts, with, TOKEN_COUNTRY), RARITY_PLACE);
      cr_assert_eq(rarity_of(accounts, with, TOKEN_STOP), RARITY_STOP);
    }
  cr_assert_eq(rarity_of(300, 0, 0), RARITY_UNKNOWN);
  cr_assert_eq(rarity_of(1000000, 0, 0), RARITY_UNKNOWN);
}

Test(build_names, words_are_found_by_their_text)
{
  opened o = open_fixture();

  for (uint32_t w = 0; w < o.s->word_count; w++)
    cr_assert_eq(snapshot_find_word(o.s, snapshot_text(o.s, o.s->words[w].text, o.s->words[w].size)), w);
  cr_assert_eq(snapshot_find_word(o.s, BYTES("nosuchword")), INDEX_NONE);
  cr_assert_eq(snapshot_find_word(o.s, BYTES("")), INDEX_NONE);
  close_fixture(&o);
}

Test(build_names, forms_are_sorted_by_length_and_length_start_finds_them)
{
  opened o = open_fixture();

  for (uint32_t n = 0; n <= LENGTH_LIMIT; n++) {
    uint32_t first = 0;
    while (first < o.s->form_count && o.s->form_keys[first].letters < n) first++;
    cr_assert_eq(o.s->length_start[n], first);
  }
  for (uint32_t f = 1; f < o.s->form_count; f++) cr_assert_leq(o.s->form_keys[f - 1].letters, o.s->form_keys[f].letters);
  close_fixture(&o);
}

static bool has_trigram(const snapshot *s, uint32_t form, uint32_t key)
{
  char padded[600];
  bytes core = snapshot_text(s, s->forms[form].core, s->forms[form].core_size);
  const char trigram[3] = { (char)(key >> 16), (char)(key >> 8), (char)key };

  cr_assert_lt(core.size, sizeof padded - 2);
  padded[0] = ' ';
  memcpy(padded + 1, core.data, core.size);
  padded[core.size + 1] = ' ';
  return memmem(padded, core.size + 2, trigram, 3) != NULL;
}

Test(build_names, a_trigram_lists_exactly_the_forms_that_have_it)
{
  opened o = open_fixture();

  cr_assert_gt(o.s->trigram_count, 200);
  cr_assert_leq(o.s->form_count, UINT16_MAX); /* so that a list has one block */
  for (uint32_t t = 0; t < o.s->trigram_count; t += 5) {
    const index_trigram *trigram = &o.s->trigrams[t];
    uint32_t n = 0;
    double weight;
    for (uint32_t f = 0; f < o.s->form_count; f++) {
      if (!has_trigram(o.s, f, trigram->key)) continue;
      cr_assert_lt(n, trigram->form_count);
      cr_assert_eq(o.s->trigram_forms[trigram->first_form + n], f);
      n++;
    }
    cr_assert_eq(o.s->trigram_blocks[trigram->first_block].upper, 0);
    cr_assert_eq(o.s->trigram_blocks[trigram->first_block].last, n - 1);
    cr_assert_eq(n, trigram->form_count);
    weight = 100 * log((o.s->form_count + 1.0) / (n + 0.5));
    cr_assert_lt(fabs(weight - trigram->weight), 1.0);
  }
  close_fixture(&o);
}

Test(build_names, a_list_of_more_forms_than_a_block_can_number_goes_on_in_the_next)
{
  enum { MANY = UINT16_MAX + 1 + 700 };
  l2a_rules *rules = fixture_rules();
  const l2a_column columns[] = { { BYTES("id"), L2A_ACCOUNT_ID }, { BYTES("name"), L2A_ACCOUNT_NAME } };
  l2a_index_writer *writer = NULL;
  l2a_index *index = NULL;
  snapshot_ref *ref = NULL;
  const snapshot *s;
  uint32_t found = 0;

  cr_assert_eq(l2a_index_writer_new(&writer, NULL, rules, columns, 2, NULL), L2A_OK);
  for (int i = 0; i < MANY; i++) {
    char text[2][24];
    const l2a_string cells[] = { { text[0], (size_t)snprintf(text[0], sizeof text[0], "A%06d", i) },
                                 { text[1], (size_t)snprintf(text[1], sizeof text[1], "Zug %d", i) } };
    cr_assert_eq(l2a_index_writer_add(writer, cells, NULL), L2A_OK);
  }
  cr_assert_eq(l2a_index_writer_finish(&index, writer, NULL), L2A_OK);
  cr_assert_eq(l2a_index_verify(index, NULL), L2A_OK);
  cr_assert_eq(snapshot_acquire(&ref, index, NULL), L2A_OK);
  s = snapshot_get(ref);
  cr_assert_eq(s->form_count, MANY);
  for (uint32_t t = 0; t < s->trigram_count; t++) {
    const index_trigram *trigram = &s->trigrams[t];
    if (trigram->key != ('z' << 16 | 'u' << 8 | 'g')) continue;
    cr_assert_eq(trigram->form_count, MANY);
    cr_assert_eq(s->trigram_blocks[trigram->first_block].last, UINT16_MAX);
    cr_assert_eq(s->trigram_blocks[trigram->first_block + 1].upper, 1);
    cr_assert_eq(s->trigram_blocks[trigram->first_block + 1].last, MANY - UINT16_MAX - 2);
    for (uint32_t i = 0; i < MANY; i++) cr_assert_eq(s->trigram_forms[trigram->first_form + i], i & 0xFFFF);
    found++;
  }
  cr_assert_eq(found, 1);
  snapshot_release(ref);
  l2a_index_close(index);
  l2a_rules_free(rules);
}

/* Whether one letter inserted, left out, changed or two neighbours swapped make a into b. */
static bool is_one_edit(bytes a, bytes b)
{
  size_t head = 0, tail = 0, left_a, left_b;

  while (head < a.size && head < b.size && a.data[head] == b.data[head]) head++;
  while (tail < a.size - head && tail < b.size - head && a.data[a.size - 1 - tail] == b.data[b.size - 1 - tail]) tail++;
  left_a = a.size - head - tail;
  left_b = b.size - head - tail;
  if (left_a <= 1 && left_b <= 1) return true;
  return left_a == 2 && left_b == 2 && a.data[head] == b.data[head + 1] && a.data[head + 1] == b.data[head];
}

static bool is_neighbour(const snapshot *s, bytes word, uint32_t number)
{
  uint64_t keys[EDIT_KEY_LIMIT];
  uint32_t n = edit_keys(keys, word);

  for (uint32_t i = 0; i < n; i++) {
    key_values found = key_find(&s->edits, keys[i]);
    for (uint32_t k = 0; k < found.count; k++)
      if (found.at[k] == number) return true;
  }
  return false;
}

/* word with one change, by kind and place. */
static bytes change(char out[WORD_SIZE_LIMIT + 1], bytes word, unsigned kind, size_t at)
{
  size_t size = word.size;

  memcpy(out, word.data, size);
  if (kind == 0) {
    out[at] = 'q';
  } else if (kind == 1) {
    memmove(out + at, out + at + 1, size - at - 1);
    size--;
  } else if (kind == 2) {
    memmove(out + at + 1, out + at, size - at);
    out[at] = 'q';
    size++;
  } else if (at + 1 < size) {
    out[at] = word.data[at + 1];
    out[at + 1] = word.data[at];
  }
  return (bytes){ out, size };
}

Test(build_names, words_one_edit_away_are_found_by_their_edit_keys)
{
  opened o = open_fixture();
  uint32_t checked = 0, rng = 5;

  for (uint32_t w = 0; w < o.s->word_count; w++) {
    bytes word = snapshot_text(o.s, o.s->words[w].text, o.s->words[w].size);
    if (!word_has_edits(word) || word.size > 40) continue;
    for (unsigned kind = 0; kind < 4; kind++) {
      char out[WORD_SIZE_LIMIT + 1];
      bytes changed = change(out, word, kind, fixture_random(&rng) % word.size);
      for (uint32_t other = 0; other < o.s->word_count; other++) {
        bytes text = snapshot_text(o.s, o.s->words[other].text, o.s->words[other].size);
        if (!word_has_edits(text) || !is_one_edit(changed, text)) continue;
        cr_assert(is_neighbour(o.s, changed, other), "%.*s does not find %.*s", (int)changed.size, changed.data, (int)text.size, text.data);
        checked++;
      }
    }
  }
  cr_assert_gt(checked, 100);
  close_fixture(&o);
}
