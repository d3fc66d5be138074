package quantile

import "math"

// F returns the p-quantile of F with d1 and d2 degrees of freedom: 0 at p = 0, +Inf at p = 1. It is an odds
// of a beta variable. Infinite degrees of freedom give the chi-square limits, and a constant 1 if both are.
func F(p, d1, d2 float64) float64 {
	switch {
	case !(d1 > 0 && d2 > 0) || !(0 <= p && p <= 1):
		return math.NaN()
	case math.IsInf(d1, 1) && math.IsInf(d2, 1):
		return 1
	case math.IsInf(d2, 1):
		return ChiSquared(p, d1) / d1
	case math.IsInf(d1, 1):
		return d2 / ChiSquaredUpper(p, d2)
	}
	x, y := betaQuantile(p, d1/2, d2/2)
	return d2 / d1 * (x / y)
}

// FUpper returns x with P(X > x) = q under F with d1 and d2 degrees of freedom: F(1-q, d1, d2) without the
// digits that 1-q loses.
func FUpper(q, d1, d2 float64) float64 { return 1 / F(q, d2, d1) }

// FTail returns P(X > x) under F with d1 and d2 degrees of freedom; P(X <= x) is FTail(1/x, d2, d1).
func FTail(x, d1, d2 float64) float64 {
	switch {
	case !(d1 > 0 && d2 > 0) || math.IsNaN(x):
		return math.NaN()
	case x <= 0:
		return 1
	case math.IsInf(x, 1):
		return 0
	case math.IsInf(d1, 1) && math.IsInf(d2, 1):
		if x < 1 {
			return 1
		}
		return 0
	case math.IsInf(d2, 1):
		return ChiSquaredTail(x*d1, d1)
	case math.IsInf(d1, 1):
		return ChiSquaredCDF(d2/x, d2)
	}
	d := newBeta(d1/2, d2/2)
	u, v := x, 1.0
	if x > 1e100 { // d1·x must not overflow
		u, v = 1, 1/x
	}
	w := d.a*u + d.b*v
	_, upper, _ := d.tails(d.a*u/w, d.b*v/w, d.a*d.b*((u-v)/w))
	return upper
}
