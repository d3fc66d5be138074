package quantile

import "math"

// gonum's Beta.Quantile and RegIncBeta lose digits with the size of the parameters (1e-12 at 1,000, 2.6e-9 at
// 1e6; Beta(5e8, 5e8) is 1.56 at its centre), so the beta family, and with it F, Student's t and the
// binomial, is computed here.

// BetaCDF returns P(X <= x) under Beta(a, b).
func BetaCDF(x, a, b float64) float64 {
	lower, _ := betaTails(x, a, b)
	return lower
}

// BetaTail returns P(X > x) under Beta(a, b).
func BetaTail(x, a, b float64) float64 {
	_, upper := betaTails(x, a, b)
	return upper
}

// Beta returns the p-quantile of Beta(a, b): 0 at p = 0, 1 at p = 1. Where it is close to 1, its complement
// is BetaUpper(p, b, a), with all its digits.
func Beta(p, a, b float64) float64 {
	x, _ := betaQuantile(p, a, b)
	return x
}

// BetaUpper returns x with P(X > x) = q under Beta(a, b): Beta(1-q, a, b) without the digits that 1-q loses.
// Where it is close to 1, its complement is Beta(q, b, a), with all its digits.
func BetaUpper(q, a, b float64) float64 {
	_, y := betaQuantile(q, b, a)
	return y
}

func betaTails(x, a, b float64) (lower, upper float64) {
	if !(a > 0 && b > 0) || math.IsNaN(x) || math.IsInf(a, 1) || math.IsInf(b, 1) {
		return math.NaN(), math.NaN()
	}
	if x <= 0 {
		return 0, 1
	}
	if x >= 1 {
		return 1, 0
	}
	y := 1 - x
	d := newBeta(a, b)
	lower, upper, _ = d.tails(x, y, d.distance(x, y))
	if !(0 <= lower && lower <= 1) {
		return d.none(), 1 - d.none()
	}
	return lower, upper
}

// none returns the chance of 0 of the distribution on 0 and 1 that Beta(a, b) comes to as its parameters fall to 0. It
// stands in where their terms leave the range of numbers, from some 1e-9 down.
func (d *beta) none() float64 { return 1 / (1 + d.a/d.b) }

// betaQuantile returns the p-quantile x of Beta(a, b), and 1-x.
func betaQuantile(p, a, b float64) (x, y float64) {
	switch {
	case !(a > 0 && b > 0) || !(0 <= p && p <= 1) || math.IsInf(a, 1) || math.IsInf(b, 1):
		return math.NaN(), math.NaN()
	case p == 0:
		return 0, 1
	case p == 1:
		return 1, 0
	case p <= 0.5:
		x, y = betaLower(p, a, b)
	default:
		y, x = betaLower(1-p, b, a) // 1-p is exact
	}
	switch {
	case 0 <= x && x <= 1:
		return x, y
	case p <= (&beta{a: a, b: b}).none():
		return 0, 1
	}
	return 1, 0
}

// beta is Beta(a, b), prepared for several questions.
type beta struct {
	a, b, s float64 // s = a+b
	peak    float64 // √(ab/2πs), what Stirling's formula says of the mass a^a b^b / (s^s B(a, b)) at the mean
	rest    float64 // the logarithm of what it leaves out
}

func newBeta(a, b float64) beta {
	s := a + b
	return beta{a: a, b: b, s: s, peak: math.Sqrt(a/s*b) / sqrt2Pi, rest: stirling(s) - stirling(a) - stirling(b)}
}

// distance returns s·x − a, how far x lies above the mean, times s. The smaller one of x and y counts as
// exact; the products carry their rounding errors along, because a distance of a few parts in 1e9 decides
// about large parameters.
func (d *beta) distance(x, y float64) float64 {
	if x <= y {
		return dot(x, d.a, d.b)
	}
	return -dot(y, d.b, d.a)
}

// dot returns x·(a+b) − a to nearly full precision.
func dot(x, a, b float64) float64 {
	xa := float64(x * a) // the conversion forbids a fused multiply-add, of which xa would not be the rounded part
	xb := float64(x * b)
	low := math.FMA(x, a, -xa) + math.FMA(x, b, -xb)
	// Knuth's two-sum of xa and xb.
	sum := xa + xb
	t := sum - xa
	low += (xa - (sum - t)) + (xb - t)
	// And of the sum and -a.
	diff := sum - a
	t = diff - sum
	low += (sum - (diff - t)) + (-a - t)
	return diff + low
}

// half returns the deviance of x, which is z²/2 for the z of near.
func (d *beta) half(x, y, dist float64) float64 {
	return d.a*excess(dist/d.a, x*d.s/d.a) + d.b*excess(-dist/d.b, y*d.s/d.b)
}

// tails returns P(X <= x), P(X > x) and the mass x^a·y^b/B(a, b), the density of log(x/y); y is 1-x, dist is
// s·x − a.
func (d *beta) tails(x, y, dist float64) (lower, upper, mass float64) {
	half := d.half(x, y, dist)
	mass = d.peak * math.Exp(d.rest-half)
	if dist <= 0 {
		lower = d.below(x, y, dist, half, mass)
		return lower, 1 - lower, mass
	}
	r := beta{a: d.b, b: d.a, s: d.s, peak: d.peak, rest: d.rest}
	upper = r.below(y, x, -dist, half, mass)
	return 1 - upper, upper, mass
}

// below returns P(X <= x) for x not above the mean.
func (d *beta) below(x, y, dist, half, mass float64) float64 {
	switch m := math.Min(d.a, d.b); {
	case y < x && d.s*y < 1.5:
		// b and y are so small that the upper tail, although the larger one here, is the easy one.
		return 1 - series(y, d.b, d.s, mass)
	case m >= 300 && 2*half < reach*m:
		var e near
		d.expand(&e, terms(2*half, m))
		e.reflect()
		tail, _ := e.tail(math.Sqrt(2*half), half, mass/(d.peak*sqrt2Pi))
		return tail
	}
	return fraction(x, y, d.a, d.b, -dist, mass)
}

// expand writes the distribution as a bent normal one.
func (d *beta) expand(e *near, n int) {
	e.scale = exp(d.rest)
	e.expand(d.skew(), 1/d.s, n)
}

// skew returns the slope of the variance function x(1-x) at the mean, in units of the standard deviation.
func (d *beta) skew() float64 { return (d.b - d.a) / math.Sqrt(d.a*d.b*d.s) }

// series returns the lower tail as the mass times the hypergeometric series (Abramowitz and Stegun 1964,
// 26.5.4; all its terms are positive): 1/a·(1 + Σ (s)(s+1)…/((a+1)(a+2)…)·xⁿ).
func series(x, a, s, mass float64) float64 {
	term := 1.0
	sum := 1.0
	for n := 0.0; term > 1e-17*sum && n < 1e4; n++ {
		term *= (s + n) * x / (a + 1 + n)
		sum += term
	}
	return mass * sum / a
}

// fraction returns the lower tail for x below the mean as the mass times the even part of its continued
// fraction, in the form of Didonato and Morris (1992, doi 10.1145/131766.131776), whose terms do not cancel;
// lambda is a − s·x. Ten terms do for parameters of ten, thirty for a thousand, fewer in the tails.
func fraction(x, y, a, b, lambda, mass float64) float64 {
	// Numerators and denominators of the convergents, by Wallis' recurrence, kept within range by scaling.
	s1 := a + b - 1
	y1 := 1 + y
	lambda++
	r := 1 / (a + 1)
	a0, a1 := 0.0, 1.0
	b0, b1 := 1.0, a*r*lambda
	last := 0.0
	for n := 1.0; n < 1e4; {
		for range 4 {
			u := n * (b - n) * x * r
			num := (a + n - 1) * (s1 + n) * u * (x * r)
			r = 1 / (a + n + n + 1)
			den := n + u + (a+n)*r*(lambda+n*y1)
			a0, a1 = a1, den*a1+num*a0
			b0, b1 = b1, den*b1+num*b0
			n++
		}
		scale := 1 / b1
		value := a1 * scale
		if math.Abs(value-last) <= 4e-16*value {
			return mass * value
		}
		last = value
		a0, a1, b0, b1 = a0*scale, value, b0*scale, 1
	}
	return mass * last
}
