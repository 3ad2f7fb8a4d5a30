# SPDX-License-Identifier: MIT
"""RapidFuzz: the best of all account names for each query. rapidfuzz_best.py PLAIN.tsv QUERIES.tsv COUNT SCORER[:CUTOFF]...
Prints for each scorer mean_ms_S, p99_ms_S, recall_S."""
import sys
import time

from rapidfuzz import distance, fuzz, process

SCORERS = {'ratio': fuzz.ratio, 'token_sort_ratio': fuzz.token_sort_ratio, 'WRatio': fuzz.WRatio,
           'jaro_winkler': distance.JaroWinkler.normalized_similarity}


def rows(path, limit=None):
    with open(path, encoding='utf-8', errors='surrogateescape', newline='\n') as f:
        for i, line in enumerate(f):
            if limit is not None and i >= limit:
                return
            yield line.rstrip('\n').split('\t')


def main():
    ids, names = zip(*((r[0], r[1]) for r in rows(sys.argv[1])))
    queries = list(rows(sys.argv[2], int(sys.argv[3])))
    for chosen in sys.argv[4:]:
        name, _, cutoff = chosen.partition(':')
        took, good = [], 0
        for account, truth, _, plain in queries:
            begin = time.perf_counter()
            best = process.extractOne(plain, names, scorer=SCORERS[name], score_cutoff=float(cutoff) if cutoff else None)
            took.append((time.perf_counter() - begin) * 1e3)
            good += bool(account and best and (ids[best[2]] == account or best[0] == truth))
        known = sum(1 for q in queries if q[0])
        print(f'mean_ms_{name} {sum(took) / len(took):.3f}')
        print(f'p99_ms_{name} {sorted(took)[int(len(took) * .99)]:.3f}')
        print(f'recall_{name} {good / known:.4f}')


main()
