#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fits data/weights.yaml on a labelled suite: levels by a supervised tree, all weights together by logistic regression to convergence, a
margin step, isotonic calibration. Figures are on rows that were not fitted (five folds by account; contacts without account by their id).

  fit.py DUMP SUITE OUT.yaml [--predictions OOF.csv] [--levels 10] [--also DUMP2 SUITE2] [--fixed FEATURE=NATS]

DUMP is what dump_features wrote for SUITE/accounts.csv and SUITE/contacts.csv. --also adds the same contacts among many more accounts (ids that
begin with X were added) to what is fitted, never to what is reported or calibrated: weights of a short list believe too much of a name's part in
a long one. --fixed sets what a feature says when it is not neutral, in every fold and in what is written. Needs numpy, scipy, scikit-learn."""
import argparse, collections, csv, hashlib, math
import numpy as np, scipy.linalg as sl, scipy.sparse as sp
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression
from sklearn.tree import DecisionTreeClassifier

FOLDS = 5
STEPS = 25 # of an interaction: each of its values is a level
NEWTON_ROWS = 60000 # fewer do not need a start
MARGIN_CUTS = [-6000, -4000, -2500, -1500, -800, -300, 0, 1, 300, 800, 1300, 2000, 3000, 4000, 5500, 7500, 12000, 29999]
ALONE = 30000

def rows(path):
    with open(path, encoding='utf-8-sig', newline='') as f: return list(csv.DictReader(f))
def fold_of(key): return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest(), 'big') % FOLDS

class Suite:
    def __init__(self, dump, suite):
        with open(dump, 'rb') as f:
            self.names = f.readline().decode().split(); data = np.frombuffer(f.read(), dtype=np.int32).reshape(-1, len(self.names) + 3)
        self.ci, self.ai, self.X = data[:, 0].copy(), data[:, 1].copy(), data[:, 3:]
        self.accounts = sorted(r['id'] for r in rows(suite + '/accounts.csv')); number = {a: i for i, a in enumerate(self.accounts)}
        self.contacts = [r['id'] for r in rows(suite + '/contacts.csv')]; truth = {r['contact_id']: r for r in rows(suite + '/truth.csv')}
        self.truth = [truth[c] for c in self.contacts]; ok = []
        for t in self.truth: ok.append({number[a] for a in [t['account_id']] + t['also_ok'].split('|') if a in number})
        self.y = np.fromiter((a in ok[c] for c, a in zip(self.ci.tolist(), self.ai.tolist())), bool, len(self.ci))
        self.fold = np.array([fold_of(t['account_id'] or t['contact_id']) for t in self.truth])
        tier = {'core': 1.0, 'hard': 1.0, 'undecidable': 0.5}; self.w = np.array([tier.get(t['tier'], 1.0) for t in self.truth])[self.ci]

    def add(self, other, weight):
        """rows of a longer list, of the same folds; an added account that is called what the contact writes may be right for all one knows: left out"""
        added = np.array([a[0] == 'X' for a in other.accounts])[other.ai]; use = ~(added & (other.X[:, other.names.index('name_exact')] > 0)); n = len(self.contacts)
        self.pf = np.r_[self.fold[self.ci], other.fold[other.ci[use]]]; self.X = np.concatenate([self.X, other.X[use]]); self.y = np.r_[self.y, other.y[use]]; self.w = np.r_[self.w, weight * other.w[use]]; self.ci = np.r_[self.ci, other.ci[use] + n]
    def keep(self, n): self.X, self.y, self.w, self.ci = self.X[:n], self.y[:n], self.w[:n], self.ci[:n]

def cuts_of(v, y, w, levels):
    u = np.unique(v)
    if len(u) <= 1: return []
    if len(u) <= levels: return [int(x) for x in u[1:]]
    t = DecisionTreeClassifier(max_leaf_nodes=levels, min_samples_leaf=150).fit(v[:, None], y, sample_weight=w).tree_
    return sorted({int(math.floor(x)) + 1 for x in t.threshold[t.feature >= 0]})
def encode(X, cuts):
    off = np.cumsum([0] + [len(c) + 1 for c in cuts]); cols = np.stack([np.searchsorted(np.asarray(c), X[:, k], side='right') + off[k] for k, c in enumerate(cuts)], 1).astype(np.int32)
    return sp.csr_matrix((np.ones(cols.size, np.float64), cols.ravel(), np.arange(0, cols.size + 1, len(cuts))), shape=(len(X), off[-1])), off
def newton_start(A, y, w, C):
    """Newton's method on a tenth of the rows: the weights, and the Cholesky factor of the curvature there"""
    n = A.shape[1]; pick = np.sort(np.random.RandomState(1).choice(len(y), len(y) // 10, replace=False)); A = sp.hstack([A[pick], np.ones((len(pick), 1))]).tocsr(); At = A.T.tocsr()
    s = np.where(y[pick], 1.0, -1.0); w = w[pick] * 10; ridge = np.r_[np.full(n, 1 / C), 1e-6]; b = np.zeros(n + 1)
    loss = lambda b: float((w * np.logaddexp(0, -s * (A @ b))).sum() + (ridge * b * b).sum() / 2)
    for _ in range(15):
        q = 1 / (1 + np.exp(np.clip(s * (A @ b), -700, 700))); g = At @ (-w * s * q) + ridge * b; H = (At @ sp.diags(w * q * (1 - q)) @ A).toarray() + np.diag(ridge); step = -np.linalg.solve(H, g); t = 1.0
        while loss(b + t * step) > loss(b) + 1e-4 * t * (g @ step) and t > 1e-4: t /= 2
        b = b + t * step
        if abs(g @ step) < 1e-2: break
    return b, sl.cholesky(H)
def logistic(A, y, w, C=1.0, offset=None):
    """L2-regularised weights and a free intercept, to convergence"""
    n = A.shape[1]; s = np.where(y, 1.0, -1.0); At = A.T.tocsr(); off = 0 if offset is None else offset
    def f(b):
        z = s * (A @ b[:n] + b[n] + off); g = -w * s / (1 + np.exp(np.clip(z, -700, 700)))
        return float((w * np.logaddexp(0, -z)).sum() + (b[:n] @ b[:n]) / (2 * C)), np.r_[At @ g + b[:n] / C, g.sum()]
    start, U = newton_start(A, y, w, C) if offset is None and len(y) > NEWTON_ROWS else (np.zeros(n + 1), np.eye(n + 1))
    def scaled(v): # coordinates in which the curvature of the sample is round: some 15 iterations instead of some 450
        value, g = f(start + sl.solve_triangular(U, v)); return value, sl.solve_triangular(U, g, trans='T')
    r = minimize(scaled, np.zeros(n + 1), jac=True, method='L-BFGS-B', options=dict(maxiter=3000, maxfun=4000, ftol=1e-11, gtol=1e-3 * max(1, w.sum() / 1e5) ** .5, maxcor=20))
    return start + sl.solve_triangular(U, r.x), r.nit
def margins(l, c):
    """own log-odds minus that of the best other candidate of the contact"""
    o = np.lexsort((-l, c)); cs = c[o]; first = np.r_[True, cs[1:] != cs[:-1]]; g = np.cumsum(first) - 1; st = np.flatnonzero(first); nx = np.r_[st[1:], len(o)]
    two = nx - st > 1; top = l[o][st][g]; second = np.where(two, l[o][np.minimum(st + 1, len(o) - 1)], 0)[g]; other = np.where(first, second, top); m = np.empty(len(l)); m[o] = np.where(two[g], l[o] - other, ALONE / 1000); return m

def named(S):
    """score_is_named of score.c: place and phone alone name nobody, their rows are capped and do not take part in the calibration"""
    g = lambda n: S.X[:, S.names.index(n)]; m = (g('email_match') >= 1) | (g('website_match') >= 2)
    for n in 'name_coverage_both native_script segment_coverage acronym acronym_label email_acronym text_domain_match'.split(): m |= g(n) > 0
    for n in 'email_name email_label email_name_part company_label'.split(): m |= g(n) >= 600
    return m

class Model:
    def fit(self, S, use, levels, C=1.0, verbose=''):
        X, y, w = S.X[use], S.y[use], S.w[use]; N = {n: k for k, n in enumerate(S.names)}; g = lambda n: X[:, N[n]]
        plausible = y | (g('email_match') > 0) | (g('website_match') > 1) | (g('name_coverage_both') > 600) | (g('name_coverage_account') > 850) | (g('segment_coverage') > 800) | (g('acronym') > 0) | (g('phone') == 2) | (g('name_trigram') > 550) | (g('email_name') > 850) | (g('name_exact') > 0)
        keep = plausible | (np.arange(len(y)) * 2654435761 % 4294967296 % 6 == 0); w = np.where(plausible, w, 6 * w)[keep]; X, y = X[keep], y[keep]
        self.cuts = [cuts_of(X[:, k], y, w, STEPS if '_by_' in n else levels) for k, n in enumerate(S.names)]; A, self.off = encode(X, self.cuts)
        b, nit = logistic(A, y, w, C); self.b, self.b0 = b[:-1], b[-1]
        l = self.evidence(S.X[use]); c = S.ci[use]; m = margins(l, c); near = (l > -9) | (m > -3); M, _ = encode((m[near] * 1000).astype(np.int64)[:, None], [MARGIN_CUTS])
        A2 = sp.hstack([M, sp.csr_matrix(l[near][:, None])]).tocsr(); b2, _ = logistic(A2, S.y[use][near], S.w[use][near])
        self.scale = b2[-2]; self.margin = b2[:len(MARGIN_CUTS) + 1]; self.margin0 = b2[-1]; print(verbose, 'pairs', len(y), 'weights', A.shape[1], 'iterations', nit, 'scale %.3f' % self.scale, flush=True); return self
    def fix(self, S, name, nats):
        """every level of a feature but its neutral one says this much: for what the labelled rows have too little of"""
        k = S.names.index(name); neutral = int(np.searchsorted(np.asarray(self.cuts[k]), NEUTRAL.get(name, 0), side='right')); w = self.b[self.off[k]:self.off[k + 1]]
        print('  fixed %s: fitted %s' % (name, np.round((w - w[neutral]) * self.scale, 2).tolist()), flush=True); w[:] = np.where(np.arange(len(w)) == neutral, w[neutral], w[neutral] + nats / self.scale)
    def evidence(self, X): return encode(X, self.cuts)[0] @ self.b + self.b0
    def total(self, X, c):
        l = self.evidence(X); m = margins(l, c); k = np.searchsorted(MARGIN_CUTS, (m * 1000).astype(np.int64), side='right'); return l * self.scale + self.margin[k] + self.margin0, l

def first_of(t, c):
    """the candidate of each contact with the most evidence, as the engine takes it"""
    o = np.lexsort((-t, c)); cs = c[o]; return o[np.r_[True, cs[1:] != cs[:-1]]]
def calibrate(t, y, w, limit=64):
    iso = IsotonicRegression(y_min=1e-4, y_max=0.9999, out_of_bounds='clip').fit(t, y, sample_weight=w); grid = np.unique(np.quantile(t, np.r_[np.linspace(0, 1, limit)])); k = len(t); points = []
    for a, b in zip(grid[:-1], grid[1:]):
        s = (t >= a) & (t <= b); points.append((t[s].mean(), iso.predict(t[s]).mean()))
    out = []
    for x, p in points:
        x, p = int(round(x * 1000)), min(.9999, max(.0001, float(p)))
        if out and (x <= out[-1][0]): continue
        out.append((x, max(p, out[-1][1] if out else 0)))
    return out
def apply(points, t): return np.interp(t * 1000, [x for x, _ in points], [p for _, p in points])
def lower(points, core):
    """Below what may be a match the calibration of core evidence counts: a fit on all rows makes doubtful core rows look better than they are."""
    out = []
    for x, p in points:
        b = min(1, max(0, (p - .55) / .2)); v = (1 - b) * min(.62, float(apply(core, np.array([x / 1000]))[0])) + b * p; out.append((x, max(v, out[-1][1] if out else 0)))
    return out
def named_alike(S):
    """contacts that write the very name of an added account, but for legal form, order and spelling of blanks: which one is meant, nothing says"""
    n = np.zeros(len(S.contacts), bool); added = np.array([a[0] == 'X' for a in S.accounts])[S.ai]; n[S.ci[added & (S.X[:, S.names.index('name_exact')] > 0)]] = True; return n
def summary(S, l, p, match, title, leave=None):
    k = first_of(l, S.ci); best = {int(c): i for c, i in zip(S.ci[k], k)}; print(title)
    tier = np.array([x['tier'] for x in S.truth]); has = np.array([bool(x['account_id']) for x in S.truth]); tier = tier if leave is None else np.where(leave, '-', tier); sc = np.full(len(S.truth), -1.0); ok = np.zeros(len(S.truth), bool)
    for c, i in best.items(): sc[c], ok[c] = p[i], S.y[i]
    for name, sel in (('core', tier == 'core'), ('hard', tier == 'hard'), ('core+hard', tier != 'undecidable'), ('undecidable', tier == 'undecidable')):
        o = np.argsort(-sc[sel], kind='stable'); right = np.cumsum(ok[sel][o]); n = np.arange(1, sel.sum() + 1); line = []
        for target in (.99, .995):
            good = np.flatnonzero(right / n >= target); line.append('recall at %.1f %%: %5.2f' % (100 * target, 100 * right[good[-1]] / max(1, has[sel].sum()) if len(good) else 0))
        m = sel & (sc >= match); line.append('at %s: P %.2f R %.2f wrong/rows %.2f false on none %.2f' % (match, 100 * ok[m].mean(), 100 * ok[m].sum() / max(1, has[sel].sum()), 100 * (m & ~ok).sum() / sel.sum(), 100 * (m & ~has).sum() / max(1, (sel & ~has).sum()))); print('  %-12s %s' % (name, '; '.join(line)))
# what compare.c gives a feature when there is nothing to compare by it (features_init); everything else begins with 0
NEUTRAL = dict.fromkeys('email_match email_company website_match legal_form segment_coverage native_script city state gov_state postal_code phone email_accounts website_accounts'.split(), -1) | dict(fuzzy_worst=1000, country=3)
def write(path, S, m, points):
    f = lambda x: '%.3f' % x
    with open(path, 'w') as o:
        o.write('# SPDX-License-Identifier: MIT\n# How much each piece of evidence says, in nats (2.3 nats: odds of 10 to 1), and which probability the sum stands for.\n# `cuts` divide a feature\'s values into levels: below the first cut, from the first cut on, and so on. A level more than cuts.\n# Fitted by bench/weights/fit.py on labelled data (bench/README.md); read after l2a.yaml.\nweights:\n')
        lines = []; prior = m.b0 * m.scale + m.margin0
        for k, n in enumerate(S.names):
            w = m.b[m.off[k]:m.off[k + 1]] * m.scale
            if not m.cuts[k]: prior += w[0]; continue
            zero = w[np.searchsorted(np.asarray(m.cuts[k]), NEUTRAL.get(n, 0), side='right')]; w = w - zero; prior += zero # missing evidence weighs nothing: the sum stays the same
            lines.append('  %s: {cuts: [%s], weights: [%s]}\n' % (n, ', '.join(map(str, m.cuts[k])), ', '.join(f(x) for x in w)))
        o.write('  prior: %s\n' % f(prior)); o.writelines(lines)
        o.write('margin: {cuts: [%s], weights: [%s]}\n' % (', '.join(str(int(round(c * m.scale))) if abs(c) > 1 and c < 29999 else str(c) for c in MARGIN_CUTS), ', '.join(f(x) for x in m.margin)))
        o.write('calibration:\n'); o.writelines('  - [%d, %.4f]\n' % x for x in points)

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter); ap.add_argument('dump'); ap.add_argument('suite'); ap.add_argument('out'); ap.add_argument('--predictions'); ap.add_argument('--levels', type=int, default=10); ap.add_argument('--C', type=float, default=0.2, help='inverse strength of the L2 penalty; 0.05 to 0.2 carries over best to sources that were left out'); ap.add_argument('--folds', type=int, default=FOLDS); ap.add_argument('--also', nargs=2, metavar=('DUMP2', 'SUITE2')); ap.add_argument('--match', type=float, default=0.83, help='probability from which a row is a match'); ap.add_argument('--also-weight', type=float, default=0.2, help='of a contact among the added accounts'); ap.add_argument('--fixed', action='append', default=[], metavar='FEATURE=NATS')
    a = ap.parse_args(); S = Suite(a.dump, a.suite); pf = S.fold[S.ci]; rows_own = len(S.y); t = np.full(rows_own, -30.0); l = t.copy(); done = np.zeros(rows_own, bool); own = slice(rows_own)
    if a.also: other = Suite(*a.also); S.add(other, a.also_weight); pf = S.pf; other_t = np.full(len(other.y), -30.0); other_l = other_t.copy()
    def fitted(use, verbose):
        m = Model().fit(S, use, a.levels, a.C, verbose)
        for name, nats in (x.split('=') for x in a.fixed): m.fix(S, name, float(nats))
        return m
    for k in range(a.folds):
        tr, te = pf != k, (pf == k)[own]; m = fitted(tr, 'fold %d:' % k); t[te], l[te] = m.total(S.X[own][te], S.ci[own][te]); done |= te
        if a.also: te = other.fold[other.ci] == k; other_t[te], other_l[te] = m.total(other.X[te], other.ci[te])
    if done.all(): final = fitted(np.ones(len(S.y), bool), 'all:')
    S.keep(rows_own)
    if not done.all(): # quick look at some folds only
        keep = np.flatnonzero(np.isin(S.fold, range(a.folds))); S.truth = [x if i in set(keep.tolist()) else dict(x, tier='-') for i, x in enumerate(S.truth)]
    is_named = named(S); k = first_of(l, S.ci); k = k[done[k]]; c = k[is_named[k]]; points = calibrate(t[c], S.y[c], S.w[c]); hard = np.array([x['tier'] != 'core' for x in S.truth])[S.ci[c]]; points = lower(points, calibrate(t[c], S.y[c], S.w[c] * np.where(hard, .5, 1))); p = apply(points, t); p = np.where(is_named, p, np.minimum(p, .5)); summary(S, l, p, a.match, 'held-back folds:')
    if a.also and done.all():
        other_p = apply(points, other_t); other_p = np.where(named(other), other_p, np.minimum(other_p, .5)); alike = named_alike(other); tier = np.array([x['tier'] for x in S.truth]); has = np.array([bool(x['account_id']) for x in S.truth])
        summary(other, other_l, other_p, a.match, 'held-back folds, among the added accounts:')
        print('contacts that write the name of an added account: %.1f %% of core contacts with an account, %.1f %% of those without' % (100 * alike[(tier == 'core') & has].mean(), 100 * alike[(tier == 'core') & ~has].mean()))
        summary(S, l, p, a.match, 'without these:', alike); summary(other, other_l, other_p, a.match, 'without these, among the added accounts:', alike)
    if a.predictions:
        with open(a.predictions, 'w') as f:
            f.write('contact_id,account_id,decision,score\n'); best = {int(S.ci[i]): i for i in k}
            for i, c in enumerate(S.contacts):
                j = best.get(i); f.write('%s,%s,%s,%.4f\n' % ((c, S.accounts[S.ai[j]], 'match' if p[j] >= a.match else 'review' if p[j] >= .2 else 'none', p[j]) if j is not None else (c, '', 'none', 0)))
    if done.all(): write(a.out, S, final, points)
main()
