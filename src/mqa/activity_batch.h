/* SPDX-License-Identifier: MIT */
/*
 * Activities as they are held until they are sorted: a head, the id's bytes, the minutes' bytes, padded to 8.
 *
 *   entries  | fingerprint of the id, place |  ...            blocks  | head id minutes | head id minutes | ...
 */
#ifndef L2A_MQA_ACTIVITY_BATCH_H
#define L2A_MQA_ACTIVITY_BATCH_H

#include "base/arena.h"
#include "mqa/entry_sort.h"
#include "mqa/vector.h"

enum {
  ACTIVITY_ALIGN = 8,
  FINGERPRINT_BITS = 48 /* of an id: equal ones are told apart by their texts */
};

#define DEAD_KIND UINT32_MAX /* the kind of a row that another one of its id replaces */

typedef struct activity {
  int64_t at;
  uint32_t who;    /* who.h */
  uint32_t kind;   /* number of type text and type */
  uint32_t source; /* number of its place + 1; 0: not kept */
  uint16_t id_size, minutes_size;
  char text[];
} activity;

static inline bytes activity_id(const activity *a)
{
  return bytes_from(a->text, a->id_size);
}

static inline bytes activity_minutes(const activity *a)
{
  return bytes_from(a->text + a->id_size, a->minutes_size);
}

/* What an activity says, wherever it lies. */
typedef struct activity_view {
  int64_t at;
  uint32_t who, kind, source;
  bytes id, minutes;
} activity_view;

static inline activity_view activity_see(const activity *a)
{
  return (activity_view){ a->at, a->who, a->kind, a->source, activity_id(a), activity_minutes(a) };
}

static inline size_t activity_size(const activity *a)
{
  return (sizeof *a + a->id_size + a->minutes_size + ACTIVITY_ALIGN - 1) / ACTIVITY_ALIGN * ACTIVITY_ALIGN;
}

typedef struct activity_batch {
  arena blocks;
  VECTOR(sort_entry) entries; /* key: of the id, 0 without one */
  size_t bytes;               /* of all, with what sorting needs */
} activity_batch;

void activity_batch_init(activity_batch *b);
void activity_batch_free(activity_batch *b);
void activity_batch_clear(activity_batch *b); /* gives the memory back */

/* The head without sizes and text; fingerprint of the id (0 without one). L2A_ENOMEM. */
l2a_status activity_batch_add(activity_batch *b, const activity *head, bytes id, bytes minutes, uint64_t fingerprint, l2a_error *error);

/* Of FINGERPRINT_BITS, never 0; Salesforce's ids of both lengths are one. */
uint64_t activity_fingerprint(bytes id);

#endif
