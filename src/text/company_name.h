/* SPDX-License-Identifier: MIT */
/*
 * Company names: from what people type to forms that can be compared. The same function makes the keys of accounts (when the index is
 * built) and of contacts (when they are matched).
 *
 *   raw       "ACME Widgets (Intl.) Holding GmbH & Co. KG, formerly Fooworks"
 *   forms[0]  kind MAIN        tokens acme widgets intl holding   legal "gmbh & co kg"
 *   forms[1]  kind PLAIN       the same without brackets: acme widgets holding
 *   forms[2]  kind BRACKET     intl
 *   forms[3]  kind OTHER       fooworks          (a side of d/b/a, formerly, aka, t/a ...)
 *   forms[n]  kind SEGMENT     parts of a longer text between , ; | / - at of: only for contacts ("Dept. of Physics, MIT, Cambridge")
 *
 * Of a form:
 *   tokens    core tokens: folded, dotted and spaced initials joined (I.B.M. -> ibm, A T & T -> at and t), legal forms taken off the
 *             end and front but never to empty, leading "the" off. `canon` is the canonical word (intl -> international, universidad ->
 *             university, mfg -> manufacturing), by which rarity and equality are judged.
 *   core      tokens joined by one blank:                 "acme widgets intl holding"
 *   squashed  tokens joined by nothing, "and" left out:   "acmewidgetsintlholding"
 *   sorted    distinct canonical tokens without stop words, sorted by bytes, joined by one blank; never empty
 *   acronyms  initials of the tokens with and without stop words, 2 to 12 letters; count 0 to 2
 *   native    Chinese, Japanese, Korean: the name in its own script without legal form and punctuation; else empty
 */
#ifndef L2A_TEXT_COMPANY_NAME_H
#define L2A_TEXT_COMPANY_NAME_H

#include "text/lexicon.h"

enum { NAME_FORM_LIMIT = 16, NAME_TOKEN_LIMIT = 48, NAME_ACRONYM_LIMIT = 2 };

typedef enum name_form_kind { NAME_MAIN = 0, NAME_PLAIN, NAME_OTHER, NAME_BRACKET, NAME_SEGMENT } name_form_kind;

typedef enum name_token_flag {
  TOKEN_STOP = 1,      /* of, the, and, für, de la ...: no weight */
  TOKEN_NUMBER = 2,    /* digits, number words, roman numerals II and up; canon is the number in digits */
  TOKEN_DIRECTION = 4, /* north, southern, upper, new, old ... */
  TOKEN_COUNTRY = 8,   /* names a country or continent, or its adjective (german, european, usa) */
  TOKEN_GENERIC = 16   /* university, services, group ...: says what, not who */
} name_token_flag;

typedef struct name_token {
  bytes text;
  bytes canon;
  uint8_t flags;
} name_token;

typedef struct name_form {
  name_form_kind kind;
  uint16_t legal_form;  /* class of the legal form taken off (legal_form.h), 0 without one; equal classes mean equal kinds of company */
  bool cut;             /* more than NAME_TOKEN_LIMIT tokens: the rest was left out */
  bool translated;      /* words of another script were read by native_words.txt */
  uint32_t token_count; /* at least 1 */
  const name_token *tokens;
  bytes core;
  bytes squashed;
  bytes sorted;
  bytes acronyms[NAME_ACRONYM_LIMIT];
  uint32_t acronym_count;
  bytes native;
} name_form;

typedef enum name_status {
  NAME_EMPTY = 0,   /* nothing there, or a null token (null, n/a, -) */
  NAME_PLACEHOLDER, /* self employed, freelance, student, test, my company ... in many languages and spellings: no name */
  NAME_GENERIC,     /* only generic words ("Technology Services"), only places, or a legal form alone: a name, but it says little */
  NAME_GOOD
} name_status;

typedef struct company_name {
  name_status status;
  bytes cleaned;          /* trimmed; "company:", "@", quotes, "(we're hiring!)" taken off; original case and script: for display */
  uint32_t form_count;    /* 0 unless GENERIC or GOOD (a PLACEHOLDER has none) */
  const name_form *forms; /* forms[0] is MAIN */
} company_name;

typedef enum name_side { NAME_OF_ACCOUNT, NAME_OF_CONTACT } name_side;

/* Input: any valid UTF-8. Results live in the arena (a->failed when memory is out; *out is then NAME_EMPTY).
 * Of an account, placeholders are names all the same (a company may be called "Independent"): status is GENERIC at worst. */
void company_name_parse(company_name *out, bytes raw, name_side side, const lexicon *lex, text_scratch *scratch, arena *a);

#endif
