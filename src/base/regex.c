/* SPDX-License-Identifier: MIT */
#include "base/regex.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define JIT_STACK_START ((size_t)32 * 1024)
#define JIT_STACK_MAX ((size_t)1024 * 1024) /* deep patterns over long subjects; beyond it the answer is L2A_ELIMIT */

struct regex {
  pcre2_code *code;
};

struct regex_scratch {
  pcre2_match_data *data;
  pcre2_match_context *context;
  pcre2_jit_stack *jit_stack;
};

static l2a_status syntax_error(l2a_error *error, int code, size_t offset)
{
  PCRE2_UCHAR reason[128];
  l2a_status status;

  if (pcre2_get_error_message(code, reason, sizeof reason) < 0) reason[0] = '\0';
  status = error_set(error, L2A_ESYNTAX, "pattern, at byte %zu: %s", offset, (const char *)reason);
  if (error) error->column = offset + 1;
  return status;
}

l2a_status regex_compile(regex **out, bytes pattern, size_t *error_offset, l2a_error *error)
{
  const uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  l2a_status status = L2A_OK;
  PCRE2_SIZE offset = 0;
  int code = 0;
  regex *r;

  *out = NULL;
  if (pattern.size > REGEX_PATTERN_MAX) return error_set(error, L2A_ELIMIT, "pattern longer than %d bytes", REGEX_PATTERN_MAX);
  r = calloc(1, sizeof *r);
  if (!r) return error_no_memory(error);
  r->code = pcre2_compile((PCRE2_SPTR)(pattern.data ? pattern.data : ""), pattern.size, options, &code, &offset, NULL);
  if (!r->code) {
    status = code == PCRE2_ERROR_HEAP_FAILED ? error_no_memory(error) : syntax_error(error, code, offset);
    if (error_offset) *error_offset = offset;
    goto failed;
  }
  /* Without JIT on this machine the interpreter answers the same, only slower. */
  (void)pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE);
  *out = r;
  return L2A_OK;
failed:
  regex_free(r);
  return status;
}

void regex_free(regex *r)
{
  if (!r) return;
  pcre2_code_free(r->code);
  free(r);
}

l2a_status regex_scratch_new(regex_scratch **out, l2a_error *error)
{
  regex_scratch *scratch = calloc(1, sizeof *scratch);

  *out = NULL;
  if (!scratch) return error_no_memory(error);
  scratch->data = pcre2_match_data_create(REGEX_GROUP_MAX + 1, NULL);
  scratch->context = pcre2_match_context_create(NULL);
  if (!scratch->data || !scratch->context) {
    regex_scratch_free(scratch);
    return error_no_memory(error);
  }
  /* NULL (no JIT, or no memory) is fine: matching then uses the machine stack. */
  scratch->jit_stack = pcre2_jit_stack_create(JIT_STACK_START, JIT_STACK_MAX, NULL);
  if (scratch->jit_stack) pcre2_jit_stack_assign(scratch->context, NULL, scratch->jit_stack);
  pcre2_set_match_limit(scratch->context, REGEX_STEP_MAX);
  *out = scratch;
  return L2A_OK;
}

void regex_scratch_free(regex_scratch *scratch)
{
  if (!scratch) return;
  pcre2_match_data_free(scratch->data);
  pcre2_match_context_free(scratch->context);
  pcre2_jit_stack_free(scratch->jit_stack);
  free(scratch);
}

static bytes part_of(bytes subject, const PCRE2_SIZE *ends)
{
  /* \K in a lookahead can put a start behind its end. */
  if (ends[0] == PCRE2_UNSET || ends[0] > ends[1]) return (bytes){ NULL, 0 };
  return (bytes){ subject.data + ends[0], ends[1] - ends[0] };
}

static void fill_match(regex_match *match, bytes subject, const regex_scratch *scratch, size_t pair_count)
{
  const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(scratch->data);

  *match = (regex_match){ .whole = part_of(subject, ends) };
  for (size_t i = 1; i < pair_count && i <= REGEX_GROUP_MAX; i++) match->groups[i - 1] = part_of(subject, ends + 2 * i);
}

l2a_status regex_find(bool *found, const regex *r, regex_scratch *scratch, bytes subject, regex_match *match, l2a_error *error)
{
  int answer;

  *found = false;
  if (match) *match = (regex_match){ .whole = { NULL, 0 } };
  if (subject.size > REGEX_SUBJECT_MAX) return error_set(error, L2A_ELIMIT, "text longer than %d bytes for a pattern", REGEX_SUBJECT_MAX);
  if (!subject.data) subject.data = "";
  answer = pcre2_match(r->code, (PCRE2_SPTR)subject.data, subject.size, 0, 0, scratch->data, scratch->context);
  if (answer == PCRE2_ERROR_NOMATCH) return L2A_OK;
  if (answer == PCRE2_ERROR_HEAP_FAILED || answer == PCRE2_ERROR_NOMEMORY) return error_no_memory(error);
  if (answer < 0) return error_set(error, L2A_ELIMIT, "a pattern needs too many steps (more than %d) or too much memory", REGEX_STEP_MAX);
  *found = true;
  /* 0 says that the pattern has more groups than are kept. */
  if (match) fill_match(match, subject, scratch, answer == 0 ? REGEX_GROUP_MAX + 1 : (size_t)answer);
  return L2A_OK;
}

void regex_version(char out[REGEX_VERSION_SIZE])
{
  int size = pcre2_config(PCRE2_CONFIG_VERSION, NULL);

  out[0] = '\0';
  if (size > 0 && size <= REGEX_VERSION_SIZE) pcre2_config(PCRE2_CONFIG_VERSION, out);
}
