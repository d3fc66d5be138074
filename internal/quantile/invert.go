package quantile

import "math"

// inverse returns how far to go in order to gain r times the present density of probability, by the inverse
// Taylor series to the fourth order (Abramowitz and Stegun 1964, 3.6.25); psi, psi1 and psi2 are the
// derivatives of the log density.
func inverse(r, psi, psi1, psi2 float64) float64 {
	return r * (1 + r*(-psi/2+r*((2*psi*psi-psi1)/6-r*(6*psi*psi*psi-7*psi*psi1+psi2)/24)))
}

// toward returns the step from a point with the tail probability tail towards the one with target, and
// whether it is the last one; slope is the derivative of the tail (the density, negative for an upper tail),
// psi, psi1 and psi2 the derivatives of the log density. It wants a variable in which the density is
// log-concave: then so are both tails, and Newton's method on their logarithm comes home from everywhere. The
// variable is a logarithm, so that a step of 500 goes as far as floats do.
func toward(target, tail, slope, psi, psi1, psi2 float64) (step float64, last bool) {
	r := (target - tail) / slope
	size := r * r * (psi*psi - psi1) // squared, in units of the distance over which the density changes
	if size < 0.04 {
		return short(inverse(r, psi, psi1, psi2)), size*size*math.Abs(r) < 4e-15
	}
	// Halley's step for log tail = log target.
	l := math.Log(target / tail)
	m := slope / tail
	return short(l / m / math.Max(1+l*(psi-m)/(2*m), 0.5)), false
}

func short(step float64) float64 { return math.Max(-500, math.Min(step, 500)) }

// exp is math.Exp, faster for the small steps that end an iteration.
func exp(x float64) float64 {
	if math.Abs(x) < 0.01 {
		return 1 + x*(1+x*(1./2+x*(1./6+x*(1./24+x*(1./120+x*(1./720))))))
	}
	return math.Exp(x)
}
