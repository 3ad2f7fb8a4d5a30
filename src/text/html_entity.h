/* SPDX-License-Identifier: MIT */
/* Character references that web forms leave in exports: "Brightwell &amp; Sons", "Mat&eacute;riaux", "L&#39;Or&#xE9;e". */
#ifndef L2A_TEXT_HTML_ENTITY_H
#define L2A_TEXT_HTML_ENTITY_H

#include "base/arena.h"

/* The text with its references read, also those that were written twice over ("&amp;amp;"); the same text when it has none. A letter with a
 * named accent loses the accent: names are compared without. What is no reference stays. Valid UTF-8 stays valid; a->failed when memory is out. */
bytes html_entity_decode(bytes text, arena *a);

#endif
