/* SPDX-License-Identifier: MIT */
/*
 * The order of activities that came from several runs. Each run's rows are in order, so stretches in order are merged, two and two, until
 * one is left; days that were fed one after the other are one stretch from the beginning.
 *
 *   found  | Jan 3  Feb 9  Apr 1 | Jan 5  Mar 2 |       places   Jan 3 (0)  Jan 5 (3)  Feb 9 (1)  Mar 2 (4)  Apr 1 (2)
 */
#ifndef L2A_MQA_FOUND_ORDER_H
#define L2A_MQA_FOUND_ORDER_H

#include "mqa/book.h"

typedef struct found_place {
  int64_t at;
  uint32_t number; /* in the list */
} found_place;

/* A thread's memory; all zero is empty. */
typedef struct found_order {
  VECTOR(found_place) places; /* after found_order_make: of all that was found, in the order of activity_compare */
  VECTOR(found_place) spare;
} found_order;

void found_order_free(found_order *o);

/* Of at most 2^32 activities whose whos and kinds are known. L2A_ENOMEM. */
l2a_status found_order_make(found_order *o, const mqa *m, const found_list *found, l2a_error *error);

#endif
