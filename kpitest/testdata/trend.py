"""The questions of trend-*.json, each answered by a function of the file's name; check.py calls them.

Pairs and partitions are counted one by one; 40 digits.
"""
from math import factorial
from mpmath import mp, mpf, binomial, erfc, erfinv, exp, inf, log, sqrt

mp.dps = 40


def numbers(xs):
    """Periods without data are None."""
    return [x if x is None else inf if x == "Infinity" else mpf(str(x)) for x in xs]

def sign(x):
    return (x > 0) - (x < 0)

def two_sided(z):
    return erfc(abs(z) / sqrt(mpf(2)))

def variance(xs, ts=()):
    """Variance of Kendall's S with ties among values and among times (Kendall 1975)."""
    n, ties = len(xs), [[vs.count(v) for v in set(vs)] for vs in (xs, list(ts))]
    f = lambda n: n * (n - 1) * (2 * n + 5)
    both = lambda g: mpf(sum(map(g, ties[0])) * sum(map(g, ties[1])))
    v = mpf(f(n) - sum(f(k) for tied in ties for k in tied)) / 18
    if n > 1: v += both(lambda k: k * (k - 1)) / (2 * n * (n - 1))
    if n > 2: v += both(lambda k: k * (k - 1) * (k - 2)) / (9 * n * (n - 1) * (n - 2))
    return v

def exact(n, s):
    """The share of all orders of n values whose S is as far from 0, by the count of inversions."""
    orders = [1]
    for k in range(2, n + 1):
        orders = [sum(orders[max(0, i - k + 1):i + 1]) for i in range(len(orders) + k - 1)]
    most = n * (n - 1) // 2
    return mpf(sum(c for i, c in enumerate(orders) if abs(most - 2 * i) >= abs(s))) / factorial(n)

def trend_kendall(x):
    xs = [v for v in numbers(x) if v is not None]
    s = sum(sign(b - a) if a != b else 0 for i, a in enumerate(xs) for b in xs[i+1:])
    if len(xs) < 2: return dict(s=s, z=None, p=None)
    v = variance(xs)
    z = (s - sign(s)) / sqrt(v) if v else mpf(0)
    p = exact(len(xs), s) if len(xs) < 50 and len(set(xs)) == len(xs) else two_sided(z)
    return dict(s=s, z=z, p=p if s else mpf(1))

def trend_sen(times, x, level):
    pairs = [(mpf(str(t)), v) for t, v in zip(times, numbers(x)) if v is not None]
    slopes = sorted((w - v) / (u - t) for t, v in pairs for u, w in pairs if t < u)
    if not slopes: return dict(value=None, lo=-inf, hi=inf)
    n = len(slopes)
    at = lambda rank: -inf if rank < 1 else inf if rank > n else (
        slopes[int(rank)-1] + (rank - int(rank)) * (slopes[min(int(rank), n-1)] - slopes[int(rank)-1]))
    half = sqrt(mpf(2)) * erfinv(mpf(str(level))) * sqrt(variance([v for _, v in pairs], [t for t, _ in pairs])) / 2
    return dict(value=at(mpf(n + 1) / 2), lo=at(mpf(n) / 2 - half), hi=at(mpf(n) / 2 + half + 1))

def trend_armitage(k, n, scores):
    groups = [(mpf(a), mpf(b), mpf(str(c))) for a, b, c in zip(k, n, scores) if b]
    total = sum(b for _, b, _ in groups)
    if not total: return dict(z=None, p=None)
    share, mean = sum(a for a, _, _ in groups) / total, sum(b * c for _, b, c in groups) / total
    spread = sum(b * (c - mean)**2 for _, b, c in groups)
    if not spread: return dict(z=None, p=None)
    z = sum((a - b * share) * (c - mean) for a, b, c in groups) / sqrt(share * (1 - share) * spread) if 0 < share < 1 else mpf(0)
    return dict(z=z, p=two_sided(z))

def trend_changes(x, penalty):
    """The best of all partitions, by dynamic programming over the last cut."""
    kept = [(i, v) for i, v in enumerate(numbers(x)) if v is not None]
    xs, best = [v for _, v in kept], [(-mpf(str(penalty)), [])]
    sums, squares = [mpf(0)], [mpf(0)]
    for v in xs: sums.append(sums[-1] + v); squares.append(squares[-1] + v * v)
    for j in range(1, len(xs) + 1):
        cost = lambda i: squares[j] - squares[i] - (sums[j] - sums[i])**2 / (j - i)
        i = min(range(j), key=lambda i: best[i][0] + cost(i))
        best.append((best[i][0] + cost(i) + mpf(str(penalty)), best[i][1] + [i] * (i > 0)))
    return dict(at=[kept[i][0] for i in best[-1][1]])

def trend_pettitt(x):
    kept = [(i, v) for i, v in enumerate(numbers(x)) if v is not None]
    xs, n = [v for _, v in kept], len(kept)
    if n < 2: return dict(at=-1, k=None, p=None)
    u = [abs(sum(sign(b - a) for a in xs[:t] for b in xs[t:])) for t in range(1, n)]
    k = max(u)
    return dict(at=kept[u.index(k) + 1][0] if k else -1, k=k, p=min(mpf(1), 2 * exp(-6 * mpf(k)**2 / (n**3 + n**2))))


# ---- control charts

ROUND = mpf("1.128")  # mean range of two standard normal values, as the tables have it

def moving_range(xs):
    """Mean of the differences of neighbours, None being a gap between them."""
    ranges = [abs(b - a) for a, b in zip(xs, xs[1:]) if a is not None and b is not None]
    return sum(ranges) / len(ranges)

def fewest(n, p):
    """The smallest k with P(X <= k) at least .00135."""
    total, tail = mpf(0), mpf("0.00135")
    for k in range(n + 1):
        total += binomial(n, k) * p**k * (1 - p)**(n - k)
        if total >= tail: return k

def trend_chart_shares(method, k, n):
    centre = mpf(sum(k)) / sum(n)
    if method == "exact":
        limits = [(mpf(fewest(m, centre)) / m, 1 - mpf(fewest(m, 1 - centre)) / m) if m else (0, 1) for m in n]
    else:
        sigma = [sqrt(centre * (1 - centre) / m) if m else None for m in n]
        wide = moving_range([(mpf(a) / b - centre) / s if b else None for a, b, s in zip(k, n, sigma)]) / ROUND if method == "laney" else 1
        limits = [(max(mpf(0), centre - 3 * s * wide), min(mpf(1), centre + 3 * s * wide)) if m else (0, 1) for m, s in zip(n, sigma)]
    lo, hi = zip(*limits)
    return dict(centre=centre, lo=list(lo), hi=list(hi))

def trend_chart_values(method, x):
    xs = numbers(x)
    if method == "log-xmr": xs = [v if v is None else log(v) for v in xs]
    kept = [v for v in xs if v is not None]
    centre, half = sum(kept) / len(kept), 3 * moving_range(xs) / ROUND
    back = exp if method == "log-xmr" else mpf
    return dict(centre=back(centre), lo=back(centre - half), hi=back(centre + half))

def trend_chart_ewma(x, centre, sigma, weight, width):
    c, s, w, l = (mpf(str(v)) for v in (centre, sigma, weight, width))
    mean, values, lo, hi = c, [], [], []
    for i, v in enumerate(numbers(x), 1):
        mean = w * v + (1 - w) * mean
        half = l * s * sqrt(w / (2 - w) * (1 - (1 - w)**(2 * i)))
        values.append(mean); lo.append(c - half); hi.append(c + half)
    return dict(values=values, lo=lo, hi=hi)

def trend_chart_cusum(x, centre, sigma, slack):
    c, s, k = (mpf(str(v)) for v in (centre, sigma, slack))
    up, down = [], []
    for v in numbers(x):
        up.append(max(mpf(0), (up[-1] if up else 0) + (v - c) / s - k))
        down.append(max(mpf(0), (down[-1] if down else 0) - (v - c) / s - k))
    return dict(up=up, down=down)

def trend_chart_rules(method, z):
    """The points at which a pattern holds, as its last point."""
    kept = [(i, v) for i, v in enumerate(numbers(z)) if v is not None]
    zs, at = [v for _, v in kept], []
    last = lambda i, n: zs[i-n+1:i+1] if i >= n - 1 else []
    same = lambda vs, far, least: any(sum(side * v > far for v in vs) >= least and side * vs[-1] > far for side in (1, -1))
    steps = lambda vs: [sign(b - a) for a, b in zip(vs, vs[1:])]
    holds = {
        "beyond": lambda i: abs(zs[i]) > 3,
        "two-of-three": lambda i: same(zs[max(0, i-2):i+1], 2, 2),
        "four-of-five": lambda i: same(zs[max(0, i-4):i+1], 1, 4),
        "eight-one-side": lambda i: last(i, 8) and same(last(i, 8), 0, 8),
        "nine-one-side": lambda i: last(i, 9) and same(last(i, 9), 0, 9),
        "six-trend": lambda i: last(i, 6) and abs(sum(steps(last(i, 6)))) == 5,
        "fourteen-alternating": lambda i: last(i, 14) and all(a * b == -1 for a, b in zip(steps(last(i, 14)), steps(last(i, 14))[1:])),
        "fifteen-within": lambda i: last(i, 15) and all(abs(v) <= 1 for v in last(i, 15)),
        "eight-outside": lambda i: last(i, 8) and all(abs(v) > 1 for v in last(i, 8)) and len({sign(v) for v in last(i, 8)}) == 2,
    }[method]
    return dict(at=[kept[i][0] for i in range(len(zs)) if holds(i)])
