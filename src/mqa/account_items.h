/* SPDX-License-Identifier: MIT */
/* The activities of one account after the other, from all runs, weighed. A thread's memory. */
#ifndef L2A_MQA_ACCOUNT_ITEMS_H
#define L2A_MQA_ACCOUNT_ITEMS_H

#include "mqa/found_order.h"

typedef struct account_items {
  const mqa *m;
  run_reader *readers;   /* by run */
  run_reader *elsewhere; /* by run, for rows that are filed with other accounts */
  arena texts;           /* of rows from elsewhere */
  found_list found;
  found_order order;
  VECTOR(item) items; /* of the account that is loaded, in the order of activities */
} account_items;

l2a_status account_items_init(account_items *l, const mqa *m, l2a_error *error);
void account_items_free(account_items *l);

/* Accounts of the files first to end - 1 follow, ascending by file. L2A_EIO, L2A_ENOMEM. */
l2a_status account_items_seek(account_items *l, uint32_t first, uint32_t end, l2a_error *error);
/* from: rows before this instant are left out; INT64_MIN for all. */
l2a_status account_items_load(account_items *l, uint32_t account, int64_t from, l2a_error *error);

#endif
