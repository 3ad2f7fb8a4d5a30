/* SPDX-License-Identifier: MIT */
/*
 * Tables come from any program. The first byte of the input chooses the separator and how many columns the header has, the rest is the table:
 * it is read as a header and as a chunk, by the detected dialect and by the chosen one.
 */
#include "base/utf8.h"
#include "fuzz/fuzz_support.h"
#include "io/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Records stand in the chunk in order, good ones have valid text and no more fields than columns. */
static void check_records(const record_batch *batch, bytes text, uint32_t column_count)
{
  const char *at = text.data;

  for (size_t i = 0; i < batch->count; i++) {
    const record *r = &batch->records[i];
    require(r->damage < RECORD_DAMAGE_COUNT);
    require(r->raw.data >= at && r->raw.size <= (size_t)(text.data + text.size - r->raw.data));
    require(r->offset == (uint64_t)(r->raw.data - text.data));
    at = r->raw.data + r->raw.size;
    if (r->damage) {
      require(r->field_count == 0 && r->damage_offset <= r->raw.size);
      continue;
    }
    require(r->field_count >= 1 && r->field_count <= (column_count ? column_count : IO_COLUMN_LIMIT));
    for (uint32_t n = 0; n < r->field_count; n++) require(utf8_is_valid(r->fields[n]) && r->fields[n].size <= r->raw.size);
  }
}

static void read_table(bytes text, csv_dialect dialect, uint32_t column_count)
{
  chunk c = { .data = (char *)(uintptr_t)text.data, .size = text.size, .capacity = text.size, .line = 1 };
  record_batch batch;
  size_t used = 0;

  record_batch_init(&batch);
  require(csv_parse_chunk(&batch, &c, dialect, column_count, NULL) == L2A_OK);
  check_records(&batch, text, column_count);
  record_batch_clear(&batch);
  if (csv_parse_first(&batch, text, true, dialect, &used, NULL) == L2A_OK) require(used <= text.size && batch.count <= 1);
  record_batch_free(&batch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char separators[] = { ',', ';', '\t', '|', ' ' };
  uint8_t choice = size ? data[0] : 0;
  bytes text = { (const char *)data + (size ? 1 : 0), size ? size - 1 : 0 };
  csv_dialect dialect = { separators[choice % sizeof separators], choice & 0x80 ? '\r' : '\n' };

  read_table(text, csv_dialect_detect(text, 0), 0);
  read_table(text, dialect, choice / sizeof separators % 8);
  return 0;
}
