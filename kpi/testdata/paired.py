# Newcombe's method 10 for paired proportions: python3 paired.py > paired.csv (statsmodels 0.13.5 for Wilson's limits)
# 20, 12, 2, 16 is table II of Newcombe (1998), Statistics in Medicine 17:2635: .0562 to .3292.
from math import sqrt
from statsmodels.stats.proportion import proportion_confint as ci
print("both,first,second,neither,level,lo,hi")
for e, f, g, h in [(20,12,2,16),(36,12,2,0),(43,0,0,7),(43,1,0,0),(0,29,0,0),(0,0,0,9),(9,0,0,0),(1,0,0,0),(0,3,4,0),(500,120,80,300),(10,2,1,1),(30000000,2000000,1000000,7000000)]:
    n = e+f+g+h
    for level in (.9, .95, .99):
        l1, u1 = ci(e+f, n, 1-level, "wilson"); l2, u2 = ci(e+g, n, 1-level, "wilson")
        p1, p2 = (e+f)/n, (e+g)/n
        m = (e+f)*(g+h)*(e+g)*(f+h)
        x = e*h - f*g
        phi = 0 if m == 0 else (x - n/2 if x > n/2 else 0 if x >= 0 else x)/sqrt(m)
        d1, d2, e1, e2 = p1-l1, u2-p2, u1-p1, p2-l2
        lo = p1-p2-sqrt(max(0, d1*d1-2*phi*d1*d2+d2*d2)); hi = p1-p2+sqrt(max(0, e1*e1-2*phi*e1*e2+e2*e2))
        print(e, f, g, h, level, repr(float(lo)), repr(float(hi)), sep=",")
