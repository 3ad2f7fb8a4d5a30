/* SPDX-License-Identifier: MIT */
/* Shell completions: commands, options, choices; files where an option or operand is a file. */
#include "cli/help_page.h"

static bool takes_file(const option_spec *o)
{
  return option_is(o->argument, "FILE") || option_is(o->argument, "INDEX");
}

static void append_options(buffer *out, const command *c)
{
  const option_group *group;

  for (size_t g = 0; (group = command_group(c, g)); g++) {
    for (size_t i = 0; i < group->count; i++) {
      buffer_printf(out, " --%s", group->options[i].name);
      if (group->options[i].letter) buffer_printf(out, " -%c", group->options[i].letter);
    }
  }
}

static void append_choices(buffer *out, const char *choices, const char *separator)
{
  bytes rest = bytes_of(choices);

  while (rest.data) {
    buffer_append_bytes(out, bytes_split(&rest, '|'));
    if (rest.data) buffer_append_text(out, separator);
  }
}

/* ---- bash ---------------------------------------------------------------------------------------------------------------------------- */

static void bash_choices(buffer *out, const command *c)
{
  const option_group *group;

  for (size_t g = 0; (group = command_group(c, g)); g++) {
    for (size_t i = 0; i < group->count; i++) {
      const option_spec *o = &group->options[i];

      if (o->kind != OPTION_CHOICE) continue;
      buffer_printf(out, "  %s:--%s) COMPREPLY=($(compgen -W '", c->name, o->name);
      append_choices(out, o->choices, " ");
      buffer_append_text(out, "' -- \"$word\")); return ;;\n");
    }
  }
}

static void completion_bash(buffer *out)
{
  const command *c;

  buffer_append_text(out, "# bash completion of l2a\n_l2a() {\n  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} "
                          "command=${COMP_WORDS[1]} options=\n  if [ \"$COMP_CWORD\" = 1 ]; then\n    COMPREPLY=($(compgen -W '");
  for (size_t i = 0; (c = command_at(i)); i++) buffer_printf(out, "%s ", c->name);
  buffer_append_text(out, "--help --version' -- \"$word\"))\n    return\n  fi\n  case $command:$before in\n");
  for (size_t i = 0; (c = command_at(i)); i++) bash_choices(out, c);
  buffer_append_text(out, "  esac\n  case $command in\n");
  for (size_t i = 0; (c = command_at(i)); i++) {
    buffer_printf(out, "  %s) options='", c->name);
    append_options(out, c);
    buffer_append_text(out, "' ;;\n");
  }
  buffer_append_text(out, "  esac\n  case $word in\n  -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
                          "  *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n  esac\n}\ncomplete -o filenames -F _l2a l2a\n");
}

/* ---- zsh ----------------------------------------------------------------------------------------------------------------------------- */

/* Text inside '...[...]': quotes, brackets and colons would end it. */
static void zsh_text(buffer *out, const char *text)
{
  for (; *text; text++) {
    if (*text == '\'') buffer_append_text(out, "'\\''");
    else if (*text == '[' || *text == ']' || *text == ':' || *text == '\\') buffer_printf(out, "\\%c", *text);
    else buffer_append_char(out, *text);
  }
}

static void zsh_option(buffer *out, const option_spec *o)
{
  buffer_append_text(out, "    '");
  if (o->kind == OPTION_LIST) buffer_append_char(out, '*');
  buffer_printf(out, "--%s%s[", o->name, o->kind == OPTION_FLAG ? "" : "=");
  zsh_text(out, o->help);
  buffer_append_char(out, ']');
  if (o->kind == OPTION_CHOICE) {
    buffer_append_text(out, ":choice:(");
    append_choices(out, o->choices, " ");
    buffer_append_char(out, ')');
  } else if (o->kind != OPTION_FLAG) {
    buffer_append_char(out, ':');
    zsh_text(out, o->argument);
    buffer_append_text(out, takes_file(o) ? ":_files" : ":");
  }
  buffer_append_text(out, "' \\\n");
}

static void completion_zsh(buffer *out)
{
  const command *c;
  const option_group *group;

  buffer_append_text(out, "#compdef l2a\n_l2a() {\n  if (( CURRENT == 2 )); then\n    local -a commands=(\n");
  for (size_t i = 0; (c = command_at(i)); i++) {
    buffer_printf(out, "      '%s:", c->name);
    zsh_text(out, c->summary);
    buffer_append_text(out, "'\n");
  }
  buffer_append_text(out, "    )\n    _describe command commands\n    return\n  fi\n  local command=$words[2]\n  shift words\n"
                          "  (( CURRENT-- ))\n  case $command in\n");
  for (size_t i = 0; (c = command_at(i)); i++) {
    buffer_printf(out, "  %s) _arguments \\\n", c->name);
    for (size_t g = 0; (group = command_group(c, g)); g++)
      for (size_t k = 0; k < group->count; k++) zsh_option(out, &group->options[k]);
    buffer_append_text(out, c->operand_max ? "    '*:file:_files' ;;\n" : "    && return ;;\n");
  }
  buffer_append_text(out, "  esac\n}\n_l2a \"$@\"\n");
}

/* ---- fish ---------------------------------------------------------------------------------------------------------------------------- */

static void fish_text(buffer *out, const char *text)
{
  buffer_append_char(out, '\'');
  for (; *text; text++) {
    if (*text == '\'' || *text == '\\') buffer_append_char(out, '\\');
    buffer_append_char(out, *text);
  }
  buffer_append_char(out, '\'');
}

static void fish_option(buffer *out, const command *c, const option_spec *o)
{
  buffer_printf(out, "complete -c l2a -n '__fish_seen_subcommand_from %s' -l %s", c->name, o->name);
  if (o->letter) buffer_printf(out, " -s %c", o->letter);
  if (o->kind == OPTION_CHOICE) {
    buffer_append_text(out, " -x -a '");
    append_choices(out, o->choices, " ");
    buffer_append_char(out, '\'');
  } else if (o->kind != OPTION_FLAG) {
    buffer_append_text(out, takes_file(o) ? " -r -F" : " -x");
  }
  buffer_append_text(out, " -d ");
  fish_text(out, o->help);
  buffer_append_char(out, '\n');
}

static void completion_fish(buffer *out)
{
  const command *c;
  const option_group *group;

  buffer_append_text(out, "# fish completion of l2a\ncomplete -c l2a -n __fish_use_subcommand -f -l help\n"
                          "complete -c l2a -n __fish_use_subcommand -f -l version\n");
  for (size_t i = 0; (c = command_at(i)); i++) {
    buffer_printf(out, "complete -c l2a -n __fish_use_subcommand -f -a %s -d ", c->name);
    fish_text(out, c->summary);
    buffer_append_char(out, '\n');
  }
  for (size_t i = 0; (c = command_at(i)); i++)
    for (size_t g = 0; (group = command_group(c, g)); g++)
      for (size_t k = 0; k < group->count; k++) fish_option(out, c, &group->options[k]);
}

bool completion_write(buffer *out, const char *shell)
{
  static const struct {
    const char *shell;
    void (*write)(buffer *out);
  } writers[] = { { "bash", completion_bash }, { "zsh", completion_zsh }, { "fish", completion_fish } };

  for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
    if (!option_is(shell, writers[i].shell)) continue;
    writers[i].write(out);
    return true;
  }
  return false;
}
