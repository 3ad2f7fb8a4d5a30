/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/limits.h"
#include "base/thread_pool.h"
#include "base/utf8.h"
#include "index/build.h"
#include "index/index.h"
#include "rules/rules.h"

enum { BUILD_THREADS_MAX = 4 }; /* beyond four, one thread that collects is the slower end */

struct l2a_index_writer {
  const l2a_rules *rules;
  char *path;         /* NULL: in memory */
  store_writer *file; /* of the path; held from the begin on */
  bool exists;        /* the file was there before */
  l2a_column *columns;
  size_t column_count;
  arena texts;
  account_rows rows;
};

static l2a_status check_columns(const l2a_column *columns, size_t count, size_t *id_column, l2a_error *error)
{
  size_t ids = 0;

  if (!columns || count == 0) return error_set(error, L2A_EINVAL, "an account table has no columns");
  if (count > COLUMN_LIMIT) return error_set(error, L2A_ELIMIT, "an account table has more than %d columns", COLUMN_LIMIT);
  for (size_t i = 0; i < count; i++) {
    if ((unsigned)columns[i].field >= L2A_ACCOUNT_FIELD_COUNT)
      return error_set(error, L2A_EINVAL, "column %zu has an unknown field", i + 1);
    if (columns[i].name.size > COLUMN_NAME_LIMIT)
      return error_set(error, L2A_ELIMIT, "the name of column %zu is longer than %d bytes", i + 1, COLUMN_NAME_LIMIT);
    if (!utf8_is_valid(columns[i].name)) return error_set(error, L2A_EINVAL, "the name of column %zu is no valid UTF-8", i + 1);
    if (columns[i].field != L2A_ACCOUNT_ID) continue;
    *id_column = i;
    ids++;
  }
  if (ids != 1) return error_set(error, L2A_EINVAL, ids ? "more than one column has the account's id" : "no column has the account's id");
  return L2A_OK;
}

static l2a_status copy_columns(l2a_index_writer *writer, const l2a_column *columns, size_t count, l2a_error *error)
{
  writer->columns = arena_take_array(&writer->texts, count, sizeof *columns);
  if (!writer->columns) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) {
    writer->columns[i].field = columns[i].field;
    writer->columns[i].name = arena_copy(&writer->texts, columns[i].name);
  }
  writer->column_count = count;
  return writer->texts.failed ? error_no_memory(error) : L2A_OK;
}

static l2a_status open_file(l2a_index_writer *writer, const char *path, l2a_error *error)
{
  writer->path = strdup(path);
  return writer->path ? store_writer_open(&writer->file, path, &writer->exists, error) : error_no_memory(error);
}

l2a_status l2a_index_writer_new(l2a_index_writer **out, const char *path, const l2a_rules *rules, const l2a_column *columns,
                                size_t column_count, l2a_error *error)
{
  l2a_index_writer *writer = NULL;
  size_t id_column = 0;
  l2a_status status;

  if (!out) return error_set(error, L2A_EINVAL, "l2a_index_writer_new: out is NULL");
  *out = NULL;
  if (!rules) return error_set(error, L2A_EINVAL, "l2a_index_writer_new: rules is NULL");
  status = check_columns(columns, column_count, &id_column, error);
  if (status != L2A_OK) goto done;
  writer = calloc(1, sizeof *writer);
  if (!writer) {
    status = error_no_memory(error);
    goto done;
  }
  writer->rules = rules;
  arena_init(&writer->texts, 4096);
  account_rows_init(&writer->rows, column_count, id_column);
  status = copy_columns(writer, columns, column_count, error);
  if (status == L2A_OK && path) status = open_file(writer, path, error);
  if (status != L2A_OK) goto done;
  *out = writer;
  writer = NULL;
done:
  l2a_index_writer_cancel(writer);
  return status;
}

l2a_status l2a_index_writer_add(l2a_index_writer *writer, const l2a_string *cells, l2a_error *error)
{
  if (!writer || !cells) return error_set(error, L2A_EINVAL, "l2a_index_writer_add: writer or cells is NULL");
  for (size_t i = 0; i < writer->column_count; i++)
    if (!cells[i].data && cells[i].size) return error_set(error, L2A_EINVAL, "l2a_index_writer_add: cell %zu is NULL", i + 1);
  return account_rows_add(&writer->rows, cells, error);
}

static l2a_status save_and_open(l2a_index **out, l2a_index_writer *writer, index_image *image, l2a_error *error)
{
  l2a_status status = index_save(writer->file, writer->exists, image, writer->rules, error);

  store_writer_close(writer->file); /* before it is opened again: a process has it open once */
  writer->file = NULL;
  if (status == L2A_OK && out) status = l2a_index_open(out, writer->path, writer->rules, error);
  return status;
}

l2a_status l2a_index_writer_finish(l2a_index **out, l2a_index_writer *writer, l2a_error *error)
{
  build_input input;
  index_image image = { 0 };
  l2a_status status;

  if (out) *out = NULL;
  if (!writer) return error_set(error, L2A_EINVAL, "l2a_index_writer_finish: writer is NULL");
  if (!out && !writer->path) {
    status = error_set(error, L2A_EINVAL, "l2a_index_writer_finish: an index in memory needs out");
    goto done;
  }
  input = (build_input){ .rows = &writer->rows,
                         .columns = writer->columns,
                         .column_count = writer->column_count,
                         .lex = writer->rules->lex,
                         .thread_count = thread_pool_default_count() };
  if (input.thread_count > BUILD_THREADS_MAX) input.thread_count = BUILD_THREADS_MAX;
  status = index_build(&image, &input, error);
  if (status != L2A_OK) goto done;
  if (writer->path) status = save_and_open(out, writer, &image, error);
  else status = index_from_image(out, &image, writer->rules->keys_fingerprint, error);
done:
  image_free(&image);
  l2a_index_writer_cancel(writer);
  return status;
}

void l2a_index_writer_cancel(l2a_index_writer *writer)
{
  if (!writer) return;
  store_writer_close(writer->file);
  account_rows_free(&writer->rows);
  arena_free(&writer->texts);
  free(writer->path);
  free(writer);
}
