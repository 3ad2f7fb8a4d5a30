/* SPDX-License-Identifier: MIT */
#include "text/lexicon.h"

#include <stdlib.h>

#include "base/builtin.h"
#include "text/country.h"
#include "text/domain_class.h"
#include "text/fold.h"
#include "text/legal_form.h"
#include "text/native_word.h"
#include "text/placeholder.h"
#include "text/public_suffix.h"
#include "text/state.h"
#include "text/word.h"

static l2a_status suffixes_new(public_suffix **out, l2a_error *error)
{
  static const char name[] = "public_suffix_list.dat";
  bytes text = builtin_file(name);

  *out = NULL;
  if (!text.data) return error_set_at(error, L2A_ENOTFOUND, name, 0, 0, "no such built-in dictionary");
  return public_suffix_new(out, name, text, error);
}

/* Each part may use those made before it. */
l2a_status lexicon_new(lexicon **out, const lexicon_overlay *overlay, l2a_error *error)
{
  lexicon *lex = calloc(1, sizeof *lex);
  l2a_status status = lex ? L2A_OK : error_no_memory(error);

  if (status == L2A_OK) status = suffixes_new(&lex->suffixes, error);
  if (status == L2A_OK) status = domain_class_list_new(&lex->domains, lex, overlay, error);
  if (status == L2A_OK) status = fold_table_new(&lex->folds, lex, overlay, error);
  if (status == L2A_OK) status = native_word_list_new(&lex->native_words, lex, overlay, error);
  if (status == L2A_OK) status = country_list_new(&lex->countries, lex, overlay, error);
  if (status == L2A_OK) status = state_list_new(&lex->states, lex, overlay, error);
  if (status == L2A_OK) status = word_list_new(&lex->words, lex, overlay, error);
  if (status == L2A_OK) status = legal_form_list_new(&lex->legal_forms, lex, overlay, error);
  if (status == L2A_OK) status = placeholder_list_new(&lex->placeholders, lex, overlay, error);
  if (status != L2A_OK) {
    lexicon_free(lex);
    lex = NULL;
  }
  *out = lex;
  return status;
}

void lexicon_free(lexicon *lex)
{
  if (!lex) return;
  placeholder_list_free(lex->placeholders);
  legal_form_list_free(lex->legal_forms);
  word_list_free(lex->words);
  country_list_free(lex->countries);
  state_list_free(lex->states);
  native_word_list_free(lex->native_words);
  fold_table_free(lex->folds);
  domain_class_list_free(lex->domains);
  public_suffix_free(lex->suffixes);
  free(lex);
}
