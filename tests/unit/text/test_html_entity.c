/* SPDX-License-Identifier: MIT */
#include "text/html_entity.h"

#include <criterion/criterion.h>

Test(html_entity, references_are_read_and_everything_else_stays)
{
  static const struct {
    const char *text, *decoded;
  } cases[] = {
    { "Brightwell &amp; Sons", "Brightwell & Sons" },
    { "Mat&eacute;riaux d&#39;Or&#xE9;e", "Materiaux d'Or\u00e9e" },
    { "M&uuml;ller &amp;amp; S&ouml;hne", "Muller & Sohne" },
    { "&amp;eacute;", "e" },
    { "Saint&#8209;Armand&nbsp;SA", "Saint\u2011Armand SA" },
    { "AT&T;", "AT&T;" },
    { "A & B; C", "A & B; C" },
    { "&", "&" },
    { "&;", "&;" },
    { "&#;", "&#;" },
    { "&#x;", "&#x;" },
    { "&#0;&#10;&#127;&#55296;", "&#0;&#10;&#127;&#55296;" },
    { "&#1114112;", "&#1114112;" },
    { "&#99999999999999;", "&#99999999999999;" },
    { "&unknown;", "&unknown;" },
    { "&amp", "&amp" },
    { "", "" },
  };
  arena a;

  arena_init(&a, 4096);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bytes out = html_entity_decode(bytes_of(cases[i].text), &a);
    cr_expect(bytes_equal(out, bytes_of(cases[i].decoded)), "%s: %.*s", cases[i].text, (int)out.size, out.data);
  }
  arena_free(&a);
}
