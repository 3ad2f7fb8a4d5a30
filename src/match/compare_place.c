/* SPDX-License-Identifier: MIT */
/* Country, city, state, postal code, phone: they support or contradict, and never stand alone. */
#include "match/compare.h"
#include "match/similarity.h"

enum { POSTAL_BEGIN = 3, STATE_CODE = 3, NAME_FORMS = 6 };

/* Every word of the shorter is in the longer: "New York" and "New York City". */
static bool words_inside(bytes a, bytes b)
{
  while (a.data) {
    bytes word = bytes_split(&a, ' ');
    bytes rest = b;
    bool found = false;
    while (rest.data && !found) found = bytes_equal(bytes_split(&rest, ' '), word);
    if (!found) return false;
  }
  return true;
}

static int32_t city_similarity(bytes a, bytes b)
{
  if (bytes_equal(a, b) || words_inside(a, b) || words_inside(b, a)) return 1000;
  return similarity_ratio(a, b);
}

static int32_t compare_country(const probe *p, const account_view *v)
{
  if (v->country == 0) return 4;
  if (p->country) {
    if (p->country == v->country) return 6;
    return v->country_is_stated ? 0 : 1;
  }
  if (p->country_hint == 0) return 3;
  return p->country_hint == v->country ? 5 : 2;
}

/* City as a run of words of a core text. */
static bool holds_words(bytes core, bytes words)
{
  size_t at = similarity_find(core, words);

  if (at == SIZE_MAX || words.size == 0) return false;
  return (at == 0 || core.data[at - 1] == ' ') && (at + words.size == core.size || core.data[at + words.size] == ' ');
}

static int32_t city_in_name(const probe *p, const account_view *v)
{
  bool of_account = p->form_count && v->city.size && holds_words(p->forms[0].name->core, v->city);
  bool of_contact = false;

  for (uint32_t i = 0; p->city.size && i < v->form_count && i < NAME_FORMS; i++)
    of_contact = of_contact || holds_words(v->forms[i].core, p->city);
  return (of_account ? 1 : 0) + (of_contact ? 2 : 0);
}

static int32_t compare_state(bytes a, bytes b)
{
  if (a.size == 0 || b.size == 0) return -1;
  if (bytes_equal(a, b)) return 1;
  /* A code and a name cannot be compared ("ca", "california"). */
  return (a.size <= STATE_CODE) != (b.size <= STATE_CODE) ? -1 : 0;
}

static int32_t compare_postal_code(bytes a, bytes b)
{
  if (a.size == 0 || b.size == 0) return -1;
  if (bytes_equal(a, b)) return 2;
  return a.size >= POSTAL_BEGIN && b.size >= POSTAL_BEGIN && memcmp(a.data, b.data, POSTAL_BEGIN) == 0;
}

static int32_t compare_phone(const phone_number *phone, bytes account)
{
  bytes a = phone->digits;

  if (phone->line.size == 0 || account.size <= 7) return -1;
  if (account.size - 2 == phone->line.size && memcmp(account.data, phone->line.data, phone->line.size) == 0) return 2;
  return a.size >= 2 && memcmp(a.data, account.data, 2) == 0;
}

void compare_places(int32_t *f, const probe *p, const account_view *v)
{
  f[FEATURE_COUNTRY] = compare_country(p, v);
  if (p->city.size && v->city.size) f[FEATURE_CITY] = city_similarity(p->city, v->city);
  f[FEATURE_CITY_IN_NAME] = city_in_name(p, v);
  f[FEATURE_STATE] = compare_state(p->state, v->state);
  f[FEATURE_POSTAL_CODE] = compare_postal_code(p->postal_code, v->postal_code);
  f[FEATURE_PHONE] = compare_phone(&p->phone, v->phone);
  if (f[FEATURE_PHONE] == 2) f[FEATURE_PHONE_ACCOUNTS] = (int32_t)(p->phone_accounts.count < 99 ? p->phone_accounts.count : 99);
}
