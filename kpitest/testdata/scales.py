"""The questions of scale-*, instrument-*, reliability-* and agreement-*.json, each answered by a function of the file's
name; check.py calls them."""
import itertools
from statistics import NormalDist
import numpy as np
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa


def known(x):
    """A number as the vectors have it: no data is None."""
    x = float(x)
    return None if np.isnan(x) else x

def all_known(xs):
    return [known(x) for x in xs]


# ---- scoring

def refused(answers, lowest, highest):
    return any(a is not None and not lowest <= a <= highest for a in answers)

def scale_reverse(answers, min, max):
    if refused(answers, min, max): return dict(refused=True)
    return dict(values=[None if a is None else min + max - a for a in answers])

def scale_rescale(x, min, max):
    return dict(values=[None if v is None else 100 * (v - min) / (max - min) for v in x])

def scale_score(method, answers, min, max, reversed):
    if refused(answers, min, max): return dict(refused=True)
    given = [min + max - a if i in reversed else a for i, a in enumerate(answers) if a is not None]
    n, k = len(given), len(answers)
    enough = {"half-or-more": 2 * n >= k, "more-than-half": 2 * n > k, "complete": n == k}[method]
    if n == 0 or not enough: return dict(value=None, rescaled=None)
    mean = sum(given) / n
    return dict(value=mean, rescaled=100 * (mean - min) / (max - min))

def instrument_sus(method, answers):
    if len(answers) != 10 or refused(answers, 1, 5): return dict(refused=True)
    points = [a - 1 if i % 2 == 0 else 5 - a for i, a in enumerate(answers) if a is not None]
    if len(points) < (10 if method == "complete" else 9): return dict(value=None)
    return dict(value=sum(points) * 100 / (4 * len(points)))

def instrument_umux_lite(method, answers):
    if len(answers) != 2 or refused(answers, 1, 7): return dict(refused=True)
    if None in answers: return dict(value=None)
    score = (sum(answers) - 2) * 100 / 12
    return dict(value=0.65 * score + 22.9 if method == "regression" else score)

def instrument_acsi(means, weights):
    if len(means) != 3 or refused(means, 1, 10) or min(weights) < 0: return dict(refused=True)
    if None in means or sum(weights) == 0: return dict(value=None)
    return dict(value=100 * sum(w * (m - 1) for m, w in zip(means, weights)) / (9 * sum(weights)))


# ---- reliability

def complete(rows):
    return np.array([r for r in rows if None not in r], dtype=float)

def alpha_of(c):
    k, total = len(c), c.sum()
    return k / (k - 1) * (1 - np.trace(c) / total) if k > 1 and total > 1e-12 else np.nan

def correlation(c):
    s = np.sqrt(np.diag(c))
    with np.errstate(all="ignore"): return c / np.outer(s, s)

def covariance(x):
    return np.cov(x, rowvar=False).reshape(x.shape[1], -1) if len(x) > 1 else np.full((2, 2), np.nan)

def reliability_alpha(rows):
    x = complete(rows)
    c = covariance(x)
    r = correlation(c)
    return dict(n=len(x), alpha=known(alpha_of(c)), standardised=known(alpha_of(r)) if not np.isnan(r).any() else None)

def reliability_summary(rows):
    x = complete(rows)
    c = covariance(x)
    r = correlation(c)
    off = r[np.triu_indices(len(r), 1)]
    k, m = len(r), off.mean()
    smc = 1 - 1 / np.diag(np.linalg.inv(r))
    return dict(meanCorrelation=float(m), medianCorrelation=float(np.median(off)), lambda6=float(1 - sum(1 - smc) / r.sum()),
                signalToNoise=float(k * m / (1 - m)), mean=float(x.mean()), sd=float(x.mean(axis=1).std(ddof=1)))

def duhachek(c, n):
    k, v, t, s = len(c), c.sum(), np.trace(c), np.trace(c @ c)
    q = 2 * k**2 / ((k - 1)**2 * v**3) * (v * (s + t**2) - 2 * t * (c @ c).sum())
    return np.sqrt(q / n)

def jackknife(x):
    return np.array([alpha_of(covariance(np.delete(x, i, axis=0))) for i in range(len(x))])

def reliability_alpha_interval(method, rows, level):
    x = complete(rows)
    (n, k), c = x.shape, covariance(x)
    a, p = alpha_of(c), (1 - level) / 2
    if method == "feldt":
        lo, hi = (1 - (1 - a) * stats.f.ppf(q, n - 1, (n - 1) * (k - 1)) for q in (1 - p, p))
    elif method == "duhachek-iacobucci":
        half = stats.norm.ppf(1 - p) * duhachek(c, n)
        lo, hi = a - half, a + half
    else:
        draw = np.random.default_rng(1).integers(0, n, (20000, n))
        drawn = np.sort([alpha_of(covariance(x[d])) for d in draw])
        ps = [p, 1 - p]
        if method == "bootstrap-bca":
            z0, leave = stats.norm.ppf((drawn < a).mean()), jackknife(x)
            d = leave.mean() - leave
            acc = (d**3).sum() / (6 * (d**2).sum()**1.5)
            ps = [stats.norm.cdf(z0 + (z0 + z) / (1 - acc * (z0 + z))) for z in stats.norm.ppf(ps)]
        lo, hi = np.quantile(drawn, ps)
    return dict(value=float(a), lo=float(lo), hi=float(hi))

def reliability_jackknife(rows):
    x = complete(rows)
    leave, n = jackknife(x), len(x)
    d = leave.mean() - leave
    return dict(se=float(np.sqrt((n - 1) / n * (d**2).sum())), acceleration=float((d**3).sum() / (6 * (d**2).sum()**1.5)))

def pearson(a, b):
    if a.std() < 1e-12 or b.std() < 1e-12: return np.nan
    return np.corrcoef(a, b)[0, 1]

def reliability_items(rows):
    x = complete(rows)
    k, total = x.shape[1], x.sum(axis=1)
    return dict(total=all_known(pearson(x[:, j], total) for j in range(k)),
                rest=all_known(pearson(x[:, j], total - x[:, j]) for j in range(k)),
                without=all_known(alpha_of(covariance(np.delete(x, j, axis=1))) for j in range(k)))

def reliability_halves(rows, first):
    x = complete(rows)
    a = x[:, first].sum(axis=1)
    b = x.sum(axis=1) - a
    r = pearson(a, b)
    v = (a + b).var(ddof=1)
    return dict(r=known(r), spearmanBrown=known(2 * r / (1 + r)), guttman=known(4 * np.cov(a, b)[0, 1] / v if v else np.nan))

def reliability_splits(method, rows):
    c = covariance(complete(rows))
    if method == "correlation": c = correlation(c)
    k, found = len(c), {}
    for half in itertools.combinations(range(k), k // 2):
        other = tuple(j for j in range(k) if j not in half)
        found[frozenset([half, other])] = 4 * c[np.ix_(half, other)].sum() / c.sum()
    values = list(found.values())
    return dict(least=float(min(values)), most=float(max(values)), mean=float(np.mean(values)), splits=len(values))

def reliability_spearman_brown(reliability, times):
    return dict(value=times * reliability / (1 + (times - 1) * reliability))

def reliability_measurement(rows, level):
    x = complete(rows)
    sem = x.mean(axis=1).std(ddof=1) * np.sqrt(1 - alpha_of(covariance(x))) if len(x) > 1 else np.nan
    return dict(error=known(sem), change=known(NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(2) * sem))


# ---- agreement

def agreement_kappa(method, table):
    p = np.array(table, dtype=float)
    n, k = p.sum(), len(p)
    if n == 0: return dict(value=None, variance=None)
    p /= n
    i, j = np.indices(p.shape)
    w = {"unweighted": 1.0 * (i == j), "linear": 1 - abs(i - j) / (k - 1), "quadratic": 1 - (i - j)**2 / (k - 1)**2}[method]
    r, c = p.sum(axis=1), p.sum(axis=0)
    po, pe = (w * p).sum(), (w * np.outer(r, c)).sum()
    if 1 - pe < 1e-12: return dict(value=None, variance=None)
    kappa = (po - pe) / (1 - pe)
    wi, wj = w @ c, w.T @ r  # Fleiss, Cohen and Everitt 1969, formula 9
    v = (p * (w * (1 - pe) - (wi[:, None] + wj[None, :]) * (1 - po))**2).sum() - (po * pe - 2 * pe + po)**2
    v /= n * (1 - pe)**4
    theirs = cohens_kappa(np.array(table), wt=None if method == "unweighted" else method)
    assert max(abs(theirs.kappa - kappa), abs(theirs.var_kappa - v)) < 1e-12, "statsmodels differs"
    return dict(value=float(kappa), variance=float(v))

def agreement_fleiss(method, table):
    t = np.array([r for r in table if sum(r) > 1], dtype=float)
    if len(t) == 0: return dict(value=None, observed=None, chance=None)
    n = t.sum(axis=1)
    po = ((t * (t - 1)).sum(axis=1) / (n * (n - 1))).mean()
    share = (t / n[:, None]).mean(axis=0)
    pe = (share**2).sum() if method == "fleiss" else (share * (1 - share)).sum() / (t.shape[1] - 1)
    if method == "fleiss" and pe < 1 and len(set(n)) == 1 and len(t) == len(table):
        assert abs(fleiss_kappa(t) - (po - pe) / (1 - pe)) < 1e-12, "statsmodels differs"
    return dict(value=known((po - pe) / (1 - pe)) if pe < 1 else None, observed=float(po), chance=float(pe))

def agreement_krippendorff(method, ratings):
    units = [[r[u] for r in ratings if r[u] is not None] for u in range(len(ratings[0]))]
    units = [u for u in units if len(u) > 1]
    values = sorted({v for u in units for v in u})
    o = np.zeros((len(values), len(values)))
    for u in units:
        for a, b in itertools.permutations(range(len(u)), 2):
            o[values.index(u[a]), values.index(u[b])] += 1 / (len(u) - 1)
    m = o.sum(axis=1)
    n = m.sum()
    def distance(a, b):
        x, y = values[a], values[b]
        if method == "nominal": return float(a != b)
        if method == "interval": return (x - y)**2
        if method == "ratio": return ((x - y) / (x + y))**2 if x + y else 0
        lo, hi = sorted((a, b))
        return (m[lo:hi + 1].sum() - (m[lo] + m[hi]) / 2)**2
    d = np.array([[distance(a, b) for b in range(len(values))] for a in range(len(values))])
    if len(values) < 2: return dict(value=None)
    return dict(value=float(1 - (n - 1) * (o * d).sum() / (np.outer(m, m) * d).sum()))

def agreement_icc(method, rows, level):
    x = complete(rows)
    none = dict(value=None, lo="-Infinity" if method.endswith("-k") else -1 / (x.shape[1] - 1), hi=1)
    if len(x) < 2 or x.shape[1] < 2 or x.std() == 0: return none
    n, k = x.shape
    grand, p = x.mean(), (1 + level) / 2
    ssr, ssc = k * ((x.mean(axis=1) - grand)**2).sum(), n * ((x.mean(axis=0) - grand)**2).sum()
    sst = ((x - grand)**2).sum()
    r, c, e, w = ssr / (n - 1), ssc / (k - 1), (sst - ssr - ssc) / ((n - 1) * (k - 1)), (sst - ssr) / (n * (k - 1))
    f = stats.f.ppf
    many = method.endswith("-k")
    spread = lambda v: 1 - 1 / v if many else (v - 1) / (v + k - 1)
    if method.startswith("icc-1"):
        q, a, b = r / w, n - 1, n * (k - 1)
        return dict(value=spread(q), lo=spread(q / f(p, a, b)), hi=spread(q * f(p, b, a)))
    if method.startswith("icc-3"):
        q, a, b = r / e, n - 1, (n - 1) * (k - 1)
        return dict(value=spread(q), lo=spread(q / f(p, a, b)), hi=spread(q * f(p, b, a)))
    one = (r - e) / (r + (k - 1) * e + k * (c - e) / n)  # McGraw and Wong 1996, table 7
    a, b = k * one / (n * (1 - one)), 1 + k * one * (n - 1) / (n * (1 - one))
    v = (a * c + b * e)**2 / ((a * c)**2 / (k - 1) + (b * e)**2 / ((n - 1) * (k - 1)))
    fl, fu = f(p, n - 1, v), f(p, v, n - 1)
    lo = n * (r - fl * e) / (fl * (k * c + (k * n - k - n) * e) + n * r)
    hi = n * (fu * r - e) / (k * c + (k * n - k - n) * e + n * fu * r)
    up = lambda v: k * v / (1 + (k - 1) * v) if many else v
    return dict(value=up(one), lo=up(lo), hi=up(hi))

def agreement_rwg(rows, points):
    x = complete(rows)
    if len(x) < 2: return dict(value=None)
    j, expected = x.shape[1], (points**2 - 1) / 12
    s = min(1.0, x.var(axis=0, ddof=1).mean() / expected)
    return dict(value=float(j * (1 - s) / (j * (1 - s) + s)))
