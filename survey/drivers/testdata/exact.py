"""Golden values of exact tests, in whole numbers or to 60 digits, and of Brunner and Munzel's test by scipy. From the
folder of this file:

    /usr/bin/python3 exact.py > exact.json

Made with Python 3.11, mpmath 1.2, scipy 1.10.
"""
import itertools, json, math
from fractions import Fraction
import mpmath as mp
from scipy.stats import brunnermunzel

mp.mp.dps = 60


def splits(left, n):
    if len(left) == 1:
        if n <= left[0]:
            yield (n,)
        return
    for x in range(min(n, left[0]) + 1):
        for rest in splits(left[1:], n - x):
            yield (x,) + rest


def fisher(table):
    """Every table with the same margins in turn, in whole numbers; ties as in R, within 1e-7."""
    rows = [sum(r) for r in table]
    columns = [sum(c) for c in zip(*table)]
    f = math.factorial
    ways = lambda col: math.prod(f(x) for x in col)
    observed = Fraction(1, math.prod(ways(r) for r in table))
    total = rare = Fraction(0)

    def go(left, k, w):
        nonlocal total, rare
        if k == len(columns) - 1:
            p = Fraction(1, w * ways(left))
            total += p
            if p <= observed * (1 + Fraction(1, 10**7)):
                rare += p
            return
        for col in splits(left, columns[k]):
            go(tuple(l - c for l, c in zip(left, col)), k + 1, w * ways(col))

    go(tuple(rows), 0, 1)
    return float(rare / total)


def fisher2(a, b, c, d):
    """Far from the mode the terms are below 1e-70 of it."""
    r, s, n = a + b, a + c, a + b + c + d
    lo, hi = max(0, r + s - n), min(r, s)
    up = lambda x: mp.mpf((r - x) * (s - x)) / ((x + 1) * (n - r - s + x + 1))
    mode = min(max((r + 1) * (s + 1) // (n + 2), lo), hi)
    sd = math.sqrt(r * s / n * (n - r) / n * (n - s) / n) + 1
    values = {mode: mp.mpf(1)}
    w, x = mp.mpf(1), mode
    while x < hi and x < max(mode + 30 * sd, a + 100):
        w *= up(x); x += 1; values[x] = w
    w, x = mp.mpf(1), mode
    while x > lo and x > min(mode - 30 * sd, a - 100):
        w /= up(x - 1); x -= 1; values[x] = w
    observed = values[a] * (1 + mp.mpf(10) ** -7)
    return float(mp.fsum(v for v in values.values() if v <= observed) / mp.fsum(values.values()))


def bm(x, y):
    a = [i for i, n in enumerate(x) for _ in range(n)]
    b = [i for i, n in enumerate(y) for _ in range(n)]
    t, p = brunnermunzel(a, b, distribution="t")
    return {"x": x, "y": y, "t": float(t), "p": float(p)}


small = [[[3, 1], [1, 3]], [[12, 7], [5, 7]], [[0, 5], [4, 1]], [[3, 0, 2, 1], [1, 5, 0, 3], [2, 2, 6, 0]],
         [[3, 0, 2], [1, 5, 0], [2, 2, 6], [0, 1, 4]], [[2, 0, 0], [0, 2, 0], [0, 0, 2]]]
large = [[500, 499, 480, 515], [30, 1000000, 70, 1200000], [500000, 499000, 499500, 500100], [90000000, 910000000, 89990000, 910010000],
         [1000, 100, 100, 1000]]
out = {"fisher": [{"table": t, "p": fisher(t)} for t in small],
       "large": [{"table": [t[:2], t[2:]], "p": fisher2(*t)} for t in large],
       "brunnermunzel": [bm(*c) for c in [
           ([0, 20, 30, 40, 5, 5, 0, 0, 0, 0, 0], [0, 10, 20, 40, 20, 10, 0, 0, 0, 0, 0]),
           ([0, 0, 1, 1, 6, 12, 0, 0, 0, 0, 0], [0, 1, 0, 3, 4, 8, 0, 0, 0, 0, 0]),
           ([5, 0, 0, 0, 0, 0, 0, 0, 0, 1, 4], [1, 1, 0, 0, 2, 3, 3, 2, 0, 0, 1])]]}
print(json.dumps(out, indent=1))
