/* SPDX-License-Identifier: MIT */
#include "report/mistake.h"

#include <stdlib.h>

#include "base/hash.h"
#include "index/snapshot.h"
#include "report/hidden_email.h"

enum { KEPT_TEXT_LIMIT = 400 }; /* bytes of a field that are kept */

static const char *const kind_names[MISTAKE_KIND_COUNT] = { "wrong account", "match where there is none", "missed" };

const char *mistake_kind_name(mistake_kind kind)
{
  return kind_names[kind];
}

l2a_status mistake_list_init(mistake_list *list, uint32_t limit, l2a_error *error)
{
  memset(list, 0, sizeof *list);
  list->limit = limit < MISTAKE_LIMIT ? limit : MISTAKE_LIMIT;
  for (int k = 0; k < MISTAKE_KIND_COUNT; k++) {
    list->items[k] = calloc(list->limit + (size_t)1, sizeof *list->items[k]);
    if (!list->items[k]) return error_no_memory(error);
  }
  return L2A_OK;
}

void mistake_list_free(mistake_list *list)
{
  for (int k = 0; k < MISTAKE_KIND_COUNT; k++) {
    for (uint32_t i = 0; i < list->counts[k]; i++) free(list->items[k][i].texts);
    free(list->items[k]);
  }
  memset(list, 0, sizeof *list);
}

static bool is_worse(const mistake *a, const mistake *b)
{
  return a->order != b->order ? a->order < b->order : a->tie < b->tie;
}

/* Every field is a text that is copied: into texts when it is given, else only counted. */
static bytes copy_text(char *texts, size_t *used, bytes text)
{
  bytes copy = { texts ? texts + *used : NULL, text.size };

  if (text.size > KEPT_TEXT_LIMIT) {
    copy.size = KEPT_TEXT_LIMIT;
    while (((unsigned char)text.data[copy.size] & 0xC0) == 0x80) copy.size--; /* not inside a code point */
  }
  if (texts && copy.size) memcpy(texts + *used, text.data, copy.size);
  *used += copy.size;
  return copy;
}

static size_t copy_texts(mistake *m, char *texts)
{
  bytes *const fields[] = { &m->contact.id,       &m->contact.email, &m->contact.website,     &m->contact.company, &m->contact.country,
                            &m->contact.state,    &m->contact.city,  &m->contact.postal_code, &m->contact.phone,   &m->contact.title,
                            &m->contact.linkedin, &m->given,         &m->given_name,          &m->wanted,          &m->reason };
  size_t used = 0;

  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    bytes copy = copy_text(texts, &used, *fields[i]);
    if (texts) *fields[i] = copy;
  }
  return used;
}

static l2a_status keep(mistake_list *list, mistake_kind kind, mistake m, l2a_error *error)
{
  mistake *items = list->items[kind];
  uint32_t at = list->counts[kind];

  if (at == list->limit && (at == 0 || !is_worse(&m, &items[at - 1]))) return L2A_OK;
  m.texts = malloc(copy_texts(&m, NULL) + 1);
  if (!m.texts) return error_no_memory(error);
  copy_texts(&m, m.texts);
  if (at == list->limit) free(items[--at].texts);
  else list->counts[kind]++;
  for (; at && is_worse(&m, &items[at - 1]); at--) items[at] = items[at - 1];
  items[at] = m;
  return L2A_OK;
}

l2a_status mistake_list_offer(mistake_list *list, const outcome *o, const label *l, const labelled_answer *a, bytes account_name,
                              const l2a_contact *contact, l2a_error *error)
{
  uint64_t score = o->score == SCORE_NONE ? 0 : (uint64_t)o->score ^ UINT64_C(1) << 63; /* the order of signed numbers */
  mistake m = { .tie = hash_bytes(a->contact_id),
                .contact = *contact,
                .given = a->account_id,
                .given_name = account_name,
                .wanted = l->account_id,
                .reason = a->reason,
                .decision = a->decision,
                .score = o->score };

  m.contact.id = a->contact_id;
  m.order = o->matched ? UINT64_MAX - score : score;
  if (o->matched && !outcome_is_right(o)) return keep(list, o->wanted ? MISTAKE_WRONG : MISTAKE_FALSE, m, error);
  return !o->matched && o->wanted ? keep(list, MISTAKE_MISSED, m, error) : L2A_OK;
}

l2a_status mistake_list_explain(mistake_list *list, l2a_matcher *matcher, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (int k = 0; k < MISTAKE_KIND_COUNT; k++) {
    for (uint32_t i = 0; i < list->counts[k] && status == L2A_OK; i++) {
      mistake *m = &list->items[k][i];

      status = waterfall_make(&m->given_falls, matcher, &m->contact, m->given, error);
      if (status == L2A_OK && !bytes_equal(m->given, m->wanted))
        status = waterfall_make(&m->wanted_falls, matcher, &m->contact, m->wanted, error);
    }
  }
  return status;
}

l2a_status mistake_list_hide_emails(mistake_list *list, l2a_error *error)
{
  buffer texts = BUFFER_INIT;
  l2a_status status = L2A_OK;

  for (int k = 0; k < MISTAKE_KIND_COUNT; k++) {
    for (uint32_t i = 0; i < list->counts[k] && status == L2A_OK; i++) {
      mistake *m = &list->items[k][i];
      char *before = m->texts;

      hide_contact_emails(&m->contact, &texts);
      m->texts = texts.failed ? NULL : malloc(copy_texts(m, NULL) + 1);
      if (m->texts) copy_texts(m, m->texts);
      else status = error_no_memory(error);
      free(before);
    }
  }
  buffer_free(&texts);
  return status;
}

uint64_t mistake_unknown_accounts(const l2a_matcher *m, const label_set *labels)
{
  const snapshot *s = snapshot_get(m->ref);
  uint64_t unknown = 0;

  for (uint32_t i = 0; i < labels->contacts.count; i++) {
    bytes id = labels->labels[i].account_id;
    unknown += id.size && snapshot_find_account(s, id) == INDEX_NONE;
  }
  return unknown;
}
