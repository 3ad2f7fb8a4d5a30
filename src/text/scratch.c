/* SPDX-License-Identifier: MIT */
#include "text/scratch.h"

#include <stdlib.h>
#include <unicode/ustring.h>

struct text_scratch {
  const lexicon *lex;
  UTransliterator *transliterator;
  UIDNA *idna;
  bool transliterator_tried; /* a failed opening is not tried again: it would cost milliseconds per contact */
  bool idna_tried;
};

l2a_status text_scratch_new(text_scratch **out, const lexicon *lex, l2a_error *error)
{
  text_scratch *scratch = calloc(1, sizeof *scratch);

  *out = scratch;
  if (!scratch) return error_no_memory(error);
  scratch->lex = lex;
  return L2A_OK;
}

void text_scratch_free(text_scratch *scratch)
{
  if (!scratch) return;
  if (scratch->transliterator) utrans_close(scratch->transliterator);
  if (scratch->idna) uidna_close(scratch->idna);
  free(scratch);
}

/* Greek by UNGEGN, as passports and road signs write it; Any-Latin alone would give the classical letters. */
UTransliterator *text_scratch_transliterator(text_scratch *scratch)
{
  static const char id[] = "Greek-Latin/UNGEGN; Any-Latin; Latin-ASCII; Lower";
  UChar wide[sizeof id];
  UErrorCode code = U_ZERO_ERROR;

  if (!scratch->transliterator_tried) {
    scratch->transliterator_tried = true;
    u_charsToUChars(id, wide, (int32_t)sizeof id);
    scratch->transliterator = utrans_openU(wide, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    if (U_FAILURE(code)) scratch->transliterator = NULL;
  }
  return scratch->transliterator;
}

const UIDNA *text_scratch_idna(text_scratch *scratch)
{
  const uint32_t options = UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII;
  UErrorCode code = U_ZERO_ERROR;

  if (!scratch->idna_tried) {
    scratch->idna_tried = true;
    scratch->idna = uidna_openUTS46(options, &code);
    if (U_FAILURE(code)) scratch->idna = NULL;
  }
  return scratch->idna;
}
