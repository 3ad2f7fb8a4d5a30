/* SPDX-License-Identifier: MIT */
/* Cutting CSV at record boundaries, and recognising the dialect. See csv.h and chunk.h. */
#include <inttypes.h>
#include <stdlib.h>

#include "io/csv_scan.h"

struct csv_chunker {
  chunk_source source;
  csv_dialect dialect;
  csv_classify_function *classify;
  uint32_t column_count;
  size_t chunk_size;
  bool footer;   /* of the next chunk */
  csv_scan scan; /* too large for the stack of a thread */
};

/* What a pass over a chunk finds out. */
typedef struct cut_pass {
  csv_state state;
  size_t cut;     /* behind the last whole record; 0 without one */
  uint64_t lines; /* line ends up to there */
  uint64_t total_lines;
  size_t record_start;
  uint64_t separators; /* of the current record; counted only while footer */
  bool footer;         /* a blank line came, and no full row since */
} cut_pass;

/*
 * Spaces part fields when the first lines have as many of them as the header. "Company Name" above names of any number of words is one
 * column; so is a header of two words, whatever stands below.
 */
static bool spaces_separate(bytes head, size_t count)
{
  enum { LINES = 20 };
  size_t spaces = 0, lines = 0, used = 0;
  bool quoted = false;

  for (size_t i = 0; i < head.size && lines < LINES; i++) {
    char c = head.data[i];
    used++;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == ' ') spaces++;
    if (c != '\n' && c != '\r') continue;
    if (used > 1 && spaces != count) return false;
    if (used > 1) lines++;
    spaces = used = 0;
  }
  return true;
}

csv_dialect csv_dialect_detect(bytes head, char separator)
{
  static const char candidates[] = { ',', ';', '\t', '|', ' ' };
  size_t counts[sizeof candidates] = { 0 };
  csv_dialect dialect = { separator ? separator : ',', '\n' };
  bool quoted = false;
  bool something = false;
  size_t best = 0;

  for (size_t i = 0; i < head.size; i++) {
    char c = head.data[i];
    bool line_end = !quoted && (c == '\n' || c == '\r');
    if (line_end && c == '\r' && (i + 1 == head.size || head.data[i + 1] != '\n')) dialect.newline = '\r';
    if (line_end && something) break;
    if (line_end) continue;
    something = true;
    if (c == '"') quoted = !quoted;
    for (size_t n = 0; n < sizeof candidates; n++)
      if (!quoted && c == candidates[n]) counts[n]++;
  }
  for (size_t n = 1; n + 1 < sizeof candidates; n++)
    if (counts[n] > counts[best]) best = n;
  if (counts[best] == 0 && counts[sizeof candidates - 1] >= 2 && spaces_separate(head, counts[sizeof candidates - 1]))
    best = sizeof candidates - 1;
  if (!separator) dialect.separator = candidates[best];
  return dialect;
}

l2a_status csv_chunker_new(csv_chunker **out, input *in, bytes head, csv_dialect dialect, uint32_t column_count, uint64_t line,
                           uint64_t offset, size_t chunk_size, l2a_error *error)
{
  csv_chunker *chunker = calloc(1, sizeof *chunker);
  l2a_status status = chunker ? chunk_source_init(&chunker->source, in, head, line, offset, error) : error_no_memory(error);

  *out = NULL;
  if (status != L2A_OK) {
    free(chunker);
    return status;
  }
  chunker->dialect = dialect;
  chunker->classify = csv_classify_best();
  chunker->column_count = column_count;
  chunker->chunk_size = chunk_size ? chunk_size : IO_CHUNK_SIZE;
  *out = chunker;
  return L2A_OK;
}

void csv_chunker_free(csv_chunker *chunker)
{
  if (chunker) chunk_source_free(&chunker->source);
  free(chunker);
}

static uint64_t bits_to(unsigned bit)
{
  return bit >= 63 ? UINT64_MAX : (UINT64_C(2) << bit) - 1;
}

/* true when a line without any byte may end in this block; base is the place of the block in data. */
static bool has_blank_line(const cut_pass *pass, const csv_masks *m, uint64_t ends, const char *data, size_t base)
{
  uint64_t starts = ends << 1 | (pass->record_start == base);
  uint64_t behind_cr = (m->cr & starts) << 1 | (pass->record_start + 1 == base && data[pass->record_start] == '\r');

  return (ends & (starts | behind_cr)) != 0;
}

/* Separator by separator: only where blank lines and what follows them are. */
static void pass_slow(cut_pass *pass, const csv_masks *m, uint64_t structural, const char *data, size_t base, uint32_t column_count)
{
  for (uint64_t left = structural; left; left &= left - 1) {
    unsigned bit = (unsigned)__builtin_ctzll(left);
    size_t at = base + bit;
    size_t length = at - pass->record_start;
    if (!(m->newline >> bit & 1)) {
      pass->separators++;
      continue;
    }
    if (length == 0 || (length == 1 && data[pass->record_start] == '\r')) pass->footer = true;
    else if (pass->separators + 1 >= column_count) pass->footer = false;
    pass->separators = 0;
    pass->record_start = pass->cut = at + 1;
    pass->lines = pass->total_lines + (uint64_t)__builtin_popcountll(m->newline & bits_to(bit));
  }
}

static void pass_block(cut_pass *pass, const csv_masks *m, uint64_t structural, const char *data, size_t base, uint32_t column_count)
{
  uint64_t ends = structural & m->newline;

  if (pass->footer || has_blank_line(pass, m, ends, data, base)) {
    pass_slow(pass, m, structural, data, base, column_count);
  } else if (ends) {
    unsigned bit = 63 - (unsigned)__builtin_clzll(ends);
    pass->record_start = pass->cut = base + bit + 1;
    pass->lines = pass->total_lines + (uint64_t)__builtin_popcountll(m->newline & bits_to(bit));
  }
  pass->total_lines += (uint64_t)__builtin_popcountll(m->newline);
}

static void find_cut(csv_chunker *chunker, cut_pass *pass, const chunk *c)
{
  *pass = (cut_pass){ .state = CSV_START, .footer = chunker->footer };
  for (size_t base = 0; base < c->size; base += CSV_SCAN_SIZE) {
    size_t size = c->size - base < CSV_SCAN_SIZE ? c->size - base : CSV_SCAN_SIZE;
    csv_scan_bytes(&chunker->scan, c->data + base, size, chunker->dialect, &pass->state, chunker->classify);
    for (size_t n = 0; n < chunker->scan.block_count; n++)
      pass_block(pass, &chunker->scan.masks[n], chunker->scan.structural[n], c->data, base + n * CSV_BLOCK_SIZE, chunker->column_count);
  }
}

/* Line of the last quote that opens in an unfinished record. */
static uint64_t opening_line(const chunk *c, csv_dialect dialect)
{
  csv_state state = CSV_START;
  uint64_t line = c->line;
  uint64_t opened = c->line;

  for (size_t i = 0; i < c->size; i++) {
    csv_state next = csv_step(state, c->data[i], dialect);
    if (next == CSV_QUOTED && state == CSV_START) opened = line;
    if (c->data[i] == dialect.newline) line++;
    state = next;
  }
  return opened;
}

static l2a_status error_unclosed(const csv_chunker *chunker, const chunk *c, l2a_error *error)
{
  uint64_t line = opening_line(c, chunker->dialect);

  return error_set_at(error, L2A_ESYNTAX, input_name(chunker->source.in), line, 0,
                      "the quote that opens here is not closed before the end of the file");
}

static l2a_status error_long(const csv_chunker *chunker, const chunk *c, l2a_error *error)
{
  const char *name = input_name(chunker->source.in);

  return error_set_at(error, L2A_ELIMIT, name, c->line, 0,
                      "the record is longer than %d MiB: is the quote that opens in line %" PRIu64 " ever closed?", IO_RECORD_LIMIT >> 20,
                      opening_line(c, chunker->dialect));
}

l2a_status csv_chunker_next(csv_chunker *chunker, chunk *c, l2a_error *error)
{
  size_t target = chunker->chunk_size;
  cut_pass pass = { .cut = 0 };
  bool end = false;
  l2a_status status;

  chunk_source_begin(&chunker->source, c);
  c->footer = chunker->footer;
  for (;;) {
    status = chunk_source_fill(&chunker->source, c, target, &end, error);
    if (status != L2A_OK) goto done;
    find_cut(chunker, &pass, c);
    if (end || pass.cut) break;
    if (c->size >= IO_RECORD_LIMIT) {
      status = error_long(chunker, c, error);
      goto done;
    }
    target = c->size < IO_RECORD_LIMIT / 2 ? c->size * 2 : IO_RECORD_LIMIT;
  }
  if (end && pass.state != CSV_QUOTED) {
    pass.cut = c->size;
    pass.lines = pass.total_lines;
  } else if (end && pass.cut == 0) {
    status = error_unclosed(chunker, c, error);
    goto done;
  }
  chunker->footer = pass.footer;
  status = chunk_source_cut(&chunker->source, c, pass.cut, pass.lines, error);
done:
  if (status != L2A_OK) c->size = 0;
  return status;
}
