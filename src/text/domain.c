/* SPDX-License-Identifier: MIT */
/*
 * From what people type to a host. A cell may hold several addresses and words; it is cut into pieces, and the first piece that gives a host
 * with a registrable domain is taken:
 *
 *   "Doe, Jane <Jane@Mail.Acme.de>; x@y.com"   pieces: Doe | Jane | Jane@Mail.Acme.de | ...   host mail.acme.de
 *   "see https://user:pw@www.acme.com:8080/x"  pieces: see | https://...                      host acme.com
 *
 * The usual cell is one piece of ASCII: one pass finds its end, one pass checks and lowers the host.
 */
#include "text/domain.h"

#include "base/utf8.h"
#include "text/domain_class.h"
#include "text/fold.h"
#include "text/public_suffix.h"

enum {
  HOST_LIMIT = 253, /* RFC 1035 */
  LABEL_LIMIT = 63,
  RAW_HOST_LIMIT = 1000, /* bytes before IDNA; what is longer is no host */
  CELL_LIMIT = 4096,     /* bytes of a cell that are looked at */
  PIECE_LIMIT = 16       /* pieces of a cell that are tried */
};

typedef struct parser {
  domain_name *out;
  const lexicon *lex;
  text_scratch *scratch;
  arena *memory;
  suffix_sections sections;
} parser;

/* What a character of a host becomes: 0 when it may not stand there. */
static char host_char(unsigned char c)
{
  static const char table[128] = {
    ['-'] = '-', ['.'] = '.', ['_'] = '_', ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6',
    ['7'] = '7', ['8'] = '8', ['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g',
    ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q',
    ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z', ['a'] = 'a',
    ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k',
    ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u',
    ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
  };

  return c < 128 ? table[c] : 0;
}

static bool is_letter(char c)
{
  return c >= 'a' && c <= 'z';
}

static bytes tail_from(bytes text, size_t at)
{
  return bytes_from(text.data + at, text.size - at);
}

/* Checks and lowers an ASCII host of at least two labels into memory; {NULL, 0} when it is none. */
static bytes host_lower(bytes raw, arena *a)
{
  char *out;
  size_t label = 0;

  while (raw.size && raw.data[raw.size - 1] == '.') raw.size--;
  if (raw.size < 4 || raw.size > HOST_LIMIT) return (bytes){ NULL, 0 };
  out = arena_take(a, raw.size);
  if (!out) return (bytes){ NULL, 0 };
  for (size_t i = 0; i < raw.size; i++) {
    char c = host_char((unsigned char)raw.data[i]);
    if (!c) return (bytes){ NULL, 0 };
    out[i] = c;
    if (c != '.') continue;
    if (i == label || i - label > LABEL_LIMIT || out[label] == '-' || out[i - 1] == '-') return (bytes){ NULL, 0 };
    label = i + 1;
  }
  if (label == 0 || raw.size - label < 2 || raw.size - label > LABEL_LIMIT || !is_letter(out[label])) return (bytes){ NULL, 0 };
  for (size_t i = label; i < raw.size; i++) /* a top level is letters, or an IDN */
    if (!is_letter(out[i]) && !bytes_starts_with(bytes_from(out + label, raw.size - label), BYTES("xn--"))) return (bytes){ NULL, 0 };
  return bytes_from(out, raw.size);
}

static int hex_value(char c)
{
  if (c >= '0' && c <= '9') return c - '0';
  c = lower_ascii(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bytes percent_decode(bytes text, arena *a)
{
  char *out = arena_take(a, text.size);
  size_t n = 0;

  if (!out) return (bytes){ NULL, 0 };
  for (size_t i = 0; i < text.size; i++) {
    int high = text.data[i] == '%' && text.size - i > 2 ? hex_value(text.data[i + 1]) : -1;
    int low = high < 0 ? -1 : hex_value(text.data[i + 2]);
    char c = text.data[i];
    if (low >= 0) {
      c = (char)(high * 16 + low);
      i += 2;
    }
    out[n++] = c;
  }
  return bytes_from(out, n);
}

/* Any host text to a lower-case ASCII host; {NULL, 0} when it is none. Nearly all are ASCII, so that is tried first. */
static bytes host_normalise(const parser *p, bytes raw)
{
  bytes host = host_lower(raw, p->memory);

  if (host.size || raw.size == 0 || raw.size > RAW_HOST_LIMIT) return host;
  if (memchr(raw.data, '%', raw.size)) raw = percent_decode(raw, p->memory);
  else if (utf8_is_ascii(raw)) return host;
  if (!raw.size || !utf8_is_valid(raw)) return host;
  if (!utf8_is_ascii(raw)) raw = public_suffix_to_ascii(p->lex->suffixes, raw, p->memory);
  return host_lower(raw, p->memory);
}

/* Country-code top levels that are sold as names of things: no country. */
static bool is_generic_country(const char *tld)
{
  static const char generic[] = "acaiagamasbzcccdcmcocxdjeufmgggliolalymemsnuscshsostsutktotvvcvgws";

  for (size_t i = 0; i + 1 < sizeof generic; i += 2)
    if (generic[i] == tld[0] && generic[i + 1] == tld[1]) return true;
  return false;
}

/* The country of an internationalised country code, "" for none. */
static const char *idn_country(bytes tld)
{
  static const struct {
    const char *top_level;
    char country[3];
  } codes[] = {
    { "xn--p1ai", "RU" },          { "xn--fiqs8s", "CN" },  { "xn--fiqz9s", "CN" },    { "xn--3e0b707e", "KR" },    { "xn--j6w193g", "HK" },
    { "xn--kprw13d", "TW" },       { "xn--kpry57d", "TW" }, { "xn--90ais", "BY" },     { "xn--j1amh", "UA" },       { "xn--90a3ac", "RS" },
    { "xn--d1alf", "MK" },         { "xn--80ao21a", "KZ" }, { "xn--qxam", "GR" },      { "xn--mgbaam7a8h", "AE" },  { "xn--wgbh1c", "EG" },
    { "xn--mgberp4a5d4ar", "SA" }, { "xn--h2brj9c", "IN" }, { "xn--o3cw4h", "TH" },    { "xn--node", "GE" },        { "xn--90ae", "BG" },
    { "xn--y9a3aq", "AM" },        { "xn--l1acc", "MN" },   { "xn--yfro4i67o", "SG" }, { "xn--mgba3a4f16a", "IR" },
  };

  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (bytes_equal(tld, bytes_of(codes[i].top_level))) return codes[i].country;
  return "";
}

static void set_country(domain_name *out, const lexicon *lex)
{
  bytes tld = out->host;
  size_t at = tld.size;
  const char *country = "";
  char code[3] = "";

  while (at && tld.data[at - 1] != '.') at--;
  tld = tail_from(tld, at);
  if (tld.size == 2) {
    if (bytes_equal(tld, BYTES("uk"))) country = "GB";
    else if (bytes_equal(tld, BYTES("su"))) country = "RU";
    else if (!is_generic_country(tld.data) && public_suffix_knows(lex->suffixes, tld)) {
      for (size_t i = 0; i < 2; i++) code[i] = (char)(tld.data[i] - 'a' + 'A');
      country = code;
    }
  } else if (tld.size == 3) {
    if (bytes_equal(tld, BYTES("gov")) || bytes_equal(tld, BYTES("mil"))) country = "US";
  } else if (bytes_starts_with(tld, BYTES("xn--"))) {
    country = idn_country(tld);
  }
  memcpy(out->country, country, country[0] ? 2 : 0);
}

void domain_country(domain_name *out, bytes host, const lexicon *lex)
{
  domain_name d = { .host = host };

  set_country(&d, lex);
  memcpy(out->country, d.country, sizeof out->country);
}

/* The label as it is compared with names: no hyphens; an IDN label in Latin letters. */
static bytes plain_label(const parser *p, bytes label)
{
  bytes text = label;
  char *out;
  size_t n = 0;

  if (bytes_starts_with(label, BYTES("xn--"))) {
    text = public_suffix_label_to_unicode(p->lex->suffixes, label, p->memory);
    if (text.size) text = fold_text(text, p->lex, p->scratch, p->memory);
    if (!text.size) text = label;
  } else if (!memchr(label.data, '-', label.size)) {
    return label;
  }
  out = arena_take(p->memory, text.size);
  if (!out) return label;
  for (size_t i = 0; i < text.size; i++) {
    char c = lower_ascii(text.data[i]);
    if (is_letter(c) || (c >= '0' && c <= '9')) out[n++] = c;
  }
  return n ? bytes_from(out, n) : label;
}

/* "www.", "www2." off, when a registrable domain is left. */
static bytes without_www(const parser *p, bytes host)
{
  size_t at = 3;

  if (!bytes_starts_with(host, BYTES("www"))) return host;
  while (at < host.size && at < 5 && host.data[at] >= '0' && host.data[at] <= '9') at++;
  if (at >= host.size || host.data[at] != '.') return host;
  return public_suffix_registrable(p->lex->suffixes, tail_from(host, at + 1), p->sections).data ? tail_from(host, at + 1) : host;
}

/* Fills *out from host text. false when there is no host with a registrable domain. */
static bool take_host(const parser *p, bytes raw, bool strip_www)
{
  domain_name *out = p->out;
  bytes host = host_normalise(p, raw);
  bytes registrable;
  const char *dot;

  if (!host.size) return false;
  if (strip_www) host = without_www(p, host);
  registrable = public_suffix_registrable(p->lex->suffixes, host, p->sections);
  if (!registrable.size || memchr(registrable.data, '_', registrable.size)) return false;
  dot = memchr(registrable.data, '.', registrable.size);
  out->kind = domain_class_of(p->lex->domains, host, registrable);
  if (out->kind == DOMAIN_COMPANY && p->sections == SUFFIX_ICANN && public_suffix_is_private(p->lex->suffixes, registrable)) {
    /* eu.com, edu.ru, gda.pl: sold like top levels, or listed as a host of other people's sites (github.io) */
    bytes below = public_suffix_registrable(p->lex->suffixes, host, SUFFIX_ICANN_AND_PRIVATE);
    if (below.size && memchr(below.data, '_', below.size)) {
      out->kind = DOMAIN_NONE;
      return false;
    }
    out->kind = below.size ? domain_class_of(p->lex->domains, host, below) : DOMAIN_SITE_HOST;
    if (below.size) registrable = below;
    dot = memchr(registrable.data, '.', registrable.size);
  }
  out->host = host;
  out->registrable = registrable;
  out->label = bytes_from(registrable.data, (size_t)(dot - registrable.data));
  out->plain_label = plain_label(p, out->label);
  set_country(out, p->lex);
  return true;
}

/* Ends a piece of a cell: white space, brackets, quotes, separators. */
static bool ends_piece(unsigned char c)
{
  static const bool ends[128] = {
    [' '] = true, ['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true, [','] = true,
    [';'] = true, ['|'] = true,  ['<'] = true,  ['>'] = true,  ['('] = true,  [')'] = true,  ['{'] = true,
    ['}'] = true, ['"'] = true,  ['\''] = true, ['`'] = true,  [0] = true,
  };

  return c < 128 && ends[c];
}

/* Takes the next piece that is not empty off *rest; {NULL, 0} at the end. */
static bytes next_piece(bytes *rest)
{
  size_t start = 0, end;
  bytes piece;

  while (start < rest->size && ends_piece((unsigned char)rest->data[start])) start++;
  if (start == rest->size) return (bytes){ NULL, 0 };
  end = start;
  while (end < rest->size && !ends_piece((unsigned char)rest->data[end])) end++;
  piece = bytes_from(rest->data + start, end - start);
  *rest = tail_from(*rest, end);
  return piece;
}

static bytes cell_limit(bytes cell)
{
  return bytes_from(cell.data, cell.size < CELL_LIMIT ? cell.size : (size_t)CELL_LIMIT);
}

/* The piece up to what ends an authority. */
static bytes authority_of(bytes piece)
{
  size_t n = 0;

  while (n < piece.size && piece.data[n] != '/' && piece.data[n] != '?' && piece.data[n] != '#' && piece.data[n] != '\\') n++;
  return bytes_from(piece.data, n);
}

static bytes without_port(bytes host)
{
  const char *colon = host.size ? memchr(host.data, ':', host.size) : NULL;

  return colon ? bytes_from(host.data, (size_t)(colon - host.data)) : host;
}

/* Behind the last '@' of an address, or its "%40"; {NULL, 0} without one. A quoted local part may hold anything, so the last one counts. */
static bytes address_host(bytes piece)
{
  const char *at = piece.size ? memrchr(piece.data, '@', piece.size) : NULL;
  bool may_be_escaped = !at && piece.size && memchr(piece.data, '%', piece.size);
  const char *escaped = may_be_escaped ? memmem(piece.data, piece.size, "%40", 3) : NULL;

  if (!at && !escaped) return (bytes){ NULL, 0 };
  return tail_from(piece, (size_t)(at ? at + 1 - piece.data : escaped + 3 - piece.data));
}

/* "mailto:" and what stands behind its address ("?subject=...") off. */
static bytes without_mailto(bytes piece)
{
  const char *query;

  if (piece.size < 7 || !bytes_equal_nocase(bytes_from(piece.data, 7), BYTES("mailto:"))) return piece;
  piece = tail_from(piece, 7);
  query = piece.size ? memchr(piece.data, '?', piece.size) : NULL;
  return query ? bytes_from(piece.data, (size_t)(query - piece.data)) : piece;
}

/* Skips a quoted local part ("j. doe"@acme.com): what is behind the closing quote, when an '@' is there; else the text. */
static bytes behind_quoted_local(bytes text)
{
  text = bytes_trim(text);
  if (!text.size || text.data[0] != '"') return text;
  for (size_t i = 1; i + 1 < text.size; i++) {
    if (text.data[i] == '\\') i++;
    else if (text.data[i] == '"') return text.data[i + 1] == '@' ? tail_from(text, i + 1) : text;
  }
  return text;
}

void domain_from_email(domain_name *out, bytes email, const lexicon *lex, text_scratch *scratch, arena *a)
{
  parser p = { out, lex, scratch, a, SUFFIX_ICANN };
  bytes rest = behind_quoted_local(cell_limit(email));
  bytes piece, host;

  *out = (domain_name){ .kind = DOMAIN_NONE };
  for (int i = 0; i < PIECE_LIMIT && (piece = next_piece(&rest)).data; i++) {
    piece = without_mailto(piece);
    host = authority_of(without_port(address_host(piece)));
    if (!host.size && piece.size && piece.data[piece.size - 1] == '@') host = next_piece(&rest); /* "jane@ acme.com" */
    while (host.size && (host.data[host.size - 1] == ']' || host.data[host.size - 1] == '!')) host.size--;
    if (host.size && take_host(&p, host, false)) return;
  }
}

/* "https://", "http:/", "http//", "mailto:", "Website:" off; a scheme has no dot, a host with a port has one. */
static bytes without_scheme(bytes piece)
{
  size_t n = 0;
  size_t slashes;

  while (n < piece.size && (is_letter(lower_ascii(piece.data[n])) || piece.data[n] == '+' || piece.data[n] == '-')) n++;
  if (n < piece.size && piece.data[n] == ':') n++;
  slashes = n;
  while (slashes < piece.size && (piece.data[slashes] == '/' || piece.data[slashes] == '\\' || piece.data[slashes] == ':')) slashes++;
  if (slashes == n && (n == 0 || piece.data[n - 1] != ':')) return piece;
  return tail_from(piece, slashes);
}

static bool take_url(const parser *p, bytes piece)
{
  bytes host = piece;
  bytes behind;

  for (int i = 0; i < 3; i++) { /* "http://http://acme.com", "url:https://acme.com" */
    bytes less = without_scheme(host);
    if (less.size == host.size) break;
    host = less;
  }
  host = authority_of(host);
  behind = address_host(host);
  if (behind.data) host = behind;
  return take_host(p, without_port(host), true);
}

void domain_from_url(domain_name *out, bytes url, const lexicon *lex, text_scratch *scratch, arena *a)
{
  parser p = { out, lex, scratch, a, SUFFIX_ICANN_AND_PRIVATE };
  bytes rest = cell_limit(url);
  bytes piece;

  *out = (domain_name){ .kind = DOMAIN_NONE };
  for (int i = 0; i < PIECE_LIMIT && (piece = next_piece(&rest)).data; i++)
    if (take_url(&p, piece)) return;
}

/* Words that stand before a full stop without a blank behind it: "Co.KG", "Soc.Coop", "Dipl.Ing". */
static bool is_abbreviation(bytes label)
{
  static const char *const words[] = { "assn", "assoc", "bros", "cia", "co",  "comp", "corp", "dept", "dipl", "dr",  "est", "fa",  "ft",
                                       "gebr", "ges",   "gmbh", "inc", "ing", "inst", "intl", "ltd",  "mfg",  "mr",  "mrs", "mt",  "nat",
                                       "no",   "prof",  "pte",  "pty", "pvt", "sc",   "soc",  "sp",   "st",   "ste", "tec", "tel", "univ" };

  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (bytes_equal_nocase(label, bytes_of(words[i]))) return true;
  return false;
}

/* Top levels that are legal forms: "Acme.Inc" is a name with a full stop. */
static bool is_legal_form(bytes label)
{
  static const char *const words[] = { "company", "corp", "gmbh", "inc", "limited", "llc", "llp", "ltd", "ltda", "sarl", "srl" };

  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (bytes_equal_nocase(label, bytes_of(words[i]))) return true;
  return false;
}

/* Whether a word with full stops, nothing else speaking for it, reads as a host. whole: it is all of the text. */
static bool reads_as_host(bytes word, bool whole, const lexicon *lex, arena *a)
{
  bytes rest = word;
  bytes label = { NULL, 0 };
  bytes first = { NULL, 0 };
  size_t count = 0;

  while (rest.data) {
    label = bytes_split(&rest, '.');
    if (count++ == 0) first = label;
    if (label.size < 2 && !(whole && count == 1)) return false; /* "A.B.C", "S.A.de C.V." */
  }
  if (count < 2 || is_abbreviation(first) || is_legal_form(label)) return false;
  if (label.size > 3 && label.data[0] >= 'A' && label.data[0] <= 'Z') return false; /* "Smith.Associates" */
  label = host_lower(word, a);
  while (label.size && memchr(label.data, '.', label.size)) bytes_split(&label, '.');
  return label.size && public_suffix_knows(lex->suffixes, label);
}

static bool is_marked_url(bytes piece)
{
  return memmem(piece.data, piece.size, "://", 3) || (piece.size > 4 && bytes_equal_nocase(bytes_from(piece.data, 4), BYTES("www.")));
}

/* Top level known, or no host for a text. */
static bool has_known_top_level(const domain_name *name, const lexicon *lex)
{
  const char *dot = memrchr(name->host.data, '.', name->host.size);

  return public_suffix_knows(lex->suffixes, tail_from(name->host, (size_t)(dot + 1 - name->host.data)));
}

void domain_from_text(domain_name *out, bytes text, const lexicon *lex, text_scratch *scratch, arena *a)
{
  parser p = { out, lex, scratch, a, SUFFIX_ICANN_AND_PRIVATE };
  bytes rest = bytes_trim(cell_limit(text));
  size_t whole = rest.size;
  bytes piece;

  *out = (domain_name){ .kind = DOMAIN_NONE };
  if (!rest.size || !memchr(rest.data, '.', rest.size)) return;
  for (int i = 0; i < PIECE_LIMIT && (piece = next_piece(&rest)).data; i++) {
    bytes host = address_host(piece);
    bool taken = false;
    while (piece.size && (piece.data[piece.size - 1] == '.' || piece.data[piece.size - 1] == ':')) piece.size--;
    p.sections = host.data ? SUFFIX_ICANN : SUFFIX_ICANN_AND_PRIVATE;
    if (!piece.size || !memchr(piece.data, '.', piece.size)) continue;
    if (host.data) taken = take_host(&p, authority_of(host), false);
    else if (is_marked_url(piece)) taken = take_url(&p, piece);
    else if (reads_as_host(authority_of(piece), piece.size == whole, lex, a)) taken = take_host(&p, authority_of(piece), true);
    if (taken && has_known_top_level(out, lex)) return;
    *out = (domain_name){ .kind = DOMAIN_NONE };
  }
}

bool email_is_role(bytes email, const lexicon *lex)
{
  bytes rest = cell_limit(email);
  bytes piece;
  const char *at;

  for (int i = 0; i < PIECE_LIMIT && (piece = next_piece(&rest)).data; i++) {
    piece = without_mailto(piece);
    at = !piece.size ? NULL : memchr(piece.data, '@', piece.size);
    if (at) return domain_class_is_role(lex->domains, bytes_from(piece.data, (size_t)(at - piece.data)));
  }
  return false;
}
