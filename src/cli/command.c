/* SPDX-License-Identifier: MIT */
#include "cli/command.h"

#include "cli/nearest.h"

static const command *const commands[] = {
  &command_index,  &command_update, &command_match,   &command_mqa,     &command_sla,   &command_funnel, &command_backtest, &command_plan,
  &command_report, &command_lookup, &command_explain, &command_rules,   &command_stat,  &command_verify, &command_dump,     &command_eval,
  &command_tune,   &command_diff,   &command_review,  &command_domains, &command_serve, &command_help,   &command_version,
};

const command *command_at(size_t n)
{
  return n < sizeof commands / sizeof *commands ? commands[n] : NULL;
}

const command *command_find(bytes name)
{
  const command *c;

  for (size_t i = 0; (c = command_at(i)); i++)
    if (bytes_equal(bytes_of(c->name), name)) return c;
  return NULL;
}

const char *command_nearest(bytes name)
{
  nearest n = NEAREST_OF(name);
  const command *c;

  for (size_t i = 0; (c = command_at(i)); i++) nearest_offer(&n, c->name);
  return n.name;
}
