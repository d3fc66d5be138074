"""The questions of roi-*.json about flows of money, each answered by a function of the file's name; check.py calls them.

Arithmetic in 40 digits and more. All rates come from the roots of the polynomial (companion matrix), or for dated flows
from a search on a fine grid; both must bring the present value to 0.
"""
from datetime import date
from mpmath import mp, mpf, exp, im, inf, log, polyroots, re

mp.dps = 40


def exact(xs):
    return [mpf(str(x)) for x in xs]

def possible(rate):
    return mpf(str(rate)) > -1

def present(rate, times, amounts):
    return sum(a * (1 + rate) ** -t for t, a in zip(times, amounts))


def roi_value(benefit, cost):
    b, c = exact([benefit, cost])
    return dict(value=(b - c) / c if c > 0 else None)

def roi_annualised(roi, years):
    r, y = exact([roi, years])
    return dict(value=(1 + r) ** (1 / y) - 1 if r >= -1 and y > 0 else None)

def roi_npv(rate, flows):
    return dict(value=present(mpf(str(rate)), range(len(flows)), exact(flows)) if flows and possible(rate) else None)

def roi_irr(flows):
    cs = exact(flows)  # of x = 1/(1+rate), lowest first; zeros at either end have no root above 0
    while cs and cs[-1] == 0: cs.pop()
    while cs and cs[0] == 0: cs.pop(0)
    if len(cs) < 2: return dict(rates=[])
    with mp.workdps(60):
        rates = []
        for x in polyroots(cs[::-1], maxsteps=2000, extraprec=800):
            if abs(im(x)) < mpf(10) ** -20 and re(x) > 0: rates.append(1 / re(x) - 1)
        rates.sort()
        rates = [r for i, r in enumerate(rates) if i == 0 or r - rates[i-1] > mpf(10) ** -15]  # a double rate is one
        for r in rates:
            assert abs(present(r, range(len(flows)), exact(flows))) < mpf(10) ** -12 * max(map(abs, present_terms(r, flows)))
    return dict(rates=rates)

def present_terms(rate, flows):
    return [a * (1 + rate) ** -t for t, a in enumerate(exact(flows))]

def roi_mirr(finance, reinvest, flows):
    f, r = exact([finance, reinvest])
    out, back, last = mpf(0), mpf(0), len(flows) - 1
    for t, a in enumerate(exact(flows)):
        if a < 0: out -= a / (1 + f) ** t
        else: back += a * (1 + r) ** (last - t)
    return dict(value=(back / out) ** (mpf(1) / last) - 1 if out > 0 and back > 0 else None)

def roi_payback(rate, flows):
    if not flows or not possible(rate): return dict(value=None)
    r, total = mpf(str(rate)), mpf(0)
    for t, a in enumerate(exact(flows)):
        a /= (1 + r) ** t
        if total + a >= 0: return dict(value=t - 1 + -total / a if t else mpf(0))
        total += a
    return dict(value=inf)


def dated(flows):
    """Times in years of 365 days after the earliest date, and amounts."""
    days = [date.fromisoformat(f["date"]) for f in flows]
    return [mpf((d - min(days)).days) / 365 for d in days], exact([f["amount"] for f in flows])

def roi_xnpv(rate, flows):
    return dict(value=present(mpf(str(rate)), *dated(flows)) if flows and possible(rate) else None)

def roi_xirr(flows):
    """Sign changes of the present value on a grid of u = -log(1+rate), halved until they are exact."""
    times, amounts = dated(flows)
    value = lambda u: sum(a * exp(t * u) for t, a in zip(times, amounts))
    grid, rates = [mpf(i) / 200 for i in range(-2000, 2001)], []
    ends = [(u, value(u)) for u in grid]
    for (a, fa), (b, fb) in zip(ends, ends[1:]):
        if fa == 0: rates.append(exp(-a) - 1)
        elif fa * fb < 0:
            for _ in range(130):
                m = (a + b) / 2
                if value(m) * fa > 0: a = m
                else: b = m
            rates.append(exp(-a) - 1)
    return dict(rates=sorted(rates))
