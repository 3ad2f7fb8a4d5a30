/* SPDX-License-Identifier: MIT */
#include "match/override_check.h"

/* The fields in the order in which they are asked; a domain may stand in two places of a contact. */
enum { VALUE_COUNT = 6 };

typedef struct field_value {
  l2a_override_field field;
  l2a_string *source; /* in the contact; NULL where emptying it makes no sense (id) */
  bytes value;        /* normalised */
} field_value;

static uint32_t collect(field_value values[VALUE_COUNT], l2a_contact *c, const lexicon *lex, text_scratch *scratch, arena *a)
{
  field_value all[VALUE_COUNT] = {
    { L2A_FIELD_ID, NULL, c->id },
    { L2A_FIELD_EMAIL, &c->email, c->email },
    { L2A_FIELD_DOMAIN, &c->email, c->email },
    { L2A_FIELD_DOMAIN, &c->website, c->website },
    { L2A_FIELD_COMPANY, &c->company, c->company },
    { L2A_FIELD_PHONE, &c->phone, c->phone },
  };
  uint32_t count = 0;

  for (uint32_t i = 0; i < VALUE_COUNT; i++) {
    if (all[i].value.size == 0) continue;
    if (all[i].field == L2A_FIELD_DOMAIN && all[i].source == &c->email) {
      domain_name d = { 0 };
      domain_from_email(&d, c->email, lex, scratch, a);
      all[i].value = d.registrable;
    } else {
      all[i].value = override_normalise(all[i].field, all[i].value, lex, scratch, a);
    }
    if (all[i].value.size) values[count++] = all[i];
  }
  return count;
}

static void exclude(override_outcome *out, uint32_t account, arena *a)
{
  if (out->excluded_count == out->excluded_room) {
    uint32_t room = out->excluded_room ? 2 * out->excluded_room : 16;
    uint32_t *more = arena_take_array(a, room, sizeof *more);
    if (!more) return;
    if (out->excluded_count) memcpy(more, out->excluded, out->excluded_count * sizeof *more);
    out->excluded = more;
    out->excluded_room = room;
  }
  out->excluded[out->excluded_count++] = account;
}

static void check_never(override_outcome *out, const field_value *v, const override_list *list, const snapshot *s, arena *a)
{
  const override_entry *e;
  size_t next = 0;

  while ((e = override_find(list, L2A_OVERRIDE_NEVER, v->field, v->value, &next)) != NULL) {
    uint32_t account;
    if (e->account_id.size == 0) {
      if (!out->rejected) out->rejected = e;
      continue;
    }
    account = snapshot_find_account(s, e->account_id);
    if (account != INDEX_NONE) exclude(out, account, a);
  }
}

static void check_always(override_outcome *out, const field_value *v, const override_list *list, const snapshot *s)
{
  static const l2a_override_kind kinds[] = { L2A_OVERRIDE_ALWAYS, L2A_OVERRIDE_ALIAS };

  for (size_t k = 0; k < 2 && !out->decided; k++) {
    const override_entry *e = override_find(list, kinds[k], v->field, v->value, NULL);
    if (!e) continue;
    out->account = snapshot_find_account(s, e->account_id);
    if (out->account == INDEX_NONE) out->unknown = e;
    else out->decided = e;
  }
}

void overrides_check(override_outcome *out, l2a_contact *contact, const snapshot *s, const l2a_rules *rules, text_scratch *scratch,
                     arena *a)
{
  const override_list *list = rules->overrides;
  field_value values[VALUE_COUNT];
  uint32_t count;

  *out = (override_outcome){ .account = INDEX_NONE };
  if (override_list_count(list) == 0) return;
  count = collect(values, contact, rules->lex, scratch, a);
  for (uint32_t i = 0; i < count; i++) {
    const override_entry *e = override_find(list, L2A_OVERRIDE_BYPASS, values[i].field, values[i].value, NULL);
    check_always(out, &values[i], list, s);
    check_never(out, &values[i], list, s, a);
    if (!e) continue;
    out->bypassed = e;
    if (values[i].source) *values[i].source = (l2a_string){ NULL, 0 };
  }
}

bool overrides_exclude(candidate_set *set, const override_outcome *o)
{
  uint32_t kept = 0;

  for (uint32_t i = 0; i < set->count; i++) {
    bool excluded = false;
    for (uint32_t k = 0; k < o->excluded_count && !excluded; k++) excluded = o->excluded[k] == set->items[i].account;
    if (!excluded) set->items[kept++] = set->items[i];
  }
  if (kept == set->count) return false;
  set->count = kept;
  return true;
}
