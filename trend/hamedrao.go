package trend

import (
	"math"
	"math/bits"
	"math/cmplx"

	"github.com/servicekpi/servicekpi/internal/quantile"
	"github.com/servicekpi/servicekpi/kpi"
)

// HamedRao tests like [MannKendall] for a trend in values of which neighbours depend on each other, such as a
// backlog or a slow market: the variance of S is multiplied by a factor from the autocorrelations of the ranks,
// after the slope of [Sen] is taken away (Hamed and Rao 1998, doi 10.1016/S0022-1694(97)00125-X).
// Autocorrelations within what chance allows, ±1.96/√n, count as none. NaN is a period without data that keeps
// its place. P is that of the normal distribution.
//
// It helps and does not heal. At 5% and an autocorrelation of .6 it finds a trend in noise in 22 of 100 series
// of 60 values and 17 of 365, where MannKendall does in 31; of independent values in 8 to 10. Longer periods,
// of which neighbours depend less on each other, are the better way. And it can err to the other side: where
// values swing, as with seasons, the factor is below 1. Take seasons away first, or [SeasonalKendall]. Where
// the factor leaves no variance it is no data.
func HamedRao(x []float64) Kendall {
	p := countPairs(x)
	k := Kendall{S: p.s, TauB: p.s / math.Sqrt(p.pairs*p.untied), N: p.n}
	if p.n < 6 {
		k.Warnings = TooFew
	}
	if p.n < 3 || p.variance == 0 {
		k.Test = p.test()
		return k
	}
	detrended := make([]float64, len(x))
	slope := senSlope(x)
	if math.IsNaN(slope) {
		slope = 0
	}
	for i, v := range x {
		detrended[i] = v - float64(slope*float64(i+1)) // not fused: the same ties everywhere
	}
	n := float64(p.n)
	chance := quantile.Z(0.95) / math.Sqrt(n)
	sum := 0.0
	for i, r := range autocorrelations(countPairs(detrended).ranks(len(x))) {
		if lag := float64(i); i > 0 && lag < n && math.Abs(r) > chance {
			sum += (n - lag) * (n - lag - 1) * (n - lag - 2) * r
		}
	}
	p.exact = false
	p.variance *= 1 + 2/(n*(n-1)*(n-2))*sum
	if !(p.variance > 0) {
		k.Test = kpi.NormalTest(math.NaN())
		return k
	}
	k.Test = p.test()
	return k
}

// autocorrelations returns Σ(xᵢ-x̄)(xᵢ₊ₖ-x̄)/Σ(xᵢ-x̄)² for every lag k from 0, NaN left out. If all x are equal
// they are 0. It multiplies by Fourier transform, O(n log n).
func autocorrelations(x []float64) []float64 {
	mean, n := 0.0, 0
	for _, v := range x {
		if !math.IsNaN(v) {
			mean += v
			n++
		}
	}
	mean /= float64(n)
	wave := make([]complex128, 1<<bits.Len(uint(2*len(x)))) // twice the length, so that the ends do not meet
	for i, v := range x {
		if !math.IsNaN(v) {
			wave[i] = complex(v-mean, 0)
		}
	}
	fourier(wave)
	for i, w := range wave {
		wave[i] = complex(real(w)*real(w)+imag(w)*imag(w), 0)
	}
	fourier(wave)
	r := make([]float64, len(x))
	if all := real(wave[0]); all > 0 {
		for k := range r {
			r[k] = real(wave[k]) / all
		}
	}
	return r
}

// fourier replaces w, of a length that is a power of two, by its discrete Fourier transform (Cooley and Tukey
// 1965, doi 10.1090/S0025-5718-1965-0178586-1).
func fourier(w []complex128) {
	n := len(w)
	shift := 64 - bits.Len(uint(n-1))
	for i := range w {
		if j := int(bits.Reverse64(uint64(i)) >> shift); n > 1 && i < j {
			w[i], w[j] = w[j], w[i]
		}
	}
	turns := make([]complex128, n/2)
	for k := range turns {
		turns[k] = cmplx.Rect(1, -2*math.Pi*float64(k)/float64(n))
	}
	for half := 1; half < n; half *= 2 {
		for begin := 0; begin < n; begin += 2 * half {
			for k := range half {
				a, b := w[begin+k], w[begin+half+k]*turns[k*(n/(2*half))]
				w[begin+k], w[begin+half+k] = a+b, a-b
			}
		}
	}
}
