// Package root finds where a continuous function of one variable crosses zero.
package root

import "math"

// Find returns x between a and b with f(x) = 0, to the last few bits of x, for a continuous f whose values at a and b
// differ in sign. If they do not, it returns whichever of a and b has the value nearer to zero. A value that is NaN
// counts as zero.
//
// Chandrupatla (1997, doi 10.1016/S0965-9978(96)00051-8): inverse quadratic interpolation where the last three
// points say that it is safe, bisection otherwise.
func Find(f func(float64) float64, a, b float64) float64 {
	fa, fb := value(f, a), value(f, b)
	if !(fa*fb < 0) && !(math.Signbit(fa) != math.Signbit(fb) && fa != 0 && fb != 0) {
		if math.Abs(fb) < math.Abs(fa) {
			return b
		}
		return a
	}
	c, fc := a, fa
	for t := 0.5; ; {
		x := a + t*(b-a)
		fx := value(f, x)
		if math.Signbit(fx) == math.Signbit(fa) {
			c, fc = a, fa
		} else {
			c, b, fc, fb = b, a, fb, fa
		}
		a, fa = x, fx
		best, fbest := a, fa
		if math.Abs(fb) < math.Abs(fa) {
			best, fbest = b, fb
		}
		width := math.Abs(b - a)
		tol := 2.5e-16 * math.Abs(best)
		if !(fbest != 0) || !(width > 4*tol) || width < 1e-300 {
			return best
		}
		tmin := max(tol/width, 1e-17)
		xi, phi := (a-b)/(c-b), (fa-fb)/(fc-fb)
		t = 0.5
		if phi*phi < xi && (1-phi)*(1-phi) < 1-xi {
			t = fa/(fb-fa)*fc/(fb-fc) + (c-a)/(b-a)*fa/(fc-fa)*fb/(fc-fb)
		}
		t = min(max(t, tmin), 1-tmin)
	}
}

// value returns f(x), and 0 for NaN.
func value(f func(float64) float64, x float64) float64 {
	if y := f(x); !math.IsNaN(y) {
		return y
	}
	return 0
}
