/* SPDX-License-Identifier: MIT */
#include "cli/help_page.h"

#include "cli/message.h"
#include "io/output.h"

enum { PAGE_WIDTH = 96, OPTION_INDENT = 4, TEXT_INDENT = 30 };

static void pad(buffer *out, size_t count)
{
  while (count--) buffer_append_char(out, ' ');
}

/* Appends words of text from column on, broken before PAGE_WIDTH; following lines begin at indent. */
static void append_wrapped(buffer *out, const char *text, size_t column, size_t indent)
{
  bytes rest = bytes_of(text);
  bool first = true;

  while (rest.data) {
    bytes word = bytes_split(&rest, ' ');

    if (!first && column + 1 + word.size > PAGE_WIDTH) {
      buffer_append_char(out, '\n');
      pad(out, indent);
      column = indent;
      first = true;
    }
    if (!first) buffer_append_char(out, ' '), column++;
    buffer_append_bytes(out, word);
    column += word.size;
    first = false;
  }
  buffer_append_char(out, '\n');
}

/* "-o, --output FILE"; without a short form the long one stands at the same place. */
static void append_option_name(buffer *out, const option_spec *o)
{
  if (o->letter) buffer_printf(out, "-%c, ", o->letter);
  else pad(out, 4);
  buffer_printf(out, "--%s", o->name);
  if (o->kind == OPTION_CHOICE) buffer_printf(out, " %s", o->choices);
  else if (o->argument) buffer_printf(out, " %s", o->argument);
}

static void append_option(buffer *out, const option_spec *o)
{
  size_t start = out->size, column;

  pad(out, OPTION_INDENT);
  append_option_name(out, o);
  column = out->size - start;
  if (column + 2 > TEXT_INDENT) {
    buffer_append_char(out, '\n');
    column = 0;
  }
  pad(out, TEXT_INDENT - column);
  append_wrapped(out, o->help, TEXT_INDENT, TEXT_INDENT);
}

static void append_paragraphs(buffer *out, const char *text, size_t indent)
{
  bytes rest = bytes_of(text);

  while (rest.data) {
    char line[2048];
    bytes paragraph = bytes_split(&rest, '\n');

    if (paragraph.size >= sizeof line) paragraph.size = sizeof line - 1;
    if (paragraph.size) memcpy(line, paragraph.data, paragraph.size);
    line[paragraph.size] = '\0';
    if (paragraph.size) pad(out, indent);
    append_wrapped(out, line, indent, indent);
  }
}

static void append_examples(buffer *out, const command *c)
{
  if (!c->examples[0].line) return;
  buffer_append_text(out, "\nExamples\n");
  for (size_t i = 0; i < EXAMPLE_LIMIT && c->examples[i].line; i++) {
    append_paragraphs(out, c->examples[i].purpose, 2);
    buffer_printf(out, "    %s\n", c->examples[i].line);
  }
}

void help_command(buffer *out, const command *c)
{
  const option_group *group;

  buffer_printf(out, "l2a %s: %s\n\nUsage\n  l2a %s [OPTION...]%s%s\n\n", c->name, c->summary, c->name, *c->operands ? " " : "",
                c->operands);
  append_paragraphs(out, c->description, 0);
  for (size_t g = 0; (group = command_group(c, g)); g++) {
    buffer_printf(out, "\n%s\n", group->title);
    for (size_t i = 0; i < group->count; i++) append_option(out, &group->options[i]);
  }
  buffer_append_text(out, "\nExit status\n");
  append_paragraphs(out, c->exit_codes, 2);
  append_examples(out, c);
}

void help_overview(buffer *out)
{
  const command *c;

  append_wrapped(out, "l2a: " PROGRAM_SUMMARY, 0, 0);
  buffer_append_text(out, "\nUsage\n  l2a COMMAND [OPTION...] [FILE...]\n\nCommands\n");
  for (size_t i = 0; (c = command_at(i)); i++) buffer_printf(out, "  %-10s%s\n", c->name, c->summary);
  buffer_append_text(out, "\nBegin with\n  l2a match --accounts accounts.csv contacts.csv -o matches.csv\n\n"
                          "l2a COMMAND --help shows the options of a command, l2a --version the version.\n");
}

exit_code help_flush(buffer *out)
{
  l2a_error error = L2A_ERROR_INIT;
  output *o = NULL;
  l2a_status status = out->failed ? error_no_memory(&error) : output_open(&o, "-", &error);

  if (status == L2A_OK) status = output_write(o, out->data, out->size, &error);
  if (status == L2A_OK) {
    status = output_commit(o, &error);
    o = NULL;
  }
  output_discard(o);
  buffer_free(out);
  return status == L2A_OK ? EXIT_DONE : message_failed(&error);
}
