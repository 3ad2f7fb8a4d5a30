/* SPDX-License-Identifier: MIT */
/*
 * One lookup of a domain: the packed table of an index against mdb_get in a B+tree of the same domains, both warm.
 *
 *   domain_probe INDEX EMPTY_FOLDER [LOOKUPS]
 *
 * Every figure is ns for one lookup of a domain that is there, in random order, hash of the text included, value read. The texts that are
 * asked for stand one behind the other, as those of contacts do. The packed table is read from huge pages, as in l2a match -q of large files:
 *   packed          one after the other          packed_ahead   in groups of 16, the slots of a group fetched ahead
 *   lmdb_text       mdb_get, the domain is the key (as a user would)      lmdb_hash   mdb_get, the 8-byte hash is the key (MDB_INTEGERKEY)
 */
#include <lmdb.h>

#include "index/index_check.h"
#include "index/keys.h"
#include "index/snapshot.h"
#include "index_handle.h"

enum { GROUP = 16 };

typedef struct probe_set {
  bytes *domains; /* of the index, each once */
  size_t domain_count;
  bytes *asked;
  size_t asked_count;
  char *texts; /* of those */
} probe_set;

static bool is_ascending(const bytes *list, size_t count)
{
  for (size_t i = 1; i < count; i++)
    if (bytes_compare(list[i - 1], list[i]) >= 0) return false;
  return true;
}

static int compare_domains(const void *a, const void *b)
{
  return bytes_compare(*(const bytes *)a, *(const bytes *)b);
}

static probe_set collect(const snapshot *s, size_t domain_total, size_t lookups)
{
  probe_set set = { bench_alloc(domain_total * sizeof(bytes)), 0, bench_alloc(lookups * sizeof(bytes)), lookups, NULL };
  uint64_t state = 1;
  size_t count = 0;

  for (size_t i = 0; i < domain_total; i++) {
    const index_domain *d = &s->domains[i];
    bytes host = snapshot_text(s, d->host, d->host_size);
    bytes registrable = { host.data + (host.size - d->registrable_size), d->registrable_size };
    if (key_find(&s->by_domain, key_hash(KEY_DOMAIN, registrable)).count) set.domains[count++] = registrable;
  }
  qsort(set.domains, count, sizeof(bytes), compare_domains);
  for (size_t i = 0; i < count; i++)
    if (i == 0 || bytes_compare(set.domains[i], set.domains[i - 1]) != 0) set.domains[set.domain_count++] = set.domains[i];
  if (set.domain_count == 0 || !is_ascending(set.domains, set.domain_count)) bench_stop("the index has no domains");
  set.texts = bench_alloc(lookups * (UINT8_MAX + (size_t)1));
  for (size_t i = 0, at = 0; i < lookups; i++) {
    bytes domain = set.domains[bench_below(&state, set.domain_count)];
    memcpy(set.texts + at, domain.data, domain.size);
    set.asked[i] = (bytes){ set.texts + at, domain.size };
    at += domain.size;
  }
  return set;
}

static double time_packed(const snapshot *s, const probe_set *set, uint64_t *sum)
{
  double begin = bench_now_ns();

  for (size_t i = 0; i < set->asked_count; i++) *sum += key_find(&s->by_domain, key_hash(KEY_DOMAIN, set->asked[i])).at[0];
  return (bench_now_ns() - begin) / (double)set->asked_count;
}

static double time_packed_ahead(const snapshot *s, const probe_set *set, uint64_t *sum)
{
  double begin = bench_now_ns();
  size_t done = 0;

  while (done + GROUP <= set->asked_count) {
    uint64_t hashes[GROUP];
    for (size_t i = 0; i < GROUP; i++) {
      hashes[i] = key_hash(KEY_DOMAIN, set->asked[done + i]);
      key_prefetch(&s->by_domain, hashes[i]);
    }
    for (size_t i = 0; i < GROUP; i++) *sum += key_find(&s->by_domain, hashes[i]).at[0];
    done += GROUP;
  }
  return (bench_now_ns() - begin) / (double)done;
}

/* ---- LMDB ------------------------------------------------------------------------------------------------------------------------ */

static void check_lmdb(int status)
{
  if (status != MDB_SUCCESS) bench_stop(mdb_strerror(status));
}

static MDB_val key_of(bytes domain, uint64_t *hash, bool by_hash)
{
  *hash = key_hash(KEY_DOMAIN, domain);
  return by_hash ? (MDB_val){ sizeof *hash, hash } : (MDB_val){ domain.size, (void *)(uintptr_t)domain.data };
}

static void fill_lmdb(MDB_env *env, MDB_dbi *dbi, const probe_set *set, bool by_hash)
{
  MDB_txn *txn;

  check_lmdb(mdb_txn_begin(env, NULL, 0, &txn));
  check_lmdb(mdb_dbi_open(txn, by_hash ? "hash" : "text", MDB_CREATE | (by_hash ? MDB_INTEGERKEY : 0), dbi));
  for (size_t i = 0; i < set->domain_count; i++) {
    uint32_t value = (uint32_t)i;
    uint64_t hash;
    MDB_val key = key_of(set->domains[i], &hash, by_hash), data = { sizeof value, &value };
    check_lmdb(mdb_put(txn, *dbi, &key, &data, by_hash ? 0 : MDB_APPEND));
  }
  check_lmdb(mdb_txn_commit(txn));
}

static double time_lmdb(MDB_env *env, MDB_dbi dbi, const probe_set *set, bool by_hash, uint64_t *sum)
{
  MDB_txn *txn;
  double begin, ns;

  check_lmdb(mdb_txn_begin(env, NULL, MDB_RDONLY, &txn));
  begin = bench_now_ns();
  for (size_t i = 0; i < set->asked_count; i++) {
    uint64_t hash;
    uint32_t value;
    MDB_val key = key_of(set->asked[i], &hash, by_hash), data;
    check_lmdb(mdb_get(txn, dbi, &key, &data));
    memcpy(&value, data.mv_data, sizeof value);
    *sum += value;
  }
  ns = (bench_now_ns() - begin) / (double)set->asked_count;
  mdb_txn_abort(txn);
  return ns;
}

static MDB_env *open_lmdb(const char *folder)
{
  MDB_env *env;

  check_lmdb(mdb_env_create(&env));
  check_lmdb(mdb_env_set_mapsize(env, (size_t)8 << 30));
  check_lmdb(mdb_env_set_maxdbs(env, 2));
  check_lmdb(mdb_env_open(env, folder, MDB_NOSYNC | MDB_NOTLS, 0600));
  return env;
}

int main(int argc, char **argv)
{
  index_handle h;
  snapshot_ref *ref = NULL;
  l2a_error error = L2A_ERROR_INIT;
  l2a_index_section section = { { NULL, 0 }, 0, 0 };
  probe_set set;
  MDB_env *env;
  MDB_dbi text, hash;
  uint64_t sum = 0;

  if (argc < 3) bench_stop("usage: domain_probe INDEX EMPTY_FOLDER [LOOKUPS]");
  h = index_handle_open(argv[1], 0, 0);
  bench_check(index_heat(h.index, 1, &error), &error);
  bench_check(snapshot_acquire(&ref, h.index, &error), &error);
  bench_check(l2a_index_get_section(h.index, SECTION_DOMAINS, &section), &error);
  set = collect(snapshot_get(ref), (size_t)section.entries, argc > 3 ? (size_t)strtoull(argv[3], NULL, 10) : 2000000);
  env = open_lmdb(argv[2]);
  fill_lmdb(env, &text, &set, false);
  fill_lmdb(env, &hash, &set, true);
  for (int round = 0; round < 2; round++) { /* the first one warms */
    double packed = time_packed(snapshot_get(ref), &set, &sum), ahead = time_packed_ahead(snapshot_get(ref), &set, &sum);
    double by_text = time_lmdb(env, text, &set, false, &sum), by_hash = time_lmdb(env, hash, &set, true, &sum);
    if (round == 1)
      printf("domains %zu\npacked %.1f\npacked_ahead %.1f\nlmdb_text %.1f\nlmdb_hash %.1f\n", set.domain_count, packed, ahead, by_text,
             by_hash);
  }
  fprintf(stderr, "checksum %llu\n", (unsigned long long)sum);
  mdb_env_close(env);
  free(set.domains);
  free(set.asked);
  free(set.texts);
  snapshot_release(ref);
  index_handle_close(&h);
  return 0;
}
