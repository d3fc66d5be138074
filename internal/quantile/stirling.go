package quantile

import "math"

// Every density here is written as its value at the mean times exp(−deviance), after Loader (2000), "Fast and
// accurate computation of binomial probabilities": x^a and 1/B(a, b), each far out of range or with all its
// digits in the exponent, are never formed. Two functions carry that form: stirling for the constant and
// excess for the deviance.

// sqrt2Pi is the square root of 2π.
const sqrt2Pi = 2.50662827463100050241576528481104525300698674060993831662992357634

// halves holds the Stirling error of 1/2, 1, 3/2, …, 10; degrees of freedom and counts make these the common
// ones. Computed with 40 digits by mpmath: loggamma(x) - (x-0.5)*log(x) + x - log(2*pi)/2.
var halves = [...]float64{
	0.15342640972002734529, 0.08106146679532725822, 0.054814121051917653896, 0.041340695955409294094,
	0.033162873519936287485, 0.027677925684998339149, 0.023746163656297495971, 0.020790672103765093112,
	0.018488450532673185231, 0.016644691189821192163, 0.015134973221917378874, 0.013876128823070747999,
	0.012810465242920226924, 0.011896709945891770095, 0.011104559758206917327, 0.010411265261972096497,
	0.0097994161261588032984, 0.0092554621827127329177, 0.008768700134139385463, 0.0083305634333628712565,
}

// stirling returns log Γ(x) − (x−½)·log x + x − ½·log 2π for x > 0, the error of Stirling's formula
// (Abramowitz and Stegun 1964, 6.1.41). It falls from +Inf at 0 to 0 at +Inf.
func stirling(x float64) float64 {
	if x <= 10 {
		if twice := 2 * x; twice >= 1 && twice == math.Trunc(twice) {
			return halves[int(twice)-1]
		}
		// The terms stay below 24, so that cancellation costs at most 3e-15.
		l, _ := math.Lgamma(x)
		return l - (x-0.5)*math.Log(x) + x - 0.91893853320467274178
	}
	// The Bernoulli numbers B(2k) over 2k(2k−1); the first term left out is below 7e-16 at 10.
	r := 1 / x
	r2 := r * r
	return r * (1./12 - r2*(1./360-r2*(1./1260-r2*(1./1680-r2*(1./1188-r2*691./360360)))))
}

// excess returns u − log(1+u) for u > −1, relatively accurate also where the two cancel; ratio is 1+u, which
// the caller knows to full precision when u is close to −1. The deviance of a gamma variable with shape a at
// x is a·excess(x/a − 1), Loader's D₀.
func excess(u, ratio float64) float64 {
	switch {
	case u < -0.5:
		return u - math.Log(ratio)
	case math.Abs(u) > 0.3:
		return u - math.Log1p(u)
	}
	// log(1+u) = 2·artanh(r) with r = u/(2+u) (Abramowitz and Stegun 4.1.27), and u − 2r = u·r. |r| ≤ 0.1765.
	r := u / (2 + u)
	r2 := r * r
	var sum float64
	switch {
	case r2 < 1e-6:
		sum = 1./3 + r2*(1./5+r2*(1./7))
	case r2 < 1e-3:
		sum = 1./3 + r2*(1./5+r2*(1./7+r2*(1./9+r2*(1./11+r2*(1./13)))))
	default:
		sum = 1./3 + r2*(1./5+r2*(1./7+r2*(1./9+r2*(1./11+r2*(1./13+r2*(1./15+r2*(1./17+
			r2*(1./19+r2*(1./21+r2*(1./23))))))))))
	}
	return r * (u - 2*r2*sum)
}
