"""The questions of resolution-*.json, each answered by a function of the file's name; check.py calls them.

Working time is counted minute by minute with Python's zoneinfo; limits of times with open tickets in 40 digits.
"""
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo
from mpmath import mp, mpf, betainc, erfinv, exp, inf, log, sqrt

mp.dps = 40
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


# ---- one ticket

def resolution_time(method, ticket, asOf):
    opened, as_of = instant(ticket["opened"]), instant(asOf)
    events = [(instant(e["at"]), e["to"]) for e in ticket["events"]]
    replied = ticket["replied"] and instant(ticket["replied"])
    if opened > as_of or [opened] + [at for at, _ in events] != sorted([opened] + [at for at, _ in events]):
        return dict(refused=True)
    if replied and replied < opened:
        return dict(refused=True)
    events = [(at, to) for at, to in events if at <= as_of]
    changes = [(opened, "active")] + events
    stays = [(a, b, state) for (a, state), b in zip(changes, [at for at, _ in events] + [as_of])]
    ended = lambda state: state in ("solved", "closed")
    answer = lambda span, done: dict(seconds=span.total_seconds(), done=done)
    ends = [at for (_, before), (at, state) in zip(changes, events) if ended(state) and not ended(before)]
    done = ended(changes[-1][1])
    if method == "first-reply":
        if replied and replied <= as_of: return answer(replied - opened, True)
        return dict(seconds=None) if ends else answer(as_of - opened, False)
    if method == "first-solution": return answer((ends[0] if ends else as_of) - opened, bool(ends))
    if method == "last-solution": return answer((ends[-1] if done else as_of) - opened, done)
    counts = {"time-unsolved": lambda s: not ended(s), "requester-wait": lambda s: s in ("active", "on hold")}[method]
    return answer(sum((b - a for a, b, state in stays if counts(state)), timedelta()), done)


def resolution_sla(tickets, asOf):
    as_of = instant(asOf)
    judged = [(instant(t["due"]), t["resolved"] and instant(t["resolved"])) for t in tickets]
    judged = [bool(resolved and resolved <= due) for due, resolved in judged if due < as_of]
    return dict(value=mpf(sum(judged)) / len(judged) if judged else None)


# ---- working time

class Walk:
    """Every minute counts if some shift of some date has begun and not ended. A wall-clock time becomes an instant with
    fold=0, the rule of PEP 495: the earlier of two, and a skipped time by the offset before the gap."""

    def __init__(self, schedule):
        self.schedule, self.zone, self.known = schedule, ZoneInfo(schedule["zone"]), {}

    def at(self, day, text, later=0):
        minutes = int(text[:2]) * 60 + int(text[3:]) + later
        return int((datetime.combine(day, time()) + timedelta(minutes=minutes)).replace(tzinfo=self.zone, fold=0).timestamp())

    def happened(self, day):
        return any(datetime.fromtimestamp(self.at(day, f"{h:02}:00"), self.zone).date() == day for h in range(24))

    def shifts(self, day):
        s, full = self.schedule, day.isoformat()
        for name in (full, full[5:]):
            if name in s.get("closed", []): return []
            if name in s.get("special", {}): return s["special"][name]
        week = s["week"]
        for change in s.get("changes", []):
            if change["from"] <= full: week = change["week"]
        return week.get(DAYS[day.weekday()], [])

    def intervals(self, day):
        if day not in self.known:
            self.known[day] = [(self.at(day, s["start"]), self.at(day, s["end"], 0 if s["end"] > s["start"] else 24 * 60))
                               for s in (self.shifts(day) if self.happened(day) else [])]
        return self.known[day]

    def works(self, t):
        day = datetime.fromtimestamp(t, self.zone).date()
        return any(start <= t < end for back in range(-1, 3) for start, end in self.intervals(day - timedelta(days=back)))


def resolution_hours(schedule, to, **span):
    w, a, b = Walk(schedule), int(instant(span["from"]).timestamp()), int(instant(to).timestamp())
    return dict(seconds=sum(60 for t in range(a, b, 60) if w.works(t)))


def resolution_due(schedule, seconds, **start):
    w, t = Walk(schedule), int(instant(start["from"]).timestamp())
    while seconds > 0:
        seconds -= 60 if w.works(t) else 0
        t += 60
    return dict(due=datetime.fromtimestamp(t, timezone.utc).isoformat().replace("+00:00", "Z"))


# ---- times with open tickets

def curve(resolved, open):
    """The Kaplan-Meier curve: after each time that something was resolved, how many were running, how many were
    resolved, and the share still running after it. What was last seen open at that time was still running."""
    s, steps = mpf(1), []
    for t in sorted(set(resolved)):
        y, d = sum(x >= t for x in resolved + open), resolved.count(t)
        s = s * (y - d) / y
        steps.append((t, y, d, s))
    return steps

def last_known(resolved, open):
    """The time up to which the curve is known."""
    if not resolved + open: return -inf
    return inf if resolved and max(resolved) > max(open, default=-1) else max(resolved + open)

def resolution_quantile(resolved, open, q):
    if not resolved + open: return dict(value=None)
    steps, left = curve(resolved, open), 1 - mpf(str(q))
    for i, (t, _, _, s) in enumerate(steps):
        if abs(s - left) < mpf(10) ** -20:
            return dict(value=(mpf(t) + mpf(steps[i+1][0] if i + 1 < len(steps) else max(resolved + open))) / 2)
        if s < left: return dict(value=mpf(t))
    return dict(value=inf)

def resolution_quantile_type7(resolved, q):
    if not resolved: return dict(value=None)
    x, h = sorted(mpf(str(t)) for t in resolved), (len(resolved) - 1) * mpf(str(q))
    k = int(h)
    return dict(value=x[k] + (h - k) * (x[min(k + 1, len(x) - 1)] - x[k]))

def still_open(resolved, open, t):
    """The share not resolved by t, and Greenwood's sum."""
    s, g = mpf(1), mpf(0)
    for u, y, d, after in curve(resolved, open):
        if u <= t: s, g = after, (g + mpf(d) / (y * (y - d)) if y > d else inf)
    return s, g

def resolution_within(resolved, open, limit):
    if limit > last_known(resolved, open): return dict(value=None)
    return dict(value=1 - still_open(resolved, open, limit)[0])

def resolution_mean(resolved, open, horizon):
    if horizon > last_known(resolved, open): return dict(value=None)
    area, before, s = mpf(0), mpf(0), mpf(1)
    for t, _, _, after in curve(resolved, open):
        if t >= horizon: break
        area, before, s = area + s * (t - before), mpf(t), after
    return dict(value=area + s * (horizon - before))

def product(resolved, open, t, left):
    """The beta distribution with the moments of the beta product by t, of what may be left after the next event if left;
    None: all at 0, or, without left, all at 1 (Fay, Brittain and Proschan 2013)."""
    factors = [(y - d + 1, d) for u, y, d, _ in curve(resolved, open) if u <= t]
    if left:
        running = sum(x > t for x in resolved + open)
        if not running: return None
        factors.append((running, 1))
    if not factors: return None
    m1 = m2 = mpf(1)
    for a, b in factors:
        m1, m2 = m1 * a / (a + b), m2 * a * (a + 1) / (mpf(a + b) * (a + b + 1))
    n = m1 * (1 - m1) / (m2 - m1**2) - 1
    return m1 * n, (1 - m1) * n

def below(shape, x, at):
    return mpf(at == 0) if shape is None else betainc(*shape, 0, x, regularized=True)

def find(f, a, b):
    """Where the rising f passes 0."""
    a, b = mpf(a), mpf(b)
    for _ in range(120):
        m = (a + b) / 2
        if f(m) > 0: b = m
        else: a = m
    return (a + b) / 2

def transformed(method, s, g, level):
    """Limits of the share s by Greenwood's variance; None where there are none."""
    if not 0 < s < 1: return None
    z = sqrt(mpf(2)) * erfinv(mpf(str(level)))
    if method == "log": return s * exp(-z * sqrt(g)), min(mpf(1), s * exp(z * sqrt(g)))
    return s ** exp(z * sqrt(g) / -log(s)), s ** exp(-z * sqrt(g) / -log(s))

def resolution_within_interval(method, resolved, open, limit, level):
    end = last_known(resolved, open)
    if end == -inf: return dict(lo=0, hi=1)
    t = min(limit, end)
    if method == "beta-product":
        small, large, p = product(resolved, open, t, True), product(resolved, open, t, False), (1 - mpf(str(level))) / 2
        mixed = lambda x: (below(small, x, 0) + below(large, x, 1)) / 2
        s = (find(lambda x: mixed(x) - p, 0, 1) if small else mpf(0), find(lambda x: mixed(x) - (1 - p), 0, 1) if large else mpf(1))
    else:
        s = transformed(method, *still_open(resolved, open, t), level) or (mpf(0), mpf(1))
    return dict(lo=1 - s[1], hi=mpf(1) if limit > end else 1 - s[0])

def resolution_quantile_interval(method, resolved, open, q, level):
    if not resolved + open: return dict(lo=0, hi=inf)
    left, p, lo, hi = 1 - mpf(str(q)), (1 - mpf(str(level))) / 2, inf, inf
    if method == "beta-product":
        for t in [-1] + sorted(set(resolved + open)):  # before the first, and at each
            if below(product(resolved, open, t, True), left, 0) > p: lo = max(t, 0); break
        for t in sorted(set(resolved)):
            if below(product(resolved, open, t, False), left, 1) >= 1 - p: hi = t; break
        return dict(lo=lo, hi=hi)
    for t, _, _, _ in curve(resolved, open):
        limits = transformed(method, *still_open(resolved, open, t), level)
        if not limits: continue
        if limits[0] < left: lo = min(lo, t)
        if limits[1] < left: hi = min(hi, t)
    return dict(lo=lo, hi=hi)
