# SPDX-License-Identifier: MIT
"""SimString (CPMerge): trigrams, cosine at a threshold, the best of what is found. simstring_best.py PLAIN.tsv QUERIES.tsv COUNT THRESHOLD...
Prints build_s, and for each threshold mean_ms_T, p99_ms_T, recall_T."""
import sys
import time

from simstring_rust.database import HashDb
from simstring_rust.extractors import CharacterNgrams
from simstring_rust.measures import Cosine
from simstring_rust.searcher import Searcher


def rows(path, limit=None):
    with open(path, encoding='utf-8', errors='replace', newline='\n') as f:
        for i, line in enumerate(f):
            if limit is not None and i >= limit:
                return
            yield line.rstrip('\n').split('\t')


def main():
    names = {}
    for r in rows(sys.argv[1]):
        names.setdefault(r[1], r[0])
    queries = list(rows(sys.argv[2], int(sys.argv[3])))
    begin = time.perf_counter()
    db = HashDb(CharacterNgrams(3, "$"))
    for name in names:
        db.insert(name)
    print(f'build_s {time.perf_counter() - begin:.2f}')
    searcher = Searcher(db, Cosine())
    searcher.ranked_search(queries[0][3], 0.9)
    for threshold in sys.argv[4:]:
        took, good = [], 0
        for account, truth, _, plain in queries:
            begin = time.perf_counter()
            found = searcher.ranked_search(plain, float(threshold))
            took.append((time.perf_counter() - begin) * 1e3)
            best = found[0][0] if found else None
            good += bool(account and best is not None and (names[best] == account or best == truth))
        known = sum(1 for q in queries if q[0])
        print(f'mean_ms_{threshold} {sum(took) / len(took):.3f}')
        print(f'p99_ms_{threshold} {sorted(took)[int(len(took) * .99)]:.3f}')
        print(f'recall_{threshold} {good / known:.4f}')


main()
