package quantile

import "math"

// betaLower returns the p-quantile x of Beta(a, b), and 1-x, for 0 < p <= ½.
func betaLower(p, a, b float64) (x, y float64) {
	switch {
	case b == 1:
		l := math.Log(p) / a
		return math.Exp(l), -math.Expm1(l)
	case a == 1:
		l := math.Log1p(-p) / b
		return -math.Expm1(l), math.Exp(l)
	}
	d := newBeta(a, b)
	m := math.Min(a, b)
	z := Normal(p)
	if m >= 1000 && z*z < reach*m/2 {
		var e near
		d.expand(&e, terms(2*z*z, m))
		e.reflect()
		return d.point(-e.at(e.upper(p)))
	}
	x, y = d.start(p, z, m)
	return d.solve(p, x, y)
}

// point returns the x that lies w standard deviations above the mean, and 1-x.
func (d *beta) point(w float64) (x, y float64) {
	u := w / math.Sqrt(d.s)
	ratio := math.Sqrt(d.b / d.a)
	return d.a / d.s * (1 + u*ratio), d.b / d.s * (1 - u/ratio)
}

// start returns a first x for solve; z is the normal quantile of p, m the smaller parameter.
func (d *beta) start(p, z, m float64) (x, y float64) {
	central := z*z < 8*m
	if m < 20 || !central {
		// The tail's first terms: v^a = p·a·B(a, b), and powers of v, of which the first counts (the
		// inverse of Abramowitz and Stegun 1964, 26.5.4, for a small x).
		mean := d.a / d.s
		v := mean * math.Exp((math.Log(p*d.a/d.peak)-d.rest+d.b*math.Log(d.b/d.s))/d.a)
		u := (d.b - 1) / (d.a + 1) * v
		if math.Abs(u) < 0.1 && math.Abs(d.b-1)*v < 0.3 || !central {
			third := (d.a*d.a + 3*d.a*d.b - d.a + 5*d.b - 4) / (2 * (d.a + 1) * (d.a + 2)) * v
			if x = v * (1 + u*(1+third)); x < mean && (0 < x || v < tiny) {
				return x, 1 - x
			}
			return mean, d.b / d.s
		}
	}
	if x, y = d.point(sketch(z, d.skew(), 1/d.s)); x > 0 && y > 0 {
		return x, y
	}
	return d.a / d.s, d.b / d.s
}

// tiny is where numbers begin to underflow; what is smaller is not improved.
const tiny = 1e-300

// solve improves x until it is the p-quantile.
func (d *beta) solve(p, x, y float64) (float64, float64) {
	// In the log odds the density is the mass; its log derivative is a·y − b·x = −dist.
	again := true
	for range 50 {
		if x < tiny || y < tiny {
			break
		}
		dist := d.distance(x, y)
		lower, _, mass := d.tails(x, y, dist)
		if again && (lower == 0 || lower > 0.9) { // so far off was the start, or the first step
			x, y, again = d.a/d.s, d.b/d.s, false
			continue
		}
		psi1 := -d.s * x * y
		step, last := toward(p, lower, mass, -dist, psi1, psi1*(y-x))
		odds := x * exp(step)
		x, y = odds/(y+odds), y/(y+odds)
		if last {
			break
		}
	}
	return x, y
}
