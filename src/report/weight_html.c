/* SPDX-License-Identifier: MIT */
#include "report/weight_html.h"

#include <stdlib.h>

#include "report/html_page.h"
#include "report/html_plot.h"
#include "rules/rules.h"

/* From the least to the greatest weight of its levels. */
static bar_row row_of(const char *name, const char *title, const weight_table *t)
{
  bar_row r = { .name = name, .title = title, .from = t->weights[0], .to = t->weights[0], .is_range = true };

  for (uint32_t i = 1; i <= t->cut_count; i++) {
    if (t->weights[i] < r.from) r.from = t->weights[i];
    if (t->weights[i] > r.to) r.to = t->weights[i];
  }
  r.figure = r.to - r.from;
  return r;
}

static int by_reach(const void *x, const void *y)
{
  const bar_row *a = x, *b = y;

  if (a->figure != b->figure) return a->figure > b->figure ? -1 : 1;
  return strcmp(a->name, b->name);
}

void weight_html(buffer *out, const l2a_rules *rules)
{
  bar_row rows[FEATURE_COUNT + 1];
  size_t count = 0;

  for (int i = 0; i < FEATURE_COUNT; i++) {
    const weight_table *t = &rules->match.weights[i];
    if (t->used) rows[count++] = row_of(feature_name((feature)i), feature_description((feature)i), t);
  }
  if (rules->match.margin.used) rows[count++] = row_of("margin", "evidence minus that of the best other candidate", &rules->match.margin);
  if (!count) return;
  qsort(rows, count, sizeof *rows, by_reach);
  html_section(out, "Weights",
               "How far each feature can move the evidence, from its least to its greatest weight (log-odds, nats); the number is the "
               "distance. Left of zero speaks against the account.");
  plot_bars(out, rows, count, "weights by feature");
  html_section_end(out);
}
