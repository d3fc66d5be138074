# Makes onward.json: the share of customers of some age, and of a base of several ages, who are there some periods later, by the
# parameters and covariances of contract.json, which are R's. Limits are 95% by the delta method on the log odds of that share,
# with the derivatives of the log odds themselves by central differences, in 50 digits.
#
#   python3 testdata/onward.py > testdata/onward.json
#
# Python 3.11, mpmath 1.2.
import json
import pathlib

from mpmath import beta, exp, log, mp, mpf, sqrt, erfinv

mp.dps = 50
z = sqrt(mpf(2)) * erfinv(mpf("0.95"))


def survival(p, t):
    a, b = p[:2]
    return beta(a, b + mpf(t) ** (p[2] if len(p) > 2 else 1)) / beta(a, b)


def limits(p, cov, share):
    odds = lambda q: log(share(q) / (1 - share(q)))
    h, gradient = mpf(10) ** -15, []
    for i in range(len(p)):
        up, down = list(p), list(p)
        up[i] += h
        down[i] -= h
        gradient.append((odds(up) - odds(down)) / (2 * h))
    arm = z * sqrt(sum(gi * gj * cov[i][j] for i, gi in enumerate(gradient) for j, gj in enumerate(gradient)))
    return [float(x) for x in (share(p), 1 / (1 + exp(arm - odds(p))), 1 / (1 + exp(-arm - odds(p))))]


out = []
for s in json.loads((pathlib.Path(__file__).parent / "contract.json").read_text()):
    for model in ("betaGeometric", "betaWeibull"):
        fit = s[model]
        if fit is None:
            continue
        p, errors = [mpf(x) for x in fit["parameters"]], [mpf(x) for x in fit["errors"]]
        correlations = iter(fit["correlation"])  # R's lower triangle: 21, or 21, 31, 32
        cov = [[e * f for f in errors] for e in errors]
        for j in range(len(p)):
            for i in range(j + 1, len(p)):
                cov[i][j] = cov[j][i] = errors[i] * errors[j] * mpf(next(correlations))
        rows = []
        for ages in ({0: 1}, {1: 1}, {3: 1}, {12: 1}, {0: 500, 1: 300, 4: 120}):
            for t in (1, 3, 12):
                share = lambda q: sum(n * survival(q, a + t) / survival(q, a) for a, n in ages.items()) / sum(ages.values())
                base = [ages.get(a, 0) for a in range(max(ages) + 1)]
                value, lo, hi = limits(p, cov, share)
                rows.append(dict(base=base, t=t, value=value, lo=lo, hi=hi))
        out.append(dict(name=s["name"], model=model, parameters=[float(x) for x in p],
                        cov=[[float(x) for x in row] for row in cov], rows=rows))
print("[\n" + ",\n".join(json.dumps(x) for x in out) + "\n]")
