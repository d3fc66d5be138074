# Makes irr.json: every real rate above -1 of seeded flows, from the companion matrix in 60 digits.
#
#   python3 testdata/irr.py > testdata/irr.json
#
# mpmath 1.2 or later. Rates nearer than 1e-3 to one another are left out, since their number hangs on rounding.
import json
import random

import mpmath as mp

mp.mp.dps = 60
random.seed(20050304)


def rates(flows):
    coeffs = [mp.mpf(f) for f in flows]  # of x = 1/(1+r), lowest first
    while coeffs and coeffs[-1] == 0:
        coeffs.pop()
    while coeffs and coeffs[0] == 0:
        coeffs.pop(0)
    if len(coeffs) < 2:
        return []
    xs = mp.polyroots(coeffs[::-1], maxsteps=2000, extraprec=800)
    found = []
    for x in xs:
        if abs(mp.im(x)) < mp.mpf(10) ** -40 and mp.re(x) > 0:
            found.append(1 / mp.re(x) - 1)
    return sorted(found)


cases = []
for n in [2, 3, 4, 5, 7, 10, 13, 25, 37, 61] * 12:
    kind = random.randrange(4)
    if kind == 0:  # an investment
        flows = [-random.randrange(1, 10000)] + [random.randrange(0, 3000) for _ in range(n - 1)]
    elif kind == 1:  # signs at random
        flows = [random.randrange(-5000, 5001) for _ in range(n)]
    elif kind == 2:  # amounts of every size
        flows = [random.choice([-1, 1]) * round(10 ** random.uniform(-3, 6), 3) for _ in range(n)]
    else:  # chosen rates, so that there are several
        flows = [1]
        for _ in range(min(n - 1, 6)):
            r = random.choice([-0.75, -0.5, -0.2, -0.05, 0.01, 0.07, 0.25, 0.6, 1.5, 4])
            flows = [a * 20 for a in flows] + [0]
            for i in range(len(flows) - 1, 0, -1):
                flows[i] -= flows[i - 1] * (1 + r)
        flows = [round(f * 100) for f in flows]
    found = rates(flows)
    if any(b - a < 1e-3 for a, b in zip(found, found[1:])):
        continue
    cases.append({"flows": flows, "rates": [float(r) for r in found]})
print("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]")
