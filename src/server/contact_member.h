/* SPDX-License-Identifier: MIT */
/* The members of a contact as requests name them, in queries, JSON and NDJSON alike. */
#ifndef L2A_SERVER_CONTACT_MEMBER_H
#define L2A_SERVER_CONTACT_MEMBER_H

#include <jansson.h>

#include "io/json_write.h"

#define CONTACT_MEMBER_LIST(X) X(id) X(email) X(website) X(company) X(country) X(state) X(city) X(postal_code) X(phone) X(title) X(linkedin)

enum {
#define X(name) CONTACT_MEMBER_##name,
  CONTACT_MEMBER_LIST(X)
#undef X
    CONTACT_MEMBER_COUNT
};

/* Static; NULL past the last. */
const char *contact_member_name(size_t n);

/* CONTACT_MEMBER_COUNT when there is none. */
size_t contact_member_find(bytes name);

/* Where member n is. */
bytes *contact_member(l2a_contact *contact, size_t n);

/* Texts kept from one call to the next: numbers of JSON documents as text. */
typedef struct number_texts {
  char texts[CONTACT_MEMBER_COUNT][32];
} number_texts;

/*
 * The contact in a JSON object; texts are borrowed from it and from numbers. Members that a contact does not have are left alone, null is
 * empty. False when the value is no object or a member is an array or an object: *problem says it (static).
 */
bool contact_from_json(l2a_contact *contact, number_texts *numbers, const json_t *object, const char **problem);

#endif
