/* SPDX-License-Identifier: MIT */
/*
 * Reading CSV, one thread, file in memory: GB/s of each step beside what the machine can do at all.
 *
 *   csv_speed FILE.csv
 *
 *   memcpy     the limit: the bytes once through the processor         newlines   memchr from line end to line end, what wc -l does
 *   scan       separators and line ends outside quotes found           fields     every record and field as a view (unescaped, UTF-8 checked)
 *   rows       every field a view again, of chunks that are regular (io/csv_rows.h), as choices read them; UTF-8 checked
 *
 * Pieces are as large as the command's, and the columns are counted by the header, as the command does.
 */
#include "bench_base.h"
#include "io/csv_rows.h"
#include "io/csv_scan.h"

enum { ROUNDS = 5, PIECE = 256 << 10 };

static double gigabytes_per_s(size_t size, double ns)
{
  return (double)size / ns;
}

static double time_memcpy(l2a_string text, char *copy)
{
  double begin = bench_now_ns();

  memcpy(copy, text.data, text.size);
  return gigabytes_per_s(text.size, bench_now_ns() - begin);
}

static double time_newlines(l2a_string text, uint64_t *sum)
{
  double begin = bench_now_ns();
  const char *at = text.data, *end = text.data + text.size;

  while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
    at++;
    ++*sum;
  }
  return gigabytes_per_s(text.size, bench_now_ns() - begin);
}

static double time_scan(l2a_string text, csv_scan *scan, uint64_t *sum)
{
  double begin = bench_now_ns();
  csv_state state = CSV_START;
  csv_classify_function *classify = csv_classify_best();

  for (size_t done = 0; done < text.size; done += CSV_SCAN_SIZE) {
    size_t size = text.size - done < CSV_SCAN_SIZE ? text.size - done : CSV_SCAN_SIZE;
    csv_scan_bytes(scan, text.data + done, size, (csv_dialect){ ',', '\n' }, &state, classify);
    for (size_t i = 0; i < scan->block_count; i++) *sum += (uint64_t)__builtin_popcountll(scan->structural[i]);
  }
  return gigabytes_per_s(text.size, bench_now_ns() - begin);
}

/* Pieces end at a line end; the files that are measured have none inside quotes. */
static bool next_piece(chunk *piece, l2a_string text, size_t *done)
{
  size_t size = text.size - *done < PIECE ? text.size - *done : PIECE;
  const char *end = size ? memrchr(text.data + *done, '\n', size) : NULL;

  if (end) size = (size_t)(end - (text.data + *done)) + 1;
  piece->data = (char *)(uintptr_t)text.data + *done;
  piece->size = size;
  *done += size;
  return size > 0;
}

static uint32_t columns_of(l2a_string text)
{
  const char *end = text.size ? memchr(text.data, '\n', text.size) : NULL;
  uint32_t count = 1;

  for (const char *at = text.data; end && at < end; at++) count += *at == ',';
  return count;
}

static double time_fields(l2a_string text, record_batch *batch, chunk *piece, uint64_t *sum)
{
  l2a_error error = L2A_ERROR_INIT;
  double begin = bench_now_ns();
  uint32_t columns = columns_of(text);
  size_t done = 0;

  while (next_piece(piece, text, &done)) {
    if (csv_parse_chunk(batch, piece, (csv_dialect){ ',', '\n' }, columns, &error) != L2A_OK) bench_stop(error.message);
    for (size_t i = 0; i < batch->count; i++) *sum += batch->records[i].field_count;
  }
  return gigabytes_per_s(text.size, bench_now_ns() - begin);
}

/* The sizes of all fields are added up, so that each of them is a view. Pieces that are not regular are parsed too. */
static double time_rows(l2a_string text, csv_rows *rows, record_batch *batch, chunk *piece, uint64_t *sum)
{
  l2a_error error = L2A_ERROR_INIT;
  double begin = bench_now_ns();
  uint32_t columns = columns_of(text);
  size_t done = 0;
  bool regular;

  while (next_piece(piece, text, &done)) {
    if (csv_rows_find(rows, &regular, piece, (csv_dialect){ ',', '\n' }, columns, &error) != L2A_OK) bench_stop(error.message);
    if (!regular && csv_parse_chunk(batch, piece, (csv_dialect){ ',', '\n' }, columns, &error) != L2A_OK) bench_stop(error.message);
    for (size_t i = 0; i < rows->count; i++)
      for (uint32_t n = 0; n < columns; n++) *sum += csv_rows_raw(rows, i, n).size;
  }
  return gigabytes_per_s(text.size, bench_now_ns() - begin);
}

int main(int argc, char **argv)
{
  double values[5][ROUNDS];
  const char *const names[] = { "memcpy", "newlines", "scan", "fields", "rows" };
  csv_scan *scan = bench_alloc(sizeof *scan);
  chunk piece = CHUNK_INIT;
  csv_rows rows = { .data = NULL };
  record_batch batch;
  uint64_t sum = 0;
  l2a_string text;
  char *copy;

  if (argc != 2) bench_stop("usage: csv_speed FILE.csv");
  text = bench_read_file(argv[1]);
  copy = bench_alloc(text.size);
  memset(copy, 1, text.size ? text.size : 1);
  record_batch_init(&batch);
  for (int i = 0; i < ROUNDS; i++) {
    values[0][i] = time_memcpy(text, copy);
    values[1][i] = time_newlines(text, &sum);
    values[2][i] = time_scan(text, scan, &sum);
    values[3][i] = time_fields(text, &batch, &piece, &sum);
    values[4][i] = time_rows(text, &rows, &batch, &piece, &sum);
  }
  for (int i = 0; i < 5; i++) printf("%s %.2f\n", names[i], bench_percentile(values[i], ROUNDS, 0.5));
  fprintf(stderr, "checksum %llu\n", (unsigned long long)sum);
  csv_rows_free(&rows);
  record_batch_free(&batch);
  free(copy);
  free(scan);
  free((char *)(uintptr_t)text.data);
  return 0;
}
