"""The questions of retention-*.json, each answered by a function of the file's name; check.py calls them."""
from datetime import timedelta
from mpmath import mpf
from resolution import instant


def retention_period(start, acquired, end):
    kept = end - acquired
    if min(start, acquired, end) < 0 or not 0 <= kept <= start: return dict(refused=True)
    return dict(value=mpf(kept) / start if start else None)


def retention_compound(retained, lost):
    if not retained or any(k + l == 0 for k, l in zip(retained, lost)): return dict(value=None)
    product = mpf(1)
    for k, l in zip(retained, lost): product *= mpf(k) / (k + l)
    return dict(value=product)


def retention_repeat(customers, days, asOf):
    ends = [(instant(c["first"]) + timedelta(days=days), c["second"]) for c in customers]
    again = [bool(second) and instant(second) <= end for end, second in ends if end < instant(asOf)]
    return dict(value=mpf(sum(again)) / len(again) if again else None)


def retention_revenue(accounts):
    paying = [(mpf(str(a["start"])), mpf(str(a["end"]))) for a in accounts if a["start"] > 0]
    if not paying: return dict(gross=None, net=None, logo=None)
    start = sum(s for s, _ in paying)
    return dict(gross=sum(map(min, paying)) / start, net=sum(e for _, e in paying) / start,
                logo=mpf(sum(e > 0 for _, e in paying)) / len(paying))


def retention_cohorts(method, visits, asOf):
    month = lambda t: 12 * t.year + t.month
    as_of, months = instant(asOf), {}
    for v in visits:
        if instant(v["at"]) <= as_of: months.setdefault(v["customer"], set()).add(month(instant(v["at"])))
    if not months: return dict(cohorts=[])
    came = [min(m) for m in months.values()]
    there = lambda m, k: max(m) >= k if method == "on-or-after" else k in m
    return dict(cohorts=[[sum(min(m) == first and there(m, k) for m in months.values()) for k in range(first, month(as_of))]
                         for first in range(min(came), max(came) + 1)])
