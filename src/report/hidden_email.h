/* SPDX-License-Identifier: MIT */
/*
 * E-mail addresses that must not leave: each address in a text becomes the SHA-256 of it in lower case, 64 hexadecimal digits. That is the
 * hashed e-mail that advertising platforms take, and equal addresses stay equal. It is no secret: who has an address finds its hash.
 *
 *   "Jane <Jane@Acme.com>"  ->  "Jane <8b2f...>"
 */
#ifndef L2A_REPORT_HIDDEN_EMAIL_H
#define L2A_REPORT_HIDDEN_EMAIL_H

#include "base/buffer.h"
#include "l2a.h"

/* The text with its addresses hashed; whole: without one in it, all of it is hashed (a field that should be an address). text itself when
 * nothing changes, else in scratch (which is cleared). Errors: scratch->failed. */
bytes hide_emails(bytes text, bool whole, buffer *scratch);

/* All fields of a contact; they then point into texts (which is cleared). Errors: texts->failed. */
void hide_contact_emails(l2a_contact *c, buffer *texts);

#endif
