/* SPDX-License-Identifier: MIT */
/*
 * Regular expressions (PCRE2, 8 bit, JIT where the machine has it): the only place that includes pcre2.h. A compiled pattern is immutable and
 * shared; what changes while matching is a regex_scratch, one per thread.
 *
 * Patterns are UTF-8 with Unicode properties and ignore case. A subject may be any bytes: invalid UTF-8 in it matches nothing.
 */
#ifndef L2A_BASE_REGEX_H
#define L2A_BASE_REGEX_H

#include "base/bytes.h"
#include "base/limits.h"
#include "base/status.h"

#define REGEX_GROUP_MAX 9     /* groups a match reports beside the whole */
#define REGEX_VERSION_SIZE 64 /* of the buffer for regex_version */

typedef struct regex regex;
typedef struct regex_scratch regex_scratch;

typedef struct regex_match {
  bytes whole;
  bytes groups[REGEX_GROUP_MAX]; /* group 1 first; {NULL, 0} where a group took no part. All point into the subject. */
} regex_match;

/*
 * L2A_ESYNTAX with PCRE2's reason and, in error->column and *error_offset (may be NULL), where: the offset in bytes from 0, the column from 1.
 * L2A_ELIMIT (pattern too long), L2A_ENOMEM.
 */
l2a_status regex_compile(regex **out, bytes pattern, size_t *error_offset, l2a_error *error);
void regex_free(regex *r);

l2a_status regex_scratch_new(regex_scratch **out, l2a_error *error);
void regex_scratch_free(regex_scratch *scratch);

/*
 * Looks for the pattern in the subject; *found says whether it is there, match (may be NULL) where.
 * L2A_ELIMIT (subject too long, or too many steps), L2A_ENOMEM.
 */
l2a_status regex_find(bool *found, const regex *r, regex_scratch *scratch, bytes subject, regex_match *match, l2a_error *error);

/* The library's version and date ("10.42 2022-12-11"), for fingerprints. */
void regex_version(char out[REGEX_VERSION_SIZE]);

#endif
