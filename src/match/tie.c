/* SPDX-License-Identifier: MIT */
#include "match/tie.h"

#include "match/similarity.h"

/* A value by which a rule orders accounts: the largest wins; equal values leave the tie. */
typedef struct tie_value {
  bool has;
  int64_t number;
} tie_value;

/* A decimal number as thousandths; signs, digits, one point, thousands separators (comma, blank) are read; else none. */
static tie_value number_of(bytes cell)
{
  tie_value v = { false, 0 };
  bool negative = false, point = false;
  int decimals = 0;

  cell = bytes_trim(cell);
  if (cell.size && (cell.data[0] == '-' || cell.data[0] == '+')) {
    negative = cell.data[0] == '-';
    cell.data++;
    cell.size--;
  }
  for (size_t i = 0; i < cell.size; i++) {
    char c = cell.data[i];
    if (c == ',' || c == ' ') continue;
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9' || v.number > INT64_MAX / 100000) return (tie_value){ false, 0 };
    if (point && decimals == 3) continue;
    decimals += point;
    v.number = v.number * 10 + (c - '0');
    v.has = true;
  }
  while (decimals++ < 3) v.number *= 10;
  if (negative) v.number = -v.number;
  return v;
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

/* A date or instant written year first (2024-03-12, 20240312, 2024-03-12T09:14:00Z): its digits up to the second as one number. Other
 * orders (03/12/2024) are no value: they cannot be told apart. */
static tie_value instant_of(bytes cell)
{
  tie_value v = { false, 0 };
  int digits = 0;

  cell = bytes_trim(cell);
  for (size_t i = 0; i < 4; i++)
    if (cell.size < 8 || !is_digit(cell.data[i])) return v;
  for (size_t i = 0; i < cell.size && digits < 14; i++) {
    if (!is_digit(cell.data[i])) continue;
    v.number = v.number * 10 + (cell.data[i] - '0');
    digits++;
  }
  v.has = digits >= 8;
  while (v.has && digits++ < 14) v.number *= 10;
  return v;
}

static tie_value preferred(const tie_breaker *t, bytes cell)
{
  for (uint32_t i = 0; i < t->value_count; i++)
    if (bytes_equal_nocase(bytes_trim(cell), t->values[i])) return (tie_value){ true, -(int64_t)i };
  return (tie_value){ true, -(int64_t)t->value_count };
}

static bool is_in_group(const comparison **group, uint32_t count, uint32_t account)
{
  for (uint32_t i = 0; i < count; i++)
    if (group[i]->account == account) return true;
  return false;
}

static tie_value by_family(const comparison **group, uint32_t count, const comparison *c, const snapshot *s, bool parent)
{
  bool is_child = is_in_group(group, count, snapshot_parent(s, c->account));
  bool is_parent = false;

  for (uint32_t i = 0; i < count; i++) is_parent = is_parent || snapshot_parent(s, group[i]->account) == c->account;
  return (tie_value){ true, (parent ? is_parent : is_child) - (parent ? is_child : is_parent) };
}

static tie_value by_column(const tie_breaker *t, const comparison *c, const snapshot *s)
{
  uint32_t column = snapshot_find_column(s, t->column);
  tie_value v = { false, 0 };
  bytes cell;

  if (column == INDEX_NONE) return v;
  cell = snapshot_cell(s, c->account, column);
  if (t->kind == TIE_PREFER) return preferred(t, cell);
  v = t->kind == TIE_MOST || t->kind == TIE_LEAST ? number_of(cell) : instant_of(cell);
  if (t->kind == TIE_LEAST || t->kind == TIE_OLDEST) v.number = -v.number;
  return v;
}

static tie_value value_of(const tie_breaker *t, const comparison **group, uint32_t count, const comparison *c, const probe *p,
                          const snapshot *s)
{
  const int32_t *f = c->features;
  bool asked = true;

  switch (t->kind) {
  case TIE_NAME:
    return (tie_value){ p->company.cleaned.size > 0,
                        bytes_equal_nocase(p->company.cleaned, bytes_trim(snapshot_field(s, c->account, L2A_ACCOUNT_NAME))) };
  case TIE_COUNTRY: return (tie_value){ p->country || p->country_hint, f[FEATURE_COUNTRY] >= 5 };
  case TIE_STATE: return (tie_value){ p->state.size > 0, f[FEATURE_STATE] == 1 };
  case TIE_CITY: return (tie_value){ p->city.size > 0, f[FEATURE_CITY] >= 950 };
  case TIE_POSTAL_CODE: return (tie_value){ p->postal_code.size > 0, f[FEATURE_POSTAL_CODE] == 2 };
  case TIE_PARENT: return by_family(group, count, c, s, true);
  case TIE_CHILD: return by_family(group, count, c, s, false);
  case TIE_ID: return (tie_value){ asked, -(int64_t)c->rank };
  case TIE_PREFER:
  case TIE_MOST:
  case TIE_LEAST:
  case TIE_OLDEST:
  case TIE_NEWEST: break;
  }
  return by_column(t, c, s);
}

/* Keeps those with the largest value; accounts without one only when none has. */
static uint32_t keep_best(const comparison **group, uint32_t count, const tie_breaker *t, const probe *p, const snapshot *s)
{
  tie_value values[CANDIDATE_LIMIT];
  tie_value best = { false, 0 };
  uint32_t kept = 0;

  for (uint32_t i = 0; i < count; i++) {
    values[i] = value_of(t, group, count, group[i], p, s);
    if (values[i].has && (!best.has || values[i].number > best.number)) best = values[i];
  }
  for (uint32_t i = 0; best.has && i < count; i++)
    if (values[i].has && values[i].number == best.number) group[kept++] = group[i];
  return best.has ? kept : count;
}

/* Small letters and digits, anything else a blank; at most SIMILARITY_LIMIT bytes. */
static bytes plain_text(char out[SIMILARITY_LIMIT], bytes text)
{
  size_t size = text.size < SIMILARITY_LIMIT ? text.size : SIMILARITY_LIMIT;

  for (size_t i = 0; i < size; i++) {
    char c = text.data[i];
    if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
    out[i] = (c >= 'a' && c <= 'z') || is_digit(c) ? c : ' ';
  }
  return bytes_from(out, size);
}

uint32_t tie_most_alike(const comparison **group, uint32_t count, const probe *p, const snapshot *s)
{
  char own[SIMILARITY_LIMIT], other[SIMILARITY_LIMIT];
  bytes text = plain_text(own, p->company.cleaned);
  int32_t best = -1;
  uint32_t at = 0;

  for (uint32_t i = 0; text.size && i < count; i++) {
    int32_t value;
    if (group[i]->features[FEATURE_NAME_COVERAGE_BOTH] != group[0]->features[FEATURE_NAME_COVERAGE_BOTH]) continue;
    value = similarity_ratio(text, plain_text(other, bytes_trim(snapshot_field(s, group[i]->account, L2A_ACCOUNT_NAME))));
    if (value <= best) continue;
    best = value;
    at = i;
  }
  return at;
}

uint32_t tie_break(const comparison **group, uint32_t *count, const probe *p, const snapshot *s, const match_rules *rules)
{
  for (uint32_t i = 0; i<rules->tie_breaker_count && * count> 1; i++) {
    *count = keep_best(group, *count, &rules->tie_breakers[i], p, s);
    if (*count == 1) return i + 1;
  }
  return 0;
}
