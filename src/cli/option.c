/* SPDX-License-Identifier: MIT */
#include "cli/option.h"

#include "base/status.h"
#include "cli/command.h"
#include "cli/nearest.h"

static const option_spec common_options[] = {
  { "help", 'h', OPTION_FLAG, NULL, OPTION_AT(help), NULL, 0, 0, "show this help" },
};

static const option_group common_group = OPTION_GROUP("Other", common_options);

/* Where the parser is: one argument after the other, with the rest of a cluster of short options (-qv). */
typedef struct option_parser {
  cli_options *out;
  const command *command;
  char **argv;
  int argc;
  int at;
  l2a_error *error;
} option_parser;

const option_group *command_group(const command *c, size_t n)
{
  size_t count = 0;

  while (count < OPTION_GROUP_LIMIT && c->groups[count].title) count++;
  if (n < count) return &c->groups[n];
  return n == count ? &common_group : NULL;
}

bool option_is(const char *value, const char *name)
{
  return value && strcmp(value, name) == 0;
}

static const option_spec *find_option(const command *c, bytes name, char letter)
{
  const option_group *group;

  for (size_t g = 0; (group = command_group(c, g)); g++) {
    for (size_t i = 0; i < group->count; i++) {
      const option_spec *o = &group->options[i];

      if (letter ? o->letter == letter : bytes_equal(bytes_of(o->name), name)) return o;
    }
  }
  return NULL;
}

static l2a_status unknown_option(const option_parser *p, bytes name)
{
  nearest n = NEAREST_OF(name);
  const option_group *group;

  for (size_t g = 0; (group = command_group(p->command, g)); g++)
    for (size_t i = 0; i < group->count; i++) nearest_offer(&n, group->options[i].name);
  if (n.name)
    return error_set(p->error, L2A_EINVAL, "%s: unknown option --%.*s; did you mean --%s?", p->command->name, (int)name.size, name.data,
                     n.name);
  return error_set(p->error, L2A_EINVAL, "%s: unknown option --%.*s; see l2a %s --help", p->command->name, (int)name.size, name.data,
                   p->command->name);
}

static bool is_choice(const char *choices, const char *value)
{
  bytes rest = bytes_of(choices);

  while (rest.data)
    if (bytes_equal(bytes_split(&rest, '|'), bytes_of(value))) return true;
  return false;
}

static bool read_number(const char *text, uint32_t min, uint32_t max, uint32_t *out)
{
  uint64_t value = 0;

  if (!*text) return false;
  for (; *text; text++) {
    if (*text < '0' || *text > '9') return false;
    value = value * 10 + (uint64_t)(*text - '0');
    if (value > max) return false;
  }
  *out = (uint32_t)value;
  return value >= min;
}

static l2a_status store_value(const option_parser *p, const option_spec *o, const char *value)
{
  char *place = (char *)p->out + o->offset;
  option_list *list;

  switch (o->kind) {
  case OPTION_FLAG: *(bool *)place = true; return L2A_OK;
  case OPTION_CHOICE:
    if (!is_choice(o->choices, value))
      return error_set(p->error, L2A_EINVAL, "%s: --%s takes one of %s, not '%s'", p->command->name, o->name, o->choices, value);
    *(const char **)(void *)place = value;
    return L2A_OK;
  case OPTION_TEXT: *(const char **)(void *)place = value; return L2A_OK;
  case OPTION_NUMBER:
    if (!read_number(value, o->min, o->max, (uint32_t *)(void *)place))
      return error_set(p->error, L2A_EINVAL, "%s: --%s takes a number from %u to %u, not '%s'", p->command->name, o->name, o->min, o->max,
                       value);
    return L2A_OK;
  case OPTION_LIST:
    list = (option_list *)(void *)place;
    if (list->count == OPTION_LIST_LIMIT)
      return error_set(p->error, L2A_ELIMIT, "%s: --%s is given more than %d times", p->command->name, o->name, OPTION_LIST_LIMIT);
    list->items[list->count++] = value;
    return L2A_OK;
  }
  return L2A_EINVAL;
}

/* The value behind the option's own argument, or the argument that follows. */
static l2a_status take_value(option_parser *p, const option_spec *o, const char *attached)
{
  if (attached) return store_value(p, o, attached);
  if (p->at + 1 >= p->argc)
    return error_set(p->error, L2A_EINVAL, "%s: --%s needs a value: --%s %s", p->command->name, o->name, o->name, o->argument);
  return store_value(p, o, p->argv[++p->at]);
}

static l2a_status parse_long(option_parser *p, const char *text)
{
  const char *equals = strchr(text, '=');
  bytes name = { text, equals ? (size_t)(equals - text) : strlen(text) };
  const option_spec *o = find_option(p->command, name, 0);

  if (!o) return unknown_option(p, name);
  if (o->kind != OPTION_FLAG) return take_value(p, o, equals ? equals + 1 : NULL);
  if (equals) return error_set(p->error, L2A_EINVAL, "%s: --%s takes no value", p->command->name, o->name);
  return store_value(p, o, NULL);
}

static l2a_status parse_short(option_parser *p, const char *letters)
{
  l2a_status status = L2A_OK;

  for (; *letters && status == L2A_OK; letters++) {
    const option_spec *o = find_option(p->command, (bytes){ NULL, 0 }, *letters);

    if (!o)
      return error_set(p->error, L2A_EINVAL, "%s: unknown option -%c; see l2a %s --help", p->command->name, *letters, p->command->name);
    if (o->kind != OPTION_FLAG) return take_value(p, o, letters[1] ? letters + 1 : NULL);
    status = store_value(p, o, NULL);
  }
  return status;
}

static l2a_status check_operands(const option_parser *p)
{
  const command *c = p->command;
  size_t n = p->out->operand_count;

  if (p->out->help) return L2A_OK;
  if (n < c->operand_min) return error_set(p->error, L2A_EINVAL, "%s: %s is missing; see l2a %s --help", c->name, c->operands, c->name);
  if (n > c->operand_max)
    return error_set(p->error, L2A_EINVAL, "%s: unexpected argument '%s'; see l2a %s --help", c->name, p->out->operands[c->operand_max],
                     c->name);
  return L2A_OK;
}

l2a_status parse_options(cli_options *out, const command *c, int argc, char **argv, l2a_error *error)
{
  option_parser p = { out, c, argv, argc, 0, error };
  bool only_operands = false;
  l2a_status status = L2A_OK;

  memset(out, 0, sizeof *out);
  out->operands = (const char **)argv;
  for (; p.at < argc && status == L2A_OK; p.at++) {
    char *argument = argv[p.at];

    if (only_operands || argument[0] != '-' || !argument[1]) argv[out->operand_count++] = argument;
    else if (argument[1] != '-') status = parse_short(&p, argument + 1);
    else if (argument[2]) status = parse_long(&p, argument + 2);
    else only_operands = true;
  }
  return status == L2A_OK ? check_operands(&p) : status;
}
