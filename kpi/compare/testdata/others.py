# Oracles for the rest: python3 others.py > others.json (scipy 1.10.1, numpy 1.24)
import json, numpy as np
from scipy import stats, optimize, special
out = {}
# Brunner and Munzel's test by SciPy; its statistic and degrees of freedom give limits on the logit scale.
def superiority(x, y, level):
    a, b = np.repeat(np.arange(len(x)), x), np.repeat(np.arange(len(y)), y)
    nx, ny = len(a), len(b)
    p = np.mean([(np.sum(a < v) + np.sum(a == v)/2)/nx for v in b])
    r = stats.brunnermunzel(a, b)
    se = (p-0.5)/abs(r.statistic)*(1 if p > .5 else -1)
    ra = stats.rankdata(np.r_[a, b]); rx, ry = stats.rankdata(a), stats.rankdata(b)
    sx = np.var(ra[:nx]-rx, ddof=1); sy = np.var(ra[nx:]-ry, ddof=1)
    df = (sx/ny+sy/nx)**2/((sx/ny)**2/(nx-1)+(sy/nx)**2/(ny-1))
    h = stats.t.ppf((1+level)/2, df)*se/(p*(1-p)); l = np.log(p/(1-p))
    return dict(x=list(x), y=list(y), level=level, p=p, lo=special.expit(l-h), hi=special.expit(l+h))
out["superiority"] = [superiority((10,2,0,1,0),(3,1,4,2,1),.95), superiority((5,9,20,40,26),(9,14,22,35,20),.9), superiority((1,2,3),(3,2,2),.99)]
def prior(k, n):
    k, n = np.array(k), np.array(n)
    f = lambda t: -np.sum(special.betaln(np.exp(t[0])+k, np.exp(t[1])+n-k) - special.betaln(np.exp(t[0]), np.exp(t[1])))
    best = min((optimize.minimize(f, s, method="Nelder-Mead", options=dict(xatol=1e-12, fatol=1e-14, maxiter=20000)) for s in ([0,0],[2,1],[3,3])), key=lambda r: r.fun)
    a, b = np.exp(best.x); level = .95
    return dict(k=k.tolist(), n=n.tolist(), alpha=a, beta=b, mean=((a+k)/(a+b+n)).tolist(),
      lo=stats.beta.ppf(.025, a+k, b+n-k).tolist(), hi=stats.beta.ppf(.975, a+k, b+n-k).tolist())
out["betabinomial"] = [prior([3,9,18,12,27,40,5,22,16,31],[3,12,20,20,30,44,9,24,25,33]), prior([1,0,30,200,7],[20,50,400,1000,9]), prior([0,0,1,20],[3,200,20,21])]
def funnel(k, n, level):
    k, n = np.array(k), np.array(n); t = k.sum()/n.sum(); s2 = t*(1-t)/n
    z = (k/n-t)/np.sqrt(s2); w = np.clip(z, np.quantile(z, .1), np.quantile(z, .9)); phi = np.mean(w**2); m = len(k); g = 1/s2
    tau2 = max(0, (m*phi-(m-1))/(g.sum()-(g**2).sum()/g.sum())); sd = np.sqrt(s2+tau2); c = stats.norm.ppf((1+level)/2)
    return dict(k=k.tolist(), n=n.tolist(), level=level, target=t, phi=phi, tau=np.sqrt(tau2), z=((k/n-t)/sd).tolist(), lo=np.clip(t-c*sd,0,1).tolist(), hi=np.clip(t+c*sd,0,1).tolist())
out["funnel"] = [funnel([870,940,905,1010,45,300,77,88,10,500],[1000,1000,1000,1200,60,310,90,120,12,640],.998), funnel([8,9,10,11,12],[20,20,20,20,20],.95)]
json.dump(out, __import__("sys").stdout, indent=1)
