/* SPDX-License-Identifier: MIT */
#include "match/sure_domain.h"

#include "index/keys.h"
#include "text/country.h"

enum { APART_LIMIT = 4, APART_LINE_LIMIT = 64 };

/* ---- parsing ------------------------------------------------------------------------------------------------------------------------- */

static void take_own(sure_slot *slot, const sure_host *host, uint8_t kind)
{
  slot->has_own = true;
  slot->kind = kind;
  slot->key = host->key;
  slot->hint = host->country;
  slot->is_domain = host->is_domain;
  slot->is_long = host->is_long;
}

static void take_email(sure_slot *slot, const sure_host *host)
{
  slot->email = host->key ? hash_join(host->key, host->subdomain) : 0;
}

/* false: the bounds do not know such a contact. */
static bool take_hosts(sure_slot *slot, const l2a_contact *c, const sure_tools *t)
{
  sure_host host;
  domain_class email = DOMAIN_NONE;

  if (c->email.size) {
    if (!sure_host_of_email(&host, c->email, &t->host) || host.is_special) return false;
    email = (domain_class)host.kind;
    take_email(slot, &host);
    if (sure_kind_of(email) != SURE_OWN_KINDS) {
      take_own(slot, &host, sure_kind_of(email));
      return c->website.size == 0;
    }
    slot->mail_is_apart = host.key != 0;
    slot->mail_kind = host.kind;
    slot->mail = host.key;
  }
  if (!c->website.size) return true;
  if (!sure_host_of_website(&host, c->website, &t->host)) return false;
  take_own(slot, &host, (uint8_t)(SURE_OWN_KINDS + email));
  slot->is_long = true; /* its label is compared with nothing */
  return true;
}

static void take_phone(sure_slot *slot, bytes phone, const sure_tools *t)
{
  phone_number number;

  slot->line = SURE_LINE_OWN;
  phone_parse(&number, phone, slot->country ? slot->country : slot->hint, t->host.memory);
  if (!number.line.size) return;
  slot->line_key = key_hash(KEY_PHONE, number.line);
  memcpy(slot->area, number.digits.data, sizeof slot->area);
}

void sure_parse(sure_slot *slot, const l2a_contact *c, const sure_tools *t, fetch_list *fetch)
{
  const snapshot *s = t->s;
  uint16_t country;

  *slot = (sure_slot){ .state = SURE_LEFT, .account = INDEX_NONE };
  if (c->company.size || c->city.size || c->state.size || c->postal_code.size) return;
  if (!take_hosts(slot, c, t)) return;
  if (slot->mail_is_apart) fetch_list_add_key(fetch, &s->by_domain, slot->mail);
  if (slot->has_own) fetch_list_add_key(fetch, &s->by_domain, slot->key);
  if (slot->has_own || slot->mail_is_apart || c->phone.size) {
    country = c->country.size ? text_memo_country(t->host.tools->texts, c->country, t->host.rules->lex, t->host.tools->scratch) : 0;
    slot->country = country == COUNTRY_UNKNOWN ? 0 : country;
  }
  if (c->phone.size) take_phone(slot, c->phone, t);
  if (slot->line_key) fetch_list_add_key(fetch, &s->by_phone, slot->line_key);
  slot->state = t->host.memory->failed ? SURE_LEFT : SURE_OPEN;
  slot->is_read = slot->state == SURE_OPEN;
}

/* ---- keys ---------------------------------------------------------------------------------------------------------------------------- */

/* No account but this one. */
static bool has_nobody_but(key_values values, uint32_t account)
{
  return values.count == 0 || (values.count == 1 && values.at[0] == account);
}

static void take_line(sure_slot *slot, key_values line, const sure_tools *t)
{
  if (has_nobody_but(line, slot->account)) return;
  slot->line = line.count == 1 ? SURE_LINE_ONE : SURE_LINE_SEVERAL;
  slot->line_adds = line.count <= t->phone_limit;
}

/* Value of FEATURE_COUNTRY (compare_place.c), or SURE_COUNTRY_NEITHER. */
static int32_t country_level(const sure_slot *slot, uint32_t account, const snapshot *s)
{
  const index_head *head = &s->heads[account];
  uint16_t stated = head->country, country;
  bool is_stated = stated && stated != COUNTRY_UNKNOWN;

  country = is_stated ? stated : head->domain_country;
  if (!slot->country && !slot->hint) return country ? 3 : SURE_COUNTRY_NEITHER;
  if (country == 0) return 4;
  if (slot->country) return slot->country == country ? 6 : is_stated ? 0 : 1;
  return slot->hint == country ? 5 : 2;
}

/* FEATURE_PHONE of an account that is not on the contact's line, from 0; as in compare_place.c. */
static uint64_t phone_level(const sure_slot *slot, uint32_t account, const snapshot *s)
{
  const index_head *head = &s->heads[account];

  if (!slot->area[0] || !head->area[0]) return 0;
  return 1 + (memcmp(slot->area, head->area, sizeof slot->area) == 0);
}

/* What the answer depends on when the accounts of the e-mail's domain are the only candidates; 0: more than can be told in short. */
static uint64_t facts_of_mail(const sure_slot *slot, key_values mail, key_values line, const snapshot *s)
{
  uint64_t levels = 0;

  if (mail.count > APART_LIMIT || line.count > APART_LINE_LIMIT) return 0;
  for (uint32_t i = 0; i < mail.count; i++) {
    for (uint32_t k = 0; k < line.count; k++)
      if (line.at[k] == mail.at[i]) return 0;
    levels = levels << 8 | (uint64_t)country_level(slot, mail.at[i], s) << 2 | phone_level(slot, mail.at[i], s);
  }
  return hash_join(slot->mail, (uint64_t)slot->has_own << 32 | levels) | 1;
}

void sure_find(sure_slot *slot, const sure_tools *t, fetch_list *fetch)
{
  const key_values none = { NULL, 0 };
  const snapshot *s = t->s;
  key_values mail, own, line;

  if (slot->state != SURE_OPEN) return;
  mail = slot->mail_is_apart ? key_find(&s->by_domain, slot->mail) : none;
  own = slot->has_own ? key_find(&s->by_domain, slot->key) : none;
  line = slot->line_key ? key_find(&s->by_phone, slot->line_key) : none;
  slot->state = SURE_LEFT;
  if (slot->mail_is_apart && mail.count == 0) slot->email = 1 + (uint64_t)slot->mail_kind; /* nobody's: any of its class says as much */
  if (own.count > 1) return;
  if (own.count) slot->account = own.at[0];
  take_line(slot, line, t);
  if (slot->line_adds && slot->account == INDEX_NONE) return;
  if (mail.count && slot->account == INDEX_NONE) slot->facts = facts_of_mail(slot, mail, line, s);
  if (mail.count && slot->account == INDEX_NONE && !slot->facts) return;
  slot->state = slot->has_own || mail.count ? SURE_OPEN : SURE_NOTHING;
  slot->mail_is_apart = mail.count > 0;
  if (slot->account == INDEX_NONE) return;
  fetch_list_add(fetch, &s->heads[slot->account]);
}

/* ---- the table ----------------------------------------------------------------------------------------------------------------------- */

static bool is_sure(const sure_slot *slot, bool alone, const sure_tools *t)
{
  const bool(*sure)[SURE_LINES][2] = t->memory->choices.sure[slot->kind][slot->is_domain][slot->is_long];

  return sure[country_level(slot, slot->account, t->s)][slot->line][alone];
}

/* Lists the keys of the label; false: it has none. */
static bool ask_label(sure_slot *slot, const l2a_contact *c, const sure_tools *t, fetch_list *fetch)
{
  const snapshot *s = t->s;
  sure_host host;
  bool of_email = slot->kind < SURE_OWN_KINDS;

  if (of_email ? !sure_host_of_email(&host, c->email, &t->host) : !sure_host_of_website(&host, c->website, &t->host)) return false;
  if (!sure_host_label(slot->labels, &host)) return false;
  fetch_list_add_key(fetch, &s->by_label, slot->labels[0]);
  fetch_list_add_key(fetch, &s->by_squashed, slot->labels[1]);
  fetch_list_add_key(fetch, &s->by_acronym, slot->labels[2]);
  return true;
}

/* The answer is copied: before it is read, those of other contacts may take its place. */
static void recall(sure_slot *slot, const sure_tools *t)
{
  const sure_answer *known = &t->memory->answers[slot->facts % SURE_ANSWERS];

  slot->state = known->facts == slot->facts ? SURE_REMEMBERED : SURE_LEFT;
  if (slot->state == SURE_LEFT) return;
  slot->account = known->account;
  slot->decision = known->decision;
}

/* Whether to look for others: the account would be sure without them, or there is none. */
static bool may_be_alone(const sure_slot *slot, const sure_tools *t)
{
  if (slot->account == INDEX_NONE) return true;
  return !slot->line_adds && !slot->mail_is_apart && is_sure(slot, true, t);
}

void sure_settle(sure_slot *slot, const l2a_contact *c, const sure_tools *t, fetch_list *fetch)
{
  if (slot->state != SURE_OPEN) return;
  if (!slot->has_own) recall(slot, t);
  else if (slot->account != INDEX_NONE && is_sure(slot, false, t)) slot->state = SURE_MATCH;
  else if (!may_be_alone(slot, t) || !ask_label(slot, c, t, fetch)) slot->state = SURE_LEFT;
  if (slot->state == SURE_LEFT && slot->has_own) slot->facts = 0;
}

void sure_alone(sure_slot *slot, const sure_tools *t)
{
  const snapshot *s = t->s;
  const key_table *tables[SURE_LABEL_KEYS] = { &s->by_label, &s->by_squashed, &s->by_acronym };

  if (slot->state != SURE_OPEN) return;
  for (int i = 0; i < SURE_LABEL_KEYS; i++)
    if (!has_nobody_but(key_find(tables[i], slot->labels[i]), slot->account)) slot->state = SURE_LEFT;
  if (slot->state == SURE_LEFT) slot->facts = 0;
  else if (slot->account != INDEX_NONE) slot->state = SURE_MATCH;
  else if (slot->facts) recall(slot, t);
  else slot->state = SURE_NOTHING;
}

/* What the answer depends on, whoever the candidates are: domains, country, line. */
static uint64_t facts_of_contact(const sure_slot *slot)
{
  uint64_t site = slot->kind >= SURE_OWN_KINDS && slot->has_own ? slot->key : 0;
  uint64_t place = (uint64_t)slot->country << 16 | slot->hint;

  return hash_join(hash_join(slot->email, site), hash_join(slot->line_key, place)) | 1;
}

void sure_recall(sure_slot *slot, const sure_tools *t)
{
  if (slot->state != SURE_LEFT || !slot->is_read) return;
  if (!slot->facts) slot->facts = facts_of_contact(slot);
  recall(slot, t);
}

void sure_remember(sure_memory *memory, uint64_t facts, uint32_t account, uint32_t decision)
{
  memory->answers[facts % SURE_ANSWERS] = (sure_answer){ facts, account, decision };
}

void sure_forget(sure_memory *memory)
{
  memset(memory->answers, 0, sizeof memory->answers);
}
