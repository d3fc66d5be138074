# Makes hypergeometric.json: discounted lifetimes and expected purchases from the closed forms of the papers, with
# mpmath's hypergeometric function in 50 digits.
#
#   python3 testdata/hypergeometric.py > testdata/hypergeometric.json
#
# Contracts, Fader and Hardie (2010, doi 10.1287/mksc.1080.0482). Purchases, formula (9) of Fader, Hardie and Lee (2005,
# doi 10.1287/mksc.1040.0098), whose singularity at a = 1 is passed by the mean of a = 1 ± 1e-12. Cases for which mpmath
# finds no convergence are left out, and named on standard error.
import json
import sys

import mpmath as mp
from mpmath.libmp.libhyper import NoConvergence

mp.mp.dps = 50

contracts = []
for a, b in [(0.668088, 3.806096), (0.704077, 1.182043), (3.8, 15.2), (0.067, 0.267), (1, 1), (2, 0.5), (1e-3, 0.5), (0.5, 1e-3),
             (1e-3, 1e-3), (30, 400), (400, 30), (1.0000001, 3), (0.9999999, 3), (12, 900), (900, 12)]:
    for d in [1e-9, 1e-4, 0.1, 1, 50]:
        A, B, z = mp.mpf(a), mp.mpf(b), 1 / (1 + mp.mpf(d))
        try:
            new = mp.hyp2f1(1, B, A + B, z)
            for n in [0, 6]:
                derl = (B + n) / (A + B + n) * mp.hyp2f1(1, B + n + 1, A + B + n + 1, z)
                contracts.append({"alpha": a, "beta": b, "discount": d, "renewals": n, "new": float(new), "residual": float(derl)})
        except (NoConvergence, ValueError):
            print("no convergence", a, b, d, file=sys.stderr)


def expected(r, alpha, a, b, t):
    r, alpha, a, b, t = map(mp.mpf, (r, alpha, a, b, t))
    if a == 1:
        step = mp.mpf(10) ** -12
        return (expected(r, alpha, 1 - step, b, t) + expected(r, alpha, 1 + step, b, t)) / 2
    f = mp.hyp2f1(r, b, a + b - 1, t / (alpha + t))
    return (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + t)) ** r * f)


purchases = []
for r, alpha, a, b in [(0.242593, 4.413532, 0.792886, 2.425752), (0.243, 4.414, 0.793, 2.426), (1, 1, 1, 1), (5, 2, 1.5, 0.7), (0.01, 0.3, 0.02, 0.4),
                       (30, 200, 20, 300), (2, 10, 1e-3, 5), (2, 10, 0.8, 2000), (2.5, 10, 300, 2)]:
    for t in [1e-6, 0.5, 39, 1e5]:
        try:
            e = expected(r, alpha, a, b, t)
        except (NoConvergence, ValueError):
            print("no convergence", r, alpha, a, b, t, file=sys.stderr)
            continue
        purchases.append({"r": r, "alpha": alpha, "a": a, "b": b, "time": t, "expected": float(e)})
lines = lambda rows: "[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]"
print('{"contracts": ' + lines(contracts) + ',\n"purchases": ' + lines(purchases) + "}")
