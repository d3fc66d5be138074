# Makes buyers.json: maximum likelihood fits of BG/NBD and gamma-gamma to simulated customers, by SciPy, with likelihoods
# that share nothing with the Go code: BG/NBD as the sum of its two integrated terms with beta functions, gamma-gamma as the
# numerical integral over a customer's own scale.
#
#   python3 testdata/buyers.py > testdata/buyers.json
import json

import numpy as np
from scipy import integrate, optimize
from scipy.special import betaln, gammaln
from scipy.stats import gamma

rng = np.random.default_rng(1040)


def simulate(n, r, alpha, a, b):
    rows = []
    for _ in range(n):
        rate, leaves, age = rng.gamma(r, 1 / alpha), rng.beta(a, b), round(rng.uniform(20, 39), 1)
        t, x, last = 0.0, 0, 0.0
        while True:
            t += rng.exponential(1 / rate)
            if round(t, 1) > age:
                break
            x, last = x + 1, round(t, 1)
            if rng.random() < leaves:
                break
        rows.append([x, last, age])
    return rows


def bgnbd(p, x, last, age):
    r, alpha, a, b = np.exp(p)
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    active = np.exp(betaln(a, b + x) - betaln(a, b) + rate - (r + x) * np.log(alpha + age))
    gone = np.where(x > 0, np.exp(betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) + rate - (r + x) * np.log(alpha + last)), 0)
    return active + gone, active


def fit(f, start):
    best = optimize.minimize(f, start, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 20000, "maxfev": 20000})
    x, k, h = best.x, len(start), 2e-3
    hess = np.empty((k, k))  # second differences, extrapolated from two steps
    for i in range(k):
        for j in range(k):
            d = []
            for s in (h, 2 * h):
                e, g = np.zeros(k), np.zeros(k)
                e[i], g[j] = s, s
                d.append((f(x + e + g) - f(x + e - g) - f(x - e + g) + f(x - e - g)) / (4 * s * s))
            hess[i, j] = (4 * d[0] - d[1]) / 3
    p = np.exp(x)
    return p, -best.fun, np.sqrt(np.diag(np.linalg.inv(hess))) * p


out = {}
rows = simulate(400, 0.6, 5, 0.8, 2.5)
x, last, age = np.array(rows).T
p, ll, errors = fit(lambda q: -np.log(bgnbd(q, x, last, age)[0]).sum(), np.log([0.6, 5, 0.8, 2.5]))
total, active = bgnbd(np.log(p), x, last, age)
out["buyers"] = {"rows": rows, "parameters": p.tolist(), "logLikelihood": ll, "errors": errors.tolist(), "alive": (active / total)[:12].tolist()}

counts = 1 + rng.poisson(2, 60)
spends = []
for n in counts:
    nu = rng.gamma(4, 1 / 16)
    spends.append([int(n), round(float(rng.gamma(6, 1 / nu, n).mean()), 2)])
n, mean = np.array(spends).T


def gamma_gamma(q):
    p, shape, v = np.exp(q)
    ll = 0
    for k, m in zip(n, mean):
        centre = (p * k + shape) / (v + k * m)
        density = lambda nu: gamma.pdf(m, p * k, scale=1 / (nu * k)) * gamma.pdf(nu, shape, scale=1 / v)
        ll += np.log(integrate.fixed_quad(lambda u: density(centre * np.exp(u)) * centre * np.exp(u), -4, 2.5, n=160)[0])
    return -ll


p, ll, errors = fit(gamma_gamma, np.log([6, 4, 16]))
expected = []
for k, m in spends[:6]:  # mean of p/ν, weighted by what the customer paid
    centre = (p[0] * k + p[1]) / (p[2] + k * m)
    density = lambda nu: gamma.pdf(m, p[0] * k, scale=1 / (nu * k)) * gamma.pdf(nu, p[1], scale=1 / p[2])
    total = integrate.quad(density, 0, 40 * centre, epsabs=0, epsrel=1e-12, points=[centre])[0]
    expected.append(integrate.quad(lambda nu: p[0] / nu * density(nu), 0, 40 * centre, epsabs=0, epsrel=1e-12, points=[centre])[0] / total)
out["spends"] = {"rows": spends, "parameters": p.tolist(), "logLikelihood": ll, "errors": errors.tolist(), "expected": expected}
print(json.dumps(out))
