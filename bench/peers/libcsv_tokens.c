/* SPDX-License-Identifier: MIT */
/* libcsv: every field and row of a file through its callbacks, the file in memory. libcsv_tokens FILE.csv: GB/s of processor time. */
#include <csv.h>

#include "bench_base.h"

static void take_field(void *text, size_t size, void *sum)
{
  (void)text;
  *(uint64_t *)sum += size;
}

static void take_row(int end, void *sum)
{
  (void)end;
  ++*(uint64_t *)sum;
}

int main(int argc, char **argv)
{
  struct csv_parser parser;
  l2a_string text;
  uint64_t sum = 0;
  double begin;

  if (argc != 2) bench_stop("usage: libcsv_tokens FILE.csv");
  text = bench_read_file(argv[1]);
  if (csv_init(&parser, 0) != 0) bench_stop("libcsv cannot begin");
  begin = bench_now_ns();
  if (csv_parse(&parser, text.data, text.size, take_field, take_row, &sum) != text.size) bench_stop(csv_strerror(csv_error(&parser)));
  csv_fini(&parser, take_field, take_row, &sum);
  printf("libcsv %.3f\n", (double)text.size / (bench_now_ns() - begin));
  fprintf(stderr, "checksum %llu\n", (unsigned long long)sum);
  csv_free(&parser);
  free((char *)(uintptr_t)text.data);
  return 0;
}
