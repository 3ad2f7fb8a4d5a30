/* SPDX-License-Identifier: MIT */
/*
 * GET /, /page.css, /page.js, /openapi.json: the files of src/server/page, which the build assembles into read-only data in the layout that
 * src/base/builtin.c draws.
 */
#include "server/reply.h"
#include "server/route.h"

extern const uint32_t server_pages[] __attribute__((visibility("hidden")));

static bytes page_file(const char *name)
{
  const char *start = (const char *)server_pages;

  for (size_t n = 0; n < server_pages[0]; n++) {
    const uint32_t *entry = server_pages + 1 + 3 * n;

    if (strcmp(start + entry[0], name) == 0) return bytes_from(start + entry[1], entry[2]);
  }
  return BYTES("");
}

void handle_page(exchange *x)
{
  const char *name = x->path[1] ? x->path + 1 : "index.html";
  bytes text = page_file(name), dotted = bytes_of(name);
  media type = bytes_ends_with(dotted, BYTES(".css"))    ? MEDIA_CSS
               : bytes_ends_with(dotted, BYTES(".js"))   ? MEDIA_SCRIPT
               : bytes_ends_with(dotted, BYTES(".json")) ? MEDIA_JSON
                                                         : MEDIA_HTML;

  reply_send(x, 200, type, text, false);
}
