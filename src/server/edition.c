/* SPDX-License-Identifier: MIT */
#include "server/edition.h"

#include <stdlib.h>

#include "io/json_write.h"

l2a_status edition_open_index(edition **out, l2a_rules *rules, const server_source *source, l2a_error *error)
{
  edition *e = calloc(1, sizeof *e);
  l2a_status status;

  *out = NULL;
  if (!e) return error_no_memory(error);
  status = source->open_index(&e->index, rules, source->payload, error);
  if (status != L2A_OK) {
    free(e);
    return status;
  }
  atomic_init(&e->users, 1);
  e->rules = rules;
  e->in_memory = source->in_memory;
  *out = e;
  return L2A_OK;
}

l2a_status edition_open(edition **out, const server_source *source, l2a_error *error)
{
  l2a_rules *rules = NULL;
  l2a_status status = source->load_rules(&rules, source->payload, error);

  *out = NULL;
  if (status == L2A_OK) status = edition_open_index(out, rules, source, error);
  if (status != L2A_OK) l2a_rules_free(rules);
  return status;
}

edition *edition_share(edition *e)
{
  if (e) atomic_fetch_add(&e->users, 1);
  return e;
}

void edition_release(edition *e)
{
  if (!e || atomic_fetch_sub(&e->users, 1) != 1) return;
  l2a_index_close(e->index);
  l2a_rules_free(e->rules);
  free(e);
}
