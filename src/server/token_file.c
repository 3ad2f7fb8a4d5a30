/* SPDX-License-Identifier: MIT */
#include "server/token_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct token {
  access_level level;
  unsigned char size; /* bytes - 1 */
  char text[SERVER_TOKEN_BYTES];
} token;

struct token_set {
  size_t count;
  token tokens[SERVER_TOKENS];
};

static l2a_status read_line(token_set *t, bytes line, const char *path, uint64_t number, l2a_error *error)
{
  bytes rest = bytes_trim(line), word;
  token *next = &t->tokens[t->count];

  if (rest.size == 0 || rest.data[0] == '#') return L2A_OK;
  if (t->count == SERVER_TOKENS) return error_set_at(error, L2A_ELIMIT, path, number, 0, "more than %d tokens", SERVER_TOKENS);
  word = bytes_split(&rest, ' ');
  rest = bytes_trim(rest);
  if (bytes_equal(word, BYTES("read"))) next->level = ACCESS_READ;
  else if (bytes_equal(word, BYTES("admin"))) next->level = ACCESS_ADMIN;
  else return error_set_at(error, L2A_ESYNTAX, path, number, 0, "`read TOKEN` or `admin TOKEN` is expected");
  if (rest.size < SERVER_TOKEN_MIN_BYTES || rest.size > SERVER_TOKEN_BYTES)
    return error_set_at(error, L2A_ESYNTAX, path, number, 0, "a token of %d to %d bytes is expected behind `%.*s`", SERVER_TOKEN_MIN_BYTES,
                        SERVER_TOKEN_BYTES, (int)word.size, word.data);
  for (size_t i = 0; i < rest.size; i++)
    if (rest.data[i] <= ' ' || rest.data[i] > '~')
      return error_set_at(error, L2A_ESYNTAX, path, number, 0, "a token has visible ASCII characters only");
  memcpy(next->text, rest.data, rest.size);
  next->size = (unsigned char)(rest.size - 1);
  t->count++;
  return L2A_OK;
}

static l2a_status read_lines(token_set *t, bytes text, const char *path, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (uint64_t number = 1; status == L2A_OK && text.size; number++) status = read_line(t, bytes_split(&text, '\n'), path, number, error);
  if (status == L2A_OK && t->count == 0)
    status = error_set_at(error, L2A_ESYNTAX, path, 0, 0, "has no token: `read TOKEN` or `admin TOKEN`");
  return status;
}

/* Whole and not beyond its limit: it may be a pipe, or a device that never ends. */
static l2a_status read_file(token_set *t, FILE *file, const char *path, l2a_error *error)
{
  enum { ROOM = SERVER_TOKEN_FILE_BYTES + 1 };
  char *text = malloc(ROOM);
  size_t size = text ? fread(text, 1, ROOM, file) : 0;
  l2a_status status = L2A_OK;

  if (!text) return error_no_memory(error);
  if (ferror(file)) status = error_set_errno(error, errno, path, "cannot read");
  else if (size == ROOM) status = error_set_at(error, L2A_ELIMIT, path, 0, 0, "larger than %d KiB", SERVER_TOKEN_FILE_BYTES / 1024);
  else status = read_lines(t, bytes_from(text, size), path, error);
  explicit_bzero(text, size);
  free(text);
  return status;
}

l2a_status token_set_read(token_set **out, const char *path, bool *open_to_others, l2a_error *error)
{
  token_set *t = calloc(1, sizeof *t);
  FILE *file = fopen(path, "re");
  struct stat facts;
  l2a_status status = L2A_OK;

  *out = NULL;
  *open_to_others = false;
  if (!t) status = error_no_memory(error);
  else if (!file) status = error_set_errno(error, errno, path, "cannot open");
  else status = read_file(t, file, path, error);
  if (status == L2A_OK) {
    *open_to_others = fstat(fileno(file), &facts) == 0 && (facts.st_mode & (S_IROTH | S_IWOTH | S_IWGRP)) != 0;
    *out = t;
    t = NULL;
  }
  if (file) fclose(file);
  token_set_free(t);
  return status;
}

void token_set_free(token_set *t)
{
  if (!t) return;
  explicit_bzero(t, sizeof *t);
  free(t);
}

/* Looks at every byte of the token whatever comes before it; the text that is offered is padded to the same length. */
static unsigned differs(const token *t, const char offered[SERVER_TOKEN_BYTES], size_t size)
{
  unsigned difference = (unsigned)(size - 1) ^ t->size;

  for (size_t i = 0; i < SERVER_TOKEN_BYTES; i++) difference |= (unsigned)(unsigned char)(t->text[i] ^ offered[i]);
  return difference;
}

access_level token_set_check(const token_set *t, bytes authorization, size_t *number)
{
  static const char scheme[] = "bearer ";
  char offered[SERVER_TOKEN_BYTES] = { 0 };
  unsigned level = ACCESS_OPEN;
  bytes text = authorization;

  *number = SERVER_TOKENS;
  if (text.size < sizeof scheme - 1 || !bytes_equal_nocase(bytes_from(text.data, sizeof scheme - 1), BYTES("bearer "))) return ACCESS_OPEN;
  text.data += sizeof scheme - 1;
  text.size -= sizeof scheme - 1;
  text = bytes_trim(text);
  if (text.size == 0 || text.size > SERVER_TOKEN_BYTES) return ACCESS_OPEN;
  memcpy(offered, text.data, text.size);
  for (size_t i = 0; i < t->count; i++) {
    unsigned same = differs(&t->tokens[i], offered, text.size) == 0;

    level |= same * (unsigned)t->tokens[i].level;
    *number -= same * (*number - i);
  }
  explicit_bzero(offered, sizeof offered);
  return level >= ACCESS_ADMIN ? ACCESS_ADMIN : (access_level)level;
}
