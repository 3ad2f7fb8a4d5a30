/* SPDX-License-Identifier: MIT */
/*
 * Invented company names, and what people make of a name when they type it. Deterministic: the same state, the same text.
 *
 *   name    invented word, sometimes a second one, a trade, a legal form      Velora Systems GmbH
 *   words   number n of an endless list of syllables; small numbers are drawn more often, so a few words are common and most are rare
 */
#ifndef L2A_BENCH_INVENTED_NAME_H
#define L2A_BENCH_INVENTED_NAME_H

#include <ctype.h>

#include "bench_base.h"

enum { NAME_SIZE = 256, NAME_ROOM = 200 };

#define PICK(list, state) ((list)[bench_below((state), sizeof(list) / sizeof *(list))])

static const char *const invented_trades[] = {
  "Systems", "Technologies", "Solutions", "Consulting", "Logistics", "Foods",      "Energy",     "Pharma",     "Medical",   "Insurance",
  "Bank",    "Capital",      "Partners",  "Media",      "Motors",    "Electric",   "Software",   "Networks",   "Telecom",   "Construction",
  "Hotels",  "Travel",       "Airlines",  "Shipping",   "Steel",     "Mining",     "Chemicals",  "Plastics",   "Packaging", "Textiles",
  "Design",  "Studios",      "Labs",      "Research",   "Biotech",   "Education",  "Security",   "Aerospace",  "Farms",     "Dairy",
  "Brewing", "Retail",       "Trading",   "Supply",     "Equipment", "Machinery",  "Automation", "Robotics",   "Analytics", "Data",
  "Cloud",   "Digital",      "Marketing", "Staffing",   "Legal",     "Accounting", "Financial",  "Properties", "Ventures",  "Engineering"
};
static const char *const invented_legal[] = { "",      "",         "",      "",         "",     " Inc",        ", Inc.",
                                              " LLC",  " Ltd",     " Ltd.", " GmbH",    " AG",  " Corp",       " S.A.",
                                              " B.V.", " Limited", " AB",   " Pty Ltd", " SAS", " Corporation" };
static const char *const invented_onsets[] = { "b", "br", "c",  "d", "dr", "f",  "g", "gr", "h", "k", "l", "m",
                                               "n", "p",  "pr", "r", "s",  "st", "t", "tr", "v", "w", "z" };
static const char *const invented_ends[] = { "a", "e", "i", "o", "u", "al", "an", "ar", "en", "er", "in", "on", "or", "us", "ex", "ea" };

static inline void invented_add(char *out, const char *text)
{
  size_t n = strlen(out), m = strlen(text);

  if (n + m < NAME_ROOM) memcpy(out + n, text, m + 1);
}

/* Word number n, capitalised, put behind out. */
static inline void invented_word(char *out, uint64_t n)
{
  uint64_t bits = bench_mix(n);
  size_t begin = strlen(out), syllables = 2 + bits % 2;

  bits /= 2;
  for (size_t i = 0; i < syllables; i++) {
    invented_add(out, PICK(invented_onsets, &bits));
    invented_add(out, PICK(invented_ends, &bits));
  }
  out[begin] = (char)toupper((unsigned char)out[begin]);
}

static inline uint64_t invented_rank(uint64_t *state, uint64_t words)
{
  double x = bench_share(state);

  return (uint64_t)(x * x * x * (double)words);
}

/* out has NAME_SIZE bytes; words is how many words there are to draw from. */
static inline void invented_name(char *out, uint64_t *state, uint64_t words)
{
  double x = bench_share(state);

  out[0] = 0;
  invented_word(out, invented_rank(state, words));
  if (x < 0.55) {
    invented_add(out, x < 0.05 ? " & " : " ");
    invented_word(out, invented_rank(state, words));
  }
  if (x > 0.2) {
    invented_add(out, " ");
    invented_add(out, PICK(invented_trades, state));
  }
  if (x > 0.9) {
    invented_add(out, " ");
    invented_add(out, PICK(invented_trades, state));
  }
  invented_add(out, PICK(invented_legal, state));
}

/* One edit inside the text: a letter left out, put in, replaced, or two exchanged. Leaves what is no ASCII alone. */
static inline void typed_edit(char *text, uint64_t *state)
{
  size_t size = strlen(text), i;
  char letter = (char)('a' + bench_below(state, 26)), other;

  if (size < 5) return;
  i = 1 + bench_below(state, size - 2);
  if (((unsigned char)text[i - 1] | (unsigned char)text[i] | (unsigned char)text[i + 1]) & 0x80) return;
  switch (bench_below(state, 4)) {
  case 0: memmove(text + i, text + i + 1, size - i); break;
  case 1:
    if (size + 1 >= NAME_SIZE) return;
    memmove(text + i + 1, text + i, size - i + 1);
    text[i] = letter;
    break;
  case 2:
    other = text[i];
    text[i] = text[i + 1];
    text[i + 1] = other;
    break;
  default: text[i] = letter;
  }
  if (text[i + 1] == 0) text[i] = letter;
}

static inline void typed_replace(char *text, const char *from, const char *to)
{
  char rest[NAME_SIZE];
  char *at = strstr(text, from);

  if (!at || strlen(text) + strlen(to) >= NAME_SIZE) return;
  strcpy(rest, at + strlen(from));
  strcpy(at, to);
  strcat(text, rest);
}

/* Takes the legal form of the lists above off the end; true when there was one. */
static inline bool typed_strip_legal(char *text)
{
  size_t size = strlen(text);

  for (size_t i = 0; i < sizeof invented_legal / sizeof *invented_legal; i++) {
    size_t n = strlen(invented_legal[i]);
    if (n == 0 || n >= size || strcmp(text + size - n, invented_legal[i]) != 0) continue;
    text[size - n] = 0;
    return true;
  }
  return false;
}

static inline void typed_case(char *text, double x)
{
  for (char *p = text; *p && x < 0.35; p++)
    if (!((unsigned char)*p & 0x80)) *p = (char)(x < 0.15 ? toupper((unsigned char)*p) : tolower((unsigned char)*p));
}

/*
 * A name as it is typed with all that goes wrong: legal form dropped or changed, "and", "Intl", 35 in 100 one typo and 7 a second, words
 * exchanged (5), a city behind (5), words joined (3), upper or lower case. text has NAME_SIZE bytes.
 */
static inline void typed_badly(char *text, uint64_t *state)
{
  static const char *const cities[] = { " London", " Berlin", " Boston", " Madrid", " Chicago", " Oslo", " Lyon", " Austin" };
  char copy[NAME_SIZE];
  double x = bench_share(state);
  char *blank;

  if (typed_strip_legal(text) && x > 0.5) invented_add(text, PICK(invented_legal, state));
  if (bench_share(state) < 0.4) typed_replace(text, " & ", " and ");
  if (bench_share(state) < 0.4) typed_replace(text, "International", "Intl");
  if (bench_share(state) < 0.3) typed_replace(text, "Technologies", "Tech");
  x = bench_share(state);
  if (x < 0.35) typed_edit(text, state);
  if (x < 0.07) typed_edit(text, state);
  x = bench_share(state);
  blank = strchr(text, ' ');
  if (x < 0.05 && blank) {
    strcpy(copy, blank + 1);
    *blank = 0;
    invented_add(copy, " ");
    invented_add(copy, text);
    strcpy(text, copy);
  } else if (x >= 0.05 && x < 0.10) invented_add(text, PICK(cities, state));
  else if (x >= 0.10 && x < 0.13 && blank) memmove(blank, blank + 1, strlen(blank));
  typed_case(text, bench_share(state));
}

/* A name as most people type it: as it is, without or with another legal form, in one case, with "and". */
static inline void typed_well(char *text, uint64_t *state)
{
  double x = bench_share(state);

  if (x < 0.35) return;
  if (x < 0.55) typed_strip_legal(text);
  else if (x < 0.70) typed_case(text, x < 0.63 ? 0.2 : 0.1);
  else if (x < 0.80) {
    typed_strip_legal(text);
    invented_add(text, PICK(invented_legal, state));
  } else if (x < 0.85) typed_replace(text, " & ", " and ");
  else if (x < 0.90) typed_replace(text, ", ", " ");
}

#endif
