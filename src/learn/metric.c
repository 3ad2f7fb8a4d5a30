/* SPDX-License-Identifier: MIT */
#include "learn/metric.h"

static const char *const metric_names[METRIC_COUNT] = { "precision", "recall", "f1", "false_match_rate", "review_share", "abstain_rate" };

const char *metric_name(metric m)
{
  return metric_names[m];
}

void metric_counts_add(metric_counts *c, const outcome *o)
{
  bool right = outcome_is_right(o);

  c->rows++;
  c->with_account += o->wanted;
  c->no_match_rows += !o->wanted;
  c->in_review += o->in_review;
  c->review_right += o->in_review && right;
  c->abstained += !o->matched;
  if (!o->matched) return;
  c->right += right;
  c->wrong += !right;
  c->false_matches += !o->wanted;
}

ratio metric_value(const metric_counts *c, metric m)
{
  switch (m) {
  case METRIC_PRECISION: return (ratio){ c->right, c->right + c->wrong };
  case METRIC_RECALL: return (ratio){ c->right, c->with_account };
  case METRIC_F1: return c->with_account ? (ratio){ 2 * c->right, c->right + c->wrong + c->with_account } : (ratio){ 0, 0 };
  case METRIC_FALSE_MATCH_RATE: return (ratio){ c->false_matches, c->no_match_rows };
  case METRIC_REVIEW_SHARE: return (ratio){ c->in_review, c->rows };
  case METRIC_ABSTAIN_RATE: return (ratio){ c->abstained, c->rows };
  case METRIC_COUNT: break;
  }
  return (ratio){ 0, 0 };
}

enum { FRACTION_DIGITS = 9, EXPONENT_LIMIT = 400, DIGIT_LIMIT = 1000 };

/* The digits as one number, and where the point stands among them; false when there is no digit. */
static bool read_digits(bytes *rest, const char **digits, size_t *digit_count, long *point, char store[DIGIT_LIMIT])
{
  bool fraction = false;
  size_t n = 0;

  *point = 0;
  while (rest->size && ((rest->data[0] >= '0' && rest->data[0] <= '9') || (rest->data[0] == '.' && !fraction))) {
    if (rest->data[0] == '.') fraction = true;
    else if (n == DIGIT_LIMIT) return false;
    else store[n++] = rest->data[0], *point += !fraction;
    rest->data++, rest->size--;
  }
  *digits = store;
  *digit_count = n;
  return n > 0;
}

static bool read_exponent(bytes *rest, long *exponent)
{
  bool negative = false;
  long value = 0;

  *exponent = 0;
  if (!rest->size) return true;
  if (lower_ascii(rest->data[0]) != 'e') return false;
  rest->data++, rest->size--;
  if (rest->size && (rest->data[0] == '-' || rest->data[0] == '+')) negative = rest->data[0] == '-', rest->data++, rest->size--;
  if (!rest->size) return false;
  for (; rest->size; rest->data++, rest->size--) {
    if (rest->data[0] < '0' || rest->data[0] > '9') return false;
    if (value < EXPONENT_LIMIT) value = value * 10 + (rest->data[0] - '0');
  }
  *exponent = negative ? -value : value;
  return true;
}

bool score_read(int64_t *out, bytes text)
{
  char store[DIGIT_LIMIT];
  const char *digits;
  size_t count;
  long point, exponent;
  bool negative = false;
  int64_t value = 0;

  text = bytes_trim(text);
  if (text.size && (text.data[0] == '-' || text.data[0] == '+')) negative = text.data[0] == '-', text.data++, text.size--;
  if (!read_digits(&text, &digits, &count, &point, store) || !read_exponent(&text, &exponent)) return false;
  point += exponent + FRACTION_DIGITS; /* digits before it make the integer */
  for (long i = 0; i < point; i++) {
    if (value > (INT64_MAX - 9) / 10) return false;
    value = value * 10 + (i < (long)count ? digits[i] - '0' : 0);
    if (value == 0 && i >= (long)count) break;
  }
  *out = negative ? -value : value;
  return true;
}
