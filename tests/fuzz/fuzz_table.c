/* SPDX-License-Identifier: MIT */
/*
 * Whole files, compressed or not, in any encoding: opened by content, their columns detected as those of every kind of table, read to the
 * end (or to READ_LIMIT bytes of text: a small archive may hold a large one). Whatever fails has a status of its contract and a message.
 */
#include "base/utf8.h"
#include "fuzz/fuzz_support.h"
#include "io/columns.h"
#include "io/table.h"

enum { READ_LIMIT = 4 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_failed(l2a_status status, const l2a_error *error)
{
  require(status == L2A_EIO || status == L2A_ESYNTAX || status == L2A_ELIMIT || status == L2A_ECORRUPT || status == L2A_EINVAL ||
          status == L2A_ENOTFOUND);
  require(error->status == status && error->message[0] && !strchr(error->message, '\n'));
}

static void detect(const table *t)
{
  uint32_t count;
  const bytes *names = table_columns(t, &count);

  require(count <= IO_COLUMN_LIMIT);
  for (int object = COLUMN_CONTACT; object <= COLUMN_MATCHED; object++) {
    l2a_error error = L2A_ERROR_INIT;
    column_map *map = NULL;
    l2a_status status = column_map_detect(&map, (column_object)object, "f", names, count, table_sample(t), NULL, &error);

    require((status == L2A_OK) == (map != NULL));
    if (status != L2A_OK) check_failed(status, &error);
    for (size_t i = 0; map && i < table_sample(t)->count; i++) {
      const record *r = &table_sample(t)->records[i];
      for (uint32_t field = 1; r->damage == RECORD_GOOD && field < COLUMN_FIELD_LIMIT; field++)
        require(utf8_is_valid(column_value(map, r, field)));
    }
    column_map_free(map);
  }
}

static void read_rows(table *t)
{
  l2a_error error = L2A_ERROR_INIT;
  chunk c = CHUNK_INIT;
  record_batch batch;
  size_t total = 0;
  l2a_status status = L2A_OK;

  record_batch_init(&batch);
  while (status == L2A_OK && total < READ_LIMIT) {
    status = table_next(t, &c, &error);
    if (status != L2A_OK || c.size == 0) break;
    total += c.size;
    require(table_parse(t, &batch, &c, NULL) == L2A_OK);
    for (size_t i = 0; i < batch.count; i++) require(batch.records[i].damage < RECORD_DAMAGE_COUNT);
  }
  if (status != L2A_OK) check_failed(status, &error);
  record_batch_free(&batch);
  chunk_free(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char name[MEMORY_FILE_NAME_SIZE];
  bytes content = { (const char *)data, size };
  uint8_t choice = take_byte(&content);
  table_options options = { .chunk_size = choice & 1 ? 64 : 0 };
  int fd = memory_file(name, content);
  l2a_error error = L2A_ERROR_INIT;
  table *t = NULL;
  l2a_status status = table_open(&t, name, &options, &error);

  require((status == L2A_OK) == (t != NULL));
  if (t) {
    detect(t);
    read_rows(t);
  } else {
    check_failed(status, &error);
  }
  table_close(t);
  close(fd);
  return 0;
}
