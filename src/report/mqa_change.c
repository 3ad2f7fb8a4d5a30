/* SPDX-License-Identifier: MIT */
#include "report/mqa_change.h"

#include <stdlib.h>

#include "io/json_write.h"
#include "io/timestamp.h"
#include "report/figure.h"
#include "report/grid.h"

enum { STANDING_BLOCK = 65536, MINUTE_DECIMALS = 3 };

static const mqa_standing no_standing = { .stage = { "-", 1 } };

/* ---- sides --------------------------------------------------------------------------------------------------------------------------- */

static int by_id(const void *x, const void *y)
{
  const mqa_standing *a = x, *b = y;

  return bytes_compare(a->id, b->id);
}

l2a_status mqa_side_take(mqa_side *side, const mqa *m, l2a_error *error)
{
  size_t count;
  const mqa_account_row *rows = mqa_accounts(m, &count);

  *side = (mqa_side){ .as_of = mqa_as_of(m) };
  arena_init(&side->texts, STANDING_BLOCK);
  side->rows = malloc((count + 1) * sizeof *side->rows);
  if (!side->rows) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) {
    const mqa_account_row *r = &rows[i];

    side->qualified += r->is_mqa;
    if (!r->has_events && !r->is_mqa) continue;
    side->rows[side->count++] = (mqa_standing){ arena_copy(&side->texts, r->id),
                                                arena_copy(&side->texts, r->name),
                                                arena_copy(&side->texts, mqa_stage_name(m, r->stage)),
                                                arena_copy(&side->texts, r->missing),
                                                r->minutes,
                                                r->people,
                                                r->is_mqa };
  }
  if (side->texts.failed) return error_no_memory(error);
  if (side->count) qsort(side->rows, side->count, sizeof *side->rows, by_id);
  return L2A_OK;
}

void mqa_changes_free(mqa_changes *c)
{
  mqa_side *sides[] = { &c->a, &c->b };

  for (int i = 0; i < 2; i++) {
    arena_free(&sides[i]->texts);
    free(sides[i]->rows);
  }
  *c = (mqa_changes){ .compared = false };
}

/* ---- side by side -------------------------------------------------------------------------------------------------------------------- */

/* Walks both sides by id. */
typedef struct mqa_walk {
  const mqa_changes *c;
  size_t a, b;
  const mqa_standing *row_a, *row_b; /* no_standing: not there, or nothing happened there */
} mqa_walk;

static bool walk_next(mqa_walk *w)
{
  const mqa_side *a = &w->c->a, *b = &w->c->b;
  int order;

  if (w->a == a->count && w->b == b->count) return false;
  order = w->a == a->count ? 1 : w->b == b->count ? -1 : bytes_compare(a->rows[w->a].id, b->rows[w->b].id);
  w->row_a = order <= 0 ? &a->rows[w->a++] : &no_standing;
  w->row_b = order >= 0 ? &b->rows[w->b++] : &no_standing;
  return true;
}

void mqa_changes_count(mqa_changes *c)
{
  mqa_walk w = { .c = c };

  c->compared = true;
  c->gained = c->lost = 0;
  while (walk_next(&w)) {
    c->gained += w.row_b->is_mqa && !w.row_a->is_mqa;
    c->lost += w.row_a->is_mqa && !w.row_b->is_mqa;
  }
}

/* The next account that is gained (or lost), NULL past the last. */
static const mqa_standing *next_changed(mqa_walk *w, bool gained)
{
  while (walk_next(w)) {
    const mqa_standing *with = gained ? w->row_b : w->row_a, *without = gained ? w->row_a : w->row_b;
    if (with->is_mqa && !without->is_mqa) return with;
  }
  return NULL;
}

/* What the side without it says: what is missing there. */
static bytes reason_of(const mqa_walk *w, bool gained)
{
  const mqa_standing *without = gained ? w->row_a : w->row_b;

  if (!without->id.size) return BYTES("nothing happened there");
  return without->missing.size ? without->missing : without->stage;
}

/* ---- text ---------------------------------------------------------------------------------------------------------------------------- */

static void minutes_cell(grid *g, const mqa_walk *w)
{
  figure_count(&g->text, (uint64_t)w->row_a->minutes / 1000);
  buffer_append_text(&g->text, " -> ");
  figure_count(&g->text, (uint64_t)w->row_b->minutes / 1000);
  buffer_append_text(&g->text, " minutes");
  grid_end_cell(g);
  buffer_printf(&g->text, "%u -> %u people", w->row_a->people, w->row_b->people);
  grid_end_cell(g);
}

static void write_accounts(buffer *out, const mqa_changes *c, bool gained, uint32_t limit)
{
  mqa_walk w = { .c = c };
  const mqa_standing *row;
  grid g;

  grid_init(&g, "lllllll");
  for (uint32_t n = 0; n < limit && (row = next_changed(&w, gained)); n++) {
    grid_cell(&g, row->id);
    grid_cell(&g, row->name);
    grid_cell(&g, w.row_a->stage);
    grid_cell(&g, w.row_b->stage);
    minutes_cell(&g, &w);
    buffer_append_text(&g.text, gained ? "A: " : "B: ");
    buffer_append_bytes(&g.text, reason_of(&w, gained));
    grid_end_cell(&g);
  }
  grid_write(&g, out);
  grid_free(&g);
}

static void write_kind(buffer *out, const mqa_changes *c, bool gained, uint32_t limit)
{
  size_t count = gained ? c->gained : c->lost;

  if (!count) return;
  buffer_append_text(out, gained ? "\nMQAs gained: qualified with B only" : "\nMQAs lost: qualified with A only");
  if (count > limit) buffer_printf(out, " (%u of %zu)", limit, count);
  buffer_append_text(out, "\n");
  write_accounts(out, c, gained, limit);
}

void mqa_changes_text(buffer *out, const mqa_changes *c, uint32_t limit)
{
  char as_of[TIMESTAMP_SIZE];

  timestamp_write(as_of, c->a.as_of);
  buffer_printf(out, "\nMQAs as of %s: %zu with A, %zu with B; gained %zu, lost %zu\n", as_of, c->a.qualified, c->b.qualified, c->gained,
                c->lost);
  write_kind(out, c, true, limit);
  write_kind(out, c, false, limit);
}

/* ---- JSON ---------------------------------------------------------------------------------------------------------------------------- */

static void number(buffer *out, const char *key, uint64_t n)
{
  json_write_key(out, key);
  buffer_append_u64(out, n);
}

static void write_standing(buffer *out, const char *key, const mqa_standing *s)
{
  json_write_key(out, key);
  buffer_append_char(out, '{');
  json_write_member(out, "stage", s->id.size ? s->stage : BYTES(""));
  json_write_key(out, "minutes");
  figure_decimal(out, s->minutes, MINUTE_DECIMALS);
  number(out, "people", s->people);
  json_write_member(out, "missing", s->missing);
  buffer_append_char(out, '}');
}

static void json_accounts(buffer *out, const char *key, const mqa_changes *c, bool gained, uint32_t limit)
{
  mqa_walk w = { .c = c };
  const mqa_standing *row;

  json_write_key(out, key);
  buffer_append_char(out, '[');
  for (uint32_t n = 0; n < limit && (row = next_changed(&w, gained)); n++) {
    buffer_append_text(out, n ? ",{" : "{");
    json_write_member(out, "account_id", row->id);
    json_write_member(out, "account_name", row->name);
    write_standing(out, "a", w.row_a);
    write_standing(out, "b", w.row_b);
    buffer_append_char(out, '}');
  }
  buffer_append_char(out, ']');
}

void mqa_changes_json(buffer *out, const mqa_changes *c, uint32_t limit)
{
  char as_of[TIMESTAMP_SIZE];

  timestamp_write(as_of, c->a.as_of);
  buffer_append_char(out, '{');
  json_write_member(out, "as_of", bytes_of(as_of));
  number(out, "a", c->a.qualified);
  number(out, "b", c->b.qualified);
  number(out, "gained", c->gained);
  number(out, "lost", c->lost);
  json_accounts(out, "accounts_gained", c, true, limit);
  json_accounts(out, "accounts_lost", c, false, limit);
  buffer_append_char(out, '}');
}
