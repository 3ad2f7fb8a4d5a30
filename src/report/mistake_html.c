/* SPDX-License-Identifier: MIT */
#include "report/mistake_html.h"

#include "report/figure.h"
#include "report/html_page.h"
#include "report/html_plot.h"

static void write_field(buffer *out, const char *name, bytes value)
{
  if (!value.size) return;
  buffer_printf(out, "<dt>%s<dd>", name);
  html_text(out, value);
}

static void write_contact(buffer *out, const mistake *m)
{
  buffer_append_text(out, "<dl>");
  write_field(out, "contact", m->contact.id);
  write_field(out, "company", m->contact.company);
  write_field(out, "e-mail", m->contact.email);
  write_field(out, "web site", m->contact.website);
  write_field(out, "country", m->contact.country);
  write_field(out, "state", m->contact.state);
  write_field(out, "city", m->contact.city);
  write_field(out, "phone", m->contact.phone);
  write_field(out, "decision", bytes_of(l2a_decision_name(m->decision)));
  write_field(out, "reason", m->reason);
  buffer_append_text(out, "</dl>");
}

static int32_t weight_of(const waterfall *w, const char *name)
{
  for (uint32_t i = 0; i < w->step_count; i++)
    if (strcmp(w->steps[i].name, name) == 0) return w->steps[i].weight;
  return 0;
}

/* Each step begins where the one before it ended. What weighs the same for the other account decides nothing between them: it is one step. */
static size_t make_rows(bar_row rows[WATERFALL_STEP_LIMIT + 2], const waterfall *w, const waterfall *other)
{
  int32_t sum = 0;
  size_t count = other->known ? 1 : 0;

  for (uint32_t i = 0; i < w->step_count; i++)
    if (other->known && weight_of(other, w->steps[i].name) == w->steps[i].weight) sum += w->steps[i].weight;
  if (count) rows[0] = (bar_row){ "the same for both", "all that weighs the same for both accounts", 0, sum, sum, false };
  for (uint32_t i = 0; i < w->step_count; i++) {
    const waterfall_step *s = &w->steps[i];

    if (other->known && weight_of(other, s->name) == s->weight) continue;
    rows[count++] = (bar_row){ s->name, s->meaning, sum, sum + s->weight, s->weight, false };
    sum += s->weight;
  }
  rows[count++] = (bar_row){ "total", "log-odds, nats", 0, w->total, w->total, false };
  return count;
}

static void write_waterfall(buffer *out, const char *title, const waterfall *w, const waterfall *other)
{
  bar_row rows[WATERFALL_STEP_LIMIT + 2];

  buffer_printf(out, "<div><h3>%s: ", title);
  html_text(out, w->account_name);
  buffer_append_text(out, " (");
  html_text(out, w->account_id);
  buffer_append_text(out, "), ");
  figure_decimal(out, w->probability, 4);
  buffer_append_text(out, "</h3>");
  if (!w->by_route)
    buffer_append_text(out, "<p class=\"soft\">No route brings this account: it was compared because the label names it.</p>");
  plot_bars(out, rows, make_rows(rows, w, other), title);
  buffer_append_text(out, "</div>");
}

static void write_mistake(buffer *out, const mistake *m, bool open)
{
  bytes who = m->contact.company.size ? m->contact.company : m->contact.email.size ? m->contact.email : m->contact.id;

  buffer_printf(out, "<details%s><summary>", open ? " open" : "");
  html_text(out, who);
  buffer_append_text(out, " \xE2\x86\x92 ");
  if (m->given.size) html_text(out, m->given_name.size ? m->given_name : m->given);
  else buffer_append_text(out, "no account");
  if (m->score != SCORE_NONE) {
    buffer_append_text(out, " <span class=\"soft\">");
    figure_decimal(out, m->score / 100000, 4);
    buffer_append_text(out, "</span>");
  }
  buffer_append_text(out, ", right: ");
  if (!m->wanted.size) buffer_append_text(out, "none");
  else html_text(out, m->wanted_falls.known && m->wanted_falls.account_name.size ? m->wanted_falls.account_name : m->wanted);
  buffer_append_text(out, "</summary>");
  write_contact(out, m);
  buffer_append_text(out, "<div class=\"pair\">");
  if (m->given_falls.known) write_waterfall(out, "Answer", &m->given_falls, &m->wanted_falls);
  if (m->wanted_falls.known) write_waterfall(out, "Right", &m->wanted_falls, &m->given_falls);
  buffer_append_text(out, "</div></details>\n");
}

void mistake_html(buffer *out, const mistake_list *list)
{
  bool first = true;

  for (int k = 0; k < MISTAKE_KIND_COUNT; k++) {
    if (!list->counts[k]) continue;
    buffer_append_text(out, "<section><h2>Worst errors: ");
    html_text(out, bytes_of(mistake_kind_name((mistake_kind)k)));
    buffer_append_text(out, "</h2>");
    for (uint32_t i = 0; i < list->counts[k]; i++) {
      write_mistake(out, &list->items[k][i], first);
      first = false;
    }
    html_section_end(out);
  }
}
