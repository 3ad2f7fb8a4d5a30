/* SPDX-License-Identifier: MIT */
/* One row of the account table, normalised: what the index is made of. */
#ifndef L2A_INDEX_ACCOUNT_PARSE_H
#define L2A_INDEX_ACCOUNT_PARSE_H

#include "base/limits.h"
#include "index/account_rows.h"
#include "text/company_name.h"
#include "text/domain.h"

typedef struct parsed_form {
  name_form form;
  bool alias;
} parsed_form;

typedef struct parsed_domain {
  domain_name name;
  bool further; /* not the web site: from a column of domains, unless it is the first domain of an account that has none other */
  bool label;   /* its label is a key */
} parsed_domain;

typedef struct parsed_account {
  bytes id, parent_id;
  bytes city, state, postal_code;
  bytes phone;                      /* digits of the first phone */
  bytes lines[ACCOUNT_PHONE_LIMIT]; /* distinct */
  uint32_t line_count;
  uint32_t form_count;
  parsed_form *forms;
  uint32_t domain_count;
  parsed_domain *domains;
  uint16_t country, domain_country;
} parsed_account;

typedef struct account_parser {
  const l2a_account_field *fields; /* by column; borrowed */
  size_t column_count;
  const lexicon *lex;
  text_scratch *scratch;
} account_parser;

/* Results live in the arena, texts of cells in the row. L2A_ENOMEM. */
l2a_status account_parse(parsed_account *out, const account_parser *parser, const account_row *row, arena *a, l2a_error *error);

#endif
