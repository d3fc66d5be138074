# Score limits of a mean from their definition: python3 multinomial.py > multinomial.csv (mpmath 1.2.1)
# For each trial mean m the multiplier is found by bisection from sum p_j (x_j - m) = 0, the missing mass goes to the end of
# the scale where there is no root, and the limit is found by bisection on n (xbar - m)^2 / sum p_j (x_j - m)^2 = z^2.
from mpmath import mp, mpf, sqrt, erfinv
mp.dps = 30
def variance(x, c, n, m, up):
    lo, hi = x[0], x[-1]
    # p_j = c_j/(n + lam (x_j - m)); for m above the mean lam is negative, down to -n/(hi - m)
    bound = -n/(hi-m) if up else n/(m-lo)
    g = lambda lam: sum(cj*(xj-m)/(n+lam*(xj-m)) for xj, cj in zip(x, c) if cj)
    a, b = mpf(0), bound*(1-mpf(10)**-28)
    sign = 1 if up else -1 # g(0) has the sign -sign; moving to the bound changes it if there is a root
    if sign*g(b) > 0:
        for _ in range(100):
            h = (a+b)/2
            if sign*g(h) > 0: b = h
            else: a = h
        lam = (a+b)/2
    else:
        lam = bound
    end = hi if up else lo
    p = [cj/(n+lam*(xj-m)) if cj else mpf(0) for xj, cj in zip(x, c)]
    v = sum(pj*(xj-m)**2 for xj, pj in zip(x, p)) + max(0, 1-sum(p))*(end-m)**2
    return v
def limits(x, c, level):
    x = [mpf(str(v)) for v in x]; c = [mpf(v) for v in c]; n = sum(c); z2 = 2*erfinv(mpf(level))**2
    mean = sum(a*b for a, b in zip(x, c))/n
    out = []
    for up in (False, True):
        end = x[-1] if up else x[0]
        if mean == end: out.append(end); continue
        a, b = mean, end
        for _ in range(85):
            m = (a+b)/2
            if n*(mean-m)**2 < z2*variance(x, c, n, m, up): a = m
            else: b = m
        out.append((a+b)/2)
    return mean, out[0], out[1]
print("values;counts;level;mean;lo;hi")
five, seven, eleven = range(1, 6), range(1, 8), range(11)
for x, c in [(five,(0,0,0,0,5)), (five,(0,0,0,1,9)), (five,(2,3,5,20,70)), (five,(1,0,0,0,0)), (five,(0,0,1,0,0)), (five,(0,3,4,0,0)),
             (seven,(80,210,140,110,160,180,120)), (seven,(0,0,0,0,0,1,2)), (eleven,(1,0,0,2,0,5,9,20,31,40,99)), ((-2,-1,0,1,2),(0,1,8,3,0)),
             ((0,0.5,1),(3,4,5)), ((-1,0,1),(20,30,50)), ((-1,0,1),(0,0,10)), ((-1,0,1),(0,43,1)), ((-1,0,1),(342,968,1436)),
             (five,(1000000,50000000,149000000,300000000,500000000)), ((-1,0,1),(1,999999998,1)), ((0,1),(999999999,1))]:
    for level in ("0.8", "0.95", "0.999"):
        r = limits(list(x), c, level)
        print(" ".join(map(str, x)), " ".join(map(str, c)), level, *[mp.nstr(v, 18) for v in r], sep=";")
