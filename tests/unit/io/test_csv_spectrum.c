/* SPDX-License-Identifier: MIT */
/* csv-spectrum: every table is opened as a file and has the cells that it says. */
#include <sys/mman.h>
#include <unistd.h>

#include "io/table.h"
#include "vector/vector_file.h"

static bytes take_cell(bytes *rest)
{
  return bytes_split(rest, '\x1f');
}

static void check_table(const bytes *fields, size_t count)
{
  char path[64];
  int fd = memfd_create("table", 0);
  bytes rest = fields[2], name = fields[0];
  l2a_error error = L2A_ERROR_INIT;
  chunk text = CHUNK_INIT;
  record_batch rows;
  table *t = NULL;
  uint32_t columns;
  const bytes *names;
  bytes header;

  cr_assert(count == 3 && fd >= 0 && write(fd, fields[1].data, fields[1].size) == (ssize_t)fields[1].size);
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  cr_assert_eq(table_open(&t, path, NULL, &error), L2A_OK, "%.*s: %s", (int)name.size, name.data, error.message);
  names = table_columns(t, &columns);
  header = bytes_split(&rest, '\x1e');
  for (uint32_t i = 0; i < columns; i++)
    cr_expect(bytes_equal(names[i], take_cell(&header)), "%.*s: column %u", (int)name.size, name.data, i);
  cr_expect_eq(header.size, 0);
  record_batch_init(&rows);
  cr_assert_eq(table_next(t, &text, &error), L2A_OK);
  cr_assert_eq(table_parse(t, &rows, &text, &error), L2A_OK);
  for (size_t n = 0; n < rows.count; n++) {
    bytes expected = bytes_split(&rest, '\x1e');
    cr_expect(rows.records[n].damage == RECORD_GOOD && rows.records[n].field_count == columns);
    for (uint32_t i = 0; i < columns; i++)
      cr_expect(bytes_equal(record_field(&rows.records[n], i), take_cell(&expected)), "%.*s: row %zu, column %u", (int)name.size, name.data,
                n, i);
  }
  cr_expect_eq(rest.size, 0, "%.*s: rows are missing", (int)name.size, name.data);
  record_batch_free(&rows);
  chunk_free(&text);
  table_close(t);
  close(fd);
}

Test(csv_spectrum, every_table_has_the_cells_it_says)
{
  cr_assert_eq(vector_file_read("csv_spectrum.txt", check_table), 12);
}
