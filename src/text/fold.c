/* SPDX-License-Identifier: MIT */
/*
 * The table covers the ranges below, one entry a code point:
 *
 *   U+0041 .. U+007F   not in it: lower_ascii
 *   U+00E9 é           size 1 "e"
 *   U+00DF ß           size 2 "ss"       from data/letters.txt
 *   U+0301             size 0            a combining accent vanishes
 *   U+2022 bullet      size 1 " "        what is no letter, digit or ASCII sign is a blank
 *   U+03B1 alpha       ASK               ICU, together with the letters beside it
 */
#include "text/fold.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "base/utf8.h"
#include "text/dictionary.h"
#include "text/scratch.h"

enum {
  ENTRY_TEXT = 7, /* longest replacement; U+33xx squares and the like are ICU's */
  ASK = 0xFF,
  RUN_LIMIT = 128,  /* code points handed to ICU at once: bounds the stack; longer runs are cut into pieces */
  RUN_UNITS = 4096, /* UTF-16 units of a run after decomposition (at most 18 a code point) and transliteration */
  LETTER_LIMIT = 8  /* bytes of one hexadecimal letter: "u" and 4 to 6 digits */
};

typedef struct fold_entry {
  uint8_t size;
  char text[ENTRY_TEXT];
} fold_entry;

typedef struct fold_range {
  uint32_t first;
  uint32_t end;
} fold_range;

static const fold_range ranges[] = {
  { 0x80, 0x530 },    /* Latin, IPA, combining marks, Greek (asks), Cyrillic */
  { 0x1E00, 0x1F00 }, /* Latin additional: Vietnamese, Welsh, Celtic */
  { 0x2000, 0x2300 }, /* punctuation, super- and subscripts, currency, letterlike, number forms, arrows, operators */
  { 0x3000, 0x3040 }, /* ideographic blank and punctuation */
  { 0xFB00, 0xFB07 }, /* ligatures */
  { 0xFF00, 0xFF66 }, /* full width */
};

enum { RANGE_COUNT = sizeof ranges / sizeof ranges[0] };

struct fold_table {
  fold_entry *starts[RANGE_COUNT];
  fold_entry entries[];
};

static fold_entry *entry_of(const fold_table *table, uint32_t c)
{
  for (size_t i = 0; i < RANGE_COUNT && c >= ranges[i].first; i++)
    if (c < ranges[i].end) return table->starts[i] + (c - ranges[i].first);
  return NULL;
}

static bool is_mark(uint32_t c)
{
  return (U_GET_GC_MASK((UChar32)c) & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0;
}

/* Letters, digits and the marks between them: what ICU must see as one run. */
static bool is_letter(uint32_t c)
{
  return (U_GET_GC_MASK((UChar32)c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

/* The code point at *at, which is moved behind it; lone surrogates are given as they are. */
static uint32_t next_utf16(const UChar *text, int32_t count, int32_t *at)
{
  uint32_t c = text[(*at)++];

  if (U16_IS_LEAD(c) && *at < count && U16_IS_TRAIL(text[*at])) c = 0x10000 + ((c & 0x3FF) << 10 | (text[(*at)++] & 0x3FFu));
  return c;
}

/* Units of the text normalised into out; 0 also on failure. */
static int32_t normalize(const UNormalizer2 *form, const UChar *in, int32_t in_count, UChar *out, int32_t capacity)
{
  UErrorCode code = U_ZERO_ERROR;
  int32_t count = form ? unorm2_normalize(form, in, in_count, out, capacity, &code) : 0;

  return U_FAILURE(code) ? 0 : count;
}

static void entry_set(fold_entry *entry, bytes text)
{
  entry->size = (uint8_t)text.size;
  if (text.size) memcpy(entry->text, text.data, text.size);
}

/* One code point of a decomposed text appended to an entry; false when ICU's transliterator is needed. */
static bool entry_append(const fold_table *table, fold_entry *entry, uint32_t c)
{
  const fold_entry *base = c < 0x80 ? NULL : entry_of(table, c);
  char sign = c < 0x80 ? lower_ascii((char)c) : ' ';
  bytes text = { &sign, 1 };

  if (is_mark(c)) return true;
  if (base && base->size != ASK) text = bytes_from(base->text, base->size);
  else if (c >= 0x80 && is_letter(c)) return false;
  if (c < 0x20 || c == 0x7F) sign = ' ';
  if (entry->size + text.size > ENTRY_TEXT) return false;
  if (text.size) memcpy(entry->text + entry->size, text.data, text.size);
  entry->size = (uint8_t)(entry->size + text.size);
  return true;
}

/* Takes a letter apart and appends its pieces; false when ICU's transliterator is needed. */
static bool entry_append_apart(const fold_table *table, fold_entry *entry, uint32_t c)
{
  UErrorCode code = U_ZERO_ERROR;
  UChar wide[2];
  UChar apart[RUN_LIMIT];
  int32_t count = 0;

  U16_APPEND_UNSAFE(wide, count, c);
  count = normalize(unorm2_getNFDInstance(&code), wide, count, apart, RUN_LIMIT);
  for (int32_t i = 0; i < count;)
    if (!entry_append(table, entry, next_utf16(apart, count, &i))) return false;
  return true;
}

/*
 * Fills the entry of c from Unicode's data: compatible form and small letter first, and only what letters.txt does not name is taken apart
 * (so that the capital of a named letter goes the way of the small one). An entry made before counts as named.
 */
static void entry_make(const fold_table *table, fold_entry *entry, uint32_t c)
{
  UErrorCode code = U_ZERO_ERROR;
  UChar wide[2];
  UChar folded[RUN_LIMIT];
  fold_entry made = { .size = 0 };
  int32_t count = 0;

  U16_APPEND_UNSAFE(wide, count, c);
  count = normalize(unorm2_getNFKCCasefoldInstance(&code), wide, count, folded, RUN_LIMIT);
  for (int32_t i = 0; i < count;) {
    uint32_t part = next_utf16(folded, count, &i);
    const fold_entry *named = part < 0x80 ? NULL : entry_of(table, part);
    if (named && named->size != ASK ? entry_append(table, &made, part) : entry_append_apart(table, &made, part)) continue;
    made.size = ASK;
    break;
  }
  *entry = made;
}

static l2a_status read_letter(fold_table *table, const dictionary *d, bytes text, bytes letter, l2a_error *error)
{
  const char *at = letter.data;
  const char *end = letter.data + letter.size;
  uint32_t c;
  fold_entry *entry;

  if (letter.size == 0) return dictionary_error(d, "an empty letter", error);
  c = utf8_next(&at, end);
  entry = entry_of(table, c);
  if (at != end || !entry) return dictionary_error(d, "one letter, Latin, Cyrillic or punctuation, expected between the bars", error);
  if (text.size > ENTRY_TEXT) return dictionary_error(d, "more than 7 signs for one letter", error);
  entry_set(entry, bytes_equal(text, BYTES("_")) ? BYTES(" ") : text);
  return L2A_OK;
}

static l2a_status read_letters(fold_table *table, l2a_error *error)
{
  dictionary d;
  bytes entry;
  bytes text;
  bytes letter;
  l2a_status status = dictionary_open(&d, "letters.txt", error);

  while (status == L2A_OK && (status = dictionary_next(&d, &entry, error)) == L2A_OK && entry.data) {
    if (!dictionary_field(&entry, &text) || !utf8_is_ascii(text))
      status = dictionary_error(&d, "ASCII expected before the first bar", error);
    while (status == L2A_OK && dictionary_field(&entry, &letter)) status = read_letter(table, &d, text, letter, error);
  }
  return status;
}

l2a_status fold_table_new(fold_table **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error)
{
  l2a_status status;
  size_t count = 0;
  fold_table *table;

  (void)partial;
  (void)overlay;
  *out = NULL;
  for (size_t i = 0; i < RANGE_COUNT; i++) count += ranges[i].end - ranges[i].first;
  table = malloc(sizeof *table + count * sizeof(fold_entry));
  if (!table) return error_no_memory(error);
  count = 0;
  for (size_t i = 0; i < RANGE_COUNT; i++) {
    table->starts[i] = table->entries + count;
    count += ranges[i].end - ranges[i].first;
  }
  for (size_t i = 0; i < count; i++) table->entries[i] = (fold_entry){ .size = ASK };
  status = read_letters(table, error);
  if (status != L2A_OK) goto done;
  for (size_t i = 0; i < RANGE_COUNT; i++)
    for (uint32_t c = ranges[i].first; c < ranges[i].end; c++)
      if (entry_of(table, c)->size == ASK) entry_make(table, entry_of(table, c), c);
  *out = table;
  table = NULL;
done:
  fold_table_free(table);
  return status;
}

void fold_table_free(fold_table *table)
{
  free(table);
}

/* Text being written; room has been made for the worst case before. */
typedef struct fold_writer {
  char *at;
  char *end;
} fold_writer;

static void write_bytes(fold_writer *w, bytes text)
{
  size_t n = text.size < (size_t)(w->end - w->at) ? text.size : (size_t)(w->end - w->at);

  if (n) memcpy(w->at, text.data, n);
  w->at += n;
}

static void write_number(fold_writer *w, uint32_t c)
{
  static const char digits[] = "0123456789abcdef";
  char text[LETTER_LIMIT] = { 'u' };
  size_t n = 1;

  for (int shift = c > 0xFFFF ? 20 : 12; shift >= 0; shift -= 4) text[n++] = digits[c >> shift & 0xF];
  write_bytes(w, bytes_from(text, n));
}

/* A code point that came out of ICU: Latin by now, or nothing knows it. */
static void write_transliterated(const fold_table *table, fold_writer *w, uint32_t c)
{
  const fold_entry *entry = c < 0x80 ? NULL : entry_of(table, c);
  char sign = lower_ascii((char)(c & 0x7F));

  if (c < 0x80) {
    if (c > ' ' && c != '\'' && c < 0x7F) write_bytes(w, bytes_from(&sign, 1)); /* ICU parts syllables; a run stays one word */
  } else if (entry && entry->size != ASK) {
    if (is_letter(c)) write_bytes(w, bytes_from(entry->text, entry->size));
  } else if (is_letter(c) && !(U_GET_GC_MASK((UChar32)c) & (U_GC_M_MASK | U_GC_LM_MASK))) {
    write_number(w, c);
  }
}

/* A run of letters beyond the table. Leaves out what cannot be normalised (never seen: the buffers hold the worst case of RUN_LIMIT). */
static void write_run(const fold_table *table, fold_writer *w, const UChar *run, int32_t run_count, text_scratch *scratch)
{
  UErrorCode code = U_ZERO_ERROR;
  UTransliterator *transliterator = text_scratch_transliterator(scratch);
  UChar text[RUN_UNITS];
  int32_t count;
  int32_t limit;
  const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&code);

  if (U_FAILURE(code)) return;
  count = unorm2_normalize(fold, run, run_count, text, RUN_UNITS, &code);
  if (U_FAILURE(code)) return;
  limit = count;
  if (transliterator) utrans_transUChars(transliterator, text, &count, RUN_UNITS, 0, &limit, &code);
  if (U_FAILURE(code)) return;
  for (int32_t i = 0; i < count;) write_transliterated(table, w, next_utf16(text, count, &i));
}

/* The run that begins with c, which ended at `at`; returns behind it. */
static const char *fold_run(const fold_table *table, fold_writer *w, uint32_t c, const char *at, const char *end, text_scratch *scratch)
{
  UChar run[RUN_LIMIT * 2];
  int32_t count = 0;

  U16_APPEND_UNSAFE(run, count, c);
  for (int n = 1; n < RUN_LIMIT && at < end; n++) {
    const char *next = at;
    const fold_entry *entry;
    c = utf8_next(&next, end);
    if (c < 0x80 || c == UTF8_INVALID) break;
    entry = entry_of(table, c);
    if (entry ? entry->size != ASK && !is_mark(c) : !is_letter(c)) break;
    U16_APPEND_UNSAFE(run, count, c);
    at = next;
  }
  write_run(table, w, run, count, scratch);
  return at;
}

bool fold_is_foreign(bytes text, const lexicon *lex)
{
  const char *at = text.data;
  const char *end = text.data + text.size;

  while (at < end) {
    uint32_t c;
    const fold_entry *entry;
    if ((unsigned char)*at < 0x80) {
      at++;
      continue;
    }
    c = utf8_next(&at, end);
    entry = c == UTF8_INVALID ? NULL : entry_of(lex->folds, c);
    if (c != UTF8_INVALID && (entry ? entry->size == ASK : is_letter(c))) return true;
  }
  return false;
}

static void fold_wide(const fold_table *table, fold_writer *w, bytes text, text_scratch *scratch)
{
  const char *at = text.data;
  const char *end = text.data + text.size;

  while (at < end) {
    uint32_t c;
    const fold_entry *entry;
    if ((unsigned char)*at < 0x80) {
      char sign = lower_ascii(*at++);
      write_bytes(w, bytes_from(&sign, 1));
      continue;
    }
    c = utf8_next(&at, end);
    entry = c == UTF8_INVALID ? NULL : entry_of(table, c);
    if (entry && entry->size != ASK) write_bytes(w, bytes_from(entry->text, entry->size));
    else if (c != UTF8_INVALID && (entry || is_letter(c))) at = fold_run(table, w, c, at, end, scratch);
    else write_bytes(w, BYTES(" "));
  }
}

/* UTF-16 has no more units than UTF-8 bytes; NFKC makes at most 18 of one, and each gives at most 3 bytes. */
bytes fold_case(bytes text, arena *a)
{
  UErrorCode code = U_ZERO_ERROR;
  const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&code);
  int32_t capacity = text.size < INT32_MAX / 128 ? (int32_t)text.size * 18 + 1 : 0;
  UChar *wide = capacity ? arena_take_array(a, text.size + 1, sizeof *wide) : NULL;
  UChar *folded = wide ? arena_take_array(a, (size_t)capacity, sizeof *folded) : NULL;
  char *out = folded ? arena_take(a, (size_t)capacity * 3) : NULL;
  int32_t count = 0;

  if (!out) a->failed = true;
  if (out) u_strFromUTF8(wide, (int32_t)text.size + 1, &count, text.data, (int32_t)text.size, &code);
  if (out) count = unorm2_normalize(fold, wide, count, folded, capacity, &code);
  if (out) u_strToUTF8(out, capacity * 3, &count, folded, count, &code);
  return !out || U_FAILURE(code) ? (bytes){ NULL, 0 } : bytes_from(out, (size_t)count);
}

/* Accents that follow their letter: the text has to be composed first, since a composed letter may have a way of its own. */
static bool has_combining(bytes text)
{
  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] == '\xCC' || text.data[i] == '\xCD') return true;
  return false;
}

/* Room: a byte of UTF-8 gives at most 6 of ASCII (a letter of 3 bytes a square of Latin letters of at most 18 signs). */
bytes fold_text(bytes text, const lexicon *lex, text_scratch *scratch, arena *a)
{
  bool ascii = utf8_is_ascii(text);
  size_t room;
  char *out;
  fold_writer w;

  if (!ascii && has_combining(text)) text = fold_case(text, a);
  room = ascii ? text.size : text.size * 6 + ENTRY_TEXT;
  out = text.size > SIZE_MAX / 16 || a->failed ? NULL : arena_take(a, room + 1);
  w = (fold_writer){ out, out ? out + room : out };
  if (!out) {
    a->failed = true;
    return (bytes){ NULL, 0 };
  }
  if (ascii) {
    for (size_t i = 0; i < text.size; i++) *w.at++ = lower_ascii(text.data[i]);
  } else {
    fold_wide(lex->folds, &w, text, scratch);
  }
  return bytes_from(out, (size_t)(w.at - out));
}
