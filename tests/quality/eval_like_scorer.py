# SPDX-License-Identifier: MIT
"""Compares the JSON of the suites' scorer (first) with that of l2a eval (second); says every difference, exit 1 when there is one."""
import json
import sys

scorer, ours = (json.load(open(name, encoding='utf-8')) for name in sys.argv[1:3])
bad = []


def same(what, a, b, tolerance=0.0000011):
    if a is None and b is None:
        return
    if a is None or b is None or abs(a - b) > tolerance:
        bad.append(f'{what}: scorer {a}, eval {b}')


def compare(what, a, b):
    for key, name in (('n', 'rows'), ('with_account', 'with_account'), ('right', 'right'), ('wrong', 'wrong'), ('precision', 'precision'),
                      ('recall', 'recall'), ('f1', 'f1'), ('no_match_rows', 'no_match_rows'), ('false_matches', 'false_matches'),
                      ('false_match_rate', 'false_match_rate'), ('abstain_rate', 'abstain_rate')):
        same(f'{what} {key}', a[key], b[name])
    for key, bounds in a.get('ci95', {}).items():  # of another method: near, not equal
        for n in (0, 1):
            if key == 'f1':
                same(f'{what} {key} interval', bounds[n], b[key + '_ci95'][n], 0.03)


def compare_scores(what, sweep, bins, b):
    best = b['at_precision']
    if (sweep is None) != (best is None):
        bad.append(f'{what}: one reaches the precision, the other does not')
    elif sweep:
        for key in ('recall', 'precision', 'coverage', 'matched'):
            same(f'{what} sweep {key}', sweep[key], best[key])
        same(f'{what} sweep threshold', sweep['threshold'], best['threshold'])
    if not bins:
        return
    same(f'{what} ece', bins['ece'], b['calibration']['error'])
    for n, (x, y) in enumerate(zip(bins['bins'], b['calibration']['bins'])):
        same(f'{what} bin {n} rows', x['n'], y['rows'])
        same(f'{what} bin {n} mean', x['mean_score'], y['mean_score'])
        same(f'{what} bin {n} right', x['accuracy'], y['share_right'])


segments = {(s['column'], s['value']): s for s in ours['segments']}
for key, name in (('rows', 'labels'), ('predictions', 'answers'), ('missing', 'missing'), ('unknown_ids', 'unknown'), ('duplicates', 'repeated_answers')):
    same('counts ' + key, scorer['info'][key], ours[name])
compare('total', scorer['total'], ours['total'])
same('safe precision', scorer['total']['safe_precision'], ours['all']['precision'])
for name, value in scorer['tiers'].items():
    compare('tier ' + name, value, segments['tier', name])
for name, value in scorer['strata'].items():
    compare('stratum ' + name, value, segments['stratum', name])
at = scorer['at_precision']
compare_scores('total', at['core+hard']['best'], scorer['calibration']['core+hard'], ours['total'])
compare_scores('core', at['core']['best'], scorer['calibration']['core'], segments['tier', 'core'])
compare_scores('all', at['all, undecidable counted']['best'], None, ours['all'])
print('\n'.join(bad[:20]))
sys.exit(bool(bad))
