# Score limits of a difference: python3 twoproportions.py > twoproportions.csv (scipy 1.10.1)
# The restricted estimate by the closed form of the cubic in the appendix of Miettinen and Nurminen (1985), in 40 digits.
# Checked against published limits: 7/34 - 1/34 is .0270 to .3453, 56/70 - 48/80 is .0528 to .3382.
from mpmath import mp, mpf, sqrt, cos, acos, pi, erfc, findroot, erfinv
mp.dps = 40
def score(k1, n1, k2, n2, d):
    n, c = n1+n2, k1+k2
    l3, l2, l1, l0 = mpf(n), (n1+2*n2)*d - n - c, (n2*d - n - 2*k2)*d + c, k2*d*(1-d)
    q = l2**3/(3*l3)**3 - l1*l2/(6*l3**2) + l0/(2*l3)
    p = sqrt(abs(l2**2/(3*l3)**2 - l1/(3*l3)))*(1 if q > 0 else -1)
    r = q/p**3 if p else mpf(0)
    a = (pi + acos(max(-1, min(1, r))))/3
    p2 = 2*p*cos(a) - l2/(3*l3)
    p2 = min(max(p2, 0, -d), 1, 1-d); p1 = p2 + d
    v = (p1*(1-p1)/n1 + p2*(1-p2)/n2)*n/(n-1)
    return (mpf(k1)/n1 - mpf(k2)/n2 - d)/sqrt(v)
print("k1,n1,k2,n2,level,lo,hi,z,p")
for k1, n1, k2, n2 in [(7,34,1,34),(56,70,48,80),(9,10,3,10),(6,7,2,7),(5,56,0,29),(0,10,0,20),(10,10,0,20),(342,968,200,700),(0,5,3,7),(1,1,0,1),(2206,2688,2059,2625),(300000000,1000000000,299990000,1000000000)]:
    for level in ("0.9", "0.95", "0.99"):
        z = sqrt(mpf(2))*erfinv(mpf(level))
        d = mpf(k1)/n1 - mpf(k2)/n2
        def bisect(side):
            a, b = d, mpf(side)
            for _ in range(120):
                m = (a+b)/2
                if abs(score(k1, n1, k2, n2, m)) < z: a = m
                else: b = m
            return a
        lo = mpf(-1) if d == -1 else bisect(-1); hi = mpf(1) if d == 1 else bisect(1)
        s = score(k1, n1, k2, n2, mpf(0)) if 0 < k1+k2 < n1+n2 else mpf(0)
        print(k1, n1, k2, n2, level, mp.nstr(lo, 18), mp.nstr(hi, 18), mp.nstr(s, 18), mp.nstr(erfc(abs(s)/sqrt(mpf(2))), 18), sep=",")
