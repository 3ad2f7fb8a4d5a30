/* SPDX-License-Identifier: MIT */
/* JSON out. Errors: out->failed. */
#ifndef L2A_IO_JSON_WRITE_H
#define L2A_IO_JSON_WRITE_H

#include "base/buffer.h"

/* JSON holds valid UTF-8 only; true when text is that. */
bool json_can_hold(bytes text);

/* text (valid UTF-8) as a JSON string with its quotes. */
void json_write_string(buffer *out, bytes text);

/* `"key":` and `"key":"value"`; a comma before it when out does not end in '{', '[' or ':'. */
void json_write_key(buffer *out, const char *key);
void json_write_member(buffer *out, const char *key, bytes value);

/* The text of an object (record.raw of NDJSON) without its closing brace, so that json_write_member can add to it; close it with '}'. */
void json_write_reopened(buffer *out, bytes object);

#endif
