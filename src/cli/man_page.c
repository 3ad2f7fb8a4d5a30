/* SPDX-License-Identifier: MIT */
/* Man pages in roff with the man macros, without a date: the same program gives the same page. */
#include "cli/help_page.h"

/* Text for roff: a backslash, a hyphen and a dot or quote at the begin of a line have a meaning there. */
static void append_roff(buffer *out, const char *text)
{
  bool line_begins = true;

  for (; *text; text++) {
    if (line_begins && (*text == '.' || *text == '\'')) buffer_append_text(out, "\\&");
    line_begins = *text == '\n';
    if (*text == '\\') buffer_append_text(out, "\\e");
    else if (*text == '-') buffer_append_text(out, "\\-");
    else buffer_append_char(out, *text);
  }
}

static void append_paragraphs(buffer *out, const char *text)
{
  bytes rest = bytes_of(text);

  while (rest.data) {
    bytes line = bytes_split(&rest, '\n');
    char copy[2048];

    if (line.size >= sizeof copy) line.size = sizeof copy - 1;
    if (line.size) memcpy(copy, line.data, line.size);
    copy[line.size] = '\0';
    if (line.size) append_roff(out, copy);
    buffer_append_text(out, line.size ? "\n" : ".PP\n");
  }
}

static void append_head(buffer *out, const char *title, const char *name, const char *summary)
{
  buffer_printf(out, ".TH %s 1 \"\" \"l2a %s\" \"User Commands\"\n.SH NAME\n", title, l2a_version());
  append_roff(out, name);
  buffer_append_text(out, " \\- ");
  append_roff(out, summary);
  buffer_append_char(out, '\n');
}

static void append_option(buffer *out, const option_spec *o)
{
  buffer_append_text(out, ".TP\n");
  if (o->letter) buffer_printf(out, "\\fB\\-%c\\fR, ", o->letter);
  buffer_append_text(out, "\\fB\\-\\-");
  append_roff(out, o->name);
  buffer_append_text(out, "\\fR");
  if (o->argument || o->choices) {
    buffer_append_text(out, "=\\fI");
    append_roff(out, o->choices ? o->choices : o->argument);
    buffer_append_text(out, "\\fR");
  }
  buffer_append_char(out, '\n');
  append_roff(out, o->help);
  buffer_append_char(out, '\n');
}

static void append_see_also(buffer *out, const command *self)
{
  const command *c;

  buffer_append_text(out, ".SH SEE ALSO\n");
  if (self) buffer_append_text(out, ".BR l2a (1)");
  for (size_t i = 0; (c = command_at(i)); i++) {
    if (c == self) continue;
    if (self || i > 0) buffer_append_text(out, ",\n");
    buffer_append_text(out, ".BR l2a\\-");
    append_roff(out, c->name);
    buffer_append_text(out, " (1)");
  }
  buffer_append_char(out, '\n');
}

void man_command(buffer *out, const command *c)
{
  const option_group *group;
  char title[32] = "L2A-";
  char name[32] = "l2a-";
  size_t n = strlen(c->name);

  if (n > sizeof title - 5) n = sizeof title - 5;
  memcpy(name + 4, c->name, n + 1);
  for (size_t i = 0; i < n; i++) title[4 + i] = (char)(c->name[i] >= 'a' && c->name[i] <= 'z' ? c->name[i] - ('a' - 'A') : c->name[i]);
  append_head(out, title, name, c->summary);
  buffer_append_text(out, ".SH SYNOPSIS\n\\fBl2a ");
  append_roff(out, c->name);
  buffer_append_text(out, "\\fR [\\fIOPTION\\fR...] ");
  append_roff(out, c->operands);
  buffer_append_text(out, "\n.SH DESCRIPTION\n");
  append_paragraphs(out, c->description);
  buffer_append_text(out, ".SH OPTIONS\n");
  for (size_t g = 0; (group = command_group(c, g)); g++) {
    buffer_printf(out, ".SS %s\n", group->title);
    for (size_t i = 0; i < group->count; i++) append_option(out, &group->options[i]);
  }
  buffer_append_text(out, ".SH EXIT STATUS\n");
  append_paragraphs(out, c->exit_codes);
  if (c->examples[0].line) buffer_append_text(out, ".SH EXAMPLES\n");
  for (size_t i = 0; i < EXAMPLE_LIMIT && c->examples[i].line; i++) {
    append_paragraphs(out, c->examples[i].purpose);
    buffer_append_text(out, ".PP\n.RS\n.nf\n");
    append_roff(out, c->examples[i].line);
    buffer_append_text(out, "\n.fi\n.RE\n.PP\n");
  }
  append_see_also(out, c);
}

void man_overview(buffer *out)
{
  const command *c;

  append_head(out, "L2A", "l2a", PROGRAM_SUMMARY);
  buffer_append_text(out, ".SH SYNOPSIS\n\\fBl2a\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIFILE\\fR...]\n.SH COMMANDS\n");
  for (size_t i = 0; (c = command_at(i)); i++) {
    buffer_append_text(out, ".TP\n.B ");
    append_roff(out, c->name);
    buffer_append_char(out, '\n');
    append_roff(out, c->summary);
    buffer_append_char(out, '\n');
  }
  buffer_append_text(out, ".SH DESCRIPTION\n");
  append_paragraphs(out, "Results go to standard output or to the file of -o, everything else to standard error. The input - is standard "
                         "input; files in gzip, zstd and zip are read as they are. No file is read that was not named.");
  buffer_append_text(out, ".SH EXIT STATUS\n");
  append_paragraphs(out, "0 done, 1 done but the answer is no (no account, damage found), 2 failed.");
  append_see_also(out, NULL);
}
