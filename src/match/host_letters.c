/* SPDX-License-Identifier: MIT */
#include "match/host_letters.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { HOST_MIN = 4, TOP_MIN = 2, EMAIL_MAX = 64 };

/* What a character of a host becomes; 0: it may not stand there. */
static char host_letter(char c)
{
  char lower = lower_ascii(c);

  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ? lower : 0;
}

static two_labels read_portable(char *lower, bytes host)
{
  const two_labels none = { 0, 0 };
  two_labels found = none;
  const char *dot;

  if (host.size < HOST_MIN || host.size > HOST_LETTERS_SIZE) return none;
  for (size_t i = 0; i < host.size; i++) {
    lower[i] = host_letter(host.data[i]);
    if (!lower[i]) return none;
  }
  dot = memchr(lower, '.', host.size);
  if (!dot) return none;
  found.dot = (size_t)(dot - lower);
  if (found.dot == 0 || host.size - found.dot - 1 < TOP_MIN || lower[0] == '-' || lower[found.dot - 1] == '-') return none;
  for (size_t i = found.dot + 1; i < host.size; i++)
    if (lower[i] < 'a') return none;
  for (size_t i = 0; i < found.dot; i++) found.hyphens += lower[i] == '-';
  return found;
}

static size_t local_portable(bytes email)
{
  size_t n = 0;

  if (email.size > EMAIL_MAX) return 0;
  while (n < email.size && (host_letter(email.data[n]) || email.data[n] == '_' || email.data[n] == '+')) n++;
  return n < email.size && email.data[n] == '@' ? n : 0;
}

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx512f,avx512bw,bmi,popcnt")))

WIDE static inline uint64_t equal(__m512i text, char c)
{
  return _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(c));
}

/* Those from first to last, which are few enough behind it. */
WIDE static inline uint64_t between(__m512i text, char first, int count)
{
  return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(text, _mm512_set1_epi8(first)), _mm512_set1_epi8((char)count));
}

WIDE static inline uint64_t first_bits(size_t count)
{
  return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

WIDE static two_labels read_avx512(char *lower, bytes host)
{
  const two_labels none = { 0, 0 };
  uint64_t all, upper, alpha, hyphen, dot;
  two_labels found;
  __m512i text;

  if (host.size < HOST_MIN || host.size > HOST_LETTERS_SIZE) return none;
  all = first_bits(host.size);
  text = _mm512_maskz_loadu_epi8(all, host.data);
  upper = between(text, 'A', 26);
  text = _mm512_mask_add_epi8(text, upper, text, _mm512_set1_epi8('a' - 'A'));
  alpha = between(text, 'a', 26);
  hyphen = equal(text, '-');
  dot = equal(text, '.');
  if (dot == 0 || (alpha | hyphen | dot | between(text, '0', 10)) != all) return none;
  found.dot = (size_t)__builtin_ctzll(dot);
  if (found.dot == 0 || host.size - found.dot - 1 < TOP_MIN || ((hyphen | hyphen >> (found.dot - 1)) & 1)) return none;
  if ((~alpha & all) >> found.dot != 1) return none; /* behind the dot there are letters alone */
  found.hyphens = (size_t)__builtin_popcountll(hyphen);
  _mm512_mask_storeu_epi8(lower, all, text);
  return found;
}

WIDE static size_t local_avx512(bytes email)
{
  uint64_t at, plain;
  __m512i text;
  size_t n;

  if (email.size > EMAIL_MAX) return 0;
  text = _mm512_maskz_loadu_epi8(first_bits(email.size), email.data);
  at = equal(text, '@');
  if (at == 0) return 0;
  n = (size_t)__builtin_ctzll(at);
  plain = between(text, 'A', 26) | between(text, 'a', 26) | between(text, '0', 10) | equal(text, '.') | equal(text, '_') |
          equal(text, '-') | equal(text, '+');
  return (~plain & first_bits(n)) == 0 ? n : 0;
}

#endif

const host_letters *host_letters_number(size_t n)
{
  static const host_letters all[] = {
    { "portable", read_portable, local_portable },
#if defined(__x86_64__)
    { "AVX-512", read_avx512, local_avx512 },
#endif
  };

  if (n >= sizeof all / sizeof *all) return NULL;
#if defined(__x86_64__)
  if (n && !(__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi") &&
             __builtin_cpu_supports("popcnt")))
    return NULL;
#endif
  return &all[n];
}

const host_letters *host_letters_best(void)
{
  const host_letters *best = NULL, *next;

  for (size_t n = 0; (next = host_letters_number(n)); n++) best = next;
  return best;
}
