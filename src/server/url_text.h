/* SPDX-License-Identifier: MIT */
/* Texts of URLs and forms: %XX and +, decoded in place. What is no escape stays as it is. */
#ifndef L2A_SERVER_URL_TEXT_H
#define L2A_SERVER_URL_TEXT_H

#include "io/json_write.h"

/* A part of a URL up to its NUL; the new length. %00 stays an escape: no text of a request has a NUL inside. */
size_t url_unescape(char *text);

/* A value of a form; + is a space. */
bytes form_decode(char *text, size_t size);

#endif
