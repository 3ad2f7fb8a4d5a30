/* SPDX-License-Identifier: MIT */
/*
 * The W3C Reconciliation Service API over the accounts: version 0.2 at /reconcile, 1.0-draft at /reconcile/1.0 (their manifests contradict
 * each other, so each has its own). One type, "account"; properties to match by are the members of a contact, properties to extend by are
 * the columns of the account table.
 */
#ifndef L2A_SERVER_RECONCILE_H
#define L2A_SERVER_RECONCILE_H

#include "server/contact_member.h"
#include "server/exchange.h"

enum {
  RECONCILE_QUERIES = 1000,   /* of one request */
  RECONCILE_LIMIT = 5,        /* candidates of a query that does not say */
  RECONCILE_IDS = 10000,      /* accounts of one extension */
  RECONCILE_PROPERTIES = 100, /* and columns */
  RECONCILE_SCAN = 20000,     /* accounts looked at for a prefix */
  RECONCILE_SUGGESTIONS = 20
};

#define RECONCILE_TYPE "{\"id\":\"account\",\"name\":\"Account\"}"

/* One query of either version. */
typedef struct reconcile_query {
  l2a_contact contact;
  bytes account_id; /* asked for by id */
  uint32_t limit;
  bool impossible; /* asks for what no account has */
} reconcile_query;

/* Appends the candidates of a query as the elements of an array. L2A_OK, or a failed call. */
l2a_status reconcile_answer(buffer *out, exchange *x, const reconcile_query *query, l2a_error *error);

/* A property value of either version: text, number, object with a name or an id, or the first of a list. */
void reconcile_value(bytes *out, const json_t *value, char number[32]);

/* The column of the account table with a field or a name; -1 when there is none. */
long reconcile_column(const l2a_index *index, l2a_account_field field);
long reconcile_column_named(const l2a_index *index, bytes name);

/* Appends the manifest: version 0 is 0.2, 1 is 1.0-draft. */
void reconcile_manifest(buffer *out, exchange *x, unsigned version);

/* Appends the answer to an extension query of either version; false, and the exchange is refused, when it is none. */
bool reconcile_extend(buffer *out, exchange *x, const json_t *query, unsigned version);

#endif
