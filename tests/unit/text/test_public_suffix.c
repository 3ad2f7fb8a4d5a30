/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/builtin.h"
#include "base/hash.h"
#include "text/public_suffix.h"

static const char vectors_path[] = "tests/unit/text/public_suffix_vectors.txt";

static public_suffix *builtin_list(void)
{
  public_suffix *list = NULL;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(public_suffix_new(&list, "public_suffix_list.dat", builtin_file("public_suffix_list.dat"), &error), L2A_OK, "%s",
               error.message);
  return list;
}

/* A host as a caller brings it: lower-case ASCII; what starts with a full stop is no host. */
static bytes registrable(const public_suffix *list, bytes host, arena *a)
{
  if (host.size == 0 || host.data[0] == '.') return (bytes){ NULL, 0 };
  return public_suffix_registrable(list, public_suffix_to_ascii(list, host, a), SUFFIX_ICANN_AND_PRIVATE);
}

/* 'text' or null, from *at on; moves *at behind it. */
static bytes argument(char **at)
{
  char *start = strchr(*at, '\'');
  char *null = strstr(*at, "null");
  char *end;

  if (null && (!start || null < start)) {
    *at = null + 4;
    return (bytes){ NULL, 0 };
  }
  cr_assert_not_null(start);
  end = strchr(start + 1, '\'');
  cr_assert_not_null(end);
  *at = end + 1;
  return bytes_from(start + 1, (size_t)(end - start - 1));
}

Test(public_suffix, passes_the_official_vectors)
{
  public_suffix *list = builtin_list();
  FILE *file = fopen(vectors_path, "re");
  char line[512];
  size_t count = 0;
  arena a;

  arena_init(&a, 4096);
  cr_assert_not_null(file, "run from the root of the tree");
  while (fgets(line, sizeof line, file)) {
    char *at = line + strlen("checkPublicSuffix(");
    bytes host, want, got;
    if (strncmp(line, "checkPublicSuffix(", strlen("checkPublicSuffix(")) != 0) continue;
    host = argument(&at);
    want = argument(&at);
    if (want.size) want = public_suffix_to_ascii(list, want, &a);
    got = registrable(list, host, &a);
    cr_expect(bytes_equal(got, want), "%.*s: got %.*s", (int)host.size, host.data, (int)got.size, got.data);
    count++;
  }
  cr_expect_geq(count, 70, "%zu vectors", count);
  fclose(file);
  arena_free(&a);
  public_suffix_free(list);
}

static const char small_list[] = "// ===BEGIN ICANN DOMAINS===\n"
                                 "com\n"
                                 "uk\n"
                                 "co.uk   trailing text is no part of the rule\n"
                                 "*.ck\n"
                                 "!www.ck\r\n"
                                 "*.a.b.de\n"
                                 "\xE5\x85\xAC\xE5\x8F\xB8.cn\n"
                                 "// ===END ICANN DOMAINS===\n"
                                 "// ===BEGIN PRIVATE DOMAINS===\n"
                                 "github.io\n"
                                 "*.compute.acme.com\n"
                                 "uk.com";

Test(public_suffix, follows_the_algorithm)
{
  static const struct {
    const char *host, *icann, *both;
  } cases[] = {
    { "acme.com", "acme.com", "acme.com" },
    { "a.b.c.acme.com", "acme.com", "acme.com" },
    { "com", "", "" },
    { "acme.uk", "acme.uk", "acme.uk" },
    { "acme.co.uk", "acme.co.uk", "acme.co.uk" },
    { "co.uk", "", "" },
    { "www.acme.github.io", "github.io", "acme.github.io" },
    { "github.io", "github.io", "" },
    { "x.uk.com", "uk.com", "x.uk.com" },
    { "uk.com", "uk.com", "" },
    { "b.ck", "", "" },
    { "a.b.ck", "a.b.ck", "a.b.ck" },
    { "www.ck", "www.ck", "www.ck" },
    { "x.www.ck", "www.ck", "www.ck" },
    { "a.b.de", "", "" }, /* as libpsl: the wildcard's parent is a suffix too */
    { "c.a.b.de", "", "" },
    { "d.c.a.b.de", "d.c.a.b.de", "d.c.a.b.de" },
    { "x.de", "x.de", "x.de" },
    { "z.b.de", "b.de", "b.de" },
    { "v.w.compute.acme.com", "acme.com", "v.w.compute.acme.com" },
    { "w.compute.acme.com", "acme.com", "" },
    { "other.acme.com", "acme.com", "acme.com" },
    { "x.xn--55qx5d.cn", "x.xn--55qx5d.cn", "x.xn--55qx5d.cn" },
    { "a.b.unknown", "b.unknown", "b.unknown" },
    { "unknown", "", "" },
  };
  public_suffix *list;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(public_suffix_new(&list, "small", bytes_of(small_list), &error), L2A_OK, "%s", error.message);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bytes host = bytes_of(cases[i].host);
    bytes icann = public_suffix_registrable(list, host, SUFFIX_ICANN);
    bytes both = public_suffix_registrable(list, host, SUFFIX_ICANN_AND_PRIVATE);
    cr_expect(bytes_equal(icann, bytes_of(cases[i].icann)), "%s icann: %.*s", cases[i].host, (int)icann.size, icann.data);
    cr_expect(bytes_equal(both, bytes_of(cases[i].both)), "%s both: %.*s", cases[i].host, (int)both.size, both.data);
  }
  cr_expect(public_suffix_knows(list, BYTES("com")));
  cr_expect(public_suffix_knows(list, BYTES("de")));
  cr_expect_not(public_suffix_knows(list, BYTES("unknown")));
  cr_expect_not(public_suffix_knows(list, BYTES("io")), "only private rules end in io here");
  cr_expect(public_suffix_is_private(list, BYTES("uk.com")));
  cr_expect_not(public_suffix_is_private(list, BYTES("co.uk")));
  public_suffix_free(list);
}

Test(public_suffix, names_the_line_of_a_bad_rule)
{
  static const char bad[] = "com\n\na..b\n";
  public_suffix *list;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(public_suffix_new(&list, "bad.dat", bytes_of(bad), &error), L2A_ESYNTAX);
  cr_expect_null(list);
  cr_expect_eq(error.line, 3);
  cr_expect_not_null(strstr(error.message, "bad.dat:3:"));
}

Test(public_suffix, an_empty_list_takes_the_last_label_as_suffix)
{
  public_suffix *list;

  cr_assert_eq(public_suffix_new(&list, "empty", (bytes){ NULL, 0 }, NULL), L2A_OK);
  cr_expect(bytes_equal(public_suffix_registrable(list, BYTES("a.b.c"), SUFFIX_ICANN), BYTES("b.c")));
  public_suffix_free(list);
  public_suffix_free(NULL);
}

/* libpsl 0.21, found when the test runs, so that no header of it is needed to compile. */
typedef struct peer {
  void *handle;
  void *list;
  void *(*load)(FILE *file);
  int (*is_suffix)(const void *list, const char *domain, int type);
  void (*free)(void *list);
} peer;

enum { PEER_ICANN = 1, PEER_ANY = 3 };

static void peer_symbol(const peer *p, void *function, const char *name)
{
  void *symbol = dlsym(p->handle, name);

  cr_assert_not_null(symbol, "%s", name);
  memcpy(function, &symbol, sizeof symbol);
}

static bool peer_open(peer *p, bytes text)
{
  FILE *file;

  p->handle = dlopen("libpsl.so.5", RTLD_NOW);
  if (!p->handle) return false;
  peer_symbol(p, &p->load, "psl_load_fp");
  peer_symbol(p, &p->is_suffix, "psl_is_public_suffix2");
  peer_symbol(p, &p->free, "psl_free");
  file = fmemopen((void *)(uintptr_t)text.data, text.size, "r");
  cr_assert_not_null(file);
  p->list = p->load(file);
  cr_assert_not_null(p->list);
  fclose(file);
  return true;
}

typedef struct random_source {
  uint64_t state;
} random_source;

static uint32_t random_below(random_source *r, uint32_t n)
{
  r->state = hash_join(r->state, 0x5DEECE66D);
  return (uint32_t)(r->state >> 33) % n;
}

/* What libpsl says, by the same definition: one label more than the longest suffix. */
static const char *peer_registrable(const peer *psl, const char *host, int type)
{
  const char *found = NULL;

  for (const char *tail = host; tail; tail = strchr(tail, '.') ? strchr(tail, '.') + 1 : NULL) {
    if (psl->is_suffix(psl->list, tail, type)) return found;
    found = tail;
  }
  return NULL;
}

static void expect_same(const public_suffix *list, const peer *psl, const char *host)
{
  static const struct {
    suffix_sections ours;
    int theirs;
  } modes[] = { { SUFFIX_ICANN, PEER_ICANN }, { SUFFIX_ICANN_AND_PRIVATE, PEER_ANY } };

  for (size_t i = 0; i < 2; i++) {
    bytes got = public_suffix_registrable(list, bytes_of(host), modes[i].ours);
    bytes want = bytes_of(peer_registrable(psl, host, modes[i].theirs));
    cr_assert(bytes_equal(got, want), "%s (%zu): %.*s, libpsl %.*s", host, i, (int)got.size, got.data, (int)want.size, want.data);
  }
}

/* Every rule of the list with labels put before it, and labels of rules thrown together. */
static size_t compare_rules(const public_suffix *list, const peer *psl, bytes text, random_source *r)
{
  static const char *const before[] = { "", "acme.", "www.acme.", "a.b.c.", "city.", "xn--85x722f." };
  size_t count = 0;
  arena a;

  arena_init(&a, 65536);
  while (text.data) {
    bytes rule = bytes_trim(bytes_split(&text, '\n'));
    char host[512];
    if (!rule.size || bytes_starts_with(rule, BYTES("//"))) continue;
    if (rule.data[0] == '!') rule = bytes_from(rule.data + 1, rule.size - 1);
    if (rule.data[0] == '*') rule = bytes_from(rule.data + 2, rule.size - 2);
    rule = public_suffix_to_ascii(list, rule, &a);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++, count++) {
      snprintf(host, sizeof host, "%s%.*s", before[i], (int)rule.size, rule.data);
      expect_same(list, psl, host);
    }
    if (memchr(rule.data, '.', rule.size)) {
      snprintf(host, sizeof host, "%c%u.%.*s", 'a' + (char)random_below(r, 26), random_below(r, 100), (int)rule.size - 1, rule.data + 1);
      if (host[strlen(host) - 1] != '.' && !strstr(host, "..")) expect_same(list, psl, host);
    }
    arena_reset(&a);
  }
  arena_free(&a);
  return count;
}

static size_t compare_random(const public_suffix *list, const peer *psl, random_source *r)
{
  static const char *const labels[] = { "com",  "co",       "uk",        "jp",  "ck",  "kobe",     "github",    "io",
                                        "www",  "compute",  "amazonaws", "us",  "k12", "ca",       "tokyo",     "city",
                                        "ac",   "blogspot", "no",        "gov", "br",  "platform", "xn--p1ai",  "mm",
                                        "bd",   "np",       "nom",       "ide", "er",  "s3",       "eu",        "de",
                                        "acme", "a",        "zz",        "fk",  "pg",  "sch",      "museum",    "cc",
                                        "net",  "appspot",  "r",         "elb", "x",   "hotels",   "futurecms", "ex" };
  size_t count = 0;

  for (; count < 300000; count++) {
    char host[256] = "";
    uint32_t n = 1 + random_below(r, 6);
    for (uint32_t i = 0; i < n; i++) {
      if (i) strcat(host, ".");
      strcat(host, labels[random_below(r, sizeof labels / sizeof *labels)]);
    }
    expect_same(list, psl, host);
  }
  return count;
}

Test(public_suffix, agrees_with_libpsl, .timeout = 60)
{
  bytes text = builtin_file("public_suffix_list.dat");
  random_source r = { 7 };
  public_suffix *list;
  peer psl;

  if (!peer_open(&psl, text)) cr_skip("libpsl is not installed");
  list = builtin_list();
  cr_expect_gt(compare_rules(list, &psl, text, &r), 50000);
  cr_expect_gt(compare_random(list, &psl, &r), 200000);
  public_suffix_free(list);
  psl.free(psl.list);
  dlclose(psl.handle);
}
