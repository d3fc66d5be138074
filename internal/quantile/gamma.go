package quantile

import "math"

// gonum's GammaIncReg is 1.7% off in the lower tail at a = 1e7 and 29% at 1e8, its inverse 4e-9 at half a
// degree of freedom, so the gamma family is computed here. It is the beta family with b = ∞, and reads the
// same.

// GammaP returns the regularised lower incomplete gamma function, P(X <= x) for a gamma variable of shape a
// and scale 1.
func GammaP(a, x float64) float64 {
	lower, _ := gammaTails(a, x)
	return lower
}

// GammaQ returns the regularised upper incomplete gamma function, P(X > x) for a gamma variable of shape a
// and scale 1.
func GammaQ(a, x float64) float64 {
	_, upper := gammaTails(a, x)
	return upper
}

// ChiSquared returns the p-quantile of chi-square with df degrees of freedom: 0 at p = 0, +Inf at p = 1.
func ChiSquared(p, df float64) float64 {
	if p > 0.5 {
		return 2 * gammaQuantile(1-p, df/2, true) // 1-p is exact
	}
	return 2 * gammaQuantile(p, df/2, false)
}

// ChiSquaredUpper returns x with P(X > x) = q under chi-square with df degrees of freedom: ChiSquared(1-q,
// df) without the digits that 1-q loses.
func ChiSquaredUpper(q, df float64) float64 {
	if q > 0.5 {
		return 2 * gammaQuantile(1-q, df/2, false)
	}
	return 2 * gammaQuantile(q, df/2, true)
}

// ChiSquaredCDF returns P(X <= x) under chi-square with df degrees of freedom.
func ChiSquaredCDF(x, df float64) float64 { return GammaP(df/2, x/2) }

// ChiSquaredTail returns P(X > x) under chi-square with df degrees of freedom.
func ChiSquaredTail(x, df float64) float64 { return GammaQ(df/2, x/2) }

// gamma is a gamma distribution with shape a and scale 1, prepared for several questions.
type gamma struct {
	a    float64
	peak float64 // √(a/2π), what Stirling's formula says of the mass a^a e^−a / Γ(a) at the mean
	rest float64 // the logarithm of what it leaves out
}

func newGamma(a float64) gamma {
	return gamma{a: a, peak: math.Sqrt(a) / sqrt2Pi, rest: -stirling(a)}
}

func gammaTails(a, x float64) (lower, upper float64) {
	switch {
	case !(a > 0) || math.IsInf(a, 1) || math.IsNaN(x):
		return math.NaN(), math.NaN()
	case x <= 0:
		return 0, 1
	case math.IsInf(x, 1):
		return 1, 0
	case a == 0.5: // a squared normal variable, halved
		root := math.Sqrt(x)
		return math.Erf(root), math.Erfc(root)
	case a == 1:
		return -math.Expm1(-x), math.Exp(-x)
	}
	g := newGamma(a)
	lower, upper, _ = g.tails(x)
	return lower, upper
}

// tails returns P(X <= x), P(X > x) and the mass x^a·e^−x/Γ(a), the density of log x.
func (g *gamma) tails(x float64) (lower, upper, mass float64) {
	dist := x - g.a
	half := g.a * excess(dist/g.a, x/g.a)
	mass = g.peak * math.Exp(g.rest-half)
	if dist <= 0 {
		lower = g.below(x, half, mass)
		return lower, 1 - lower, mass
	}
	upper = g.above(x, half, mass)
	return 1 - upper, upper, mass
}

// below returns P(X <= x) for x not above the mean.
func (g *gamma) below(x, half, mass float64) float64 {
	if !g.nearNormal(half) {
		return g.series(x, mass)
	}
	var e near
	g.expand(&e, terms(2*half, g.a))
	e.reflect()
	tail, _ := e.tail(math.Sqrt(2*half), half, mass/(g.peak*sqrt2Pi))
	return tail
}

// above returns P(X > x) for x above the mean.
func (g *gamma) above(x, half, mass float64) float64 {
	switch {
	case x < 1.5:
		return 1 - g.series(x, mass)
	case !g.nearNormal(half):
		return g.fraction(x, mass)
	}
	var e near
	g.expand(&e, terms(2*half, g.a))
	tail, _ := e.tail(math.Sqrt(2*half), half, mass/(g.peak*sqrt2Pi))
	return tail
}

// nearNormal reports whether the bent normal distribution is the fast way, and exact.
func (g *gamma) nearNormal(half float64) bool { return g.a >= 150 && 2*half < reach*g.a }

// expand writes the distribution as a bent normal one.
func (g *gamma) expand(e *near, n int) {
	e.scale = exp(g.rest)
	e.expand(1/math.Sqrt(g.a), 0, n)
}

// series returns the lower tail as the mass times 1/a·(1 + Σ xⁿ/((a+1)(a+2)…(a+n))) (Abramowitz and Stegun
// 1964, 6.5.29).
func (g *gamma) series(x, mass float64) float64 {
	term := 1.0
	sum := 1.0
	for n := 1.0; term > 1e-17*sum && n < 1e4; n++ {
		term *= x / (g.a + n)
		sum += term
	}
	return mass * sum / g.a
}

// fraction returns the upper tail as the mass times Legendre's continued fraction (Abramowitz and Stegun
// 1964, 6.5.31, its even part).
func (g *gamma) fraction(x, mass float64) float64 {
	den := x - g.a + 1
	a0, a1 := 0.0, 1.0
	b0, b1 := 1.0, den
	last := 0.0
	for n := 1.0; n < 1e4; {
		for range 4 {
			num := n * (g.a - n)
			den += 2
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

// gammaQuantile returns x with the probability p below it, or above it if upper, for shape a and 0 <= p <= ½.
func gammaQuantile(p, a float64, upper bool) float64 {
	switch {
	case !(a > 0) || math.IsInf(a, 1) || !(0 <= p && p <= 0.5):
		return math.NaN()
	case p == 0 && upper:
		return math.Inf(1)
	case p == 0:
		return 0
	case a == 0.5 && upper: // a squared normal variable, halved
		z := Normal(p / 2)
		return z * z / 2
	case a == 1 && upper:
		return -math.Log(p)
	case a == 1:
		return -math.Log1p(-p)
	}
	g := newGamma(a)
	z := Normal(p)
	if a >= 300 && z*z < reach*a/2 {
		var e near
		g.expand(&e, terms(2*z*z, a))
		if upper {
			return g.point(e.at(e.upper(p)))
		}
		e.reflect()
		return g.point(-e.at(e.upper(p)))
	}
	return g.solve(p, upper, g.start(p, z, upper))
}

// point returns the x that lies w standard deviations above the mean.
func (g *gamma) point(w float64) float64 { return g.a * (1 + w/math.Sqrt(g.a)) }

// start returns a first x for solve; z is the normal quantile of p.
func (g *gamma) start(p, z float64, upper bool) float64 {
	if z*z < 4*g.a {
		root := z
		if upper {
			root = -z
		}
		if x := g.point(sketch(root, 1/math.Sqrt(g.a), 0)); x > 0 {
			return x
		}
	}
	if !upper {
		// The tail's first term: p = x^a / Γ(a+1).
		return math.Min(g.a, g.a*math.Exp((math.Log(p*g.a/g.peak)-g.rest)/g.a-1))
	}
	// And of the upper tail: p = x^(a−1) e^−x / Γ(a).
	l := g.a*math.Log(g.a) - g.a - math.Log(p*g.peak) - g.rest
	x := math.Max(l, g.a)
	x = math.Max(l+(g.a-1)*math.Log(x), g.a)
	return math.Max(l+(g.a-1)*math.Log(x), g.a)
}

// solve improves x until it is the quantile.
func (g *gamma) solve(p float64, upper bool, x float64) float64 {
	// In log x the density is the mass; its log derivative is a − x.
	again := true
	for range 50 {
		if x < tiny {
			break
		}
		tail, above, slope := g.tails(x)
		if upper {
			tail, slope = above, -slope
		}
		if again && (tail == 0 || tail > 0.9) { // so far off was the start, or the first step
			x, again = g.a, false
			continue
		}
		step, last := toward(p, tail, slope, g.a-x, -x, -x)
		x *= exp(step)
		if last {
			break
		}
	}
	return x
}
