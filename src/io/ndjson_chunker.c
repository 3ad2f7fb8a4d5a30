/* SPDX-License-Identifier: MIT */
/* Cutting NDJSON behind newlines. See ndjson.h and chunk.h. */
#include <stdlib.h>

#include "io/ndjson.h"

struct ndjson_chunker {
  chunk_source source;
  size_t chunk_size;
};

l2a_status ndjson_chunker_new(ndjson_chunker **out, input *in, bytes head, uint64_t line, uint64_t offset, size_t chunk_size,
                              l2a_error *error)
{
  ndjson_chunker *chunker = calloc(1, sizeof *chunker);
  l2a_status status = chunker ? chunk_source_init(&chunker->source, in, head, line, offset, error) : error_no_memory(error);

  *out = NULL;
  if (status != L2A_OK) {
    free(chunker);
    return status;
  }
  chunker->chunk_size = chunk_size ? chunk_size : IO_CHUNK_SIZE;
  *out = chunker;
  return L2A_OK;
}

void ndjson_chunker_free(ndjson_chunker *chunker)
{
  if (chunker) chunk_source_free(&chunker->source);
  free(chunker);
}

static uint64_t count_lines(const char *data, size_t size)
{
  uint64_t lines = 0;

  for (size_t i = 0; i < size; i++) lines += data[i] == '\n';
  return lines;
}

l2a_status ndjson_chunker_next(ndjson_chunker *chunker, chunk *c, l2a_error *error)
{
  size_t target = chunker->chunk_size;
  size_t cut = 0;
  bool end = false;
  l2a_status status;

  chunk_source_begin(&chunker->source, c);
  for (;;) {
    const char *newline;
    status = chunk_source_fill(&chunker->source, c, target, &end, error);
    if (status != L2A_OK) goto done;
    newline = c->size ? memrchr(c->data, '\n', c->size) : NULL;
    if (newline) cut = (size_t)(newline - c->data) + 1;
    if (end) cut = c->size;
    if (cut || end) break;
    if (c->size >= IO_RECORD_LIMIT) {
      status = error_set_at(error, L2A_ELIMIT, input_name(chunker->source.in), c->line, 0, "the line is longer than %d MiB",
                            IO_RECORD_LIMIT >> 20);
      goto done;
    }
    target = c->size < IO_RECORD_LIMIT / 2 ? c->size * 2 : IO_RECORD_LIMIT;
  }
  status = chunk_source_cut(&chunker->source, c, cut, count_lines(c->data, cut), error);
done:
  if (status != L2A_OK) c->size = 0;
  return status;
}
