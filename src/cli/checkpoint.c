/* SPDX-License-Identifier: MIT */
/*
 * The file, one thing a line; the last line is a hash of all before:
 *
 *   l2a checkpoint 1
 *   keys 16hex 16hex 16hex 16hex 16hex        program, definitions, index, contacts, options
 *   place FILE OFFSET
 *   sizes OUTPUT REJECTS
 *   rejects COUNT FIRST-PLACE
 *   counts N N N ...                          run_counts as it lies in memory: all its members are uint64_t
 *   hash 16hex
 */
#include "cli/checkpoint.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "cli/file_clash.h"
#include "cli/message.h"

enum { FILE_LIMIT = 1 << 16, INTERVAL_MS = 500, COUNT_WORDS = sizeof(run_counts) / sizeof(uint64_t) };

_Static_assert(sizeof(run_counts) % sizeof(uint64_t) == 0, "run_counts holds uint64_t only");

static const char *const key_differs[CHECKPOINT_KEYS] = { [CHECKPOINT_PROGRAM] = "the version of l2a differs",
                                                          [CHECKPOINT_DEFINITIONS] = "the definitions or overrides differ",
                                                          [CHECKPOINT_INDEX] = "the index is another one",
                                                          [CHECKPOINT_CONTACTS] = "the contact files differ",
                                                          [CHECKPOINT_OPTIONS] = "the options of the output differ" };

/* ---- what a run depends on ----------------------------------------------------------------------------------------------------------- */

static uint64_t add_text(uint64_t hash, const char *text)
{
  return hash_join(hash, text ? hash_bytes(bytes_of(text)) : 1);
}

static l2a_status add_file(uint64_t *hash, const char *path, l2a_error *error)
{
  struct stat info;

  if (strcmp(path, "-") == 0 || stat(path, &info) != 0 || !S_ISREG(info.st_mode))
    return error_set(error, L2A_EINVAL, "--checkpoint: %s is no file that can be read again", path);
  *hash = add_text(*hash, path);
  *hash = hash_join(*hash, (uint64_t)info.st_size);
  *hash = hash_join(*hash, (uint64_t)info.st_mtim.tv_sec);
  *hash = hash_join(*hash, (uint64_t)info.st_mtim.tv_nsec);
  return L2A_OK;
}

static uint64_t options_key(const cli_options *o)
{
  uint64_t hash = hash_join(o->candidates, (uint64_t)o->keep_skipped);

  hash = add_text(hash, o->output);
  hash = add_text(hash, o->rejects);
  hash = add_text(hash, o->format);
  hash = add_text(hash, o->columns);
  hash = add_text(hash, o->encoding);
  hash = add_text(hash, o->delimiter);
  for (size_t i = 0; i < o->map.count; i++) hash = add_text(hash, o->map.items[i]);
  return hash;
}

static uint64_t index_key(const l2a_index *index)
{
  l2a_index_info info;
  uint64_t hash;

  l2a_index_get_info(index, &info);
  hash = hash_join(info.generation, info.account_count);
  hash = hash_join(hash, info.bytes);
  return add_text(hash, info.fingerprint);
}

static l2a_status make_keys(checkpoint *c, const cli_options *o, const engine *e, l2a_error *error)
{
  l2a_status status = L2A_OK;

  c->keys[CHECKPOINT_PROGRAM] = add_text(0, l2a_version());
  c->keys[CHECKPOINT_DEFINITIONS] = add_text(0, l2a_rules_fingerprint(e->rules));
  c->keys[CHECKPOINT_INDEX] = index_key(e->index);
  c->keys[CHECKPOINT_OPTIONS] = options_key(o);
  for (size_t i = 0; i < o->operand_count && status == L2A_OK; i++) status = add_file(&c->keys[CHECKPOINT_CONTACTS], o->operands[i], error);
  return status;
}

l2a_status checkpoint_check_options(const cli_options *o, l2a_error *error)
{
  if (!o->checkpoint) return L2A_OK;
  if (o->checkpoint[0] == '\0') return error_set(error, L2A_EINVAL, "--checkpoint needs the name of a file");
  if (!o->output || strcmp(o->output, "-") == 0) return error_set(error, L2A_EINVAL, "--checkpoint needs --output FILE");
  if (!o->index)
    return error_set(error, L2A_EINVAL,
                     "--checkpoint needs --index: accounts that are read anew for every run cannot be told to be the same");
  if (file_is_same(o->checkpoint, o->output) || file_is_same(o->checkpoint, o->rejects))
    return error_set(error, L2A_EINVAL, "--checkpoint and --output or --rejects name the same file %s", o->checkpoint);
  return file_clash_check(o, "checkpoint", o->checkpoint, false, error);
}

/* ---- the file ------------------------------------------------------------------------------------------------------------------------ */

static void write_text(buffer *out, const checkpoint *c)
{
  const uint64_t *counts = (const uint64_t *)(const void *)&c->counts;
  size_t size;

  buffer_append_text(out, "l2a checkpoint 1\nkeys");
  for (size_t i = 0; i < CHECKPOINT_KEYS; i++) buffer_printf(out, " %016" PRIx64, c->keys[i]);
  buffer_printf(out, "\nplace %" PRIu64 " %" PRIu64 "\nsizes %" PRIu64 " %" PRIu64, c->file, c->offset, c->output_size, c->rejects_size);
  buffer_printf(out, "\nrejects %" PRIu64 " ", c->rejects->count);
  for (const char *at = c->rejects->first; *at; at++) buffer_append_char(out, *at == '\n' ? ' ' : *at); /* a file's name may have one */
  buffer_append_text(out, "\ncounts");
  for (size_t i = 0; i < COUNT_WORDS; i++) buffer_printf(out, " %" PRIu64, counts[i]);
  buffer_append_char(out, '\n');
  size = out->size;
  if (!out->failed) buffer_printf(out, "hash %016" PRIx64 "\n", hash_bytes(bytes_from(out->data, size)));
}

/* Takes `word` off *rest, then count numbers, each with a blank before it. */
static bool take_numbers(bytes *rest, const char *word, uint64_t *out, size_t count, int base)
{
  if (!bytes_starts_with(*rest, bytes_of(word))) return false;
  rest->data += strlen(word), rest->size -= strlen(word);
  for (size_t i = 0; i < count; i++) {
    size_t digits = 0;
    if (rest->size == 0 || *rest->data != ' ') return false;
    rest->data++, rest->size--;
    out[i] = 0;
    for (; rest->size && *rest->data != ' ' && *rest->data != '\n'; rest->data++, rest->size--, digits++) {
      char c = *rest->data;
      unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 99;
      if (digit >= (unsigned)base) return false;
      out[i] = out[i] * (unsigned)base + digit;
    }
    if (digits == 0 || digits > 20) return false;
  }
  return true;
}

static bool take_text(bytes *rest, const char *text)
{
  bytes begin = bytes_of(text);

  if (!bytes_starts_with(*rest, begin)) return false;
  rest->data += begin.size, rest->size -= begin.size;
  return true;
}

/* keys: of the run that wrote it. */
static bool read_text(checkpoint *c, uint64_t keys[CHECKPOINT_KEYS], uint64_t *rejected, bytes *first, bytes text)
{
  uint64_t *counts = (uint64_t *)(void *)&c->counts;
  uint64_t place[2], sizes[2], hash;
  bytes rest = text, before;
  const char *end;

  if (!take_numbers(&rest, "l2a checkpoint 1\nkeys", keys, CHECKPOINT_KEYS, 16)) return false;
  if (!take_numbers(&rest, "\nplace", place, 2, 10) || !take_numbers(&rest, "\nsizes", sizes, 2, 10)) return false;
  if (!take_numbers(&rest, "\nrejects", rejected, 1, 10) || !take_text(&rest, " ")) return false;
  end = rest.size ? memchr(rest.data, '\n', rest.size) : NULL;
  if (!end) return false;
  *first = bytes_from(rest.data, (size_t)(end - rest.data));
  rest.data += first->size, rest.size -= first->size;
  if (!take_numbers(&rest, "\ncounts", counts, COUNT_WORDS, 10) || !take_text(&rest, "\n")) return false;
  before = bytes_from(text.data, text.size - rest.size);
  if (!take_numbers(&rest, "hash", &hash, 1, 16) || hash != hash_bytes(before)) return false;
  c->file = c->resume_file = place[0];
  c->offset = c->resume_offset = place[1];
  c->output_size = sizes[0];
  c->rejects_size = sizes[1];
  return bytes_equal(rest, BYTES("\n"));
}

static l2a_status save(checkpoint *c, l2a_error *error)
{
  buffer text = BUFFER_INIT;
  output *out = NULL;
  l2a_status status = output_sync(c->out, error);

  if (status == L2A_OK && c->rejects->file) status = output_sync(c->rejects->file, error);
  c->output_size = output_size(c->out);
  c->rejects_size = c->rejects->file ? output_size(c->rejects->file) : 0;
  write_text(&text, c);
  if (status == L2A_OK && text.failed) status = error_no_memory(error);
  if (status == L2A_OK) status = output_open(&out, c->path, error);
  if (status == L2A_OK) status = output_write(out, text.data, text.size, error);
  if (status == L2A_OK) status = output_sync(out, error);
  if (status == L2A_OK) {
    status = output_commit(out, error);
    out = NULL;
  }
  if (out) output_discard(out);
  buffer_free(&text);
  c->saved_ns = clock_now_ns();
  return status;
}

/* ---- a run --------------------------------------------------------------------------------------------------------------------------- */

static l2a_status compare_keys(const checkpoint *c, const uint64_t keys[CHECKPOINT_KEYS], l2a_error *error)
{
  for (size_t i = 0; i < CHECKPOINT_KEYS; i++)
    if (keys[i] != c->keys[i])
      return error_set_at(error, L2A_EINVAL, c->path, 0, 0, "is of another run: %s; remove it to begin anew", key_differs[i]);
  return L2A_OK;
}

static l2a_status resume(checkpoint *c, bytes text, l2a_error *error)
{
  uint64_t keys[CHECKPOINT_KEYS], rejected = 0;
  bytes first = { NULL, 0 };
  l2a_status status;

  if (!read_text(c, keys, &rejected, &first, text))
    return error_set_at(error, L2A_ECORRUPT, c->path, 0, 0, "is no checkpoint of l2a match, or a damaged one; remove it to begin anew");
  status = compare_keys(c, keys, error);
  if (status != L2A_OK) return status;
  c->resumed = true;
  c->rejects->count = rejected;
  snprintf(c->rejects->first, sizeof c->rejects->first, "%.*s", (int)first.size, first.data);
  return L2A_OK;
}

/* The text of the file in *out; *exists: there is one. */
static l2a_status read_file(buffer *out, const char *path, bool *exists, l2a_error *error)
{
  FILE *file = fopen(path, "re");
  l2a_status status = L2A_OK;
  size_t size;

  *exists = file != NULL;
  if (!file) return errno == ENOENT ? L2A_OK : error_set_errno(error, errno, path, "open");
  if (!buffer_reserve(out, FILE_LIMIT)) {
    status = error_no_memory(error);
    goto done;
  }
  errno = 0;
  size = fread(out->data, 1, FILE_LIMIT, file);
  if (ferror(file)) status = error_set_errno(error, errno, path, "read");
  out->size = size;
done:
  fclose(file);
  return status;
}

l2a_status checkpoint_open(checkpoint *c, const cli_options *o, const engine *e, output *out, reject_log *rejects, l2a_error *error)
{
  buffer text = BUFFER_INIT;
  bool exists = false;
  l2a_status status;

  *c = (checkpoint){ .path = o->checkpoint, .out = out, .rejects = rejects };
  status = make_keys(c, o, e, error);
  if (status == L2A_OK) status = read_file(&text, c->path, &exists, error);
  if (status == L2A_OK && exists) status = resume(c, buffer_bytes(&text), error);
  if (status == L2A_OK) status = output_resume(out, c->output_size, error);
  if (status == L2A_OK) status = reject_log_resume(rejects, c->rejects_size, error);
  if (status == L2A_OK && c->resumed && !o->quiet) message_print("%s: goes on behind %" PRIu64 " rows", c->path, c->counts.rows);
  buffer_free(&text);
  return status;
}

l2a_status checkpoint_reach(checkpoint *c, uint64_t file, uint64_t offset, const run_counts *counts, l2a_error *error)
{
  if (c->saved_ns && clock_now_ns() - c->saved_ns < (uint64_t)INTERVAL_MS * 1000000) return L2A_OK;
  c->file = file;
  c->offset = offset;
  c->counts = *counts;
  return save(c, error);
}

l2a_status checkpoint_remove(checkpoint *c, l2a_error *error)
{
  if (unlink(c->path) == 0 || errno == ENOENT) return L2A_OK;
  return error_set_errno(error, errno, c->path, "remove");
}
