/* SPDX-License-Identifier: MIT */
/* Names on standard input, one a line; for each its core, a tab, and the class of its legal form (empty without one). For others.py. */
#include <stdio.h>
#include <stdlib.h>

#include "text/company_name.h"
#include "text/legal_form.h"

enum { LINE_SIZE = 65536, BLOCK_SIZE = 65536 };

int main(void)
{
  static char line[LINE_SIZE];
  lexicon *lex = NULL;
  text_scratch *scratch = NULL;
  l2a_error error = L2A_ERROR_INIT;
  arena memory;

  arena_init(&memory, BLOCK_SIZE);
  if (lexicon_new(&lex, NULL, &error) != L2A_OK || text_scratch_new(&scratch, lex, &error) != L2A_OK) {
    fprintf(stderr, "%s\n", error.message);
    return EXIT_FAILURE;
  }
  while (fgets(line, sizeof line, stdin)) {
    company_name name;
    bytes core = { "", 0 }, legal_form = { "", 0 };
    arena_reset(&memory);
    company_name_parse(&name, bytes_from(line, strcspn(line, "\n")), NAME_OF_ACCOUNT, lex, scratch, &memory);
    if (name.form_count) {
      core = name.forms[0].core;
      legal_form = legal_form_class_name(lex->legal_forms, name.forms[0].legal_form);
    }
    printf("%.*s\t%.*s\n", (int)core.size, core.data, (int)legal_form.size, legal_form.data ? legal_form.data : "");
  }
  text_scratch_free(scratch);
  lexicon_free(lex);
  arena_free(&memory);
  return EXIT_SUCCESS;
}
