/* SPDX-License-Identifier: MIT */
/* Encodings of text files: recognised on the head of the stream, decoded to UTF-8 block by block. Pure functions. */
#ifndef L2A_IO_ENCODING_H
#define L2A_IO_ENCODING_H

#include "base/buffer.h"

typedef enum text_encoding { ENCODING_AUTO = 0, ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_WINDOWS_1252 } text_encoding;

/* "UTF-8", "UTF-16LE", ...; static. */
const char *encoding_name(text_encoding encoding);

/* The encoding a name stands for ("utf8", "UTF-16", "latin1", "cp1252" ...; case and punctuation do not count); false if unknown. */
bool encoding_from_name(text_encoding *out, bytes name);

/*
 * The encoding of a stream by its head (at most IO_HEAD_SIZE bytes are looked at): a byte order mark, then NULs at every second byte, then
 * validity: Windows-1252 when there are invalid bytes and not one valid multi-byte sequence. *bom_size gets the size of the mark (0, 2, 3).
 * whole says that head is the whole stream (a sequence cut at the end counts as invalid only then).
 */
text_encoding encoding_detect(bytes head, bool whole, size_t *bom_size);

/* Size of the byte order mark of this encoding at the begin of head; 0 without one. */
size_t encoding_bom_size(text_encoding encoding, bytes head);

/* What the decoder carries from block to block. All zero at the begin. */
typedef struct encoding_state {
  unsigned char rest[4]; /* bytes of an unfinished UTF-16 unit or pair */
  size_t rest_size;
} encoding_state;

/*
 * Appends block as UTF-8 to out. Never fails for damaged text: an unpaired surrogate or half a unit at the end becomes the byte FF, which
 * is never valid UTF-8, so that the row is rejected and not the file. last: nothing follows. UTF-8 is copied unchecked.
 * Memory: out->failed.
 */
void encoding_decode(buffer *out, bytes block, text_encoding encoding, encoding_state *state, bool last);

#endif
