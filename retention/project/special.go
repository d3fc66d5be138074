package project

import "math"

// digamma returns ψ(x), the derivative of log Γ(x), for x > 0 to a few units in the last place: upward
// recurrence to 10 and the asymptotic series (DLMF 5.5.2, 5.11.2). gonum's stops the series so early that
// 5e-11 is missing near 7, which differences of a gradient would multiply.
func digamma(x float64) float64 {
	shift := 0.0
	for ; x < 10; x++ {
		shift -= 1 / x
	}
	return shift + math.Log(x) - 1/(2*x) - digammaSeries(x)
}

// digammaSeries returns log x - 1/(2x) - ψ(x) for x ≥ 10.
func digammaSeries(x float64) float64 {
	y := 1 / (x * x)
	return y * (1.0/12 - y*(1.0/120-y*(1.0/252-y*(1.0/240-y*(1.0/132-y*(691.0/32760-y/12))))))
}

// digammaRise returns ψ(x+a) - ψ(x) for x > 0 and a > 0 without the cancellation that the difference has for
// a large x.
func digammaRise(x, a float64) float64 {
	if x < 10 {
		return digamma(x+a) - digamma(x)
	}
	return math.Log1p(a/x) + a/(2*x*(x+a)) + digammaSeries(x) - digammaSeries(x+a)
}

// lgamma returns log Γ(x) for x > 0.
func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// logRise returns log Γ(x+a) - log Γ(x) for x > 0 and a > 0 without the cancellation that the difference has
// for a large x: Stirling's series for both (DLMF 5.11.1), its large terms combined.
func logRise(x, a float64) float64 {
	if x < 10 {
		return lgamma(x+a) - lgamma(x)
	}
	return a*math.Log(x+a) + ((x-0.5)*math.Log1p(a/x) - a) + stirling(x+a) - stirling(x)
}

// stirling returns log Γ(x) - ((x-½)·log x - x + ½·log 2π) for x ≥ 10.
func stirling(x float64) float64 {
	y := 1 / (x * x)
	return (1.0/12 - y*(1.0/360-y*(1.0/1260-y*(1.0/1680-y*(1.0/1188-y*691.0/360360))))) / x
}

// meanBeta returns the mean of g(P, 1-P) for P distributed as Beta(a, b), with a and b above 0. All the
// hypergeometric functions of this package are such means: of positive terms, so that nothing cancels however
// large or small the parameters.
//
// In the log odds of P the integrand is analytic near the real line and falls off exponentially, where the
// trapezoidal rule is exact but for exp(-π²/step) (Trefethen and Weideman 2014, doi 10.1137/130932132). Far
// out, where P or 1-P is nothing to floating point and g has settled, the terms are a geometric series and
// are summed as one.
func meanBeta(a, b float64, g func(p, q float64) float64) float64 {
	step := min(0.2, 0.4*math.Sqrt(1/a+1/b))
	mode := math.Log(a / b)
	top := a*logistic(mode) + b*logistic(-mode)
	var sum, weights float64
	side := func(direction, rate float64) {
		last := math.NaN()
		for k := 0; k < 1e6; k++ {
			if k == 0 && direction < 0 {
				continue // the mode itself belongs to the other side
			}
			s := mode + direction*float64(k)*step
			logP, logQ := logistic(s), logistic(-s)
			w, y := math.Exp(a*logP+b*logQ-top), g(math.Exp(logP), math.Exp(logQ))
			sum += w * y
			weights += w
			if w < 1e-18*weights && !(w*math.Abs(y) >= 1e-18*math.Abs(sum)) {
				return
			}
			if min(logP, logQ) < -40 && math.Abs(y-last) <= 1e-17*math.Abs(y) {
				rest := w * math.Exp(-rate*step) / -math.Expm1(-rate*step)
				sum += rest * y
				weights += rest
				return
			}
			last = y
		}
	}
	side(1, b)
	side(-1, a)
	return sum / weights
}

// logistic returns the logarithm of the probability with the log odds s.
func logistic(s float64) float64 {
	if s < 0 {
		return s - math.Log1p(math.Exp(s))
	}
	return -math.Log1p(math.Exp(-s))
}
