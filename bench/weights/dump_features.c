/* SPDX-License-Identifier: MIT */
/*
 * Writes the feature values of every contact and candidate, for fitting weights (fit.py).
 *
 *   dump_features ACCOUNTS CONTACTS OUT      both inputs: rows ended by byte 0x1E, cells by 0x1F, in the order of the tables below
 *
 * OUT: the feature names joined by blanks and a newline, then for each pair int32 contact row, account row, routes, features.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "match/matcher.h"

enum { ACCOUNT_CELLS = 10, CONTACT_CELLS = 9 };

static const l2a_account_field account_fields[ACCOUNT_CELLS] = { L2A_ACCOUNT_ID,      L2A_ACCOUNT_NAME,      L2A_ACCOUNT_WEBSITE,
                                                                 L2A_ACCOUNT_DOMAINS, L2A_ACCOUNT_COUNTRY,   L2A_ACCOUNT_CITY,
                                                                 L2A_ACCOUNT_PHONE,   L2A_ACCOUNT_PARENT_ID, L2A_ACCOUNT_ALIASES,
                                                                 L2A_ACCOUNT_STATE };

static buffer read_file(const char *path)
{
  buffer b = BUFFER_INIT;
  FILE *f = fopen(path, "rb");
  size_t n = 1;

  if (!f) {
    perror(path);
    exit(2);
  }
  while (n) {
    buffer_reserve(&b, 1 << 20);
    n = fread(b.data + b.size, 1, 1 << 20, f);
    b.size += n;
  }
  fclose(f);
  return b;
}

static bool next_row(bytes *rest, bytes *cells, int count)
{
  bytes row = bytes_split(rest, '\x1e');

  if (row.size == 0) return false;
  for (int i = 0; i < count; i++) cells[i] = row.data ? bytes_split(&row, '\x1f') : (bytes){ NULL, 0 };
  return true;
}

static void stop(const l2a_error *error)
{
  fprintf(stderr, "dump_features: %s\n", error->message);
  exit(2);
}

static l2a_index *build(const l2a_rules *rules, bytes text)
{
  l2a_column columns[ACCOUNT_CELLS];
  l2a_index_writer *writer = NULL;
  l2a_index *index = NULL;
  l2a_error error = L2A_ERROR_INIT;
  bytes cells[ACCOUNT_CELLS];

  for (int i = 0; i < ACCOUNT_CELLS; i++) columns[i] = (l2a_column){ BYTES("cell"), account_fields[i] };
  if (l2a_index_writer_new(&writer, NULL, rules, columns, ACCOUNT_CELLS, &error) != L2A_OK) stop(&error);
  while (next_row(&text, cells, ACCOUNT_CELLS))
    if (l2a_index_writer_add(writer, cells, &error) != L2A_OK) stop(&error);
  if (l2a_index_writer_finish(&index, writer, &error) != L2A_OK) stop(&error);
  return index;
}

static void dump(l2a_matcher *m, bytes text, FILE *out)
{
  l2a_error error = L2A_ERROR_INIT;
  bytes cells[CONTACT_CELLS];
  answer a;

  for (int32_t row = 0; next_row(&text, cells, CONTACT_CELLS); row++) {
    l2a_contact c = L2A_CONTACT_INIT;
    c.id = cells[0];
    c.email = cells[1];
    c.company = cells[2];
    c.website = cells[3];
    c.country = cells[4];
    c.city = cells[5];
    c.phone = cells[6];
    c.state = cells[7];
    c.postal_code = cells[8];
    if (matcher_run(&a, m, &c, INDEX_NONE, &error) != L2A_OK) stop(&error);
    for (uint32_t i = 0; i < m->count; i++) {
      int32_t head[3] = { row, (int32_t)m->comparisons[i].account, (int32_t)m->comparisons[i].routes };
      fwrite(head, sizeof head, 1, out);
      fwrite(m->comparisons[i].features, sizeof(int32_t), FEATURE_COUNT, out);
    }
  }
}

int main(int argc, char **argv)
{
  l2a_rules *rules = NULL;
  l2a_matcher *m = NULL;
  l2a_error error = L2A_ERROR_INIT;
  buffer accounts, contacts;
  l2a_index *index;
  FILE *out;

  if (argc != 4) {
    fprintf(stderr, "usage: dump_features ACCOUNTS CONTACTS OUT\n");
    return 2;
  }
  if (l2a_rules_load(&rules, NULL, &error) != L2A_OK) stop(&error);
  accounts = read_file(argv[1]);
  contacts = read_file(argv[2]);
  out = fopen(argv[3], "wb");
  if (!out) return 2;
  index = build(rules, buffer_bytes(&accounts));
  if (l2a_matcher_new(&m, rules, index, NULL, &error) != L2A_OK) stop(&error);
  for (int i = 0; i < FEATURE_COUNT; i++) fprintf(out, "%s%c", feature_name((feature)i), i + 1 < FEATURE_COUNT ? ' ' : '\n');
  dump(m, buffer_bytes(&contacts), out);
  fclose(out);
  l2a_matcher_free(m);
  l2a_index_close(index);
  l2a_rules_free(rules);
  buffer_free(&accounts);
  buffer_free(&contacts);
  return 0;
}
