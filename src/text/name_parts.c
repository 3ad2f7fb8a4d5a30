/* SPDX-License-Identifier: MIT */
#include "text/name_parts.h"

#include "text/html_entity.h"

#include "base/utf8.h"

typedef enum marker_kind { MARKER_OTHER, MARKER_PARENT } marker_kind;

typedef struct marker {
  const char *text; /* lower case; a blank stands for any white space */
  uint8_t size;
  marker_kind kind;
} marker;

#define MARKER(text, kind) \
  { \
    text, sizeof text - 1, kind \
  }

/* In order of the first letter, longer ones before their beginnings. After OTHER stands another name of the same company, after PARENT one that it belongs to. */
static const marker markers[] = {
  MARKER("a brand of", MARKER_PARENT),
  MARKER("a business unit of", MARKER_PARENT),
  MARKER("a company of", MARKER_PARENT),
  MARKER("a division of", MARKER_PARENT),
  MARKER("a member of", MARKER_PARENT),
  MARKER("a part of", MARKER_PARENT),
  MARKER("a subsidiary of", MARKER_PARENT),
  MARKER("a unit of", MARKER_PARENT),
  MARKER("a.k.a.", MARKER_OTHER),
  MARKER("a.k.a", MARKER_OTHER),
  MARKER("a/k/a", MARKER_OTHER),
  MARKER("acquired by", MARKER_PARENT),
  MARKER("affiliated with", MARKER_PARENT),
  MARKER("aka", MARKER_OTHER),
  MARKER("also known as", MARKER_OTHER),
  MARKER("an affiliate of", MARKER_PARENT),
  MARKER("anciennement", MARKER_OTHER),
  MARKER("c/o", MARKER_PARENT),
  MARKER("d.b.a.", MARKER_OTHER),
  MARKER("d.b.a", MARKER_OTHER),
  MARKER("d/b/a", MARKER_OTHER),
  MARKER("dba", MARKER_OTHER),
  MARKER("doing business as", MARKER_OTHER),
  MARKER("ehemals", MARKER_OTHER),
  MARKER("f.k.a.", MARKER_OTHER),
  MARKER("f.k.a", MARKER_OTHER),
  MARKER("f/k/a", MARKER_OTHER),
  MARKER("fka", MARKER_OTHER),
  MARKER("formally known as", MARKER_OTHER),
  MARKER("formerly known as", MARKER_OTHER),
  MARKER("formerly", MARKER_OTHER),
  MARKER("n/k/a", MARKER_OTHER),
  MARKER("nka", MARKER_OTHER),
  MARKER("now know as", MARKER_OTHER),
  MARKER("now known as", MARKER_OTHER),
  MARKER("now part of", MARKER_PARENT),
  MARKER("o/a", MARKER_OTHER),
  MARKER("on behalf of", MARKER_PARENT),
  MARKER("operating as", MARKER_OTHER),
  MARKER("owned by", MARKER_PARENT),
  MARKER("part of", MARKER_PARENT),
  MARKER("previously known as", MARKER_OTHER),
  MARKER("previously", MARKER_OTHER),
  MARKER("t/a", MARKER_OTHER),
  MARKER("trading as", MARKER_OTHER),
  MARKER("vormals", MARKER_OTHER),
};

/* A bit for each letter that markers begin with. */
#define BIT(letter) (UINT32_C(1) << ((letter) - 'a'))
static const uint32_t marker_letters =
  BIT('a') | BIT('c') | BIT('d') | BIT('e') | BIT('f') | BIT('n') | BIT('o') | BIT('p') | BIT('t') | BIT('v');

/* What stands before a name with a colon, and some that need none. */
static const char *const labels[] = {
  "company:",     "company name:", "current company:", "employer:",    "current employer:", "organization:", "organisation:", "domain:",
  "account:",     "firma:",        "empresa:",         "entreprise:",  "societe:",          "azienda:",      "bedrijf:",      "name:",
  "works at ",    "working at ",   "work at ",         "employed at ", "employed by ",      "i work at ",    "i work for ",   "works for ",
  "working for ", "c/o ",
};

/* What says something else than the name, in brackets or after a separator at the end. */
static const char *const noises[] = {
  "we're hiring",
  "we are hiring",
  "were hiring",
  "we\xE2\x80\x99re hiring",
  "now hiring",
  "is hiring",
  "hiring",
  "yc ",
  "yc w",
  "yc s",
  "ycw",
  "ycs",
  "y combinator",
  "stealth",
  "self-funded",
  "acquired)",
  "closed",
  "inactive",
  "out of business",
  "do not use",
  "duplicate",
  "deleted",
};

static const char *const openers[] = { "(", "[", "{", "\xEF\xBC\x88", "\xE3\x80\x90" }; /* the last two: （ 【 */
static const char *const closers[] = { ")", "]", "}", "\xEF\xBC\x89", "\xE3\x80\x91" };
/* Blanks around count for the last three; "/" parts only words of two letters and more (A/S is no two names). */
static const char *const separators[] = {
  ",", ";", "|", "\xE2\x80\x93", "\xE2\x80\x94", "\xE3\x80\x81", "\xEF\xBC\x8C", " / ", " - ", " at ", " @ ",
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* Size of the text of the list that begins here, ASCII case ignored; 0 when none does. */
static size_t list_match(bytes at, const char *const *list, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    size_t size;
    if (lower_ascii(at.data[0]) != list[i][0]) continue;
    size = strlen(list[i]);
    if (at.size >= size && bytes_equal_nocase(bytes_from(at.data, size), bytes_from(list[i], size))) return size;
  }
  return 0;
}

/* Signs that may begin a bracket or separator: most of a name's bytes need no more than this. */
static bool is_special(char c)
{
  return (unsigned char)c >= 0xE2 || (c <= '/' && c != '\'' && c != '.' && c != '&') || c == ';' || c == '[' || c == ']' || c >= '{';
}

static bool is_letter_byte(char c)
{
  return (lower_ascii(c) >= 'a' && lower_ascii(c) <= 'z') || (c >= '0' && c <= '9');
}

static bytes tail(bytes text, size_t from)
{
  return bytes_from(text.data + from, text.size - from);
}

static bool is_word_end(bytes text, size_t at)
{
  return at >= text.size || is_blank(text.data[at]) || text.data[at] == ':' || text.data[at] == ',' || text.data[at] == '.';
}

/* The marker at this place (a word begins here), with the colon behind it; 0 when there is none. */
static size_t marker_match(bytes text, size_t at, marker_kind *kind)
{
  char first = lower_ascii(text.data[at]), second;

  if (first < 'a' || first > 'v' || !(marker_letters >> (first - 'a') & 1) || text.size - at < 3) return 0;
  second = lower_ascii(text.data[at + 1]);
  for (size_t i = 0; i < COUNT(markers) && markers[i].text[0] <= first; i++) {
    size_t size = markers[i].size;
    if (markers[i].text[0] != first || markers[i].text[1] != second) continue;
    if (text.size - at < size || !bytes_equal_nocase(bytes_from(text.data + at, size), bytes_from(markers[i].text, size))) continue;
    if (!is_word_end(text, at + size)) continue;
    *kind = markers[i].kind;
    while (at + size < text.size && (text.data[at + size] == ':' || text.data[at + size] == '.')) size++;
    return size;
  }
  return 0;
}

/* Quotes of a text, double ones of all kinds. */
static size_t quote_count(bytes text)
{
  size_t count = 0;

  for (size_t i = 0; i < text.size; i++) {
    char c = text.data[i];
    if (c == '"') count++;
    if (c == '\xC2' && i + 1 < text.size && (text.data[i + 1] == '\xAB' || text.data[i + 1] == '\xBB')) count++;
    if (c == '\xE2' && i + 2 < text.size && text.data[i + 1] == '\x80' && text.data[i + 2] >= '\x9C' && text.data[i + 2] <= '\x9E') count++;
  }
  return count;
}

/* Size of the double quote at this end, 0 without one. */
static size_t quote_at(bytes text, bool front)
{
  static const char *const quotes[] = { "\"", "\xC2\xAB", "\xC2\xBB", "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E" };

  for (size_t i = 0; i < COUNT(quotes); i++) {
    bytes sign = bytes_of(quotes[i]);
    if (front ? bytes_starts_with(text, sign) : bytes_ends_with(text, sign)) return sign.size;
  }
  return 0;
}

/* A quote that may be taken off: one without its other, or both of a pair around the text. The pair of ООО "Ромашка" is the name's own. */
static size_t edge_quote(bytes text, bool front)
{
  size_t size = quote_at(text, front);

  if (!size || quote_count(text) % 2) return size;
  return quote_count(text) == 2 && quote_at(text, !front) ? size : 0;
}

/* Blanks of Unicode, quotes and dangling punctuation; what may end a name (")", "!", ".") stays at its end. */
static size_t edge_sign(bytes text, bool front)
{
  static const char *const wide[] = {
    "\xC2\xA0", "\xE3\x80\x80", "\xE2\x80\x98", "\xE2\x80\xA2", "\xE2\x80\x8B", "\xEF\xBB\xBF", "\xE2\x80\x93", "\xE2\x80\x94",
  };
  char c = front ? text.data[0] : text.data[text.size - 1];

  if (is_letter_byte(c)) return 0;
  if (is_blank(c) || memchr("'`,;:|-_/\\*=~<>", c, 15)) return 1;
  if (edge_quote(text, front)) return edge_quote(text, front);
  if (front && (c == '@' || c == '#' || c == ')')) return 1;
  if (!front && (c == '(' || c == '@')) return 1;
  for (size_t i = 0; i < COUNT(wide); i++) {
    bytes sign = bytes_of(wide[i]);
    if (front ? bytes_starts_with(text, sign) : bytes_ends_with(text, sign)) return sign.size;
  }
  return 0;
}

static bytes trim_edges(bytes text)
{
  size_t n;

  while (text.size && (n = edge_sign(text, true)) > 0) text = tail(text, n);
  while (text.size && (n = edge_sign(text, false)) > 0) text.size -= n;
  return text;
}

/* A digit must follow "YC W", or it is the beginning of a name. */
static bool is_noise(bytes text)
{
  size_t n;

  text = trim_edges(text);
  n = text.size ? list_match(text, noises, COUNT(noises)) : 0;
  if (n == 0) return false;
  if (lower_ascii(text.data[0]) == 'y' && lower_ascii(text.data[1]) == 'c')
    return text.size <= 10 && text.data[text.size - 1] >= '0' && text.data[text.size - 1] <= '9';
  return text.size <= n + 2;
}

/* The bracket that opens at `at`: its end (behind the closer, or the text's end) and content. */
static size_t bracket_end(bytes text, size_t at, size_t opener, bytes *content)
{
  size_t end = at + opener;
  size_t closer = 0;

  while (end < text.size && (closer = list_match(tail(text, end), closers, COUNT(closers))) == 0) end++;
  *content = bytes_from(text.data + at + opener, end - at - opener);
  return end + closer;
}

static bool may_have_brackets(bytes text)
{
  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] == '(' || text.data[i] == '[' || text.data[i] == '{' || (unsigned char)text.data[i] >= 0xE3) return true;
  return false;
}

typedef enum bracket_use { BRACKETS_KEEP_NAMES, BRACKETS_DROP } bracket_use;

/* A copy without brackets: all of them, or those that hold noise. The text itself when there are none. */
static bytes without_brackets(bytes text, bracket_use use, arena *a)
{
  char *out = NULL;
  size_t size = 0;
  size_t opener;

  if (!may_have_brackets(text)) return text;

  for (size_t i = 0; i < text.size;) {
    bytes content;
    size_t end;
    opener = is_special(text.data[i]) ? list_match(tail(text, i), openers, COUNT(openers)) : 0;
    end = opener ? bracket_end(text, i, opener, &content) : i + 1;
    if (opener && (use == BRACKETS_DROP || is_noise(content))) {
      if (!out) {
        out = arena_take(a, text.size + 1);
        if (!out) return text;
        memcpy(out, text.data, i);
        size = i;
      }
      out[size++] = ' ';
    } else {
      if (opener) end = i + opener;
      if (out) memcpy(out + size, text.data + i, end - i);
      size += end - i;
    }
    i = end;
  }
  return out ? trim_edges(bytes_from(out, size)) : text;
}

/* ", we're hiring!" at the end. */
static bytes without_noise_end(bytes text)
{
  for (size_t i = text.size; i > 1; i--) {
    char c = text.data[i - 1];
    if (c != ',' && c != '|' && c != '-' && c != '/' && c != '*') continue;
    return is_noise(tail(text, i)) ? trim_edges(bytes_from(text.data, i - 1)) : text;
  }
  return text;
}

static bytes clean(bytes raw, bool *cut, arena *a)
{
  bytes text = bytes_trim(raw);
  size_t label;

  *cut = text.size > NAME_SIZE_LIMIT;
  if (*cut) text = bytes_from(text.data, utf8_valid_prefix(bytes_from(text.data, NAME_SIZE_LIMIT)));
  text = trim_edges(html_entity_decode(text, a));
  label = text.size ? list_match(text, labels, COUNT(labels)) : 0;
  if (label && trim_edges(tail(text, label)).size) text = trim_edges(tail(text, label));
  text = without_brackets(text, BRACKETS_KEEP_NAMES, a);
  return without_noise_end(text);
}

/* One letter names nothing but as the whole; of a bracket, "(주)" and "(株)" are a legal form. */
static size_t least_size(name_form_kind kind, bytes text)
{
  if (kind == NAME_MAIN) return 1;
  return (kind == NAME_BRACKET || kind == NAME_SEGMENT) && text.size && (unsigned char)text.data[0] >= 0xE3 ? 4 : 2;
}

static void add_part(name_parts *out, name_form_kind kind, bytes text)
{
  text = trim_edges(text);
  if (text.size < least_size(kind, text) || out->count == NAME_PART_LIMIT) return;
  out->part[out->count++] = (name_part){ kind, text };
}

static bool begins_word(bytes text, size_t at)
{
  char before = at > 0 ? text.data[at - 1] : 'a';

  return is_blank(before) || before == ',' || before == ';' || before == '(' || before == '[' || before == '|';
}

/* Offset of the first marker that has a name before and behind it, text.size when there is none. */
static size_t find_marker(bytes text, size_t from, size_t *size, marker_kind *kind)
{
  for (size_t i = from; i < text.size; i++) {
    if (!begins_word(text, i)) continue;
    *size = marker_match(text, i, kind);
    if (*size && trim_edges(tail(text, i + *size)).size > 1 && trim_edges(bytes_from(text.data, i)).size > 1) return i;
  }
  return text.size;
}

/* MAIN up to the first marker; what follows the markers as other names or, for contacts, segments. An opened bracket belongs to the marker. */
static bytes cut_markers(name_parts *out, bytes text, name_side side)
{
  size_t size = 0;
  marker_kind kind = MARKER_OTHER;
  size_t at = find_marker(text, 0, &size, &kind);
  bytes main = bytes_from(text.data, at);

  add_part(out, NAME_MAIN, main);
  while (at < text.size) {
    marker_kind this_kind = kind;
    size_t begin = at + size;
    bytes content;
    size_t end;
    at = find_marker(text, begin, &size, &kind);
    end = at;
    for (size_t i = begin; i < at; i++) /* "(formerly Foo) Bar": the name ends with the bracket */
      if (list_match(tail(text, i), closers, COUNT(closers))) {
        end = i;
        break;
      }
    content = bytes_from(text.data + begin, end - begin);
    if (this_kind == MARKER_OTHER) add_part(out, NAME_OTHER, content);
    else if (side == NAME_OF_CONTACT) add_part(out, NAME_SEGMENT, content);
  }
  return main;
}

static void cut_brackets(name_parts *out, bytes main, arena *a)
{
  size_t opener;

  if (!main.size || !may_have_brackets(main)) return;
  if (without_brackets(main, BRACKETS_DROP, a).data != main.data) add_part(out, NAME_PLAIN, without_brackets(main, BRACKETS_DROP, a));
  for (size_t i = 0; i < main.size; i++) {
    bytes content;
    opener = is_special(main.data[i]) ? list_match(tail(main, i), openers, COUNT(openers)) : 0;
    if (!opener) continue;
    i = bracket_end(main, i, opener, &content) - 1;
    add_part(out, NAME_BRACKET, content);
  }
}

/* "/" between words of two letters and more. */
static bool is_slash_between_words(bytes text, size_t at)
{
  return text.data[at] == '/' && at >= 2 && at + 2 < text.size && !memchr(" ./", text.data[at - 1], 3) &&
         !memchr(" ./", text.data[at - 2], 3) && !memchr(" ./", text.data[at + 1], 3) && !memchr(" ./", text.data[at + 2], 3);
}

static size_t separator_at(bytes text, size_t at)
{
  marker_kind kind;
  size_t size = 0;

  if (is_special(text.data[at])) {
    size = list_match(tail(text, at), separators, COUNT(separators));
    if (!size) size = list_match(tail(text, at), openers, COUNT(openers));
    if (!size) size = list_match(tail(text, at), closers, COUNT(closers));
    if (!size && is_slash_between_words(text, at)) size = 1;
  }
  if (!size && begins_word(text, at)) size = marker_match(text, at, &kind);
  return size;
}

static void cut_segments(name_parts *out, bytes text)
{
  uint32_t segments = 0;
  size_t begin = 0;

  for (size_t i = 0; i < text.size && segments < NAME_SEGMENT_LIMIT;) {
    size_t size = separator_at(text, i);
    if (size) {
      uint32_t before = out->count;
      add_part(out, NAME_SEGMENT, bytes_from(text.data + begin, i - begin));
      segments += out->count - before;
      begin = i + size;
    }
    i += size ? size : 1;
  }
  if (begin && begin < text.size && segments < NAME_SEGMENT_LIMIT) add_part(out, NAME_SEGMENT, tail(text, begin));
}

/* " at ", the only separator of letters. */
static bool is_at(bytes text, size_t at)
{
  return at + 2 < text.size && lower_ascii(text.data[at]) == 'a' && lower_ascii(text.data[at + 1]) == 't' && text.data[at + 2] == ' ';
}

/* Words of letters and digits parted by blanks, no label before them, no marker and no separator among them: there is nothing to cut. Most
 * names are such; one that is not said to be so takes the longer way to the same parts. */
static bool is_simple(bytes text)
{
  marker_kind kind;

  if (text.size == 0 || text.size > NAME_SIZE_LIMIT || !is_letter_byte(text.data[0])) return false;
  if (text.data[text.size - 1] != '.' && !is_letter_byte(text.data[text.size - 1])) return false;
  for (size_t i = 0; i < text.size; i++) {
    char c = text.data[i];
    if (!is_letter_byte(c) && c != ' ' && c != '.') return false;
    if (i > 0 && text.data[i - 1] == ' ' && (is_at(text, i) || marker_match(text, i, &kind))) return false;
  }
  return list_match(text, labels, COUNT(labels)) == 0;
}

void name_parts_cut(name_parts *out, bytes raw, name_side side, arena *a)
{
  bytes main;

  out->count = 0;
  out->cut = false;
  out->cleaned = bytes_trim(raw);
  if (is_simple(out->cleaned)) {
    out->part[out->count++] = (name_part){ NAME_MAIN, out->cleaned };
    return;
  }
  out->cleaned = clean(raw, &out->cut, a);
  if (!out->cleaned.size) return;
  main = cut_markers(out, out->cleaned, side);
  cut_brackets(out, main, a);
  if (side == NAME_OF_CONTACT) cut_segments(out, out->cleaned);
}
