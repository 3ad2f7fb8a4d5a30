/* SPDX-License-Identifier: MIT */
#include "server/worker.h"

#include <inttypes.h>
#include <stdio.h>

#include "server/server_limits.h"

void worker_init(worker *w, uint64_t memo_bytes)
{
  *w = (worker){ .lock = PTHREAD_MUTEX_INITIALIZER, .memo_bytes = memo_bytes, .out = BUFFER_INIT };
}

static void drop_edition(worker *w)
{
  l2a_matcher_free(w->matcher);
  l2a_matcher_free(w->lister);
  w->matcher = w->lister = NULL;
  edition_release(w->edition);
  w->edition = NULL;
}

void worker_free(worker *w)
{
  drop_edition(w);
  buffer_free(&w->out);
  pthread_mutex_destroy(&w->lock);
}

static l2a_status new_matcher(l2a_matcher **out, const worker *w, uint32_t candidates, l2a_error *error)
{
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;

  options.candidate_limit = candidates;
  options.memo_bytes = w->memo_bytes;
  return l2a_matcher_new(out, w->edition->rules, w->edition->index, &options, error);
}

static void set_stamp(worker *w, uint64_t generation)
{
  stamp *s = &w->stamp;

  s->generation = generation;
  snprintf(s->definitions, sizeof s->definitions, "%s", l2a_rules_fingerprint(w->edition->rules));
  snprintf(s->etag, sizeof s->etag, "\"%" PRIu64 "-%s\"", generation, s->definitions);
  s->member_bytes =
    (size_t)snprintf(s->members, sizeof s->members, "\"generation\":%" PRIu64 ",\"definitions\":\"%s\"", generation, s->definitions);
}

l2a_status worker_take_edition(worker *w, edition *e, l2a_error *error)
{
  l2a_index_info info;
  l2a_status status;

  drop_edition(w);
  if (!e) return L2A_OK;
  w->edition = edition_share(e);
  status = new_matcher(&w->matcher, w, 0, error);
  if (status != L2A_OK) {
    drop_edition(w);
    return status;
  }
  l2a_index_get_info(e->index, &info);
  set_stamp(w, info.generation);
  return L2A_OK;
}

l2a_matcher *worker_lister(worker *w, l2a_error *error)
{
  if (!w->lister) new_matcher(&w->lister, w, SERVER_CANDIDATES, error);
  return w->lister;
}

void worker_stamp(worker *w, const l2a_matcher *matcher)
{
  uint64_t generation = l2a_matcher_generation(matcher);

  if (generation != w->stamp.generation) set_stamp(w, generation);
}

void worker_renew(worker *w)
{
  l2a_contact nobody = L2A_CONTACT_INIT;
  const l2a_result *result;

  if (w->matcher) l2a_match(&result, w->matcher, &nobody, NULL);
  if (w->lister) l2a_match(&result, w->lister, &nobody, NULL);
}
