/* SPDX-License-Identifier: MIT */
/*
 * The Public Suffix List, compiled: where in a host the part begins that somebody registered. https://publicsuffix.org/list/ has the
 * algorithm; as in libpsl, a rule "*.kobe.jp" makes kobe.jp itself a suffix too.
 */
#ifndef L2A_TEXT_PUBLIC_SUFFIX_H
#define L2A_TEXT_PUBLIC_SUFFIX_H

#include "base/arena.h"
#include "base/status.h"

typedef struct public_suffix public_suffix;

typedef enum suffix_sections { SUFFIX_ICANN = 0, SUFFIX_ICANN_AND_PRIVATE } suffix_sections;

/* Compiles list text in the format of public_suffix_list.dat. name stands for it in messages. L2A_ENOMEM, L2A_ESYNTAX. */
l2a_status public_suffix_new(public_suffix **out, const char *name, bytes list, l2a_error *error);
void public_suffix_free(public_suffix *list);

/*
 * The registrable domain (a tail of host), {NULL, 0} when host is itself a public suffix. host: lower-case ASCII, labels not empty, no final dot.
 * Any thread; allocates nothing. A top level that no rule names counts as a suffix.
 */
bytes public_suffix_registrable(const public_suffix *list, bytes host, suffix_sections sections);

/* Whether some ICANN rule ends in this top-level label. */
bool public_suffix_knows(const public_suffix *list, bytes top_level);

/* Whether the domain is a suffix by the private section (github.io, uk.com). */
bool public_suffix_is_private(const public_suffix *list, bytes domain);

/* IDNA (UTS 46, nontransitional): a host to ASCII, a label ("xn--mller-kva") to UTF-8. {NULL, 0} when it is no valid name. Any thread. */
bytes public_suffix_to_ascii(const public_suffix *list, bytes host, arena *a);
bytes public_suffix_label_to_unicode(const public_suffix *list, bytes label, arena *a);

#endif
