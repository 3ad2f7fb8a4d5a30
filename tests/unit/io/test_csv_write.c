/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "io/csv.h"
#include "io/csv_write.h"

Test(csv_write, quotes_only_where_needed)
{
  static const struct {
    const char *value;
    char separator;
    const char *written;
  } rows[] = {
    { "", ',', "" },
    { "plain", ',', "plain" },
    { "a,b", ',', "\"a,b\"" },
    { "a,b", ';', "a,b" },
    { "a;b", ';', "\"a;b\"" },
    { "say \"hi\"", ',', "\"say \"\"hi\"\"\"" },
    { "a\nb", ',', "\"a\nb\"" },
    { "a\rb", ',', "\"a\rb\"" },
    { " a", ',', "\" a\"" },
    { "a ", ',', "\"a \"" },
    { "\"", ',', "\"\"\"\"" },
    { "\xC3\xA9", ',', "\xC3\xA9" },
  };

  for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
    buffer out = BUFFER_INIT;
    csv_write_field(&out, bytes_of(rows[n].value), rows[n].separator);
    cr_expect(bytes_equal(buffer_bytes(&out), bytes_of(rows[n].written)), "%s: %.*s", rows[n].value, (int)out.size, out.data);
    buffer_free(&out);
  }
}

Test(csv_write, what_is_written_is_read_again)
{
  static const char letters[] = "ab,;\"\n\r \t|x";
  uint64_t seed = 9;

  for (int round = 0; round < 3000; round++) {
    bytes fields[4];
    char text[4][12];
    buffer out = BUFFER_INIT;
    record_batch batch;
    chunk c = CHUNK_INIT;
    size_t count = 1 + (size_t)round % 4;
    for (size_t n = 0; n < count; n++) {
      seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      fields[n] = bytes_from(text[n], (seed >> 40) % 12);
      for (size_t i = 0; i < fields[n].size; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        text[n][i] = letters[(seed >> 40) % (sizeof letters - 1)];
      }
    }
    csv_write_row(&out, fields, count, ',');
    c.data = out.data;
    c.size = out.size;
    record_batch_init(&batch);
    cr_assert_eq(csv_parse_chunk(&batch, &c, (csv_dialect){ ',', '\n' }, (uint32_t)count, NULL), L2A_OK);
    cr_assert_eq(batch.count, 1, "%.*s", (int)out.size, out.data);
    for (uint32_t n = 0; n < count; n++) cr_assert(bytes_equal(record_field(&batch.records[0], n), fields[n]), "round %d", round);
    record_batch_free(&batch);
    buffer_free(&out);
  }
}
