/* SPDX-License-Identifier: MIT */
#include "index/collect.h"

#include "base/utf8.h"

enum { BRACKET_LETTERS_MIN = 3, LETTERS_LIMIT = 255, TEXT_SIZE_LIMIT = UINT16_MAX };

l2a_status collection_init(collection *c, l2a_error *error)
{
  *c = (collection){ 0 };
  intern_init(&c->words, &c->text);
  intern_init(&c->places, &c->text);
  buffer_append_char(&c->text, '\0'); /* offset 0 is no text */
  return c->text.failed ? error_no_memory(error) : L2A_OK;
}

void collection_free(collection *c)
{
  buffer_free(&c->accounts);
  buffer_free(&c->countries);
  buffer_free(&c->forms);
  buffer_free(&c->form_keys);
  buffer_free(&c->form_words);
  buffer_free(&c->domains);
  buffer_free(&c->parents);
  buffer_free(&c->text);
  intern_free(&c->words);
  intern_free(&c->places);
  buffer_free(&c->facts);
  for (size_t i = 0; i <= KEY_ID; i++) buffer_free(&c->keys[i]);
}

static void add_key(collection *c, key_kind kind, bytes text, uint32_t account)
{
  key_entry entry = { 0, account };

  if (text.size == 0) return;
  entry.hash = key_hash(kind, text);
  buffer_append(&c->keys[kind], &entry, sizeof entry);
}

static bytes text_cut(bytes text, size_t limit)
{
  return text.size <= limit ? text : (bytes){ text.data, utf8_valid_prefix((bytes){ text.data, limit }) };
}

/* A text of its own, 0 for an empty one. A failure stays in c->text. */
static uint32_t put_text(collection *c, bytes text)
{
  uint32_t at = text.size ? pool_append(&c->text, text) : 0;

  if (at == INTERN_FAILED) c->text.failed = true;
  return at == INTERN_FAILED ? 0 : at;
}

/* A text that many accounts share. */
static uint32_t put_place(collection *c, bytes text)
{
  uint32_t number = text.size ? intern_put(&c->places, text) : INTERN_FAILED;

  if (text.size && number == INTERN_FAILED) c->text.failed = true;
  return number == INTERN_FAILED ? 0 : intern_get(&c->places, number).offset;
}

static void put_word(collection *c, const name_token *token, const index_form *form, uint32_t account)
{
  uint32_t number = intern_put(&c->words, text_cut(token->canon, WORD_SIZE_LIMIT));
  word_facts *facts;

  if (number == INTERN_FAILED) {
    c->text.failed = true;
    return;
  }
  if (number >= c->facts.size / sizeof *facts) buffer_append(&c->facts, &(word_facts){ 0 }, sizeof *facts);
  if (c->facts.failed) return;
  facts = (word_facts *)(void *)c->facts.data + number;
  facts->flags |= token->flags;
  if ((form->kind & ~FORM_ALIAS) != NAME_BRACKET && facts->last_account != account + 1) {
    facts->last_account = account + 1;
    facts->accounts++;
  }
  buffer_append(&c->form_words, &number, sizeof number);
}

static void put_words(collection *c, index_form *form, const name_form *name, uint32_t account)
{
  bool only_stops = true;

  form->first_word = (uint32_t)(c->form_words.size / sizeof(uint32_t));
  for (uint32_t i = 0; i < name->token_count; i++) only_stops &= (name->tokens[i].flags & TOKEN_STOP) != 0;
  for (uint32_t i = 0; i < name->token_count && i < UINT8_MAX; i++) {
    const name_token *token = &name->tokens[i];
    if (token->canon.size && (only_stops || !(token->flags & TOKEN_STOP))) put_word(c, token, form, account);
  }
  form->word_count = (uint8_t)(c->form_words.size / sizeof(uint32_t) - form->first_word);
}

static void put_acronyms(collection *c, index_form *form, const name_form *name)
{
  bytes first = name->acronym_count > 0 ? text_cut(name->acronyms[0], 15) : (bytes){ NULL, 0 };
  bytes second = name->acronym_count > 1 ? text_cut(name->acronyms[1], 15) : (bytes){ NULL, 0 };

  put_text(c, first);
  if (first.size) put_text(c, second);
  form->acronym_sizes = (uint8_t)(first.size | (first.size ? second.size << 4 : 0));
}

static void add_form_keys(collection *c, const name_form *name, uint32_t account)
{
  if (name->kind == NAME_BRACKET && name->squashed.size < BRACKET_LETTERS_MIN) return;
  add_key(c, KEY_SQUASHED, name->squashed, account);
  add_key(c, KEY_SORTED, name->sorted, account);
  add_key(c, KEY_NATIVE, name->native, account);
  for (uint32_t i = 0; i < name->acronym_count && i < NAME_ACRONYM_LIMIT; i++) add_key(c, KEY_ACRONYM, name->acronyms[i], account);
}

static void put_form(collection *c, uint32_t account, const parsed_form *parsed)
{
  const name_form *name = &parsed->form;
  bytes core = text_cut(name->core, TEXT_SIZE_LIMIT), native = text_cut(name->native, UINT8_MAX);
  index_form form = { .legal_form = name->legal_form };
  form_key key = { .account = account };

  form.kind = (uint8_t)((unsigned)name->kind | (parsed->alias ? FORM_ALIAS : 0u));
  key.letters = (uint8_t)(name->squashed.size < LETTERS_LIMIT ? name->squashed.size : LETTERS_LIMIT);
  form.core = (uint32_t)c->text.size; /* below 4 GiB, or putting fails */
  put_text(c, core);
  form.core_size = (uint16_t)core.size;
  put_text(c, native);
  form.native_size = (uint8_t)native.size;
  put_acronyms(c, &form, name);
  put_words(c, &form, name, account);
  buffer_append(&c->forms, &form, sizeof form);
  buffer_append(&c->form_keys, &key, sizeof key);
  add_form_keys(c, name, account);
}

static void put_domain(collection *c, uint32_t account, const parsed_domain *parsed)
{
  const domain_name *name = &parsed->name;
  index_domain domain = { .host = put_text(c, text_cut(name->host, UINT8_MAX)) };

  domain.host_size = (uint8_t)text_cut(name->host, UINT8_MAX).size;
  domain.registrable_size = (uint8_t)text_cut(name->registrable, domain.host_size).size;
  domain.label_size = (uint8_t)text_cut(name->label, domain.registrable_size).size;
  domain.flags = (uint8_t)((parsed->further ? 1u : 0u) | (unsigned)name->kind << 4);
  buffer_append(&c->domains, &domain, sizeof domain);
  add_key(c, KEY_DOMAIN, name->registrable, account);
  if (parsed->label) add_key(c, KEY_LABEL, name->plain_label, account);
}

static void put_account(collection *c, const parsed_account *parsed)
{
  bytes city = text_cut(parsed->city, UINT8_MAX), state = text_cut(parsed->state, UINT8_MAX);
  bytes postal_code = text_cut(parsed->postal_code, UINT8_MAX), phone = text_cut(parsed->phone, UINT8_MAX);
  index_account account = { .parent = INDEX_NONE, .domain_country = parsed->domain_country };

  account.first_form = (uint32_t)(c->forms.size / sizeof(index_form));
  account.first_domain = (uint32_t)(c->domains.size / sizeof(index_domain));
  account.form_count = (uint16_t)parsed->form_count;
  account.domain_count = (uint16_t)parsed->domain_count;
  account.city = put_place(c, city);
  account.city_size = (uint8_t)city.size;
  account.state = put_place(c, state);
  account.state_size = (uint8_t)state.size;
  account.postal_code = put_place(c, postal_code);
  account.postal_code_size = (uint8_t)postal_code.size;
  account.phone = put_text(c, phone);
  account.phone_size = (uint8_t)phone.size;
  buffer_append(&c->accounts, &account, sizeof account);
  buffer_append(&c->countries, &parsed->country, sizeof parsed->country);
  buffer_append(&c->parents, &parsed->parent_id, sizeof parsed->parent_id);
}

static bool collection_failed(const collection *c)
{
  bool failed = c->accounts.failed | c->countries.failed | c->forms.failed | c->form_keys.failed | c->form_words.failed |
                c->domains.failed | c->parents.failed | c->text.failed | c->facts.failed;

  for (size_t i = 0; i <= KEY_ID; i++) failed |= c->keys[i].failed;
  return failed;
}

l2a_status collection_add(collection *c, const parsed_account *account, l2a_error *error)
{
  uint32_t number = (uint32_t)(c->accounts.size / sizeof(index_account));

  put_account(c, account);
  for (uint32_t i = 0; i < account->form_count; i++) put_form(c, number, &account->forms[i]);
  for (uint32_t i = 0; i < account->domain_count; i++) put_domain(c, number, &account->domains[i]);
  for (uint32_t i = 0; i < account->line_count; i++) add_key(c, KEY_PHONE, account->lines[i], number);
  add_key(c, KEY_ID, account->id, number);
  if (c->text.size >= UINT32_MAX - ((uint64_t)1 << 24)) return error_set(error, L2A_ELIMIT, "the names of all accounts pass 4 GiB");
  if (c->form_words.size / sizeof(uint32_t) > UINT32_MAX / 2) return error_set(error, L2A_ELIMIT, "the names have more than 2^31 words");
  return collection_failed(c) ? error_no_memory(error) : L2A_OK;
}
