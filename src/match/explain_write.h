/* SPDX-License-Identifier: MIT */
/*
 * Writes an outline of named values as indented text or as JSON. A name that repeats among its neighbours ("candidate", "step", "word") is a
 * list in JSON, named in the plural; empty texts are left out.
 */
#ifndef L2A_MATCH_EXPLAIN_WRITE_H
#define L2A_MATCH_EXPLAIN_WRITE_H

#include "base/buffer.h"

enum { WRITER_DEPTH = 8 };

typedef struct writer {
  l2a_format format;
  buffer out;
  uint32_t depth;
  bool in_list[WRITER_DEPTH]; /* a list is open on this level */
  const char *list_name[WRITER_DEPTH];
  bool has_member[WRITER_DEPTH];
} writer;

void writer_init(writer *w, l2a_format format);
void writer_free(writer *w);
void writer_open(writer *w, const char *name); /* NULL: the whole */
void writer_close(writer *w);
void writer_bytes(writer *w, const char *name, bytes value);
void writer_text(writer *w, const char *name, const char *value);
void writer_number(writer *w, const char *name, int64_t value);

/* value / 10^decimals, with all decimals. */
void writer_decimal(writer *w, const char *name, int64_t value, uint32_t decimals);

/* One step of a waterfall, one candidate, one word: a line of aligned columns in text, an object in JSON. weight in thousandths of a nat,
 * probability in 1/10000, rarity in hundredths of a nat. */
void writer_step(writer *w, const char *feature, int64_t value, int64_t weight, const char *meaning);
void writer_candidate(writer *w, bytes id, bytes name, uint32_t probability, bytes routes);
void writer_word(writer *w, bytes text, uint32_t rarity);

#endif
