/* SPDX-License-Identifier: MIT */
/*
 * The index holds each word under its letters and with one letter left out (index/keys.h). A word two edits away is there under one of
 * these, w being what was typed:
 *
 *   two letters replaced                w without one letter, another one replaced
 *   one replaced, one left out of w     the same
 *   one replaced, one missing in w      w with one letter replaced
 *   two missing in w                    w with one letter more
 *   two too many in w                   w without two letters
 *   one missing, one too many           w without one letter
 */
#include "match/short_route.h"

#include "index/key_filter.h"
#include "index/keys.h"

enum {
  SHORT_LETTERS_MIN = 4,
  SHORT_LETTERS_MAX = 7,
  SHORT_FORM_LETTERS = 4, /* a word this short at the end may be a damaged legal form */
  SHORT_EDITS = 2,
  SHORT_NAMES = 16, /* names of a word that are taken when it is no whole name */
  SHORT_WORDS = 48, /* words looked at */
  KEY_BATCH = 32    /* keys whose memory is asked for at a time */
};

typedef struct short_word {
  const index_word *word;
  uint32_t edits;
} short_word;

typedef struct short_query {
  bytes word;
  const snapshot *segment;
  const snapshot *filter; /* in a delta: of the whole; NULL in the base */
  uint64_t keys[KEY_BATCH];
  uint32_t key_count;
  short_word found[SHORT_WORDS];
  uint32_t found_count;
  bool cut;
} short_query;

static void take_word(short_query *q, uint32_t number)
{
  const index_word *word = &q->segment->words[number];
  uint32_t edits = similarity_edits(q->word, snapshot_text(q->segment, word->text, word->size), SHORT_EDITS);
  uint32_t at = q->found_count;

  if (edits > SHORT_EDITS) return;
  for (uint32_t i = 0; i < q->found_count; i++)
    if (q->found[i].word == word) return;
  if (q->found_count == SHORT_WORDS) {
    q->cut = true;
    return;
  }
  /* Nearest first, then in the order of the words. */
  while (at > 0 && (q->found[at - 1].edits > edits || (q->found[at - 1].edits == edits && q->found[at - 1].word > word))) {
    q->found[at] = q->found[at - 1];
    at--;
  }
  q->found[at] = (short_word){ word, edits };
  q->found_count++;
}

static void look_up(short_query *q)
{
  for (uint32_t i = 0; i < q->key_count; i++) key_prefetch(&q->segment->edits, q->keys[i]);
  for (uint32_t i = 0; i < q->key_count; i++) {
    key_values values = key_find(&q->segment->edits, q->keys[i]);
    for (uint32_t k = 0; k < values.count; k++) take_word(q, values.at[k]);
  }
  q->key_count = 0;
}

static void add_key(short_query *q, const char *text, size_t size)
{
  uint64_t hash = key_hash(KEY_EDIT, (bytes){ text, size });

  if (q->filter && !deltas_may_have(q->filter, hash)) return;
  q->keys[q->key_count++] = hash;
  if (q->key_count == KEY_BATCH) look_up(q);
}

/* out: the text without the letter at `at`. */
static void leave_out(char *out, const char *text, size_t size, size_t at)
{
  memcpy(out, text, at);
  memcpy(out + at, text + at + 1, size - at - 1);
}

/* Every text with one letter replaced. */
static void add_replaced(short_query *q, char *text, size_t size)
{
  for (size_t at = 0; at < size; at++) {
    char old = text[at];
    for (char c = 'a'; c <= 'z'; c++) {
      if (c == old) continue;
      text[at] = c;
      add_key(q, text, size);
    }
    text[at] = old;
  }
}

static void add_keys(short_query *q)
{
  size_t size = q->word.size;
  char text[SHORT_LETTERS_MAX + 1], left[SHORT_LETTERS_MAX], twice[SHORT_LETTERS_MAX];

  memcpy(text, q->word.data, size);
  add_replaced(q, text, size);
  for (size_t out = 0; out < size; out++) {
    leave_out(left, text, size, out);
    add_key(q, left, size - 1);
    add_replaced(q, left, size - 1);
    for (size_t next = out; next + 1 < size; next++) {
      leave_out(twice, left, size - 1, next);
      add_key(q, twice, size - 2);
    }
  }
  if (size == SHORT_LETTERS_MAX) return; /* longer than what a word is kept under */
  for (size_t at = 0; at <= size; at++)
    for (char c = 'a'; c <= 'z'; c++) {
      memcpy(text, q->word.data, at);
      text[at] = c;
      memcpy(text + at + 1, q->word.data + at, size - at);
      add_key(q, text, size + 1);
    }
}

/* Accounts that the word names; where it names none, those in whose names it stands, if they are few. */
static void take_accounts(candidate_set *set, const short_query *q, const short_word *found, const probe *p, const snapshot *s,
                          const match_budgets *b)
{
  const snapshot *segment = q->segment;
  bytes text = snapshot_text(segment, found->word->text, found->word->size);
  key_values named = SNAPSHOT_FIND(s, by_squashed, key_hash(KEY_SQUASHED, text), p->memory);
  uint32_t most = named.count ? b->name : SHORT_NAMES;
  uint32_t count = named.count ? named.count : found->word->form_count;

  if (count > most) set->cuts |= 1u << BUDGET_neighbours;
  for (uint32_t i = 0; i < count && i < most; i++) {
    uint32_t account = named.count ? named.at[i] : segment->form_keys[segment->word_forms[found->word->first_form + i]].account;
    if (named.count) candidates_add(set, account, ROUTE_WORDS);
    else if (segment_is_live(segment, account)) candidates_add(set, segment->first_account + account, ROUTE_WORDS);
  }
}

static bool is_word_of_letters(bytes text)
{
  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] == ' ') return false;
  return text.size >= SHORT_LETTERS_MIN && text.size <= SHORT_LETTERS_MAX;
}

static bool find_word(candidate_set *set, bytes word, const probe *p, const snapshot *s, const match_budgets *b)
{
  uint32_t before = set->count;

  if (!is_word_of_letters(word)) return false;
  for (uint32_t n = 0; n <= s->delta_count; n++) {
    short_query q = { .word = word, .segment = snapshot_segment_at(s, n), .filter = n ? s : NULL };
    uint32_t taken;
    add_keys(&q);
    look_up(&q);
    for (taken = 0; taken < q.found_count && taken < b->neighbours; taken++) take_accounts(set, &q, &q.found[taken], p, s, b);
    if (q.cut || taken < q.found_count) set->cuts |= 1u << BUDGET_neighbours;
  }
  return set->count > before;
}

/* Length of the core without its last word when that may be a damaged legal form, else 0. */
static size_t without_last(bytes core, size_t size)
{
  const char *blank = size ? memrchr(core.data, ' ', size) : NULL;

  return blank && (size_t)(core.data + size - blank) - 1 <= SHORT_FORM_LETTERS ? (size_t)(blank - core.data) : 0;
}

/* The words of the core before `end` as one; empty when they are too many letters. */
static bytes join(char out[SHORT_LETTERS_MAX], bytes core, size_t end)
{
  size_t size = 0;

  for (size_t i = 0; i < end; i++) {
    if (core.data[i] == ' ') continue;
    if (size == SHORT_LETTERS_MAX) return (bytes){ NULL, 0 };
    out[size++] = core.data[i];
  }
  return bytes_from(out, size);
}

static bytes longest_word(bytes core)
{
  bytes longest = { NULL, 0 };

  while (core.data) {
    bytes word = bytes_split(&core, ' ');
    if (word.size > longest.size) longest = word;
  }
  return longest;
}

void short_route(candidate_set *set, const probe_form *form, const probe *p, const snapshot *s, const match_budgets *b)
{
  bytes core = form->name->core;
  char joined[SHORT_LETTERS_MAX];
  size_t end = core.size;
  bool found = false;

  for (int i = 0; i < 3 && end; i++) { /* a legal form that a wrong sign cuts in two is two words: "I}c" */
    found = find_word(set, join(joined, core, end), p, s, b) || found;
    end = without_last(core, end);
  }
  if (!found && form->word_count > 1) find_word(set, longest_word(core), p, s, b);
}
