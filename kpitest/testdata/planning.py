"""The questions of response-*, plan-* and proportion-finite*.json, each answered by a function of the file's name;
check.py calls them."""
from math import sqrt, ceil, isclose
from scipy import stats
from scipy.optimize import brentq

NAMES = dict(I="complete", P="partial", R="refusal", NC="nonContact", O="other", UH="unknownHousehold", UO="unknownOther", NE="ineligible")


# ---- response

def bases(cases, e):
    """Each rate's numerator and denominator, as weights of the letters."""
    one = lambda *letters: {l: 1 for l in letters}
    ok, unknown = one("I", "P", "R", "NC", "O"), {"UH": e, "UO": e}
    every, some = {**ok, "UH": 1, "UO": 1}, {**ok, **unknown}
    reached, asked, both = one("I", "P", "R", "O"), one("I", "P", "R"), one("I", "P")
    return dict(RR1=(one("I"), every), RR2=(both, every), RR3=(one("I"), some), RR4=(both, some), RR5=(one("I"), ok), RR6=(both, ok),
                COOP1=(one("I"), reached), COOP2=(both, reached), COOP3=(one("I"), asked), COOP4=(both, asked),
                REF1=(one("R"), every), REF2=(one("R"), some), REF3=(one("R"), ok), CON1=(reached, every), CON2=(reached, some), CON3=(reached, ok))

def share(total, above, below):
    a, b = sum(total[l] * x for l, x in above.items()), sum(total[l] * x for l, x in below.items())
    return a / b if b else None

def eligibility(total):
    ok = {l: 1 for l in ("I", "P", "R", "NC", "O")}
    return share(total, ok, {**ok, "NE": 1})

def rates(total):
    e = eligibility(total)
    got = {"eligibility": e}
    for rate, (above, below) in bases(total, e or 0).items():
        got[rate.lower()] = None if e is None and rate in ("RR3", "RR4", "REF2", "CON2") else share(total, above, below)
    return got

def response_rates(**cases):
    return rates({letter: cases[name] for letter, name in NAMES.items()})

def weights_of(codes, weights):
    return {l: sum(w for c, w in zip(codes, weights) if c == l) for l in NAMES}

def response_weighted(codes, weights):
    return rates(weights_of(codes, weights))

def response_weighted_interval(rate, codes, weights, level):
    total = weights_of(codes, weights)
    e = eligibility(total)
    above, below = bases(total, e or 0)[rate]
    x = sum(total[l] * v for l, v in below.items())
    if not x or e is None and rate in ("RR3", "RR4", "REF2", "CON2"): return dict(value=None, se=None, lo=0, hi=1)
    r, n = share(total, above, below), len(codes)
    d = [w * (above.get(c, 0) - r * below.get(c, 0)) for c, w in zip(codes, weights)]
    se = sqrt(n / (n - 1) * sum(v * v for v in d)) / x
    m = x**2 / sum(w * w * below.get(c, 0) for c, w in zip(codes, weights))
    equal = n / (n - 1) * sum(v * v / w for v, w in zip(d, weights)) / x
    if se > 0: m = min(m, equal / se**2)
    lo, hi = wilson_at(r, m, level)
    return dict(value=r, se=se, lo=lo, hi=hi)

def wilson_at(p, n, level):
    z = z_of(level)
    mid, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (0 if p == 0 else (mid - half) / (1 + z * z / n)), (1 if p == 1 else (mid + half) / (1 + z * z / n))

def z_of(level):
    return stats.norm.ppf((1 + level) / 2)


# ---- planning

def needed(exact):
    return dict(exact=exact, answers=ceil(exact - 1e-9))

def finite(n, population):
    return n / (1 + (n - 1) / population) if population else n

def plan_share(share, margin, level, population):
    return needed(finite(z_of(level)**2 * share * (1 - share) / margin**2, population))

def plan_mean(sd, margin, level):
    return needed((z_of(level) * sd / margin)**2)

def net_variance(promoters, detractors):
    return promoters + detractors - (promoters - detractors)**2

def plan_nps(promoters, detractors, margin, level, population):
    return needed(finite(z_of(level)**2 * net_variance(promoters, detractors) / (margin / 100)**2, population))

def left(answers, population):
    return (population - answers) / (population - 1) if population else 1

def plan_share_margin(share, answers, level, population):
    return dict(value=z_of(level) * sqrt(share * (1 - share) / answers * left(answers, population)))

def plan_nps_margin(promoters, detractors, answers, level, population):
    return dict(value=100 * z_of(level) * sqrt(net_variance(promoters, detractors) / answers * left(answers, population)))

def power_of(p1, p2, n, level):
    z = z_of(level)
    return stats.norm.cdf((sqrt(n) * abs(p1 - p2) - z * sqrt((p1 + p2) * (2 - p1 - p2) / 2)) / sqrt(p1 * (1 - p1) + p2 * (1 - p2)))

def plan_shares(first, second, power, level):
    return needed(brentq(lambda n: power_of(first, second, n, level) - power, 2, 1e9, xtol=1e-10, rtol=1e-14))

def plan_shares_power(first, second, answers, level):
    return dict(value=float(power_of(first, second, answers, level)))

def plan_shares_detectable(first, answers, power, level):
    if power_of(first, 1 - 1e-15, answers, level) < power: return dict(value=None)
    return dict(value=brentq(lambda p: power_of(first, p, answers, level) - power, first, 1 - 1e-15, xtol=1e-14, rtol=1e-14))

def plan_nps_change(first, second, power, level):
    d = first["promoters"] - first["detractors"] - second["promoters"] + second["detractors"]
    return needed((z_of(level) + stats.norm.ppf(power))**2 * (net_variance(**first) + net_variance(**second)) / d**2)

def plan_nps_detectable(promoters, detractors, answers, power, level):
    se = sqrt(2 * net_variance(promoters, detractors) / answers)
    return dict(significant=100 * z_of(level) * se, detectable=100 * (z_of(level) + stats.norm.ppf(power)) * se)

def plan_benchmark(variance, distance, zAlpha, zBeta):
    return needed(variance * (zAlpha + zBeta)**2 / distance**2 - 3)

def allocation(method, sizes, sds):
    return [s * d for s, d in zip(sizes, sds)] if method == "neyman" else sizes

def plan_allocation(method, sizes, sds, answers):
    w = allocation(method, sizes, sds)
    if sum(w) == 0: return dict(refused=True)
    return dict(answers=[answers * x / sum(w) for x in w])

def plan_allocation_whole(method, sizes, sds, answers, least):
    """Of all whole allocations the one of the smallest variance of the stratified mean, found by looking at all of
    them; the proportional one takes all standard deviations for equal."""
    w = allocation(method, sizes, sds)
    lows = [min(least, s) for s in sizes]
    if sum(lows) > answers or answers > sum(sizes): return dict(refused=True)
    best = (float("inf"), None)
    def look(at, left, so_far, taken):
        nonlocal best
        if so_far > best[0] * (1 + 1e-12): return
        if at == len(sizes):
            if left == 0 and so_far < best[0] * (1 - 1e-12): best = so_far, taken
            return
        for n in range(min(sizes[at], left), lows[at] - 1, -1):
            look(at + 1, left - n, so_far + w[at]**2 / n, taken + [n])
    look(0, answers, 0.0, [])
    return dict(answers=best[1])


# ---- a share of a finite population

def proportion_finite(method, population, k, n, level):
    p, z = k / n, z_of(level)
    if method == "wald":
        half = z * sqrt(p * (1 - p) / n * (population - n) / (population - 1))
        return dict(value=p, lo=max(0, p - half), hi=min(1, p + half))
    if method == "wilson":
        if n == population: return dict(value=p, lo=p, hi=p)
        lo, hi = wilson_at(p, n * (population - 1) / (population - n), level)
        return dict(value=p, lo=lo, hi=hi)
    a = (1 - level) / 2
    able = range(k, population - n + k + 1)
    least = [m for m in able if stats.hypergeom.sf(k - 1, population, m, n) > a]
    most = [m for m in able if stats.hypergeom.cdf(k, population, m, n) > a]
    return dict(value=p, lo=least[0] / population, hi=most[-1] / population)

def proportion_finite_error(method, population, k, n):
    p = k / n
    if method == "textbook": return dict(value=sqrt(p * (1 - p) / n * (population - n) / (population - 1)))
    return dict(value=sqrt((1 - n / population) * p * (1 - p) / (n - 1)) if n > 1 else None)
