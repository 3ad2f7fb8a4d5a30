/* SPDX-License-Identifier: MIT */
/*
 * Dictionary files (data/NAME.txt): what a person can read, correct and review.
 *
 *   # a comment; blank lines mean nothing
 *   canonical|variant|variant
 *
 * One entry a line, UTF-8; blanks around a field do not count. A reader is a cursor over borrowed text.
 */
#ifndef L2A_TEXT_DICTIONARY_H
#define L2A_TEXT_DICTIONARY_H

#include "base/bytes.h"
#include "base/status.h"

typedef struct dictionary {
  const char *name; /* for messages: "countries.txt", or what stands for the overlay */
  bytes rest;
  uint64_t line; /* of the entry read last, from 1 */
} dictionary;

/* The built-in file of that name. L2A_ENOTFOUND when the library was built without it. */
l2a_status dictionary_open(dictionary *out, const char *name, l2a_error *error);

/* A dictionary in memory. name and text are borrowed. */
void dictionary_from(dictionary *out, const char *name, bytes text);

/* The next entry, trimmed, or {NULL, 0} in *entry at the end. L2A_ESYNTAX: no valid UTF-8, or a control character. */
l2a_status dictionary_next(dictionary *d, bytes *entry, l2a_error *error);

/* Takes the first field off *entry; false when none is left. A field may be empty. */
bool dictionary_field(bytes *entry, bytes *field);

/* L2A_ESYNTAX with the place of the entry read last. */
l2a_status dictionary_error(const dictionary *d, const char *what, l2a_error *error);

#endif
