package quantile

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

func TestEnds(t *testing.T) {
	for _, c := range []struct {
		reason    string
		got, want float64
	}{
		{"the lower end of a support is its 0-quantile", Beta(0, 2, 3), 0},
		{"and the upper end its 1-quantile", Beta(1, 2, 3), 1},
		{"from above it is the other way round", BetaUpper(0, 2, 3), 1},
		{"from above it is the other way round", BetaUpper(1, 2, 3), 0},
		{"normal", Normal(0), -inf},
		{"normal", Normal(1), inf},
		{"t", T(0, 5), -inf},
		{"t", T(1, 5), inf},
		{"t from above", TUpper(0, 5), inf},
		{"chi-square", ChiSquared(0, 5), 0},
		{"chi-square", ChiSquared(1, 5), inf},
		{"chi-square from above", ChiSquaredUpper(0, 5), inf},
		{"chi-square from above", ChiSquaredUpper(1, 5), 0},
		{"F", F(0, 3, 5), 0},
		{"F", F(1, 3, 5), inf},
		{"F from above", FUpper(0, 3, 5), inf},
		{"F from above", FUpper(1, 3, 5), 0},
		{"the median of t is exactly 0, for few", T(0.5, 3.3), 0},
		{"and many degrees of freedom", T(0.5, 1e9), 0},
		{"nothing lies below a support", BetaCDF(-1, 2, 3), 0},
		{"nothing lies above a support", BetaTail(2, 2, 3), 0},
		{"all lies within a support", BetaTail(0, 2, 3), 1},
		{"all lies within a support", BetaCDF(1, 2, 3), 1},
		{"nothing lies below 0", GammaP(3, -1), 0},
		{"nothing lies above infinity", GammaQ(3, inf), 0},
		{"nothing lies above infinity", TTail(inf, 2), 0},
		{"nothing lies above infinity", TTail(inf, 3.5), 0},
		{"all lies above minus infinity", TTail(-inf, 2), 1},
		{"nothing lies above infinity", FTail(inf, 2, 3), 0},
		{"all lies above 0", FTail(0, 2, 3), 1},
		{"t with infinite degrees of freedom is normal", T(0.975, inf), Normal(0.975)},
		{"t with infinite degrees of freedom is normal", TTail(1.3, inf), NormalTail(1.3)},
		{"F with infinite degrees of freedom below is chi-square", F(0.9, 4, inf), ChiSquared(0.9, 4) / 4},
		{"F with infinite degrees of freedom below is chi-square", FTail(2, 4, inf), ChiSquaredTail(8, 4)},
		{"and above its inverse", F(0.9, inf, 4), 4 / ChiSquaredUpper(0.9, 4)},
		{"and above its inverse", FTail(2, inf, 4), ChiSquaredCDF(2, 4)},
		{"and with both the constant 1", F(0.9, inf, inf), 1},
		{"and with both the constant 1", FTail(0.9, inf, inf), 1},
		{"and with both the constant 1", FTail(1, inf, inf), 0},
		{"none of no trials succeeds", BinomialCDF(0, 0, 0.3), 1},
		{"fewer than none never succeed", BinomialCDF(-1, 9, 0.3), 0},
		{"more than none sometimes do", BinomialTail(-1, 9, 0.3), 1},
		{"more than all never do", BinomialTail(9, 9, 0.3), 0},
		{"without a chance none succeeds", BinomialCDF(0, 9, 0), 1},
		{"with certainty all succeed", BinomialCDF(8, 9, 1), 0},
		{"without a chance none succeeds", float64(BinomialQuantile(0.99, 9, 0)), 0},
		{"with certainty all succeed", float64(BinomialQuantile(0.01, 9, 1)), 9},
		{"of no trials", float64(BinomialQuantile(0.5, 0, 0.3)), 0},
		{"the ends", float64(BinomialQuantile(0, 9, 0.3)), 0},
		{"the ends", float64(BinomialQuantile(1, 9, 0.3)), 9},
		{"a probability that rounding has not spoilt", float64(BinomialQuantile(0.5, 7, 0.5)), 3},
		{"no negative number of trials", float64(BinomialQuantile(0.5, -1, 0.5)), -1},
		{"no such probability", float64(BinomialQuantile(nan, 9, 0.5)), -1},
		{"no such probability", float64(BinomialQuantile(0.5, 9, 1.5)), -1},
	} {
		assert.Equal(t, c.want, c.got, c.reason)
	}
	assert.False(t, math.Signbit(T(0.5, 9)) || math.Signbit(TUpper(0.5, 9)), "no -0 in print")
}

func TestNonsenseIsNaN(t *testing.T) {
	of := func(name string, args int, f func(v ...float64) float64, good ...float64) {
		assert.False(t, math.IsNaN(f(good...)), name)
		for i := range good {
			bad := []float64{nan, -1}
			if i < args { // a probability; the others are parameters
				bad = []float64{nan, -0.1, 1.1, inf, -inf}
			}
			for _, b := range bad {
				v := append([]float64(nil), good...)
				v[i] = b
				assert.True(t, math.IsNaN(f(v...)), "%s(%v) = %v", name, v, f(v...))
			}
			if i >= args {
				v := append([]float64(nil), good...)
				v[i] = 0
				assert.True(t, math.IsNaN(f(v...)), "%s(%v) = %v", name, v, f(v...))
			}
		}
	}
	of("Normal", 1, func(v ...float64) float64 { return Normal(v[0]) }, 0.3)
	of("T", 1, func(v ...float64) float64 { return T(v[0], v[1]) }, 0.3, 4)
	of("TUpper", 1, func(v ...float64) float64 { return TUpper(v[0], v[1]) }, 0.3, 4)
	of("ChiSquared", 1, func(v ...float64) float64 { return ChiSquared(v[0], v[1]) }, 0.3, 4)
	of("ChiSquaredUpper", 1, func(v ...float64) float64 { return ChiSquaredUpper(v[0], v[1]) }, 0.3, 4)
	of("F", 1, func(v ...float64) float64 { return F(v[0], v[1], v[2]) }, 0.3, 4, 5)
	of("FUpper", 1, func(v ...float64) float64 { return FUpper(v[0], v[1], v[2]) }, 0.3, 4, 5)
	of("Beta", 1, func(v ...float64) float64 { return Beta(v[0], v[1], v[2]) }, 0.3, 4, 5)
	of("BetaUpper", 1, func(v ...float64) float64 { return BetaUpper(v[0], v[1], v[2]) }, 0.3, 4, 5)
	of("BetaCDF", 0, func(v ...float64) float64 { return BetaCDF(0.4, v[0], v[1]) }, 4, 5)
	of("BetaTail", 0, func(v ...float64) float64 { return BetaTail(0.4, v[0], v[1]) }, 4, 5)
	of("TTail", 0, func(v ...float64) float64 { return TTail(0.4, v[0]) }, 4)
	of("FTail", 0, func(v ...float64) float64 { return FTail(0.4, v[0], v[1]) }, 4, 5)
	of("GammaP", 0, func(v ...float64) float64 { return GammaP(v[0], 3) }, 4)
	of("GammaQ", 0, func(v ...float64) float64 { return GammaQ(v[0], 3) }, 4)
	for _, x := range []float64{BetaCDF(nan, 1, 2), BetaTail(nan, 1, 2), TTail(nan, 3), FTail(nan, 3, 4), GammaP(2, nan),
		GammaQ(2, nan), NormalTail(nan), BinomialCDF(1, -1, 0.5), BinomialCDF(1, 2, nan), BinomialTail(1, 2, 1.5)} {
		assert.True(t, math.IsNaN(x))
	}
}

// sizes are drawn evenly on a logarithmic scale.
func size(r *rand.Rand, low, high float64) float64 { return low * math.Pow(high/low, r.Float64()) }

// TestRoundTrip asks for the probability at a quantile. As the quantile is rounded, the probability that was
// asked for lies between those of its neighbours.
// Parameters next to nothing leave nothing between 0 and 1: b/(a+b) at 0, by mpmath's hypergeometric series in 60 digits.
func TestParametersNextToNothing(t *testing.T) {
	for _, c := range []struct{ a, b, x, cdf float64 }{
		{7.811053736887578e-18, 0.0286036286520757, 0.5, 0.9999999999999997},
		{4.962248028360016e-144, 3.9257133084492887e-73, 0.3, 1},
		{2e-20, 1e-20, 0.5, 1. / 3},
		{1.88802e-120, 2.13621e-156, 0.9, 1.1314551752629315e-36},
	} {
		assert.InDelta(t, c.cdf, BetaCDF(c.x, c.a, c.b), 1e-14, "%+v", c)
		assert.InDelta(t, 1-c.cdf, BetaTail(c.x, c.a, c.b), 1e-14, "%+v", c)
		for _, p := range []float64{1e-278, 0.015, 0.5, 0.99994, 1 - 0x1p-53} {
			x := Beta(p, c.a, c.b)
			assert.True(t, 0 <= x && x <= 1, "%v of %+v is %v", p, c, x)
		}
	}
	assert.Zero(t, Beta(0.3, 2e-20, 1e-20))
	assert.Equal(t, 1.0, Beta(0.4, 2e-20, 1e-20))
}

func TestRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const eps = 4e-16
	between := func(p, x, below, above float64, format string, args ...any) {
		if above < below {
			below, above = above, below
		}
		if x < 1e-290 || x > 1e290 {
			return // the quantile, or its inverse, has lost digits to underflow
		}
		limit := 1e-13
		if p < 1e-12 { // the exponent of the density takes digits
			limit = 1e-12
		}
		if !(below <= p*(1+limit) && above >= p*(1-limit)) {
			t.Errorf("%v is not between %v and %v: %s", p, below, above, fmt.Sprintf(format, args...))
		}
	}
	for range 20_000 {
		p := 0.5 * size(r, 1e-12, 1)
		if r.IntN(8) == 0 {
			p = size(r, 1e-200, 1e-12)
		}
		a, b := size(r, 0.5, 1e9), size(r, 0.5, 1e9)
		switch r.IntN(3) { // counts and degrees of freedom, too
		case 0:
			a, b = math.Ceil(a), math.Ceil(b)
		case 1:
			a, b = math.Ceil(a)/2, math.Ceil(b)/2
		}
		x := Beta(p, a, b)
		between(p, x, BetaCDF(x*(1-eps), a, b), BetaCDF(x*(1+eps), a, b), "Beta(%v, %v, %v)", p, a, b)
		x = BetaUpper(p, a, b)
		between(p, x, BetaTail(x*(1+eps), a, b), BetaTail(x*(1-eps), a, b), "BetaUpper(%v, %v, %v)", p, a, b)
		x = ChiSquared(p, a)
		between(p, x, ChiSquaredCDF(x*(1-eps), a), ChiSquaredCDF(x*(1+eps), a), "ChiSquared(%v, %v)", p, a)
		x = ChiSquaredUpper(p, a)
		between(p, x, ChiSquaredTail(x*(1-eps), a), ChiSquaredTail(x*(1+eps), a), "ChiSquaredUpper(%v, %v)", p, a)
		x = TUpper(p, a)
		between(p, x, TTail(x*(1-eps), a), TTail(x*(1+eps), a), "TUpper(%v, %v)", p, a)
		x = FUpper(p, a, b)
		between(p, x, FTail(x*(1-8*eps), a, b), FTail(x*(1+8*eps), a, b), "FUpper(%v, %v, %v)", p, a, b)
	}
}

// TestFarTails holds quantiles whose start, far outside the expansion it comes from, is useless.
func TestFarTails(t *testing.T) {
	for _, c := range []struct{ p, a, b float64 }{
		{3.7776284383408015e-180, 181.57014037274215, 1104.0602041005748},
		{5.826027887923156e-225, 196.6281026683343, 4.363830711171726e+09},
		{1e-60, 0.22, 0.012671807546918745},
		{1e-250, 0.9, 0.9},
		{1e-300, 1e9, 1e9}, // where the last digit of a quantile moves the probability by 2e-10
	} {
		assert.InEpsilon(t, c.p, BetaCDF(Beta(c.p, c.a, c.b), c.a, c.b), 3e-10, c)
		assert.InEpsilon(t, c.p, ChiSquaredTail(ChiSquaredUpper(c.p, c.a), c.a), 3e-10, c)
	}
	assert.Zero(t, Beta(1e-300, 0.01, 5), "1e-30000 is 0")
	assert.Zero(t, ChiSquared(1e-300, 0.02), "1e-30000 is 0")
}

// TestSidesAgree compares a quantile from below with the one from above, and with its complement.
func TestSidesAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 5_000 {
		q := math.Ldexp(float64(r.IntN(1<<20)+1), -21) // 1-q is exact
		a, b := size(r, 0.5, 1e9), size(r, 0.5, 1e9)
		lower, upper := Beta(1-q, a, b), BetaUpper(q, a, b)
		assert.Equal(t, lower, upper)
		assert.InDelta(t, 1, lower+BetaUpper(1-q, b, a), 1e-15, "a quantile and its complement")
		assert.Equal(t, T(1-q, a), TUpper(q, a))
		assert.Equal(t, -T(q, a), TUpper(q, a))
		assert.Equal(t, ChiSquared(1-q, a), ChiSquaredUpper(q, a))
		assert.InEpsilon(t, F(1-q, a, b), FUpper(q, a, b), 1e-14)
		x := Beta(q, a, b)
		assert.InDelta(t, 1, BetaCDF(x, a, b)+BetaTail(x, a, b), 1e-15)
	}
}

// TestBranches crosses the borders between the methods, where quantiles and probabilities must not jump.
func TestBranches(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, border := range []float64{0.5, 1, 2, 8, 10, 20, 150, 300, 1000} {
		for range 300 {
			p := 0.5 * size(r, 1e-12, 1)
			b := border * size(r, 0.9, 1e4)
			const h = 1e-13
			near := func(a, b float64, what string) { assert.InEpsilon(t, a, b, 2e-11, "%s at %v, p = %v", what, border, p) }
			low, high := border*(1-h), border*(1+h)
			near(Beta(p, low, b), Beta(p, high, b), "Beta")
			near(Beta(p, b, low), Beta(p, b, high), "Beta")
			near(BetaUpper(p, low, b), BetaUpper(p, high, b), "BetaUpper")
			near(ChiSquared(p, 2*low), ChiSquared(p, 2*high), "ChiSquared")
			near(ChiSquaredUpper(p, 2*low), ChiSquaredUpper(p, 2*high), "ChiSquaredUpper")
			near(T(p, low), T(p, high), "T")
		}
	}
}

// TestBinomialQuantile checks the definition: k is the fewest with at least the probability.
func TestBinomialQuantile(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 3_000 {
		n := int(size(r, 1, 1e9))
		p := r.Float64()
		if r.IntN(2) == 0 {
			p = size(r, 1e-9, 1)
		}
		u := r.Float64()
		if r.IntN(4) == 0 {
			u = size(r, 1e-12, 1)
		}
		k := BinomialQuantile(u, n, p)
		if !(BinomialCDF(k, n, p) >= u*(1-2e-14) && (k == 0 || BinomialCDF(k-1, n, p) < u)) {
			t.Errorf("BinomialQuantile(%v, %d, %v) = %d", u, n, p, k)
		}
		assert.Equal(t, k, BinomialQuantile(BinomialCDF(k, n, p), n, p)+skipped(k, n, p), "the probability of k leads back to k")
	}
}

// skipped returns how many counts up to k have too little probability to tell k from them.
func skipped(k, n int, p float64) int {
	all := BinomialCDF(k, n, p)
	few := 0
	for k > 0 && BinomialCDF(k-1, n, p) >= all*(1-1e-14) {
		k--
		few++
	}
	return few
}

func TestNoAllocations(t *testing.T) {
	var sum float64
	n := testing.AllocsPerRun(10, func() {
		for _, a := range []float64{0.5, 1, 3, 17.3, 400, 1e6} {
			sum += Z(0.953) + T(0.01, a) + TTail(1, a) + ChiSquared(0.3, a) + ChiSquaredTail(a+1, a) + F(0.2, a, 7) + FTail(2, a, 7)
			sum += Beta(0.01, a, 30) + BetaUpper(0.01, a, a) + BetaCDF(0.4, a, a) + BinomialCDF(int(a), 2*int(a)+3, 0.5)
			sum += float64(BinomialQuantile(0.9, 100, 0.3))
		}
	})
	assert.Zero(t, n)
	assert.False(t, math.IsNaN(sum))
}
