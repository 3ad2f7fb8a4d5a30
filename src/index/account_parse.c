/* SPDX-License-Identifier: MIT */
#include "index/account_parse.h"

#include "base/utf8.h"
#include "index/place_key.h"
#include "text/country.h"
#include "text/phone.h"
#include "text/state.h"

enum { FIRST_CAPACITY = 8 };

typedef struct parse_run {
  parsed_account *out;
  const account_parser *parser;
  arena *a;
  uint32_t form_capacity, domain_capacity;
} parse_run;

static bytes cut(bytes text)
{
  text = bytes_trim(text);
  if (text.size > ACCOUNT_VALUE_LIMIT) text.size = utf8_valid_prefix((bytes){ text.data, ACCOUNT_VALUE_LIMIT });
  return text;
}

/* Room for one more element behind count; the array moves when it is full. */
static void *grown(arena *a, void *array, uint32_t count, uint32_t *capacity, size_t size)
{
  uint32_t wanted = *capacity ? *capacity * 2 : FIRST_CAPACITY;
  void *moved;

  if (count < *capacity) return array;
  moved = arena_take_array(a, wanted, size);
  if (!moved) return NULL;
  if (count) memcpy(moved, array, count * size);
  *capacity = wanted;
  return moved;
}

static bool form_known(const parsed_account *account, const name_form *form)
{
  for (uint32_t i = 0; i < account->form_count; i++) {
    const name_form *known = &account->forms[i].form;
    if (bytes_equal(known->core, form->core) && bytes_equal(known->native, form->native)) return true;
  }
  return false;
}

static void add_name(parse_run *run, bytes text, bool alias)
{
  parsed_account *out = run->out;
  company_name name;

  text = cut(text);
  if (text.size == 0 || out->form_count >= ACCOUNT_FORM_LIMIT) return;
  company_name_parse(&name, text, NAME_OF_ACCOUNT, run->parser->lex, run->parser->scratch, run->a);
  for (uint32_t i = 0; i < name.form_count && out->form_count < ACCOUNT_FORM_LIMIT; i++) {
    const name_form *form = &name.forms[i];
    if (form->kind == NAME_SEGMENT || form->token_count == 0 || form_known(out, form)) continue;
    out->forms = grown(run->a, out->forms, out->form_count, &run->form_capacity, sizeof *out->forms);
    if (!out->forms) {
      out->form_count = 0;
      return;
    }
    out->forms[out->form_count++] = (parsed_form){ *form, alias };
  }
}

static void add_aliases(parse_run *run, bytes cell)
{
  while (cell.size && run->out->form_count < ACCOUNT_FORM_LIMIT) {
    size_t n = 0;
    while (n < cell.size && cell.data[n] != ';' && cell.data[n] != '|') n++;
    add_name(run, (bytes){ cell.data, n }, true);
    n += n < cell.size;
    cell = (bytes){ cell.data + n, cell.size - n };
  }
}

/* A site host (facebook.com/acme) says nothing about the account, unless the account is that company itself. */
static bool is_own_site(const parsed_account *account, const domain_name *domain)
{
  for (uint32_t i = 0; i < account->form_count; i++)
    if (bytes_equal(account->forms[i].form.squashed, domain->plain_label)) return true;
  return false;
}

static void add_domain(parse_run *run, bytes text, bool further)
{
  parsed_account *out = run->out;
  parsed_domain domain = { .further = further && out->domain_count > 0 }; /* without a web site the first one is the account's own */

  text = cut(text);
  if (text.size == 0 || out->domain_count >= ACCOUNT_DOMAIN_LIMIT) return;
  domain_from_url(&domain.name, text, run->parser->lex, run->parser->scratch, run->a);
  if (domain.name.kind == DOMAIN_NONE || domain.name.registrable.size == 0) return;
  if (domain.name.kind == DOMAIN_SITE_HOST && !is_own_site(out, &domain.name)) return;
  domain.label = domain.name.kind != DOMAIN_SITE_HOST && domain.name.kind != DOMAIN_DENIED && domain.name.plain_label.size > 0;
  for (uint32_t i = 0; i < out->domain_count; i++)
    if (bytes_equal(out->domains[i].name.host, domain.name.host)) return;
  out->domains = grown(run->a, out->domains, out->domain_count, &run->domain_capacity, sizeof *out->domains);
  if (!out->domains) {
    out->domain_count = 0;
    return;
  }
  out->domains[out->domain_count++] = domain;
  if (!out->domain_country && domain.name.country[0])
    out->domain_country = (uint16_t)((unsigned char)domain.name.country[0] << 8 | (unsigned char)domain.name.country[1]);
}

static bool is_domain_separator(char c)
{
  return c == ';' || c == '|' || c == ',' || is_blank(c);
}

static void add_domains(parse_run *run, bytes cell)
{
  while (cell.size && run->out->domain_count < ACCOUNT_DOMAIN_LIMIT) {
    size_t n = 0;
    while (n < cell.size && !is_domain_separator(cell.data[n])) n++;
    add_domain(run, (bytes){ cell.data, n }, true);
    n += n < cell.size;
    cell = (bytes){ cell.data + n, cell.size - n };
  }
}

static void add_phone(parse_run *run, bytes text)
{
  parsed_account *out = run->out;
  phone_number phone;

  text = cut(text);
  if (text.size == 0) return;
  phone_parse(&phone, text, out->country == COUNTRY_UNKNOWN ? 0 : out->country, run->a);
  if (!out->phone.size) out->phone = phone.digits;
  if (phone.line.size == 0 || out->line_count >= ACCOUNT_PHONE_LIMIT) return;
  for (uint32_t i = 0; i < out->line_count; i++)
    if (bytes_equal(out->lines[i], phone.line)) return;
  out->lines[out->line_count++] = phone.line;
}

/* The place fields of a cell; the first column that is not empty counts. */
static void add_place(parse_run *run, l2a_account_field field, bytes cell)
{
  parsed_account *out = run->out;
  const account_parser *parser = run->parser;

  cell = cut(cell);
  if (cell.size == 0) return;
  if (field == L2A_ACCOUNT_COUNTRY && !out->country) out->country = country_code(cell, parser->lex, parser->scratch);
  if (field == L2A_ACCOUNT_STATE && !out->state.size) out->state = place_key(cell, parser->lex, parser->scratch, run->a);
  if (field == L2A_ACCOUNT_CITY && !out->city.size) out->city = place_key(cell, parser->lex, parser->scratch, run->a);
  if (field == L2A_ACCOUNT_POSTAL_CODE && !out->postal_code.size) out->postal_code = postal_code_key(cell, run->a);
}

/* Fields that others look back at come first: names before aliases and domains, the country before states and phones. */
static void add_cells(parse_run *run, const bytes *cells, const l2a_account_field *fields)
{
  size_t count = run->parser->column_count;
  bool named = false;

  for (size_t i = 0; i < count; i++) {
    add_place(run, fields[i], cells[i]);
    if (fields[i] == L2A_ACCOUNT_ID) run->out->id = cells[i];
    if (fields[i] == L2A_ACCOUNT_PARENT_ID && !run->out->parent_id.size) run->out->parent_id = bytes_trim(cells[i]);
    if (fields[i] == L2A_ACCOUNT_NAME && bytes_trim(cells[i]).size) {
      add_name(run, cells[i], named); /* a second column of names holds other names */
      named = true;
    }
  }
  run->out->state = state_name(run->parser->lex->states, run->out->country, run->out->state);
  for (size_t i = 0; i < count; i++)
    if (fields[i] == L2A_ACCOUNT_ALIASES) add_aliases(run, cells[i]);
  for (size_t i = 0; i < count; i++) {
    if (fields[i] == L2A_ACCOUNT_WEBSITE) add_domain(run, cells[i], false);
    if (fields[i] == L2A_ACCOUNT_PHONE) add_phone(run, cells[i]);
  }
  for (size_t i = 0; i < count; i++)
    if (fields[i] == L2A_ACCOUNT_DOMAINS) add_domains(run, cells[i]);
}

l2a_status account_parse(parsed_account *out, const account_parser *parser, const account_row *row, arena *a, l2a_error *error)
{
  parse_run run = { .out = out, .parser = parser, .a = a };
  bytes *cells = arena_take_array(a, parser->column_count, sizeof *cells);

  *out = (parsed_account){ 0 };
  if (!cells) return error_no_memory(error);
  if (!record_cells((bytes){ row->record, row->size }, cells, parser->column_count))
    return error_set(error, L2A_ECORRUPT, "a packed row is damaged");
  add_cells(&run, cells, parser->fields);
  return a->failed ? error_no_memory(error) : L2A_OK;
}
