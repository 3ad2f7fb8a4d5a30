/* SPDX-License-Identifier: MIT */
#include <archive.h>
#include <archive_entry.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "io/input.h"
#include "support/work_folder.h"

static void enter_folder(void)
{
  char folder[WORK_PATH_SIZE];

  work_path(folder, "");
  cr_assert_eq(chdir(folder), 0);
}

static void leave_folder(void)
{
  cr_assert_eq(chdir("/"), 0);
  work_folder_remove();
}

TestSuite(input, .init = enter_folder, .fini = leave_folder);

static void put_file(const char *name, bytes content)
{
  FILE *f = fopen(name, "wb");

  cr_assert(f && fwrite(content.data, 1, content.size, f) == content.size && fclose(f) == 0);
}

static l2a_status read_all(buffer *out, const char *name, text_encoding encoding, size_t block, l2a_error *error)
{
  input *in = NULL;
  l2a_status status = input_open(&in, name, encoding, error);
  size_t got = 1;

  buffer_clear(out);
  while (status == L2A_OK && got) {
    cr_assert(buffer_reserve(out, block));
    status = input_read(in, out->data + out->size, block, &got, error);
    out->size += got;
  }
  input_close(in);
  return status;
}

enum packing { GZIP, ZSTD, ZIP };

static void put_archive(const char *name, enum packing packing, const char *const *names, const bytes *contents, size_t count)
{
  struct archive *a = archive_write_new();

  if (packing == ZIP) archive_write_set_format_zip(a);
  else archive_write_set_format_raw(a);
  if (packing == GZIP) archive_write_add_filter_gzip(a);
  if (packing == ZSTD) archive_write_add_filter_zstd(a);
  cr_assert_eq(archive_write_open_filename(a, name), ARCHIVE_OK);
  for (size_t n = 0; n < count; n++) {
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, names[n]);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)contents[n].size);
    cr_assert_eq(archive_write_header(a, entry), ARCHIVE_OK);
    cr_assert_eq(archive_write_data(a, contents[n].data, contents[n].size), (la_ssize_t)contents[n].size);
    archive_entry_free(entry);
  }
  cr_assert_eq(archive_write_close(a), ARCHIVE_OK);
  archive_write_free(a);
}

static void make_table(buffer *out, size_t rows)
{
  buffer_append_text(out, "id,name\n");
  for (size_t n = 0; n < rows; n++) buffer_printf(out, "%zu,Company %zu\n", n, n * 7919 % 104729);
}

static const struct {
  const char *name;
  bytes content;
  const char *text;
  text_encoding encoding;
} encoded[] = {
  { "plain", { "a,\xC3\xA9\n", 5 }, "a,\xC3\xA9\n", ENCODING_UTF8 },
  { "bom",
    { "\xEF\xBB\xBF"
      "a,b\n",
      7 },
    "a,b\n",
    ENCODING_UTF8 },
  { "utf16le",
    { "\xFF\xFE"
      "a\0,\0\xE9\0\n\0",
      10 },
    "a,\xC3\xA9\n",
    ENCODING_UTF16LE },
  { "utf16be",
    { "\xFE\xFF"
      "\0a\0,\0\xE9\0\n",
      10 },
    "a,\xC3\xA9\n",
    ENCODING_UTF16BE },
  { "no mark", { "i\0d\0,\0n\0\n\0", 10 }, "id,n\n", ENCODING_UTF16LE },
  { "pair",
    { "\xFF\xFE"
      "a\0\x3D\xD8\x00\xDE\n\0",
      10 },
    "a\xF0\x9F\x98\x80\n",
    ENCODING_UTF16LE },
  { "half pair",
    { "\xFF\xFE"
      "a\0\x3D\xD8"
      "b\0\n\0",
      10 },
    "a\xFF"
    "b\n",
    ENCODING_UTF16LE },
  { "low half",
    { "\xFF\xFE"
      "a\0\x00\xDE"
      "b\0\n\0",
      10 },
    "a\xFF"
    "b\n",
    ENCODING_UTF16LE },
  { "cut",
    { "\xFF\xFE"
      "a\0\n\0b",
      7 },
    "a\n\xFF",
    ENCODING_UTF16LE },
  { "1252", { "a,M\xFCller \x80\n", 11 }, "a,M\xC3\xBCller \xE2\x82\xAC\n", ENCODING_WINDOWS_1252 },
  { "damaged utf8", { "\xC3\xA9,M\xFC\n", 6 }, "\xC3\xA9,M\xFC\n", ENCODING_UTF8 },
};

Test(input, decodes_what_exports_are_written_in)
{
  for (size_t n = 0; n < sizeof encoded / sizeof *encoded; n++) {
    for (size_t block = 1; block < 20; block += 6) {
      buffer out = BUFFER_INIT;
      l2a_error error = L2A_ERROR_INIT;
      input *in = NULL;
      put_file("f", encoded[n].content);
      cr_assert_eq(read_all(&out, "f", ENCODING_AUTO, block, &error), L2A_OK, "%s: %s", encoded[n].name, error.message);
      cr_expect(bytes_equal(buffer_bytes(&out), bytes_of(encoded[n].text)), "%s: %.*s", encoded[n].name, (int)out.size, out.data);
      cr_assert_eq(input_open(&in, "f", ENCODING_AUTO, NULL), L2A_OK);
      cr_expect_eq(input_encoding(in), encoded[n].encoding, "%s", encoded[n].name);
      input_close(in);
      buffer_free(&out);
    }
  }
}

Test(input, obeys_a_forced_encoding)
{
  buffer out = BUFFER_INIT;
  text_encoding encoding;

  put_file("f", BYTES("caf\xC3\xA9\n"));
  cr_assert(encoding_from_name(&encoding, BYTES("Windows-1252")));
  cr_assert_eq(read_all(&out, "f", encoding, 100, NULL), L2A_OK);
  cr_expect(bytes_equal(buffer_bytes(&out), BYTES("caf\xC3\x83\xC2\xA9\n")));
  cr_expect(encoding_from_name(&encoding, BYTES("utf-16")) && encoding == ENCODING_UTF16LE);
  cr_expect_not(encoding_from_name(&encoding, BYTES("ebcdic")));
  buffer_free(&out);
}

Test(input, unpacks_archives_to_the_last_byte)
{
  static const char *const names[] = { "export.csv" };
  buffer table = BUFFER_INIT;
  buffer out = BUFFER_INIT;
  l2a_error error = L2A_ERROR_INIT;
  bytes content;

  make_table(&table, 200000); /* larger than the head */
  content = buffer_bytes(&table);
  for (enum packing packing = GZIP; packing <= ZIP; packing++) {
    put_archive("f", packing, names, &content, 1);
    cr_assert_eq(read_all(&out, "f", ENCODING_AUTO, 100000, &error), L2A_OK, "%s", error.message);
    cr_expect(bytes_equal(buffer_bytes(&out), content), "packing %d", packing);
  }
  buffer_free(&table);
  buffer_free(&out);
}

Test(input, says_where_an_archive_is_cut_short)
{
  static const char *const names[] = { "export.csv" };
  buffer table = BUFFER_INIT;
  buffer out = BUFFER_INIT;
  bytes content;

  make_table(&table, 200000);
  content = buffer_bytes(&table);
  for (enum packing packing = GZIP; packing <= ZIP; packing++) {
    struct stat info;
    l2a_error error = L2A_ERROR_INIT;
    put_archive("f", packing, names, &content, 1);
    cr_assert(stat("f", &info) == 0 && truncate("f", info.st_size * 3 / 4) == 0);
    cr_expect_eq(read_all(&out, "f", ENCODING_AUTO, 100000, &error), L2A_ECORRUPT, "packing %d: %s", packing, error.message);
    cr_expect(strncmp(error.message, "f: ", 3) == 0, "%s", error.message);
  }
  buffer_free(&table);
  buffer_free(&out);
}

Test(input, checks_the_checksum_of_gzip)
{
  static const char *const names[] = { "export.csv" };
  const bytes content = BYTES("id,name\n1,Acme\n");
  buffer out = BUFFER_INIT;
  l2a_error error = L2A_ERROR_INIT;
  FILE *f;

  put_archive("f", GZIP, names, &content, 1);
  f = fopen("f", "r+b");
  cr_assert(f && fseek(f, -6, SEEK_END) == 0 && fputc('x', f) == 'x' && fclose(f) == 0);
  cr_expect_eq(read_all(&out, "f", ENCODING_AUTO, 100, &error), L2A_ECORRUPT);
  cr_expect(strstr(error.message, "data check"), "%s", error.message);
  buffer_free(&out);
}

Test(input, reads_gzip_of_several_members_and_padding)
{
  static const char *const names[] = { "export.csv" };
  const bytes contents[] = { BYTES("id,name\n1,Acme\n"), BYTES("2,Foo\n") };
  buffer out = BUFFER_INIT;
  l2a_error error = L2A_ERROR_INIT;

  put_archive("a", GZIP, names, &contents[0], 1);
  put_archive("b", GZIP, names, &contents[1], 1);
  cr_assert_eq(system("(cat a b; head -c 512 /dev/zero) > f"), 0);
  cr_assert_eq(read_all(&out, "f", ENCODING_AUTO, 100, &error), L2A_OK, "%s", error.message);
  cr_expect(bytes_equal(buffer_bytes(&out), BYTES("id,name\n1,Acme\n2,Foo\n")));
  buffer_free(&out);
}

Test(input, wants_one_file_in_a_zip)
{
  static const char *const two[] = { "a.csv", "b.csv" };
  static const char *const book[] = { "[Content_Types].xml", "xl/workbook.xml" };
  static const char *const clutter[] = { "a.csv", "__MACOSX/._a.csv" };
  const bytes contents[] = { BYTES("id\n1\n"), BYTES("id\n2\n") };
  buffer out = BUFFER_INIT;
  l2a_error error = L2A_ERROR_INIT;

  put_archive("f", ZIP, two, contents, 2);
  cr_expect_eq(read_all(&out, "f", ENCODING_AUTO, 100, &error), L2A_EIO);
  cr_expect(strstr(error.message, "a.csv, b.csv"), "%s", error.message);
  put_archive("f", ZIP, book, contents, 2);
  cr_expect_eq(read_all(&out, "f", ENCODING_AUTO, 100, &error), L2A_EIO);
  cr_expect(strstr(error.message, "Excel workbook"), "%s", error.message);
  put_archive("f", ZIP, clutter, contents, 2);
  cr_expect_eq(read_all(&out, "f", ENCODING_AUTO, 100, &error), L2A_OK);
  cr_expect(bytes_equal(buffer_bytes(&out), contents[0]));
  buffer_free(&out);
}

Test(input, names_what_it_cannot_read)
{
  static const struct {
    bytes content;
    const char *part;
  } rows[] = {
    { { "", 0 }, "empty" },
    { { "\xEF\xBB\xBF", 3 }, "empty" },
    { { "%PDF-1.7 ...", 12 }, "PDF" },
    { { "\x89PNG\r\n\x1A\n....", 12 }, "PNG" },
    { { "\x7F"
        "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0",
        18 },
      "program" },
    { { "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1xxxx", 12 }, "Excel" },
    { { "\1\0\2\0\0\3\0\0\0\4\0\0\0\0\5\0\0\0\0\0\6\0\0\0", 24 }, "binary" },
    { { "\n<!DOCTYPE HTML><html>", 22 }, "web page" },
  };
  l2a_error error = L2A_ERROR_INIT;
  input *in = NULL;

  for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
    put_file("f", rows[n].content);
    cr_expect_eq(input_open(&in, "f", ENCODING_AUTO, &error), L2A_EIO);
    cr_expect(strstr(error.message, rows[n].part), "%s: %s", rows[n].part, error.message);
    cr_expect_null(in);
  }
  cr_expect_eq(input_open(&in, "missing.csv", ENCODING_AUTO, &error), L2A_ENOTFOUND);
  cr_expect_str_eq(error.message, "missing.csv: no such file");
  cr_expect_eq(input_open(&in, ".", ENCODING_AUTO, &error), L2A_EIO);
  cr_expect(strstr(error.message, "directory"), "%s", error.message);
}

Test(input, counts_the_bytes_of_the_file)
{
  buffer table = BUFFER_INIT;
  char data[4096];
  size_t got = 1;
  input *in = NULL;

  make_table(&table, 100000);
  put_file("f", buffer_bytes(&table));
  cr_assert_eq(input_open(&in, "f", ENCODING_AUTO, NULL), L2A_OK);
  cr_expect_eq(input_total(in), table.size);
  while (got) cr_assert_eq(input_read(in, data, sizeof data, &got, NULL), L2A_OK);
  cr_expect_eq(input_consumed(in), table.size);
  input_close(in);
  buffer_free(&table);
}
