/* SPDX-License-Identifier: MIT */
/* Invented accounts for the tests of the index: names that share words, domains, phones and parents, from a fixed generator. */
#ifndef L2A_TESTS_ACCOUNT_FIXTURE_H
#define L2A_TESTS_ACCOUNT_FIXTURE_H

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/bytes.h"

enum { FIXTURE_COLUMNS = 12, FIXTURE_CELL = 96 };

static const l2a_column fixture_columns[FIXTURE_COLUMNS] = {
  { { "Id", 2 }, L2A_ACCOUNT_ID },           { { "Name", 4 }, L2A_ACCOUNT_NAME },        { { "Aliases", 7 }, L2A_ACCOUNT_ALIASES },
  { { "Website", 7 }, L2A_ACCOUNT_WEBSITE }, { { "Domains", 7 }, L2A_ACCOUNT_DOMAINS },  { { "Country", 7 }, L2A_ACCOUNT_COUNTRY },
  { { "State", 5 }, L2A_ACCOUNT_STATE },     { { "City", 4 }, L2A_ACCOUNT_CITY },        { { "Zip", 3 }, L2A_ACCOUNT_POSTAL_CODE },
  { { "Phone", 5 }, L2A_ACCOUNT_PHONE },     { { "Parent", 6 }, L2A_ACCOUNT_PARENT_ID }, { { "Note", 4 }, L2A_ACCOUNT_OTHER },
};

typedef struct fixture_row {
  char cells[FIXTURE_COLUMNS][FIXTURE_CELL];
} fixture_row;

static inline uint32_t fixture_random(uint32_t *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

/* Account n, whatever was made before; the ids are not in the order of n. */
static inline void fixture_account(fixture_row *row, uint32_t n, uint32_t count)
{
  static const char *const words[] = { "North",   "Harbor",   "Alpine",  "Lumen",   "Quartz",  "Orchard",  "Delta",   "Vertex",
                                       "Cobalt",  "Meridian", "Falcon",  "Summit",  "Juniper", "Atlas",    "Beacon",  "Copper",
                                       "Granite", "Willow",   "Zephyr",  "Onyx",    "Global",  "Services", "Systems", "Bank of",
                                       "21st",    "Müller",   "Société", "Газпром", "東京",    "and" };
  static const char *const endings[] = { "", " Inc.", " GmbH", " Ltd", " S.A.", " (Holding) AG", " & Co. KG", ", formerly Blue Finch" };
  static const char *const places[][3] = { { "Germany", "Bayern", "München" },
                                           { "US", "CA", "San José" },
                                           { "France", "", "Paris" },
                                           { "Atlantis", "", "St. Gallen" },
                                           { "", "", "" } };
  uint32_t seed = n * 2654435761u + 17, a, b, c;
  const uint32_t word_count = (uint32_t)(sizeof words / sizeof *words);

  memset(row, 0, sizeof *row);
  a = fixture_random(&seed) % word_count;
  b = fixture_random(&seed) % word_count;
  c = fixture_random(&seed) % 900;
  snprintf(row->cells[0], FIXTURE_CELL, "%c%05u", 'A' + (int)(n % 26), n);
  snprintf(row->cells[1], FIXTURE_CELL, "%s %s x%cy%cz%s", words[a], words[b], 'a' + (int)(c % 26), 'a' + (int)(c / 26 % 26),
           endings[fixture_random(&seed) % 8]);
  if (n % 3 == 0) snprintf(row->cells[2], FIXTURE_CELL, "%s Works %u; %s|%s %s", words[b], c % 50, words[a], words[b], words[a]);
  if (n % 5) snprintf(row->cells[3], FIXTURE_CELL, "https://www.%s-%u.%s/about", n % 2 ? "acme" : "shop", c % 300, n % 7 ? "com" : "co.uk");
  if (n % 4 == 0) snprintf(row->cells[4], FIXTURE_CELL, "brand%u.de, acme-%u.com;facebook.com", c % 200, c % 300);
  snprintf(row->cells[5], FIXTURE_CELL, "%s", places[c % 5][0]);
  snprintf(row->cells[6], FIXTURE_CELL, "%s", places[c % 5][1]);
  snprintf(row->cells[7], FIXTURE_CELL, "%s", places[c % 5][2]);
  if (n % 2) snprintf(row->cells[8], FIXTURE_CELL, "sw1a %u", c % 10);
  if (n % 3) snprintf(row->cells[9], FIXTURE_CELL, "+49 30 1234%02u%02u", c % 30, c % 100);
  if (n % 4 == 1) snprintf(row->cells[10], FIXTURE_CELL, "%c%05u", 'A' + (int)(c % count % 26), c % count);
  snprintf(row->cells[11], FIXTURE_CELL, "note %u", n);
}

static inline void fixture_cells(l2a_string cells[FIXTURE_COLUMNS], const fixture_row *row)
{
  for (size_t i = 0; i < FIXTURE_COLUMNS; i++) cells[i] = bytes_of(row->cells[i]);
}

/* Adds accounts 0 .. count - 1 in an order that depends on step (which has no divisor in common with count). */
static inline void fixture_fill(l2a_index_writer *writer, uint32_t count, uint32_t step)
{
  for (uint32_t i = 0; i < count; i++) {
    l2a_error error = L2A_ERROR_INIT;
    l2a_string cells[FIXTURE_COLUMNS];
    fixture_row row;
    fixture_account(&row, (uint32_t)((uint64_t)i * step % count), count);
    fixture_cells(cells, &row);
    cr_assert_eq(l2a_index_writer_add(writer, cells, &error), L2A_OK, "%s", error.message);
  }
}

/* An index of count accounts: path NULL in memory. */
static inline l2a_index *fixture_index(const char *path, const l2a_rules *rules, uint32_t count, uint32_t step)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_writer *writer = NULL;
  l2a_index *index = NULL;

  cr_assert_eq(l2a_index_writer_new(&writer, path, rules, fixture_columns, FIXTURE_COLUMNS, &error), L2A_OK, "%s", error.message);
  fixture_fill(writer, count, step);
  cr_assert_eq(l2a_index_writer_finish(&index, writer, &error), L2A_OK, "%s", error.message);
  return index;
}

static inline l2a_rules *fixture_rules(void)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_rules *rules = NULL;

  cr_assert_eq(l2a_rules_load(&rules, NULL, &error), L2A_OK, "%s", error.message);
  return rules;
}

#endif
