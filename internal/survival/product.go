package survival

import (
	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/internal/root"
)

// product holds the first two moments of a product of independent beta variables (Fay, Brittain and Proschan
// 2013). The moments are kept in a form that only adds and multiplies positive numbers, so that neither a
// product near 1 nor a long one loses digits.
type product struct {
	mean float64 // E W
	rest float64 // 1 − E W
	cv   float64 // Var W / (E W)², the squared coefficient of variation
}

// one is the empty product.
var one = product{mean: 1}

// times returns the moments of w·Beta(a, b). Of Beta(a, b), the mean is a/(a+b) and the squared coefficient
// of variation b/(a(a+b+1)). Products of neighbours telescope: Beta(y−d+1, d) for d events among y at risk,
// then Beta(y−d−e+1, e) for e more, are Beta(y−d−e+1, d+e), with equal distribution and not only equal
// moments.
func (w product) times(a, b float64) product {
	x := b / (a * (a + b + 1))
	return product{
		mean: w.mean * (a / (a + b)),
		rest: w.rest + w.mean*(b/(a+b)),
		cv:   w.cv + x + w.cv*x,
	}
}

// events returns the moments of w after d of y at risk have ended.
func (w product) events(d, y int) product {
	if d == 0 {
		return w
	}
	return w.times(float64(y-d+1), float64(d))
}

// next returns the shape of w·Beta(y, 1), with the y that are left at risk: what the curve may have fallen to
// just before the next event. With nobody left it may be 0.
func (w product) next(y int) shape {
	if y <= 0 {
		return shape{0, 1}
	}
	return w.times(float64(y), 1).shape()
}

// shape returns the beta distribution with the moments of w.
func (w product) shape() shape {
	if w.cv == 0 {
		return shape{1, 0}
	}
	n := w.rest/(w.mean*w.cv) - 1
	return shape{w.mean * n, w.rest * n}
}

// shape is a beta distribution; a = 0 stands for the constant 0 and b = 0 for the constant 1.
type shape struct{ a, b float64 }

// flip returns the distribution of 1 − X.
func (s shape) flip() shape { return shape{s.b, s.a} }

// below returns P(X <= x) for x in (0, 1), above P(X > x).
func (s shape) below(x float64) float64 {
	switch {
	case s.a == 0:
		return 1
	case s.b == 0:
		return 0
	}
	return quantile.BetaCDF(x, s.a, s.b)
}

func (s shape) above(x float64) float64 {
	switch {
	case s.a == 0:
		return 0
	case s.b == 0:
		return 1
	}
	return quantile.BetaTail(x, s.a, s.b)
}

// lower returns x with P(X <= x) = p, upper x with P(X > x) = p.
func (s shape) lower(p float64) float64 {
	switch {
	case s.a == 0:
		return 0
	case s.b == 0:
		return 1
	}
	return quantile.Beta(p, s.a, s.b)
}

func (s shape) upper(p float64) float64 {
	switch {
	case s.a == 0:
		return 0
	case s.b == 0:
		return 1
	}
	return quantile.BetaUpper(p, s.a, s.b)
}

// central returns the limits between two shapes, the smaller of which sets the lower limit.
func central(small, large shape, p float64) (lo, hi float64) {
	return small.lower(p), large.upper(p)
}

// midP returns the p and 1−p quantiles of the even mixture of two shapes (Fay and Brittain 2016). small is
// stochastically smaller than large.
func midP(small, large shape, p float64) (lo, hi float64) {
	switch {
	case small.a == 0:
		lo = 0 // half of the mixture lies at 0, and p is less than half
	case large.b == 0:
		lo = small.lower(2 * p)
	default:
		below := func(x float64) float64 { return small.below(x)/2 + large.below(x)/2 - p }
		lo = root.Find(below, small.lower(p), large.lower(p))
	}
	switch {
	case large.b == 0:
		hi = 1
	case small.a == 0:
		hi = large.upper(2 * p)
	default:
		above := func(x float64) float64 { return small.above(x)/2 + large.above(x)/2 - p }
		hi = root.Find(above, small.upper(p), large.upper(p))
	}
	return lo, hi
}
