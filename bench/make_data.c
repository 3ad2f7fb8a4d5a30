/* SPDX-License-Identifier: MIT */
/*
 * Data of any size for measuring: invented, deterministic, streamed.
 *
 *   make_data accounts COUNT [SEED]                 accounts as CSV, invented names and domains
 *   make_data contacts ACCOUNTS.csv COUNT [SEED [TRUTH.csv]]
 *                                                   contacts of these accounts as CSV: the realistic mix; the truth in a file of its own
 *   make_data queries ACCOUNTS.csv COUNT [SEED]     names typed badly: id of the account (empty: none), its plain name, as typed, plain (TSV)
 *   make_data plain ACCOUNTS.csv                    id and plain name of each account (TSV): what the peers search
 *
 * The mix, of 1000 contacts: corporate e-mail and name 330, company blank or junk 90, host below the domain 50, web site and free mail 50,
 * free mail and name 170, name only 150, typo 30, a look-alike of an account 50, an unknown employer 55, no employer 25. Accounts are drawn
 * by Zipf's law, exponent 0.9.
 */
#include <math.h>

#include "invented_name.h"
#include "plain_name.h"

enum { ID_SIZE = 32, HOST_SIZE = 96 };

typedef struct known_account {
  l2a_string id, name, host;
} known_account;

typedef struct account_list {
  known_account *items;
  size_t count;
  double zipf_top;
  l2a_string text;
} account_list;

static const char *const first_names[] = { "Alex",  "Anna",  "Ben",  "Carla", "Chris", "Daniel", "Elena", "Felix",
                                           "Grace", "Hanna", "Ivan", "Julia", "Kim",   "Laura",  "Leo",   "Maria",
                                           "Noah",  "Olga",  "Paul", "Rita",  "Sam",   "Tina",   "Wei",   "Zoe" };
static const char *const last_names[] = { "Adams", "Baker", "Chen", "Costa", "Diaz",  "Evans", "Fischer", "Garcia",
                                          "Hall",  "Jones", "Khan", "Klein", "Kumar", "Lopez", "Meyer",   "Novak",
                                          "Park",  "Rossi", "Sato", "Silva", "Smith", "Weber", "Wong",    "Young" };
static const char *const free_mail[] = { "gmail.com", "gmail.com",   "gmail.com",  "gmail.com", "outlook.com",
                                         "yahoo.com", "hotmail.com", "icloud.com", "gmx.de",    "web.de" };
static const char *const junk[] = { "", "", "", "", "-", "n/a", "N/A", "none", "Company", "test", "xxx", "unknown", "TBD", "private" };
static const char *const no_employer[] = { "Self-employed", "Freelancer", "Student", "none", "n/a", "Independent", "retired", "-", "" };
static const char *const titles[] = { "CEO",
                                      "CTO",
                                      "VP Sales",
                                      "Head of Marketing",
                                      "\"Director, IT\"",
                                      "Purchasing Manager",
                                      "Software Engineer",
                                      "Data Scientist",
                                      "Consultant",
                                      "Buyer",
                                      "Owner",
                                      "",
                                      "",
                                      "" };
static const char *const countries[] = { "United States", "USA", "Germany", "United Kingdom", "France", "Canada", "India", "", "", "" };
/* Ordinary ones: a reserved one (.example) is no company's domain to the engine, and its e-mails would take another way than real ones. */
static const char *const top_levels[] = { ".com", ".com", ".com", ".com", ".net", ".org", ".de", ".co.uk", ".fr", ".io", ".com.au", ".ca" };
static const char *const below[] = { "mail", "eu", "us", "corp", "uk" };

/* A row is put together here and written at once: formatted output would cost more than the engine that reads it. */
typedef struct line {
  char *at;
  char text[4096];
} line;

static void put_text(line *l, const char *text)
{
  l->at = stpcpy(l->at, text);
}

static void put_number(line *l, uint64_t value, int digits)
{
  for (int i = digits - 1; i >= 0; i--, value /= 10) l->at[i] = (char)('0' + value % 10);
  l->at += digits;
}

static void put_cell(line *l, const char *text)
{
  if (!strpbrk(text, ",\"\n")) {
    put_text(l, text);
    return;
  }
  *l->at++ = '"';
  for (; *text; text++) {
    if (*text == '"') *l->at++ = '"';
    *l->at++ = *text;
  }
  *l->at++ = '"';
}

static void put_end(line *l)
{
  fwrite(l->text, 1, (size_t)(l->at - l->text), stdout);
  l->at = l->text;
}

static void slug_of(char *out, size_t room, const char *name)
{
  char plain[PLAIN_NAME_SIZE];
  size_t n = 0, size = plain_name(plain, (l2a_string){ name, strlen(name) });

  for (size_t i = 0; i < size && n + 1 < room; i++)
    if (isalnum((unsigned char)plain[i])) out[n++] = plain[i];
  if (n == 0) out[n++] = 'x';
  out[n] = 0;
}

/* ---- accounts -------------------------------------------------------------------------------------------------------------------- */

/* true when the text was new; one in 64 new ones is taken for an old one, which only means another draw. */
static bool is_new(uint8_t *seen, size_t bits, const char *text)
{
  uint64_t h = 0;
  uint8_t bit;

  for (; *text; text++) h = bench_mix(h ^ (uint64_t)(unsigned char)*text);
  h %= bits;
  bit = (uint8_t)(1 << (h & 7));
  if (seen[h >> 3] & bit) return false;
  seen[h >> 3] |= bit;
  return true;
}

static void write_account(line *l, size_t number, const char *name, const char *slug, uint64_t bits)
{
  static const char *const before[] = { "https://www.", "http://www.", "", "www.", "https://" };
  static const char *const behind[] = { "/", "", "", "/en", "" };
  static const char *const types[] = { "prospect", "prospect", "customer", "partner" };
  static const char *const owners[] = { "AB", "CD", "EF", "GH", "JK", "LM" };

  put_text(l, "A");
  put_number(l, number, 8);
  put_text(l, ",");
  put_cell(l, name);
  put_text(l, ",");
  put_text(l, before[bits % 5]);
  put_text(l, slug);
  put_text(l, behind[bits % 5]);
  put_text(l, ",,");
  put_text(l, countries[(bits >> 8) % 10]);
  put_text(l, ",,");
  if (bits >> 16 & 1) {
    put_text(l, "+1 ");
    put_number(l, 200 + (bits >> 17) % 700, 3);
    put_text(l, " 555 ");
    put_number(l, 1000 + (bits >> 27) % 9000, 4);
  }
  put_text(l, ",");
  put_text(l, types[(bits >> 40) % 4]);
  put_text(l, ",");
  put_text(l, owners[(bits >> 42) % 6]);
  put_text(l, ",,,invented\n");
  put_end(l);
}

static void make_accounts(size_t count, uint64_t seed)
{
  size_t bits = count * 128 + 1024, number = 0;
  uint64_t words = (uint64_t)(60 * pow((double)count, 0.6)), state = bench_mix(seed);
  uint8_t *seen = bench_alloc(bits / 8 + 1);
  line out;
  char name[NAME_SIZE], slug[HOST_SIZE], unique[HOST_SIZE + 24];

  out.at = out.text;
  memset(seen, 0, bits / 8 + 1);
  puts("id,name,website,domains,country,city,phone,type,owner,parent_id,aliases,source");
  while (number < count) {
    invented_name(name, &state, words);
    if (!is_new(seen, bits, name)) continue;
    slug_of(slug, 28, name);
    strcat(slug, PICK(top_levels, &state));
    if (is_new(seen, bits, slug)) snprintf(unique, sizeof unique, "%s", slug);
    else snprintf(unique, sizeof unique, "c%zu-%s", number, slug);
    write_account(&out, ++number, name, unique, bench_random(&state));
  }
  free(seen);
}

/* ---- contacts -------------------------------------------------------------------------------------------------------------------- */

static l2a_string host_of(l2a_string web)
{
  const char *at = web.data ? strstr(web.data, "://") : NULL;
  size_t skip = at && at < web.data + web.size ? (size_t)(at - web.data) + 3 : 0, n = 0;

  web.data += skip;
  web.size -= skip;
  if (web.size > 4 && memcmp(web.data, "www.", 4) == 0) {
    web.data += 4;
    web.size -= 4;
  }
  while (n < web.size && web.data[n] != '/' && web.data[n] != ';') n++;
  return (l2a_string){ web.data, n };
}

static account_list read_accounts(const char *path)
{
  account_list list = { NULL, 0, 0, bench_read_file(path) };
  l2a_string rest = list.text;
  bench_row row;
  size_t id, name, web, domains, capacity = 0;

  if (!bench_next_row(&row, &rest, ',')) bench_stop("no accounts");
  id = bench_column(&row, "id");
  name = bench_column(&row, "name");
  web = bench_column(&row, "website");
  domains = bench_column(&row, "domains");
  while (bench_next_row(&row, &rest, ',')) {
    if (list.count == capacity) {
      capacity = capacity ? 2 * capacity : 4096;
      list.items = realloc(list.items, capacity * sizeof *list.items);
      if (!list.items) bench_stop("out of memory");
    }
    list.items[list.count++] = (known_account){ bench_at(&row, id), bench_at(&row, name),
                                                host_of(bench_at(&row, web).size ? bench_at(&row, web) : bench_at(&row, domains)) };
  }
  if (list.count == 0) bench_stop("no accounts");
  list.zipf_top = pow((double)(list.count + 1), 0.1) - 1;
  return list;
}

static const known_account *draw_account(const account_list *list, uint64_t *state)
{
  double x = 1 + bench_share(state) * list->zipf_top, x2 = x * x, x4 = x2 * x2;
  uint64_t rank = (uint64_t)(x4 * x4 * x2) - 1; /* 10 is 1 / (1 - exponent) */

  return &list->items[rank % list->count * UINT64_C(2654435761) % list->count];
}

static void copy_text(char *out, size_t room, l2a_string text)
{
  size_t n = text.size < room ? text.size : room - 1;

  memcpy(out, text.data, n);
  out[n] = 0;
}

/* Accounts of the next contacts: where they are in memory is fetched ahead, since each is somewhere else. */
enum { AHEAD = 32 };
typedef struct draw_queue {
  const known_account *items[AHEAD];
  uint64_t state;
  size_t next;
} draw_queue;

static const known_account *next_account(draw_queue *q, const account_list *list)
{
  size_t at = q->next++ % AHEAD;
  const known_account *a = q->items[at], *soon = q->items[(at + AHEAD / 2) % AHEAD];

  q->items[at] = draw_account(list, &q->state);
  __builtin_prefetch(q->items[at]);
  if (soon) {
    __builtin_prefetch(soon->name.data);
    __builtin_prefetch(soon->host.data);
  }
  return a ? a : next_account(q, list);
}

typedef struct contact_draft {
  char company[NAME_SIZE];
  char host[HOST_SIZE + 32]; /* of the e-mail; empty: no e-mail */
  char website[HOST_SIZE + 16];
} contact_draft;

static void draft_stranger(contact_draft *c, const known_account *a, double x, uint64_t *state)
{
  char slug[HOST_SIZE], *blank;

  if (x >= 0.975) {
    strcpy(c->company, PICK(no_employer, state));
    strcpy(c->host, PICK(free_mail, state));
    return;
  }
  copy_text(c->company, 100, a->name);
  blank = strchr(c->company, ' ');
  if (x >= 0.92 || !blank) c->company[0] = 0;
  else *blank = 0;
  invented_add(c->company, x < 0.92 ? " " : "");
  invented_word(c->company, bench_random(state));
  invented_add(c->company, " ");
  invented_word(c->company, bench_random(state));
  slug_of(slug, 40, c->company);
  if (bench_share(state) < 0.55) snprintf(c->host, sizeof c->host, "%s-x%s", slug, PICK(top_levels, state));
  else if (bench_share(state) < 0.5) strcpy(c->host, PICK(free_mail, state));
}

/* The account, or NULL for a contact without one. */
static const known_account *draft_contact(contact_draft *c, const known_account *a, uint64_t *state)
{
  double x = bench_share(state);
  char host[HOST_SIZE];

  c->company[0] = c->host[0] = c->website[0] = 0;
  if (x >= 0.87) {
    draft_stranger(c, a, x, state);
    return NULL;
  }
  copy_text(host, sizeof host, a->host);
  copy_text(c->company, 160, a->name);
  if (x < 0.42) {
    strcpy(c->host, host);
    if (x < 0.33) typed_well(c->company, state);
    else strcpy(c->company, PICK(junk, state));
  } else if (x < 0.47) {
    snprintf(c->host, sizeof c->host, "%s.%s", PICK(below, state), host);
    if (x > 0.45) c->company[0] = 0;
  } else if (x < 0.52) {
    strcpy(c->host, PICK(free_mail, state));
    snprintf(c->website, sizeof c->website, "%s%s", bench_share(state) < 0.5 ? "https://www." : "", host);
    if (x > 0.505) c->company[0] = 0;
  } else {
    if (x < 0.69 || x >= 0.855) strcpy(c->host, PICK(free_mail, state));
    if (x < 0.84) typed_well(c->company, state);
    else typed_edit(c->company, state);
  }
  return a;
}

static void put_email(line *l, const char *first, const char *last, const char *host, bool whole)
{
  if (whole) {
    put_text(l, first);
    put_text(l, ".");
  } else *l->at++ = (char)(first[0] | 32);
  put_text(l, last);
  put_text(l, "@");
  put_text(l, host);
}

static void write_contact(line *l, size_t number, const contact_draft *c, uint64_t *state)
{
  const char *first = PICK(first_names, state), *last = PICK(last_names, state);
  uint64_t bits = bench_random(state);

  put_text(l, "C");
  put_number(l, number, 9);
  put_text(l, ",");
  put_text(l, first);
  put_text(l, ",");
  put_text(l, last);
  put_text(l, ",");
  if (c->host[0]) put_email(l, first, last, c->host, bits % 10 < 5);
  put_text(l, ",");
  put_cell(l, c->company);
  put_text(l, ",");
  put_text(l, c->website);
  put_text(l, ",");
  put_text(l, countries[(bits >> 8) % 10]);
  put_text(l, ",,");
  if (bits >> 16 & 1) {
    put_text(l, "+1 212 555 ");
    put_number(l, (bits >> 17) % 10000, 4);
  }
  put_text(l, ",");
  put_text(l, titles[(bits >> 32) % (sizeof titles / sizeof *titles)]);
  put_text(l, ",Web form,2024-");
  put_number(l, 1 + (bits >> 40) % 12, 2);
  put_text(l, "-");
  put_number(l, 1 + (bits >> 48) % 28, 2);
  put_text(l, "T10:00:00Z\n");
  put_end(l);
}

static void make_contacts(const char *accounts, size_t count, uint64_t seed, const char *truth_path)
{
  account_list list = read_accounts(accounts);
  FILE *truth = truth_path ? fopen(truth_path, "w") : NULL;
  uint64_t state = bench_mix(seed ^ UINT64_C(0xC0));
  draw_queue draws = { { NULL }, bench_mix(seed ^ UINT64_C(0xD4)), 0 };
  const known_account *a;
  contact_draft c;
  line out;

  out.at = out.text;
  if (truth_path && !truth) bench_stop("cannot write the truth");
  if (truth) fputs("contact_id,account_id\n", truth);

  puts("id,first_name,last_name,email,company,website,country,city,phone,title,lead_source,created_at");
  for (size_t i = 1; i <= count; i++) {
    a = draft_contact(&c, next_account(&draws, &list), &state);
    write_contact(&out, i, &c, &state);
    if (truth) fprintf(truth, "C%09zu,%.*s\n", i, a ? (int)a->id.size : 0, a ? a->id.data : "");
  }
  if (truth && fclose(truth) != 0) bench_stop("cannot write the truth");
  free(list.items);
  free((char *)(uintptr_t)list.text.data);
}

/* ---- names ----------------------------------------------------------------------------------------------------------------------- */

static void make_queries(const char *accounts, size_t count, uint64_t seed)
{
  account_list list = read_accounts(accounts);
  uint64_t state = bench_mix(seed ^ UINT64_C(0x9E));
  char text[NAME_SIZE], truth[PLAIN_NAME_SIZE], plain[PLAIN_NAME_SIZE];

  for (size_t i = 0; i < count;) {
    const known_account *a = &list.items[bench_below(&state, list.count)];
    bool known = bench_share(&state) >= 0.2;
    if (a->name.size > 120 || memchr(a->name.data, '\t', a->name.size)) continue;
    copy_text(text, 160, a->name);
    if (!known) invented_name(text, &state, 100000);
    plain_name(truth, (l2a_string){ text, strlen(text) });
    typed_badly(text, &state);
    if (plain_name(plain, (l2a_string){ text, strlen(text) }) == 0) continue;
    printf("%.*s\t%s\t%s\t%s\n", known ? (int)a->id.size : 0, a->id.data, known ? truth : "", text, plain);
    i++;
  }
  free(list.items);
  free((char *)(uintptr_t)list.text.data);
}

static void make_plain(const char *accounts)
{
  account_list list = read_accounts(accounts);
  char plain[PLAIN_NAME_SIZE];

  for (size_t i = 0; i < list.count; i++) {
    plain_name(plain, list.items[i].name);
    for (char *p = plain; *p; p++)
      if (*p == '\t' || *p == '\\') *p = ' ';
    printf("%.*s\t%s\n", (int)list.items[i].id.size, list.items[i].id.data, plain);
  }
  free(list.items);
  free((char *)(uintptr_t)list.text.data);
}

int main(int argc, char **argv)
{
  const char *what = argc > 2 ? argv[1] : "";
  uint64_t seed;
  size_t count;

  if (strcmp(what, "accounts") == 0) {
    seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    make_accounts((size_t)strtoull(argv[2], NULL, 10), seed);
  } else if (strcmp(what, "plain") == 0) make_plain(argv[2]);
  else if (argc > 3 && (strcmp(what, "contacts") == 0 || strcmp(what, "queries") == 0)) {
    count = (size_t)strtoull(argv[3], NULL, 10);
    seed = argc > 4 ? strtoull(argv[4], NULL, 10) : 1;
    if (what[0] == 'c') make_contacts(argv[2], count, seed, argc > 5 ? argv[5] : NULL);
    else make_queries(argv[2], count, seed);
  } else bench_stop("usage: make_data accounts COUNT | contacts ACCOUNTS COUNT | queries ACCOUNTS COUNT | plain ACCOUNTS, and a SEED");
  return fflush(stdout) != 0 || ferror(stdout);
}
