"""The questions of weight-*, gap-*, table-*, driver-* and some further ones, each answered by a function of the file's
name; check.py calls them."""
import itertools
from math import sqrt, factorial
import numpy as np
from scipy import stats
from scipy.optimize import brentq


# ---- weights

def weight_kish(weights):
    w = np.array(weights, dtype=float)
    if len(w) == 0: return dict(effect=None, effective=0)
    return dict(effect=float(len(w) * (w**2).sum() / w.sum()**2), effective=float(w.sum()**2 / (w**2).sum()))

def weight_trim(method, weights, upper):
    w = np.array(weights, dtype=float)
    if w.sum() > upper * len(w): return dict(refused=True)
    cut = np.zeros(len(w), dtype=bool)
    while True:  # what is cut off is shared by those that were not cut; strict: until none is above
        cut |= w > upper
        excess = (w[cut] - upper).sum()
        w[cut] = upper
        if excess > 0: w[~cut] += excess / (~cut).sum()
        if method == "trim-once" or not (w > upper).any(): return dict(weights=[float(x) for x in w])

def poststratify(w, levels, totals):
    w = w.copy()
    for level, total in totals.items():
        at = np.array([l == level for l in levels])
        w[at] *= total / w[at].sum()
    return w

def fits(levels, totals):
    """Whether every level of the sample has a total above 0, and every total above 0 somebody."""
    return all(totals.get(l, 0) > 0 for l in levels) and all(l in levels for l, t in totals.items() if t > 0)

def weight_poststratify(weights, levels, totals):
    if not fits(levels, totals): return dict(refused=True)
    return dict(weights=[float(x) for x in poststratify(np.array(weights, dtype=float), levels, {l: t for l, t in totals.items() if t})])

def raked(weights, margins):
    w = np.array(weights, dtype=float)
    for _ in range(10000):
        for m in margins: w = poststratify(w, m["levels"], m["totals"])
        off = max(abs(w[[l == level for l in m["levels"]]].sum() / t - 1) for m in margins for level, t in m["totals"].items())
        if off < 1e-14: break
    return w

def weight_rake(weights, margins):
    sums = [sum(m["totals"].values()) for m in margins]
    if not all(fits(m["levels"], m["totals"]) for m in margins) or max(sums) - min(sums) > 1e-9 * max(sums): return dict(refused=True)
    return dict(weights=[float(x) for x in raked(weights, margins)])

def weight_rake_mean(weights, margins, y):
    """The mean with raked weights, and its standard error by the residuals of a regression on the margins with the weights
    from before the raking (Deville and Sarndal 1992)."""
    d, w, y = np.array(weights, dtype=float), raked(weights, margins), np.array(y, dtype=float)
    mean = (w * y).sum() / w.sum()
    u = (y - mean) / w.sum()
    x = np.array([[float(m["levels"][i] == level) for m in margins for level in m["totals"]] for i in range(len(y))])
    b = np.linalg.lstsq(x * np.sqrt(d)[:, None], u * np.sqrt(d), rcond=None)[0]
    z, n = w * (u - x @ b), len(y)
    return dict(value=float(mean), se=float(sqrt(n / (n - 1) * ((z - z.mean())**2).sum())), effect=weight_kish(list(w))["effect"])

def weight_table(seed, rows, columns):
    t, r, c = np.array(seed, dtype=float), np.array(rows, dtype=float), np.array(columns, dtype=float)
    for _ in range(10000):
        t = t * (r / t.sum(axis=1))[:, None]
        t = t * (c / t.sum(axis=0))
        if abs(t.sum(axis=1) / r - 1).max() < 1e-15: break
    return dict(fitted=t.tolist())

def weight_linear(counts, rows, columns):
    n = np.array(counts, dtype=float)
    x = [[float(i == a) for a in range(len(rows))] + [float(j == b) for b in range(len(columns))] for i in range(len(rows)) for j in range(len(columns))]
    x, d = np.array(x), n.ravel()
    lam = np.linalg.lstsq(x.T @ (x * d[:, None]), np.array(rows + columns) - x.T @ d, rcond=None)[0]
    return dict(factors=(1 + x @ lam).reshape(n.shape).tolist())

def net(x):
    return 100 * ((np.array(x) >= 9).astype(float) - (np.array(x) <= 6))

def nps_linearised(answers, weights, level):
    y, w = net(answers), np.array(weights, dtype=float)
    n, m = len(y), (w * y).sum() / w.sum()
    se = sqrt(n / (n - 1) * ((w * (y - m))**2).sum()) / w.sum()
    half = stats.t.ppf((1 + level) / 2, n - 1) * se
    leave = np.array([((w * y).sum() - a * b) / (w.sum() - a) for a, b in zip(w, y)])
    return dict(value=m, se=se, lo=m - half, hi=m + half, jackknife=float(sqrt((n - 1) / n * ((leave - leave.mean())**2).sum())))

def nps_segment(answers, weights, segments, segment):
    y, w, inside = net(answers), np.array(weights, dtype=float), np.array([s == segment for s in segments])
    n, total = len(y), w[inside].sum()
    if not total: return dict(value=None, se=None)
    m = (w * y)[inside].sum() / total
    z = np.where(inside, w * (y - m) / total, 0)
    return dict(value=float(m), se=float(sqrt(n / (n - 1) * ((z - z.mean())**2).sum())))


# ---- gaps

def gap_paired(current, target, level):
    d = np.array(current, dtype=float) - np.array(target)
    n = len(d)
    none = dict(value=None, t=None, p=None, lo="-Infinity", hi="Infinity", effect=None)
    if n == 0: return none
    if n == 1: return dict(none, value=float(d[0]))
    sd, half = d.std(ddof=1), stats.t.ppf((1 + level) / 2, n - 1) * d.std(ddof=1) / sqrt(n)
    m = d.mean()
    if sd == 0: return dict(value=float(m), t=None, p=None, lo=float(m), hi=float(m), effect=None)
    t = m / sd * sqrt(n)
    return dict(value=float(m), t=float(t), p=float(2 * stats.t.sf(abs(t), n - 1)), lo=float(m - half), hi=float(m + half), effect=float(m / sd))

def gap_wilcoxon(current, target):
    d = [a - b for a, b in zip(current, target) if a != b]
    n = len(d)
    if n == 0: return dict(v=0, p=None)
    ranks = stats.rankdata([abs(x) for x in d])
    v = sum(r for r, x in zip(ranks, d) if x > 0)
    _, ties = np.unique(ranks, return_counts=True)
    z = v - n * (n + 1) / 4
    s = sqrt(n * (n + 1) * (2 * n + 1) / 24 - (ties**3 - ties).sum() / 48)
    return dict(v=float(v), p=float(min(1, 2 * stats.norm.sf((abs(z) - (0.5 if z else 0)) / s))))


# ---- tables

def table_chi_square(method, table):
    t = np.array(table, dtype=float)
    t = t[t.sum(axis=1) > 0][:, t.sum(axis=0) > 0] if t.sum() else t[:0]
    if min(t.shape) < 2: return dict(statistic=None, df=0, p=None)
    q, p, df, _ = stats.chi2_contingency(t, correction=method == "yates")
    return dict(statistic=float(q), df=int(df), p=float(p))

def table_residuals(table):
    t = np.array(table, dtype=float)
    n, r, c = t.sum(), t.sum(axis=1), t.sum(axis=0)
    e = np.outer(r, c) / n
    q = ((t - e)**2 / e).sum()
    return dict(v=float(sqrt(q / n / (min(t.shape) - 1))), residuals=((t - e) / np.sqrt(e * np.outer(1 - r / n, 1 - c / n))).tolist())

def table_fisher(table, level):
    (a, b), (c, d) = table
    total, good, drawn = a + b + c + d, a + b, a + c
    lo, hi = max(0, drawn + good - total), min(good, drawn)
    xs = np.arange(lo, hi + 1)
    if lo == hi: return dict(p=1, greater=1, odds=None, lo=0, hi="Infinity")
    base = stats.hypergeom.logpmf(xs, total, good, drawn)
    def at(log_odds):
        f = base + xs * log_odds
        f = np.exp(f - f.max())
        return f / f.sum()
    null, alpha = at(0), (1 - level) / 2
    solve = lambda f: float(np.exp(brentq(f, -60, 60, xtol=1e-15, rtol=1e-15)))
    return dict(p=float(min(1, null[null <= null[a - lo] * (1 + 1e-7)].sum())), greater=float(min(1, null[xs >= a].sum())),
                odds=0 if a == lo else "Infinity" if a == hi else solve(lambda t: (xs * at(t)).sum() - a),
                lo=0 if a == lo else solve(lambda t: at(t)[xs >= a].sum() - alpha), hi="Infinity" if a == hi else solve(lambda t: at(t)[xs <= a].sum() - alpha))

def table_rao_scott(cells):
    """Second-order correction of Rao and Scott (1984) of the test of independence, for a design of weights alone."""
    rows, cols = sorted({c["row"] for c in cells}), sorted({c["column"] for c in cells})
    r, k = len(rows), len(cols)
    w = np.array([c["weight"] for c in cells]); m = np.array([c["n"] for c in cells])
    place = np.array([rows.index(c["row"]) * k + cols.index(c["column"]) for c in cells])
    n, total = m.sum(), (m * w).sum()
    p = np.array([(m * w)[place == i].sum() for i in range(r * k)]) / total
    z = w[:, None] * (np.eye(r * k)[place] - p) / total
    v = n / (n - 1) * (z * m[:, None]).T @ z
    t = p.reshape(r, k)
    e = np.outer(t.sum(axis=1), t.sum(axis=0))
    x2 = n * ((t - e)**2 / e).sum()
    rc, cc = np.vstack([np.eye(r - 1), -np.ones(r - 1)]), np.vstack([np.eye(k - 1), -np.ones(k - 1)])
    c, d = np.kron(rc, cc), np.diag(1 / p)
    denominator, numerator = c.T @ d @ c / n, c.T @ d @ v @ d @ c
    delta = np.linalg.solve(denominator, numerator)
    tr, tr2 = np.trace(delta), np.trace(delta @ delta)
    ndf = tr**2 / tr2
    return dict(statistic=float(x2 / tr), ndf=float(ndf), ddf=float(ndf * (n - 1)), p=float(stats.f.sf(x2 / tr, ndf, ndf * (n - 1))), pearson=float(x2))

def proportion_pairs(k, n):
    """p-values of the two-sample tests with continuity correction, adjusted by Holm: 2-1, 3-1, 3-2, 4-1, …"""
    raw = []
    for j in range(len(k)):
        for i in range(j):
            raw.append(stats.chi2_contingency([[k[i], n[i] - k[i]], [k[j], n[j] - k[j]]], correction=True)[1])
    order, running, adjusted = sorted(range(len(raw)), key=lambda i: raw[i]), 0, [0.0] * len(raw)
    for rank, i in enumerate(order):
        running = adjusted[i] = max(running, min(1, (len(raw) - rank) * raw[i]))
    return dict(p=[float(x) for x in adjusted])


# ---- drivers

def driver_weights(method, rows):
    """The first column is what is to be explained, the others are what may explain it."""
    x = np.array(rows, dtype=float)
    r = np.corrcoef(x, rowvar=False)
    rxx, rxy = r[1:, 1:], r[1:, 0]
    p = len(rxy)
    fit = lambda s: float(rxy[s] @ np.linalg.solve(rxx[np.ix_(s, s)], rxy[s])) if len(s) else 0.0
    if method == "johnson":
        values, vectors = np.linalg.eigh(rxx)
        lam = vectors @ np.diag(np.sqrt(values)) @ vectors.T
        raw = (lam**2) @ (np.linalg.solve(lam, rxy)**2)
    else:
        raw = [sum(factorial(len(s)) * factorial(p - 1 - len(s)) / factorial(p) * (fit(list(s) + [j]) - fit(list(s)))
                   for size in range(p) for s in itertools.combinations([i for i in range(p) if i != j], size)) for j in range(p)]
    return dict(fit=fit(list(range(p))), weights=[float(v) for v in raw])
