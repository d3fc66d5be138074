"""Computes every expected number of the vectors again, and says how far each file is from it.

    python3 kpitest/testdata/check.py
    python3 kpitest/testdata/check.py roi     # only files that begin so

Python 3.11, mpmath 1.2 (40 digits), SciPy 1.10, statsmodels 0.13, zoneinfo; jsonschema 4.10 if it is there. The scores need no
library at all: that part is also how another language reads the files. Questionnaires, plans and weights (scales.py, planning.py,
weighting.py) are in double precision.
"""
import json, pathlib, sys, warnings
from mpmath import mp, mpf, sqrt, log, exp, inf, erfc, erfinv, betainc, gammainc, binomial, loggamma, digamma, findroot
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

sys.dont_write_bytecode = True  # no folder of them beside the vectors
import planning, resolution, retention, roi, scales, trend, weighting

mp.dps = 40
HERE = pathlib.Path(__file__).parent.parent / "vectors"
EPS = mpf(10) ** -30


# ---- scores

def given(answers, lowest, highest):
    answers = [a for a in answers if a is not None]
    if any(a < lowest or a > highest for a in answers):
        raise ValueError
    return answers

def mean(xs):
    return sum(map(mpf, xs)) / len(xs) if xs else None

def nps_class(x):
    return 100 if x >= 9 else -100 if x <= 6 else 0

def nps_score(answers):
    return mean([nps_class(a) for a in given(answers, 0, 10)])

def nps_text(cells):
    return nps_score([int(c) if c else None for c in cells])  # int("6.5") is a ValueError

def csat_score(lowest, points, answers):
    return mean([a >= lowest for a in given(answers, 1, points)])

def ces_mean(points, answers):
    return mean(given(answers, 1, points))

def ces_sides(easy, difficult):
    if easy < difficult:
        return (lambda a: a <= easy), (lambda a: a >= difficult)
    return (lambda a: a >= easy), (lambda a: a <= difficult)

def ces_easy(points, easy, difficult, answers):
    e, _ = ces_sides(easy, difficult)
    return mean([e(a) for a in given(answers, 1, points)])

def ces_net(points, easy, difficult, answers):
    e, d = ces_sides(easy, difficult)
    return mean([100 * (e(a) - d(a)) for a in given(answers, 1, points)])


# ---- pieces

def bisect(f, a, b):
    """Root of f between a and b."""
    a, b = mpf(a), mpf(b)
    above = f(a) > 0
    for _ in range(140):
        m = (a + b) / 2
        if (f(m) > 0) == above: a = m
        else: b = m
    return (a + b) / 2

def z_of(level):
    return sqrt(mpf(2)) * erfinv(mpf(str(level)))

def two_sided(z):
    return erfc(abs(z) / sqrt(mpf(2)))

def chi2_tail(q, df):
    return gammainc(mpf(df) / 2, q / 2, inf, regularized=True)

def t_of(level, df):
    cdf = lambda t: 1 - betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return bisect(lambda t: cdf(t) - (1 + mpf(str(level))) / 2, 0, 10000)

def clip(limits, lo, hi):
    return tuple(min(mpf(hi), max(mpf(lo), x)) for x in limits)


# ---- one share

def wilson(k, n, level):
    k, n, z = mpf(k), mpf(n), z_of(level)
    c, h = (k + z*z/2) / (n + z*z), z / (n + z*z) * sqrt(k * (n-k) / n + z*z/4)
    return (mpf(0) if k == 0 else c - h), (mpf(1) if k == n else c + h)

def wald(k, n, level):
    p = mpf(k) / n
    h = z_of(level) * sqrt(p * (1-p) / n)
    return clip((p - h, p + h), 0, 1)

def agresti_coull(k, n, level):
    z = z_of(level)
    m = n + z*z
    p = (k + z*z/2) / m
    h = z * sqrt(p * (1-p) / m)
    return clip((p - h, p + h), 0, 1)

def beta_quantile(a, b, q):
    return bisect(lambda x: betainc(a, b, 0, x, regularized=True) - q, EPS, 1 - EPS)

def clopper_pearson(k, n, level):
    a = (1 - mpf(str(level))) / 2
    return (mpf(0) if k == 0 else beta_quantile(k, n-k+1, a)), (mpf(1) if k == n else beta_quantile(k+1, n-k, 1-a))

def jeffreys(k, n, level):
    a, h = (1 - mpf(str(level))) / 2, mpf(1) / 2
    return (mpf(0) if k == 0 else beta_quantile(k+h, n-k+h, a)), (mpf(1) if k == n else beta_quantile(k+h, n-k+h, 1-a))

def mid_p(k, n, level):
    alpha = 1 - mpf(str(level))
    if k == 0: return mpf(0), 1 - alpha ** (mpf(1) / n)
    if k == n: return alpha ** (mpf(1) / n), mpf(1)
    at = lambda p: binomial(n, k) * p**k * (1-p)**(n-k)
    least = lambda j, p: betainc(j, n-j+1, 0, p, regularized=True)
    return (bisect(lambda p: least(k+1, p) + at(p)/2 - alpha/2, EPS, mpf(k)/n),
            bisect(lambda p: 1 - least(k, p) + at(p)/2 - alpha/2, mpf(k)/n, 1 - EPS))

SHARES = {"wilson": wilson, "wald": wald, "agresti-coull": agresti_coull, "clopper-pearson": clopper_pearson,
          "jeffreys": jeffreys, "mid-p": mid_p, "any-time": lambda k, n, level: mean_limits([0, 1], [n-k, k], level, True)[1:]}
STATSMODELS = {"wilson": "wilson", "wald": "normal", "agresti-coull": "agresti_coull", "clopper-pearson": "beta"}


# ---- means of answers on a scale: one constrained likelihood for the score and the any-time interval

def constrained(xs, ns, mu):
    """Probabilities of the categories with answers that maximise the likelihood among those of mean mu, and the
    variance about mu, which includes what mass is missing at an end of the scale."""
    n, left, right = sum(ns), xs[0] - mu, xs[-1] - mu
    cats = [(mpf(c), x - mu) for c, x in zip(ns, xs) if c]
    low, high = -n / right, n / -left
    g = lambda lam: sum(c*d / (n + lam*d) for c, d in cats)
    a, b = low + EPS * (high-low), high - EPS * (high-low)
    lam = bisect(g, a, b) if g(a) > 0 > g(b) else low if g(a) <= 0 else high
    ps = [(c, c / (n + lam*d), d) for c, d in cats if n + lam*d > 0]
    mass, var = sum(p for _, p, _ in ps), sum(p*d*d for _, p, d in ps)
    missing = 1 - mass
    if missing > mpf(10) ** -20:
        var += missing * (right if sum(c*d for c, d in cats) < 0 else left) ** 2
    return [(c, p) for c, p, _ in ps] + [(mpf(1), mpf(0))] * (len(cats) - len(ps)), var

def mean_limits(xs, ns, level, any_time=False):
    xs = [mpf(x) for x in xs]
    n = sum(ns)
    if not n: return None, xs[0], xs[-1]
    m = sum(c*x for c, x in zip(ns, xs)) / mpf(n)
    if any_time:
        half = mpf(1) / 2
        dirichlet = lambda a: sum(map(loggamma, a)) - loggamma(sum(a))
        least = dirichlet([c + half for c in ns]) - dirichlet([half for _ in ns]) + log(1 - mpf(str(level)))
        def outside(mu):
            ps, _ = constrained(xs, ns, mu)
            return least - sum(c * log(p) if p else -inf for c, p in ps)
    else:
        z2 = z_of(level) ** 2
        def outside(mu):
            _, var = constrained(xs, ns, mu)
            return n * (m - mu)**2 / var - z2 if var else (-z2 if m == mu else inf)
    e = EPS * 1000 * (xs[-1] - xs[0])
    end = lambda at: at if m == at or not outside(at + (e if at < m else -e)) > 0 else bisect(outside, at + (e if at < m else -e), m)
    return m, end(xs[0]), end(xs[-1])

def student_t(xs, level):
    n, m = len(xs), mean(xs)
    h = t_of(level, n-1) * sqrt(sum((x-m)**2 for x in xs) / (n-1) / n)
    return m, m - h, m + h

def mean_interval(method, values, counts, level):
    if method == "student-t":
        return student_t([mpf(str(v)) for v, c in zip(values, counts) for _ in range(c)], level)
    return mean_limits(values, counts, level, method == "any-time")


# ---- net scores

NET = [-100, 0, 100]

def nps_wald(d, a, p, level, add=(0, 0, 0)):
    d, a, p = (mpf(x) + y for x, y in zip((d, a, p), add))
    n = d + a + p
    s = (p - d) / n
    h = z_of(level) * sqrt(((p + d) / n - s*s) / n)
    return clip((100 * (s - h), 100 * (s + h)), -100, 100)

def tango(d, a, p, t):
    """Score statistic of a net score against t, both on [-1, 1]: Tango's closed form."""
    n, t = mpf(d + a + p), mpf(t)
    b = -d - p + (2*n - p + d) * t
    q = (sqrt(max(mpf(0), b*b + 8*n*d*t*(1-t))) - b) / (4*n)
    v = n * (2*q + t*(1-t))
    return (p - d - n*t) / sqrt(v) if v > 0 else inf * (1 if p - d > n*t else -1)

def nps_score_limits(d, a, p, level):
    n, z = d + a + p, z_of(level)
    s, e = mpf(p - d) / n, mpf(10) ** -25
    lo = mpf(-1) if d == n else bisect(lambda t: tango(d, a, p, t) - z, -1 + e, s - e)
    hi = mpf(1) if p == n else bisect(lambda t: tango(d, a, p, t) + z, 1 - e, s + e)
    return 100*lo, 100*hi

def nps_interval(method, detractors, passives, promoters, level):
    c = (detractors, passives, promoters)
    if sum(c) == 0: return -100, 100
    if method == "wald": return nps_wald(*c, level)
    if method == "adjusted-wald": return nps_wald(*c, level, (mpf("0.75"), mpf("1.5"), mpf("0.75")))
    if method == "any-time": return mean_limits(NET, c, level, True)[1:]
    limits = nps_score_limits(*c, level)
    again = mean_limits(NET, c, level)[1:]
    assert all(abs(x - y) < 1e-15 for x, y in zip(limits, again)), "the two formulas of the score interval differ"
    return limits

def nps_test(detractors, passives, promoters, null):
    if detractors + passives + promoters == 0: return None, None
    z = tango(detractors, passives, promoters, mpf(null) / 100)
    return z, two_sided(z)

def nps_paired(method, before, after, level):
    moves = [nps_class(b) - nps_class(a) for a, b in zip(before, after)]
    if method == "student-t": return student_t(moves, level)
    scale = [-200, -100, 0, 100, 200]
    return mean_limits(scale, [moves.count(m) for m in scale], level)

def nps_weighted(answers, weights, level):
    x, w = [nps_class(a) for a in answers], [mpf(str(v)) for v in weights]
    n, total = len(x), sum(w)
    m = sum(a*b for a, b in zip(w, x)) / total
    se = sqrt(mpf(n) / (n-1) * sum((b * (a-m))**2 for a, b in zip(x, w))) / total
    kish = total**2 / sum(b*b for b in w)
    v = sum(b * (a-m)**2 for a, b in zip(x, w)) / total * n / (n-1)
    effective = min(kish, v / se**2) if se else kish
    _, lo, hi = mean_limits(NET, [effective * sum(b for a, b in zip(x, w) if a == k) / total for k in NET], level)
    return dict(value=m, se=se, kish=kish, effective=effective, lo=lo, hi=hi)

def nps_clusters(clusters, level):
    c, total = len(clusters), [sum(x[i] for x in clusters) for i in range(3)]
    n = sum(total)
    m = mpf(total[2] - total[0]) / n
    se = sqrt(mpf(c) / (c-1) * sum((x[2] - x[0] - m * sum(x))**2 for x in clusters)) / n
    v = (mpf(total[2] + total[0]) / n - m*m) * n / (n-1)
    effective = min(mpf(n), v / se**2 * (z_of(level) / t_of(level, c-1))**2)
    _, lo, hi = mean_limits(NET, [t * effective / n for t in total], level)
    return dict(n=n, value=100*m, se=100*se, effective=effective, lo=lo, hi=hi)

def nps_homogeneity(teams):
    total = [sum(t[i] for t in teams) for i in range(3)]
    n = sum(total)
    s = mpf(total[2] - total[0]) / n
    v = mpf(total[2] + total[0]) / n - s*s
    q = sum(sum(t) * (mpf(t[2] - t[0]) / sum(t) - s)**2 for t in teams) / v
    return dict(statistic=q, df=len(teams) - 1, p=chi2_tail(q, len(teams) - 1))

def nps_others(teams, level):
    def adjusted(t):
        d, a, p = t[0] + mpf("0.5"), t[1] + 1, t[2] + mpf("0.5")
        n = d + a + p
        s = (p - d) / n
        return s, ((p + d) / n - s*s) / n
    def p_values(inside):
        ps = {}
        for i in inside:
            (s, v), (r, w) = adjusted(teams[i]), adjusted([sum(teams[j][k] for j in inside if j != i) for k in range(3)])
            ps[i] = two_sided((s - r) / sqrt(v + w))
        return ps
    inside, differs = list(range(len(teams))), [False] * len(teams)
    raw = p_values(inside)
    while len(inside) > 1:
        ps = p_values(inside)
        i = min(ps, key=ps.get)
        if ps[i] * len(inside) > 1 - mpf(str(level)): break
        differs[i] = True
        inside.remove(i)
    return dict(raw=[raw[i] for i in range(len(teams))], adjusted=min(1, min(raw.values()) * len(teams)), differs=differs)


# ---- differences, sums, ratios, slopes

def square_and_add(a, b):
    (v, l, u), (w, m, x) = a, b
    if v is None or w is None: return None, l - x, u - m
    return v - w, v - w - sqrt((v-l)**2 + (x-w)**2), v - w + sqrt((u-v)**2 + (w-m)**2)

def nps_difference(first, second, level):
    def estimate(detractors, passives, promoters):
        n = detractors + passives + promoters
        if not n: return None, mpf(-100), mpf(100)
        return 100 * mpf(promoters - detractors) / n, *nps_score_limits(detractors, passives, promoters, level)
    return square_and_add(estimate(**first), estimate(**second))

def miettinen_nurminen(k1, n1, k2, n2, level):
    k1, n1, k2, n2 = map(mpf, (k1, n1, k2, n2))
    d, z2, n = k1/n1 - k2/n2, z_of(level)**2, n1 + n2
    def outside(delta):
        g = lambda p: (k1 - n1*(p+delta)) * p * (1-p) + (k2 - n2*p) * (p+delta) * (1-p-delta)
        lo, hi = max(mpf(0), -delta), min(mpf(1), 1 - delta)
        a, b = lo + EPS * (hi-lo), hi - EPS * (hi-lo)
        p2 = lo if g(a) <= 0 else hi if g(b) >= 0 else bisect(g, a, b)
        p1 = p2 + delta
        v = (p1*(1-p1)/n1 + p2*(1-p2)/n2) * n / (n-1)
        return (d - delta)**2 / v - z2 if v > 0 else (-z2 if d == delta else inf)
    e = mpf(10) ** -28
    return d, (mpf(-1) if d == -1 else bisect(outside, -1 + e, d)), (mpf(1) if d == 1 else bisect(outside, 1 - e, d))

def proportion_difference(method, k1, n1, k2, n2, level):
    if not n1 or not n2: return None, -1, 1
    if method == "miettinen-nurminen": return miettinen_nurminen(k1, n1, k2, n2, level)
    return square_and_add((mpf(k1)/n1, *wilson(k1, n1, level)), (mpf(k2)/n2, *wilson(k2, n2, level)))

def proportion_test(k1, n1, k2, n2):
    if not n1 or not n2: return None, None
    n, p = n1 + n2, mpf(k1 + k2) / (n1 + n2)
    v = p * (1-p) * (mpf(1)/n1 + mpf(1)/n2) * n / (n-1)
    z = (mpf(k1)/n1 - mpf(k2)/n2) / sqrt(v) if v else mpf(0)
    return z, two_sided(z)

def proportion_homogeneity(k, n):
    p = mpf(sum(k)) / sum(n)
    q = sum(b * (mpf(a)/b - p)**2 for a, b in zip(k, n)) / (p * (1-p))
    return dict(statistic=q, df=len(k) - 1, p=chi2_tail(q, len(k) - 1))

def paired_difference(both, first, second, neither, level):
    n = both + first + second + neither
    if not n: return None, -1, 1
    p1, p2 = mpf(both + first) / n, mpf(both + second) / n
    (l1, u1), (l2, u2) = wilson(both + first, n, level), wilson(both + second, n, level)
    margins, phi = (both+first) * (second+neither) * (both+second) * (first+neither), mpf(both*neither - first*second)
    if phi > 0: phi = max(phi - mpf(n)/2, mpf(0))
    phi = phi / sqrt(mpf(margins)) if margins else mpf(0)
    arm = lambda x, y: sqrt(x*x - 2*phi*x*y + y*y)
    return p1 - p2, p1 - p2 - arm(p1-l1, u2-p2), p1 - p2 + arm(u1-p1, p2-l2)

def p_adjust(method, p):
    n, order, adjusted, running = len(p), sorted(range(len(p)), key=lambda i: p[i]), [0] * len(p), mpf(0)
    if method == "holm":
        for rank, i in enumerate(order):
            running = adjusted[i] = max(running, min(mpf(1), (n - rank) * mpf(str(p[i]))))
    elif method == "bonferroni":
        adjusted = [min(mpf(1), n * mpf(str(x))) for x in p]
    else:
        running, times = mpf(1), {"benjamini-yekutieli": sum(mpf(1) / j for j in range(1, n + 1))}.get(method, 1)
        for rank, i in reversed(list(enumerate(order))):
            factor = n - rank if method == "hochberg" else times * n / (rank + 1)
            running = adjusted[i] = min(running, factor * mpf(str(p[i])))
    return dict(p=adjusted)

def sum_limits(terms):
    """Value, the outer limits of both rules, as in the definition of sum.json."""
    v = sum(t[0] for t in terms)
    below, above = sqrt(sum((t[0]-t[1])**2 for t in terms)), sqrt(sum((t[2]-t[0])**2 for t in terms))
    w = [((t[2]-t[1]) / 2)**2 for t in terms]
    shift = sum(x * ((t[2]+t[1])/2 - t[0]) for x, t in zip(w, terms)) / sum(w)
    return v, min(v - below, v + shift - sqrt(sum(w))), max(v + above, v + shift + sqrt(sum(w)))

def triple(e):
    return mpf(str(e["value"])), mpf(str(e["lo"])), mpf(str(e["hi"]))

def ratio(numerator, denominator):
    num, den = triple(numerator), triple(denominator)
    v = num[0] / den[0]
    def excluded(r):
        v, l, u = (r * x for x in den)
        _, lo, hi = square_and_add(num, (v, min(l, u), max(l, u)))
        return 1 if lo > 0 or hi < 0 else -1
    def end(sign):
        step = mpf(1)
        while excluded(v + sign*step) < 0: step *= 2
        return bisect(excluded, v + sign*step, v)
    return v, (end(-1) if den[1] > 0 or num[1] > 0 else -inf), (end(1) if den[1] > 0 else inf)

def roi_interval(benefit, cost):
    return [x - 1 for x in ratio(benefit, cost)]

def slope(k, n, level):
    count = len(k)
    p, limits = [mpf(a)/b for a, b in zip(k, n)], [wilson(a, b, level) for a, b in zip(k, n)]
    middle = mpf(count - 1) / 2
    c = [(i - middle) / sum((j - middle)**2 for j in range(count)) for i in range(count)]
    v, lo, hi = sum_limits([(a*x, min(a*l, a*u), max(a*l, a*u)) for a, x, (l, u) in zip(c, p, limits)])
    if count == 2: v, lo, hi = square_and_add(*((x, *l) for x, l in zip(reversed(p), reversed(limits))))
    var = [((u-l) / 2 / z_of(level))**2 for l, u in limits]
    def scatter(tau2):
        w = [1 / (x + tau2) for x in var]
        t, y = sum(a*i for i, a in enumerate(w)) / sum(w), sum(a*x for a, x in zip(w, p)) / sum(w)
        b = sum(a*(i-t)*(x-y) for i, (a, x) in enumerate(zip(w, p))) / sum(a*(i-t)**2 for i, a in enumerate(w))
        return sum(a * (x - y - b*(i-t))**2 for i, (a, x) in enumerate(zip(w, p)))
    q = scatter(mpf(0))
    tau2 = bisect(lambda t: scatter(t) - (count-2), 0, 1) if q > count - 2 > 0 else mpf(0)
    extra = t_of(level, count-2)**2 * tau2 * sum(a*a for a in c) if tau2 else mpf(0)
    return dict(value=v, lo=v - sqrt((v-lo)**2 + extra), hi=v + sqrt((hi-v)**2 + extra), samplingLo=lo, samplingHi=hi, tau2=tau2, q=q)


# ---- segments

def beta_binomial(k, n):
    def slope_of(a, b):
        return (sum(digamma(a+x) - digamma(a+b+m) - digamma(a) + digamma(a+b) for x, m in zip(k, n)),
                sum(digamma(b+m-x) - digamma(a+b+m) - digamma(b) + digamma(a+b) for x, m in zip(k, n)))
    a, b = findroot(slope_of, (mpf(10), mpf(2)))
    loglik = sum(loggamma(a+x) + loggamma(b+m-x) - loggamma(a+b+m) - loggamma(a) - loggamma(b) + loggamma(a+b) for x, m in zip(k, n))
    return dict(alpha=a, beta=b, loglik=loglik, shrunk=[(a+x) / (a+b+m) for x, m in zip(k, n)])

def ranks(k, n, level):
    m = len(k)
    each = mpf(str(level)) ** (mpf(1) / m)
    lo, hi = zip(*(wilson(a, b, each) for a, b in zip(k, n)))
    return dict(each=each, lo=list(lo), hi=list(hi),
                ranks=[[1 + sum(l > hi[i] for l in lo), m - sum(h < lo[i] for h in hi)] for i in range(m)])

def silent(invited, detractors, passives, promoters, target):
    n, net = detractors + passives + promoters, promoters - detractors
    rest = invited - n
    return dict(value=mpf(100*net) / n, lo=mpf(100*(net - rest)) / invited, hi=mpf(100*(net + rest)) / invited,
                tipping=mpf(target*invited - 100*net) / rest if rest else None)

def superiority(first, second, level):
    midrank = lambda v, among: mpf(sum(a < v for a in among)) + mpf(sum(a == v for a in among) + 1) / 2
    both, n1, n2 = first + second, len(first), len(second)
    over = [midrank(v, both) - midrank(v, first) for v in first]
    under = [midrank(v, both) - midrank(v, second) for v in second]
    spread = lambda xs: sum((x - mean(xs))**2 for x in xs) / (len(xs) - 1)
    p = mean(under) / n1
    s1, s2 = spread(over) / (mpf(n2)**2 * n1), spread(under) / (mpf(n1)**2 * n2)
    se = sqrt(s1 + s2)
    df = (s1 + s2)**2 / (s1**2 / (n1-1) + s2**2 / (n2-1))
    h, logit = t_of(level, df) * se / (p * (1-p)), log(p / (1-p))
    w, pv = stats.brunnermunzel(first, second)
    assert abs(pv - 2 * stats.t.sf(abs(float((p - mpf(1)/2) / se)), float(df))) < 1e-9, "SciPy's Brunner-Munzel test differs"
    return dict(value=p, se=se, df=df, lo=1 / (1 + exp(h - logit)), hi=1 / (1 + exp(-h - logit)))


# ---- the comparison

def expected(name, case):
    """Answers one case in the shape of its expectation."""
    method, x = case.get("method"), dict(case["input"])
    f = {**vars(resolution), **vars(retention), **vars(roi), **vars(trend),
         **vars(scales), **vars(planning), **vars(weighting), **globals()}.get(name.replace("-", "_"))
    if name == "proportion-interval":
        if not x["n"]: return dict(lo=0, hi=1)
        limits = SHARES[method](**x)
        if method in STATSMODELS:
            theirs = proportion_confint(x["k"], x["n"], 1 - x["level"], STATSMODELS[method])
            assert max(abs(a - b) for a, b in zip(limits, theirs)) < 1e-9, f"statsmodels differs at {case['id']}"
        return dict(zip(("lo", "hi"), limits))
    if name in ("nps-score", "nps-text", "csat-score", "ces-mean", "ces-easy", "ces-net"):
        try: return dict(value=f(**x))
        except ValueError: return dict(refused=True)
    if name == "nps-interval": return dict(zip(("lo", "hi"), f(method, **x)))
    if name in ("nps-test", "proportion-test"): return dict(zip(("z", "p"), f(**x)))
    if name == "sum": return dict(zip(("value", "lo", "hi"), sum_limits([triple(t) for t in x["terms"]])))
    got = f(method, **x) if method else f(**x)
    return got if isinstance(got, dict) else dict(zip(("value", "lo", "hi"), got))

def distance(got, want):
    """The largest difference between two answers, infinite if they are not of one shape."""
    if isinstance(want, dict): return max([distance(got[k], want[k]) for k in want]) if got.keys() == want.keys() else inf
    if isinstance(want, list): return max(map(distance, got, want), default=0) if len(got) == len(want) else inf
    want, got = ({"Infinity": inf, "-Infinity": -inf}.get(v, v) if isinstance(v, str) else v for v in (want, got))
    if got is None or want is None or isinstance(want, (bool, str)): return 0 if got == want else inf
    return 0 if mpf(want) == got else abs(got - mpf(want))

def main():
    warnings.simplefilter("ignore")  # statsmodels' and jsonschema's own
    bad = 0
    try:
        import jsonschema
        validator = jsonschema.Draft202012Validator(json.loads((HERE / "schema.json").read_text()))
        validator.check_schema(validator.schema)
    except ImportError:
        validator = None
    for path in sorted(HERE.glob("".join(sys.argv[1:2]) + "*.json")):
        if path.name == "schema.json": continue
        file = json.loads(path.read_text())
        errors = [e.message for e in validator.iter_errors(file)] if validator else []
        far, largest = [], 0
        for case in file["cases"]:
            d = distance(expected(file["name"], case), case["expected"])
            if not d <= case["tolerance"]: far.append(case["id"])
            if case["tolerance"] < 1e-5: largest = max(largest, d)  # published figures are short
        bad += len(far) + len(errors)
        print(f"{path.stem:28} {len(file['cases']):4} cases, largest difference {float(largest):.1e}", *errors, *far)
    sys.exit(bad > 0)

main()
