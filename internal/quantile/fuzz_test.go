package quantile

import (
	"math"
	"testing"
)

// FuzzBeta asks for two quantiles of the same distribution: both are shares, and the smaller probability has
// the smaller one.
func FuzzBeta(f *testing.F) {
	f.Add(0.025, 0.975, 81.0, 183.0)
	f.Add(1e-12, 0.5, 0.5, 0.5)
	f.Add(0.3, 0.30000001, 1e9, 0.5)
	f.Add(0.5, 1-1e-16, 5.0, 999996.0)
	f.Add(1e-300, 1e-9, 5e8, 5e8)
	f.Add(0.1, 0.2, 1.0, 1e-3)
	f.Fuzz(func(t *testing.T, p, q, a, b float64) {
		x, y := Beta(p, a, b), Beta(q, a, b)
		if !(0 <= p && p <= 1 && a > 0 && b > 0) || math.IsInf(a, 1) || math.IsInf(b, 1) {
			if !math.IsNaN(x) {
				t.Errorf("Beta(%v, %v, %v) = %v, want NaN", p, a, b, x)
			}
			return
		}
		if !(0 <= x && x <= 1) {
			t.Errorf("Beta(%v, %v, %v) = %v", p, a, b, x)
		}
		// A quantile of Beta(1e-6, ·) has the digits that its millionth power leaves it.
		digits := 0.01 <= min(a, b) && max(a, b) <= 1e12
		if digits && (p <= q && x > y*(1+1e-12) || p >= q && y > x*(1+1e-12)) {
			t.Errorf("Beta(·, %v, %v) is %v at %v and %v at %v", a, b, x, p, y, q)
		}
		if c := BetaCDF(x, a, b); !(0 <= c && c <= 1) {
			t.Errorf("BetaCDF(%v, %v, %v) = %v", x, a, b, c)
		}
	})
}
