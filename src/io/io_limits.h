/* SPDX-License-Identifier: MIT */
/* Limits of what is read from files, with the reason of each. Passing one is L2A_ELIMIT, or damage of the one row. */
#ifndef L2A_IO_IO_LIMITS_H
#define L2A_IO_IO_LIMITS_H

enum {
  IO_CHUNK_SIZE = 1 << 20,    /* bytes a worker parses at a time: fits the L2 cache, large against its overhead */
  IO_RECORD_LIMIT = 16 << 20, /* bytes of one record; longer ones are a quote that was never closed */
  IO_COLUMN_LIMIT = 4096,     /* columns of a table; spreadsheets end at 16384, CRM objects near 900 */
  IO_HEAD_SIZE = 1 << 20,     /* bytes on which encoding, separator and keys are decided */
  IO_SAMPLE_LIMIT = 1000,     /* rows of that head on which columns are judged by their values */
  IO_JSON_DEPTH_LIMIT = 128   /* nested arrays and objects inside one value */
};

#endif
