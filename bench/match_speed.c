/* SPDX-License-Identifier: MIT */
/*
 * The matcher alone, contacts already in memory, one thread, by l2a_match_batch.
 * choice_ns: the same contacts as email_ns, account and decision alone, by match_choose, as l2a match -q with no other column asks.
 *
 *   match_speed INDEX CONTACTS.csv [COUNT]
 *
 *   email_ns     ns a contact that has nothing but its e-mail        all_ns       the same with every field, memo on as in l2a match
 *   no_memo_ns   with every field, memo off                          compared     accounts compared for a contact (memo off)
 *   name_ns      ns a contact that has nothing but its company name, memo on; those without one left out
 */
#include "index_handle.h"
#include "match/choose.h"

enum { BATCH = 256 };

static l2a_contact *read_contacts(l2a_string text, size_t limit, size_t *count)
{
  l2a_contact *list = bench_alloc(limit * sizeof *list);
  bench_row row;
  size_t email, company, website, country, phone, title;

  if (!bench_next_row(&row, &text, ',')) bench_stop("no contacts");
  email = bench_column(&row, "email");
  company = bench_column(&row, "company");
  website = bench_column(&row, "website");
  country = bench_column(&row, "country");
  phone = bench_column(&row, "phone");
  title = bench_column(&row, "title");
  for (*count = 0; *count < limit && bench_next_row(&row, &text, ',');) {
    l2a_contact *c = &list[(*count)++];
    *c = (l2a_contact)L2A_CONTACT_INIT;
    c->email = bench_at(&row, email);
    c->company = bench_at(&row, company);
    c->website = bench_at(&row, website);
    c->country = bench_at(&row, country);
    c->phone = bench_at(&row, phone);
    c->title = bench_at(&row, title);
  }
  return list;
}

static double time_batches(index_handle *h, const l2a_contact *list, size_t count, uint64_t *matched)
{
  l2a_error error = L2A_ERROR_INIT;
  double begin = bench_now_ns();

  for (size_t done = 0; done < count; done += BATCH) {
    const l2a_result *results;
    size_t n = count - done < BATCH ? count - done : BATCH;
    bench_check(l2a_match_batch(&results, h->matcher, list + done, n, &error), &error);
    for (size_t i = 0; i < n; i++) *matched += results[i].decision == L2A_DECISION_MATCH;
  }
  return (bench_now_ns() - begin) / (double)count;
}

static double time_choices(index_handle *h, const l2a_contact *list, size_t count, uint64_t *matched)
{
  l2a_error error = L2A_ERROR_INIT;
  match_choice choices[BATCH];
  double begin = bench_now_ns();

  for (size_t done = 0; done < count; done += BATCH) {
    size_t n = count - done < BATCH ? count - done : BATCH;
    bench_check(match_choose(choices, h->matcher, list + done, n, &error), &error);
    for (size_t i = 0; i < n; i++) *matched += choices[i].decision == L2A_DECISION_MATCH;
  }
  return (bench_now_ns() - begin) / (double)count;
}

typedef double time_function(index_handle *h, const l2a_contact *list, size_t count, uint64_t *matched);

/* Contacts with one field only, those without it left out. The first tenth warms and is not measured: measured contacts are new ones. */
static double time_one_field(time_function *time, const char *index, const l2a_contact *list, size_t count, size_t field)
{
  index_handle h = index_handle_open(index, UINT64_C(67108864), 0);
  l2a_contact *some = bench_alloc(count * sizeof *some);
  uint64_t matched = 0;
  size_t n = 0;
  double ns;

  for (size_t i = 0; i < count; i++) {
    const l2a_string *text = (const l2a_string *)(const void *)((const char *)&list[i] + field);
    some[n] = (l2a_contact)L2A_CONTACT_INIT;
    memcpy((char *)&some[n] + field, text, sizeof *text);
    n += text->size > 0;
  }
  if (n < 10) bench_stop("too few contacts");
  time(&h, some, n / 10, &matched);
  ns = time(&h, some + n / 10, n - n / 10, &matched);
  index_handle_close(&h);
  free(some);
  return ns;
}

/* Accounts compared a contact, over the first ones. */
static double count_compared(index_handle *h, const l2a_contact *list, size_t count)
{
  l2a_error error = L2A_ERROR_INIT;
  const l2a_result *result;
  uint64_t compared = 0;

  for (size_t i = 0; i < count; i++) {
    bench_check(l2a_match(&result, h->matcher, &list[i], &error), &error);
    compared += h->matcher->count;
  }
  return (double)compared / (double)count;
}

int main(int argc, char **argv)
{
  l2a_contact *list;
  l2a_string text;
  index_handle h;
  uint64_t matched = 0;
  size_t count, some;
  double all, no_memo, compared;

  if (argc < 3) bench_stop("usage: match_speed INDEX CONTACTS.csv [COUNT]");
  text = bench_read_file(argv[2]);
  list = read_contacts(text, argc > 3 ? (size_t)strtoull(argv[3], NULL, 10) : 200000, &count);
  if (count == 0) bench_stop("no contacts");
  printf("contacts %zu\nchoice_ns %.1f\n", count, time_one_field(time_choices, argv[1], list, count, offsetof(l2a_contact, email)));
  printf("email_ns %.1f\n", time_one_field(time_batches, argv[1], list, count, offsetof(l2a_contact, email)));
  printf("name_ns %.1f\n", time_one_field(time_batches, argv[1], list, count < 50000 ? count : 50000, offsetof(l2a_contact, company)));
  h = index_handle_open(argv[1], UINT64_C(67108864), 0);
  all = time_batches(&h, list, count, &matched);
  index_handle_close(&h);
  some = count < 20000 ? count : 20000;
  h = index_handle_open(argv[1], 0, 0);
  no_memo = time_batches(&h, list, some, &matched);
  compared = count_compared(&h, list, some);
  printf("all_ns %.1f\nno_memo_ns %.1f\ncompared %.2f\n", all, no_memo, compared);
  index_handle_close(&h);
  free(list);
  free((char *)(uintptr_t)text.data);
  return 0;
}
