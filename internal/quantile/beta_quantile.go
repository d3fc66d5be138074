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
	if m > 1000 && z*z < reach*m/2 {
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

// start returns a first x for solve.
func (d *beta) start(p, z, m float64) (x, y float64) {
	if z*z < 1.5*m {
		var e near
		d.expand(&e, 4)
		e.reflect()
		x, y = d.point(-e.at(e.start(p)))
		if x > 0 && y > 0 {
			return x, y
		}
	}
	// The tail's first term: p = x^a / (a·B(a, b)).
	l := (math.Log(p*d.a/d.peak) + d.b*math.Log(d.b/d.s)) / d.a
	x = d.a / d.s * math.Exp(l)
	if x < d.a/d.s {
		return x, 1 - x
	}
	return d.a / d.s, d.b / d.s
}

// solve improves x until it is the p-quantile.
func (d *beta) solve(p, x, y float64) (float64, float64) {
	// In the log odds the density is the mass; its log derivative is a·y − b·x = −dist.
	for range 50 {
		if x == 0 || y == 0 {
			break
		}
		dist := d.distance(x, y)
		lower, _, mass := d.tails(x, y, dist)
		psi1 := -d.s * x * y
		step, last := toward(p, lower, mass, -dist, psi1, psi1*(y-x))
		t := math.Expm1(step)
		den := 1 + x*t
		x *= (1 + t) / den
		y /= den
		if last {
			break
		}
	}
	return x, y
}
