/* SPDX-License-Identifier: MIT */
/* Files of data/ (and the Public Suffix List of the system) that the build puts into the library, so that it runs without any file. */
#ifndef L2A_BASE_BUILTIN_H
#define L2A_BASE_BUILTIN_H

#include "base/bytes.h"

/* The content of data/NAME ("legal_forms.txt", "l2a.yaml", ...) or of "public_suffix_list.dat"; {NULL, 0} if there is none. Static. */
bytes builtin_file(const char *name);

/* Number n (0-based) of all built-in files: its name, and content in *content; NULL past the last. For fingerprints. */
const char *builtin_name(size_t n, bytes *content);

#endif
