# Checks the tables that quantile.R wrote against mpmath (python3 quantile.py, mpmath 1.2.1, some minutes). A number of
# R's that is further than 1e-13 from the exact one is replaced, and its column is named in the last cell of its row.

import csv
import functools
import sys

from mpmath import mp, mpf, exp, log, log1p, expm1, loggamma, quad, sqrt, erfc, inf

mp.dps = 45
LIMIT = 1e-13


def integral(f, h):
    """Integral of the decreasing f over (0, inf), f(0) = 1, with the length scale h."""
    total, low, width = mpf(0), mpf(0), h
    while True:
        part = quad(f, [low, low + width], method="gauss-legendre")
        total += part
        if part < total * mpf(10) ** -30:
            return total
        low += width
        width *= mpf(1.5)


@functools.lru_cache(maxsize=None)
def constant(a, b):
    return loggamma(a + b) - loggamma(a) - loggamma(b)


def beta_mass(x, y, a, b):
    return exp(a * log(x) + b * log(y) + constant(a, b))


def beta_lower(x, y, a, b):
    """P(X <= x) under Beta(a, b), y = 1-x."""
    s = a + b
    if x > a / s:
        return 1 - beta_lower(y, x, b, a)
    mass = beta_mass(x, y, a, b)
    fall = (a - s * x) / a
    if y < x and s * y < 3:
        term = total = mpf(1)
        n = 0
        while term > total * mpf(10) ** -40:
            term *= (s + n) * y / (b + 1 + n)
            total += term
            n += 1
        return 1 - mass * total / b
    if 200 / (fall + sqrt(fall**2 + 200 * b / (a * s))) < 2000:
        term = total = mpf(1)
        n = 0
        while term > total * mpf(10) ** -40:
            term *= (s + n) * x / (a + 1 + n)
            total += term
            n += 1
        return mass * total / a
    if min(a, b) > 1000:
        h = min(sqrt(a * b / s) / s, x / (a - s * x + 1) * 3)

        def f(d):
            return exp((a - 1) * log1p(-d / x) + (b - 1) * log1p(d / y)) if d < x else mpf(0)

        return mass / (x * y) * integral(f, h)
    # The continued fraction of DLMF 8.17.22 by Lentz's method.
    c, d, value = mpf(1), mpf(0), mpf(1)
    for n in range(1, 10**6):
        m = n // 2
        if n % 2 == 0:
            t = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            t = -(a + m) * (s + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / (1 + t * d)
        c = 1 + t / c
        value *= c * d
        if abs(c * d - 1) < mpf(10) ** -40:
            break
    return mass / (a * value)


@functools.lru_cache(maxsize=None)
def beta_quantile(p, a, b, x):
    """The p-quantile under Beta(a, b) and its complement, from a first value x."""
    x = mpf(x)
    if p > 0.5:
        raise ValueError
    y = 1 - x
    for _ in range(60):
        lower, mass = beta_lower(x, y, a, b), beta_mass(x, y, a, b)
        l, m, psi = log(p / lower), mass / lower, a * y - b * x
        step = l / m / max(1 + l * (psi - m) / (2 * m), mpf("0.2"))
        t = expm1(step)
        x, y = x * (1 + t) / (1 + x * t), y / (1 + x * t)
        if abs(l) < 1e-9:
            return x, y
    raise ArithmeticError((p, a, b))


def gamma_tails(a, x):
    """P(X <= x), P(X > x) for shape a, and the density of log x."""
    mass = exp(a * log(x) - x - loggamma(a))
    if x < a or x < 3:
        fall = (a - x) / a
        if a < 1000 or 200 / (fall + sqrt(fall**2 + 200 / a)) < 2000:
            term = total = mpf(1)
            n = 0
            while term > total * mpf(10) ** -40:
                n += 1
                term *= x / (a + n)
                total += term
            return mass * total / a, 1 - mass * total / a, mass

        def f(d):
            return exp((a - 1) * log1p(-d / x) + d) if d < x else mpf(0)

        lower = mass / x * integral(f, min(sqrt(a), 3 * x / (a - x + 1)))
        return lower, 1 - lower, mass

    def f(d):
        return exp((a - 1) * log1p(d / x) - d)

    upper = mass / x * integral(f, min(sqrt(a), 3 * x / (x - a + 1)))
    return 1 - upper, upper, mass


def gamma_quantile(p, a, upper, x):
    x = mpf(x)
    for _ in range(60):
        lower, above, mass = gamma_tails(a, x)
        tail, slope = (above, -mass) if upper else (lower, mass)
        l, m, psi = log(p / tail), slope / tail, a - x
        x *= exp(l / m / max(1 + l * (psi - m) / (2 * m), mpf("0.2")))
        if abs(l) < 1e-9:
            return x
    raise ArithmeticError((p, a))


def t_upper(q, df, first):
    """t with the probability q above it."""
    a, b = df / 2, mpf(1) / 2
    if q == 0.5:
        return mpf(0)
    if q > 0.25:
        start = first**2 / (df + first**2)
        x, y = beta_quantile(1 - 2 * q, b, a, start)
        return sqrt(df * x / y)
    # In y, where a small one keeps its digits; beta_quantile wants x.
    x, y = beta_quantile(2 * q, a, b, df / (df + mpf(first) ** 2))
    return sqrt(df * y / x)


def t_above(t, df):
    return beta_lower(df / (df + t**2), t**2 / (df + t**2), df / 2, mpf(1) / 2) / 2


def f_upper(d1, d2, q, first):
    x, y = beta_quantile(q, d2 / 2, d1 / 2, d2 / (d2 + d1 * first))
    return d2 / d1 * y / x


def f_above(x, d1, d2):
    w = d2 + d1 * x
    return beta_lower(d2 / w, d1 * x / w, d2 / 2, d1 / 2)


def normal_upper(q, z):
    z = mpf(z)
    for _ in range(5):
        tail = erfc(z / sqrt(2)) / 2
        r = (tail - q) / (exp(-z * z / 2) / sqrt(2 * mp.pi))
        z += r * (1 + r * z / 2)
    return z


def binomial_below(k, n, p):
    return mpf(1) if k >= n else 1 - beta_lower(p, 1 - p, k + 1, n - k)


def binomial_above(k, n, p):
    return mpf(0) if k >= n else beta_lower(p, 1 - p, k + 1, n - k)


def beta_quantiles(v):
    a, b, q, lower, upper = v[:5]
    # One of a quantile and its complement, which is another row's, has its digits in R.
    other_upper, other_lower = beta_r[b, a, q]
    return {
        "lower": beta_quantile(q, a, b, lower if lower < 0.5 else 1 - other_upper if other_upper > 0 else lower)[0],
        "upper": beta_quantile(q, b, a, other_lower)[1],
    }


def beta_tails(v):
    a, b, q, lower, upper = v[:5]
    return {
        "below": beta_lower(lower, 1 - lower, a, b) if lower < 1 else mpf(1),
        "above": beta_lower(1 - upper, upper, b, a) if upper < 1 else mpf(0),
    }


def check(name, quantiles, tails):
    with open(name) as file:
        header, *rows = csv.reader(file)
    if header[-1] == "mpmath":
        sys.exit(name + " has been checked already; run quantile.R first")
    worst, replaced, count = {}, 0, 0
    for row in rows:
        v = [mpf(float(c)) for c in row]
        changed = []
        for exact in quantiles, tails: # the tails of the quantiles that the table will hold
            for column, value in exact(v).items():
                i = header.index(column)
                count += 1
                err = abs(v[i] - value) / abs(value) if value else inf if v[i] else 0
                worst[column] = max(worst.get(column, 0), float(err))
                if err > LIMIT and float(value) != v[i]:
                    v[i] = mpf(float(value))
                    row[i] = "%.17g" % float(value)
                    changed.append(column)
                    replaced += 1
        row.append(" ".join(changed))
    with open(name, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header + ["mpmath"]] + rows)
    print(f"{name}: {replaced} of {count} replaced; R's largest relative errors:",
          ", ".join(f"{c} {e:.1e}" for c, e in worst.items()), flush=True)


with open("beta.csv") as file:
    beta_r = {tuple(mpf(float(c)) for c in row[:3]): (mpf(float(row[4])), mpf(float(row[3])))
              for row in list(csv.reader(file))[1:]}

check("normal.csv", lambda v: {"upper": normal_upper(v[0], v[1])}, lambda v: {"above": erfc(v[1] / sqrt(2)) / 2})
check("t.csv", lambda v: {"upper": t_upper(v[1], v[0], v[2])}, lambda v: {"above": t_above(v[2], v[0])})
check("gamma.csv",
      lambda v: {"lower": gamma_quantile(v[1], v[0], False, v[2]), "upper": gamma_quantile(v[1], v[0], True, v[3])},
      lambda v: {"below": gamma_tails(v[0], v[2])[0], "above": gamma_tails(v[0], v[3])[1]})
check("binomial.csv", lambda v: {},
      lambda v: {"below": binomial_below(v[3], v[0], v[1]), "above": binomial_above(v[3], v[0], v[1])})
check("f.csv", lambda v: {"upper": f_upper(*v[:4])}, lambda v: {"above": f_above(v[3], v[0], v[1])})
check("beta.csv", beta_quantiles, beta_tails)
