/* SPDX-License-Identifier: MIT */
/* Rows of option tables that commands which read contacts have in common. */
#ifndef L2A_CLI_CONTACT_OPTIONS_H
#define L2A_CLI_CONTACT_OPTIONS_H

#include "cli/option.h"

/* clang-format off: rows of a table */
#define CONTACT_MAP_OPTION \
  { \
    "map", 'm', OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map), NULL, 0, 0, \
      "the column of the contact files that holds a field, where it is not recognised, as in l2a match" \
  }

#define CONTACT_READING_OPTIONS \
  { "encoding", \
    0, \
    OPTION_TEXT, \
    "NAME", \
    OPTION_AT(encoding), \
    NULL, \
    0, \
    0, \
    "of the contact files, instead of what their bytes look like: UTF-8, UTF-16LE, UTF-16BE, Windows-1252" }, \
  { \
    "delimiter", 0, OPTION_TEXT, "CHARACTER", OPTION_AT(delimiter), NULL, 0, 0, \
      "between the fields of the contact files, instead of what their header looks like: , ; | tab" \
  }

#define COLUMNS_VERBOSE_OPTION \
  { \
    "verbose", 'v', OPTION_FLAG, NULL, OPTION_AT(verbose), NULL, 0, 0, "say why each column was taken for what it is" \
  }
/* clang-format on */

#endif
