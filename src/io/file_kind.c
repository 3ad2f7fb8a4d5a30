/* SPDX-License-Identifier: MIT */
#include "io/file_kind.h"

static const struct {
  file_kind kind;
  uint16_t at;
  uint8_t size;
  const char *magic;
  const char *what;
} magics[] = {
  { FILE_GZIP, 0, 2, "\x1F\x8B", NULL },
  { FILE_ZSTD, 0, 4, "\x28\xB5\x2F\xFD", NULL },
  { FILE_ZIP, 0, 4, "PK\x03\x04", NULL },
  { FILE_FOREIGN, 0, 4, "PK\x05\x06", "a zip archive without a file" },
  { FILE_FOREIGN, 0, 8, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel workbook or Office document: save it as CSV" },
  { FILE_FOREIGN, 0, 5, "%PDF-", "a PDF document" },
  { FILE_FOREIGN, 0, 8, "\x89PNG\r\n\x1A\n", "a PNG image" },
  { FILE_FOREIGN, 0, 3, "\xFF\xD8\xFF", "a JPEG image" },
  { FILE_FOREIGN, 0, 6, "GIF89a", "a GIF image" },
  { FILE_FOREIGN, 0, 4,
    "\x7F"
    "ELF",
    "a program" },
  { FILE_FOREIGN, 0, 5, "PAR1\x15", "a Parquet file: export it as CSV" },
  { FILE_FOREIGN, 0, 6, "ARROW1", "an Arrow file: export it as CSV" },
  { FILE_FOREIGN, 0, 16, "SQLite format 3", "an SQLite database: export the table as CSV" },
  { FILE_FOREIGN, 0, 6, "7z\xBC\xAF\x27\x1C", "a 7z archive: .gz, .zst and .zip can be read" },
  { FILE_FOREIGN, 0, 6,
    "\xFD"
    "7zXZ",
    "an xz archive: .gz, .zst and .zip can be read" },
  { FILE_FOREIGN, 0, 6, "Rar!\x1A\x07", "a RAR archive: .gz, .zst and .zip can be read" },
  { FILE_FOREIGN, 0, 10, "BZh91AY&SY", "a bzip2 archive: .gz, .zst and .zip can be read" },
  { FILE_FOREIGN, 16, 4, "\xDE\xC0\xEF\xBE", "an index or another LMDB file: a table as CSV or NDJSON is wanted here" },
  { FILE_FOREIGN, 257, 6, "ustar\0", "a tar archive: .gz, .zst and .zip of one table can be read" },
  { FILE_FOREIGN, 257, 8, "ustar  \0", "a tar archive: .gz, .zst and .zip of one table can be read" },
  { FILE_FOREIGN, 0, 4, "\xFF\xFE\x00\x00", "UTF-32 text: save it as UTF-8" },
  { FILE_FOREIGN, 0, 4, "\x00\x00\xFE\xFF", "UTF-32 text: save it as UTF-8" },
};

/* Text that is no table, in lower case; compared behind blanks. */
static const struct {
  const char *begin;
  const char *what;
} pages[] = {
  { "<!doctype html", "a web page (an expired login?)" },
  { "<html", "a web page (an expired login?)" },
  { "<?xml", "an XML document: save it as CSV" },
  { "{\\rtf", "an RTF document" },
};

static const struct {
  const char *begin;
  const char *what;
} members[] = {
  { "xl/", "an Excel workbook: save it as CSV" },
  { "word/", "a Word document" },
  { "ppt/", "a PowerPoint presentation" },
  { "[Content_Types].xml", "an Excel workbook or Office document: save it as CSV" },
  { "_rels/", "an Excel workbook or Office document: save it as CSV" },
  { "META-INF/", "an OpenDocument or Java file: save it as CSV" },
  { "Index/Document.iwa", "a Numbers or Pages document: export it as CSV" },
};

file_kind file_kind_detect(bytes head, const char **what)
{
  bytes text = bytes_trim(head);

  *what = NULL;
  for (size_t n = 0; n < sizeof magics / sizeof *magics; n++) {
    size_t end = (size_t)magics[n].at + magics[n].size;
    if (head.size < end || memcmp(head.data + magics[n].at, magics[n].magic, magics[n].size) != 0) continue;
    *what = magics[n].what;
    return magics[n].kind;
  }
  for (size_t n = 0; n < sizeof pages / sizeof *pages; n++) {
    bytes begin = bytes_of(pages[n].begin);
    if (text.size < begin.size || !bytes_equal_nocase(bytes_from(text.data, begin.size), begin)) continue;
    *what = pages[n].what;
    return FILE_FOREIGN;
  }
  return FILE_PLAIN;
}

const char *file_kind_of_member(bytes name)
{
  for (size_t n = 0; n < sizeof members / sizeof *members; n++)
    if (bytes_starts_with(name, bytes_of(members[n].begin))) return members[n].what;
  if (bytes_equal(name, BYTES("mimetype"))) return "an OpenDocument file: save it as CSV";
  return NULL;
}

bool file_kind_is_binary(bytes head)
{
  size_t size = head.size < 65536 ? head.size : 65536;
  size_t controls = 0;

  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)head.data[i];
    controls += c < 0x20 && !is_blank((char)c);
  }
  /* A few damaged rows are rejected as rows; one byte in twenty is no text. */
  return controls > 4 && controls * 20 > size;
}
