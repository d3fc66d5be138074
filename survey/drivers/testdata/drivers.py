"""Golden values of importance: relative weights, Shapley values by solving for every subset, standard errors by the
influence of every respondent with exact derivatives. From the folder of this file:

    /usr/bin/python3 drivers.py > drivers.json

Made with Python 3.11, numpy 1.24, mpmath 1.2. The attitude data are those of R (Chatterjee and Price 1977); for these
the R package relaimpo 2.2-7 gives the same lmg and genizi to 1e-12.
"""
import csv, itertools, json, math
import mpmath as mp
import numpy as np

ATTITUDE = """43 51 30 39 61 92 45 63 64 51 54 63 73 47 71 70 68 69 76 86 48 61 63 45 47 54 84 35 81 78 56 66 71 83 47
43 55 49 44 54 49 34 58 67 42 56 66 68 35 71 75 50 55 70 66 41 72 82 72 67 71 83 31 67 61 45 47 62 80 41
64 53 53 58 58 67 34 67 60 47 39 59 74 41 69 62 57 42 55 63 25 68 83 83 45 59 77 35 77 77 54 72 79 77 46
81 90 50 72 60 54 36 74 85 64 69 79 79 63 65 60 65 75 55 80 60 65 70 46 57 75 85 46 50 58 68 54 64 78 52
50 40 33 34 43 64 33 64 61 52 62 66 80 41 53 66 52 50 63 80 37 40 37 42 58 50 57 49 63 54 42 48 66 75 33
66 77 66 63 88 76 72 78 75 58 74 80 78 49 48 57 44 45 51 83 38 85 85 71 71 77 74 55 82 82 39 59 64 78 39"""


def subset_r2(r, s):
    if not s:
        return 0.0
    s = list(s)
    return float(r[0, s] @ np.linalg.solve(r[np.ix_(s, s)], r[s, 0]))


def shapley(r):
    p = len(r) - 1
    out = []
    for j in range(1, p + 1):
        rest = [x for x in range(1, p + 1) if x != j]
        total = 0.0
        for k in range(p):
            w = math.factorial(k) * math.factorial(p - k - 1) / math.factorial(p)
            for s in itertools.combinations(rest, k):
                total += w * (subset_r2(r, s + (j,)) - subset_r2(r, s))
        out.append(total)
    return out


def johnson(r):
    values, q = np.linalg.eigh(r[1:, 1:])
    lam = q @ np.diag(np.sqrt(values)) @ q.T
    b = np.linalg.solve(lam, r[1:, 0])
    return [float(x) for x in (lam**2) @ b**2]


def shapley_gradient(r):
    """g[j] is the matrix whose inner product with a change of r is the change of weight j: the residual variance of the
    outcome given a subset has the gradient aa' with a the coefficients of the residual."""
    p = len(r) - 1
    g = np.zeros((p, p + 1, p + 1))
    for k in range(p + 1):
        for s in itertools.combinations(range(1, p + 1), k):
            a = np.zeros(p + 1)
            a[0] = 1
            if s:
                a[list(s)] = -np.linalg.solve(r[np.ix_(s, s)], r[list(s), 0])
            aa = np.outer(a, a)
            for j in range(1, p + 1):
                if j in s:
                    g[j - 1] -= aa * math.factorial(k - 1) * math.factorial(p - k) / math.factorial(p)
                elif k < p:
                    g[j - 1] += aa * math.factorial(k) * math.factorial(p - k - 1) / math.factorial(p)
    return g


def influence(m, r):
    """Standard errors of weights, shares, R2 and correlations; m has nan for a gap, and pairs are their own samples."""
    n, k = m.shape
    g = shapley_gradient(r)
    w = np.array([subset for subset in shapley(r)])
    r2 = w.sum()
    psi = np.zeros((k - 1, n))
    rho = np.zeros((k, n))
    pairs = []
    for a in range(k):
        for b in range(a):
            both = ~np.isnan(m[:, a]) & ~np.isnan(m[:, b])
            pairs.append(both.sum())
            x, y = m[both, a], m[both, b]
            x, y = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
            u = np.zeros(n)
            u[both] = (x * y - r[a, b] * (x * x + y * y) / 2) / both.sum()
            if b == 0:
                rho[a] = u
            psi += 2 * g[:, a, b][:, None] * u[None, :]
    least = min(pairs)
    se = lambda v: [float(x) for x in np.sqrt((np.atleast_2d(v) ** 2).sum(1) * least / (least - 1))]
    share = (psi - (w / r2)[:, None] * psi.sum(0)) / r2
    return {"n": int(least), "weights": se(psi), "shares": se(share), "r2": se(psi.sum(0))[0], "correlations": se(rho[1:])}


attitude = np.array([float(x) for x in ATTITUDE.split()]).reshape(30, 7)
r = np.corrcoef(attitude.T)
out = {"attitude": {"correlations": r.tolist(), "shapley": shapley(r), "johnson": johnson(r), "r2": subset_r2(r, range(1, 7))}}

names = ["Q7ALL", "Q7ART", "Q7FOOD", "Q7STORE", "Q7SIGN", "Q7WALKWAYS", "Q7SCREENS", "Q7WIFI", "Q7ROADS", "Q10SAFE"]
with open("../../../examples/data/sfo_survey_2017.csv") as f:
    rows = [[row[x] for x in names] for row in csv.DictReader(f)]
sfo = np.array([[float(x) if x in ("1", "2", "3", "4", "5") else np.nan for x in row] for row in rows])
whole = sfo[~np.isnan(sfo).any(1)]
r = np.corrcoef(whole.T)
out["sfo"] = {"questions": names, "listwise": {"n": len(whole), "correlations": r[0, 1:].tolist(), "shapley": shapley(r),
    "johnson": johnson(r), "r2": subset_r2(r, range(1, len(r))), "se": influence(whole, r),
    "means": np.nanmean(sfo, 0).tolist()}}
k = len(names)
r = np.eye(k)
for a in range(k):
    for b in range(a):
        both = ~np.isnan(sfo[:, a]) & ~np.isnan(sfo[:, b])
        r[a, b] = r[b, a] = np.corrcoef(sfo[both, a], sfo[both, b])[0, 1]
out["sfo"]["pairwise"] = {"correlations": r[0, 1:].tolist(), "shapley": shapley(r), "johnson": johnson(r),
    "r2": subset_r2(r, range(1, k)), "se": influence(sfo, r)}
print(json.dumps(out, indent=1))
