/* SPDX-License-Identifier: MIT */
/* The demo's tables, read by the smallest reader that their format (all cells quoted, no line breaks inside) needs. */
#ifndef L2A_TESTS_DEMO_ACCOUNTS_H
#define L2A_TESTS_DEMO_ACCOUNTS_H

#include "unit/match/match_fixture.h"

enum { DEMO_CELLS = 24, DEMO_LINE = 4096 };

typedef struct demo_line {
  char text[DEMO_LINE];
  const char *cells[DEMO_CELLS];
  uint32_t count;
} demo_line;

/* The next line's cells; false at the end. */
static inline bool demo_next(demo_line *line, FILE *file)
{
  char *in = line->text, *out = line->text;

  if (!fgets(line->text, DEMO_LINE, file)) return false;
  line->count = 0;
  while (*in && *in != '\n' && *in != '\r' && line->count < DEMO_CELLS) {
    bool quoted = *in == '"';
    line->cells[line->count++] = out;
    in += quoted;
    while (*in && (quoted || (*in != ',' && *in != '\n' && *in != '\r'))) {
      if (quoted && *in == '"' && *++in != '"') break;
      *out++ = *in++;
    }
    if (*in == ',') in++;
    else if (*in == '\n' || *in == '\r') *in = '\0';
    *out++ = '\0';
  }
  for (uint32_t i = line->count; i < DEMO_CELLS; i++) line->cells[i] = "";
  return true;
}

/* Column of a name in the header. */
static inline uint32_t demo_column(const demo_line *header, const char *name)
{
  uint32_t i = 0;

  while (i < header->count && strcmp(header->cells[i], name) != 0) i++;
  cr_assert_lt(i, header->count, "no column %s", name);
  return i;
}

static inline FILE *demo_open(const char *path, demo_line *header)
{
  FILE *file = fopen(path, "r");

  cr_assert_not_null(file, "%s", path);
  cr_assert(demo_next(header, file));
  return file;
}

/* Adds the demo's accounts to the writer; returns how many. */
static inline uint32_t demo_add_accounts(l2a_index_writer *writer)
{
  static const char *const names[] = { "Id",
                                       "Name",
                                       "Website",
                                       "Aliases__c",
                                       "Domains__c",
                                       "BillingCountry",
                                       "BillingState",
                                       "BillingCity",
                                       "BillingPostalCode",
                                       "Phone",
                                       "ParentId",
                                       "Owner_Name__c",
                                       "Type",
                                       "NumberOfEmployees",
                                       "CreatedDate" };
  static demo_line header, line;
  FILE *file = demo_open("data/demo/accounts.csv", &header);
  uint32_t columns[ROW_COLUMNS], count = 0;

  for (size_t i = 0; i < ROW_COLUMNS; i++) columns[i] = demo_column(&header, names[i]);
  while (demo_next(&line, file)) {
    const char *c[ROW_COLUMNS];
    row r;
    for (size_t i = 0; i < ROW_COLUMNS; i++) c[i] = line.cells[columns[i]];
    r = (row){ c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13], c[14] };
    if (*r.id) {
      row_add(writer, &r);
      count++;
    }
  }
  fclose(file);
  return count;
}

/* Up to most contacts, every step-th; calls visit for each. */
static inline uint32_t demo_contacts(uint32_t most, uint32_t step, void (*visit)(const l2a_contact *c, void *payload), void *payload)
{
  static demo_line header, line;
  FILE *file = demo_open("data/demo/contacts.csv", &header);
  uint32_t email = demo_column(&header, "Email"), company = demo_column(&header, "Company"), website = demo_column(&header, "Website");
  uint32_t phone = demo_column(&header, "Phone"), city = demo_column(&header, "City"), state = demo_column(&header, "State");
  uint32_t postal_code = demo_column(&header, "PostalCode"), country = demo_column(&header, "Country"), count = 0;

  for (uint32_t n = 0; count < most && demo_next(&line, file); n++) {
    l2a_contact c = contact_of(line.cells[email], line.cells[company]);
    if (n % step) continue;
    c.website = bytes_of(line.cells[website]);
    c.phone = bytes_of(line.cells[phone]);
    c.city = bytes_of(line.cells[city]);
    c.state = bytes_of(line.cells[state]);
    c.postal_code = bytes_of(line.cells[postal_code]);
    c.country = bytes_of(line.cells[country]);
    if (!matcher_contact_is_valid(&c)) continue;
    visit(&c, payload);
    count++;
  }
  fclose(file);
  return count;
}

#endif
