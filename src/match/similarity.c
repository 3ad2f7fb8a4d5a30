/* SPDX-License-Identifier: MIT */
#include "match/similarity.h"

enum { SYMBOLS = 38, BLOCKS = SIMILARITY_LIMIT / 64, WINKLER_SIMILAR = 920 };

#define OTHERS 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37, 37

/* a-z, 0-9, blank, everything else. */
static uint32_t symbol_of(char c)
{
  static const uint8_t symbols[256] = { OTHERS, OTHERS, 36,     37,     37,     37,     37,     37,    37, 37, 37, 37, 37, 37, 37, 37, 37,
                                        37,     26,     27,     28,     29,     30,     31,     32,    33, 34, 35, 37, 37, 37, 37, 37, 37,
                                        OTHERS, OTHERS, 37,     0,      1,      2,      3,      4,     5,  6,  7,  8,  9,  10, 11, 12, 13,
                                        14,     15,     16,     17,     18,     19,     20,     21,    22, 23, 24, 25, 37, 37, 37, 37, 37,
                                        OTHERS, OTHERS, OTHERS, OTHERS, OTHERS, OTHERS, OTHERS, OTHERS };

  return symbols[(unsigned char)c];
}

static bytes cut(bytes a)
{
  if (a.size > SIMILARITY_LIMIT) a.size = SIMILARITY_LIMIT;
  return a;
}

static bool has_other_symbols(bytes a)
{
  for (size_t i = 0; i < a.size; i++)
    if (symbol_of(a.data[i]) == 37u) return true;
  return false;
}

/* Plain table, for texts with symbols that the bit masks cannot tell apart. */
static uint32_t lcs_plain(bytes a, bytes b)
{
  uint32_t row[SIMILARITY_LIMIT + 1] = { 0 };

  for (size_t i = 0; i < a.size; i++) {
    uint32_t diagonal = 0;
    for (size_t j = 0; j < b.size; j++) {
      uint32_t above = row[j + 1];
      uint32_t best = row[j] > above ? row[j] : above;
      if (a.data[i] == b.data[j]) best = diagonal + 1;
      row[j + 1] = best;
      diagonal = above;
    }
  }
  return row[b.size];
}

/* The places of each symbol in a, at most 64 letters. false: some have symbols that are not told apart. */
static inline bool places_of(uint64_t masks[SYMBOLS], bytes a)
{
  memset(masks, 0, SYMBOLS * sizeof *masks);
  for (size_t i = 0; i < a.size; i++) masks[symbol_of(a.data[i])] |= UINT64_C(1) << i;
  return masks[SYMBOLS - 1] == 0;
}

static uint32_t lcs_one_block(bytes a, bytes b)
{
  uint64_t masks[SYMBOLS];
  uint64_t s = UINT64_MAX;

  if (!places_of(masks, a)) return lcs_plain(a, b);
  for (size_t j = 0; j < b.size; j++) {
    uint64_t u = s & masks[symbol_of(b.data[j])];
    s = (s + u) | (s - u);
  }
  if (a.size < 64) s |= UINT64_MAX << a.size;
  return (uint32_t)__builtin_popcountll(~s);
}

static uint32_t lcs_blocks(bytes a, bytes b)
{
  uint64_t masks[SYMBOLS][BLOCKS] = { { 0 } };
  uint64_t s[BLOCKS];
  size_t blocks = (a.size + 63) / 64;
  uint32_t count = 0;

  for (size_t i = 0; i < a.size; i++) masks[symbol_of(a.data[i])][i / 64] |= UINT64_C(1) << (i % 64);
  for (size_t k = 0; k < blocks; k++) s[k] = UINT64_MAX;
  for (size_t j = 0; j < b.size; j++) {
    const uint64_t *mask = masks[symbol_of(b.data[j])];
    uint64_t carry = 0;
    for (size_t k = 0; k < blocks; k++) {
      uint64_t u = s[k] & mask[k];
      uint64_t sum = s[k] + u;
      uint64_t over = sum < u;
      uint64_t with = sum + carry;
      over |= with < carry;
      s[k] = with | (s[k] - u);
      carry = over;
    }
  }
  for (size_t k = 0; k < blocks; k++) {
    uint64_t free_bits = ~s[k];
    if (k + 1 == blocks && a.size % 64) free_bits &= (UINT64_C(1) << (a.size % 64)) - 1;
    count += (uint32_t)__builtin_popcountll(free_bits);
  }
  return count;
}

uint32_t similarity_lcs(bytes a, bytes b)
{
  uint32_t ends = 0;

  a = cut(a);
  b = cut(b);
  if (a.size > b.size) {
    bytes swap = a;
    a = b;
    b = swap;
  }
  /* Equal letters at the ends belong to every longest one. */
  for (; a.size && a.data[0] == b.data[0]; ends++) a.data++, b.data++, a.size--, b.size--;
  for (; a.size && a.data[a.size - 1] == b.data[b.size - 1]; ends++) a.size--, b.size--;
  if (a.size == 0) return ends;
  if (a.size <= 64) return ends + lcs_one_block(a, b);
  return ends + (has_other_symbols(a) ? lcs_plain(a, b) : lcs_blocks(a, b));
}

int32_t similarity_ratio(bytes a, bytes b)
{
  size_t sum = cut(a).size + cut(b).size;

  if (sum == 0 || bytes_equal(a, b)) return 1000;
  return (int32_t)(2000u * similarity_lcs(a, b) / (uint32_t)sum);
}

/* Plain table with three rows (a swap looks two rows back). */
static uint32_t edits_plain(bytes a, bytes b, uint32_t cutoff)
{
  uint32_t rows[3][SIMILARITY_LIMIT + 1];
  uint32_t *before = rows[0], *last = rows[1], *now = rows[2];

  for (size_t j = 0; j <= b.size; j++) last[j] = (uint32_t)j;
  for (size_t i = 1; i <= a.size; i++) {
    uint32_t best = now[0] = (uint32_t)i;
    uint32_t *swap = before;
    for (size_t j = 1; j <= b.size; j++) {
      uint32_t d = last[j - 1] + (a.data[i - 1] != b.data[j - 1]);
      if (last[j] + 1 < d) d = last[j] + 1;
      if (now[j - 1] + 1 < d) d = now[j - 1] + 1;
      if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1] && before[j - 2] + 1 < d)
        d = before[j - 2] + 1;
      now[j] = d;
      if (d < best) best = d;
    }
    if (best > cutoff) return cutoff + 1;
    before = last;
    last = now;
    now = swap;
  }
  return last[b.size];
}

/* Columns of the table as bit vectors: Hyyro, A bit-vector algorithm for computing Levenshtein and Damerau edit distances, 2003. */
static uint32_t edits_bits(bytes a, bytes b, uint32_t cutoff)
{
  uint64_t masks[SYMBOLS];
  uint64_t vp = UINT64_MAX, vn = 0, d0 = 0, mask_before = 0, top = UINT64_C(1) << (a.size - 1);
  uint32_t distance = (uint32_t)a.size;

  if (!places_of(masks, a)) return edits_plain(a, b, cutoff);
  for (size_t j = 0; j < b.size; j++) {
    uint64_t mask = masks[symbol_of(b.data[j])];
    uint64_t swapped = ((~d0 & mask) << 1) & mask_before;
    uint64_t hp, hn;
    d0 = (((mask & vp) + vp) ^ vp) | mask | vn | swapped;
    hp = vn | ~(d0 | vp);
    hn = d0 & vp;
    distance += (hp & top) != 0;
    distance -= (hn & top) != 0;
    hp = hp << 1 | 1;
    hn <<= 1;
    vp = hn | ~(d0 | hp);
    vn = hp & d0;
    mask_before = mask;
  }
  return distance;
}

uint32_t similarity_edits(bytes a, bytes b, uint32_t cutoff)
{
  uint32_t edits;

  a = cut(a);
  b = cut(b);
  if ((a.size > b.size ? a.size - b.size : b.size - a.size) > cutoff) return cutoff + 1;
  while (a.size && b.size && a.data[0] == b.data[0]) a.data++, b.data++, a.size--, b.size--;
  while (a.size && b.size && a.data[a.size - 1] == b.data[b.size - 1]) a.size--, b.size--;
  if (a.size > b.size) {
    bytes swap = a;
    a = b;
    b = swap;
  }
  if (a.size == 0) edits = (uint32_t)b.size;
  else if (a.size == 1) edits = (uint32_t)b.size - (memchr(b.data, a.data[0], b.size) != NULL); /* ends differ: one letter kept at most */
  else if (a.size <= 64) edits = edits_bits(a, b, cutoff);
  else edits = edits_plain(a, b, cutoff);
  return edits > cutoff ? cutoff + 1 : edits;
}

/* Letters of a that meet an equal, yet unused letter of b within the window; marks both sides. */
static uint32_t jaro_matches(bytes a, bytes b, bool *used_a, bool *used_b)
{
  size_t longer = a.size > b.size ? a.size : b.size;
  size_t window = longer / 2 > 0 ? longer / 2 - 1 : 0;
  uint32_t count = 0;

  memset(used_a, 0, a.size);
  memset(used_b, 0, b.size);
  for (size_t i = 0; i < a.size; i++) {
    size_t from = i > window ? i - window : 0;
    size_t to = i + window + 1 < b.size ? i + window + 1 : b.size;
    for (size_t j = from; j < to; j++) {
      if (used_b[j] || a.data[i] != b.data[j]) continue;
      used_a[i] = used_b[j] = true;
      count++;
      break;
    }
  }
  return count;
}

/* The same matches, all of a window at once: both texts are at most 64 letters of symbols that are told apart. */
static uint32_t jaro_bits(bytes a, bytes b, uint32_t *half_transpositions)
{
  uint64_t masks[SYMBOLS] = { 0 };
  uint64_t used_a = 0, used_b = 0;
  size_t longer = a.size > b.size ? a.size : b.size;
  size_t window = longer / 2 > 0 ? longer / 2 - 1 : 0;
  uint32_t count = 0;

  for (size_t i = 0; i < b.size; i++) masks[symbol_of(b.data[i])] |= UINT64_C(1) << i;
  for (size_t i = 0; i < a.size; i++) {
    uint64_t above = i + window + 1 < 64 ? (UINT64_C(1) << (i + window + 1)) - 1 : UINT64_MAX;
    uint64_t below = i > window ? UINT64_MAX << (i - window) : UINT64_MAX;
    uint64_t fits = masks[symbol_of(a.data[i])] & ~used_b & above & below;
    used_b |= fits & (0 - fits);
    used_a |= (uint64_t)(fits != 0) << i;
    count += fits != 0;
  }
  for (*half_transpositions = 0; used_a; used_a &= used_a - 1, used_b &= used_b - 1)
    *half_transpositions += a.data[__builtin_ctzll(used_a)] != b.data[__builtin_ctzll(used_b)];
  return count;
}

static uint32_t jaro_plain(bytes a, bytes b, uint32_t *half_transpositions)
{
  bool used_a[SIMILARITY_LIMIT], used_b[SIMILARITY_LIMIT];
  uint32_t count = jaro_matches(a, b, used_a, used_b);

  *half_transpositions = 0;
  for (size_t i = 0, j = 0; count && i < a.size; i++) {
    if (!used_a[i]) continue;
    while (!used_b[j]) j++;
    *half_transpositions += a.data[i] != b.data[j++];
  }
  return count;
}

int32_t similarity_jaro_winkler(bytes a, bytes b)
{
  uint32_t half_transpositions;
  uint64_t m, jaro, prefix = 0;

  a = cut(a);
  b = cut(b);
  if (a.size == 0 || b.size == 0) return a.size == b.size ? 1000 : 0;
  if (bytes_equal(a, b)) return 1000;
  if (a.size <= 64 && b.size <= 64 && !has_other_symbols(b)) m = jaro_bits(a, b, &half_transpositions);
  else m = jaro_plain(a, b, &half_transpositions);
  if (m == 0) return 0;
  /* in millionths: (m/|a| + m/|b| + (m - t/2)/m) / 3 */
  jaro = (m * 1000000u / a.size + m * 1000000u / b.size + (2 * m - half_transpositions) * 500000u / m) / 3;
  while (prefix < 4 && prefix < a.size && prefix < b.size && a.data[prefix] == b.data[prefix]) prefix++;
  if (jaro > 700000u) jaro += prefix * (1000000u - jaro) / 10;
  return (int32_t)(jaro / 1000);
}

bool similarity_is_subsequence(bytes a, bytes b)
{
  size_t i = 0;

  for (size_t j = 0; j < b.size && i < a.size; j++) i += a.data[i] == b.data[j];
  return i == a.size;
}

/* Names are so short that preparing a search costs more than searching. */
enum { FIND_SHORT = 64 };

static size_t find_short(bytes text, bytes needle)
{
  char first = needle.data[0], last = needle.data[needle.size - 1];
  const char *end = text.data + needle.size - 1; /* where the last letter of the needle stands */

  for (size_t at = 0; at + needle.size <= text.size; at++)
    if (text.data[at] == first && end[at] == last && memcmp(text.data + at, needle.data, needle.size) == 0) return at;
  return SIZE_MAX;
}

size_t similarity_find(bytes text, bytes needle)
{
  const char *at;

  if (needle.size == 0) return 0;
  if (needle.size > text.size) return SIZE_MAX;
  if (text.size <= FIND_SHORT) return find_short(text, needle);
  at = memmem(text.data, text.size, needle.data, needle.size);
  return at ? (size_t)(at - text.data) : SIZE_MAX;
}

static bool is_number(bytes a)
{
  for (size_t i = 0; i < a.size; i++)
    if (a.data[i] < '0' || a.data[i] > '9') return false;
  return a.size > 0;
}

static bool is_plural(bytes one, bytes many)
{
  if (!bytes_starts_with(many, one)) return false;
  if (many.size == one.size + 1) return many.data[one.size] == 's';
  return many.size == one.size + 2 && many.data[one.size] == 'e' && many.data[one.size + 1] == 's';
}

/* Cheap bound: without a common first letter, or with a much longer word, three or more edits cannot reach WINKLER_SIMILAR. */
static bool may_be_winkler(bytes shorter, bytes longer)
{
  return shorter.size >= 4 && shorter.data[0] == longer.data[0] && shorter.size * 10 >= longer.size * 6;
}

/* A bit for each sign of a word; some share one. */
static uint32_t signs_of(bytes word)
{
  uint32_t signs = 0;

  for (size_t i = 0; i < word.size; i++) signs |= UINT32_C(1) << (symbol_of(word.data[i]) & 31u);
  return signs;
}

static bool has_more(uint32_t bits, uint32_t most)
{
  for (; most && bits; most--) bits &= bits - 1;
  return bits != 0;
}

/* An edit brings one sign at most and takes one away: words of quite different signs need not be compared. The answer may be a false one. */
static bool may_be_edits(bytes a, bytes b, uint32_t most)
{
  uint32_t x = signs_of(a), y = signs_of(b);

  return !has_more(x & ~y, most) && !has_more(y & ~x, most);
}

int32_t similarity_words(bytes a, bytes b)
{
  uint32_t edits, most;

  if (bytes_equal(a, b)) return 1000;
  if (a.size > b.size) {
    bytes swap = a;
    a = b;
    b = swap;
  }
  most = a.size >= 7 ? 2 : 1;
  if (a.size == 0) return 0;
  if (a.data[0] != b.data[0] && (a.size < 4 || b.size - a.size > most)) return 0; /* all else needs the same first letter */
  if (is_number(a) || is_number(b)) return 0;
  if (a.size >= 4) {
    if (is_plural(a, b)) return 960;
    edits = b.size - a.size <= most && may_be_edits(a, b, most) ? similarity_edits(a, b, most) : most + 1;
    if (edits <= 1) return a.size >= 5 ? 900 : 800;
    if (edits <= most) return 820;
  }
  if (a.data[0] != b.data[0]) return 0;
  if (a.size >= 3 && bytes_starts_with(b, a)) return 600 + (int32_t)(300 * a.size / b.size);
  if (may_be_winkler(a, b) && similarity_jaro_winkler(a, b) >= WINKLER_SIMILAR) return 750;
  if (a.size >= 3 && a.data[0] == b.data[0] && b.size <= 16 && similarity_is_subsequence(a, b)) return 450;
  return 0;
}
