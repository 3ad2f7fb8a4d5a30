/* SPDX-License-Identifier: MIT */
#include "text/company_name.h"

#include "text/country.h"
#include "text/domain.h"
#include "text/fold.h"
#include "text/legal_form.h"
#include "text/name_parts.h"
#include "text/native_word.h"
#include "text/placeholder.h"
#include "text/script.h"
#include "text/tokens.h"
#include "text/word.h"

/* What one name needs while it is read. */
typedef struct name_parser {
  const lexicon *lex;
  text_scratch *scratch;
  arena *memory;
  name_side side;
  bool cut;
  bytes split_text; /* whose words are in split, NULL: none yet */
  token_list split;
  uint32_t count;
  name_form forms[NAME_FORM_LIMIT];
} name_parser;

/* A part's text made ready for folding. */
typedef struct part_text {
  bytes text;          /* without native legal forms */
  bytes native;        /* empty when there are no such letters */
  uint16_t legal_form; /* of the native form taken out first */
  bool translated;
} part_text;

static bool is_native_sign(uint32_t c)
{
  return (c < 0x80 && ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))) ||
         (c >= 0xC0 && !(c >= 0x2000 && c <= 0x303F && c != 0x3005 && c != 0x3006) && c != 0x30FB && !(c >= 0xFF00 && c <= 0xFF0F));
}

/* Takes legal forms out of the text wherever they stand, as nothing parts words in these scripts; not when nothing else would be left. */
static void read_native(part_text *part, const name_parser *p)
{
  bytes plain = fold_case(part->text, p->memory);
  char *text = plain.data ? arena_take(p->memory, plain.size + 1) : NULL;
  char *native = text ? arena_take(p->memory, plain.size + 1) : NULL;
  size_t text_size = 0;
  size_t native_size = 0;
  uint16_t found = 0;

  if (!native) return;
  for (size_t i = 0; i < plain.size;) {
    const char *at = plain.data + i;
    size_t size =
      (unsigned char)*at >= 0xE3 || *at == '(' ? legal_form_native(p->lex->legal_forms, bytes_from(at, plain.size - i), &found) : 0;
    uint32_t c;
    if (size) {
      if (!part->legal_form) part->legal_form = found;
      text[text_size++] = ' ';
      i += size;
      continue;
    }
    c = utf8_next(&at, plain.data + plain.size);
    size = (size_t)(at - plain.data) - i;
    memcpy(text + text_size, plain.data + i, size);
    text_size += size;
    if (is_native_sign(c)) {
      memcpy(native + native_size, plain.data + i, size);
      native_size += size;
    }
    i += size;
  }
  if (native_size == 0) {
    part->legal_form = 0;
    return;
  }
  part->text = bytes_from(text, text_size);
  part->native = bytes_from(native, native_size);
}

/* The words that a list knows in Latin letters; what is left is transliterated when the text is folded. */
static void read_script(part_text *part, const name_parser *p)
{
  bytes plain;
  bytes read;

  if (script_has_native(part->text)) read_native(part, p);
  plain = fold_case(part->text, p->memory);
  read = plain.data ? native_word_replace(p->lex->native_words, plain, p->memory) : part->text;
  part->translated = read.data != plain.data;
  part->text = read;
}

static bytes squash(const name_token *tokens, uint32_t count, bytes core, arena *a)
{
  char *out;
  size_t size = 0;

  if (count == 1) return core;
  out = arena_take(a, core.size);
  for (uint32_t i = 0; out && i < count; i++) {
    if (bytes_equal(tokens[i].text, BYTES("and"))) continue;
    memcpy(out + size, tokens[i].text.data, tokens[i].text.size);
    size += tokens[i].text.size;
  }
  return size ? bytes_from(out, size) : core;
}

/* Inserts a word in the order of bytes unless it is there. */
static uint32_t insert_sorted(bytes *words, uint32_t count, bytes word)
{
  uint32_t at = count;
  int order = 1;

  while (at > 0 && (order = bytes_compare(words[at - 1], word)) > 0) at--;
  if (at > 0 && order == 0) return count;
  memmove(words + at + 1, words + at, (count - at) * sizeof *words);
  words[at] = word;
  return count + 1;
}

static bytes sort_words(const name_token *tokens, uint32_t token_count, arena *a)
{
  bytes words[NAME_TOKEN_LIMIT];
  uint32_t count = 0;
  size_t size = 0;
  bool keep_stops = true; /* nothing else, or single letters (AT&T) */
  char *out;

  for (uint32_t i = 0; i < token_count; i++)
    if (!(tokens[i].flags & TOKEN_STOP) && tokens[i].text.size > 1) keep_stops = false;
  for (uint32_t i = 0; i < token_count; i++)
    if (keep_stops || !(tokens[i].flags & TOKEN_STOP))
      count = insert_sorted(words, count, tokens[i].flags & TOKEN_STOP ? tokens[i].text : tokens[i].canon);
  for (uint32_t i = 0; i < count; i++) size += words[i].size + 1;
  out = arena_take(a, size);
  size = 0;
  for (uint32_t i = 0; out && i < count; i++) {
    if (i) out[size++] = ' ';
    memcpy(out + size, words[i].data, words[i].size);
    size += words[i].size;
  }
  return bytes_from(out, out ? size : 0);
}

static void add_acronym(name_form *form, const char *letters, size_t size, arena *a)
{
  bytes acronym = { letters, size };

  if (size < 2 || size > 12) return;
  if (form->acronym_count && bytes_equal(form->acronyms[0], acronym)) return;
  acronym = arena_copy(a, acronym);
  if (acronym.data) form->acronyms[form->acronym_count++] = acronym;
}

static void make_acronyms(name_form *form, arena *a)
{
  char all[NAME_TOKEN_LIMIT];
  char without_stops[NAME_TOKEN_LIMIT];
  size_t count = 0;

  for (uint32_t i = 0; i < form->token_count; i++) {
    all[i] = form->tokens[i].text.data[0];
    if (!(form->tokens[i].flags & TOKEN_STOP)) without_stops[count++] = all[i];
  }
  if (form->token_count < 2) return;
  add_acronym(form, all, form->token_count, a);
  add_acronym(form, without_stops, count, a);
}

static bool is_known_form(const name_parser *p, bytes core)
{
  for (uint32_t i = 0; i < p->count; i++)
    if (bytes_equal(p->forms[i].core, core)) return true;
  return false;
}

/* Parts that name nothing: only places and numbers, a placeholder, a country. */
static bool is_worthless(const name_parser *p, const name_form *form, bytes text)
{
  uint16_t country;
  uint8_t common = TOKEN_STOP | TOKEN_COUNTRY | TOKEN_NUMBER | TOKEN_DIRECTION;

  for (uint32_t i = 0; i < form->token_count; i++)
    if (!(form->tokens[i].flags & (TOKEN_STOP | TOKEN_COUNTRY | TOKEN_NUMBER | TOKEN_DIRECTION))) common = 0;
  if (common) return true;
  if (form->kind == NAME_SEGMENT && placeholder_find(p->lex->placeholders, form->core) != PLACEHOLDER_NOT) return true;
  country = country_code(text, p->lex, p->scratch);
  return country != 0 && country != COUNTRY_UNKNOWN;
}

/* The words of a text. The whole cell is asked for twice as a rule: whether it is a placeholder, and as the only part. */
static const token_list *split(name_parser *p, bytes text)
{
  if (p->split_text.data == text.data && p->split_text.size == text.size) return &p->split;
  tokens_split(&p->split, fold_text(text, p->lex, p->scratch, p->memory), p->memory);
  p->split_text = text;
  return &p->split;
}

/* Reads a part into a form; nothing is added for one that repeats another or names nothing. */
static void add_form(name_parser *p, name_form_kind kind, bytes text)
{
  part_text part = { .text = text };
  name_form form = { .kind = kind };
  const token_list *words;
  name_token *tokens;
  uint32_t first = 0;
  uint32_t end;

  if (p->count == NAME_FORM_LIMIT) return;
  if (native_word_may_be(text)) read_script(&part, p);
  words = split(p, part.text);
  end = words->count;
  if (end == 0) return;
  if ((kind == NAME_BRACKET || kind == NAME_SEGMENT) && legal_form_is(p->lex->legal_forms, words->joined, NULL)) return;
  form.legal_form = legal_form_strip(p->lex->legal_forms, words, &first, &end);
  if (!form.legal_form) form.legal_form = part.legal_form;
  form.cut = words->cut || p->cut || end - first > NAME_TOKEN_LIMIT;
  if (end - first > NAME_TOKEN_LIMIT) end = first + NAME_TOKEN_LIMIT;
  form.core = tokens_slice(words, first, end);
  if (is_known_form(p, form.core)) return;
  form.token_count = end - first;
  tokens = arena_take_array(p->memory, form.token_count, sizeof *tokens);
  if (!tokens) return;
  for (uint32_t i = 0; i < form.token_count; i++) {
    tokens[i].text = words->text[first + i];
    word_classify(p->lex->words, &tokens[i]);
  }
  form.tokens = tokens;
  if ((kind == NAME_BRACKET || kind == NAME_SEGMENT) && is_worthless(p, &form, text)) return;
  form.squashed = squash(tokens, form.token_count, form.core, p->memory);
  form.sorted = sort_words(tokens, form.token_count, p->memory);
  make_acronyms(&form, p->memory);
  form.native = part.native;
  form.translated = part.translated;
  p->forms[p->count++] = form;
}

/*
 * Generic words alone, or places alone, with or without numbers, tell little; together ("Bank of America") they tell who it is. Numbers
 * alone do so when one is a word ("7-Eleven").
 */
static bool is_generic(const name_form *form, const lexicon *lex)
{
  bool generic = true;
  bool place = true;
  bool number = true;
  bool digits = true;

  for (uint32_t i = 0; i < form->token_count; i++) {
    uint8_t flags = form->tokens[i].flags;
    if (!(flags & (TOKEN_STOP | TOKEN_GENERIC | TOKEN_NUMBER))) generic = false;
    if (!(flags & (TOKEN_STOP | TOKEN_COUNTRY | TOKEN_NUMBER))) place = false;
    if (!(flags & TOKEN_NUMBER)) number = false;
    if (form->tokens[i].text.data[0] > '9') digits = false;
  }
  if (number) return digits;
  return generic || place || legal_form_is(lex->legal_forms, form->core, NULL);
}

static placeholder_kind find_placeholder(name_parser *p, bytes text)
{
  if (!utf8_is_ascii(text) && fold_is_foreign(text, p->lex)) return placeholder_find_foreign(p->lex->placeholders, text, p->memory);
  return placeholder_find(p->lex->placeholders, split(p, text)->joined);
}

/* The whole cell, or every one of its segments ("Freelance / self employed"). */
static placeholder_kind placeholder_of(name_parser *p, const name_parts *parts)
{
  placeholder_kind whole = find_placeholder(p, parts->cleaned);
  bool segments = false;

  for (uint32_t i = 0; whole == PLACEHOLDER_NOT && i < parts->count; i++) {
    placeholder_kind kind;
    if (parts->part[i].kind != NAME_SEGMENT) continue;
    segments = true;
    kind = find_placeholder(p, parts->part[i].text);
    if (kind == PLACEHOLDER_NOT) return kind;
  }
  return whole != PLACEHOLDER_NOT || !segments ? whole : PLACEHOLDER_NO_NAME;
}

static bool is_letter_or_digit(char c)
{
  return (c >= '0' && c <= '9') || (lower_ascii(c) >= 'a' && lower_ascii(c) <= 'z') || (unsigned char)c >= 0x80;
}

/* One word with a dot between letters: it may be a host, a URL or an e-mail address. */
static bool looks_like_host(bytes text)
{
  bool dot = false;

  for (size_t i = 0; i < text.size; i++) {
    if (is_blank(text.data[i])) return false;
    if (text.data[i] == '.' && i > 0 && i + 1 < text.size && is_letter_or_digit(text.data[i - 1]) && is_letter_or_digit(text.data[i + 1]))
      dot = true;
  }
  return dot;
}

/*
 * A host typed as the company: the name is the domain's label, and what was typed comes second, since a company may be called
 * "Booking.com". Answers false when the text is no host.
 */
static bool add_host(name_parser *p, bytes cleaned, bool *free_mail)
{
  domain_name domain;

  if (!looks_like_host(cleaned)) return false;
  domain_from_text(&domain, cleaned, p->lex, p->scratch, p->memory);
  if (domain.label.size == 0) return false;
  *free_mail = domain.kind == DOMAIN_FREE_MAIL && memchr(cleaned.data, '@', cleaned.size) != NULL;
  add_form(p, NAME_MAIN, domain.label);
  if (!memchr(cleaned.data, '@', cleaned.size)) add_form(p, NAME_OTHER, domain.registrable);
  return p->count > 0;
}

/* "Booking.com B.V." is called "Booking" as well. */
static void add_without_top_level(name_parser *p, bytes text)
{
  static const char *const tops[] = { ".com", ".net", ".org", ".io", ".ai" };
  char *out;

  for (size_t i = 1; i + 2 < text.size; i++) {
    if (text.data[i] != '.') continue;
    for (size_t t = 0; t < sizeof tops / sizeof tops[0]; t++) {
      size_t size = strlen(tops[t]);
      if (text.size - i < size || !bytes_equal_nocase(bytes_from(text.data + i, size), bytes_from(tops[t], size))) continue;
      if (!is_letter_or_digit(text.data[i - 1]) || (text.size - i > size && is_letter_or_digit(text.data[i + size]))) continue;
      out = arena_take(p->memory, text.size);
      if (!out) return;
      memcpy(out, text.data, i);
      memcpy(out + i, text.data + i + size, text.size - i - size);
      add_form(p, NAME_OTHER, bytes_from(out, text.size - size));
      return;
    }
  }
}

static void add_parts(name_parser *p, const name_parts *parts)
{
  for (int kind = NAME_MAIN; kind <= NAME_SEGMENT; kind++) {
    for (uint32_t i = 0; i < parts->count; i++)
      if ((int)parts->part[i].kind == kind) add_form(p, parts->part[i].kind, parts->part[i].text);
    if (kind == NAME_MAIN && p->count == 0) return;
    if (kind == NAME_OTHER) add_without_top_level(p, parts->part[0].text);
  }
}

/* Forms and words are large, and written before they are read. */
static void parser_begin(name_parser *p, name_side side, const lexicon *lex, text_scratch *scratch, arena *a)
{
  p->lex = lex;
  p->scratch = scratch;
  p->memory = a;
  p->side = side;
  p->cut = false;
  p->count = 0;
  p->split_text = p->split.joined = (bytes){ NULL, 0 };
  p->split.count = 0;
  p->split.cut = false;
}

void company_name_parse(company_name *out, bytes raw, name_side side, const lexicon *lex, text_scratch *scratch, arena *a)
{
  name_parser parser;
  placeholder_kind placeholder = PLACEHOLDER_NOT;
  bool free_mail = false;
  name_parts parts;
  name_form *forms;

  parser_begin(&parser, side, lex, scratch, a);
  *out = (company_name){ .status = NAME_EMPTY };
  name_parts_cut(&parts, raw, side, a);
  parser.cut = parts.cut;
  out->cleaned = parts.cleaned;
  if (parts.count == 0) goto done;
  placeholder = placeholder_of(&parser, &parts);
  if (side == NAME_OF_CONTACT && placeholder != PLACEHOLDER_NOT) {
    out->status = placeholder == PLACEHOLDER_EMPTY ? NAME_EMPTY : NAME_PLACEHOLDER;
    goto done;
  }
  if (!add_host(&parser, parts.cleaned, &free_mail)) add_parts(&parser, &parts);
  if (parser.count == 0) goto done;
  if (side == NAME_OF_CONTACT && free_mail) {
    out->status = NAME_PLACEHOLDER;
    goto done;
  }
  forms = arena_take_array(a, parser.count, sizeof *forms);
  if (!forms) goto done;
  memcpy(forms, parser.forms, parser.count * sizeof *forms);
  out->forms = forms;
  out->form_count = parser.count;
  out->status = placeholder != PLACEHOLDER_NOT || is_generic(&forms[0], lex) ? NAME_GENERIC : NAME_GOOD;
done:
  if (a->failed) *out = (company_name){ .status = NAME_EMPTY };
}
