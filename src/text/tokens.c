/* SPDX-License-Identifier: MIT */
#include "text/tokens.h"

static bool is_letter(char c)
{
  return c >= 'a' && c <= 'z';
}

static bool is_alphanumeric(char c)
{
  return is_letter(c) || (c >= '0' && c <= '9');
}

static bool is_apostrophe(char c)
{
  return c == '\'' || c == '`';
}

/* Copies without apostrophes; "&" becomes " and ". Returns the size; out has room for five times the text. */
static size_t clean(char *out, bytes folded)
{
  size_t n = 0;

  for (size_t i = 0; i < folded.size; i++) {
    char c = folded.data[i];
    if (is_apostrophe(c)) continue;
    if (c == '&') {
      memcpy(out + n, " and ", 5);
      n += 5;
    } else {
      out[n++] = c;
    }
  }
  return n;
}

/* How far dotted initials reach from `at` ("s.a. ": 4, "i.b.m": 5), 0 when there are none. They end before a sign that is no letter or digit. */
static size_t initials_size(bytes text, size_t at)
{
  size_t i = at;
  size_t good = 0;

  while (i + 1 < text.size && is_alphanumeric(text.data[i]) && text.data[i + 1] == '.') {
    i += 2;
    if (i == text.size || !is_alphanumeric(text.data[i])) good = i;
    else if (i + 1 == text.size || !is_alphanumeric(text.data[i + 1])) good = i + 1;
    else good = i; /* "a.b.ltd": the initials end before the word */
  }
  return good ? good - at : 0;
}

typedef struct token_writer {
  token_list *out;
  char *at;    /* behind what has been written; the tokens are moved together in the text they come from */
  bool single; /* the last token is single letters, to which another may be joined */
} token_writer;

/* A token whose letters lie at or behind w->at. */
static void write_token(token_writer *w, bytes token)
{
  token_list *out = w->out;
  bool single = token.size == 1 && is_letter(token.data[0]);

  if (single && w->single) {
    *w->at++ = token.data[0];
    out->text[out->count - 1].size++;
    return;
  }
  if (out->count == TOKEN_LIST_LIMIT) {
    out->cut = true;
    return;
  }
  if (out->count) *w->at++ = ' ';
  memmove(w->at, token.data, token.size);
  out->text[out->count++] = bytes_from(w->at, token.size);
  w->at += token.size;
  w->single = single;
}

/* Takes the dots out of initials, in place; returns the letters' count. */
static size_t undot(char *text, size_t size)
{
  size_t n = 0;

  for (size_t i = 0; i < size; i++)
    if (text[i] != '.') text[n++] = text[i];
  return n;
}

void tokens_split(token_list *out, bytes folded, arena *a)
{
  char *text = folded.size > SIZE_MAX / 8 ? NULL : arena_take(a, folded.size * 5 + 1);
  token_writer w = { out, text, false };
  bytes all;

  out->count = 0;
  out->cut = false;
  out->joined = (bytes){ NULL, 0 };
  if (!text) {
    a->failed = true;
    return;
  }
  all = bytes_from(text, clean(text, folded));
  for (size_t i = 0; i < all.size && !out->cut;) {
    size_t start = i;
    size_t dotted;
    if (!is_alphanumeric(text[i])) {
      i++;
      continue;
    }
    dotted = initials_size(all, i);
    i += dotted;
    if (dotted) {
      write_token(&w, bytes_from(text + start, undot(text + start, dotted)));
      continue;
    }
    while (i < all.size && is_alphanumeric(text[i])) i++;
    write_token(&w, bytes_from(text + start, i - start));
  }
  out->joined = bytes_from(text, (size_t)(w.at - text));
}

bytes tokens_slice(const token_list *tokens, uint32_t first, uint32_t end)
{
  const char *start = tokens->text[first].data;

  return bytes_from(start, (size_t)(tokens->text[end - 1].data + tokens->text[end - 1].size - start));
}
