/* SPDX-License-Identifier: MIT */
/* l2a verify: is an index whole? */
#include "cli/command.h"
#include "cli/engine.h"
#include "cli/help_page.h"
#include "cli/message.h"

static const option_spec verify_options[] = {
  { "definitions", 'd', OPTION_TEXT, "FILE", OPTION_AT(definitions), NULL, 0, 0,
    "those the index was made with, if they are not the built-in ones" },
};

/* Damage is the answer "no", wherever it is noticed; everything else that goes wrong is a failure. */
static exit_code answer(l2a_status status, const l2a_error *error, const char *path)
{
  buffer out = BUFFER_INIT;

  if (status == L2A_ECORRUPT) {
    message_failed(error);
    return EXIT_ANSWER_NO;
  }
  if (status != L2A_OK) return message_failed(error);
  buffer_printf(&out, "%s: ok\n", path);
  return help_flush(&out);
}

static exit_code run_verify(const command *c, const cli_options *o)
{
  cli_options with_index = *o;
  engine e = { .rules = NULL };
  l2a_error error = L2A_ERROR_INIT, damage = L2A_ERROR_INIT;
  l2a_status status;

  (void)c;
  with_index.index = o->operands[0];
  status = engine_load_rules(&e, &with_index, &error);
  if (status == L2A_OK) status = engine_open_index(&e, &with_index, NULL, false, &error);
  if (status == L2A_OK && l2a_index_verify(e.index, &damage) != L2A_OK)
    status = damage.file[0] ? error_set(&error, damage.status, "%s", damage.message)
                            : error_set_at(&error, damage.status, o->operands[0], 0, 0, "%s", damage.message);
  engine_close(&e);
  return answer(status, &error, o->operands[0]);
}

const command command_verify = {
  .name = "verify",
  .summary = "check an index, say what is wrong and where",
  .operands = "INDEX",
  .description = "Reads the whole index and recomputes every checksum and bound, and follows every number of one section into another. "
                 "Commands that answer "
                 "from an index check its checksums and bounds by themselves before they begin.",
  .exit_codes = "0 the index is whole, 1 it is damaged, 2 it cannot be opened.",
  .operand_min = 1,
  .operand_max = 1,
  .groups = { OPTION_GROUP("Input", verify_options) },
  .examples = { { "l2a verify accounts.l2a", "Is it whole?" } },
  .run = run_verify,
};
